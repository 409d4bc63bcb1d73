"""When events came out otherwise than they were, and which of those a question finds.

Each event has the moment of its last change: microseconds since 1970 (UTC), and always later than that of
any change before, whatever the clock did. So a moment is a place in the order of changes too, and whoever
remembers one finds everything that has changed since, in that order, by an index.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file and in query.py; values are bound

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from sayso.classes import dataclass
from sayso.ledger.connection import Connection
from sayso.ledger.contrary import Counterpart, is_counterpart, nearby
from sayso.ledger.joining import Joins
from sayso.ledger.query import EventQuery, of_matching_claims, on_one_claim
from sayso.ledger.translated import translated

__all__ = ["SCHEMA", "Changes", "Standing", "Stretch", "next_moment"]

#: `changed` is 0 for events that have stayed the same since before changes were kept.
SCHEMA = """
CREATE TABLE moments (only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL) STRICT;
INSERT INTO moments VALUES (1, 0);
ALTER TABLE events ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX events_changed ON events (changed);
"""


def next_moment(db: Connection, clock: Callable[[], int]) -> int:
    """A moment for what changes now, later than any before. Must run inside a transaction.

    ``clock`` gives nanoseconds since 1970 (UTC).
    """
    row: Any = db.execute(  # `Any`: a row holds whatever its query selects
        "UPDATE moments SET last = max(last + 1, ?) RETURNING last", (clock() // 1000,)
    ).fetchone()
    return int(row[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Events that changed after one moment and up to another, earliest first; ``more`` if later ones wait."""

    upto: int
    event_ids: tuple[str, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An event, the moment of its last change, and the claim of it that the ledger had first.

    That claim names the happening for longer than the event's id does, which follows the first published.
    """

    event_id: str
    changed: int
    first_claim: str


class Changes:
    """What changed in a ledger. ``refresh`` joins what is not joined yet, if that can be done now."""

    def __init__(self, connection: Connection, path: str, joins: Joins, refresh: Callable[[], None]) -> None:
        self._connection = connection
        self._path = path
        self._joins = joins
        self._refresh = refresh

    def last(self) -> int:
        """The moment of the last change; 0 if there was none."""
        self._refresh()
        return int(self._rows("SELECT last FROM moments")[0][0])

    def last_claim(self) -> int:
        """The number of the claim stored last; 0 if there is none. Later claims have greater numbers."""
        return int(self._rows("SELECT coalesce(max(claim), 0) FROM claims")[0][0])

    def since(self, moment: int, at_most: int) -> Stretch:
        """The events that have changed since a moment, about ``at_most`` of them, earliest change first."""
        ends = self._rows(
            "SELECT changed FROM events WHERE changed > ? ORDER BY changed LIMIT 1 OFFSET ?",
            moment,
            at_most - 1,
        )
        if not ends:
            last = self._rows("SELECT last FROM moments")[0][0]
            upto, more = max(int(last), moment), False
        else:
            upto = int(ends[0][0])
            more = bool(self._rows("SELECT 1 FROM events WHERE changed > ? LIMIT 1", upto))
        rows = self._rows(
            "SELECT event_id FROM events WHERE changed > ? AND changed <= ? ORDER BY changed, event_id",
            moment,
            upto,
        )
        return Stretch(upto=upto, event_ids=tuple(event_id for (event_id,) in rows), more=more)

    def claims_of(self, event_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The claims of each of some events, in the order in which the ledger had them."""
        found: dict[str, list[str]] = {}
        for event_id, claim_id in self._rows(
            "SELECT m.event_id, c.claim_id FROM json_each(?) e CROSS JOIN event_claims m "
            "ON m.event_id = e.value JOIN claims c ON c.claim = m.claim ORDER BY m.claim",
            json.dumps(list(event_ids)),
        ):
            found.setdefault(event_id, []).append(claim_id)
        return {event_id: tuple(ids) for event_id, ids in found.items()}

    def found(self, query: EventQuery, after: int, upto: int) -> set[str]:
        """Those of the events that changed after one moment and up to another that ``query`` asks for.

        Cost:
            Follows the number of those events, not the size of the ledger.
        """
        condition, values = on_one_claim(query)
        rows = self._rows(
            "SELECT e.event_id FROM events e WHERE e.changed > ? AND e.changed <= ? AND e.n_origins >= ? "
            "AND EXISTS (SELECT 1 FROM event_claims m CROSS JOIN claim_marks c ON c.claim = m.claim "
            f"WHERE m.event_id = e.event_id AND {condition})",
            after,
            upto,
            query.min_origins,
            *values,
        )
        return {event_id for (event_id,) in rows}

    def newest(self, query: EventQuery, at_most: int) -> list[Standing]:
        """The events that ``query`` asks for, last changed first."""
        self._refresh()
        which, values = of_matching_claims(query)
        rows = self._rows(
            "SELECT e.event_id, e.changed, (SELECT c.claim_id FROM event_claims m JOIN claims c "
            "ON c.claim = m.claim WHERE m.event_id = e.event_id ORDER BY m.claim LIMIT 1) "
            f"FROM events e WHERE {which} ORDER BY e.changed DESC, e.last_published DESC, e.event_id LIMIT ?",
            *values,
            at_most,
        )
        return [Standing(event_id=e, changed=at, first_claim=first) for e, at, first in rows]

    def standing(self, event_id: str) -> Standing | None:
        """When one event changed last, and the claim of it that the ledger had first."""
        rows = self._rows(
            "SELECT e.event_id, e.changed, c.claim_id FROM events e JOIN event_claims m USING (event_id) "
            "JOIN claims c ON c.claim = m.claim WHERE e.event_id = ? ORDER BY m.claim LIMIT 1",
            event_id,
        )
        return next((Standing(event_id=e, changed=at, first_claim=c) for e, at, c in rows), None)

    def matching(self, query: EventQuery, claim_ids: Iterable[str], upto: int) -> set[str]:
        """Those of some claims, stored as number ``upto`` or before, that meet the query's conditions."""
        condition, values = on_one_claim(query)
        rows = self._rows(
            "SELECT k.claim_id FROM claims k JOIN claim_marks c USING (claim) "
            "WHERE k.claim_id IN (SELECT value FROM json_each(?)) "
            f"AND c.claim <= ? AND k.retired_at IS NULL AND {condition}",
            json.dumps(list(claim_ids)),
            upto,
            *values,
        )
        return {claim_id for (claim_id,) in rows}

    def stored_by(self, claim_ids: Iterable[str], upto: int) -> set[str]:
        """Those of some claims that were stored as number ``upto`` or before."""
        return self.matching(EventQuery(), claim_ids, upto)

    def nearby(self, claim_id: str) -> list[Counterpart]:
        """Claims that may tell the same as planned, as done, or deny it; none of one that is no more."""
        with translated(self._path), suppress(KeyError):
            return nearby(self._connection, self._joins, claim_id)
        return []

    def is_counterpart(self, claim_id: str, other: Counterpart) -> bool:
        """Whether one of `nearby` tells the same thing indeed."""
        with translated(self._path), suppress(KeyError):
            return is_counterpart(self._connection, self._joins, claim_id, other)
        return False

    # `Any`: a row holds whatever its query selects.
    def _rows(self, sql: str, *values: object) -> list[Any]:
        with translated(self._path):
            return self._connection.execute(sql, values).fetchall()
