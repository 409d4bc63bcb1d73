"""A small server for tests of pages: the style guide, static files, and made-up points for the map."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

import mapped
import styleguide
from sayso.faces.web.assets import Manifest, static_route
from sayso.faces.web.headers import SECURITY_HEADERS
from sayso.faces.web.rendering import environment
from sayso.faces.web.theme import COOKIE, next_path, theme_of

_SWAPPING = """{% extends "base.html" %}{% block main %}<h1>Swap</h1>
<button type="button" hx-get="/swap" hx-target="#place" hx-swap="innerHTML">Bring it</button>
<div id="place"></div>{% endblock %}"""
_FRAGMENT = """{% import "macros/charts.html" as charts %}{{ charts.timeline("late", chart, "/swap") }}"""


class WithHeaders:
    """The headers every answer of the web face has."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                have = {name.lower() for name, _ in message["headers"]}
                message["headers"] += [
                    (name.lower().encode(), value.encode())
                    for name, value in SECURITY_HEADERS.items()
                    if name.lower().encode() not in have
                ]
            await send(message)

        await self.app(scope, receive, sending)


def app(manifest: Manifest, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The style guide and what its parts ask for."""
    templates = environment(manifest)
    asked = {"live": 0}

    def page(request: Request) -> Response:
        theme = theme_of(request.cookies.get(COOKIE))
        shown = styleguide.samples()
        return HTMLResponse(
            templates.get_template("styleguide.html").render(frame=styleguide.frame(theme), s=shown)
        )

    async def theme(request: Request) -> Response:
        form = await request.form()
        answer = RedirectResponse(next_path(str(form.get("next"))), status_code=303)
        answer.set_cookie(COOKIE, theme_of(str(form.get("theme"))), samesite="lax")
        return answer

    def live(request: Request) -> Response:
        asked["live"] += 1
        if asked["live"] < 2:
            return Response(status_code=204)
        return HTMLResponse('<a href="/styleguide">3 new since 14:05</a>')

    def swap(request: Request) -> Response:
        """A page that htmx brings a chart into, and the chart."""
        shown = {"frame": styleguide.frame(), "chart": styleguide.drawn()["share"]}
        source = _FRAGMENT if "hx-request" in request.headers else _SWAPPING
        return HTMLResponse(templates.from_string(source).render(**shown))

    def echo(request: Request) -> Response:
        return JSONResponse({"path": request.url.path, "query": dict(request.query_params)})

    routes: list[BaseRoute] = [
        static_route(manifest),
        Route("/styleguide", page),
        Route("/theme", theme, methods=["POST"]),
        Route("/live", live),
        Route("/swap", swap),
        Route("/map/points", lambda request: JSONResponse(mapped.points())),
        Route("/map/itinerary", lambda request: JSONResponse(mapped.itinerary())),
        *more,
        Route("/{path:path}", echo),
    ]
    return Starlette(routes=routes, middleware=[Middleware(WithHeaders)])


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serve an application on a loopback port; gives its address."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    limit = time.monotonic() + 20
    while not server.started:
        if not thread.is_alive() or time.monotonic() > limit:
            raise RuntimeError("the server of the tests did not start")
        thread.join(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
