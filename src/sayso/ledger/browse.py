"""Pages of events, newest first, from any place in a ledger of millions: nothing before the page is read.

Two ways lead to a page. Few claims that meet the conditions are gathered and sorted; where many do, the
events are walked from the page's edge until it is full.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file and query.py; what was asked is bound

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import apsw

from sayso.classes import dataclass, replace
from sayso.ledger.connection import Connection
from sayso.ledger.query import EventQuery, Sql, among, claim_conditions, words_of

__all__ = ["Edge", "Hit", "Hits", "Page", "count_of", "page_of"]

#: Claims that are gathered and sorted at most for a page of so many events before the events are walked
#: instead, and events walked at most before everything is gathered after all. To gather takes 1.3 to 2.3 ms
#: for a thousand claims, to walk 3 for a thousand events, of which the more are found the more claims there
#: are: so what is gathered grows with the root of what is wanted. Set by timing questions to a million
#: claims, see docs/quality/web.md. Where there are fewer claims, less is gathered (`_few_among`).
_GATHERED, _OF_A_PAGE, _WALKED = 10_000, 50, 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Where one event stands in the order newest first; ``day`` is None where it has none."""

    day: str | None
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An event that was found, as far as a list is ordered by it."""

    day: str | None
    event_id: str

    @property
    def edge(self) -> Edge:
        """Where it stands."""
        return Edge(day=self.day, event_id=self.event_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which events to give: ``n`` older than ``after`` or newer than ``before``, else the newest.

    So few as ``enough`` will do where more would take long; None if all are wanted.
    """

    n: int
    after: Edge | None = None
    before: Edge | None = None
    enough: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The events of one page, newest first; ``partly`` if there are more that would have been wanted."""

    hits: tuple[Hit, ...]
    partly: bool = False


def page_of(db: Connection, query: EventQuery, page: Page) -> Hits:
    """The events of one page. ``query.limit`` is not looked at.

    Cost:
        Grows with the claims that meet the conditions up to some 10,000, and not with the ledger.
    """
    conditions = list(claim_conditions(query))
    if not conditions:
        return Hits(hits=_ordered(db, _All(query.min_origins), page))
    if query.text is None:
        return _found(db, query, page, conditions)
    with _words_at_hand(db, query.text) as words:
        if len(conditions) > 1:
            conditions = [*claim_conditions(replace(query, text=None)), words]
        return _found(db, query, page, conditions, words)


def count_of(db: Connection, query: EventQuery, most: int) -> int:
    """How many events ``query`` asks for, counted no further than ``most``; in no order, so soon done."""
    conditions = list(claim_conditions(query))
    every, values = _every(conditions)
    origins = "CROSS JOIN events e ON e.event_id = m.event_id AND e.n_origins >= ?"
    found = "SELECT DISTINCT m.event_id FROM claim_marks c CROSS JOIN event_claims m ON m.claim = c.claim"
    if not conditions:
        found, values = "SELECT 1 FROM events e WHERE e.n_origins >= ?", (query.min_origins,)
    elif query.min_origins > 1:
        found, values = f"{found} {origins} WHERE {every}", (query.min_origins, *values)
    else:
        found = f"{found} WHERE {every}"
    # `Any`: a row holds whatever its query selects
    row: Any = db.execute(f"SELECT count(*) FROM ({found} LIMIT ?)", (*values, most)).fetchone()
    return int(row[0])


def _found(
    db: Connection, query: EventQuery, page: Page, conditions: Sequence[Sql], words: Sql | None = None
) -> Hits:
    """The events of one page: gathered and sorted, or walked. ``words`` stands for those of the question."""
    most = int(_GATHERED * (page.n / _OF_A_PAGE) ** 0.5)
    gather = _Gather(query.min_origins, conditions)
    n = _up_to(db, most + 1, conditions)
    walked = _WALKED if n > most else min(n, _WALKED)
    if n <= min(most, _few_among(db, page)) or _far_back(db, query, page, walked // 2):
        return Hits(hits=_ordered(db, gather, page))
    held = [*claim_conditions(replace(query, text=None), one=True), *([words] if words else [])]
    walk = _Walk(query.min_origins, held, walked)
    found = _ordered(db, walk, page)
    if len(found) == page.n or not walk.broken_off:
        return Hits(hits=found)
    if n > most and page.enough is not None and len(found) >= page.enough:
        return Hits(hits=found, partly=True)
    return Hits(hits=_ordered(db, gather, page))


def _few_among(db: Connection, page: Page) -> int:
    """So many claims are gathered sooner than as many events walked as have a page of them among all."""
    # `Any`: a row holds whatever its query selects
    row: Any = db.execute("SELECT max(claim) FROM claim_marks").fetchone()
    return int((page.n * (row[0] or 0)) ** 0.5)


def _far_back(db: Connection, query: EventQuery, page: Page, most: int) -> bool:
    """Whether a walk would first pass more than ``most`` events that are newer than the days asked for."""
    if query.until is None or page.before is not None:
        return False
    day = query.until.isoformat()
    if page.after is not None and (page.after.day or "") <= day:
        return False
    # `Any`: a row holds whatever its query selects
    row: Any = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM events WHERE day > ? LIMIT ?)", (day, most)
    ).fetchone()
    return int(row[0]) == most


@contextmanager
def _words_at_hand(db: Connection, text: str) -> Iterator[Sql]:
    """A condition that a claim `c` has certain words: it asks a set of such claims, made when first asked.

    SQLite would sort them into a tree first, anew for each statement, which takes four times as long.
    """
    if not isinstance(db, apsw.Connection):
        # a server sorts them once for a statement, and takes no functions
        yield among("evidence.rowid", "evidence", "evidence MATCH ?", one=False), (words_of(text),)
        return
    having: set[int] = set()
    looked = False

    def has_words(*values: Any) -> bool:  # `Any`: a value is whatever SQLite has
        nonlocal looked
        if not looked:
            looked = True
            rows: Any = db.execute("SELECT rowid FROM evidence WHERE evidence MATCH ?", (words_of(text),))
            having.update(claim for (claim,) in rows)
        return values[0] in having

    db.create_scalar_function("has_words", has_words, 1)
    try:
        yield "has_words(c.claim)", ()
    finally:
        db.create_scalar_function("has_words", _no_words, 1)


def _no_words(*_values: Any) -> bool:  # `Any`: as above
    return False


def _up_to(db: Connection, most: int, conditions: Sequence[Sql]) -> int:
    """How many claims meet the conditions, counted no further than ``most``."""
    where, values = _every(conditions)
    # `Any`: a row holds whatever its query selects
    row: Any = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM claim_marks c WHERE {where} LIMIT ?)", (*values, most)
    ).fetchone()
    return int(row[0])


def _every(conditions: Sequence[Sql]) -> Sql:
    where = " AND ".join(f"({sql})" for sql, _ in conditions)
    return where, tuple(value for _, values in conditions for value in values)


# ------------------------------------------------------------------ ways to a page


def _of_origins(n: int, stretch: _Stretch) -> Sql:
    """Condition on events of a stretch with so many origins; all have one, and then an index is enough."""
    where, values = stretch.where
    return (where, values) if n < 2 else (f"e.n_origins >= ? AND {where}", (n, *values))


@dataclass(slots=True)
class _All:
    """Every event of enough origins."""

    min_origins: int

    def find(self, db: Connection, stretch: _Stretch, n: int) -> list[Hit]:
        where, values = _of_origins(self.min_origins, stretch)
        return _hits(
            db,
            f"SELECT e.day, e.event_id FROM events e WHERE {where} {stretch.order} LIMIT ?",
            (*values, n),
        )


@dataclass(slots=True)
class _Gather:
    """The events of the claims that meet the conditions, sorted."""

    min_origins: int
    conditions: Sequence[Sql]

    def find(self, db: Connection, stretch: _Stretch, n: int) -> list[Hit]:
        where, values = stretch.where
        every, asked = _every(self.conditions)
        return _hits(
            db,
            "SELECT e.day, e.event_id FROM events e WHERE e.event_id IN "
            "(SELECT m.event_id FROM claim_marks c "
            f"CROSS JOIN event_claims m ON m.claim = c.claim WHERE {every}) AND e.n_origins >= ? "
            f"AND {where} {stretch.order} LIMIT ?",
            (*asked, self.min_origins, *values, n),
        )


@dataclass(slots=True)
class _Walk:
    """Events one by one from the page's edge, those with a claim that meets the conditions."""

    min_origins: int
    conditions: Sequence[Sql]
    most: int
    broken_off: bool = False

    def find(self, db: Connection, stretch: _Stretch, n: int) -> list[Hit]:
        where, values = _of_origins(self.min_origins, stretch)
        every, asked = _every(self.conditions)
        walked = f"SELECT e.day, e.event_id FROM events e WHERE {where} {stretch.order} LIMIT ?"
        found = _hits(
            db,
            f"SELECT e.day, e.event_id FROM ({walked}) e WHERE EXISTS (SELECT 1 FROM event_claims m "
            "CROSS JOIN claim_marks c ON c.claim = m.claim "
            f"WHERE m.event_id = e.event_id AND {every}) LIMIT ?",
            (*values, self.most, *asked, n),
        )
        if len(found) < n:
            # `Any`: a row holds whatever its query selects
            row: Any = db.execute(f"SELECT count(*) FROM ({walked})", (*values, self.most)).fetchone()
            self.broken_off |= row[0] == self.most
        return found


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Part of the order: the dated or the undated events, on one side of an edge."""

    dated: bool
    edge: Edge | None
    newer: bool

    @property
    def where(self) -> Sql:
        """Condition on the events `e`."""
        side, other = (">", "<") if self.newer else ("<", ">")
        known = "e.day IS NOT NULL" if self.dated else "e.day IS NULL"
        if self.edge is None:
            return known, ()
        if not self.dated:
            return f"{known} AND e.event_id {other} ?", (self.edge.event_id,)
        day = self.edge.day
        # the first of these bounds the walk through the index, the second settles the day of the edge itself
        sql = f"e.day {side}= ? AND (e.day {side} ? OR e.event_id {other} ?)"
        return sql, (day, day, self.edge.event_id)

    @property
    def order(self) -> str:
        """The order in which one walks away from the edge."""
        return "ORDER BY e.day, e.event_id DESC" if self.newer else "ORDER BY e.day DESC, e.event_id"


def _ordered(db: Connection, way: _All | _Gather | _Walk, page: Page) -> tuple[Hit, ...]:
    """The page's events from both stretches of the order: undated events come after all dated ones."""
    newer = page.before is not None
    edge = page.before if newer else page.after
    stretches: tuple[bool, ...] = (False, True) if newer else (True, False)
    if edge is not None and (edge.day is not None) == stretches[1]:
        stretches = stretches[1:]
    found: list[Hit] = []
    for dated in stretches:
        inside = edge if edge is not None and (edge.day is not None) == dated else None
        if len(found) < page.n:
            found += way.find(db, _Stretch(dated, inside, newer), page.n - len(found))
    return tuple(found[::-1] if newer else found)


def _hits(db: Connection, sql: str, values: tuple[object, ...]) -> list[Hit]:
    # `Any`: a row holds whatever its query selects
    rows: Any = db.execute(sql, values).fetchall()
    return [Hit(day=day, event_id=event_id) for day, event_id in rows]
