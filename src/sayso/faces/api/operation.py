"""How an operation of the API is declared: once, with everything that its documentation says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from sayso.classes import dataclass, field
from sayso.faces.api.access import Scope

__all__ = ["ERRORS", "TAGS", "ErrorAnswer", "Operation", "add", "examples", "is_json"]

_EXAMPLES = Path(__file__).parent / "data" / "examples.json"

#: Groups of operations, in the order of the documentation.
TAGS: Mapping[str, str] = {
    "events": "What many claims say together: who did what to whom, where, when, and how many say so.",
    "reports": "Reports, their claims and texts, origins, and two reports side by side.",
    "actors": "Who takes part: names, events, partners, whereabouts.",
    "counts": "What events have in common: facets, days, places.",
    "figures and speakers": "How-many series, who says what, who holds which office.",
    "rules": "Embargoes and sanctions regimes as data. No legal advice.",
    "ledger": "How the ledger came about and how it stands.",
    "code": "Coding a text without storing it.",
    "write": "Judgements and saved searches. They need a token that may write.",
}


class ErrorBody(BaseModel):
    """What went wrong."""

    code: str = Field(description="A stable dotted code; docs/reference/errors.md lists all.")
    message: str = Field(description="What happened, to which thing.")
    hint: str | None = Field(description="What to do next.")
    item: str | None = Field(description="What it happened to: a parameter, an identifier, an input.")


class ErrorAnswer(BaseModel):
    """The body of every error."""

    error: ErrorBody
    status: int = Field(description="The HTTP status.")


def _example(status: int, code: str, message: str, hint: str | None, item: str | None) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "hint": hint, "item": item}, "status": status}


#: Every status an error may have: when it is given, and an example.
ERRORS: Mapping[int, tuple[str, dict[str, object]]] = {
    400: (
        "A parameter or the body cannot be understood.",
        _example(
            400, "query", "no status 'happend'", "the nearest known one is happened; there are …", "status"
        ),
    ),
    401: (
        "A token is needed, or the one given is not in force.",
        _example(401, "access.expired", "the token's time is over", "make another", None),
    ),
    403: (
        "The token allows less, or the setting `serve.code` turns this off.",
        _example(403, "access.scope", "the token may only read", "use one that may write", None),
    ),
    404: (
        "Nothing in the ledger has this identifier.",
        _example(404, "query.unknown_id", "no event has the id 'e0'", "GET /api/v1/events lists them", "e0"),
    ),
    406: (
        "`Accept` takes none of the forms there are.",
        _example(
            406, "request.accept", "Accept 'image/png' takes nothing that can be given here",
            "there are application/json", "Accept",
        ),
    ),
    413: (
        "The body is larger than the limit.",
        _example(413, "request.too_large", "the body is larger than 8,000,000 bytes", "send less", None),
    ),
    415: (
        "The body is no JSON by its Content-Type.",
        _example(415, "request.media_type", "the body is 'text/plain'", "send application/json", None),
    ),
    422: (
        "The text was refused; the code says why.",
        _example(422, "text.too_short", "too few words to hold a claim", None, "text"),
    ),
    429: (
        "Too many requests in a short time. `Retry-After` says when to come back.",
        _example(429, "request.rate", "too many requests in a short time", "wait 1 s", None),
    ),
    500: (
        "A fault of ours. Nothing of what happened inside is told.",
        _example(500, "internal", "something in sayso is broken", "the server's log tells what", None),
    ),
    501: (
        "It needs a library that is not installed.",
        _example(501, "missing_extra", "parquet needs pyarrow", "pip install 'sayso[frames]'", None),
    ),
    503: (
        "Too much is asked at once, or the ledger or the model cannot be read now.",
        _example(503, "busy", "too many questions at once", "ask again in a moment", None),
    ),
}  # fmt: skip
_ALWAYS = (400, 401, 406, 429, 500, 503)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation.

    Attributes:
        name: its `operationId`, unique.
        answer: the document it answers with; None where it answers with something else.
        media_types: forms it answers in, the first one unasked.
        errors: statuses besides those that every operation has.
        scope: what a token must allow.
        body: what is sent, for operations that take something.
        statuses: of answers that are no error, and when each is given; 200 if left out.
    """

    name: str
    summary: str
    description: str
    tag: str
    answer: type[BaseModel] | None = None
    media_types: Sequence[str] = ("application/json",)
    errors: Sequence[int] = ()
    scope: Scope = Scope.READ
    body: type[BaseModel] | None = None
    statuses: Mapping[int, str] = field(default_factory=dict)


def add(
    router: APIRouter, method: str, path: str, endpoint: Callable[..., Any], operation: Operation
) -> None:
    """Declare an operation. ``endpoint`` answers with a `Response` of its own, which nobody changes any more.

    `Any`: an endpoint's parameters are its own, and FastAPI reads them.
    """
    responses: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorAnswer, "description": ERRORS[status][0]}
        for status in sorted({*_ALWAYS, *operation.errors})
    }
    if method == "GET":
        responses[304] = {"description": "What the caller has (`If-None-Match`) still holds."}
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        operation_id=operation.name,
        summary=operation.summary,
        description=operation.description,
        tags=[operation.tag],
        response_class=Response,
        response_model=None,
        status_code=next(iter(operation.statuses), 200),
        responses={**_successes(operation), **responses},
        openapi_extra=_extra(operation),
    )


def _successes(operation: Operation) -> dict[int | str, dict[str, Any]]:
    content: dict[str, Any] = {
        media_type: {} if is_json(media_type) and operation.answer else {"schema": {"type": "string"}}
        for media_type in operation.media_types
    }
    statuses = operation.statuses or {200: _first_line(operation)}
    found: dict[int | str, dict[str, Any]] = {}
    for status, said in statuses.items():
        found[status] = {"description": said}
        if status != 204:
            found[status]["content"] = {name: dict(one) for name, one in content.items()}
            if operation.answer is not None:
                found[status]["model"] = operation.answer
    return found


def is_json(media_type: str) -> bool:
    """Whether a body of this type is one JSON document."""
    return media_type.endswith("json") and not media_type.endswith("ndjson")


def _first_line(operation: Operation) -> str:
    return (operation.answer.__doc__ or "").split("\n")[0] if operation.answer else operation.summary


def _extra(operation: Operation) -> dict[str, Any]:
    token = {"token": [operation.scope.value]}
    extra: dict[str, Any] = {"security": [token] if operation.scope is Scope.WRITE else [{}, token]}
    if operation.body is not None:
        schema = operation.body.model_json_schema(ref_template="#/components/schemas/{model}")
        content = {"application/json": {"schema": schema}}
        extra["requestBody"] = {"required": True, "content": content}
    return extra


@lru_cache(maxsize=1)
def examples() -> Mapping[str, Any]:
    """An answer of each operation, by its name; `docs/api_examples.py` makes them of `examples/`."""
    if not _EXAMPLES.is_file():
        return {}
    found: Mapping[str, Any] = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    return found
