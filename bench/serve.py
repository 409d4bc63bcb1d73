"""The pages under load: event pages and lists, asked for by many at once while somebody writes to the ledger.

    sayso bench serve                                    # a made-up ledger, with and without a writer
    python -m bench.serve --ledger COPY --seconds 30     # a ledger of your own; the writer adds to it

The server runs on one core, whatever asks and writes on the others. Connections are kept alive, each asks again as
soon as it was answered, for pages drawn at random: nothing is asked for twice by intention, so little comes from
memory. The writer adds made-up reports without end, 64 a commit, as `sayso load` does, but that no encoder slows it.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psutil

from bench.harness import Score
from bench.made_news import CITIES, FIRST, reports
from bench.traffic import PEOPLE
from sayso.engine.answers import Answers, Turn
from sayso.engine.catalog import open_ledger
from sayso.engine.config import Settings, load_settings
from sayso.ledger import EventQuery, Ledger
from sayso.records import (
    Actor,
    ActorKind,
    Article,
    Certainty,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Item,
    Modality,
    Place,
    PlaceKind,
    Polarity,
    Role,
    Run,
    Span,
    Speaker,
    SpeakerKind,
    Status,
    TimeRange,
)
from sayso.text import make_article

__all__ = ["measure"]

REPORTS, SECONDS, CONNECTIONS, COMMIT = 4_000, 20.0, 16, 64
#: Claims of one report: more would only take longer to join.
CLAIMS = 3
SEED = 7
#: Events that pages are drawn from: every so many-th, all over the ledger.
DRAWN = 4_000
TYPES = "AGREE CONSULT SUPPORT AID REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
COUNTRIES = "TUR NOR PER GHA NGA VNM KEN IRQ YEM SDN".split()
RUN = Run(
    run_id="run1", code_version="bench", config_sha256="", model_sha256="", started_at="2026-03-01T00:00:00"
)


# ------------------------------------------------------------------ a ledger, and what is added to it


def _claims(article: Article, draw: random.Random) -> Iterator[Claim]:
    """A claim for each of the first sentences, with parties, a place, a day and a speaker by chance."""
    for number, sentence in enumerate(article.sentences[:CLAIMS]):
        words = sentence.words
        if len(words) < 4:
            continue
        mark = f"{article.article_id}:{number}".encode()
        city = draw.randrange(len(CITIES))
        day = article.published or FIRST
        told = (day - timedelta(days=draw.randrange(3))).isoformat()
        yield Claim(
            claim_id="c" + hashlib.sha256(mark).hexdigest()[:15],
            article_id=article.article_id,
            kind=ClaimKind.EVENT,
            status=draw.choice(list(Status)),
            certainty=Certainty(polarity=Polarity.POSITIVE, modality=draw.choice(list(Modality)), p=0.9),
            evidence=Evidence(sentence=sentence.span.of(article.text), span=sentence.span, trigger=words[2]),
            event=EventCode(type=draw.choice(TYPES), contexts=("military",), cameo="04"),
            actors=(_somebody(draw, Role.ACTOR, words[0]), _somebody(draw, Role.RECIPIENT, words[3])),
            place=Place(
                text=CITIES[city], span=words[1], name=CITIES[city], place_id=f"geo:{city}", kind=PlaceKind.CITY,
                country=COUNTRIES[city % len(COUNTRIES)], lat=float(city), lon=float(city), within_km=8.0,
            ),
            time=TimeRange(text="then", span=words[1], edtf=told, earliest=told, latest=told),
            attribution=_said(draw, words[0]),
            p=0.8,
        )  # fmt: skip


def _somebody(draw: random.Random, role: Role, span: Span) -> Actor:
    name = f"{draw.choice(PEOPLE)} {draw.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}."
    country = draw.choice(COUNTRIES)
    return Actor(
        role=role, text=name, span=span, name=name, actor_id=f"per:{name}", kind=ActorKind.PERSON, country=country,
        sectors=("GOV",), p=0.9,
    )  # fmt: skip


def _said(draw: random.Random, span: Span) -> tuple[Speaker, ...]:
    if draw.random() < 0.4:
        return ()
    name = draw.choice(PEOPLE)
    return (Speaker(text=name, span=span, name=name, kind=SpeakerKind.PERSON),)


def _articles(seed: int) -> Iterator[Article]:
    for number, row in enumerate(reports(seed=seed)):
        item = Item(
            name=f"made:{seed}:{number}", body=str(row["text"]), published=str(row["published"]),
            publisher=str(row["publisher"]), title=str(row.get("title") or "Made up"),
        )  # fmt: skip
        article = make_article(item)
        if isinstance(article, Article):
            yield article


def fill(ledger: Ledger, seed: int, at_most: int | None = None, until: float | None = None) -> int:
    """Add made-up reports, `COMMIT` at a time, each commit's claims joined at once; how many were added."""
    draw = random.Random(seed)  # noqa: S311  seeded, no secret
    ledger.begin_run(RUN)
    added = 0
    for article in _articles(seed):
        if ledger.has_report(article.article_id):
            continue
        ledger.add_report(RUN.run_id, article, tuple(_claims(article, draw)))
        added += 1
        if added % COMMIT == 0:
            ledger.commit()
            ledger.refresh()
        if added == at_most or (until is not None and time.monotonic() > until):
            break
    ledger.commit()
    ledger.refresh()
    return added


