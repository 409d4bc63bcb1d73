"""What many rows come to: events by country and rule, what a speaker speaks of, the claims of one actor."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sayso.classes import dataclass, replace
from sayso.ledger.accounts import accounts_where
from sayso.ledger.browse import Hits
from sayso.ledger.connection import Connection
from sayso.ledger.query import EventQuery
from sayso.ledger.rollups import FIGURE
from sayso.ledger.said import latest
from sayso.ledger.tally import Count
from sayso.ledger.voices import SpeakerQuery
from sayso.records import Account

__all__ = [
    "Countries",
    "Days",
    "SpeakerTopics",
    "accounts_of_actor",
    "countries",
    "days",
    "rules_touched",
    "topics",
]

#: Claims of a speaker that are looked at for what he speaks of, and values of each list that are given.
_CLAIMS, _NAMED = 2_000, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Events by day (ISO 8601, empty where none is known) and type; ``partly`` if only the newest count."""

    counts: Mapping[tuple[str, str], int]
    partly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """Events by country (ISO 3166 alpha-3, empty where none is named); ``partly`` if only the newest."""

    counts: Mapping[str, int]
    partly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerTopics:
    """What a speaker speaks of, over his latest ``claims`` claims; ``partly`` if he has more.

    ``facets`` has types, statuses, countries, actors (by id) and publishers, each with numbers of claims,
    most first.
    """

    claims: int
    partly: bool
    facets: Mapping[str, tuple[Count, ...]]


def _kept_by_day(query: EventQuery) -> bool:
    """Whether counts by day are kept for everything that is asked for."""
    rest = replace(query, type=None, country=None, since=None, until=None, kind=None, limit=None)
    return rest == EventQuery()


# `Any`: a row holds whatever its query selects
def _kept(db: Connection, query: EventQuery, columns: str) -> list[Any]:
    """Numbers of events of a question whose counts are kept, by some of day, type and country."""
    since = query.since.isoformat() if query.since else ""
    until = query.until.isoformat() if query.until else "9999"
    return db.execute(
        f"SELECT {columns}, sum(events) FROM day_types WHERE day >= ?1 AND day <= ?2 "
        "AND (?3 IS NULL OR type = ?3) AND (?4 IS NULL OR country = ?4) "
        f"AND (?5 IS NULL OR CAST(type = '{FIGURE}' AS INTEGER) = ?5) GROUP BY {columns}",
        (since, until, query.type, query.country, None if query.kind is None else query.kind == "figure"),
    ).fetchall()


def _ids(found: Hits, cap: int) -> tuple[list[str], bool]:
    """The newest events that were found, and whether there are more."""
    return [hit.event_id for hit in found.hits[:cap]], found.partly or len(found.hits) > cap


def days(db: Connection, query: EventQuery, newest: Callable[[], Hits], *, cap: int) -> Days:
    """Events by day and type: all where counts are kept for such a question, else the newest ``cap``."""
    if _kept_by_day(query):
        return Days(counts={(day, type_): n for day, type_, n in _kept(db, query, "day, type")})
    ids, partly = _ids(newest(), cap)
    rows = _of_leads(db, ids, f"coalesce(e.day, ''), coalesce(c.type, '{FIGURE}')")
    return Days(counts={(day, type_): events for day, type_, events in rows}, partly=partly)


def countries(db: Connection, query: EventQuery, newest: Callable[[], Hits], *, cap: int) -> Countries:
    """Events by country, likewise."""
    if _kept_by_day(query):
        return Countries(counts=dict(_kept(db, query, "country")))
    ids, partly = _ids(newest(), cap)
    rows = _of_leads(db, ids, "coalesce(c.country, '')")
    return Countries(counts=dict(rows), partly=partly)


