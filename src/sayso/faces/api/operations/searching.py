"""Saved searches: what is asked again and again, with who is told of what is new."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sayso.engine.searches import Alerting, SavedSearches, Search
from sayso.errors import UnknownIdError, cut
from sayso.faces.alerts.documents import search_to_json
from sayso.faces.api.access import Scope, Token, writer
from sayso.faces.api.asking import Id
from sayso.faces.api.bodies import fitted, received
from sayso.faces.api.documents.searches import SearchAnswer, SearchAsked, SearchList
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room
from sayso.faces.api.sending import not_kept
from sayso.records.codec import SCHEMA

__all__ = ["routes"]

#: Bytes of a body: conditions of some 1,000 characters each, addresses.
_MOST_BYTES = 50_000

_LIST = Operation(
    name="listSearches",
    summary="List saved searches",
    description="Saved searches by name. Feeds, addresses and secrets are shown to a token that may write.",
    tag="write",
    answer=SearchList,
)
_GET = Operation(
    name="getSearch",
    summary="Get a saved search",
    description="One saved search, by its identifier or name. What it finds is asked for at `/v1/events` "
    "with its `query`.",
    tag="write",
    answer=SearchAnswer,
    errors=(404,),
)
_SAVE = Operation(
    name="saveSearch",
    summary="Save a search",
    description="Keeps conditions on events under a name. With `alerts`, mail or posts tell of what is "
    "new from now on; see docs/alerts.md. It has feeds that can be read without a token by whoever knows "
    "their addresses.",
    tag="write",
    answer=SearchAnswer,
    errors=(403, 413, 415),
    scope=Scope.WRITE,
    body=SearchAsked,
    statuses={201: "It is saved."},
)
_DELETE = Operation(
    name="deleteSearch",
    summary="Delete a saved search",
    description="Deletes a search, by its identifier or name, with all that was still to be sent for it.",
    tag="write",
    errors=(403, 404),
    scope=Scope.WRITE,
    statuses={204: "It is gone."},
)


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operations."""
    searches = SavedSearches(room.settings, clock=room.clock)
    shown = _Shown(room.settings.alerts.base_url)

    def list_searches(request: Request) -> Response:
        found = [shown.document(search, request) for search in searches.every()]
        return not_kept(request, {"schema": SCHEMA, "data": found})

    def get_search(request: Request, id: Id) -> Response:  # noqa: A002  the name in the address
        return not_kept(request, shown.answer(_there(searches.get(id), id), request))

    async def save_search(request: Request) -> Response:
        body = await received(request, _MOST_BYTES)
        return await run_in_threadpool(_saved, request, body)

    def _saved(request: Request, body: bytes) -> Response:
        token = writer(request, room.check)
        asked = fitted(SearchAsked, body)
        search = searches.save(asked.name, asked.query.query(), by=token.name, alerting=_alerting(asked))
        return not_kept(request, shown.answer(search, request), 201)

    def delete_search(request: Request, id: Id) -> Response:  # noqa: A002
        writer(request, room.check)
        _there(searches.get(id), id)
        searches.delete(id)
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    add(router, "GET", "/v1/searches", list_searches, _LIST)
    add(router, "GET", "/v1/searches/{id}", get_search, _GET)
    add(router, "POST", "/v1/searches", save_search, _SAVE)
    add(router, "DELETE", "/v1/searches/{id}", delete_search, _DELETE)


class _Shown:
    """Searches as those may see them who ask."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    # `Any`: a JSON document
    def document(self, search: Search, request: Request) -> dict[str, Any]:
        token: Token | None = request.scope["state"].get("token")
        private = token is not None and token.scope is Scope.WRITE
        return search_to_json(search, base_url=self._base_url, private=private)

    def answer(self, search: Search, request: Request) -> dict[str, Any]:
        return {"schema": SCHEMA} | self.document(search, request)


def _there(search: Search | None, which: str) -> Search:
    if search is None:
        raise UnknownIdError(
            f"no search has the id or name {cut(which)}", item=which, hint="GET /api/v1/searches lists them"
        )
    return search


def _alerting(asked: SearchAsked) -> Alerting | None:
    alerts = asked.alerts
    if alerts is None:
        return None
    return Alerting(
        on=bool(alerts.mail or alerts.hook),
        mail=tuple(alerts.mail),
        hook=alerts.hook,
        every_s=alerts.every_s,
        min_origins=alerts.min_origins,
        rise_to=alerts.rise_to,
        changes=frozenset(alerts.changes),
    )
