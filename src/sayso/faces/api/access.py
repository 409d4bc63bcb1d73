"""Who asks: the token that a request brings, and what it allows."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request

from sayso.errors import AccessError
from sayso.faces.web.doorkeeper import given_token
from sayso.ledger.desk import Scope, Token

__all__ = ["Scope", "Token", "TokenCheck", "bearer", "brought", "writer"]

#: Knows the tokens that were made, as `engine.access.Access.admit` does: the token with that text, or
#: AccessError if nobody has made it, its time is over, it was taken back, or it allows less.
TokenCheck = Callable[[str, Scope], Token]

_HINT = "send `Authorization: Bearer TOKEN`; `sayso token create` makes one"


def bearer(headers: Headers) -> str | None:
    """The token in a request's `Authorization` (RFC 6750, section 2.1); None where there is none.

    Raises:
        AccessError: what stands there is no bearer token, or there are two.
    """
    given = headers.getlist("authorization")
    if not given:
        return None
    found = re.fullmatch(r"(?i:bearer) +([A-Za-z0-9._~+/-]{1,512}=*)", given[0].strip())
    if len(given) > 1 or found is None:
        raise AccessError("the Authorization header holds no bearer token", hint=_HINT)
    return found[1]


def brought(headers: Headers) -> str | None:
    """The token that a request to read brings: as `bearer`, or as browsers send a password (RFC 7617).

    Raises:
        AccessError: what stands there is neither, or there are two.
    """
    given = headers.getlist("authorization")
    if len(given) == 1 and given[0].lower().startswith("basic "):
        found = given_token(headers)
        if found is not None:
            return found
    return bearer(headers)


def writer(request: Request, check: TokenCheck | None) -> Token:
    """The token of a request that wants to write. One is needed, even on the server's own machine.

    It is none that browsers send unasked, so that no page elsewhere can have them write.

    Raises:
        AccessError: there is none, or it does not allow writing.
    """
    secret = bearer(request.headers)
    if secret is None or check is None:
        raise AccessError("writing needs a token of the scope write", hint=_HINT)
    return check(secret, Scope.WRITE)
