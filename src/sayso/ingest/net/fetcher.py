"""One address fetched: redirects followed and checked one by one, everything within one deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import httpx2

from sayso.classes import dataclass, field, replace
from sayso.errors import cut
from sayso.ingest.net.bounds import Deadline, FetchLimits, Stopped
from sayso.ingest.net.failures import RETRIED, Failure
from sayso.ingest.net.headers import media_type
from sayso.ingest.net.sniffing import Form, sniff, unsupported
from sayso.ingest.net.transport import Network, PinnedTransport
from sayso.ingest.net.unpacking import ACCEPTED, unpacked
from sayso.ingest.net.urls import WebUrl, follow, web_url

__all__ = ["ANY", "FEEDS", "NEWS", "PAGES", "Fetched", "Fetcher", "Request", "Validators"]

#: Forms of a body that a caller can use.
PAGES = frozenset({Form.PAGE, Form.TEXT, Form.XML})
FEEDS = frozenset({Form.FEED, Form.SITEMAP, Form.JSON, Form.XML, Form.GZIP, Form.PAGE})
NEWS = PAGES | FEEDS
ANY = frozenset(Form)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
#: Answers by which a server says that another time will do (RFC 9110, 15.5.9; RFC 6585, 4).
_BUSY = frozenset({429, 503})
_LATER = frozenset({408, 425})
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, text/plain;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to tell a changed answer from an unchanged one, kept verbatim, quotes included."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request; nothing is ever invented."""
        sent = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in sent.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to fetch, and how.

    Attributes:
        url: the address.
        wanted: forms of body the caller can use; others are `fetch.unsupported`.
        validators: by address, those of answers kept; only the address that gave them gets them back.
        permit: asked before every request, also after redirects; a failure ends the fetch (robots.txt).
    """

    url: str
    wanted: frozenset[Form] = NEWS
    validators: Mapping[str, Validators] = field(default_factory=dict)
    permit: Callable[[WebUrl], Failure | None] = lambda _url: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer as received.

    Attributes:
        url: where redirects ended.
        asked: where they began.
        status: 200 or another 2xx, or 304: not modified, without a body.
        headers: names in lower case; of repeated ones the values joined by commas.
        body: unpacked.
        form: what the body is by its own bytes.
        media_type: what the server says it is.
        validators: to be kept for ``url``, verbatim.
        moved_to: the address to use from now on, if every redirect up to it was permanent.
        redirects: (status, where it pointed), in order.
        n_raw_bytes: size of the body as sent.
        address: the address connected to last.
        took_s: seconds from the start to the last byte.
    """

    url: str
    asked: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    form: Form
    media_type: str
    validators: Validators
    moved_to: str | None
    redirects: tuple[tuple[int, str], ...]
    n_raw_bytes: int
    address: str
    took_s: float

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing is new."""
        return self.status == 304

    @property
    def html(self) -> bool:
        """Whether the body is to be read as a page."""
        named = self.media_type in ("text/html", "application/xhtml+xml")
        return self.form is Form.PAGE or (named and self.form in (Form.TEXT, Form.XML))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches addresses over one network under one set of limits; holds no state and may be shared.

    Attributes:
        network: who may be asked, and by which means.
        agent: the header User-Agent.
        limits: what one fetch may cost.
        clock: a monotonic clock, in seconds.
    """

    network: Network
    agent: str
    limits: FetchLimits = field(default_factory=FetchLimits)
    clock: Callable[[], float] = time.monotonic

    def fetch(self, request: Request) -> Fetched | Failure:
        """Fetch one address, or say why not. Nothing a server does is raised.

        Cost:
            At most ``limits.deadline_s`` seconds and ``limits.max_bytes`` of memory, twice over.
        """
        start = self.clock()
        return _Fetch(self, request, start, Deadline(start + self.limits.deadline_s, self.clock)).run()


