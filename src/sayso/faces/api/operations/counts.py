"""What events have in common: facets, days and places."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sayso.engine.listed import days_to_json, facets_to_json, map_to_json
from sayso.engine.overviews import TALLIED
from sayso.faces.api.accepting import GEOJSON
from sayso.faces.api.asking import EventConditions
from sayso.faces.api.documents.counts import DaysAnswer, FacetsAnswer, MapAnswer
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room

__all__ = ["routes"]

_FACETS = Operation(
    name="countFacets",
    summary="Count what events have in common",
    description="For each condition the values that the newest 2,000 events of a question have, those of "
    "most events first. Asking for such a value as well finds so many events.",
    tag="counts",
    answer=FacetsAnswer,
)
_DAYS = Operation(
    name="countDays",
    summary="Count events by day",
    description="Events by day and type. All of them are counted where only kind, type, country and days "
    "are asked for, else the newest 20,000, without telling types apart.",
    tag="counts",
    answer=DaysAnswer,
)
_MAP = Operation(
    name="mapEvents",
    summary="Map events",
    description="The places of the newest 10,000 events of a question as GeoJSON. `within_km` and `kind` "
    "tell how fine a place is: the point of a country is not where something happened.",
    tag="counts",
    answer=MapAnswer,
    media_types=GEOJSON,
)


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operations."""

    def facets(request: Request, asked: Annotated[EventConditions, Query()]) -> Response:
        query = asked.query()
        return room.sender.document(request, lambda: facets_to_json(room.answers.tally(query)))

    def days(request: Request, asked: Annotated[EventConditions, Query()]) -> Response:
        query = asked.query()
        return room.sender.document(request, lambda: days_to_json(room.answers.days(query)))

    def places(request: Request, asked: Annotated[EventConditions, Query()]) -> Response:
        query = asked.query()
        return room.sender.document(request, lambda: map_to_json(room.answers.tally(query, TALLIED)), GEOJSON)

    add(router, "GET", "/v1/facets", facets, _FACETS)
    add(router, "GET", "/v1/days", days, _DAYS)
    add(router, "GET", "/v1/map", places, _MAP)
