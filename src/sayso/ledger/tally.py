"""What the events that were asked for have in common: counts by type, actor, place, day and so on."""

# ruff: noqa: S608  SQL is put together from the strings in this file and query.py; what was asked is bound

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sayso.classes import dataclass
from sayso.ledger.browse import Hit, Hits, Page, page_of
from sayso.ledger.connection import Connection
from sayso.ledger.query import EventQuery, Sql, claim_conditions
from sayso.ledger.rollups import FIGURE

__all__ = ["Count", "PlaceCount", "Tally", "newest_of", "tally_of"]

#: Origins that are counted as at least so many, as `min_origins` asks for them.
_AT_LEAST = (2, 3, 5, 10)
#: Actors, recipients and speakers that are named.
_NAMED = 20
#: The part of the events that is enough where finding more takes long.
_ENOUGH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A value that can be asked for, what people call it, and how many events have it."""

    value: str
    label: str
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """A place and its events. The point is None where none is known; ``newest`` is the id of one event.

    ``within_km`` is the radius that surely holds the place.
    """

    place_id: str
    name: str
    kind: str
    country: str | None
    lat: float | None
    lon: float | None
    within_km: float | None
    events: int
    newest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts over the newest ``events`` of what was asked for; ``capped`` if there are more than these.

    ``facets`` lists for each condition of a question the values that its events have, those of most events
    first; an event counts for a value if asking for it as well would find the event. ``newest`` are the
    events that were counted.
    """

    events: int
    capped: bool
    facets: Mapping[str, tuple[Count, ...]]
    places: tuple[PlaceCount, ...]
    days: Mapping[str, int]
    newest: tuple[Hit, ...] = ()


