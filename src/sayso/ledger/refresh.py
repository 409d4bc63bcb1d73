"""Keeps the stored events equal to what follows from the claims, redoing what a new claim can change."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import apsw

from sayso.ledger.accounts import accounts_where
from sayso.ledger.adding import facts_in, keep_facts
from sayso.ledger.changes import next_moment
from sayso.ledger.clean import clean
from sayso.ledger.joining import Joins
from sayso.ledger.verdicts import verdicts_on
from sayso.records import Account, Event, Facts, Judged, Verdict

__all__ = ["compare_anew", "mark_all_stale", "refresh_some"]

#: Claims that one shares a point with, those in one event with it, and those a person judged to be.
_NEAR = "SELECT DISTINCT o.claim FROM claim_points p JOIN claim_points o USING (point) WHERE p.claim = ?"
_MATES = "SELECT o.claim FROM event_claims m JOIN event_claims o USING (event_id) WHERE m.claim = ?"
_SAME = (
    "FROM verdicts v JOIN claims l ON l.claim_id = v.left_id JOIN claims r ON r.claim_id = v.right_id "
    "WHERE v.what = 'event' AND v.judgement = 'same' AND v.retired_at IS NULL AND "
)
_JUDGED = f"SELECT r.claim {_SAME} l.claim = ? UNION SELECT l.claim {_SAME} r.claim = ?"

#: What is kept of an event, in the order of `_row`, and the moment of its last change.
_COLUMNS = (
    "event_id, lead, n_reports, n_publishers, n_origins, rests_on, first_published, last_published, day, "
    "disagreements, supporters, certain_origins, possible_origins, changed"
)


def refresh_some(
    connection: apsw.Connection, joins: Joins, at_most: int, clock: Callable[[], int] = time.time_ns
) -> bool:
    """Join stale claims into events, about ``at_most`` of them, and say whether any are left.

    Must run inside a transaction. Events that come out otherwise than they were get the moment of ``clock``
    (nanoseconds since 1970, UTC) as that of their change; see `changes`.

    Invariants:
        When none is left, the stored events are what ``joins`` makes of all stored claims that hold: a
        claim can only be joined with claims it fits, directly or through others, or that a person judged
        to be one with it, and all of those are derived together.
    """
    known = _Known(connection, joins)
    done = 0
    while done < at_most:
        row = connection.execute("SELECT claim FROM stale LIMIT 1").fetchone()
        if row is None:
            return False
        connected = known.connected(row[0])
        facts = {n: found for n in connected if (found := known.facts(n)) is not None}
        _replace(connection, connected, facts, (joins, clock))
        done += len(connected)
    return connection.execute("SELECT 1 FROM stale LIMIT 1").fetchone() is not None


def mark_all_stale(connection: apsw.Connection) -> None:
    """Throw every event away. Must run inside a transaction."""
    connection.execute("DELETE FROM event_claims")
    connection.execute("DELETE FROM events")
    connection.execute("INSERT OR IGNORE INTO stale SELECT claim FROM claims WHERE retired_at IS NULL")


def compare_anew(connection: apsw.Connection, joins: Joins) -> None:
    """Keep anew what the claims of every report are compared by. Must run inside a transaction."""
    for (article_id,) in connection.execute("SELECT article_id FROM reports ORDER BY article_id").fetchall():
        compare_report_anew(connection, joins, str(article_id))


def compare_report_anew(connection: apsw.Connection, joins: Joins, article_id: str) -> None:
    """Keep anew what the claims of one report are compared by, those that are retired too."""
    found = accounts_where(connection, "c.article_id = ?", (article_id,), retired=True)
    keep_facts(connection, [account for _, account in found], joins)


class _Known:
    """The comparable sides of claims, read from the ledger, each once."""

    def __init__(self, connection: apsw.Connection, joins: Joins) -> None:
        self._connection = connection
        self._joins = joins
        self._facts: dict[int, Facts | None] = {}

    def facts(self, claim: int) -> Facts | None:
        """The comparable side of one stored claim; None where it is retired."""
        if claim not in self._facts:
            self._facts[claim] = self._stored(claim)
        return self._facts[claim]

    def _stored(self, claim: int) -> Facts | None:
        # `Any`: a row holds whatever its query selects.
        row: Any = self._connection.execute(
            "SELECT c.facts, c.claim_id, c.article_id, r.story FROM claims c "
            "JOIN reports r USING (article_id) WHERE c.claim = ? AND c.retired_at IS NULL",
            (claim,),
        ).fetchone()
        if row is None:
            return None
        if row[0] is None:
            # a report of an older ledger
            compare_report_anew(self._connection, self._joins, row[2])
            return self._stored(claim)
        return facts_in(*row)

    def connected(self, start: int) -> list[int]:
        """``start`` and every claim it may be one event with, directly or through others.

        What is in one event with it is taken along, fit or not: it may have to be parted.
        """
        found = {start}
        waiting = [start]
        while waiting:
            claim = waiting.pop()
            new = {
                *self._near(claim, found),
                *self._numbers(_MATES, claim),
                *self._numbers(_JUDGED, claim, claim),
            }
            waiting += new - found
            found |= new
        return sorted(found)

    def _near(self, claim: int, found: Collection[int]) -> Iterator[int]:
        """The claims that one fits, but those found already, which are not compared again."""
        mine = self.facts(claim)
        for other in self._numbers(_NEAR, claim) if mine else ():
            if other in found:
                continue
            theirs = self.facts(other)
            if mine and theirs and self._joins.fit(mine, theirs):
                yield other

    def _numbers(self, sql: str, *values: int) -> list[int]:
        # `Any`: a row holds whatever its query selects.
        rows: Any = self._connection.execute(sql, values).fetchall()
        return [number for (number,) in rows]


def _replace(
    connection: apsw.Connection,
    connected: Sequence[int],
    facts: Mapping[int, Facts],
    by: tuple[Joins, Callable[[], int]],
) -> None:
    """Put what is connected into events anew. Those that keep their members, none of them stale, stay."""
    joins, clock = by
    number_of = {each.claim_id: number for number, each in facts.items()}
    groups = joins.groups(facts.values(), _verdicts(connection, number_of))
    members = [[number_of[claim_id] for claim_id in group] for group in groups]
    stale = set(_these(connection, "SELECT claim FROM stale WHERE claim = ?", connected))
    held = _members_of(connection, connected)
    stay = _staying(held, [group for group in members if stale.isdisjoint(group)])
    old = [(event_id,) for event_id in sorted(held.keys() - stay.keys())]
    # `Any`: a row holds whatever its query selects.
    rows: Any = connection.executemany(f"SELECT {_COLUMNS} FROM events WHERE event_id = ?", old).fetchall()  # noqa: S608  our own names
    before = {row[0]: row for row in rows}
    connection.executemany("DELETE FROM event_claims WHERE event_id = ?", old)
    connection.executemany("DELETE FROM events WHERE event_id = ?", old)
    kept = set(stay.values())
    moment: int | None = None
    for group in members:
        if frozenset(group) in kept:
            continue
        event = joins.conclude([_account(connection, number) for number in group])
        row = _row(event, number_of)
        was = before.get(event.event_id)
        # Members are among supporters and disagreements, so that an event of the same row has the same ones.
        if was is not None and was[:-1] == row:
            changed = was[-1]
        else:
            changed = moment = next_moment(connection, clock) if moment is None else moment
        connection.execute(
            f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  our own names
            (*row, changed),
        )
        connection.executemany(
            "INSERT INTO event_claims VALUES (?, ?, ?)",
            [(number_of[claim_id], event.event_id, n) for n, claim_id in enumerate(event.claim_ids)],
        )
    connection.executemany("DELETE FROM stale WHERE claim = ?", [(number,) for number in connected])


def _these(connection: apsw.Connection, sql: str, numbers: Sequence[int]) -> list[int]:
    # `Any`: a row holds whatever its query selects.
    rows: Any = connection.executemany(sql, [(number,) for number in numbers]).fetchall()
    return [number for (number,) in rows]


def _members_of(connection: apsw.Connection, connected: Sequence[int]) -> dict[str, set[int]]:
    """The claims of each event that any of these is in; all of them are among these."""
    # `Any`: as above.
    rows: Any = connection.executemany(
        "SELECT event_id, claim FROM event_claims WHERE claim = ?", [(number,) for number in connected]
    ).fetchall()
    found: dict[str, set[int]] = {}
    for event_id, claim in rows:
        found.setdefault(event_id, set()).add(claim)
    return found


def _staying(held: Mapping[str, set[int]], groups: Iterable[Sequence[int]]) -> dict[str, frozenset[int]]:
    """The events that have the very members of a group, with these."""
    wanted = {frozenset(group) for group in groups}
    return {event_id: found for event_id, claims in held.items() if (found := frozenset(claims)) in wanted}


def _account(connection: apsw.Connection, claim: int) -> Account:
    """One stored claim with what its report adds."""
    return next(account for _, account in accounts_where(connection, "c.claim = ?", (claim,)))


def _verdicts(connection: apsw.Connection, number_of: Mapping[str, int]) -> list[Verdict]:
    """What a person has judged of these claims."""
    found = {v for claim_id in number_of for v in verdicts_on(connection, Judged.EVENT, claim_id)}
    return sorted(found, key=lambda v: (v.left_id, v.right_id))


def _row(event: Event, number_of: Mapping[str, int]) -> tuple[object, ...]:
    stated = event.lead.time
    return (
        event.event_id,
        number_of[event.lead.claim_id],
        event.n_reports,
        event.n_publishers,
        event.n_origins,
        clean(event.rests_on) if event.rests_on else None,
        event.first_published,
        event.last_published,
        (stated.latest if stated else None) or event.last_published,
        json.dumps(event.disagreements),
        json.dumps(event.supporters),
        *event.origins_interval,
    )
