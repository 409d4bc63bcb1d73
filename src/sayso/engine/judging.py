"""What an id names, and the verdict a person gives on two of them."""

from __future__ import annotations

from sayso.errors import QueryError, cut
from sayso.ledger import Found, Ledger
from sayso.records import Judged, Judgement, Verdict

__all__ = ["the_one", "verdict_on"]


def the_one(ledger: Ledger, id_: str) -> Found | None:
    """What an id, or the beginning of one, names; None if nothing.

    Raises:
        QueryError: it may name several things; the hint lists them.
    """
    found = ledger.find(id_) if id_ else []
    if len(found) > 1:
        raise QueryError(
            f"{cut(id_)} begins several ids",
            item=id_,
            hint="one of " + ", ".join(f"{f.id} ({f.kind})" for f in found),
        )
    return found[0] if found else None


def verdict_on(
    ledger: Ledger, ids: tuple[str, str], said: Judgement, *, by: str, note: str, at: str
) -> Verdict | None:
    """The verdict that two things are one, or are not; None if one of them is not there.

    Two events, or claims, are judged to be of one event; two reports, or origins, to be of one origin. What
    is kept are the first claims of the events and the reports that stand for the origins, as those stay.

    Raises:
        QueryError: an id may name several things, both name the same, or they are not of one kind.
    """
    kinds: list[Judged] = []
    kept: list[str] = []
    for id_ in ids:
        found = the_one(ledger, id_)
        if found is None:
            return None
        kind, what = _lasting(ledger, found)
        kinds.append(kind)
        kept.append(what)
    if kinds[0] is not kinds[1]:
        raise QueryError(
            f"{cut(ids[0])} and {cut(ids[1])} are not of one kind",
            item=ids[1],
            hint="judge two events or claims, or two reports or origins",
        )
    if kept[0] == kept[1]:
        raise QueryError(f"{cut(ids[0])} and {cut(ids[1])} are the same", item=ids[1], hint="give two")
    left, right = sorted(kept)
    return Verdict(
        what=kinds[0],
        left_id=left,
        right_id=right,
        judgement=said,
        decided_by=by,
        decided_at=at,
        note=note,
    )


def _lasting(ledger: Ledger, found: Found) -> tuple[Judged, str]:
    """What a verdict on something is about, and the id under which it is kept."""
    if found.kind == "claim":
        return Judged.EVENT, found.id
    if found.kind == "event":
        event = ledger.event(found.id)
        return Judged.EVENT, event.claim_ids[0] if event else found.id
    if found.kind == "report":
        return Judged.ORIGIN, found.id
    if found.kind == "origin":
        return Judged.ORIGIN, "r" + found.id[1:]
    raise QueryError(
        f"{cut(found.id)} is an actor", item=found.id, hint="judge events, claims, reports or origins"
    )
