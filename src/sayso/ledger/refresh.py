"""Keeps the stored events equal to what follows from the claims, redoing what a new claim can change."""

from __future__ import annotations

import json
import time
from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sayso.ledger.accounts import accounts_where
from sayso.ledger.adding import facts_in, keep_facts
from sayso.ledger.changes import next_moment
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.joining import Joins
from sayso.ledger.verdicts import verdicts_on
from sayso.records import Account, Event, Facts, Judged, Judgement, Verdict

__all__ = ["Remembered", "compare_anew", "mark_all_stale", "refresh_some"]

#: Where claims meet others, which are found there, and which part of an event each of them is in.
_POINTS_OF_ONE = "SELECT point FROM claim_points WHERE claim = ?"
_POINTS = "SELECT DISTINCT point FROM claim_points WHERE claim IN (SELECT value FROM json_each(?))"
_FOUND = "SELECT point, claim FROM claim_points WHERE point IN (SELECT value FROM json_each(?))"
_HOMES = "SELECT claim, part FROM event_claims WHERE claim IN (SELECT value FROM json_each(?))"
#: The members of parts of events: a part is called after one of its claims.
_MEMBERS = (
    "SELECT n.part, n.claim FROM json_each(?) j JOIN event_claims m ON m.claim = j.value "
    "JOIN event_claims n ON n.event_id = m.event_id AND n.part = m.part"
)
#: What claims are compared by.
_STORED = (
    "SELECT c.claim, c.facts, c.claim_id, c.article_id, r.story FROM claims c "
    "JOIN reports r USING (article_id) "
    "WHERE c.claim IN (SELECT value FROM json_each(?)) AND c.retired_at IS NULL"
)
#: Those that a person judged one to be of one event with, or not to be.
_PAIRS = (
    "FROM verdicts v JOIN claims l ON l.claim_id = v.left_id JOIN claims r ON r.claim_id = v.right_id "
    "WHERE v.what = 'event' AND v.judgement = ?2 AND v.retired_at IS NULL AND "
)
_JUDGED = f"SELECT r.claim {_PAIRS} l.claim = ?1 UNION SELECT l.claim {_PAIRS} r.claim = ?1"
#: Comparable sides that are remembered, some 2 kB each, and claims found at points, 8 bytes each.
_REMEMBERED, _FOUND_REMEMBERED = 10_000, 400_000
#: Stale claims from which on they are joined as if none were joined yet, which is quicker then, though it
#: takes more memory: what hangs together is held against one another once. Fewer are new ones.
_MANY, _REMEMBERED_OF_MANY = 2_000, 20_000

#: What is kept of an event, in the order of `_row`, and the moment of its last change.
_COLUMNS = (
    "event_id, lead, n_reports, n_publishers, n_origins, rests_on, first_published, last_published, day, "
    "disagreements, supporters, certain_origins, possible_origins, changed"
)


class Remembered:
    """The comparable sides met last, None for a claim that is retired, from one refresh to the next.

    They hold as long as only the connection they were read by writes to the ledger, but for stale claims.
    """

    def __init__(self, at_most: int = _REMEMBERED) -> None:
        self.at_most = at_most
        self.facts: OrderedDict[int, Facts | None] = OrderedDict()
        self._version = -1

    def forget(self, connection: Connection, stale: Iterable[int]) -> None:
        """Let go of what may have changed."""
        ((version,),) = _rows(connection, "PRAGMA data_version")
        if version != self._version:
            self.facts.clear()
        self._version = version
        for claim in stale:
            self.facts.pop(claim, None)


