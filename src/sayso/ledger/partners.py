"""With whom an actor takes part in events: read from the narrow tables, not from the claims' documents."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sayso.ledger.connection import Connection

__all__ = ["Act", "Pairs", "acts_with", "n_claims", "n_origins", "names_of", "pairs_of"]

_ROLES = "('actor', 'recipient')"
#: Claims in which an actor takes part, those read last first.
_MINE = (
    "SELECT x.claim, x.role FROM actors a CROSS JOIN claim_actors x USING (actor) "
    f"WHERE a.actor_id = ?1 AND x.role IN {_ROLES} ORDER BY x.claim DESC LIMIT ?2"
)
#: Claims by which `pairs_of` begins to look back; it doubles until there is enough.
_FIRST_LOOK = 4096


class Act(NamedTuple):
    """An actor and somebody else in one claim of an event; days are ISO 8601, None where unknown."""

    event_id: str
    type: str
    status: str
    first: str | None
    last: str | None
    role: str
    other: int
    other_role: str


class Pairs(NamedTuple):
    """Events in which two of some actors take part, from the ``looked_at`` claims read last.

    ``acts`` are event, type, status and the numbers of those who take part; ``every`` tells whether all
    claims of the ledger were looked at.
    """

    acts: list[tuple[str, str, str, frozenset[int]]]
    looked_at: int
    every: bool


def acts_with(db: Connection, actor_id: str, newest: int) -> list[Act]:
    """Everybody beside an actor in the claims about him that were read last, ``newest`` at most.

    Cost:
        Four look-ups by number for each claim; 8 µs a claim where the ledger's pages are in memory.
    """
    # `Any`: a row holds whatever its query selects.
    rows: Any = db.execute(
        f"WITH mine AS MATERIALIZED ({_MINE}) "
        "SELECT m.event_id, c.type, c.status, c.first_day, c.last_day, n.role, y.actor, y.role FROM mine n "
        "CROSS JOIN event_claims m ON m.claim = n.claim CROSS JOIN claim_actors y ON y.claim = n.claim "
        f"CROSS JOIN claim_marks c ON c.claim = n.claim WHERE y.role IN {_ROLES} AND c.type IS NOT NULL "
        "AND y.actor NOT IN (SELECT actor FROM actors WHERE actor_id = ?1)",
        (actor_id, newest),
    )
    return [Act(*row) for row in rows]


def n_claims(db: Connection, actor_id: str) -> int:
    """How many claims name an actor as one who acts or is acted upon."""
    row: Any = db.execute(  # `Any`: as above
        "SELECT count(*) FROM actors a CROSS JOIN claim_actors x USING (actor) "
        f"WHERE a.actor_id = ? AND x.role IN {_ROLES}",
        (actor_id,),
    ).fetchone()
    return int(row[0])


def names_of(db: Connection, numbers: Iterable[int]) -> dict[int, tuple[str, str, str, str | None]]:
    """Id, name, kind and country of actors by their number."""
    rows: Any = db.execute(  # `Any`: as above
        "SELECT a.actor, a.actor_id, a.name, a.kind, a.country FROM json_each(?) j "
        "CROSS JOIN actors a ON a.actor = j.value",
        (json.dumps(sorted(set(numbers))),),
    )
    return {number: (id_, name, kind, country or None) for number, id_, name, kind, country in rows}


def n_origins(db: Connection, event_ids: Iterable[str]) -> dict[str, int]:
    """By event, how many independent origins its accounts have."""
    rows: Any = db.execute(  # `Any`: as above
        "SELECT e.event_id, e.n_origins FROM json_each(?) j CROSS JOIN events e ON e.event_id = j.value",
        (json.dumps(sorted(set(event_ids))),),
    )
    return dict(rows)


def pairs_of(db: Connection, actor_ids: Sequence[str], budget: int) -> Pairs:
    """The events in which two or more of some actors take part, looking back over the claims read last.

    It looks back until some ``budget`` mentions of the actors were seen, or to the first claim.
    """
    rows: Any = db.execute(  # `Any`: as above
        "SELECT a.actor FROM json_each(?) j CROSS JOIN actors a ON a.actor_id = j.value",
        (json.dumps(sorted(set(actor_ids))),),
    )
    numbers = json.dumps([number for (number,) in rows])
    (last,) = db.execute("SELECT coalesce(max(claim), 0) FROM claims").fetchone() or (0,)
    look = _FIRST_LOOK
    while True:
        since = max(0, int(last) - look)
        seen = _mentions(db, numbers, since)
        if since == 0 or 2 * len(seen) > budget:
            break
        look *= 2
    by_claim: dict[int, set[int]] = {}
    for actor, claim in seen:
        by_claim.setdefault(claim, set()).add(actor)
    shared = {claim: actors for claim, actors in by_claim.items() if len(actors) > 1}
    found: Any = db.execute(  # `Any`: as above
        "SELECT c.claim, m.event_id, c.type, c.status FROM json_each(?) j "
        "CROSS JOIN event_claims m ON m.claim = j.value CROSS JOIN claim_marks c ON c.claim = m.claim "
        "WHERE c.type IS NOT NULL",
        (json.dumps(sorted(shared)),),
    )
    acts = [(event, type_, status, frozenset(shared[claim])) for claim, event, type_, status in found]
    return Pairs(acts=acts, looked_at=int(last) - since, every=since == 0)


def _mentions(db: Connection, numbers: str, since: int) -> list[tuple[int, int]]:
    rows: Any = db.execute(  # `Any`: as above
        "SELECT x.actor, x.claim FROM json_each(?) j CROSS JOIN claim_actors x ON x.actor = j.value "
        f"WHERE x.claim > ? AND x.role IN {_ROLES}",
        (numbers, since),
    )
    return list(rows)