# `Any`: a row holds whatever its query selects
def _of_leads(db: Connection, event_ids: Sequence[str], columns: str) -> list[Any]:
    """Numbers of events `e` by something of the claim `c` that leads each."""
    n = columns.count("coalesce")
    return db.execute(
        f"SELECT {columns}, count(*) FROM json_each(?) j CROSS JOIN events e ON e.event_id = j.value "
        f"CROSS JOIN claim_marks c ON c.claim = e.lead GROUP BY {', '.join(map(str, range(1, n + 1)))}",
        (json.dumps(event_ids),),
    ).fetchall()


def rules_touched(db: Connection) -> dict[str, int]:
    """For each rule that any claim touches, the number of events that do."""
    # `Any`: as above
    rows: Any = db.execute(
        "SELECT u.rule, count(DISTINCT m.event_id) FROM claim_rules u "
        "CROSS JOIN event_claims m ON m.claim = u.claim GROUP BY u.rule"
    )
    return dict(rows)


def topics(db: Connection, query: SpeakerQuery) -> SpeakerTopics:
    """What the speakers that ``query`` names speak of, over their latest 2,000 claims."""
    found = latest(db, replace(query, skip=0, limit=_CLAIMS + 1))
    numbers = json.dumps([said.claim for said in found[:_CLAIMS]])
    return SpeakerTopics(
        claims=len(found[:_CLAIMS]),
        partly=len(found) > _CLAIMS,
        facets={name: tuple(_rows(db, sql, numbers)) for name, sql in _TOPICS.items()},
    )


_MARKED = "FROM json_each(?) j CROSS JOIN claim_marks k ON k.claim = j.value"
_TOPICS = {
    "type": f"SELECT coalesce(k.type, '{FIGURE}') AS v, NULL, count(*) {_MARKED} GROUP BY v",
    "status": f"SELECT k.status AS v, NULL, count(*) {_MARKED} GROUP BY v",
    "country": f"SELECT k.country AS v, NULL, count(*) {_MARKED} WHERE k.country <> '' GROUP BY v",
    "actor": (
        "SELECT a.actor_id AS v, min(a.name), count(DISTINCT x.claim) FROM json_each(?) j "
        "CROSS JOIN claim_actors x ON x.claim = j.value CROSS JOIN actors a ON a.actor = x.actor GROUP BY v"
    ),
    "publisher": (
        "SELECT r.publisher AS v, NULL, count(*) FROM json_each(?) j CROSS JOIN claims c "
        "ON c.claim = j.value CROSS JOIN reports r USING (article_id) WHERE r.publisher <> '' GROUP BY v"
    ),
}


def _rows(db: Connection, sql: str, numbers: str) -> Iterator[Count]:
    # `Any`: as above
    rows: Any = db.execute(f"SELECT * FROM ({sql}) ORDER BY 3 DESC, 1 LIMIT ?", (numbers, _NAMED))
    for value, label, n in rows:
        yield Count(value=value, label=label or value, events=n)


def accounts_of_actor(db: Connection, actor_id: str, at_most: int) -> tuple[list[Account], int]:
    """Claims that name an actor, in the order in which they were stored, and how many there are.

    Where there are more than ``at_most``, those given are spread evenly over all of them.
    """
    # `Any`: as above
    rows: Any = db.execute(
        "SELECT DISTINCT x.claim FROM actors a CROSS JOIN claim_actors x ON x.actor = a.actor "
        # what is in an event holds, and only of the others is the claim itself looked at
        "LEFT JOIN event_claims m ON m.claim = x.claim WHERE a.actor_id = ? AND (m.claim IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM claims c WHERE c.claim = x.claim AND c.retired_at IS NULL)) ORDER BY 1",
        (actor_id,),
    ).fetchall()
    every = [claim for (claim,) in rows]
    some = every if len(every) <= at_most else [every[i * len(every) // at_most] for i in range(at_most)]
    inside = "c.claim IN (SELECT value FROM json_each(?))"
    return [account for _, account in accounts_where(db, inside, (json.dumps(some),))], len(every)
