"""Who asks: the token that a request brings, and what it allows."""

from __future__ import annotations

import re
from typing import Protocol

from starlette.datastructures import Headers

from sayso.errors import AccessError
from sayso.ledger.desk import Scope, Token

__all__ = ["Scope", "Token", "TokenCheck", "bearer"]


class TokenCheck(Protocol):
    """Knows the tokens that were made."""

    def __call__(self, secret: str, scope: Scope) -> Token:
        """The token with that text.

        Raises:
            AccessError: nobody has made it, its time is over, it was taken back, or it allows less.
        """


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
        raise AccessError(
            "the Authorization header holds no bearer token",
            hint="send `Authorization: Bearer TOKEN`; `sayso token create` makes one",
        )
    return found[1]
