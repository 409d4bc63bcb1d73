"""Events on a map: filled countries, points that tell how finely a place is known, and the same as tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass, replace
from sayso.faces.web.asked import CONDITIONS, id_path, params
from sayso.faces.web.conditions import CHOICES, Asked, asked_by, chosen, facets, labels_of, title_of
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import Listed, as_file, file_links, form_of
from sayso.faces.web.pages.event import headline
from sayso.faces.web.parts import Cell, Column, DayRef, Export, Link, PlaceRef
from sayso.faces.web.showing import country_words, day_ref, shortened
from sayso.ledger import PlaceCount, Tally
from sayso.records import Event, PlaceKind

__all__ = ["routes"]

#: Points of a map at most: more are grey paste, and slow (docs/front.md).
_POINTS = 2_000
#: Places of the table, each with its newest event; and places that are told with it on the map.
_ROWS, _TOLD = 50, 60
_NAMES = (*CONDITIONS, "q", "more", "to")
_PLACE_COLUMNS = ("place", "id", "kind", "country", "lat", "lon", "within_km", "events", "newest_event")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place of the table: its events, and the newest of them."""

    place: PlaceRef
    events: int
    day: DayRef | None
    newest: Link


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /map and GET /map/points."""

    def show(request: Request) -> Response:
        return _map(desk, request)

    def points(request: Request) -> Response:
        return _points(desk, request)

    return [desk.route("/map", show), desk.route("/map/points", points)]


def _map(desk: Desk, request: Request) -> Response:
    given = params(request, _NAMES)
    form = form_of(given)
    asked = asked_by(given, 50, "/map")
    tally = desk.answers.tally(asked.query)
    if form is not None:
        return as_file(_listed(asked, tally), form)
    counted = desk.answers.countries(asked.query)
    labels = labels_of(desk.answers, asked, tally)
    days = sorted(day for day in tally.days if day)
    total = sum(counted.counts.values())
    return desk.page(
        request,
        "map.html",
        frame=desk.frame(request, title_of(asked, labels), "map", asked.query.text or ""),
        chosen=chosen(asked, labels),
        facets=facets(asked, tally, desk.clock().date()),
        given=asked.given,
        choices=CHOICES,
        points=asked.with_(path="/map/points"),
        since=asked.given.get("since") or (days[0] if days else None),
        until=asked.given.get("until") or (days[-1] if days else None),
        tally=tally,
        total=total,
        partly=counted.partly,
        unplaced=counted.counts.get("", 0),
        places=_place_rows(desk, asked, tally.places[:_ROWS]),
        place_columns=_PLACE_HEADS,
        n_places=len(tally.places),
        pointless=sum(place.lat is None for place in tally.places),
        countries=_country_rows(asked, counted.counts, total),
        country_columns=_COUNTRY_COLUMNS,
        exports=_exports(asked),
        elsewhere=[
            Link("As a list", asked.with_(path="/")),
            Link("Over time", asked.with_(path="/timeline")),
        ],
        save=asked.with_(path="/searches/new"),
        permalink=asked.with_(),
    )


def _exports(asked: Asked) -> list[Export]:
    every = file_links(asked.with_, "the places, for a spreadsheet")
    return [*every, Export(label="GeoJSON", href=asked.with_(path="/map/points"), note="the points as drawn")]


# ------------------------------------------------------------------ tables


def _place_ref(place: PlaceCount, asked: Asked) -> PlaceRef:
    """A place, leading to the events there that were asked for; a country to those of no narrower place."""
    return PlaceRef(
        name=shortened(place.name),
        href=asked.with_({"place": place.place_id or place.name}, path="/"),
        country=place.country,
        precision=place.kind if place.place_id else "",
        within_km=place.within_km,
    )


def _place_rows(desk: Desk, asked: Asked, places: Sequence[PlaceCount]) -> list[PlaceRow]:
    newest = desk.answers.events_of(place.newest for place in places)
    return [
        PlaceRow(
            place=_place_ref(place, asked),
            events=place.events,
            day=_day(newest.get(place.newest)),
            newest=_newest(place, newest.get(place.newest)),
        )
        for place in places
    ]


def _newest(place: PlaceCount, event: Event | None) -> Link:
    words = headline(event.lead) if event is not None else "the newest event"
    return Link(shortened(words, 90), id_path("event", place.newest))


def _day(event: Event | None) -> DayRef | None:
    day = day_ref(event.lead.time, event.first_published) if event is not None else None
    # a list has no room for why a day is assumed
    return day and replace(day, note="")


_PLACE_HEADS = (
    Column(label="Place"),
    Column(label="Events", numeric=True, sorted="descending"),
    Column(label="Newest"),
    Column(label="What it is"),
)
_COUNTRY_COLUMNS = (
    Column(label="Country"),
    Column(label="Events", numeric=True, sorted="descending"),
    Column(label="Share", numeric=True),
)


def _country_rows(asked: Asked, counts: Mapping[str, int], total: int) -> list[tuple[Cell, ...]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        (
            Cell(
                text=country_words(code) if code else "no country told",
                href=asked.with_({"country": code}, path="/") if code else None,
            ),
            Cell(text=f"{n:,}".replace(",", "\u202f"), numeric=True),
            Cell(text=f"{100 * n / total:.1f} %", numeric=True),
        )
        for code, n in ordered
    ]


def _listed(asked: Asked, tally: Tally) -> Listed:
    rows = (
        {
            "place": place.name,
            "id": place.place_id or None,
            "kind": place.kind,
            "country": place.country,
            # a country has no point: its middle, or its capital, is not where something happened
            "lat": None if place.kind == PlaceKind.COUNTRY else place.lat,
            "lon": None if place.kind == PlaceKind.COUNTRY else place.lon,
            "within_km": place.within_km,
            "events": place.events,
            "newest_event": place.newest,
        }
        for place in tally.places
    )
    note = f"counted over the newest {tally.events:,} events" if tally.capped else ""
    return Listed(name="places", columns=_PLACE_COLUMNS, rows=rows, asked=asked.given, note=note)


# ------------------------------------------------------------------ points


def _points(desk: Desk, request: Request) -> Response:
    """The places as GeoJSON, as web/js/map-data.js reads it."""
    asked = asked_by(params(request, (*CONDITIONS, "q")), 50, "/map")
    tally = desk.answers.tally(asked.query)
    drawn = [place for place in tally.places if place.kind == PlaceKind.COUNTRY or place.lat is not None]
    newest = desk.answers.events_of(place.newest for place in drawn[:_TOLD])
    counted = desk.answers.countries(asked.query)
    document = {
        "type": "FeatureCollection",
        "features": list(_features(asked, drawn[:_POINTS], newest)),
        "countries": {code: n for code, n in counted.counts.items() if code},
        "events": tally.events,
        "capped": tally.capped or len(drawn) > _POINTS,
        "asked": dict(asked.given),
    }
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    headers = {"Cache-Control": "private, no-cache"}
    return Response(body, media_type="application/geo+json", headers=headers)


# `Any`: a JSON document
def _features(
    asked: Asked, places: Sequence[PlaceCount], newest: Mapping[str, Event]
) -> Iterator[dict[str, Any]]:
    for place in places:
        whole_country = place.kind == PlaceKind.COUNTRY
        ref = _place_ref(place, asked)
        about: dict[str, Any] = {
            "label": ref.name,
            "n": place.events,
            "precision": place.kind,
            "country": place.country,
            "within_km": None if whole_country else place.within_km,
            "href": ref.href,
        }
        event = newest.get(place.newest)
        if event is not None:
            day = day_ref(event.lead.time, event.first_published)
            about["events"] = [
                {
                    "text": shortened(headline(event.lead), 90),
                    "day": day.text if day else "",
                    "href": id_path("event", event.event_id),
                }
            ]
        point = {"type": "Point", "coordinates": [place.lon, place.lat]}
        yield {"type": "Feature", "geometry": None if whole_country else point, "properties": about}
