"""A day of 500 feeds in minutes: a server on the loopback plays them, and every item must be accounted for once.

    sayso bench traffic

Feeds of sixty hosts bring new entries through a simulated day: some answer 304, some fail with 429 or 5xx for a
while, move, end, or send XML that is cut short; entries come twice, without identifiers, with changed words; pages
are missing, busy, in another language, or copies of one another. Clocks run so many times faster. Nothing is read by the
encoder: what is measured is whether the watch loses, doubles or invents anything. The server keeps its own book.
"""

from __future__ import annotations

import hashlib
import ipaddress
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

from bench.harness import Score
from sayso.engine.catalog import open_ledger
from sayso.engine.config import load_settings
from sayso.engine.keeping import Keeper
from sayso.engine.linking import Linker
from sayso.engine.newsfeeds import Feeds, Manners
from sayso.engine.pipeline import Parts, Pipeline
from sayso.engine.watching import Clocks, Hooks, Watched, Watcher, WatchLimits
from sayso.ingest.feeds import FeedList, FollowedFeed
from sayso.ingest.net import LOOPBACK_ONLY, Fetcher, Network
from sayso.ledger import Ledger
from sayso.records import Article, Item, Reading, Refusal
from sayso.text import make_article

__all__ = ["PEOPLE", "measure", "sentences"]

START = datetime(2026, 3, 2, tzinfo=UTC)
SEED, FEEDS, HOSTS, SHOWN = 6, 500, 60, 15
DAY_S, FASTER = 86_400.0, 400.0
PLACES = "Bergen Oslo Ankara Izmir Quito Lima Accra Lagos Hanoi Seoul Riga Turin Porto Cadiz Malmo".split()
PEOPLE = "Voss Aydin Brandt Okoye Silva Moreau Petrov Haddad Lindqvist Castro Nakamura Osei".split()
THINGS = "ferry harbour bridge market school railway pipeline hospital stadium airport".split()
#: Words of which texts are made that seldom share a run, neither of words nor of function words.
DETERMINERS = "the a one this their his her its some no every each another that our any".split()
QUALITIES = (
    "old narrow painted silent broken northern early cheap heavy distant wet famous plain young".split()
)
NOUNS = (
    "roof river letter lamp wall garden driver tower engine winter baker ticket window boat field drum stone"
    " teacher bell road cellar map sailor oven cousin orchard clock ladder mill gate forest coat judge kettle"
).split()
VERBS = (
    "crossed held painted followed left sold found warned carried opened lost counted moved kept praised"
    " repaired forgot measured hid called burned copied bought watched buried drew feared ended"
).split()
PREPOSITIONS = (
    "under over near behind past through against across beside without until after before since along"
    " within beyond above below around"
).split()
LINKS = ", but;, and; while; because; although;, so; when; where; as if;, yet; unless; whether".split(";")
OTHER = (
    "Der Minister sagte am Montag, dass die Verhandlungen noch nicht beendet seien und weitergehen sollen. "
)


@dataclass(frozen=True, slots=True)
class Story:
    """One entry of a feed: when it appears and changes (seconds of the day), and what its page does."""

    number: int
    at: float
    changes_at: float
    page: str
    title: str
    text: str


@dataclass
class World:
    """What the server plays, and its book of what it has served."""

    stories: dict[int, list[Story]]
    clock: Clocks
    served: set[tuple[int, str, str]] = field(default_factory=set)
    busy: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def second(self) -> float:
        """Seconds of the simulated day."""
        return (self.clock.now() - START).total_seconds()


def _text(draw: random.Random) -> str:
    return sentences(draw, draw.randint(6, 12))


def sentences(draw: random.Random, n: int) -> str:
    """Some sentences that mean nothing and are like no others."""
    parts = []
    for _ in range(n):
        words = [draw.choice(PEOPLE) if draw.random() < 0.3 else _thing(draw)]
        for clause in range(draw.randint(1, 3)):
            words[-1] += draw.choice(LINKS) if clause else ""
            words += [_thing(draw)] if clause else []
            words += [draw.choice(VERBS), _thing(draw)]
            for _ in range(draw.randint(0, 2)):
                words += [draw.choice(PREPOSITIONS), _thing(draw)]
        if draw.random() < 0.4:
            words += ["in", draw.choice(PLACES)]
        sentence = " ".join(words)
        parts.append(sentence[0].upper() + sentence[1:] + ".")
    return " ".join(parts)


def _thing(draw: random.Random) -> str:
    """A noun with what stands before it."""
    number = [str(draw.randint(2, 900))] if draw.random() < 0.1 else [draw.choice(DETERMINERS)]
    more = [draw.choice(QUALITIES)] if draw.random() < 0.4 else []
    return " ".join((*number, *more, draw.choice(NOUNS) + ("s" if number[0].isdigit() else "")))


