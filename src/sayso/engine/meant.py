"""Who is meant by an id, a country's code, a name, or words of one."""

from __future__ import annotations

from sayso.errors import QueryError, cut
from sayso.lang.folding import fold
from sayso.ledger import Ledger, NamedActor
from sayso.records import ActorKind

__all__ = ["check_actor", "the_actor"]

#: Actors that a hint lists.
_LISTED = 12


def check_actor(asked: str) -> None:
    """Take words that can name somebody.

    Raises:
        QueryError: there are none.
    """
    if not fold(asked):
        raise QueryError("actor is empty", item="actor", hint="give an id, a name or words of one")


def the_actor(ledger: Ledger, asked: str) -> NamedActor | None:
    """Whom ``asked`` means; None if the ledger knows nobody by it. Of several, the only person is meant.

    Raises:
        QueryError: it may mean several; the hint lists them with the events they take part in.
    """
    found = ledger.acting.meant(asked, limit=_LISTED + 1)
    persons = [one for one in found if one.kind == ActorKind.PERSON]
    if len(found) > 1 and len(persons) == 1 and len(found) <= _LISTED:
        return persons[0]
    if len(found) > 1:
        names = [_with_events(ledger, one) for one in found[:_LISTED]]
        more = ", …" if len(found) > _LISTED else ""
        raise QueryError(
            f"{cut(asked)} may mean several actors", item=asked, hint="one of " + "; ".join(names) + more
        )
    return found[0] if found else None


def _with_events(ledger: Ledger, one: NamedActor) -> str:
    n = ledger.acting.n_events(one.actor_id)
    return f"{one.actor_id} ({one.name}, {n:,} event{'' if n == 1 else 's'})"
