"""Figure claims for a question: with their report's day and publisher, those of one event together."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sayso.classes import dataclass
from sayso.errors import QueryError, cut
from sayso.lang.folding import fold
from sayso.lang.plurals import noun_forms
from sayso.ledger.accounts import COLUMNS, TABLES, account_of
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.figure_index import words
from sayso.ledger.query import Sql, among, check_counts, check_days, known, somebody
from sayso.records import NEAR_DAYS, Account, Measure

__all__ = ["FigureGroup", "FigureQuery", "figure_groups", "newest_groups", "nth_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureQuery:
    """What to ask of figures.

    Attributes:
        item: words of what is counted, in singular or plural; all of them must be there.
        subject: id, country (ISO 3166 alpha-3) or words of a name of whose figure it is.
        measure: as in `records.Measure`, in any case.
        since, until: days, inclusive, of the time that an amount is for, else of its publication.
        limit: figures at most.

    Raises:
        QueryError: a value is none of those that can be asked for; the hint names the nearest.
    """

    item: str | None = None
    subject: str | None = None
    measure: str | None = None
    since: date | None = None
    until: date | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.measure is not None:
            # a frozen record cannot be assigned to; this brings what was asked into the stored form
            measures = [m.value for m in Measure]
            object.__setattr__(self, "measure", known("measure", self.measure.strip().lower(), measures))
        check_counts(limit=self.limit)
        check_days(self.since, self.until)
        if self.subject is not None and not fold(self.subject):
            raise QueryError("subject is empty", item="subject", hint="leave it out to ask for any")
        if self.item is not None and not re.search(r"\w", self.item):
            raise QueryError(
                f"no word to look for in {cut(self.item)}", item="item", hint="give a word such as shells"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """The figure claims of one event, first published first; one alone, without id, if not yet joined.

    ``asked`` are the ids of those with the subject and the measure that were asked for, None if neither was.
    """

    event_id: str | None
    accounts: tuple[Account, ...]
    asked: frozenset[str] | None = None


def figure_groups(
    connection: Connection, query: FigureQuery, *, since: str | None = None
) -> Iterator[FigureGroup]:
    """The events that hold a figure claim of what was asked, whole, ordered by id.

    They may hold other figures as well, and some whose days are not quite those that were asked for: which
    time an amount is for is told by its accounts together. With ``since`` only events with a claim whose
    amount is for that day (ISO 8601), for one after it, or for none.
    """
    where, values = _where(query)
    hit = (
        "WITH hit AS (SELECT c.claim FROM figures f JOIN claims c USING (claim) "
        f"WHERE {where} AND (? IS NULL OR f.day >= ?)), "
    )
    yield from _groups(connection, query, hit, (*values, since, since))


def newest_groups(connection: Connection, query: FigureQuery, at_most: int) -> tuple[list[FigureGroup], bool]:
    """The events of the ``at_most`` figure claims asked for that were stored last, and if there are more.

    Cost:
        Follows ``at_most``, wherever in time the figures lie.
    """
    where, values = _where(query)
    narrow = query.subject is not None or query.item is not None
    # where few are asked for they are found first; else figures are walked from the last one on
    tables = f"figures f {'' if narrow else 'CROSS '}JOIN claims c USING (claim)"
    # `Any`: as above
    rows: Any = connection.execute(
        f"SELECT f.claim FROM {tables} WHERE {where} ORDER BY f.claim DESC LIMIT ?", (*values, at_most + 1)
    ).fetchall()
    found = [claim for (claim,) in rows]
    hit = "WITH hit AS (SELECT value AS claim FROM json_each(?)), "
    return list(_groups(connection, query, hit, (json.dumps(found[:at_most]),))), len(found) > at_most


def _groups(
    connection: Connection, query: FigureQuery, hit: str, values: tuple[object, ...]
) -> Iterator[FigureGroup]:
    """The events that the claims of ``hit`` are in, whole, ordered by id."""
    whose, asked = _all_of(_of_whom(query, one=True))
    # `Any`: a row holds whatever its query selects.
    rows: Any = connection.execute(
        f"{hit} wanted AS (SELECT claim FROM hit UNION "
        "SELECT m.claim FROM event_claims m WHERE m.event_id IN "
        "(SELECT o.event_id FROM event_claims o JOIN hit USING (claim))) "
        f"SELECT m.event_id, c.claim_id, {whose}, {COLUMNS} FROM {TABLES} "
        "LEFT JOIN event_claims m ON m.claim = c.claim WHERE c.claim IN (SELECT claim FROM wanted) "
        "ORDER BY m.event_id, r.published IS NULL, r.published, c.claim_id",
        (*values, *asked),
    )
    for (event_id, _), members in groupby(rows, key=lambda row: (row[0], row[0] or row[1])):
        every = list(members)
        yield FigureGroup(
            event_id=event_id,
            accounts=tuple(account_of(connection, row[3:]) for row in every),
            asked=frozenset(row[1] for row in every if row[2]) if asked else None,
        )


def nth_day(connection: Connection, query: FigureQuery, n: int) -> str | None:
    """The day that the n-th latest figure of what was asked is for; None if there are not so many."""
    where, values = _where(query)
    narrow = query.subject is not None or query.item is not None
    # `+` keeps SQLite from walking along the days where few of the figures are asked for
    order = "+f.day" if narrow else "f.day"
    row: Any = connection.execute(  # `Any`: as above
        f"SELECT f.day FROM figures f JOIN claims c USING (claim) WHERE {where} "
        f"ORDER BY {order} DESC LIMIT 1 OFFSET ?",
        (*values, n - 1),
    ).fetchone()
    return row[0] if row else None


def _where(query: FigureQuery) -> Sql:
    return _all_of(_conditions(query))


def _all_of(conditions: Iterable[Sql]) -> Sql:
    """Conditions as one, which holds where there are none."""
    every = list(conditions)
    return (
        " AND ".join(f"({sql})" for sql, _ in every) or "1",
        tuple(value for _, values in every for value in values),
    )


def _of_whom(query: FigureQuery, *, one: bool) -> Iterator[Sql]:
    """That a claim `c` is of the subject and the measure asked for; ``one`` as in `query.among`."""
    if query.measure is not None:
        yield "c.measure = ?", (query.measure,)
    if query.subject is not None:
        whose, asked = somebody(query.subject)
        subjects = "actors a CROSS JOIN claim_actors x USING (actor)"
        yield among("x.claim", subjects, f"x.role = 'subject' AND {whose}", one=one), asked


def _conditions(query: FigureQuery) -> Iterator[Sql]:
    """Conditions on one claim `c` and what it is found by, `f`."""
    yield "c.retired_at IS NULL", ()
    yield from _of_whom(query, one=False)
    for word in words(query.item or ""):
        forms = sorted(clean(form) for form in noun_forms(word))
        marks = ", ".join("?" * len(forms))
        yield f"c.claim IN (SELECT claim FROM figure_words WHERE word IN ({marks}))", tuple(forms)
    # an amount without a time of its own is for the day on which it was first published, some days earlier
    if query.since is not None:
        yield "coalesce(f.last, '9999') >= ?", (_moved(query.since, -NEAR_DAYS),)
    if query.until is not None:
        yield "coalesce(substr(f.first, 1, 10), '') <= ?", (_moved(query.until, NEAR_DAYS),)


def _moved(day: date, days: int) -> str:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return day.isoformat()
