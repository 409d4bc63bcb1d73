"""An itinerary as other programs read it: JSON, flat rows, and GeoJSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sayso.engine.itinerary import Itinerary
from sayso.engine.legs import Leg
from sayso.engine.stops import Stop, Word
from sayso.records import Place
from sayso.records.codec import SCHEMA

__all__ = [
    "STOP_COLUMNS",
    "itinerary_to_features",
    "itinerary_to_json",
    "itinerary_to_rows",
    "itinerary_to_values",
    "leg_to_json",
    "legs_to",
    "stop_to_json",
]

# `Any`: a JSON document.
Json = dict[str, Any]

#: The columns of an itinerary as flat rows, one for each stop with the leg that leads to it.
STOP_COLUMNS = (
    "number", "id", "status", "told", "place", "place_id", "place_kind", "place_country", "admin1", "lat",
    "lon", "within_km", "reported", "home", "time", "earliest", "latest", "grain", "planned_until",
    "current", "unconfirmed", "did", "types", "with", "with_ids", "said_by", "rests_on", "polarity",
    "modality", "reports", "publishers", "origins", "first_published", "last_published", "announced",
    "announced_by", "announced_for", "denied", "denied_by", "called_off", "called_off_by", "called_off_how",
    "from", "km", "gap_days", "kmh", "impossible", "why", "clashes", "events", "claims", "support", "p",
)  # fmt: skip
_BETWEEN = "; "


def itinerary_to_json(found: Itinerary) -> Json:
    """All of it in one document."""
    return {
        "schema": SCHEMA,
        "actor": _who(found),
        "as_of": found.as_of,
        "unplaced": found.unplaced,
        "stops": [stop_to_json(stop) for stop in found.stops],
        "legs": [leg_to_json(leg) for leg in found.legs],
    }


def _who(found: Itinerary) -> Json:
    who = found.who
    return {"id": who.actor_id, "name": who.name, "kind": who.kind.value, "country": who.country}


def stop_to_json(stop: Stop) -> Json:
    """One stop; what a claim or an event has as well bears the same name here."""
    return {
        "number": stop.number,
        "id": stop.stop_id,
        "status": stop.status.value,
        "told": stop.told,
        "place": _place(stop.place),
        "reported": _place(stop.reported) if stop.reported else None,
        "home": stop.home,
        "time": {
            "edtf": stop.edtf,
            "earliest": stop.first,
            "latest": stop.last,
            "grain": stop.grain.value if stop.grain else None,
        },
        "planned_until": stop.planned_until,
        "current": stop.current,
        "unconfirmed": stop.unconfirmed,
        "did": [
            {
                "event": d.event_id,
                "did": d.did.value,
                "type": d.type,
                "mode": d.mode,
                "status": d.status,
                "claims": list(d.claims),
            }
            for d in stop.doings
        ],
        "with": [
            {
                "id": c.actor_id,
                "name": c.name,
                "kind": c.kind.value,
                "country": c.country,
                "accounts": c.accounts,
            }
            for c in stop.companions
        ],
        "said_by": list(stop.said_by),
        "rests_on": stop.rests_on,
        "certainty": {
            "polarity": stop.certainty.polarity.value,
            "modality": stop.certainty.modality.value,
        },
        "p": stop.p,
        "reports": stop.reports,
        "publishers": stop.publishers,
        "origins": stop.origins,
        "first_published": stop.first_published,
        "last_published": stop.last_published,
        "claims": list(stop.claims),
        "support": list(stop.support),
        "announced": _word(stop.announced),
        "denied": _word(stop.denied),
        "called_off": _word(stop.called_off),
        "disagreements": {
            name: {value: list(ids) for value, ids in values.items()} for name, values in stop.differs.items()
        },
        "clashes": list(stop.clashes),
    }


def _place(place: Place) -> Json:
    return {
        "name": place.name,
        "id": place.place_id,
        "kind": place.kind.value,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "within_km": place.within_km,
        "p": place.p,
    }


def _word(word: Word | None) -> Json | None:
    if word is None:
        return None
    return {
        "first_published": word.first_published,
        "said_by": list(word.said_by),
        "told": word.told,
        "edtf": word.edtf,
        "claims": list(word.claims),
    }


def leg_to_json(leg: Leg) -> Json:
    """One leg; `from` and `to` are numbers of stops."""
    return {
        "from": leg.start,
        "to": leg.end,
        "status": leg.status.value,
        # places are known to a kilometre at best
        "km": None if leg.km is None else round(leg.km, 1),
        "gap_days": leg.gap_days,
        "kmh": None if leg.kmh is None else round(leg.kmh),
        "impossible": leg.impossible,
        "why": leg.why,
    }


def legs_to(found: Itinerary) -> dict[int, Leg]:
    """By the number of a stop, the leg that leads to it."""
    return {leg.end: leg for leg in found.legs}


# ------------------------------------------------------------------ flat rows


def itinerary_to_rows(found: Itinerary) -> Iterator[Mapping[str, object]]:
    """One row of `STOP_COLUMNS` for each stop; several values of one cell stand between semicolons."""
    for row in itinerary_to_values(found):
        yield {name: _BETWEEN.join(v) if isinstance(v, tuple) else v for name, v in row.items()}


def itinerary_to_values(found: Itinerary) -> Iterator[Mapping[str, object]]:
    """The same rows with several values of one cell as a tuple of texts."""
    legs = legs_to(found)
    for stop in found.stops:
        leg = legs.get(stop.number)
        yield _row(stop) | ({} if leg is None else _leg_row(leg))


def _leg_row(leg: Leg) -> Json:
    row = leg_to_json(leg)
    del row["to"], row["status"]
    return row


def _row(stop: Stop) -> Json:
    place = stop.place
    row: Json = {
        "number": stop.number,
        "id": stop.stop_id,
        "status": stop.status.value,
        "told": stop.told,
        "place": place.name,
        "place_id": place.place_id,
        "place_kind": place.kind.value,
        "place_country": place.country,
        "reported": stop.reported.name if stop.reported else None,
        "time": stop.edtf,
        "earliest": stop.first,
        "latest": stop.last,
        "grain": stop.grain.value if stop.grain else None,
        "did": _each(d.did.value for d in stop.doings),
        "types": _each(f"{d.type}/{d.mode}" if d.mode else d.type for d in stop.doings),
        "with": tuple(c.name for c in stop.companions),
        "with_ids": tuple(c.actor_id for c in stop.companions),
        "said_by": stop.said_by,
        "polarity": stop.certainty.polarity.value,
        "modality": stop.certainty.modality.value,
        "clashes": tuple(map(str, stop.clashes)),
        "events": tuple(d.event_id for d in stop.doings),
        "claims": stop.claims,
        "support": stop.support,
    }
    for name in ("admin1", "lat", "lon", "within_km"):
        row[name] = getattr(place, name)
    for name in (
        "home", "planned_until", "current", "unconfirmed", "rests_on", "reports", "publishers", "origins",
        "first_published", "last_published", "p",
    ):  # fmt: skip
        row[name] = getattr(stop, name)
    for name, word in (
        ("announced", stop.announced),
        ("denied", stop.denied),
        ("called_off", stop.called_off),
    ):
        if word is not None:
            row |= {name: word.first_published, f"{name}_by": word.said_by}
    row["announced_for"] = stop.announced.edtf if stop.announced else None
    row["called_off_how"] = stop.called_off.told if stop.called_off else None
    return row


def _each(values: Iterable[str]) -> tuple[str, ...]:
    """The values in their order, each once."""
    return tuple(dict.fromkeys(values))


# ------------------------------------------------------------------ GeoJSON


def itinerary_to_features(found: Itinerary) -> Iterator[Json]:
    """A Point for each stop, then a LineString for each leg, as GeoJSON features (RFC 7946).

    Geometries are null where a point is not known. A leg over the 180th meridian is cut there into a
    MultiLineString (section 3.1.9).
    """
    points: dict[int, tuple[float, float]] = {}
    for stop in found.stops:
        place = stop.place
        if place.lat is not None and place.lon is not None:
            points[stop.number] = (place.lon, place.lat)
        at = points.get(stop.number)
        # section 3.1.1: longitude comes first
        geometry = None if at is None else {"type": "Point", "coordinates": list(at)}
        yield _feature(stop.stop_id, geometry, {"what": "stop"} | stop_to_json(stop))
    ids = {stop.number: stop.stop_id for stop in found.stops}
    for leg in found.legs:
        start, end = points.get(leg.start), points.get(leg.end)
        line = None if start is None or end is None else _line(start, end)
        yield _feature(f"{ids[leg.start]}-{ids[leg.end]}", line, {"what": "leg"} | leg_to_json(leg))


def _feature(id_: str, geometry: Json | None, properties: Json) -> Json:
    properties.pop("id", None)
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}


def _line(start: tuple[float, float], end: tuple[float, float]) -> Json:
    """The shorter way round from one point (longitude, latitude) to another, cut at the 180th meridian."""
    (lon1, lat1), (lon2, lat2) = start, end
    if abs(lon2 - lon1) <= 180:
        return {"type": "LineString", "coordinates": [[lon1, lat1], [lon2, lat2]]}
    edge = 180.0 if lon1 > 0 else -180.0
    way, here = lon2 + 2 * edge - lon1, edge - lon1
    if here in (0, way):
        # one end lies on the meridian, which has two names
        a, b = (-edge, lon2) if here == 0 else (lon1, edge)
        return {"type": "LineString", "coordinates": [[a, lat1], [b, lat2]]}
    lat = lat1 + (lat2 - lat1) * here / way
    return {
        "type": "MultiLineString",
        "coordinates": [[[lon1, lat1], [edge, lat]], [[-edge, lat], [lon2, lat2]]],
    }
