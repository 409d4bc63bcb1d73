"""How fast feeds are read and addresses fetched: feeds of our own, and a server on the loopback.

    sayso bench fetching

Reading feeds is measured in the processor's own time, beside feedparser alone on the same bytes (which has no
limits, keys, digests or zones). Fetching is measured by the wall over the loopback, beside a client of httpx2 that
makes a new connection for each request as ours does; both share one core with the server. A network adds its own time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import ipaddress
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import feedparser
import httpx2

from bench.harness import Score
from sayso.ingest.feeds import Feed, read_feed
from sayso.ingest.net import LOOPBACK_ONLY, Fetched, Fetcher, Network, Request, web_url

__all__ = ["measure"]

URL = "https://news.example/feed"
NOW = datetime(2024, 5, 18, tzinfo=UTC)
WORDS = "Officials said on Monday that talks in the harbour town would go on for another week. "
ENTRIES = 30
FETCHES = 400
REPEATS = 3


def rss(words: int) -> bytes:
    """A feed of 30 entries; ``words`` repetitions of one sentence in each."""
    items = "".join(
        f"<item><title>Talks, day {n}</title><link>https://news.example/{n}</link><guid>{n}</guid>"
        f"<pubDate>Thu, 16 May 2024 10:{n % 60:02d}:00 +0200</pubDate><category>World</category>"
        f"<description><![CDATA[<p>{WORDS * words}</p>]]></description></item>"
        for n in range(ENTRIES)
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>'
    return f"{head}{items}</channel></rss>".encode()


def json_feed() -> bytes:
    """The same teasers as a JSON Feed."""
    items = [
        {"id": str(n), "url": f"/{n}", "title": f"Talks, day {n}", "content_html": f"<p>{WORDS * 2}</p>"}
        for n in range(ENTRIES)
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items}
    ).encode()


def sitemap(n_urls: int) -> bytes:
    """A sitemap of one host."""
    rows = "".join(
        f"<url><loc>https://news.example/{n}</loc><lastmod>2024-05-16T10:00:00Z</lastmod></url>"
        for n in range(n_urls)
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def rate(act: Callable[[], object], times: int, clock: Callable[[], float]) -> float:
    """Acts a second, the best of three runs: the machine is shared, and only slower by others."""
    best = 0.0
    for _ in range(REPEATS):
        start = clock()
        for _ in range(times):
            act()
        best = max(best, times / (clock() - start))
    return best


def reads(body: bytes) -> Callable[[], object]:
    """Reading one feed, which must be one."""

    def act() -> None:
        if not isinstance(read_feed(body, URL, NOW), Feed):
            raise TypeError("the benchmark's own feed is no feed")

    return act


@contextmanager
def served(body: bytes) -> Iterator[int]:
    """A server of one page, packed; yields its port."""
    packed = gzip.compress(body)

    class Page(BaseHTTPRequestHandler):
        """Answers every request alike."""

        def do_GET(self) -> None:
            """The page."""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *_values: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetches(body: bytes) -> tuple[float, float]:
    """Fetches a second, ours and those of a plain client."""
    with served(body) as port:
        network = Network(
            policy=LOOPBACK_ONLY,
            ports=frozenset({port}),
            resolve=lambda _host, _port, _timeout: (ipaddress.ip_address("127.0.0.1"),),
        )
        fetcher = Fetcher(network=network, agent="sayso/bench")
        url = f"http://news.test:{port}/"

        def ours() -> None:
            got = fetcher.fetch(Request(url=url))
            if not isinstance(got, Fetched) or got.body != body:
                raise TypeError("the benchmark's own page did not come")

        limits = httpx2.Limits(max_keepalive_connections=0)
        with httpx2.Client(trust_env=False, limits=limits) as client:
            plain = rate(lambda: client.get(f"http://127.0.0.1:{port}/").content, FETCHES, time.perf_counter)
            return rate(ours, FETCHES, time.perf_counter), plain


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  its data are made here
    """Rates of reading and fetching."""
    teasers, whole, maps = rss(2), rss(40), sitemap(20_000)
    sha = hashlib.sha256(teasers + whole + maps).hexdigest()
    clock = time.process_time

    def plain(body: bytes) -> float:
        return rate(
            lambda: feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False),
            60,
            clock,
        )

    for name, body in (("teasers", teasers), ("whole texts", whole)):
        yield Score(
            name=f"feeds per second of one core ({name}, {ENTRIES} entries, {len(body) // 1000} kB)",
            value=rate(reads(body), 60, clock),
            anchor=plain(body),
            anchor_of="feedparser alone, same bytes",
            data_sha256=sha,
        )
    yield Score(
        name="JSON feeds per second of one core", value=rate(reads(json_feed()), 200, clock), data_sha256=sha
    )
    yield Score(
        name="addresses of sitemaps per second of one core",
        value=20_000 * rate(reads(maps), 1, clock),
        data_sha256=sha,
    )
    page = b"<html><body>" + f"<p>{WORDS}</p>".encode() * 600 + b"</body></html>"
    ours, other = fetches(page)
    yield Score(
        name=f"fetches per second over the loopback ({len(page) // 1000} kB packed)",
        value=ours,
        anchor=other,
        anchor_of="httpx2.Client, new connections",
        data_sha256=sha,
    )
    urls = [f"https://Bücher{n}.example/straße?q={n}" for n in range(2_000)]
    yield Score(
        name="addresses checked per second of one core",
        value=2_000 * rate(lambda: [web_url(u) for u in urls], 1, clock),
        data_sha256=sha,
    )
