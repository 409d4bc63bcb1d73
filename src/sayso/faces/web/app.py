"""The application that `sayso serve` runs: the pages, the static files, and the HTTP API beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from sayso.engine.access import Access
from sayso.faces.api import build_api
from sayso.faces.web.assets import static_route
from sayso.faces.web.desk import Desk
from sayso.faces.web.doorkeeper import Doorkeeper, is_loopback
from sayso.faces.web.gate import Gate, Limits, hosts_of, plain_refusal
from sayso.faces.web.pages import (
    actor,
    actors,
    compare,
    event,
    export,
    figures,
    itinerary,
    judge,
    ledger,
    origin,
    report,
    standing,
    theme,
    timeline,
)
from sayso.faces.web.pages import api as api_page
from sayso.faces.web.pages import help as help_page
from sayso.faces.web.pages import map as map_page

__all__ = ["PAGES", "build_app"]

#: Every page: a function that gives its routes. The order matters only where two would fit one address.
PAGES: tuple[Callable[[Desk], Sequence[BaseRoute]], ...] = (
    ledger.routes,
    event.routes,
    report.routes,
    origin.routes,
    compare.routes,
    judge.routes,
    export.routes,
    standing.routes,
    map_page.routes,
    timeline.routes,
    actors.routes,
    # before those of actors, whose ids may hold any character
    itinerary.routes,
    actor.routes,
    figures.routes,
    api_page.routes,
    help_page.routes,
    theme.routes,
)
#: Threads that answer. Python runs one at a time but for the time that SQLite and packing take, so more would
#: only wait for one another.
_THREADS = 8
_WORDS = {
    404: ("There is no such page", "The address may be mistyped, or what it named may have been forgotten."),
    413: ("This request is too large", "Send less at a time."),
    405: ("This address does not take that kind of request", ""),
}


def build_app(desk: Desk, *, listening: str = "127.0.0.1") -> ASGIApp:
    """Everything, behind the gate that each request passes.

    Args:
        desk: what the pages work with.
        listening: the address the server listens on, which is one of the names it answers to.
    """

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        yield

    def refuse(request: Request, status: int, title: str, hint: str, code: str = "web.refused") -> Response:
        if request.url.path.startswith("/api/"):
            return plain_refusal(request, status, title, hint, code)
        return desk.unsigned(desk.problem(request, status, title, hint=hint, code=code))

    def missing(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        title, hint = _WORDS.get(status, ("This cannot be answered", ""))
        if request.url.path.startswith("/api/"):
            answer = plain_refusal(request, status, title, hint)
        else:
            answer = desk.sent(request, desk.problem(request, status, title, hint=hint))
        if isinstance(error, HTTPException):
            answer.headers.update(error.headers or {})
        return answer

    def broken(request: Request, _error: Exception) -> Response:
        return refuse(
            request,
            500,
            "Something in sayso is broken",
            "The server wrote down what; please report it. Nothing in the ledger was changed.",
        )

    routes: list[BaseRoute] = [static_route(desk.manifest)]
    for page in PAGES:
        routes += page(desk)
    routes.append(Mount("/api", build_api(desk)))
    app = Starlette(
        routes=routes, lifespan=lifespan, exception_handlers={HTTPException: missing, Exception: broken}
    )
    serve = desk.settings.serve
    limits = Limits(hosts=hosts_of(serve.hosts.split(), listening), body_bytes=serve.max_body_bytes)
    door = Doorkeeper(
        Access(desk.settings, clock=desk.clock),
        refuse=refuse,
        always=serve.ask_token,
        beyond=not is_loopback(listening),
    )
    return Gate(app, limits=limits, refuse=refuse, admit=door.admit, told=desk.counts.told)
