"""Claims of the same thing in another state of it: what was planned and has happened, what is denied."""

from __future__ import annotations

import json
from typing import Any

from sayso.classes import dataclass, replace
from sayso.ledger.accounts import accounts_where
from sayso.ledger.adding import facts_in
from sayso.ledger.connection import Connection
from sayso.ledger.joining import Joins
from sayso.records import Account, Facts, Status

__all__ = ["DONE", "OPEN", "Counterpart", "facts_kept", "is_counterpart", "nearby", "opposed"]

#: What took place, and what is still to come. Claims that tell one thing as the one and as the other are
#: never joined into one event.
DONE = frozenset({Status.HAPPENED, Status.ONGOING})
OPEN = frozenset({Status.PLANNED, Status.POSSIBLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """A claim that tells the same thing in another state; ``contrary`` if one of the two denies it."""

    claim_id: str
    status: Status
    contrary: bool


def opposed(connection: Connection, joins: Joins, claim_id: str) -> list[Account]:
    """Accounts that say the opposite: that it did not happen, or, of a denial, that it did."""
    near = [other for other in nearby(connection, joins, claim_id) if other.contrary]
    found = [other.claim_id for other in near if is_counterpart(connection, joins, claim_id, other)]
    inside = "c.claim_id IN (SELECT value FROM json_each(?))"
    rows = accounts_where(connection, inside, (json.dumps(found),), "r.published, c.claim_id")
    return [account for _, account in rows]


def nearby(connection: Connection, joins: Joins, claim_id: str) -> list[Counterpart]:
    """Claims that may tell the same thing in another state: cheap to find, and yet to be compared.

    Raises:
        KeyError: there is no such claim.
    """
    facts = facts_kept(connection, joins, claim_id)
    denials = frozenset({Status.NEGATED})
    others = frozenset(Status) - denials if facts.status is Status.NEGATED else denials
    found = _sharing(connection, _told_as(joins, facts, contrary=True), others, contrary=True)
    for here, there in ((DONE, OPEN), (OPEN, DONE)):
        if facts.status in here:
            found += _sharing(connection, _told_as(joins, facts, contrary=False), there, contrary=False)
    return found


def is_counterpart(connection: Connection, joins: Joins, claim_id: str, other: Counterpart) -> bool:
    """Whether one of `nearby` tells the same thing indeed.

    Raises:
        KeyError: there is no such claim.
    """
    wanted = _told_as(joins, facts_kept(connection, joins, claim_id), contrary=other.contrary)
    return joins.fit(wanted, facts_kept(connection, joins, other.claim_id))


def _told_as(joins: Joins, facts: Facts, *, contrary: bool) -> Facts:
    """What a claim would be that tells the same in another state."""
    if contrary:
        return joins.opposite(facts)
    return replace(facts, status=Status.PLANNED if facts.status in DONE else Status.HAPPENED)


def _sharing(
    connection: Connection, wanted: Facts, statuses: frozenset[Status], *, contrary: bool
) -> list[Counterpart]:
    """Claims of some statuses that share a point with facts which no claim need have."""
    # `Any`: a row holds whatever its query selects.
    rows: Any = connection.execute(
        "SELECT DISTINCT c.claim_id, c.status FROM claim_points p JOIN claims c USING (claim) "
        "WHERE p.point IN (SELECT value FROM json_each(?)) "
        "AND c.status IN (SELECT value FROM json_each(?)) AND c.retired_at IS NULL ORDER BY c.claim_id",
        (json.dumps(sorted(wanted.points)), json.dumps(sorted(statuses))),
    ).fetchall()
    return [Counterpart(claim_id=id_, status=Status(status), contrary=contrary) for id_, status in rows]


def facts_kept(connection: Connection, joins: Joins, claim_id: str) -> Facts:
    """What a claim is compared by, as kept; made now where an older sayso kept the claim.

    Raises:
        KeyError: there is no such claim.
    """
    # `Any`: a row holds whatever its query selects.
    row: Any = connection.execute(
        "SELECT c.facts, c.claim_id, c.article_id, r.story FROM claims c "
        "JOIN reports r USING (article_id) WHERE c.claim_id = ?",
        (claim_id,),
    ).fetchone()
    if row is None:
        raise KeyError(claim_id)
    if row[0] is not None:
        return facts_in(*row)
    found = accounts_where(connection, "c.article_id = ?", (row[2],), retired=True)
    report: Any = connection.execute("SELECT text FROM reports WHERE article_id = ?", (row[2],)).fetchone()
    text = bytes(report[0]).decode("utf-8", "surrogatepass")
    every = joins.facts([account for _, account in found], text)
    return next(facts for facts in every if facts.claim_id == claim_id)
