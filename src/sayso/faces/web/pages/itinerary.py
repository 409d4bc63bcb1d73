"""Where somebody was, is, and is said to go: stops in a numbered list, and on a map with the ways."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass, replace
from sayso.engine.itinerary import Itinerary, ItineraryQuery
from sayso.engine.itinerary_json import STOP_COLUMNS, itinerary_to_rows, legs_to
from sayso.engine.legs import Leg
from sayso.engine.presence import StopStatus
from sayso.engine.stops import Stop, Word
from sayso.errors import QueryError
from sayso.faces.web.asked import address, day_of, id_path, params
from sayso.faces.web.charts.scale import day_words, span_words
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import Listed, as_file, file_links, form_of
from sayso.faces.web.finding import by_beginning
from sayso.faces.web.parts import ActorRef, Export, Link, PlaceRef
from sayso.faces.web.rendering import grouped
from sayso.faces.web.showing import (
    DIFFERING,
    country_words,
    differing_words,
    edtf_words,
    place_ref,
    shortened,
)
from sayso.records import PlaceKind

__all__ = ["routes"]

#: Stops of one page, the latest; companions, speakers and receipts that are named at each.
_STOPS, _NAMED = 200, 6
#: Events that are looked at unless days are chosen: some 0.3 ms each.
_LOOKED_AT = 200
_DAYS = ("since", "until", "as_of")
_WORDS = {StopStatus.DONE: "was there", StopStatus.PLANNED: "said to go", StopStatus.DENIED: "denied"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """A stop of the list, in words.

    ``doubts`` tell why it may not be as it is told, ``notes`` what else is said of it; ``receipts`` are the
    accounts it rests on, ``more`` how many of them are not named.
    """

    number: int
    status: str
    told: str
    words: str
    current: bool
    unconfirmed: bool
    days: str
    place: PlaceRef
    reported: PlaceRef | None
    doing: str
    companions: Sequence[ActorRef]
    more_companions: int
    says: Sequence[Link]
    origins: int
    reports: int
    leg: str
    impossible: str
    doubts: Sequence[str]
    notes: Sequence[str]
    events: Sequence[Link]
    receipts: Sequence[Link]
    more: int


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /actor/{id}/itinerary and its points."""

    def show(request: Request) -> Response:
        return _itinerary(desk, request)

    def points(request: Request) -> Response:
        return _points(desk, request)

    return [
        desk.route("/actor/{id:path}/itinerary", show),
        desk.route("/actor/{id:path}/itinerary/points", points),
    ]


def _query(request: Request, given: Mapping[str, str]) -> ItineraryQuery:
    days = {name: day_of(name, given[name]) for name in _DAYS if name in given}
    # of somebody who is everywhere the latest are shown, unless days are chosen or all is taken as a file
    most = None if {"since", "until", "as_of", "to"} & given.keys() else _LOOKED_AT
    return ItineraryQuery(actor=request.path_params["id"], newest=most, **days)


def _itinerary(desk: Desk, request: Request) -> Response:
    id_ = request.path_params["id"]
    given = params(request, (*_DAYS, "to"))
    form = form_of(given)
    found = desk.answers.itinerary(_query(request, given))
    if found is None:
        return by_beginning(desk, id_)
    here = id_path("actor", found.who.actor_id, "itinerary")
    if form is not None:
        columns, rows = STOP_COLUMNS, itinerary_to_rows(found)
        listed = Listed(name="itinerary", columns=columns, rows=rows, asked={"actor": id_, **given})
        return as_file(listed, form)
    legs = legs_to(found)
    shown = found.stops[-_STOPS:]
    points = address(f"{here}/points", given)
    exports = file_links(lambda changes: address(here, {**given, **changes}), "each stop a row")
    return desk.page(
        request,
        "itinerary.html",
        frame=desk.frame(request, f"Where {shortened(found.who.name, 60)} was and is to go", "actors"),
        who=Link(shortened(found.who.name), id_path("actor", found.who.actor_id)),
        kind=found.who.kind.value,
        country=country_words(found.who.country) if found.who.country else None,
        as_of=day_words(date.fromisoformat(found.as_of)) if found.as_of else None,
        stops=[_row(stop, legs.get(stop.number)) for stop in shown],
        n_stops=len(found.stops),
        partly=_LOOKED_AT if found.partly else None,
        unplaced=found.unplaced,
        impossible=sum(leg.impossible for leg in found.legs),
        unconfirmed=sum(stop.unconfirmed for stop in found.stops),
        points=points,
        given=given,
        here=here,
        exports=[*exports, Export(label="GeoJSON", href=points, note="the points as drawn")],
        permalink=address(here, given),
    )


# ------------------------------------------------------------------ stops in words


def _row(stop: Stop, leg: Leg | None) -> StopRow:
    others = stop.companions
    return StopRow(
        number=stop.number,
        status=stop.status.value,
        told=stop.told,
        words=_WORDS[stop.status],
        current=stop.current,
        unconfirmed=stop.unconfirmed,
        days=_days(stop),
        place=place_ref(stop.place),
        reported=place_ref(stop.reported) if stop.reported else None,
        doing=_doing(stop),
        companions=[
            ActorRef(name=shortened(c.name, 80), href=id_path("actor", c.actor_id), country=c.country)
            for c in others[:_NAMED]
        ],
        more_companions=max(0, len(others) - _NAMED),
        says=[
            Link(shortened(name, 80), address("/source", {"name": name})) for name in stop.said_by[:_NAMED]
        ],
        origins=stop.origins,
        reports=stop.reports,
        leg=_way(leg),
        impossible=_cannot(leg),
        doubts=list(_doubts(stop)),
        notes=list(_notes(stop)),
        events=[
            Link(f"{d.type}{f' ({d.mode})' if d.mode else ''}", id_path("event", d.event_id))
            for d in stop.doings[:_NAMED]
        ],
        receipts=[
            Link(str(n), id_path("claim", claim)) for n, claim in enumerate(stop.claims[: 2 * _NAMED], 1)
        ],
        more=max(0, len(stop.claims) - 2 * _NAMED),
    )


