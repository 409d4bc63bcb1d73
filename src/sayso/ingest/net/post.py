"""Something posted to one address: the checks of a fetch, no redirect followed, a short answer not read."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import httpx2

from sayso.classes import dataclass, field, replace
from sayso.errors import cut
from sayso.ingest.net.addresses import PRIVATE_TOO
from sayso.ingest.net.bounds import Deadline, FetchLimits, Stopped
from sayso.ingest.net.failures import RETRIED, Failure
from sayso.ingest.net.transport import Network, PinnedTransport
from sayso.ingest.net.urls import WebUrl, web_url

__all__ = ["POST_LIMITS", "AllowedHost", "Posted", "Poster", "allowed_hosts"]

#: Of the answer only its status matters; a head of more than this is no answer.
POST_LIMITS = FetchLimits(max_raw_bytes=16_384, max_bytes=16_384, max_header_bytes=16_384, deadline_s=20.0)
_BUSY = frozenset({429, 503})
_LATER = frozenset({408, 425})


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """A host of one's own network that may be posted to, at one port; None for the web's ports."""

    host: str
    port: int | None = None

    def allows(self, url: WebUrl) -> bool:
        """Whether it is the one that an address names."""
        return url.host == self.host and (url.port == self.port if self.port else url.port in (80, 443))


def allowed_hosts(text: str) -> tuple[AllowedHost, ...] | Failure:
    """Hosts with ports, parted by spaces, or what is wrong with one."""
    found = []
    for word in text.replace(",", " ").split():
        at = web_url(f"http://{word}/", range(1, 65_536))
        if isinstance(at, Failure):
            return at
        if "/" in word:
            return Failure.of("fetch.bad_url", f"{cut(word)} is more than a host", cut(word))
        found.append(AllowedHost(at.host, at.port if ":" in word.rpartition("]")[2] else None))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """That a server took it: its status, one of 2xx, and the seconds it took."""

    status: int
    took_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """Posts to addresses over one network; holds no state and may be shared.

    Attributes:
        network: who may be asked, and by which means.
        agent: the header User-Agent.
        allowed: hosts that may be posted to though they are not public.
        limits: what one post may cost.
        clock: a monotonic clock, in seconds.
    """

    network: Network
    agent: str
    allowed: tuple[AllowedHost, ...] = ()
    limits: FetchLimits = POST_LIMITS
    clock: Callable[[], float] = field(default=time.monotonic)

    def checked(self, url: str) -> WebUrl | Failure:
        """An address as it would be posted to, or why it is not. Nothing is looked up."""
        at = web_url(url, self.network.ports | {host.port for host in self.allowed if host.port})
        if isinstance(at, Failure) or at.port in self.network.ports or self._own(at):
            return at
        return Failure.of("fetch.port", f"port {at.port} is not open for {cut(at.host)}", at.text)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted | Failure:
        """Post a body, or say why not. Nothing a server does is raised."""
        start = self.clock()
        at = self.checked(url)
        if isinstance(at, Failure):
            return at
        deadline = Deadline(start + self.limits.deadline_s, self.clock)
        transport = PinnedTransport(self._network_for(at), self.limits, deadline)
        try:
            answer = transport.handle_request(self._request(at, body, headers))
            answer.close()
        except Stopped as stopped:
            return Failure.of(stopped.code, stopped.reason, at.text)
        except httpx2.InvalidURL as error:
            return Failure.of("fetch.bad_url", cut(str(error)), at.text)
        finally:
            transport.close()
        if 200 <= answer.status_code < 300:
            return Posted(status=answer.status_code, took_s=self.clock() - start)
        return _refused(answer, at)

    def _own(self, at: WebUrl) -> bool:
        return any(host.allows(at) for host in self.allowed)

    def _network_for(self, at: WebUrl) -> Network:
        if not self._own(at):
            return self.network
        return replace(self.network, policy=PRIVATE_TOO, ports=self.network.ports | {at.port})

    def _request(self, at: WebUrl, body: bytes, headers: Mapping[str, str]) -> httpx2.Request:
        sent = {
            "User-Agent": self.agent,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Length": str(len(body)),
        }
        return httpx2.Request("POST", at.text, headers=sent | dict(headers), content=body)


def _refused(answer: httpx2.Response, at: WebUrl) -> Failure:
    status, later = answer.status_code, answer.headers.get("retry-after")
    retry = True
    if status in _BUSY:
        code, reason = "fetch.busy", f"the server asks to come later (HTTP {status})"
    elif status == 410:
        code, reason = "fetch.gone", "the server says that it is gone for good (HTTP 410)"
        retry = False
    elif 500 <= status < 600 or status in _LATER:
        code, reason = "fetch.unavailable", f"the server fails (HTTP {status})"
    elif 300 <= status < 400:
        code, reason = (
            "fetch.too_many_redirects",
            f"it leads elsewhere (HTTP {status}); nothing is posted there",
        )
        retry = RETRIED["fetch.too_many_redirects"]
    else:
        # whoever runs the server may still mend it: a wrong path, a login in front
        code, reason = "fetch.status", f"the server declines (HTTP {status})"
    return Failure(code=code, reason=reason, url=at.text, retry=retry, status=status, retry_after=later)