def _settings(path: Path) -> Settings:
    return load_settings({}, flags={"ledger.path": str(path)})


def _drawn(path: Path) -> list[str]:
    """Ids of events from all over the ledger: some of each of many of its days."""
    answers = Answers(_settings(path), within_s=120)
    try:
        days = sorted({day for day, _ in answers.days(EventQuery()).counts if day}, reverse=True)
        every = days[:: max(1, len(days) // 40)]
        found: list[str] = []
        for day in every:
            query = EventQuery(since=_day(day), until=_day(day))
            found += [event.event_id for event in answers.events(query, Turn(n=200)).events][
                : DRAWN // len(every)
            ]
    finally:
        answers.close()
    return found


def _day(words: str) -> object:
    return FIRST.fromisoformat(words)


# ------------------------------------------------------------------ asking


@dataclass
class Asked:
    """What became of some seconds of asking: milliseconds of each answer, and whatever went wrong."""

    name: str
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    bytes: int = 0

    def at(self, share: float) -> float:
        """The time within which this share of answers came, in milliseconds."""
        return (
            sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))] if self.times else 0.0
        )

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def line(self) -> str:
        """In words."""
        wrong = ", ".join(f"{n} x {what}" for what, n in self.wrong.items()) or "none"
        return (
            f"{self.name}: {self.rate:.0f} requests/s, p50 {self.at(0.5):.1f} ms, p95 {self.at(0.95):.1f} ms, "
            f"p99 {self.at(0.99):.1f} ms, worst {max(self.times, default=0):.0f} ms, {len(self.times):,} answers of "
            f"{self.bytes / max(1, len(self.times)) / 1000:.1f} kB, errors: {wrong}"
        )


