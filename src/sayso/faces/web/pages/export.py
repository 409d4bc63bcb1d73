"""What a list shows, as a file for other tools."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from sayso.errors import QueryError, cut
from sayso.faces.export.forms import Form, How
from sayso.faces.web.asked import CONDITIONS, event_query, number_of, params
from sayso.faces.web.desk import Desk
from sayso.faces.web.exports import EXPORTS, Sender

__all__ = ["routes"]

_MOST = 100_000_000


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /export."""
    sender = Sender(desk.settings)

    def export(request: Request) -> Response:
        return _export(sender, request)

    return [desk.route("/export", export, kept=False)]


def _export(sender: Sender, request: Request) -> Response:
    given = params(request, (*CONDITIONS, "to", "limit", "raw", "bom"))
    form = given.get("to", "")
    if form not in set(Form):
        raise QueryError(
            f"no form {cut(form)}" if form else "no form", item="to", hint=f"one of {', '.join(EXPORTS)}"
        )
    how = How(raw=_switch(given, "raw"), bom=_switch(given, "bom"))
    limit = number_of("limit", given["limit"], 1, _MOST) if "limit" in given else None
    sent = sender.send(Form(form), event_query(given, limit=limit), how)
    headers = {
        # a name of ours alone: nothing that was asked reaches it
        "Content-Disposition": f'attachment; filename="{sent.name}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(sent.pieces, media_type=sent.media_type, headers=headers)


def _switch(given: dict[str, str], name: str) -> bool:
    value = given.get(name, "0")
    if value not in ("0", "1"):
        raise QueryError(f"{name} must be 0 or 1, not {cut(value)}", item=name)
    return value == "1"
