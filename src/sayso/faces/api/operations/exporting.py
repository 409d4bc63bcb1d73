"""The ledger, or what a question finds in it, as files that other tools read."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from sayso.faces.api.accepting import chosen
from sayso.faces.api.asking import EventConditions, Whole
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room
from sayso.faces.api.sending import streamed
from sayso.faces.export.forms import FORMS, Form, How
from sayso.faces.web.exports import Sender

__all__ = ["routes"]

_ZIP = "application/zip"


class ExportAsked(EventConditions):
    """Conditions on events, and in which form they are wanted."""

    to: Form = Field(description="What reads it.", examples=["csv"])
    limit: Whole | None = Field(
        default=None, ge=1, le=1_000_000_000, description="Events at most, the newest; all if left out."
    )
    raw: bool = Field(
        default=False, description="csv: leave text that a spreadsheet would take for a formula as it is."
    )
    bom: bool = Field(default=False, description="csv: mark it as UTF-8, for Excel, which guesses else.")


_EXPORT = Operation(
    name="export",
    summary="Export events for other tools",
    description="Everything that meets the conditions, as of one moment, in a form that another tool "
    "reads: the files of `sayso export`, sent while they are made. A form of several files comes as a ZIP "
    "archive. If it cannot be finished, the connection breaks off. Two are made at a time.",
    tag="events",
    media_types=tuple(dict.fromkeys([*(shape.media_type for shape in FORMS.values()), _ZIP])),
    errors=(501,),
)


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operation."""
    sender = Sender(room.settings)

    def export(request: Request, asked: Annotated[ExportAsked, Query()]) -> Response:
        shape = FORMS[asked.to]
        media_type = _ZIP if len(shape.endings) > 1 else shape.media_type
        chosen(request.headers.get("accept", ""), (media_type.partition(";")[0],))
        query = replace(asked.query(), limit=asked.limit)
        if request.scope["state"].get("head"):
            return streamed(request, (), media_type)
        sent = sender.send(asked.to, query, How(raw=asked.raw, bom=asked.bom))
        named = {"Content-Disposition": f'attachment; filename="{sent.name}"'}
        return streamed(request, sent.pieces, sent.media_type, named)

    add(router, "GET", "/v1/export", export, _EXPORT)