def refresh_some(
    connection: Connection,
    joins: Joins,
    at_most: int,
    clock: Callable[[], int] = time.time_ns,
    remembered: Remembered | None = None,
) -> bool:
    """Join stale claims into events, up to ``at_most`` of them, and say whether any are left.

    Must run inside a transaction. Events that come out otherwise than they were get the moment of ``clock``
    (nanoseconds since 1970, UTC) as that of their change; see `changes`.

    Invariants:
        When none is left, the stored events are what ``joins`` makes of all stored claims that hold, in
        whatever order they came.
    """
    stale = _numbers(connection, "SELECT claim FROM stale ORDER BY claim LIMIT ?", _MANY)
    remembered = remembered or Remembered()
    if len(stale) == _MANY:
        remembered.facts.clear()
        _join_anew(connection, joins, at_most, clock)
    else:
        remembered.forget(connection, stale)
        known = _Known(connection, joins, remembered)
        stale = stale[:at_most]
        # a report of an older ledger is compared anew before anything is held against it
        known.read(stale)
        found = joins.rejoin(stale, known)
        _replace(known, [*found.gone], [*found.groups], clock)
        connection.executemany("DELETE FROM stale WHERE claim = ?", [(claim,) for claim in stale])
    return connection.execute("SELECT 1 FROM stale LIMIT 1").fetchone() is not None


def _join_anew(connection: Connection, joins: Joins, at_most: int, clock: Callable[[], int]) -> None:
    """Join some stale claims with all that they hang together with, as if none of them were joined yet."""
    known = _Known(connection, joins, Remembered(_REMEMBERED_OF_MANY))
    done = 0
    while done < at_most:
        first = _numbers(connection, "SELECT claim FROM stale LIMIT 1")
        if not first:
            break
        known.let_go()
        connected = known.connected(first[0])
        facts = [(n, found) for n in connected if (found := known.facts(n)) is not None]
        number_of = {each.claim_id: number for number, each in facts}
        groups = joins.groups((each for _, each in facts), _verdicts(connection, number_of))
        _replace(
            known,
            sorted({home for n in connected if (home := known.home(n)) is not None}),
            [tuple(number_of[claim_id] for claim_id in group) for group in groups],
            clock,
        )
        connection.executemany("DELETE FROM stale WHERE claim = ?", [(n,) for n in connected])
        done += len(connected)


def _verdicts(connection: Connection, number_of: Iterable[str]) -> list[Verdict]:
    """What a person has judged of these claims."""
    found = {v for claim_id in number_of for v in verdicts_on(connection, Judged.EVENT, claim_id)}
    return sorted(found, key=lambda v: (v.left_id, v.right_id))


def mark_all_stale(connection: Connection) -> None:
    """Throw every event away. Must run inside a transaction."""
    connection.execute("DELETE FROM event_claims")
    connection.execute("DELETE FROM events")
    connection.execute("INSERT OR IGNORE INTO stale SELECT claim FROM claims WHERE retired_at IS NULL")


def compare_anew(connection: Connection, joins: Joins) -> None:
    """Keep anew what the claims of every report are compared by. Must run inside a transaction."""
    for (article_id,) in connection.execute("SELECT article_id FROM reports ORDER BY article_id").fetchall():
        compare_report_anew(connection, joins, str(article_id))


def compare_report_anew(connection: Connection, joins: Joins, article_id: str) -> None:
    """Keep anew what the claims of one report are compared by, those that are retired too."""
    found = accounts_where(connection, "c.article_id = ?", (article_id,), retired=True)
    keep_facts(connection, [account for _, account in found], joins)


