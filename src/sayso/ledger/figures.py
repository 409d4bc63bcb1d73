"""Figure claims for a question: with their report's day and publisher, those of one event together."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import apsw

from sayso.errors import QueryError, cut
from sayso.lang.folding import fold
from sayso.ledger.accounts import COLUMNS, TABLES, account_of
from sayso.ledger.query import Sql, check_counts, check_days, known
from sayso.records import Account, Measure

__all__ = ["FigureGroup", "FigureQuery", "figure_groups"]


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
    """The figure claims of one event, first published first; one alone, without id, if not yet joined."""

    event_id: str | None
    accounts: tuple[Account, ...]


def figure_groups(connection: apsw.Connection, query: FigureQuery) -> Iterator[FigureGroup]:
    """The events that hold a figure claim of the asked subject and measure, whole, ordered by id.

    Item and days are not looked at here: what an amount is for is told inside the claim's document.
    """
    conditions = list(_conditions(query))
    where = " AND ".join(f"({sql})" for sql, _ in conditions)
    # `Any`: a row holds whatever its query selects.
    rows: Any = connection.execute(
        f"WITH hit AS (SELECT c.claim FROM claims c WHERE {where}), "
        "wanted AS (SELECT claim FROM hit UNION SELECT m.claim FROM event_claims m WHERE m.event_id IN "
        "(SELECT o.event_id FROM event_claims o JOIN hit USING (claim))) "
        f"SELECT m.event_id, c.claim_id, {COLUMNS} FROM {TABLES} "
        "LEFT JOIN event_claims m ON m.claim = c.claim WHERE c.claim IN (SELECT claim FROM wanted) "
        "ORDER BY m.event_id, r.published IS NULL, r.published, c.claim_id",
        tuple(value for _, values in conditions for value in values),
    )
    for (event_id, _), members in groupby(rows, key=lambda row: (row[0], row[0] or row[1])):
        accounts = tuple(account_of(connection, row[2:]) for row in members)
        yield FigureGroup(event_id=event_id, accounts=accounts)


def _conditions(query: FigureQuery) -> Iterator[Sql]:
    """Conditions on one claim `c`."""
    yield "c.kind = 'figure' AND c.retired_at IS NULL", ()
    if query.measure is not None:
        yield "c.measure = ?", (query.measure,)
    if query.subject is not None:
        asked = query.subject.strip().encode("utf-8", "replace").decode()
        # instr and not LIKE: it has no wildcards that would need escaping
        sql = (
            "c.claim IN (SELECT x.claim FROM claim_actors x JOIN actors a USING (actor) "
            "WHERE x.role = 'subject' "
            "AND (a.actor_id = ? OR a.country = ? OR instr(' ' || a.folded || ' ', ?)))"
        )
        yield sql, (asked, asked.upper(), f" {fold(asked)} ")
