"""Where a list goes on: cursors as callers pass them back, and the addresses of the pages beside one."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from sayso.errors import QueryError, cut
from sayso.records.codec import SCHEMA

__all__ = ["Way", "cursor_way", "packed", "page_document", "unpacked"]

# `Any`: a JSON document.
Json = dict[str, Any]


class Way(StrEnum):
    """Which way a cursor leads; its first letter."""

    NEXT = "n"
    PREV = "p"


def cursor_way(cursor: str) -> tuple[Way, str]:
    """Which way a cursor leads, and from where.

    Raises:
        QueryError: it is none.
    """
    if cursor[:1] not in (Way.NEXT, Way.PREV) or len(cursor) < 2:
        raise _none(cursor)
    return Way(cursor[0]), cursor[1:]


def _none(cursor: str) -> QueryError:
    return QueryError(
        f"{cut(cursor)} is no cursor", item="cursor", hint="take it from the page before, or leave it out"
    )


def packed(*place: str | int) -> str:
    """The cursor of the page behind a place in a list that is read forwards only."""
    text = json.dumps(place, separators=(",", ":")).encode()
    return Way.NEXT + base64.urlsafe_b64encode(text).decode().rstrip("=")


def unpacked(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The place that a cursor holds, of values of some kinds; None without a cursor.

    Raises:
        QueryError: it holds none.
    """
    if cursor is None:
        return None
    way, place = cursor_way(cursor)
    try:
        text = place.encode("ascii") + b"=" * (-len(place) % 4)
        found = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise _none(cursor) from None
    fits = isinstance(found, list) and [type(value) for value in found] == list(kinds)
    if way is not Way.NEXT or not fits or any(isinstance(n, int) and not 0 <= n < 2**63 for n in found):
        raise _none(cursor)
    return tuple(found)


def page_document(request: Request, data: list[Json], *, next_: str | None, prev: str | None = None) -> Json:
    """A page of a list: the schema, what is on it, and where the list goes on."""
    return {
        "schema": SCHEMA,
        "data": data,
        "next": next_,
        "prev": prev,
        "links": {
            "self": _address(request, request.query_params.get("cursor")),
            "next": None if next_ is None else _address(request, next_),
            "prev": None if prev is None else _address(request, prev),
        },
    }


def _address(request: Request, cursor: str | None) -> str:
    """The address of this list at a cursor, with everything else that was asked for."""
    asked: Mapping[str, str] = {k: v for k, v in request.query_params.items() if k != "cursor"}
    if cursor is not None:
        asked = {**asked, "cursor": cursor}
    path = request.scope["raw_path"].partition(b"?")[0].decode("ascii", "replace")
    return f"{path}?{urlencode(asked)}" if asked else path
