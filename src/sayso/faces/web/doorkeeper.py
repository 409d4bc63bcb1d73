"""Who may come in from beyond this machine: whoever brings an access token.

Programs send it as `Authorization: Bearer …`; browsers ask their user for a name and a password, and the
password is the token (RFC 7617). It is in no cookie, so it leaves no trace in what a browser stores.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from sayso.engine.access import Access, Token
from sayso.errors import AccessError, ConfigError, SaysoError
from sayso.faces.exits import answer_to
from sayso.faces.web.desk import HOLDER
from sayso.faces.web.gate import LOOPBACK, Refuse, host_name

__all__ = ["Doorkeeper", "given_token", "is_loopback"]

#: What everybody may have: files without content of the ledger, whether the server stands, and feeds, whose
#: addresses hold a key that nobody can guess.
_OPEN = ("/static/", "/feed/", "/feeds/")
_OPEN_PATHS = frozenset({"/health"})
#: Seconds for which a token that was let in is not looked up again; one that is revoked still works so long.
_REMEMBERED_S = 10.0
#: Tokens remembered, a bound for a memory that anybody can write into.
_REMEMBERED = 1_000


def is_loopback(address: str) -> bool:
    """Whether an address to listen on can be reached from this machine alone.

    Raises:
        ConfigError: it is no address.
    """
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        raise ConfigError(
            f"{address!r} is no address to listen on",
            item="serve.host",
            hint="give an address of this machine, such as 127.0.0.1",
        ) from None


def given_token(headers: Headers) -> str | None:
    """The token that a request brings, as bearer or as password."""
    scheme, _, words = headers.get("authorization", "").partition(" ")
    words = words.strip()
    if scheme.lower() == "bearer":
        return words
    if scheme.lower() != "basic":
        return None
    try:
        # compared bytes are ASCII in any case, so a name in another encoding does no harm
        _, _, password = base64.b64decode(words, validate=True).decode("utf-8", "replace").partition(":")
    except (binascii.Error, ValueError):
        return None
    return password


class Doorkeeper:
    """Lets requests in.

    Args:
        access: the tokens.
        always: whether requests of this machine need a token too.
        beyond: whether the server listens beyond this machine, so that anybody may send any `Host`.
    """

    def __init__(
        self,
        access: Access,
        *,
        refuse: Refuse,
        always: bool,
        beyond: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._access = access
        self._refuse = refuse
        self._always = always or beyond
        self._clock = clock
        self._known: dict[str, tuple[float, Token]] = {}

    async def admit(self, request: Request) -> Response | None:
        """None for who may come in, with the token in the request's scope; else the answer to who may not."""
        path = request.url.path
        if path.startswith(_OPEN) or path in _OPEN_PATHS:
            return None
        if not self._always and host_name(request.headers.get("host", "")) in LOOPBACK:
            return None
        text = given_token(request.headers)
        try:
            token = self._remembered(text)
            if token is None:
                token = await run_in_threadpool(self._access.admit, text)
        except AccessError as error:
            answer = self._refuse(
                request, answer_to(error).status, error.message, error.hint or "", error.code
            )
            if answer.status_code == 401:
                answer.headers["WWW-Authenticate"] = 'Basic realm="sayso", charset="UTF-8"'
            return answer
        except SaysoError as error:
            return self._refuse(request, answer_to(error).status, error.message, error.hint or "", error.code)
        self._remember(text or "", token)
        request.scope[HOLDER] = token
        return None

    def _remembered(self, text: str | None) -> Token | None:
        if text is None:
            return None
        known = self._known.get(_digest(text))
        return known[1] if known is not None and known[0] > self._clock() else None

    def _remember(self, text: str, token: Token) -> None:
        key = _digest(text)
        if key not in self._known or self._known[key][0] <= self._clock():
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = (self._clock() + _REMEMBERED_S, token)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
