"""What every request to the API passes: a strict address, a token, a bucket; and methods that all have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Asked

from sayso.classes import dataclass
from sayso.errors import AccessError, SaysoError
from sayso.faces.api.access import Scope, Token, TokenCheck, brought
from sayso.faces.api.faults import RequestFaultError, answer_of
from sayso.faces.api.rates import Buckets, Taken, network_of
from sayso.faces.api.strict import check_address
from sayso.faces.web.desk import HOLDER

__all__ = ["Entry", "Gate", "methods_of"]

#: Nothing in an answer of the API is ever to be run or framed, whatever it holds.
_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who may come in, and how often.

    Attributes:
        check: knows tokens; None where none can be made.
        ask_token: whether every request needs one.
    """

    buckets: Buckets
    check: TokenCheck | None = None
    ask_token: bool = False


class Gate:
    """Stands around the API, inside whatever stands around the whole server.

    Args:
        routes: those of the API, which tell what methods an address has.
    """

    def __init__(self, app: ASGIApp, *, entry: Entry, routes: Callable[[], list[BaseRoute]]) -> None:
        self._app = app
        self._entry = entry
        self._routes = routes

    async def __call__(self, scope: Asked, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        leaving = _Leaving(send, head=scope["method"] == "HEAD", buckets=self._entry.buckets)
        state = scope.setdefault("state", {})
        try:
            token = await self._token(scope)
            caller = f"token {token.token_id}" if token else network_of((scope.get("client") or ("",))[0])
            leaving.taken = self._entry.buckets.take(caller)
            if not leaving.taken.allowed:
                raise _too_often(leaving.taken)
            check_address(scope)
        except (SaysoError, RequestFaultError) as error:
            await answer_of(error)(scope, receive, leaving.send)
            return
        state["token"] = token
        if scope["method"] == "OPTIONS":
            allowed = methods_of(self._routes(), scope)
            if allowed:
                await Response(status_code=204, headers={"Allow": ", ".join(allowed)})(
                    scope, receive, leaving.send
                )
                return
        if scope["method"] == "HEAD":
            state["head"] = True
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, leaving.send)

    async def _token(self, scope: Asked) -> Token | None:
        """The token of a request, if it brings one or must.

        What cannot be let in takes out of the bucket of its address, so that nobody tries tokens without end.
        """
        known = scope.get(HOLDER)
        if isinstance(known, Token):
            return known  # whoever stands at the door of the server has looked at it already
        try:
            secret = brought(Headers(scope=scope))
            return None if secret is None and not self._entry.ask_token else await self._known(secret)
        except AccessError:
            taken = self._entry.buckets.take(network_of((scope.get("client") or ("",))[0]))
            if not taken.allowed:
                raise _too_often(taken) from None
            raise

    async def _known(self, secret: str | None) -> Token:
        if secret is None:
            raise AccessError(
                "this server asks for a token",
                hint="send `Authorization: Bearer TOKEN`; `sayso token create` makes one",
            )
        if self._entry.check is None:
            raise AccessError("this server knows no tokens", hint="ask without one")
        return await run_in_threadpool(self._entry.check, secret, Scope.READ)


def _too_often(taken: Taken) -> RequestFaultError:
    wait = max(1, taken.wait_s)
    return RequestFaultError(
        "request.rate",
        "too many requests in a short time",
        hint=f"wait {wait} s; the settings serve.rate_per_s and serve.burst say how many may come",
        headers={"Retry-After": str(wait)},
    )


def methods_of(routes: list[BaseRoute], scope: Asked) -> list[str]:
    """The methods that an address of the API answers to; none if there is no such address."""
    found: set[str] = set()
    for route in routes:
        methods = getattr(route, "methods", None)
        if methods and route.matches({**scope, "method": next(iter(methods))})[0] is Match.FULL:
            found |= methods
    if "GET" in found:
        found.add("HEAD")
    return sorted(found | {"OPTIONS"}) if found else []


class _Leaving:
    """Sends an answer with the headers that all have, and no body where only the head was asked for."""

    def __init__(self, send: Send, *, head: bool, buckets: Buckets) -> None:
        self._send = send
        self._head = head
        self._buckets = buckets
        self.taken: Taken | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if self.taken is not None:
                # draft-ietf-httpapi-ratelimit-headers-10: the policy, and what is left of it
                window = max(1, round(self._buckets.burst / self._buckets.per_s))
                headers["RateLimit-Policy"] = f'"default";q={self._buckets.burst};w={window}'
                headers["RateLimit"] = f'"default";r={self.taken.left};t={self.taken.reset_s}'
            message = {**message, "headers": headers.raw}
        elif self._head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)
