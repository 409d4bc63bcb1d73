"""How to read the pages: what an origin, a certainty, a status is; the keys."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.faces.web.desk import Desk
from sayso.faces.web.evidence import legend

__all__ = ["routes"]


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /help."""

    def show(request: Request) -> Response:
        return desk.page(
            request,
            "help.html",
            frame=desk.frame(request, "How to read these pages", "help"),
            legend=legend(),
        )

    return [desk.route("/help", show)]
