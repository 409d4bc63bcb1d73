"""The HTTP API for people: every operation, with an example of each answer, made of its own document."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.faces.api.reference import reference
from sayso.faces.web.desk import Desk
from sayso.faces.web.rendering import coded

__all__ = ["coded", "routes"]


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /api/docs."""

    def show(request: Request) -> Response:
        return desk.page(
            request,
            "api.html",
            frame=desk.frame(request, "HTTP API", "api"),
            reference=reference(),
            coded=coded,
        )

    return [desk.route("/api/docs", show)]
