"""The raw address of a request, before anybody decodes it leniently."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from sayso.errors import QueryError, cut

__all__ = ["check_address", "check_names"]

#: Characters of one value at most, and parameters of one request. Whole sentences of search words fit.
_LONGEST, _MOST = 1000, 40
#: C0 and C1 control characters, which no name and no word holds. Line breaks are among them.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_HINT = "write it as UTF-8 and percent-encode it"


def check_address(scope: Scope) -> None:
    """Take a path and a query that mean one thing alone.

    Raises:
        QueryError: bytes are no UTF-8 (lone surrogates among them), a control character is in it, a value is
            too long, a parameter is given twice or there are too many.
    """
    raw_path = scope.get("raw_path")
    if raw_path is not None:
        _decoded("the path", raw_path.partition(b"?")[0])
    seen: set[str] = set()
    pieces = [piece for piece in scope["query_string"].split(b"&") if piece]
    if len(pieces) > _MOST:
        raise QueryError(f"more than {_MOST} parameters", hint="ask with fewer")
    for piece in pieces:
        raw_name, _, raw_value = piece.partition(b"=")
        name = _decoded("the name of a parameter", raw_name)
        _decoded(name, raw_value)
        if name in seen:
            raise QueryError(f"{cut(name)} is given twice", item=name[:_LONGEST], hint="give it once")
        seen.add(name)


def _decoded(what: str, raw: bytes) -> str:
    if len(raw) > 3 * _LONGEST:  # a character that is percent-encoded takes three
        raise QueryError(
            f"{cut(what)} is longer than {_LONGEST} characters", item=what[:80], hint="ask for less"
        )
    try:
        text = unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise QueryError(f"{cut(what)} is not UTF-8", item=what[:80], hint=_HINT) from None
    if len(text) > _LONGEST:
        raise QueryError(
            f"{cut(what)} is longer than {_LONGEST} characters", item=what[:80], hint="ask for less"
        )
    if _CONTROL.search(text):
        raise QueryError(f"{cut(what)} holds a control character", item=what[:80], hint="leave it out")
    return text


def check_names(given: Iterable[str], known: Iterable[str]) -> None:
    """Take parameters that the address knows.

    Raises:
        QueryError: one is unknown; the hint names the nearest.
    """
    names = sorted(known)
    for name in given:
        if name in names:
            continue
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.0)
        hint = (
            f"the nearest known one is {near[0]}; there are {', '.join(names)}" if near else "this takes none"
        )
        raise QueryError(f"no parameter {cut(name)}", item=name, hint=hint)
