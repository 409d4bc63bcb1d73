"""Events: pages and streams of them, one with all its accounts, and claims."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sayso.engine.answers import MOST, Turn
from sayso.errors import QueryError
from sayso.faces.api.accepting import JSON, chosen
from sayso.faces.api.asking import EventsAsked, Id, PageAsked
from sayso.faces.api.cursors import Way, packed, page_document, unpacked
from sayso.faces.api.documents.pages import AccountPage, EventPage
from sayso.faces.api.documents.reports import ClaimAnswer, EventAnswer
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room
from sayso.faces.api.sending import streamed
from sayso.faces.export.csv_file import write_csv
from sayso.faces.export.json_text import as_json
from sayso.ledger import EventQuery, Found
from sayso.records import Event
from sayso.records.codec import claim_to_json, event_to_json

__all__ = ["LISTED", "event_list", "routes"]

NDJSON, CSV = "application/x-ndjson", "text/csv"
LISTED = (*JSON, NDJSON, CSV)

_LIST = Operation(
    name="listEvents",
    summary="List events",
    description=(
        "Events that meet all conditions, newest first, a page at a time. With `Accept: "
        "application/x-ndjson` (one JSON document in each line) or `Accept: text/csv` everything from the "
        "cursor on is sent as a stream; if it cannot be finished, the connection breaks off. Cells that a "
        "spreadsheet would take for formulas begin with an apostrophe."
    ),
    tag="events",
    answer=EventPage,
    media_types=LISTED,
)
_GET = Operation(
    name="getEvent",
    summary="Get an event",
    description="One event with every account of it, the reports they stand in, their origins as a tree, "
    "and why they are held for one happening.",
    tag="events",
    answer=EventAnswer,
    errors=(404,),
)
_ACCOUNTS = Operation(
    name="listAccounts",
    summary="List the accounts of an event",
    description="The claims of one event with their evidence and reasons, first published first, a page "
    "at a time.",
    tag="events",
    answer=AccountPage,
    errors=(404,),
)
_CLAIM = Operation(
    name="getClaim",
    summary="Get a claim",
    description="One claim with its evidence, the report it stands in, the event it is an account of, and "
    "in `why` the rule or the part of the model that gave each of its fields, on which words, and what "
    "else was weighed.",
    tag="events",
    answer=ClaimAnswer,
    errors=(404,),
)


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operations."""

    def list_events(request: Request, asked: Annotated[EventsAsked, Query()]) -> Response:
        return event_list(room, request, asked.query(), asked)

    def get_event(request: Request, id: Id) -> Response:  # noqa: A002  the name in the address
        return room.sender.document(request, lambda: _event(room, id))

    def list_accounts(request: Request, id: Id, asked: Annotated[PageAsked, Query()]) -> Response:  # noqa: A002
        return room.sender.document(request, lambda: _accounts(room, request, id, asked))

    def get_claim(request: Request, id: Id) -> Response:  # noqa: A002
        return room.sender.document(request, lambda: _claim(room, id))

    add(router, "GET", "/v1/events", list_events, _LIST)
    add(router, "GET", "/v1/events/{id}", get_event, _GET)
    add(router, "GET", "/v1/events/{id}/accounts", list_accounts, _ACCOUNTS)
    add(router, "GET", "/v1/claims/{id}", get_claim, _CLAIM)


# `Any` from here on: a JSON document.


def event_list(room: Room, request: Request, query: EventQuery, asked: EventsAsked) -> Response:
    """A page or a stream of the events that a question asks for."""
    turn = asked.turn()
    form = chosen(request.headers.get("accept", ""), LISTED)
    if form != JSON[0]:
        most = asked.limit if "limit" in asked.model_fields_set else None
        return _stream(room, request, query, turn, most, form)
    return room.sender.document(request, lambda: _page(room, request, query, turn), LISTED)


def _page(room: Room, request: Request, query: EventQuery, turn: Turn) -> dict[str, Any]:
    page = room.answers.events(query, turn)
    return page_document(
        request,
        [event_to_json(event) for event in page.events],
        next_=None if page.older is None else Way.NEXT + page.older,
        prev=None if page.newer is None else Way.PREV + page.newer,
    )


def _stream(
    room: Room, request: Request, query: EventQuery, turn: Turn, most: int | None, form: str
) -> Response:
    if turn.newer is not None:
        raise QueryError("a stream leads to older events", item="cursor", hint="take the cursor from `next`")
    pages = _pages(room, query, turn.older, most)
    # the first page is asked for before anything is sent, so that what is wrong has a status of its own
    first = next(pages, ())
    pieces = (_lines if form == NDJSON else _rows)(chain([first], pages))
    name = "events.jsonl" if form == NDJSON else "events.csv"
    media_type = form if form == NDJSON else f"{form}; charset=utf-8; header=present"
    return streamed(request, pieces, media_type, {"Content-Disposition": f'attachment; filename="{name}"'})


def _pages(room: Room, query: EventQuery, older: str | None, most: int | None) -> Iterator[Sequence[Event]]:
    left = most
    while left is None or left > 0:
        page = room.answers.events(query, Turn(n=MOST if left is None else min(left, MOST), older=older))
        yield page.events
        left = None if left is None else left - len(page.events)
        older = page.older
        if older is None:
            return


def _lines(pages: Iterable[Sequence[Event]]) -> Iterator[bytes]:
    for page in pages:
        yield "".join(as_json(event_to_json(event)) + "\n" for event in page).encode()


def _rows(pages: Iterable[Sequence[Event]]) -> Iterator[bytes]:
    """Rows of CSV; the header stands before the first alone."""
    for number, page in enumerate(pages):
        out = io.StringIO(newline="")
        write_csv(page, out)
        text = out.getvalue()
        yield (text if number == 0 else text.partition("\r\n")[2]).encode()


def _event(room: Room, id_: str) -> dict[str, Any]:
    shown = room.answers.one(Found(kind="event", id=id_))
    if shown is None:
        raise room.unknown("event", id_)
    return shown.as_json()


def _accounts(room: Room, request: Request, id_: str, asked: PageAsked) -> dict[str, Any]:
    place = unpacked(asked.cursor, int)
    start = place[0] if place else 0
    found = room.answers.accounts(id_, start=start, n=asked.limit + 1)
    if found is None:
        raise room.unknown("event", id_)
    more = len(found) > asked.limit
    data = [claim_to_json(claim) for claim in found[: asked.limit]]
    return page_document(request, data, next_=packed(start + asked.limit) if more else None)


def _claim(room: Room, id_: str) -> dict[str, Any]:
    shown = room.answers.one(Found(kind="claim", id=id_))
    if shown is None:
        raise room.unknown("claim", id_)
    return shown.as_json()
