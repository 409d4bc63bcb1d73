"""What is sent to the API: read up to a limit, taken as JSON and nothing else, fitted into a model."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from sayso.errors import QueryError, cut
from sayso.faces.api.faults import RequestFaultError
from sayso.faces.api.strict import check_names

__all__ = ["fitted", "received"]

_M = TypeVar("_M", bound=BaseModel)


async def received(request: Request, most_bytes: int) -> bytes:
    """The body of a request that says it is JSON.

    Raises:
        RequestFaultError: it says something else, or is larger.
        QueryError: whoever sent it has gone before its end.
    """
    kind = request.headers.get("content-type", "")
    name, _, parameters = kind.partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if name.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        raise RequestFaultError(
            "request.media_type",
            f"the body is {cut(kind)}" if kind else "the body does not say what it is",
            hint="send `Content-Type: application/json`, in UTF-8",
            item="Content-Type",
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestFaultError(
            "request.media_type", "the body is packed", hint="send it as it is", item="Content-Encoding"
        )
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > most_bytes:
                raise RequestFaultError(
                    "request.too_large", f"the body is larger than {most_bytes:,} bytes", hint="send less"
                )
    except ClientDisconnect:
        raise QueryError("the body ends before its end") from None
    return bytes(body)


def fitted(model: type[_M], body: bytes) -> _M:
    """A body as what it is to be.

    Raises:
        QueryError: it is no JSON object, names something twice or something unknown, or a value does not fit.
    """
    found = _parsed(body)
    check_names(found, [info.alias or name for name, info in model.model_fields.items()])
    try:
        return model.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"])) or "the body"
        said = first["msg"].removeprefix("Value error, ")
        wrong = "missing" if first["type"] == "missing" else cut(first["input"])
        raise QueryError(f"{name} is {wrong}", item=name, hint=said[:1].lower() + said[1:]) from None


def _parsed(body: bytes) -> dict[str, Any]:  # `Any`: a JSON document
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise QueryError("the body is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise QueryError(f"the body is no JSON: {cut(str(error))}") from None
    if not isinstance(found, dict):
        raise QueryError("the body is no JSON object", hint='send {"text": "…"}')
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names all differ: readers disagree on which of two counts (RFC 8259, section 4)."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