class _Known:
    """What the ledger has of accounts (`records.Held`); the comparable sides met last are remembered."""

    def __init__(self, connection: Connection, joins: Joins, remembered: Remembered) -> None:
        self.connection = connection
        self.joins = joins
        self._remembered = remembered.at_most
        self._facts = remembered.facts
        self._found: OrderedDict[int, array[int]] = OrderedDict()
        self._n_found = 0
        #: Which part of an event claims are in, and whom parts have, until events are replaced.
        self._homes: dict[int, int | None] = {}
        self._members: dict[int, list[int]] = {}
        self._apart: dict[int, frozenset[int]] = {}
        self._judged = connection.execute(
            "SELECT 1 FROM verdicts WHERE what = 'event' AND retired_at IS NULL LIMIT 1"
        ).fetchone()

    def let_go(self) -> None:
        """Forget which event claims are in, as events were replaced."""
        self._homes.clear()
        self._members.clear()

    def facts(self, claim: int) -> Facts | None:
        """The comparable side of one stored claim; None where it is retired."""
        if claim in self._facts:
            self._facts.move_to_end(claim)
        else:
            self.read([claim])
        return self._facts[claim]

    def read(self, claims: Sequence[int]) -> None:
        """Read the comparable sides of claims, at most as many as are remembered."""
        if not claims:
            return
        rows = _rows(self.connection, _STORED, json.dumps(claims))
        found = {row[0]: row for row in rows}
        for claim in claims:
            row = found.get(claim)
            if row is not None and row[1] is None:
                # a report of an older ledger
                compare_report_anew(self.connection, self.joins, row[3])
                self._found.clear()
                self._n_found = 0
                row = self.connection.execute(_STORED, (json.dumps([claim]),)).fetchone()
            self._facts[claim] = None if row is None else facts_in(*row[1:])
        while len(self._facts) > self._remembered:
            self._facts.popitem(last=False)

    def near(self, claims: Collection[int]) -> Collection[int]:
        """The claims that share a point with any of these, and these where they have points."""
        if len(claims) == 1:
            points = _numbers(self.connection, _POINTS_OF_ONE, next(iter(claims)))
        else:
            points = _numbers(self.connection, _POINTS, json.dumps(list(claims)))
        self._find([point for point in points if point not in self._found])
        found: set[int] = set()
        for point in points:
            self._found.move_to_end(point)
            found.update(self._found[point])
        while self._n_found > _FOUND_REMEMBERED:
            self._n_found -= len(self._found.popitem(last=False)[1])
        self._settle(found)
        unread = [number for number in found if number not in self._facts]
        self.read(unread[: self._remembered // 2])
        return found

    def _find(self, points: Sequence[int]) -> None:
        """Read which claims are found at points."""
        if not points:
            return
        self._found.update((point, array("q")) for point in points)
        rows = _rows(self.connection, _FOUND, json.dumps(points))
        for point, claim in rows:
            self._found[point].append(claim)
        self._n_found += len(rows)

    def _settle(self, claims: Iterable[int]) -> None:
        """Read which parts claims are in, and whom those have."""
        new = [claim for claim in claims if claim not in self._homes]
        if not new:
            return
        self._homes.update(dict.fromkeys(new))
        rows = _rows(self.connection, _HOMES, json.dumps(new))
        self._homes.update(rows)
        homes = {home for _, home in rows if home not in self._members}
        if not homes:
            return
        self._members.update((home, []) for home in homes)
        for home, member in _rows(self.connection, _MEMBERS, json.dumps(sorted(homes))):
            self._members[home].append(member)

    def connected(self, start: int) -> list[int]:
        """``start`` and every claim it may be one event with, directly or through others."""
        found, waiting = {start}, [start]
        while waiting:
            claim = waiting.pop()
            home = self.home(claim)
            new = {*self._fitting(claim, found), *self.same(claim), *(self.members(home) if home else ())}
            waiting += new - found
            found |= new
        return sorted(found)

    def _fitting(self, claim: int, found: Collection[int]) -> Iterator[int]:
        """The claims that one fits, but those found already, which are not compared again."""
        mine = self.facts(claim)
        for other in self.near((claim,)) if mine is not None else ():
            if other in found:
                continue
            theirs = self.facts(other)
            if mine is not None and theirs is not None and self.joins.fit(mine, theirs):
                yield other

    def home(self, claim: int) -> int | None:
        """The part of an event that a claim is in."""
        if claim not in self._homes:
            found = _numbers(self.connection, "SELECT part FROM event_claims WHERE claim = ?", claim)
            self._homes[claim] = found[0] if found else None
        return self._homes[claim]

    def members(self, home: int) -> Collection[int]:
        """The claims of a part."""
        if home not in self._members:
            self._members[home] = [claim for _, claim in _rows(self.connection, _MEMBERS, json.dumps([home]))]
        return self._members[home]

    def same(self, claim: int) -> frozenset[int]:
        """The claims that persons judged to be of one event with this one."""
        if not self._judged:
            return frozenset()
        return frozenset(_numbers(self.connection, _JUDGED, claim, Judgement.SAME.value))

    def apart(self, claim: int) -> frozenset[int]:
        """The claims that persons judged to be of another event than this one."""
        if not self._judged:
            return frozenset()
        if claim not in self._apart:
            found = _numbers(self.connection, _JUDGED, claim, Judgement.DIFFERENT.value)
            self._apart[claim] = frozenset(found)
        return self._apart[claim]

    def with_judged(self, gone: Sequence[int], groups: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        """The groups with all that is, or was, of one event with them because persons judged so."""
        found = [tuple(group) for group in groups]
        if not self._judged and not self._was_judged(gone):
            return found
        told = {claim for group in found for claim in group}
        past = {*gone}
        waiting = [*told, *(claim for part in gone for claim in self.members(part))]
        while waiting:
            claim = waiting.pop()
            for other in (*self.same(claim), *self._mates(claim)):
                home = self.home(other)
                if other in told or home is None or home in past:
                    continue
                past.add(home)
                part = tuple(self.members(home))
                found.append(part)
                told.update(part)
                waiting += part
        return found

    def _was_judged(self, gone: Sequence[int]) -> bool:
        """Whether an event of these parts has others as well, which only a verdict brings about."""
        return any(len(self._mates(part)) > len(self.members(part)) for part in gone)

    def _mates(self, claim: int) -> list[int]:
        """The claims that are of one event with this one."""
        return _numbers(
            self.connection,
            "SELECT o.claim FROM event_claims m JOIN event_claims o USING (event_id) WHERE m.claim = ?",
            claim,
        )

    def events_of(self, gone: Iterable[int], parts: Iterable[Sequence[int]]) -> list[str]:
        """Ids of the events that these parts, and the claims of those, are in."""
        claims = {*gone, *(claim for part in parts for claim in part)}
        rows = _rows(
            self.connection,
            "SELECT DISTINCT event_id FROM event_claims WHERE claim IN (SELECT value FROM json_each(?)) "
            "ORDER BY event_id",
            json.dumps(sorted(claims)),
        )
        return [str(event_id) for (event_id,) in rows]

    def events(self, parts: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        """The parts made one where persons judged so."""
        if not self._judged:
            return [tuple(part) for part in parts]
        number_of: dict[str, int] = {}
        told: list[list[Facts]] = []
        for part in parts:
            facts = [(n, found) for n in part if (found := self.facts(n)) is not None]
            number_of.update((each.claim_id, number) for number, each in facts)
            told.append([each for _, each in facts])
        made = self.joins.together(told, _verdicts(self.connection, number_of))
        return [tuple(number_of[claim_id] for claim_id in group) for group in made]


# `Any`: a row holds whatever its query selects.
def _rows(connection: Connection, sql: str, *values: object) -> Any:
    return connection.execute(sql, values).fetchall()


def _numbers(connection: Connection, sql: str, *values: object) -> list[int]:
    return [number for (number,) in _rows(connection, sql, *values)]


def _replace(
    known: _Known, gone: Sequence[int], groups: Sequence[Sequence[int]], clock: Callable[[], int]
) -> None:
    """Put the events of changed groups in place of those that are no more, as persons judged of them."""
    connection, joins = known.connection, known.joins
    parts = known.with_judged(gone, groups)
    old = [(event_id,) for event_id in known.events_of(gone, parts)]
    # `Any`: a row holds whatever its query selects.
    rows: Any = connection.executemany(f"SELECT {_COLUMNS} FROM events WHERE event_id = ?", old).fetchall()  # noqa: S608  our own names
    before = {row[0]: row for row in rows}
    connection.executemany("DELETE FROM event_claims WHERE event_id = ?", old)
    connection.executemany("DELETE FROM events WHERE event_id = ?", old)
    part_of = {claim: min(part) for part in parts for claim in part}
    moment: int | None = None
    for group in known.events(parts):
        accounts = {number: _account(connection, number) for number in group}
        number_of = {account.claim.claim_id: number for number, account in accounts.items()}
        event = joins.conclude(list(accounts.values()))
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
            "INSERT INTO event_claims (claim, event_id, place, part) VALUES (?, ?, ?, ?)",
            [
                (number, event.event_id, n, part_of[number])
                for n, number in enumerate(number_of[claim_id] for claim_id in event.claim_ids)
            ],
        )


def _account(connection: Connection, claim: int) -> Account:
    """One stored claim with what its report adds."""
    return next(account for _, account in accounts_where(connection, "c.claim = ?", (claim,)))


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
