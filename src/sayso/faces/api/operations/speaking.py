"""How many, who says what, and who holds which office."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sayso.engine.figures import series_to_json
from sayso.engine.offices import holders_to_json
from sayso.engine.speaking import said_to_json
from sayso.faces.api.asking import FigureConditions, OfficeConditions, SaidConditions, SpeakerConditions
from sayso.faces.api.documents.figures import FiguresAnswer, OfficesAnswer, SaidAnswer, SpeakersAnswer
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room
from sayso.records.codec import SCHEMA

__all__ = ["routes"]

_TAG = "figures and speakers"
_FIGURES = Operation(
    name="listFigures",
    summary="List figures",
    description="How-many series of one subject, measure and item, each in the order of the time that its "
    "amounts are for, with bounds, speakers and the daily rate they imply. Figures that contradict one "
    "another name each other in `differs`.",
    tag=_TAG,
    answer=FiguresAnswer,
)
_SPEAKERS = Operation(
    name="listSpeakers",
    summary="List speakers",
    description="Who says what how often, how often alone, and on whose word all claims rest. In a large "
    "ledger it has to be asked for fewer days, a kind or a name.",
    tag=_TAG,
    answer=SpeakersAnswer,
)
_SAID = Operation(
    name="listSaid",
    summary="List what a speaker says",
    description="The claims of the speakers of a name, latest published first, with independent accounts "
    "that confirm or deny each.",
    tag=_TAG,
    answer=SaidAnswer,
)
_OFFICES = Operation(
    name="listOffices",
    summary="List office holders",
    description="Who holds which office, from what reports call people, with the days on which they do. "
    "In a large ledger it has to be asked for fewer days.",
    tag=_TAG,
    answer=OfficesAnswer,
)


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operations."""

    def figures(request: Request, asked: Annotated[FigureConditions, Query()]) -> Response:
        query = asked.query()
        return room.sender.document(
            request,
            lambda: {
                "schema": SCHEMA,
                "series": [series_to_json(series) for series in room.answers.figures(query)],
            },
        )

    def speakers(request: Request, asked: Annotated[SpeakerConditions, Query()]) -> Response:
        query = asked.query()
        return room.sender.document(request, lambda: room.answers.speakers(query).as_json())

    def said(request: Request, asked: Annotated[SaidConditions, Query()]) -> Response:
        query = asked.query()
        return room.sender.document(
            request,
            lambda: {
                "schema": SCHEMA,
                "claims": [said_to_json(said) for said in room.answers.said_by(query)],
            },
        )

    def offices(request: Request, asked: Annotated[OfficeConditions, Query()]) -> Response:
        query = asked.query()
        return room.sender.document(request, lambda: holders_to_json(room.answers.offices(query)))

    add(router, "GET", "/v1/figures", figures, _FIGURES)
    add(router, "GET", "/v1/speakers", speakers, _SPEAKERS)
    add(router, "GET", "/v1/speakers/said", said, _SAID)
    add(router, "GET", "/v1/offices", offices, _OFFICES)
