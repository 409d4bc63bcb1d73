"""What tells where an actor was: the events he takes part in, whole, and who is meant by a name."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sayso.classes import dataclass
from sayso.lang.folding import fold
from sayso.ledger.accounts import COLUMNS, TABLES, account_of
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.records import Account

__all__ = ["NamedActor", "Telling", "actors_meant", "last_published", "n_events", "tellings", "unplaced"]

#: What somebody may do: a PLOVER type, a mode of it or None for any, a role or None for either.
Part = tuple[str, str | None, str | None]

#: Events of an actor by id.
_OF_HIM = (
    "FROM actors a CROSS JOIN claim_actors x USING (actor) "
    # few claims are of the types that tell where somebody is: only their events are looked up
    "CROSS JOIN claim_marks c ON c.claim = x.claim CROSS JOIN event_claims m ON m.claim = x.claim "
    "WHERE a.actor_id = ?1 AND x.role IN ('actor', 'recipient')"
)
_EVENTS = f"SELECT DISTINCT m.event_id {_OF_HIM}"
_MEETINGS = f"SELECT m.event_id, m.claim {_OF_HIM}"
#: Only marks are narrow: the mode stands with the rest of a claim.
_MODE = "(SELECT k.mode FROM claims k WHERE k.claim = c.claim)"
_PLACED = (
    "EXISTS (SELECT 1 FROM event_claims o JOIN claim_marks p ON p.claim = o.claim "
    "WHERE o.event_id = n.event_id AND (p.place IS NOT NULL OR p.type = 'REJECT'))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedActor:
    """Somebody whom a name may mean, by the name that most claims have."""

    actor_id: str
    name: str
    kind: str
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An event with all of its accounts, first published first, and the fields in which they differ.

    ``lead`` is the id of the claim that stands for the event.
    """

    event_id: str
    lead: str
    disagreements: Mapping[str, Mapping[str, tuple[str, ...]]]
    accounts: tuple[Account, ...]


def actors_meant(db: Connection, asked: str, *, limit: int) -> list[NamedActor]:
    """Everybody whom ``asked`` may mean, those of most claims first, ``limit`` of them at most.

    It is an id; else a country by its ISO 3166 alpha-3 code; else a whole name; else words of one. The first
    of these that means anybody counts.
    """
    written = clean(asked.strip())
    words = fold(written)
    tries: list[tuple[str, str]] = [("a.actor_id = ?", written)]
    if re.fullmatch(r"[A-Za-z]{3}", written):
        tries.append(("a.kind = 'country' AND a.country = ?", written.upper()))
    if words:
        tries.append(("a.folded = ?", words))
        # instr and not LIKE: it has no wildcards that would need escaping
        tries.append(("instr(' ' || a.folded || ' ', ?)", f" {words} "))
    for where, value in tries:
        found = _named(db, where, value, limit)
        if found:
            return found
    return []


def _named(db: Connection, where: str, value: str, limit: int) -> list[NamedActor]:
    # `Any`: a row holds whatever its query selects.
    rows: Any = db.execute(
        "SELECT a.actor_id, a.name, a.kind, a.country, (SELECT count(*) FROM claim_actors x "
        f"WHERE x.actor = a.actor) AS n FROM actors a WHERE {where} ORDER BY n DESC, a.name, a.actor",
        (value,),
    )
    first: dict[str, tuple[str, str, str | None]] = {}
    for actor_id, name, kind, country, n in rows:
        if n:
            first.setdefault(actor_id, (name, kind, country or None))
    return [
        NamedActor(actor_id=id_, name=name, kind=kind, country=country)
        for id_, (name, kind, country) in list(first.items())[:limit]
    ]


def n_events(db: Connection, actor_id: str) -> int:
    """How many events an actor takes part in, in any role."""
    row: Any = db.execute(  # `Any`: as above
        "SELECT count(DISTINCT m.event_id) FROM actors a CROSS JOIN claim_actors x USING (actor) "
        "CROSS JOIN event_claims m ON m.claim = x.claim WHERE a.actor_id = ?",
        (actor_id,),
    ).fetchone()
    return int(row[0])


def tellings(
    db: Connection, actor_id: str, parts: Sequence[Part], newest: int | None = None
) -> Iterator[Telling]:
    """The events in which an actor has one of these parts and of which a place is told, ordered by id.

    What was turned down or called off (REJECT) comes with or without a place. ``newest``: of the latest days,
    so many at most.
    """
    wanted = " OR ".join(
        f"(c.type = ?{n} AND (?{n + 1} IS NULL OR {_MODE} = ?{n + 1}) "
        f"AND (?{n + 2} IS NULL OR x.role = ?{n + 2}))"
        for n in range(2, 2 + 3 * len(parts), 3)
    )
    rows: Any = db.execute(  # `Any`: as above
        f"WITH named AS MATERIALIZED ({_EVENTS} AND ({wanted})), "
        "sorted AS MATERIALIZED (SELECT n.event_id FROM named n CROSS JOIN events d USING (event_id) "
        "ORDER BY d.day DESC, d.event_id), "
        # no more of them are looked into than are wanted
        "picked AS MATERIALIZED (SELECT n.event_id FROM sorted n "
        f"WHERE {_PLACED} LIMIT ?{2 + 3 * len(parts)}) "
        "SELECT e.event_id, (SELECT claim_id FROM claims l WHERE l.claim = e.lead), e.disagreements, "
        f"{COLUMNS} FROM picked n CROSS JOIN events e USING (event_id) "
        "CROSS JOIN event_claims m ON m.event_id = e.event_id "
        f"CROSS JOIN {TABLES} WHERE c.claim = m.claim ORDER BY e.event_id, m.place",
        (actor_id, *(value for part in parts for value in part), -1 if newest is None else newest),
    )
    for (event_id, lead, differ), members in groupby(rows, key=lambda row: row[:3]):
        accounts = tuple(account_of(db, row[3:]) for row in members)
        yield Telling(
            event_id=event_id,
            lead=lead,
            disagreements={
                field: {value: tuple(ids) for value, ids in values.items()}
                for field, values in json.loads(differ).items()
            },
            accounts=accounts,
        )


def unplaced(db: Connection, actor_id: str) -> int:
    """How many meetings and visits an actor takes part in of which no account tells a place."""
    row: Any = db.execute(  # `Any`: as above
        # the mode is asked for last: few have no place
        f"SELECT count(DISTINCT n.event_id) FROM ({_MEETINGS} AND c.type = 'CONSULT') n "
        f"WHERE NOT {_PLACED} "
        "AND coalesce((SELECT k.mode FROM claims k WHERE k.claim = n.claim), '') <> 'phone'",
        (actor_id,),
    ).fetchone()
    return int(row[0])


def last_published(db: Connection) -> str | None:
    """The latest day of publication of any report, ISO 8601."""
    row: Any = db.execute("SELECT max(published) FROM reports").fetchone()  # `Any`: as above
    return None if row[0] is None else str(row[0])[:10]
