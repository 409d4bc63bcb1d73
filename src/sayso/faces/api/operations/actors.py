"""Actors: found by their names; one with its days and speakers, its events, whereabouts and partners."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sayso.engine.itinerary import ItineraryQuery
from sayso.engine.itinerary_json import itinerary_to_json
from sayso.engine.listed import actor_found_to_json, actor_to_json
from sayso.engine.partners import PartnersQuery, partners_to_json
from sayso.errors import QueryError
from sayso.faces.api.asking import ActorWords, EventsAsked, Id, ItineraryAsked, PartnersAsked
from sayso.faces.api.documents.counts import ActorAnswer, ActorList
from sayso.faces.api.documents.pages import EventPage
from sayso.faces.api.documents.whereabouts import ItineraryAnswer, PartnersAnswer
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.operations.events import LISTED, event_list
from sayso.faces.api.room import Room
from sayso.records.codec import SCHEMA

__all__ = ["routes"]

_LIST = Operation(
    name="findActors",
    summary="Find actors",
    description="Actors by words of their names or the beginning of one, those of most events first.",
    tag="actors",
    answer=ActorList,
)
_GET = Operation(
    name="getActor",
    summary="Get an actor",
    description="The names under which claims know an actor, its events by day and role, and who speaks "
    "of it.",
    tag="actors",
    answer=ActorAnswer,
    errors=(404,),
)
_EVENTS = Operation(
    name="listEventsOfActor",
    summary="List the events of an actor",
    description="The events in which an actor takes part in any role, as `/v1/events` lists them, with "
    "the same conditions but `who`.",
    tag="actors",
    answer=EventPage,
    media_types=LISTED,
    errors=(404,),
)

_ITINERARY = Operation(
    name="getItinerary",
    summary="Get an itinerary",
    description="Where an actor was, is, and is said to go: stops in the order of their days with the "
    "claims each rests on, legs between them, what was announced, denied or called off, and what one "
    "person cannot well have done.",
    tag="actors",
    answer=ItineraryAnswer,
    errors=(404,),
)
_PARTNERS = Operation(
    name="listPartners",
    summary="List partners",
    description="With whom an actor acts, those of most events first: which types of events, which way "
    "round, since when. Of an actor of very many claims the latest are looked at.",
    tag="actors",
    answer=PartnersAnswer,
    errors=(404,),
)


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operations."""

    def find_actors(request: Request, asked: Annotated[ActorWords, Query()]) -> Response:
        return room.sender.document(request, lambda: _found(room, asked))

    def get_actor(request: Request, id: Id) -> Response:  # noqa: A002  the name in the address
        return room.sender.document(request, lambda: _actor(room, id))

    def list_events(request: Request, id: Id, asked: Annotated[EventsAsked, Query()]) -> Response:  # noqa: A002
        if asked.who is not None:
            raise QueryError("who is the actor of the address", item="who", hint="leave it out")
        if not room.knows_actor(id):
            raise room.unknown("actor", id)
        return event_list(room, request, replace(asked.query(), who=id), asked)

    def itinerary(request: Request, id: Id, asked: Annotated[ItineraryAsked, Query()]) -> Response:  # noqa: A002
        query = ItineraryQuery(actor=id, since=asked.since, until=asked.until, as_of=asked.as_of)
        return room.sender.document(request, lambda: _itinerary(room, query))

    def partners(request: Request, id: Id, asked: Annotated[PartnersAsked, Query()]) -> Response:  # noqa: A002
        query = PartnersQuery(actor=id, limit=asked.limit, named=asked.named, edges=asked.edges)
        return room.sender.document(request, lambda: _partners(room, query))

    add(router, "GET", "/v1/actors", find_actors, _LIST)
    add(router, "GET", "/v1/actors/{id}", get_actor, _GET)
    add(router, "GET", "/v1/actors/{id}/events", list_events, _EVENTS)
    add(router, "GET", "/v1/actors/{id}/itinerary", itinerary, _ITINERARY)
    add(router, "GET", "/v1/actors/{id}/partners", partners, _PARTNERS)


# `Any` from here on: a JSON document.


def _found(room: Room, asked: ActorWords) -> dict[str, Any]:
    found = room.answers.actors(asked.query())
    return {"schema": SCHEMA, "data": [actor_found_to_json(actor) for actor in found]}


def _actor(room: Room, id_: str) -> dict[str, Any]:
    facts = room.answers.actor(id_)
    if facts is None:
        raise room.unknown("actor", id_)
    return actor_to_json(facts)


def _itinerary(room: Room, query: ItineraryQuery) -> dict[str, Any]:
    # a name may mean somebody, and an address names one actor by its id
    found = room.answers.itinerary(query) if room.knows_actor(query.actor) else None
    if found is None:
        raise room.unknown("actor", query.actor)
    return itinerary_to_json(found)


def _partners(room: Room, query: PartnersQuery) -> dict[str, Any]:
    found = room.answers.partners(query) if room.knows_actor(query.actor) else None
    if found is None:
        raise room.unknown("actor", query.actor)
    return partners_to_json(found)
