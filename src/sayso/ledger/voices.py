"""Speakers with counts of what they say, read from what is kept of them by day."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from sayso.classes import dataclass, replace
from sayso.errors import QueryError
from sayso.lang.folding import fold
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.publishers import all_of, check_skip, in_days
from sayso.ledger.query import Sql, check_counts, check_days, known
from sayso.ledger.voice_index import EVERYWHERE
from sayso.records import SpeakerKind

__all__ = [
    "SPEAKER_ORDERS",
    "SpeakerCounts",
    "SpeakerDay",
    "SpeakerQuery",
    "asked_voices",
    "days_of_speakers",
    "speakers",
]

#: Days of voices that are summed at most before voices are looked at one by one, those of most claims first,
#: and voices looked at together then. Set by timing both on 400,000 days of voices: docs/quality/pages.md.
_SUMMED, _TOGETHER = 50_000, 200
#: Voices among which others are put first than those of most claims, where there are so many days.
_POOL = 500

#: What speakers can be ordered by, highest first, and how that is computed.
SPEAKER_ORDERS: Mapping[str, str] = {
    "claims": "claims",
    "reports": "reports",
    "alone": "1.0 * alone / max(joined, 1)",
    "by_outlet": "1.0 * passed_on / claims",
    "hedged": "1.0 * (claims - certain - denied) / claims",
    "denied": "1.0 * denied / claims",
}

_SUMS = ("claims", "reports", "joined", "alone", "passed_on", "certain", "denied")
_SUMMED_UP = ", ".join(f"sum(d.{name}) AS {name}" for name in _SUMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerQuery:
    """What to ask of speakers.

    Attributes:
        name: words of a speaker's name; None for every speaker.
        whole: that ``name`` is the whole name.
        since, until: days of publication, inclusive; a report without one is then left out.
        kind: as in `records.SpeakerKind`.
        country: ISO 3166 alpha-3 code that the speaker is told to be of; where speakers of one name are told
            apart by their countries, empty for those of none.
        order: one of `SPEAKER_ORDERS`; of equals those of most claims come first. In a period of very many
            claims, orders other than by claims are among the 500 speakers of most claims in it.
        at_least: claims that a speaker must have.
        skip: speakers, or claims of the named one, to pass over.
        limit: speakers, or claims of the named one, at most.

    Raises:
        QueryError: a value is none of those that can be asked for; the hint names the nearest.
    """

    name: str | None = None
    whole: bool = False
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    country: str | None = None
    order: str = "claims"
    at_least: int = 1
    skip: int = 0
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.kind is not None:
            # a frozen record cannot be assigned to; this brings what was asked into the stored form
            object.__setattr__(self, "kind", known("kind", self.kind.lower(), [k.value for k in SpeakerKind]))
        if self.country is not None:
            object.__setattr__(self, "country", self.country.strip().upper())
        known("order", self.order, SPEAKER_ORDERS)
        check_counts(limit=self.limit, at_least=self.at_least)
        check_days(self.since, self.until)
        check_skip(self.skip)
        if self.name is not None and not fold(self.name):
            raise QueryError("name is empty", item="name", hint="leave it out to ask for every speaker")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCounts:
    """One speaker and what the ledger holds of him.

    ``alone`` is the share of his claims in events with no other independent origin, None while none is
    joined; ``by_outlet`` the share that an outlet before him in the chain passes on. ``denied`` counts claims
    that something is not so, ``hedged`` those neither denied nor certain; ``first`` and ``last`` are days of
    publication. ``name``, ``country`` and ``affiliation`` are the commonest ones of all his claims;
    ``events`` is None where they were not counted. ``apart`` tells that speakers of this name are told apart
    by their countries.
    """

    name: str
    kind: SpeakerKind
    country: str | None
    affiliation: str | None
    claims: int
    reports: int
    events: int | None
    alone: float | None
    by_outlet: float
    certain: int
    hedged: int
    denied: int
    first: str | None
    last: str | None
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerDay:
    """Claims of one or several speakers in reports of one day, and those of them that deny something.

    ``day`` is ISO 8601, empty where it is not known.
    """

    day: str
    claims: int
    denied: int


@dataclass(frozen=True, slots=True)
class _Voice:
    """One row of what is kept, or of sums over some days of it."""

    voice: int
    folded: str
    kind: str
    country: str
    claims: int
    reports: int
    joined: int
    alone: int
    passed_on: int
    certain: int
    denied: int


def speakers(db: Connection, query: SpeakerQuery, *, with_events: bool = False) -> list[SpeakerCounts]:
    """The speakers that ``query`` asks for, in its order.

    Speakers are one where name and kind agree and no two countries are named.

    Cost:
        Without a period a walk through an index; with one, a pass over the days of the voices in it, or of
        those of most claims. ``with_events`` adds a pass over the claims of each speaker that is given.
    """
    return [_counts(db, query, voice, with_events=with_events) for voice in _voices(db, query)]


def _counts(db: Connection, query: SpeakerQuery, voice: _Voice, *, with_events: bool) -> SpeakerCounts:
    name, country, affiliation = _called(db, voice)
    first, last = _ends(db, query, voice)
    return SpeakerCounts(
        name=name,
        kind=SpeakerKind(voice.kind),
        country=country,
        affiliation=affiliation,
        claims=voice.claims,
        reports=voice.reports,
        events=_events(db, query, voice) if with_events else None,
        alone=round(voice.alone / voice.joined, 4) if voice.joined else None,
        by_outlet=round(voice.passed_on / voice.claims, 4),
        certain=voice.certain,
        hedged=voice.claims - voice.certain - voice.denied,
        denied=voice.denied,
        first=first,
        last=last,
        apart=voice.country != EVERYWHERE,
    )


def _column(voice: _Voice) -> str:
    """The column of `speakers` in which a voice is named."""
    return "everywhere" if voice.country == EVERYWHERE else "voice"


def _called(db: Connection, voice: _Voice) -> tuple[str, str | None, str | None]:
    """Name, country and affiliation of a voice, each the commonest one."""
    # `Any`: a row holds whatever its query selects
    rows: Any = db.execute(
        f"SELECT name, country, affiliation, claims FROM speakers WHERE {_column(voice)} = ?", (voice.voice,)
    ).fetchall()
    counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    for *values, n in rows:
        for counter, value in zip(counts, values, strict=True):
            counter[value] += n
    name, country, affiliation = map(_commonest, counts)
    return name or "", country, affiliation


def _commonest(counts: Counter[str]) -> str | None:
    """The commonest value, empty ones apart; of equals the first by the alphabet."""
    return min((v for v in counts if v), key=lambda v: (-counts[v], v), default=None)


def _ends(db: Connection, query: SpeakerQuery, voice: _Voice) -> tuple[str | None, str | None]:
    """First and last day of a voice in the period."""
    where, values = all_of([("voice = ?", (voice.voice,)), *in_days(query.since, query.until)])
    # `Any`: as above
    row: Any = db.execute(
        f"SELECT min(day), max(day) FROM voice_days WHERE day <> '' AND {where}", values
    ).fetchone()
    return row[0], row[1]


def _events(db: Connection, query: SpeakerQuery, voice: _Voice) -> int:
    where, values = all_of(
        [
            (f"s.{_column(voice)} = ?", (voice.voice,)),
            *in_days(query.since, query.until, "substr(x.published, 1, 10)"),
        ]
    )
    # `Any`: as above; only claims that hold are in events, once those that do not are joined anew
    row: Any = db.execute(
        "SELECT count(DISTINCT m.event_id) FROM speakers s CROSS JOIN claim_speakers x "
        "ON x.speaker = s.speaker CROSS JOIN claims c ON c.claim = x.claim AND c.retired_at IS NULL "
        f"CROSS JOIN event_claims m ON m.claim = x.claim WHERE {where}",
        values,
    ).fetchone()
    return int(row[0])


# ------------------------------------------------------------------ which voices


def _voices(db: Connection, query: SpeakerQuery) -> list[_Voice]:
    asked, values = all_of([("v.shown AND v.claims >= ?", (query.at_least,)), *asked_voices(query)])
    order = f"ORDER BY {SPEAKER_ORDERS[query.order]} DESC, claims DESC, folded, kind, country"
    limit = -1 if query.limit is None else query.limit
    period = list(in_days(query.since, query.until, "d.day"))
    if not period:
        return _rows(
            db,
            f"SELECT v.voice, v.folded, v.kind, v.country, {', '.join(f'v.{name}' for name in _SUMS)} "
            f"FROM voices v WHERE {asked} {order} LIMIT ? OFFSET ?",
            (*values, limit, query.skip),
        )
    days, bounds = all_of(period)
    if query.limit is not None and _many(db, days, bounds):
        if query.order == "claims":
            return _of_most(db, query, (asked, values), (days, bounds))
        pool = _of_most(db, replace(query, skip=0, limit=_POOL), (asked, values), (days, bounds))
        asked = f"{asked} AND v.voice IN (SELECT value FROM json_each(?))"
        values = (*values, json.dumps([voice.voice for voice in pool]))
        # from the few voices to their days, where the planner would read every day
        days = days.replace("d.day", "+d.day")
    return _rows(
        db,
        f"SELECT * FROM (SELECT v.voice, v.folded, v.kind, v.country, {_SUMMED_UP} FROM voice_days d "
        f"JOIN voices v USING (voice) WHERE {days} AND {asked} GROUP BY v.voice) WHERE claims >= ? "
        f"{order} LIMIT ? OFFSET ?",
        (*bounds, *values, query.at_least, limit, query.skip),
    )


def asked_voices(query: SpeakerQuery) -> Iterator[Sql]:
    """Conditions on the voices `v`."""
    if query.kind is not None:
        yield "v.kind = ?", (query.kind,)
    if query.name is not None:
        folded = fold(clean(query.name))
        if query.whole:
            yield "v.folded = ?", (folded,)
        else:
            yield "instr(' ' || v.folded || ' ', ?)", (f" {folded} ",)
    if query.country == "":
        yield "v.country = ''", ()
    elif query.country is not None:
        of = "SELECT {} FROM speakers WHERE country = ?".format
        yield f"v.voice IN ({of('everywhere')} UNION {of('voice')})", (query.country, query.country)


def _many(db: Connection, days: str, bounds: tuple[object, ...]) -> bool:
    """Whether so many days of voices lie in a period that summing them all would take long."""
    # `Any`: as above
    row: Any = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM voice_days d WHERE {days} LIMIT ?)", (*bounds, _SUMMED + 1)
    ).fetchone()
    return int(row[0]) > _SUMMED


def _of_most(db: Connection, query: SpeakerQuery, asked: Sql, period: Sql) -> list[_Voice]:
    """Voices of most claims in a period: none has more in it than it has at all.

    So voices are looked at from those of most claims at all on, until what is left cannot have enough.
    """
    wanted = query.skip + (query.limit or 0)
    # `Any`: as above
    every: Any = db.execute(
        f"SELECT v.voice, v.claims FROM voices v WHERE {asked[0]} ORDER BY v.claims DESC", asked[1]
    )
    found: list[_Voice] = []
    while some := list(islice(every, _TOGETHER)):
        if len(found) == wanted and found[-1].claims > some[0][1]:
            break
        found += _rows(
            db,
            f"SELECT v.voice, v.folded, v.kind, v.country, {_SUMMED_UP} FROM json_each(?) j "
            "CROSS JOIN voices v ON v.voice = j.value CROSS JOIN voice_days d ON d.voice = v.voice "
            f"WHERE {period[0]} GROUP BY v.voice HAVING sum(d.claims) >= ?",
            (json.dumps([voice for voice, _ in some]), *period[1], query.at_least),
        )
        found = sorted(found, key=lambda v: (-v.claims, v.folded, v.kind, v.country))[:wanted]
    return found[query.skip :]


def _rows(db: Connection, sql: str, values: tuple[object, ...]) -> list[_Voice]:
    # `Any`: as above
    rows: Any = db.execute(sql, values).fetchall()
    return [_Voice(*row) for row in rows]


# ------------------------------------------------------------------ over time


def days_of_speakers(db: Connection, query: SpeakerQuery) -> list[SpeakerDay]:
    """Claims by day of publication of all speakers that ``query`` asks for together, earliest first."""
    where, values = all_of(
        [("v.shown", ()), *asked_voices(query), *in_days(query.since, query.until, "d.day")]
    )
    # `Any`: as above
    rows: Any = db.execute(
        "SELECT d.day, sum(d.claims), sum(d.denied) FROM voices v CROSS JOIN voice_days d USING (voice) "
        f"WHERE {where} GROUP BY d.day ORDER BY d.day",
        values,
    )
    return [SpeakerDay(day=day, claims=claims, denied=denied) for day, claims, denied in rows]