def newest_of(db: Connection, query: EventQuery, cap: int) -> Hits:
    """The newest ``cap`` events asked for and one more, or a tenth of that if they lie far apart."""
    return page_of(db, query, Page(n=cap + 1, enough=cap // _ENOUGH))


def tally_of(db: Connection, query: EventQuery, found: Hits, *, cap: int) -> Tally:
    """Counts over events that were found by `newest_of`."""
    newest = found.hits[:cap]
    rows = list(_claims(db, newest, list(claim_conditions(query, one=True))))
    facets = {
        "type": _by(rows, 2),
        "status": _by(rows, 3),
        "certainty": _by(rows, 4),
        "country": _by(rows, 5),
        "origins": _by_origins(rows),
        "rule": _by_rule(db, rows),
        **_by_actor(db, rows),
        "speaker": _by_speaker(db, rows),
    }
    return Tally(
        events=len(newest),
        capped=found.partly or len(found.hits) > cap,
        facets={name: tuple(counts) for name, counts in facets.items()},
        places=tuple(_by_place(db, rows)),
        days=Counter(hit.day or "" for hit in newest),
        newest=newest,
    )


#: Event, claim, type, status, modality, country, place, origins of the event.
_Row = tuple[str, int, str | None, str, str | None, str | None, int | None, int]


def _claims(db: Connection, hits: Sequence[Hit], conditions: Sequence[Sql]) -> Iterator[_Row]:
    """The claims of events that meet the conditions, newest event first."""
    every = "".join(f" AND ({sql})" for sql, _ in conditions)
    values = [value for _, given in conditions for value in given]
    # `Any`: a row holds whatever its query selects
    rows: Any = db.execute(
        "SELECT e.event_id, c.claim, coalesce(c.type, ?), c.status, c.modality, c.country, c.place, "
        "e.n_origins FROM json_each(?) j CROSS JOIN events e ON e.event_id = j.value "
        "CROSS JOIN event_claims m ON m.event_id = e.event_id CROSS JOIN claim_marks c ON c.claim = m.claim "
        f"WHERE 1{every} ORDER BY j.key",
        (FIGURE, json.dumps([hit.event_id for hit in hits]), *values),
    )
    yield from rows


def _by(rows: Iterable[_Row], column: int) -> list[Count]:
    events: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        value = row[column]
        if value:
            events[str(value)].add(row[0])
    return _most((value, value, len(those)) for value, those in events.items())


def _most(counts: Iterable[tuple[str, str, int]], at_most: int | None = None) -> list[Count]:
    made = [Count(value=value, label=label, events=n) for value, label, n in counts]
    return sorted(made, key=lambda c: (-c.events, c.label, c.value))[:at_most]


def _by_origins(rows: Iterable[_Row]) -> list[Count]:
    origins = {row[0]: row[7] for row in rows}
    counts = ((n, sum(1 for found in origins.values() if found >= n)) for n in _AT_LEAST)
    return [Count(value=str(n), label=f"{n} or more", events=found) for n, found in counts if found]


def _by_rule(db: Connection, rows: Sequence[_Row]) -> list[Count]:
    return _joined(
        db, rows, "SELECT j.value, x.rule FROM json_each(?) j JOIN claim_rules x ON x.claim = j.value"
    )


def _joined(db: Connection, rows: Sequence[_Row], sql: str) -> list[Count]:
    """Counts of events by what ``sql`` gives: a claim, and a value of it that is its own label."""
    event_of = {row[1]: row[0] for row in rows}
    events: dict[str, set[str]] = defaultdict(set)
    # `Any`: a row holds whatever its query selects
    found: Any = db.execute(sql, (json.dumps(list(event_of)),))
    for claim, value in found:
        events[value].add(event_of[claim])
    return _most(((value, value, len(those)) for value, those in events.items()), _NAMED)


def _by_actor(db: Connection, rows: Sequence[_Row]) -> dict[str, list[Count]]:
    event_of = {row[1]: row[0] for row in rows}
    sides: dict[str, dict[int, set[str]]] = {"actor": defaultdict(set), "target": defaultdict(set)}
    # `Any`: as above
    found: Any = db.execute(
        "SELECT x.claim, x.actor, x.role FROM json_each(?) j CROSS JOIN claim_actors x ON x.claim = j.value",
        (json.dumps(list(event_of)),),
    )
    for claim, actor, role in found:
        sides["target" if role == "recipient" else "actor"][actor].add(event_of[claim])
    return {side: _actors(db, events) for side, events in sides.items()}


def _actors(db: Connection, events: Mapping[int, set[str]]) -> list[Count]:
    """Stored actors by their ids: one goes by several names, of which the commonest is given."""
    # several names of one are among the commonest rows, so more of these are looked at than are given
    rows = sorted(events, key=lambda actor: -len(events[actor]))[: 3 * _NAMED]
    names: dict[str, str] = {}
    those: dict[str, set[str]] = defaultdict(set)
    for actor in rows:
        # `Any`: as above
        row: Any = db.execute("SELECT actor_id, name FROM actors WHERE actor = ?", (actor,)).fetchone()
        names.setdefault(row[0], row[1])
        those[row[0]] |= events[actor]
    return _most(((actor_id, names[actor_id], len(found)) for actor_id, found in those.items()), _NAMED)


def _by_speaker(db: Connection, rows: Sequence[_Row]) -> list[Count]:
    return _joined(
        db,
        rows,
        "SELECT j.value, s.name FROM json_each(?) j CROSS JOIN claim_speakers x ON x.claim = j.value "
        "JOIN speakers s USING (speaker)",
    )


def _by_place(db: Connection, rows: Sequence[_Row]) -> Iterator[PlaceCount]:
    """The places of the claims, most events first."""
    events: dict[int, dict[str, None]] = defaultdict(dict)
    for row in rows:
        if row[6] is not None:
            events[row[6]][row[0]] = None
    for place in sorted(events, key=lambda number: -len(events[number])):
        # `Any`: as above
        row_: Any = db.execute(
            "SELECT place_id, coalesce(name, folded), coalesce(kind, 'unknown'), country, lat, lon, "
            "within_km FROM places WHERE place = ?",
            (place,),
        ).fetchone()
        place_id, name, kind, country, lat, lon, within = row_
        yield PlaceCount(
            place_id=place_id,
            name=name,
            kind=kind,
            country=country or None,
            lat=lat,
            lon=lon,
            within_km=within,
            events=len(events[place]),
            newest=next(iter(events[place])),
        )