def made(clock: Clocks) -> World:
    """The day of every feed."""
    draw = random.Random(SEED)  # noqa: S311  seeded, no secret
    wires = [_text(draw) for _ in range(120)]
    stories: dict[int, list[Story]] = {}
    for feed in range(FEEDS):
        rate = draw.choice((2, 8, 20, 40))
        own = []
        for number in range(rate):
            kind = draw.choices(("fine", "wire", "other", "missing", "fails", "busy"), (76, 14, 3, 3, 2, 2))[
                0
            ]
            at = draw.uniform(0, DAY_S * 0.95)
            changes = at + draw.uniform(3600, 20_000) if draw.random() < 0.1 else float("inf")
            text = draw.choice(wires) if kind == "wire" else OTHER * 4 if kind == "other" else _text(draw)
            title = f"{draw.choice(PLACES)}: {draw.choice(THINGS)} {feed}-{number}"
            own.append(Story(number, at, changes, kind, title, text))
        stories[feed] = sorted(own, key=lambda s: s.at)
    return World(stories, clock)


class _Handler(BaseHTTPRequestHandler):
    """Answers as the world has it."""

    world: World

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as in the library
        """Say nothing."""

    def do_GET(self) -> None:
        """One request."""
        path = self.path.strip("/").split("/")
        if self.path == "/robots.txt":
            self._send(404, b"")
        elif path[0] in ("feed", "new"):
            self._feed(int(path[1]), moved=path[0] == "new")
        else:
            self._page(int(path[1]), int(path[2]), path[3] == "2")

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _feed(self, feed: int, *, moved: bool) -> None:
        second = self.world.second()
        mood = random.Random(f"{feed} {int(second // 5400)}").random()  # noqa: S311  the same for a while
        mood = mood if second < DAY_S else 1.0  # all is well when the day is over, so that nothing need wait
        if feed % 41 == 0 and not moved:
            self._send(301, b"", Location=f"/new/{feed}")
        elif feed % 97 == 0 and second > DAY_S / 2:
            self._send(410, b"gone")
        elif mood < 0.04:
            self._send(503, b"", Retry_After="600")
        elif mood < 0.06:
            self._send(429, b"", Retry_After="1200")
        elif mood < 0.09:
            self._send(500, b"")
        else:
            self._shown(feed, second, cut=mood < 0.11)

    def _shown(self, feed: int, second: float, *, cut: bool) -> None:
        there = [s for s in self.world.stories[feed] if s.at <= second][-SHOWN:][::-1]
        host = self.headers.get("Host")
        items, served = [], list[tuple[int, str, str]]()
        for story in there:
            again = story.changes_at <= second
            title = story.title + (" (updated)" if again else "")
            link = f"http://{host}/page/{feed}/{story.number}/{2 if again else 1}"
            key = f"http://{host}/page/{feed}/{story.number}/1" if feed % 3 else link
            guid = "" if feed % 5 == 0 else f"<guid isPermaLink='false'>{feed}:{story.number}</guid>"
            items.append(
                f"<item><title>{escape(title)}</title><link>{link if feed % 3 == 0 else key}</link>{guid}</item>"
            )
            served.append((feed, link if feed % 3 == 0 else key, title))
        if feed % 7 == 0:
            items += items[:3]
        body = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper {feed}</title>{"".join(items)}'
            "</channel></rss>"
        ).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if cut:
            body = body[: len(body) // 3]
            with self.world.lock:
                self.world.served |= set(served[: body.count(b"</item>")])
            self._send(200, body, Content_Type="application/rss+xml")
        elif feed % 2 and self.headers.get("If-None-Match") == tag:
            self._send(304, b"", ETag=tag)
        else:
            with self.world.lock:
                self.world.served |= set(served)
            self._send(200, body, Content_Type="application/rss+xml", **({"ETag": tag} if feed % 2 else {}))

    def _page(self, feed: int, number: int, again: bool) -> None:
        story = next(s for s in self.world.stories[feed] if s.number == number)
        with self.world.lock:
            self.world.busy[self.path] += 1
            n = self.world.busy[self.path]
        if story.page == "missing":
            self._send(404, b"")
        elif story.page == "fails" and n <= 2:
            self._send(503, b"")
        elif story.page == "busy" and n == 1:
            self._send(429, b"", Retry_After="90")
        else:
            more = " Since then more has become known." if again else ""
            page = (
                f"<html><head><title>{escape(story.title)}</title></head><body><article><h1>{escape(story.title)}"
                f"</h1><p>{story.text}{more}</p></article></body></html>"
            )
            self._send(200, page.encode(), Content_Type="text/html; charset=utf-8")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def _playing(world: World) -> Iterator[int]:
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"world": world}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _NoReader:
    """Reads nothing."""

    model_sha256 = "0" * 64

    def read(self, articles: list[Article]) -> list[Reading]:
        return [
            Reading(article_id=a.article_id, model_sha256=self.model_sha256, sentences=(), chains=())
            for a in articles
        ]


def _no_source(_spec: str) -> Iterator[Item | Refusal]:
    return iter(())


def _parts() -> Parts:
    return Parts(
        open_source=_no_source,
        make_article=make_article,
        reader=_NoReader(),  # type: ignore[arg-type]  # a reader is asked with lists alone here
        extract=lambda _article, _reading: (),
    )


