"""The application behind `/api`: every operation, what stands around them, the document of it all."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

import sayso
from sayso.engine.access import Access
from sayso.engine.answers import Answers
from sayso.engine.coder import Coder
from sayso.engine.config import Settings
from sayso.errors import QueryError, SaysoError, cut
from sayso.faces.api.access import TokenCheck
from sayso.faces.api.faults import INTERNAL, RequestFaultError, answer_of
from sayso.faces.api.gate import Entry, Gate, methods_of
from sayso.faces.api.openapi import DESCRIPTION, described
from sayso.faces.api.operation import TAGS
from sayso.faces.api.operations import (
    actors,
    coding,
    counts,
    events,
    exporting,
    judging,
    reports,
    searching,
    speaking,
    standing,
)
from sayso.faces.api.rates import Buckets
from sayso.faces.api.room import Codes, Room
from sayso.faces.api.strict import check_names

__all__ = ["ApiDesk", "build_api", "build_app"]

_GROUPS = (events, exporting, reports, actors, counts, speaking, standing, coding, judging, searching)
#: Headers that scripts of other sites may read, where `serve.cors` lets them ask.
_EXPOSED = ("ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "Content-Disposition")


class ApiDesk(Protocol):
    """What the server gives the API."""

    @property
    def answers(self) -> Answers:
        """The ledger's answers."""

    @property
    def settings(self) -> Settings:
        """All settings."""


def build_api(
    desk: ApiDesk,
    *,
    check: TokenCheck | None = None,
    codes: Codes | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The API over a desk, to be mounted at `/api`.

    Args:
        desk: the ledger's answers, and all settings.
        check: knows tokens; those beside the ledger, if left out. Whether every request needs one is for the
            server to see to, which lets requests in.
        codes: codes texts in place of the model.
        clock: seconds that never go back, for how often one caller asks.
    """
    serve = desk.settings.serve
    buckets = Buckets(float(serve.rate_per_s), serve.burst, clock)
    known = check or Access(desk.settings).admit
    return build_app(
        Room(
            answers=desk.answers,
            settings=desk.settings,
            codes=codes or Coder(desk.settings).code,
            check=known,
        ),
        Entry(buckets=buckets, check=known),
    )


def build_app(room: Room, entry: Entry) -> FastAPI:
    """The API in a room, behind an entry."""
    app = FastAPI(
        title="sayso",
        version=sayso.__version__,
        description=DESCRIPTION,
        openapi_tags=[{"name": name, "description": said} for name, said in TAGS.items()],
        # the document is served by an operation of its own, and the page for people by the web face
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        redirect_slashes=False,
        dependencies=[Depends(_known_names)],
        exception_handlers={
            SaysoError: _said,
            RequestFaultError: _said,
            RequestValidationError: _not_valid,
            HTTPException: _no_route,
            Exception: _broken,
        },
    )
    for group in _GROUPS:
        group.routes(app.router, room)
    described(app)
    app.add_middleware(Gate, entry=entry, routes=lambda: app.routes)
    origins = room.settings.serve.cors.split()
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=list(_EXPOSED),
        )
    return app


# ------------------------------------------------------------------ what may go wrong


async def _known_names(request: Request) -> None:
    """Refuse parameters that an operation does not have, before anything is made of the others."""
    check_names(request.query_params.keys(), _names(request))


def _names(request: Request) -> list[str]:
    """The names of an operation's parameters."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    names: list[str] = []
    for field in dependant.query_params if dependant is not None else ():
        shape = field.field_info.annotation
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            names += [info.alias or name for name, info in shape.model_fields.items()]
        else:
            names.append(field.alias)
    return names


async def _said(_request: Request, error: Exception) -> Response:
    if not isinstance(error, SaysoError | RequestFaultError):
        raise error
    return answer_of(error)


async def _not_valid(_request: Request, error: Exception) -> Response:
    """A value that is none of those its parameter takes."""
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    name = str((first.get("loc") or ("request",))[-1])
    if first.get("type") == "missing":
        return answer_of(QueryError(f"{name} is missing", item=name, hint="give it"))
    said = str(first.get("msg", "cannot be understood")).removeprefix("Value error, ")
    value = first.get("input")
    return answer_of(QueryError(f"{name} is {cut(value)}", item=name, hint=said[:1].lower() + said[1:]))


async def _no_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    path = request.url.path
    if status == 405:
        allowed = methods_of(request.app.routes, request.scope)
        return answer_of(
            RequestFaultError(
                "request.method",
                f"{cut(path)} does not answer to {request.method[:20]}",
                hint=f"it answers to {', '.join(allowed)}",
                item=path[:200],
                headers={"Allow": ", ".join(allowed)},
            )
        )
    if status == 413:
        return answer_of(RequestFaultError("request.too_large", "the body is larger than the limit"))
    if status == 404:
        return answer_of(
            RequestFaultError(
                "request.path",
                f"the API has no address {cut(path)}",
                hint="/api/openapi.json and /api/docs list them",
                item=path[:200],
            )
        )
    return answer_of(INTERNAL)


async def _broken(_request: Request, _error: Exception) -> Response:
    """A fault of ours; the server writes down which."""
    return answer_of(INTERNAL)
