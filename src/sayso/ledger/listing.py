"""Tables of a ledger, row by row: claims and accounts that were asked for, refusals, runs; and counts."""

# ruff: noqa: S608  SQL is put together from the strings in this file and in `query`; what was asked is bound

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sayso.classes import dataclass
from sayso.errors import REFUSAL_CODES
from sayso.ledger.accounts import accounts_where
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.query import EventQuery, Sql, check_counts, claim_conditions, known, of_matching_claims
from sayso.ledger.translated import translated
from sayso.records import Account, Refusal, Run

__all__ = ["KeptRefusal", "KeptRun", "ListedClaim", "Listing", "RefusalQuery"]

#: Claims read together. Numbers are fetched at once and claims by and by, so that a caller who stops half-way
#: holds no snapshot, which would keep the write-ahead log from being emptied.
_TOGETHER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedClaim:
    """A claim as an account, with the event it is in; None while it is not joined."""

    event_id: str | None
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalQuery:
    """What to ask of refusals.

    Attributes:
        code: one of `REFUSAL_CODES`.
        run: id of a run.
        below: number of a refusal, to have those before it.
        limit: refusals at most.

    Raises:
        QueryError: a value is none of those that can be asked for; the hint names the nearest.
    """

    code: str | None = None
    run: str | None = None
    below: int | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.code is not None:
            known("code", self.code, REFUSAL_CODES)
        check_counts(limit=self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRefusal:
    """A refusal, with its number, the run it was of and the instant at which that began (ISO 8601, UTC)."""

    number: int
    run_id: str
    at: str
    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRun:
    """A run, with what it has in the ledger now."""

    run: Run
    reports: int
    refusals: int


class Listing:
    """Rows of an open ledger."""

    def __init__(self, connection: Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def count_events(self, query: EventQuery) -> int:
        """How many events meet the conditions; what is not joined yet counts for none."""
        where, values = of_matching_claims(query)
        return self._count(f"SELECT count(*) FROM events e WHERE {where}", values, query.limit)

    def claims(self, query: EventQuery) -> Iterator[ListedClaim]:
        """The claims that meet the conditions themselves, latest published first."""
        sql, values = _claims(query)
        order = "ORDER BY r.published IS NULL, r.published DESC, c.claim LIMIT ?"
        limit = -1 if query.limit is None else query.limit
        yield from self._listed(iter(self._all(f"SELECT c.claim, m.event_id {sql} {order}", *values, limit)))

    def count_claims(self, query: EventQuery) -> int:
        """How many claims meet the conditions themselves."""
        sql, values = _claims(query)
        return self._count(f"SELECT count(*) {sql}", values, query.limit)

    def accounts(self, query: EventQuery) -> Iterator[ListedClaim]:
        """Every account of the events that ``query`` asks for, event by event, first published first."""
        where, values = of_matching_claims(query)
        limit = -1 if query.limit is None else query.limit
        yield from self._listed(
            iter(
                self._all(
                    "SELECT m.claim, m.event_id FROM (SELECT e.event_id, e.day FROM events e "
                    f"WHERE {where} ORDER BY e.day DESC, e.event_id LIMIT ?) AS e "
                    "JOIN event_claims m USING (event_id) ORDER BY e.day DESC, e.event_id, m.place",
                    *values,
                    limit,
                )
            )
        )

    def count_accounts(self, query: EventQuery) -> int:
        """How many accounts the events have that ``query`` asks for."""
        where, values = of_matching_claims(query)
        sql = (
            "SELECT count(*) FROM event_claims m WHERE m.event_id IN (SELECT e.event_id FROM events e "
            f"WHERE {where} ORDER BY e.day DESC, e.event_id LIMIT ?)"
        )
        return self._count(sql, (*values, -1 if query.limit is None else query.limit), None)

    def refusals(self, query: RefusalQuery) -> Iterator[KeptRefusal]:
        """The refusals asked for, latest first."""
        where, values = _refusals(query)
        rows = self._all(
            "SELECT f.refusal, f.run_id, u.started_at, f.name, f.stage, f.code, f.reason FROM refusals f "
            f"JOIN runs u USING (run_id) WHERE {where} ORDER BY f.refusal DESC LIMIT ?",
            *values,
            -1 if query.limit is None else query.limit,
        )
        for number, run_id, at, name, stage, code, reason in rows:
            refusal = Refusal(name=name, stage=stage, code=code, reason=reason)
            yield KeptRefusal(number=number, run_id=run_id, at=at, refusal=refusal)

    def count_refusals(self, query: RefusalQuery) -> int:
        """How many refusals were asked for."""
        where, values = _refusals(query)
        return self._count(f"SELECT count(*) FROM refusals f WHERE {where}", values, query.limit)

    def runs(self) -> list[KeptRun]:
        """Every run, latest first."""
        reports = dict(self._all("SELECT run_id, count(*) FROM reports GROUP BY run_id"))
        refusals = dict(self._all("SELECT run_id, count(*) FROM refusals GROUP BY run_id"))
        rows = self._all(
            "SELECT run_id, code_version, config_sha256, model_sha256, started_at, ended_at FROM runs "
            "ORDER BY started_at DESC, run_id"
        )
        return [
            KeptRun(
                run=Run(
                    run_id=run_id,
                    code_version=version,
                    config_sha256=config,
                    model_sha256=model,
                    started_at=started_at,
                    ended_at=ended_at,
                ),
                reports=reports.get(run_id, 0),
                refusals=refusals.get(run_id, 0),
            )
            for run_id, version, config, model, started_at, ended_at in rows
        ]

    def unjoined(self) -> int:
        """How many claims wait to be joined into events; `Ledger.refresh` does it."""
        return self._count("SELECT count(*) FROM stale", (), None)

    # `Any`: a row holds whatever its query selects.
    def _listed(self, rows: Iterator[Any]) -> Iterator[ListedClaim]:
        while some := list(islice(rows, _TOGETHER)):
            found = self._accounts([claim for claim, _ in some])
            for claim, event_id in some:
                # gone meanwhile: forgotten, or another has taken its place
                if claim in found:
                    yield ListedClaim(event_id=event_id, account=found[claim])

    def _accounts(self, claims: Sequence[int]) -> dict[int, Account]:
        with translated(self._path):
            inside = "c.claim IN (SELECT value FROM json_each(?))"
            return dict(accounts_where(self._connection, inside, (json.dumps(claims),)))

    def _count(self, sql: str, values: tuple[object, ...], limit: int | None) -> int:
        ((number,),) = self._all(sql, *values)
        return int(number) if limit is None else min(int(number), limit)

    def _all(self, sql: str, *values: object) -> list[Any]:
        with translated(self._path):
            return self._connection.execute(sql, values).fetchall()


def _claims(query: EventQuery) -> Sql:
    """From where claims are taken, and which: those that hold."""
    conditions = [("k.retired_at IS NULL", ()), *claim_conditions(query)]
    if query.min_origins > 1:
        conditions.append(("e.n_origins >= ?", (query.min_origins,)))
    where = " AND ".join(f"({sql})" for sql, _ in conditions)
    tables = (
        "FROM claim_marks c JOIN claims k ON k.claim = c.claim JOIN reports r ON r.article_id = k.article_id "
        "LEFT JOIN event_claims m ON m.claim = c.claim "
        "LEFT JOIN events e ON e.event_id = m.event_id"
    )
    return f"{tables} WHERE {where}", tuple(value for _, values in conditions for value in values)


def _refusals(query: RefusalQuery) -> Sql:
    asked = (("f.code =", query.code), ("f.run_id =", query.run), ("f.refusal <", query.below))
    given = [(test, clean(v) if isinstance(v, str) else v) for test, v in asked if v is not None]
    where = " AND ".join(f"{test} ?" for test, _ in given) or "1"
    return where, tuple(value for _, value in given)
