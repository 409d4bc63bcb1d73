"""The switch between light and dark colours, for browsers without scripts as well."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.faces.web.desk import Desk, Form, back_to
from sayso.faces.web.theme import COOKIE, COOKIE_AGE_S, theme_of

__all__ = ["routes"]


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """POST /theme."""
    return [desk.post("/theme", _switch)]


def _switch(request: Request, form: Form) -> Response:
    answer = back_to(form.get("next"))
    theme = theme_of(form.get("theme"))
    secure = request.url.scheme == "https"
    if theme == "auto":
        answer.delete_cookie(COOKIE, samesite="lax", secure=secure)
    else:
        answer.set_cookie(COOKIE, theme, max_age=COOKIE_AGE_S, samesite="lax", secure=secure)
    return answer
