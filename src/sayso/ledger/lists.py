"""Reports and actors of a ledger, page by page: what there is besides events."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sayso.classes import dataclass
from sayso.errors import QueryError
from sayso.lang.folding import fold
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.query import check_counts

__all__ = [
    "ActorFound",
    "ActorQuery",
    "ReportQuery",
    "ReportRow",
    "actors_by_ids",
    "actors_found",
    "refusal_codes",
    "reports_of",
    "speakers_about",
    "who_is",
]

#: Stored actors that are looked at for a name, and claims for who speaks of somebody.
_ACTORS, _CLAIMS = 400, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuery:
    """Which reports to give, latest published first.

    Attributes:
        run_id: read in one run.
        publisher: by one publisher, as written.
        below: day of publication, empty where it is not known, and id of the last one given.
        limit: reports at most.
    """

    run_id: str | None = None
    publisher: str | None = None
    below: tuple[str, str] | None = None
    limit: int = 50

    def __post_init__(self) -> None:
        check_counts(limit=self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One report in a list; ``published`` is ISO 8601."""

    article_id: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    claims: int
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorQuery:
    """Which actors to give: those whose names hold these words.

    Raises:
        QueryError: there is no word.
    """

    words: str
    limit: int = 20

    def __post_init__(self) -> None:
        check_counts(limit=self.limit)
        if not fold(clean(self.words)):
            raise QueryError("no word of a name to look for", item="words", hint="give a name or part of one")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFound:
    """An actor by one of its names, with the number of events in which it takes part."""

    actor_id: str
    name: str
    country: str | None
    kind: str
    events: int


def refusal_codes(db: Connection, run_id: str | None) -> dict[str, int]:
    """How many refusals each code has, in one run or in all; most first."""
    rows = db.execute(
        "SELECT code, count(*) FROM refusals WHERE ?1 IS NULL OR run_id = ?1 "
        "GROUP BY code ORDER BY 2 DESC, 1",
        (run_id,),
    )
    return {str(code): int(n) for code, n in rows}


def reports_of(db: Connection, query: ReportQuery) -> list[ReportRow]:
    """The reports that ``query`` asks for, latest published first."""
    where, values = ["1"], []
    if query.run_id is not None:
        where.append("r.run_id = ?")
        values.append(clean(query.run_id))
    if query.publisher is not None:
        where.append("r.publisher = ?")
        values.append(clean(query.publisher))
    if query.below is not None:
        day, article_id = query.below
        if day:
            where.append("(r.published < ? OR r.published IS NULL OR (r.published = ? AND r.article_id > ?))")
            values += [day, day, article_id]
        else:
            where.append("r.published IS NULL AND r.article_id > ?")
            values.append(article_id)
    # `Any`: as above
    rows: Any = db.execute(
        "SELECT r.article_id, r.header ->> '$.title', r.publisher, r.published, r.header ->> '$.url', "
        "(SELECT count(*) FROM claims c WHERE c.article_id = r.article_id AND c.retired_at IS NULL), "
        f"r.run_id FROM reports r WHERE {' AND '.join(where)} "
        "ORDER BY r.published DESC, r.article_id LIMIT ?",
        (*values, query.limit),
    )
    return [
        ReportRow(
            article_id=article_id,
            title=title,
            publisher=publisher,
            published=published,
            url=url,
            claims=claims,
            run_id=run_id,
        )
        for article_id, title, publisher, published, url, claims, run_id in rows
    ]


def actors_found(db: Connection, query: ActorQuery) -> list[ActorFound]:
    """The actors whose names hold the words, those of most events first."""
    words = f" {fold(clean(query.words))} "
    # `Any`: as above
    rows: Any = db.execute(
        "SELECT actor_id, name, country, kind FROM actors WHERE instr(' ' || folded || ' ', ?) "
        "OR substr(folded, 1, ?) = ? ORDER BY length(folded), actor LIMIT ?",
        (words, len(words) - 2, words.strip(), _ACTORS),
    )
    named: dict[str, tuple[str, str, str]] = {}
    for actor_id, name, country, kind in rows:
        named.setdefault(actor_id, (name, country, kind))
    found = [
        ActorFound(
            actor_id=actor_id, name=name, country=country or None, kind=kind, events=_events_of(db, actor_id)
        )
        for actor_id, (name, country, kind) in named.items()
    ]
    return sorted(found, key=lambda a: (-a.events, a.name, a.actor_id))[: query.limit]


def actors_by_ids(db: Connection, ids: Iterable[str]) -> list[ActorFound]:
    """Some actors by their ids, in that order; those that no claim names are left out."""
    found = []
    for actor_id in ids:
        # `Any`: as above
        row: Any = db.execute(
            "SELECT name, country, kind FROM actors WHERE actor_id = ? ORDER BY country = '', actor LIMIT 1",
            (actor_id,),
        ).fetchone()
        if row is not None:
            name, country, kind = row
            events = _events_of(db, actor_id)
            one = ActorFound(actor_id=actor_id, name=name, country=country or None, kind=kind, events=events)
            found.append(one)
    return found


def _events_of(db: Connection, actor_id: str) -> int:
    """Events in which an actor takes part; one in two roles of an event counts twice."""
    # `Any`: as above
    row: Any = db.execute(
        "SELECT coalesce(sum(events), 0) FROM day_actors WHERE actor_id = ?", (actor_id,)
    ).fetchone()
    return int(row[0])


def who_is(db: Connection, actor_id: str) -> tuple[str | None, str]:
    """Country (None where claims name none) and kind of an actor, as it was first stored."""
    # `Any`: as above
    row: Any = db.execute(
        "SELECT country, kind FROM actors WHERE actor_id = ? ORDER BY country = '', actor LIMIT 1",
        (actor_id,),
    ).fetchone()
    return (row[0] or None, row[1]) if row else (None, "unknown")


def speakers_about(db: Connection, actor_id: str, limit: int) -> list[tuple[str, str, int]]:
    """Who speaks of an actor: name, kind and claims; over its newest 20,000 claims."""
    # `Any`: as above
    rows: Any = db.execute(
        "WITH told AS (SELECT DISTINCT x.claim FROM actors a CROSS JOIN claim_actors x ON x.actor = a.actor "
        "WHERE a.actor_id = ? ORDER BY x.claim DESC LIMIT ?) "
        "SELECT min(s.name), s.kind, count(DISTINCT y.claim) FROM told t "
        "CROSS JOIN claim_speakers y ON y.claim = t.claim JOIN speakers s USING (speaker) "
        "GROUP BY s.folded, s.kind ORDER BY 3 DESC, 1 LIMIT ?",
        (actor_id, _CLAIMS, limit),
    )
    return [(name, kind, n) for name, kind, n in rows]
