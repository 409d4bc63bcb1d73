"""The ledger, or what a question finds in it, as files that other tools read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from threading import BoundedSemaphore
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from sayso.engine.session import EventQuery, Session
from sayso.errors import BusyError
from sayso.faces.api.accepting import chosen
from sayso.faces.api.asking import EventConditions, Whole
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room
from sayso.faces.api.sending import streamed
from sayso.faces.export.forms import FORMS, Form, How, write_form
from sayso.faces.export.piping import piped, zipped

__all__ = ["routes"]

#: Exports at a time: each keeps a core busy and holds a moment of the ledger.
_AT_ONCE = 2
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
    places = BoundedSemaphore(_AT_ONCE)
    session = Session(room.settings)

    def export(request: Request, asked: Annotated[ExportAsked, Query()]) -> Response:
        shape = FORMS[asked.to]
        several = len(shape.endings) > 1
        media_type = _ZIP if several else shape.media_type
        chosen(request.headers.get("accept", ""), (media_type.partition(";")[0],))
        query = replace(asked.query(), limit=asked.limit)
        name = f"sayso-{asked.to}.zip" if several else f"sayso{shape.endings[0]}"
        pieces = iter(()) if request.scope["state"].get("head") else _begun(_pieces(asked, query))
        return streamed(
            request, pieces, media_type, {"Content-Disposition": f'attachment; filename="{name}"'}
        )

    def _pieces(asked: ExportAsked, query: EventQuery) -> Iterator[bytes]:
        if not places.acquire(blocking=False):
            raise BusyError(f"{_AT_ONCE} exports are being made", hint="try again when they are done")
        try:
            yield from piped(lambda out: _written(session, asked, query, out))
        finally:
            places.release()

    add(router, "GET", "/v1/export", export, _EXPORT)


def _written(session: Session, asked: ExportAsked, query: EventQuery, out: BinaryIO) -> None:
    endings = FORMS[asked.to].endings

    def write(outs: Sequence[BinaryIO]) -> None:
        with session.exporting(query) as found:
            write_form(asked.to, found, outs, How(raw=asked.raw, bom=asked.bom))

    if len(endings) == 1:
        write([out])
    else:
        zipped(write, [ending.lstrip(".") for ending in endings], out)


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first of them at hand: what is wrong at once has a status of its own."""
    first = next(pieces, b"")
    return chain([first], pieces)