def watched(world: World, port: int, ledger: Ledger, hours: float, jump_s: float = 0.0) -> Watched:
    """Watch the world for some simulated hours; ``jump_s`` sets the clock ahead for what waits."""
    settings, parts = load_settings({}), _parts()
    skip = timedelta(seconds=jump_s)
    clocks = Clocks(lambda: world.clock.now() + skip, lambda: world.clock.ticking() + jump_s)
    listed = FeedList(
        feeds=tuple(
            FollowedFeed(
                url=f"http://h{feed % HOSTS}.test:{port}/feed/{feed}",
                name=f"Paper {feed}",
                publisher=f"Paper {feed}",
            )
            for feed in range(FEEDS)
        )
    )
    network = Network(
        policy=LOOPBACK_ONLY,
        ports=frozenset({port}),
        resolve=lambda _host, _port, _timeout: (ipaddress.ip_address("127.0.0.1"),),
    )
    draw = random.Random(SEED)  # noqa: S311  seeded, no secret
    source = Feeds(
        listed,
        Fetcher(network=network, agent="sayso/bench"),
        clocks,
        ledger.watch.hosts(),
        Manners(chance=draw.random),
    )

    def reading() -> tuple[Pipeline, Linker, Keeper]:
        linker = Linker(ledger, window_days=30, now=lambda: clocks.now().isoformat())
        return Pipeline(parts), linker, Keeper(ledger, linker, settings, parts, clocks.now)

    stop, counts = threading.Event(), Watched()
    watcher = Watcher(ledger, source, reading, clocks, WatchLimits(hosts=16, batch=32), Hooks(counts=counts))
    if hours <= 0:
        return watcher.run(stop, once=True)
    timer = threading.Timer(hours * 3600 / FASTER, stop.set)
    timer.start()
    done = watcher.run(stop)
    timer.cancel()
    return done


@dataclass
class Book:
    """What came of the day, beside the server's own book."""

    served: int = 0
    lost: int = 0
    invented: int = 0
    open_: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    polls: int = 0
    faults: int = 0
    seconds: float = 0.0


def run() -> Book:
    """Play the day, watch it, and compare the two books."""
    begun = time.monotonic()
    clock = Clocks(
        lambda: START + timedelta(seconds=(time.monotonic() - begun) * FASTER),
        lambda: (time.monotonic() - begun) * FASTER,
    )
    world, book = made(clock), Book()
    with (
        tempfile.TemporaryDirectory(prefix="traffic") as folder,
        _playing(world) as port,
        open_ledger(
            load_settings({}, flags={"ledger.path": str(Path(folder) / "l.db")}), create=True
        ) as ledger,
    ):
        book.polls = watched(world, port, ledger, 24.0).polls
        for hours in (0.0, 6.0, 12.0, 24.0, 48.0):
            book.polls += watched(world, port, ledger, 0.0, jump_s=hours * 3600).polls
        _compared(world, ledger, book)
        book.faults = len(ledger.care.faults(full=True))
    book.seconds = time.monotonic() - begun
    return book


def _compared(world: World, ledger: Ledger, book: Book) -> None:
    counts = ledger.watch.counts()
    served = Counter(feed for feed, _, _ in world.served)
    kept: Counter[int] = Counter()
    for feed, outcomes in ledger.watch.by_feed().items():
        kept[int(feed.rsplit("/", 1)[-1])] += sum(outcomes.values())
    book.served = len(world.served)
    book.lost = sum(max(0, served[feed] - kept[feed]) for feed in served)
    book.invented = sum(max(0, kept[feed] - served[feed]) for feed in kept)
    book.open_ = counts.waiting
    book.outcomes = Counter(counts.outcomes)
    kinds = Counter(
        next(s.page for s in world.stories[feed] if f"/{feed}/{s.number}/" in link)
        for feed, link, _ in world.served
    )
    wanted = {"fetch.status": kinds["missing"], "text.wrong_language": kinds["other"]}
    told = {code: counts.refusals.get(code, 0) for code in {*wanted, *counts.refusals}}
    book.wrong = sum(abs(told.get(code, 0) - n) for code, n in wanted.items())
    book.wrong += sum(n for code, n in told.items() if code not in wanted)


def measure(_data: Path | None = None) -> Iterable[Score]:
    """What a day of feeds leaves."""
    book = run()
    yield Score(name="polls", value=float(book.polls))
    yield Score(name="entries served", value=float(book.served))
    for name, value in (
        ("entries lost", book.lost),
        ("entries invented or doubled", book.invented),
        ("entries without an outcome", book.open_),
        ("refusals too many or too few", book.wrong),
        ("faults that a full check finds", book.faults),
    ):
        yield Score(name=name, value=float(value), better="lower")
    for outcome, n in sorted(book.outcomes.items()):
        yield Score(name=f"entries {outcome}", value=float(n))
    yield Score(name="times as fast as the day", value=DAY_S / book.seconds)