async def _connection(port: int, paths: Iterator[str], asked: Asked, until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.perf_counter() < until:
            path = next(paths)
            started = time.perf_counter()
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            status = head[9:12].decode()
            length = re.search(rb"(?i)content-length: (\d+)", head)
            body = await reader.readexactly(int(length[1])) if length else b""
            asked.times.append(1000 * (time.perf_counter() - started))
            asked.bytes += len(head) + len(body)
            if status != "200":
                asked.wrong[f"HTTP {status} at {path.partition('?')[0][:20]}"] += 1
    except (OSError, asyncio.IncompleteReadError) as error:
        asked.wrong[type(error).__name__] += 1
    finally:
        writer.close()


def ask(name: str, port: int, paths: Sequence[str], seconds: float, connections: int = CONNECTIONS) -> Asked:
    """Ask for pages drawn at random, over some connections, for some seconds."""
    draw = random.Random(SEED)  # noqa: S311  as above
    asked = Asked(name)

    def endless() -> Iterator[str]:
        while True:
            yield draw.choice(paths)

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        pages = endless()
        await asyncio.gather(*(_connection(port, pages, asked, until) for _ in range(connections)))

    started = time.perf_counter()
    asyncio.run(all_of_them())
    asked.seconds = time.perf_counter() - started
    return asked


# ------------------------------------------------------------------ processes


def _pin(process: int, cores: Iterable[int]) -> None:
    every = psutil.cpu_count() or 1
    wanted = [core for core in cores if core < every]
    if every > 1 and wanted and hasattr(psutil.Process, "cpu_affinity"):
        psutil.Process(process).cpu_affinity(wanted)


@contextmanager
def _serving(path: Path) -> Iterator[int]:
    """The server in a process of its own, on the first core; gives its port."""
    command = [sys.executable, "-m", "sayso", "serve", "--port", "0", "--ledger", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=_environment()) as server:
        try:
            line = server.stderr.readline() if server.stderr else ""
            port = re.search(r":(\d+)/", line)
            if port is None:
                raise RuntimeError(f"the server did not start: {line}")
            _pin(server.pid, [0])
            yield int(port[1])
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def _writing(path: Path, *, on: bool) -> Iterator[None]:
    """Somebody who adds reports without end, on the other cores."""
    if not on:
        yield
        return
    command = [sys.executable, "-m", "bench.serve", "--write", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment()) as writer:
        _pin(writer.pid, range(1, psutil.cpu_count() or 1))
        try:
            yield
        finally:
            writer.send_signal(signal.SIGINT)
            said, _ = writer.communicate(timeout=60)
            print(f"  the writer: {said.strip()}")


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join([root, str(Path(root) / "src"), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path}


def _write(path: Path) -> None:
    """Add reports until told to stop."""
    started = time.monotonic()
    added = 0
    stop = False

    def stopped(_signal: int, _frame: object) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGINT, stopped)
    with open_ledger(_settings(path), create=False) as ledger:
        seed = 1_000 + os.getpid()
        while not stop:
            added += fill(ledger, seed, at_most=COMMIT)
            seed += 1
    seconds = time.monotonic() - started
    print(f"{added:,} reports in {seconds:.0f} s, {added / seconds:.0f} a second")


# ------------------------------------------------------------------ the measurement


def run(path: Path, seconds: float, *, writing: bool) -> list[Asked]:
    """Ask for events, for lists, and for both, with or without a writer beside."""
    _pin(os.getpid(), range(1, psutil.cpu_count() or 1))
    events = [f"/event/{id_}" for id_ in _drawn(path)]
    lists = [
        "/", "/?min_origins=2", *(f"/?type={t}" for t in TYPES), *(f"/?country={c}" for c in COUNTRIES),
        *(f"/?who={name}" for name in PEOPLE), *(f"/?q={city}" for city in CITIES),
        *(f"/?type={t}&country={c}" for t in TYPES for c in COUNTRIES),
    ]  # fmt: skip
    told = "while somebody writes" if writing else "alone"
    with _serving(path) as port, _writing(path, on=writing):
        first = [
            ask(f"first {name}", port, [page], 0.0, 1) for name, page in (("list", "/"), ("event", events[0]))
        ]
        found = [
            ask(f"event pages {told}", port, events, seconds),
            ask(f"lists {told}", port, lists, seconds, 2),
            ask(f"events, a list among ten, {told}", port, [*events[: 9 * len(lists)], *lists], seconds),
        ]
    return [*first, *found]


def measure(data: Path) -> Iterable[Score]:
    """Requests a second and times to answers, on a made-up ledger, with a writer beside."""
    del data  # nothing is read of any corpus
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        with open_ledger(_settings(path), create=True) as ledger:
            n = fill(ledger, SEED, at_most=REPORTS)
        pages, lists, both = run(path, SECONDS, writing=True)[-3:]
        for asked in (pages, lists, both):
            print(f"  {asked.line()}")
        errors = sum(sum(asked.wrong.values()) for asked in (pages, lists, both))
        yield Score(
            name=f"event pages, one core, {n} reports, a writer beside",
            value=pages.rate,
            unit="/s",
            anchor=200,
            anchor_of="promised",
        )
        yield Score(
            name="event pages, p99",
            value=pages.at(0.99),
            unit="ms",
            better="lower",
            anchor=300,
            anchor_of="promised",
        )
        yield Score(
            name="lists, two at once, p95",
            value=lists.at(0.95),
            unit="ms",
            better="lower",
            anchor=200,
            anchor_of="promised",
        )
        yield Score(name="events with lists among them", value=both.rate, unit="/s")
        yield Score(name="answers that failed", value=errors, better="lower")


def main() -> None:
    """The measurement on a ledger of one's own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ledger", type=Path, help="a ledger that may be written to: a copy")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--alone", action="store_true", help="nobody writes")
    parser.add_argument("--write", type=Path, help="be the writer")
    given = parser.parse_args()
    if given.write:
        _write(given.write)
        return
    if given.ledger is None:
        for score in measure(Path()):
            print(f"{score.name}: {score.value:.1f} {score.unit}")
        return
    for asked in run(given.ledger, given.seconds, writing=not given.alone):
        print(asked.line())
    print(f"load of the machine before: {statistics.fmean(os.getloadavg()):.1f}")


if __name__ == "__main__":
    main()