class _Fetch:
    """One fetch under way."""

    def __init__(self, fetcher: Fetcher, request: Request, start: float, deadline: Deadline) -> None:
        self._by = fetcher
        self._request = request
        self._start = start
        self._deadline = deadline
        self._redirects: list[tuple[int, str]] = []

    def run(self) -> Fetched | Failure:
        ports = self._by.network.ports
        at = web_url(self._request.url, ports)
        seen: set[str] = set()
        while True:
            if isinstance(at, Failure):
                return self._told(at)
            if at.text in seen:
                return self._told(
                    Failure.of("fetch.too_many_redirects", "redirects run in a circle", at.text)
                )
            if len(seen) > self._by.limits.max_redirects:
                reason = f"more than {self._by.limits.max_redirects} redirects"
                return self._told(Failure.of("fetch.too_many_redirects", reason, at.text))
            seen.add(at.text)
            barred = self._request.permit(at)
            if barred is not None:
                return self._told(barred)
            got = self._hop(at)
            if not isinstance(got, str):
                return got
            at = follow(at.text, got, ports)
            self._redirects[-1] = (
                self._redirects[-1][0],
                at.text if isinstance(at, WebUrl) else cut(got),
            )

    def _told(self, failure: Failure) -> Failure:
        return replace(failure, redirects=tuple(self._redirects), took_s=self._by.clock() - self._start)

    def _hop(self, at: WebUrl) -> Fetched | Failure | str:
        """The answer of one address, or where it redirects to."""
        transport = PinnedTransport(self._by.network, self._by.limits, self._deadline)
        try:
            answer = transport.handle_request(self._question(at))
            try:
                return self._answer(at, answer, transport)
            finally:
                answer.close()
        except Stopped as stopped:
            return self._told(Failure.of(stopped.code, stopped.reason, at.text))
        except httpx2.InvalidURL as error:
            return self._told(Failure.of("fetch.bad_url", cut(str(error)), at.text))
        finally:
            transport.close()

    def _question(self, at: WebUrl) -> httpx2.Request:
        """A request that carries no more than it must: no cookies, no referrer, no credentials, ever."""
        headers = {
            "User-Agent": self._by.agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
            "Accept-Language": "en, *;q=0.5",
            "Connection": "close",
        }
        kept = self._request.validators.get(at.text)
        return httpx2.Request("GET", at.text, headers=headers | (kept.headers() if kept else {}))

    def _answer(
        self, at: WebUrl, answer: httpx2.Response, transport: PinnedTransport
    ) -> Fetched | Failure | str:
        size = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        if size > self._by.limits.max_header_bytes:
            raise Stopped(
                "fetch.too_large", f"the headers have more than {self._by.limits.max_header_bytes:,} bytes"
            )
        status = answer.status_code
        location = answer.headers.get("location")
        if status in _REDIRECTS and location:
            self._redirects.append((status, cut(location)))
            return location
        # 304 answers a condition; without one it says nothing
        conditional = at.text in self._request.validators
        if not (200 <= status < 300 or (status == 304 and conditional)):
            return self._told(_refused(status, answer, at))
        return self._received(at, answer, transport)

    def _received(self, at: WebUrl, answer: httpx2.Response, transport: PinnedTransport) -> Fetched | Failure:
        stated = media_type(answer.headers.get("content-type"))
        body, n_raw = b"", 0
        if answer.status_code not in (204, 205, 304):
            if unsupported(stated) and Form.BINARY not in self._request.wanted:
                return self._told(
                    Failure.of("fetch.unsupported", f"the server calls it {cut(stated)}", at.text)
                )
            body, n_raw = self._body(answer)
        form, name = sniff(body)
        if answer.status_code != 304 and form is not Form.EMPTY and form not in self._request.wanted:
            called = f", though the server calls it {cut(stated)}" if stated else ""
            return self._told(Failure.of("fetch.unsupported", f"it is {name}{called}", at.text))
        moved = bool(self._redirects) and all(status in _PERMANENT for status, _ in self._redirects)
        return Fetched(
            url=at.text,
            asked=self._request.url,
            status=answer.status_code,
            headers=dict(answer.headers),
            body=body,
            form=form,
            media_type=stated,
            validators=self._validators(at, answer),
            moved_to=at.text if moved else None,
            redirects=tuple(self._redirects),
            n_raw_bytes=n_raw,
            address=str(transport.address),
            took_s=self._by.clock() - self._start,
        )

    def _validators(self, at: WebUrl, answer: httpx2.Response) -> Validators:
        """Those sent, verbatim; with 304, which need not repeat them (RFC 9110, 15.4.5), those kept."""
        kept = (
            self._request.validators.get(at.text, Validators()) if answer.status_code == 304 else Validators()
        )
        return Validators(
            etag=answer.headers.get("etag") or kept.etag,
            last_modified=answer.headers.get("last-modified") or kept.last_modified,
        )

    def _body(self, answer: httpx2.Response) -> tuple[bytes, int]:
        limits = self._by.limits
        length = answer.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and len(length) < 20 and int(length) > limits.max_raw_bytes:
            raise Stopped("fetch.too_large", f"{int(length):,} bytes; the limit is {limits.max_raw_bytes:,}")
        encodings = answer.headers.get("content-encoding", "")
        stream = answer.stream
        if not isinstance(stream, httpx2.SyncByteStream):
            raise Stopped("fetch.protocol", "the answer has no body to read")
        return unpacked(iter(stream), encodings, limits, self._deadline.left)


def _refused(status: int, answer: httpx2.Response, at: WebUrl) -> Failure:
    """An answer by which the server declines, as a failure."""
    later = answer.headers.get("retry-after")
    if status in _BUSY:
        code, reason = "fetch.busy", f"the server asks to come later (HTTP {status})"
    elif status == 410:
        code, reason = "fetch.gone", "the server says that it is gone for good (HTTP 410)"
    elif 500 <= status < 600 or status in _LATER:
        code, reason = "fetch.unavailable", f"the server fails (HTTP {status})"
    else:
        code, reason = "fetch.status", f"the server declines (HTTP {status})"
    return Failure(
        code=code, reason=reason, url=at.text, retry=RETRIED[code], status=status, retry_after=later
    )
