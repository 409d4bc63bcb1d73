"""Claims of the same thing in another state of it: what was planned and has happened, what is denied."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import apsw

from sayso.ledger.accounts import accounts_where
from sayso.ledger.adding import facts_in
from sayso.ledger.joining import Joins
from sayso.records import Account, Facts, Status

__all__ = ["DONE", "OPEN", "Counterpart", "counterparts", "facts_kept", "opposed"]

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


def opposed(connection: apsw.Connection, joins: Joins, claim_id: str) -> list[Account]:
    """Accounts that say the opposite: that it did not happen, or, of a denial, that it did."""
    other = joins.opposite(facts_kept(connection, joins, claim_id))
    return list(_fitting(connection, joins, other))


def counterparts(connection: apsw.Connection, joins: Joins, claim_id: str) -> list[Counterpart]:
    """Claims that tell as planned what this one tells as done, or the other way round, or say the contrary.

    Raises:
        KeyError: there is no such claim.
    """
    facts = facts_kept(connection, joins, claim_id)
    sides = [(joins.opposite(facts), True)]
    if facts.status in DONE:
        sides.append((replace(facts, status=Status.PLANNED), False))
    elif facts.status in OPEN:
        sides.append((replace(facts, status=Status.HAPPENED), False))
    return [
        Counterpart(claim_id=account.claim.claim_id, status=account.claim.status, contrary=contrary)
        for wanted, contrary in sides
        for account in _fitting(connection, joins, wanted)
        if contrary or account.claim.status in DONE | OPEN
    ]


def _fitting(connection: apsw.Connection, joins: Joins, wanted: Facts) -> Iterator[Account]:
    """Accounts that fit facts which no claim need have."""
    points = sorted(wanted.points)
    marks = ", ".join("?" * len(points))
    inside = f"c.claim IN (SELECT claim FROM claim_points WHERE point IN ({marks}))"
    found = accounts_where(connection, inside, tuple(points), "r.published, c.claim_id")
    for account in [account for _, account in found]:
        if joins.fit(wanted, facts_kept(connection, joins, account.claim.claim_id)):
            yield account


def facts_kept(connection: apsw.Connection, joins: Joins, claim_id: str) -> Facts:
    """What a claim is compared by, as kept; made now where an older sayso kept the claim.

    Raises:
        KeyError: there is no such claim.
    """
    # `Any`: a row holds whatever its query selects.
    row: Any = connection.execute(
        "SELECT c.facts, c.claim_id, c.article_id, r.story, r.text FROM claims c "
        "JOIN reports r USING (article_id) WHERE c.claim_id = ?",
        (claim_id,),
    ).fetchone()
    if row is None:
        raise KeyError(claim_id)
    if row[0] is not None:
        return facts_in(*row[:4])
    found = accounts_where(connection, "c.article_id = ?", (row[2],), retired=True)
    text = bytes(row[4]).decode("utf-8", "surrogatepass")
    every = joins.facts([account for _, account in found], text)
    return next(facts for facts in every if facts.claim_id == claim_id)