def _doing(stop: Stop) -> str:
    return ", ".join(dict.fromkeys(d.did.value for d in stop.doings))


def _date(iso: str | None) -> date | None:
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def _days(stop: Stop) -> str:
    first, last = _date(stop.first), _date(stop.last)
    if first is not None and last is not None:
        words = span_words(first, last)
        return (
            words
            if stop.grain is None or stop.grain.value == "day" or first == last
            else f"some day of {words}"
        )
    if last is not None:
        return f"by {day_words(last)}"
    if first is not None:
        return f"from {day_words(first)} on"
    said = _date(stop.first_published)
    return f"day not known, said on {day_words(said)}" if said else "day not known"


def _way(leg: Leg | None) -> str:
    """How far it is from where he came from."""
    if leg is None or leg.km is None:
        return ""
    gap, days = "", leg.gap_days
    if days is not None:
        gap = ", the same day" if days <= 0 else f", {days} day{'s' if days > 1 else ''} later"
    far = round(leg.km)
    return f"{grouped(far)} km from stop {leg.start}{gap}" if far else f"where stop {leg.start} was{gap}"


def _cannot(leg: Leg | None) -> str:
    if leg is None or not leg.impossible:
        return ""
    if leg.why == "too fast" and leg.kmh:
        return f"cannot be: it would take {leg.kmh:,.0f} km/h from stop {leg.start}"
    if leg.why == "too fast":
        return f"cannot be: there is no time to come from stop {leg.start}"
    return f"hardly can be: too far from stop {leg.start} for one day"


def _doubts(stop: Stop) -> Iterator[str]:
    for other in stop.clashes:
        yield f"far from stop {other} on one day"
    for name, values in stop.differs.items():
        said = "; ".join(
            f"{shortened(differing_words(name, value), 60)} ({len(ids)})" for value, ids in values.items()
        )
        yield f"accounts differ in {DIFFERING.get(name, name)}: {said}"


def _notes(stop: Stop) -> Iterator[str]:
    if stop.planned_until:
        until = _date(stop.planned_until)
        yield f"said to stay until {day_words(until) if until else stop.planned_until}"
    if stop.announced is not None:
        asked = f" for {edtf_words(stop.announced.edtf)}" if stop.announced.edtf else ""
        yield f"announced {_word(stop.announced)}{asked}"
    if stop.denied is not None:
        yield f"denied {_word(stop.denied)}"
    if stop.called_off is not None:
        yield f"{shortened(stop.called_off.told, 40)} {_word(stop.called_off)}"
    if stop.rests_on:
        yield f"all rests on {shortened(stop.rests_on)}"
    if stop.support:
        n = len(stop.support)
        yield f"{n} of the receipts {'name' if n > 1 else 'names'} a wider place or time"


def _word(word: Word) -> str:
    said = _date(word.first_published)
    names = ", ".join(shortened(name, 60) for name in word.said_by[:3])
    return " ".join(p for p in (f"on {day_words(said)}" if said else "", f"by {names}" if names else "") if p)


# ------------------------------------------------------------------ the map


def _points(desk: Desk, request: Request) -> Response:
    """Stops and the ways between them as GeoJSON, as web/js/map-data.js reads it."""
    given = params(request, _DAYS)
    found = desk.answers.itinerary(_query(request, given))
    if found is None:
        raise QueryError("nobody in the ledger has this id", item=request.path_params["id"])
    shown = replace(found, stops=found.stops[-_STOPS:])
    document = {"type": "FeatureCollection", "features": [*_stops(shown), *_ways(shown)]}
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    headers = {"Cache-Control": "private, no-cache"}
    return Response(body, media_type="application/geo+json", headers=headers)


# `Any`: JSON documents
def _stops(found: Itinerary) -> Iterator[dict[str, Any]]:
    for stop in found.stops:
        place = stop.place
        whole = place.kind is PlaceKind.COUNTRY
        point = {"type": "Point", "coordinates": [place.lon, place.lat]}
        known = place.lat is not None and place.lon is not None and not whole
        yield {
            "type": "Feature",
            "geometry": point if known else None,
            "properties": {
                "stop": stop.number,
                "status": stop.status.value,
                "label": f"{stop.number}. {shortened(place.name, 80)}",
                "precision": place.kind.value,
                "country": place.country,
                "within_km": None if whole else place.within_km,
                "events": [
                    {
                        "text": f"{_WORDS[stop.status]}: {_doing(stop)}",
                        "day": _days(stop),
                        "href": id_path("event", d.event_id),
                    }
                    for d in stop.doings[:3]
                ],
            },
        }


def _ways(found: Itinerary) -> Iterator[dict[str, Any]]:
    numbers = {stop.number for stop in found.stops}
    for leg in found.legs:
        if leg.start in numbers and leg.end in numbers:
            yield {
                "type": "Feature",
                "geometry": None,
                "properties": {
                    "between": [leg.start, leg.end],
                    "status": leg.status.value,
                    "impossible": leg.impossible,
                },
            }
