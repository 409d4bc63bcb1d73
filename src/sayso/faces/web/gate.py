"""What every request passes on its way in, and every answer on its way out.

In: the name it was sent to must be one of ours (else a page elsewhere could have its own name point at this
machine and read everything: DNS rebinding), it must not be larger than allowed, and from beyond this machine
it must bring a token. Out: headers against whatever a page might be made to do, and packing.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.classes import dataclass
from sayso.faces.web.headers import SECURITY_HEADERS
from sayso.faces.web.packing import takes_gzip

__all__ = ["LOOPBACK", "Gate", "Limits", "Refuse", "host_name", "hosts_of", "plain_refusal"]

#: Names of this machine for itself.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Below, the headers of packing outweigh what it saves.
_PACKED_FROM_BYTES = 1024
#: Level 4 packs a page of events to 12 % of its size in 0.4 ms; 9 takes thrice as long for 1 % less.
_LEVEL = 4
_PACKED_TYPES = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/problem+json",
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "image/svg+xml",
)


class Refuse(Protocol):
    """Makes the answer to a refused request: status, what is wrong, what to do, and the error's code."""

    def __call__(
        self, request: Request, status: int, title: str, hint: str, code: str = "web.refused"
    ) -> Response:
        """The answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a request may be.

    Attributes:
        hosts: names it may be sent to, without ports.
        query_bytes, params: length of the query, and parameters in it.
        body_bytes: of its body.
    """

    hosts: frozenset[str] = LOOPBACK
    query_bytes: int = 8_192
    params: int = 64
    body_bytes: int = 10_000_000


def host_name(value: str) -> str:
    """The name in a `Host` header: without a port and brackets, in small letters; "" where there is none."""
    name = value.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0].removesuffix(".")


class Gate:
    """Stands around the whole application.

    Args:
        refuse: makes the answer to a request that is refused.
        admit: looks at who asks, and gives what is to be answered instead of what was asked, or None.
        told: is told of every answer: request's scope, status, seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        limits: Limits,
        refuse: Refuse,
        admit: Callable[[Request], Awaitable[Response | None]] | None = None,
        told: Callable[[Scope, int, float], None] = lambda _scope, _status, _seconds: None,
    ) -> None:
        self._app = app
        self._limits = limits
        self._refuse = refuse
        self._admit = admit
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            # no page speaks WebSocket, and one that another site opens would carry our cookies
            await send({"type": "websocket.close", "code": 1008})
            return
        leaving = _Leaving(scope, send)
        started = time.perf_counter()
        try:
            await self._answer(scope, receive, leaving)
        finally:
            self._told(scope, leaving.status, time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, leaving: _Leaving) -> None:
        request = Request(scope)
        refused = self._checked(scope, request)
        if refused is None and self._admit is not None:
            refused = await self._admit(request)
        if refused is not None:
            await refused(scope, receive, leaving.send)
            return
        held = 0

        async def counted() -> Message:
            nonlocal held
            message = await receive()
            held += len(message.get("body", b""))
            if held > self._limits.body_bytes:
                # inside the application, whose handler of errors makes a page or a JSON body of it
                raise HTTPException(413)
            return message

        await self._app(scope, counted, leaving.send)

    def _checked(self, scope: Scope, request: Request) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or host_name(hosts[0]) not in self._limits.hosts:
            given = hosts[0][:80] if hosts else "no name"
            return self._refuse(
                request,
                421,
                f"This server does not answer to {given}",
                "Name it in the setting serve.hosts if it should.",
            )
        if scope["method"] not in _METHODS:
            return self._refuse(request, 405, f"Nothing here answers to {scope['method'][:20]}", "")
        query: bytes = scope["query_string"]
        if len(query) > self._limits.query_bytes or query.count(b"&") >= self._limits.params:
            return self._refuse(request, 414, "This address asks for too much", "Ask with fewer words.")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._limits.body_bytes:
            return self._too_large(request)
        return None

    def _too_large(self, request: Request) -> Response:
        most = f"{self._limits.body_bytes:,} bytes"
        return self._refuse(request, 413, f"A request may have {most}", "Send less at a time.")


class _Leaving:
    """Sends an answer with the headers that all have, and packs it if all of it is there."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self._asked = Headers(scope=scope)
        self._head = scope["method"] == "HEAD"
        self._get = scope["method"] in ("GET", "HEAD")
        self._start: Message | None = None
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            self.status = message["status"]
            return
        if self._start is not None and message["type"] == "http.response.body":
            start, self._start = self._start, None
            body = message.get("body", b"")
            headers = MutableHeaders(raw=list(start["headers"]))
            if not message.get("more_body"):
                body = self._finished(start, headers, body)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            await self._send({**start, "headers": headers.raw})
            await self._send({**message, "body": b"" if self._head else body})
            return
        await self._send({**message, "body": b""} if self._head and "body" in message else message)

    def _finished(self, start: Message, headers: MutableHeaders, body: bytes) -> bytes:
        """A whole answer: with a tag, or none of it where the browser has it; packed where that helps."""
        if self._get and start["status"] == 200:
            if "etag" not in headers:
                headers["ETag"] = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
            if _holds(headers["ETag"], self._asked.get("if-none-match", "")):
                start["status"] = self.status = 304
                del headers["content-length"]
                del headers["content-type"]
                return b""
        kind = headers.get("content-type", "")
        if (
            len(body) < _PACKED_FROM_BYTES
            or "content-encoding" in headers
            or not kind.startswith(_PACKED_TYPES)
        ):
            return body
        headers.add_vary_header("Accept-Encoding")
        if not takes_gzip(self._asked.get("accept-encoding", "")):
            return body
        packed = gzip.compress(body, compresslevel=_LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(packed))
        return packed


def _holds(tag: str, asked: str) -> bool:
    """Whether an `If-None-Match` names a tag; weakly compared (RFC 9110, 13.1.2)."""
    plain = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") in (plain, "*") for one in asked.split(",")) if asked else False


def plain_refusal(
    request: Request, status: int, title: str, hint: str, code: str = "web.refused"
) -> Response:
    """A refusal for programs, in the shape that every error has."""
    error = {"code": code, "message": title, "hint": hint or None, "item": request.url.path[:200]}
    return JSONResponse({"error": error, "status": status}, status_code=status)


def hosts_of(names: Iterable[str], listening: str) -> frozenset[str]:
    """The names a server answers to: its own, those of this machine, those that are configured."""
    own = {host_name(listening)} - {"0.0.0.0", "::", ""}  # noqa: S104  these name no host
    return LOOPBACK | own | {host_name(name) for name in names}
