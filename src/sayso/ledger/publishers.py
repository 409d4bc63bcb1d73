"""Publishers with counts of what they publish, and on whose word claims rest: read from counts by day."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sayso.classes import dataclass
from sayso.errors import QueryError
from sayso.lang.folding import fold
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.query import Sql, check_counts, check_days, known
from sayso.ledger.voice_index import KINDS
from sayso.records import SpeakerKind

__all__ = [
    "PUBLISHER_ORDERS",
    "PublisherCounts",
    "PublisherQuery",
    "VoiceCounts",
    "all_of",
    "check_skip",
    "in_days",
    "publishers",
    "voices",
]

#: Rows that may be passed over at most.
_SKIPPED = 10_000

#: What publishers can be ordered by, highest first, and how that is computed.
PUBLISHER_ORDERS: Mapping[str, str] = {
    "reports": "reports",
    "claims": "claims",
    "anonymous": "1.0 * (collective + unnamed) / max(claims, 1)",
    "own_voice": "1.0 * own / max(claims, 1)",
    "copies": "1.0 * (copies + edited + paraphrases) / reports",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherQuery:
    """What to ask of publishers.

    Attributes:
        name: words of a publisher's name; None for every publisher.
        since, until: days of publication, inclusive; a report without one is then left out.
        order: one of `PUBLISHER_ORDERS`.
        at_least: reports that a publisher must have.
        skip: publishers to pass over.
        limit: publishers at most.

    Raises:
        QueryError: a value is none of those that can be asked for; the hint names the nearest.
    """

    name: str | None = None
    since: date | None = None
    until: date | None = None
    order: str = "reports"
    at_least: int = 1
    skip: int = 0
    limit: int = 100

    def __post_init__(self) -> None:
        known("order", self.order, PUBLISHER_ORDERS)
        check_counts(limit=self.limit, at_least=self.at_least)
        check_days(self.since, self.until)
        check_skip(self.skip)
        if self.name is not None and not fold(self.name):
            raise QueryError("name is empty", item="name", hint="leave it out to ask for every publisher")


def check_skip(skip: int) -> None:
    """Take a number of rows to pass over.

    Raises:
        QueryError: it is negative or too large.
    """
    if not 0 <= skip <= _SKIPPED:
        raise QueryError(
            f"0 to {_SKIPPED:,} can be passed over, not {skip}",
            item="skip",
            hint="ask for less: part of a name, a kind, a shorter period",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCounts:
    """On whose word claims rest: nobody's but the report's, or the innermost speaker's, by kind."""

    claims: int
    own_voice: int
    by_kind: Mapping[SpeakerKind, int]

    @property
    def anonymous(self) -> int:
        """Claims that rest on somebody who cannot be asked again: unnamed, or a crowd."""
        return self.by_kind.get(SpeakerKind.UNNAMED, 0) + self.by_kind.get(SpeakerKind.COLLECTIVE, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherCounts:
    """One publisher: its reports, those that are copies of others', and on whose word its claims rest.

    ``voices`` counts the claims that were read in its own reports: what a copy only carries is not among
    them. ``copies``, ``edited`` and ``paraphrases`` are reports; ``wires`` the agencies whose text its
    reports are, with numbers of reports, most first. ``name`` is None for reports without a publisher.
    """

    name: str | None
    reports: int
    copies: int
    edited: int
    paraphrases: int
    voices: VoiceCounts
    wires: tuple[tuple[str, int], ...]
    first: str | None
    last: str | None

    @property
    def copied(self) -> int:
        """Reports that repeat another's text, edited or paraphrased ones included."""
        return self.copies + self.edited + self.paraphrases


def in_days(since: date | None, until: date | None, day: str = "day") -> Iterator[Sql]:
    """Conditions on a day of publication; where that is not known (empty), it is in no period."""
    if since is not None:
        yield f"{day} >= ?", (since.isoformat(),)
    if until is not None:
        yield f"{day} <> '' AND {day} <= ?", (until.isoformat(),)


def all_of(conditions: Sequence[Sql]) -> Sql:
    """Conditions as one."""
    where = " AND ".join(f"({sql})" for sql, _ in conditions) or "1"
    return where, tuple(value for _, values in conditions for value in values)


def voices(db: Connection, since: date | None, until: date | None) -> VoiceCounts:
    """On whose word the claims of reports published in some days rest."""
    where, values = all_of(list(in_days(since, until)))
    sums = ", ".join(f"coalesce(sum({kind}), 0)" for kind in KINDS)
    # `Any`: a row holds whatever its query selects
    row: Any = db.execute(f"SELECT {sums} FROM publisher_days WHERE {where}", values).fetchone()
    return _voice_counts(row)


def _voice_counts(row: Sequence[int]) -> VoiceCounts:
    """Numbers of claims in the order of `KINDS`."""
    counts = dict(zip(KINDS, row, strict=True))
    return VoiceCounts(
        claims=sum(row),
        own_voice=counts["own"],
        by_kind={kind: counts[kind.value] for kind in SpeakerKind if counts[kind.value]},
    )


def publishers(db: Connection, query: PublisherQuery) -> list[PublisherCounts]:
    """The publishers that ``query`` asks for, in its order; of equals those of most reports first.

    Cost:
        One pass over a row for each publisher and day.
    """
    conditions = list(in_days(query.since, query.until))
    if query.name is not None:
        conditions.append(("publisher IN (SELECT value FROM json_each(?))", (_named(db, query.name),)))
    where, values = all_of(conditions)
    summed = ("reports", "copies", "edited", "paraphrases", *KINDS)
    # `Any`: as above
    rows: Any = db.execute(
        f"SELECT publisher, first, last, {', '.join(summed)} FROM (SELECT publisher, "
        "min(nullif(day, '')) AS first, max(nullif(day, '')) AS last, "
        f"{', '.join(f'sum({name}) AS {name}' for name in (*summed, 'claims'))} "
        f"FROM publisher_days WHERE {where} GROUP BY publisher) WHERE reports >= ? "
        f"ORDER BY {PUBLISHER_ORDERS[query.order]} DESC, reports DESC, publisher LIMIT ? OFFSET ?",
        (*values, query.at_least, query.limit, query.skip),
    ).fetchall()
    return [
        PublisherCounts(
            name=name or None,
            reports=reports,
            copies=copies,
            edited=edited,
            paraphrases=paraphrases,
            voices=_voice_counts(kinds),
            wires=_wires(db, query, name),
            first=first,
            last=last,
        )
        for name, first, last, reports, copies, edited, paraphrases, *kinds in rows
    ]


def _named(db: Connection, words: str) -> str:
    """The publishers whose names hold these words, as a JSON list."""
    wanted = f" {fold(clean(words))} "
    # one step through the index for each publisher, not one for each of its days
    rows: Any = db.execute(  # `Any`: as above
        "WITH RECURSIVE p (name) AS (SELECT min(publisher) FROM publisher_days UNION ALL "
        "SELECT (SELECT min(publisher) FROM publisher_days WHERE publisher > p.name) FROM p "
        "WHERE p.name IS NOT NULL) SELECT name FROM p WHERE name <> ''"
    )
    return json.dumps([name for (name,) in rows if wanted in f" {fold(name)} "])


def _wires(db: Connection, query: PublisherQuery, name: str) -> tuple[tuple[str, int], ...]:
    where, values = all_of([("publisher = ?", (name,)), *in_days(query.since, query.until)])
    rows: Any = db.execute(  # `Any`: as above
        f"SELECT wire, sum(reports) FROM publisher_wires WHERE {where} GROUP BY wire ORDER BY 2 DESC, 1",
        values,
    )
    return tuple((wire, reports) for wire, reports in rows)
