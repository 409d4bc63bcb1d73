"""A watch: every entry has one outcome, whatever servers, disks, clocks and signals do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Signal

import pytest

import stubs
from ledgers import open_ledger
from sayso.engine.config import load_settings
from sayso.engine.keeping import Keeper
from sayso.engine.linking import Linker
from sayso.engine.pipeline import Pipeline
from sayso.engine.watching import Brought, Clocks, Hooks, Polled, Watched, Watcher, WatchLimits
from sayso.errors import LedgerError
from sayso.ledger import Entry, FeedRow, Job, Ledger
from sayso.records import Item, Refusal

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
PAPER, WIRE = "https://paper.example/rss", "https://wire.example/rss"


@dataclass
class Source:
    """Feeds and pages that answer as told: text is an item, None is busy, an exception a fault of ours."""

    pages: dict[str, dict[str, object]]
    every: timedelta = timedelta(minutes=30)
    now: datetime = NOW
    asked: list[str] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    slow: set[str] = field(default_factory=set)
    whole: bool = False

    def host(self, feed: str) -> str:
        return "" if self.whole else self.host_of(feed)

    def feeds(self) -> Sequence[str]:
        return list(self.pages)

    def host_of(self, feed: str) -> str:
        return feed.split("/")[2]

    def wait_s(self, host: str) -> float:
        return 1.0 if host in self.slow else 0.0

    def poll(self, feed: str, known: FeedRow | None, now: datetime) -> Polled:
        self.asked.append(feed)
        if feed in self.faulty:
            raise ZeroDivisionError("a made-up fault")
        entries = tuple(
            Entry(key=key, digest=str(page), name=key, host=self.host(feed), payload={"key": key})
            for key, page in self.pages[feed].items()
        )
        row = FeedRow(feed=feed, state={"n": len(entries)}, due_at=(now + self.every).isoformat())
        return Polled(row=row, entries=entries)

    def bring(self, job: Job, now: datetime) -> Brought:
        self.brought.append(job.name)
        page = self.pages[job.feed][job.payload["key"]]
        if isinstance(page, Exception):
            raise page
        if page is None:
            return Brought(again_at=now + timedelta(minutes=job.attempts), code="fetch.busy")
        if isinstance(page, Refusal):
            return Brought(got=page)
        return Brought(got=Item(name=job.name, body=str(page)))

    def hosts_to_keep(self) -> Iterable[tuple[str, dict[str, object]]]:
        return [("paper.example", {"asked": len(self.asked)})]


class Desk:
    """A watcher over a ledger of its own, with stub parts."""

    def __init__(self, ledger: Ledger, source: Source) -> None:
        self.ledger = ledger
        self.source = source
        self.told: list[str | None] = []
        self.reader = stubs.StubReader()
        self.tell: Callable[[Watched], None] | None = None
        self.notes: list[Mapping[str, object]] = []

    def note_stall(self, counts: Watched) -> None:
        self.told.append(counts.stalled)

    def watcher(
        self, limits: WatchLimits | None = None, ticking: Callable[[], float] = time.monotonic
    ) -> Watcher:
        settings = load_settings({})
        parts = stubs.parts({}, self.reader)

        def reading() -> tuple[Pipeline, Linker, Keeper]:
            linker = Linker(self.ledger, window_days=30, now=NOW.isoformat)
            return Pipeline(parts), linker, Keeper(self.ledger, linker, settings, parts, self.clock)

        return Watcher(
            self.ledger,
            self.source,
            reading,
            Clocks(self.clock, ticking),
            limits or WatchLimits(patience_s=0.0),
            Hooks(tell=self.tell or self.note_stall, note=self.notes.append),
        )

    def clock(self) -> datetime:
        return self.source.now

    def once(self, limits: WatchLimits | None = None) -> Watched:
        return self.watcher(limits).run(Signal(), once=True)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as opened:
        yield opened


Make = Callable[[Source], Desk]


@pytest.fixture
def desk(ledger: Ledger) -> Make:
    return lambda source: Desk(ledger, source)


def test_every_entry_has_one_outcome(desk: Make) -> None:
    refusal = Refusal(name="c", stage="ingest", code="fetch.robots", reason="not allowed")
    source = Source(
        {
            PAPER: {"a": "Norway met Turkey.", "b": "Nothing happened.", "c": refusal, "d": ""},
            WIRE: {"e": "They met again in Oslo."},
        }
    )
    at = desk(source)
    done = at.once()
    counts = at.ledger.watch.counts()
    assert (counts.entries, counts.waiting) == (5, 0)
    assert counts.outcomes == {"coded": 3, "refused": 2}
    assert counts.refusals == {"fetch.robots": 1, "text.empty": 1}
    assert (done.polls, done.entries, done.tally.coded, done.tally.n_refused) == (2, 5, 3, 2)
    assert at.ledger.counts()["reports"] == 3
    assert at.ledger.counts()["refusals"] == 2
    assert sorted(source.brought) == list("abcde")
    assert done.waiting == 0
    told = {(n["event"], n.get("outcome")) for n in at.notes}
    assert told == {("poll", None), ("report", "coded"), ("report", "refused")}


def test_entries_with_their_text_wait_for_no_host(desk: Make) -> None:
    source = Source({PAPER: {k: f"Norway met Turkey in {k}." for k in "abcde"}}, whole=True)
    at = desk(source)
    assert at.once(WatchLimits(hosts=1, ahead=2, patience_s=0.0)).tally.coded == 5
    assert at.ledger.watch.counts().outcomes == {"coded": 5}


def test_what_was_seen_is_not_asked_for_again_and_what_changed_is(desk: Make) -> None:
    source = Source({PAPER: {"a": "Norway met Turkey.", "b": "They met in Oslo."}})
    at = desk(source)
    at.once()
    source.pages[PAPER]["a"] = "Norway met Turkey twice."
    source.now += timedelta(minutes=31)
    done = at.once()
    assert source.brought == ["a", "b", "a"]
    assert (done.entries, done.tally.coded) == (1, 1)
    source.now += timedelta(minutes=31)
    assert at.once().unchanged_polls == 1
    assert at.ledger.watch.counts().outcomes == {"coded": 3}


def test_the_same_words_under_two_entries_are_one_report(desk: Make) -> None:
    at = desk(Source({PAPER: {"a": "Norway met Turkey.", "b": "Norway met Turkey."}}))
    at.once()
    assert at.ledger.counts()["reports"] == 1
    outcomes = at.ledger.watch.counts().outcomes
    assert sum(outcomes.values()) == 2
    assert outcomes["known"] == 1


def test_a_server_that_is_busy_is_asked_again_and_refused_in_the_end(desk: Make) -> None:
    source = Source({PAPER: {"a": None}})
    at = desk(source)
    assert at.once(WatchLimits(tries=3)).retries == 1
    for _ in range(2):
        source.now += timedelta(hours=1)
        at.once(WatchLimits(tries=3))
    assert source.brought == ["a", "a", "a"]
    assert at.ledger.watch.counts().refusals == {"fetch.busy": 1}
    source.pages[PAPER]["a"] = "Norway met Turkey."
    source.now += timedelta(hours=1)
    at.once()
    assert at.ledger.watch.counts().outcomes == {"coded": 1, "refused": 1}


def test_a_fault_of_ours_ends_neither_the_watch_nor_the_feed(desk: Make) -> None:
    source = Source(
        {PAPER: {"a": ZeroDivisionError("made up"), "b": "Norway met Turkey."}, WIRE: {"c": "They met."}},
        faulty={WIRE},
    )
    at = desk(source)
    done = at.once()
    assert (done.failed_polls, done.tally.coded) == (1, 1)
    assert at.ledger.watch.counts().refusals == {"internal": 1}
    row = at.ledger.watch.feed(WIRE)
    assert row is not None
    assert (row.code, row.failures) == ("internal", 1)
    source.faulty.clear()
    source.now += timedelta(hours=1)
    assert at.once().tally.coded == 1


def test_a_host_that_must_wait_keeps_nobody_else(desk: Make) -> None:
    source = Source(
        {PAPER: {"a": "Norway met Turkey."}, WIRE: {"b": "They met in Oslo."}}, slow={"wire.example"}
    )
    at = desk(source)
    stop = Signal()

    def tell(counts: Watched) -> None:
        if counts.tally.coded:
            stop.set()

    at.tell = tell
    at.watcher().run(stop)
    assert source.asked == [PAPER]
    assert at.ledger.watch.counts().outcomes == {"coded": 1}


class PacedSource(Source):
    """A source whose hosts are owed a second's pause after each page; its time passes as it is asked for."""

    seconds: float = 0.0
    ready_at: float = 0.0

    def tick(self) -> float:
        self.seconds += 0.2
        self.now = NOW + timedelta(seconds=self.seconds)
        return self.seconds

    def wait_s(self, host: str) -> float:
        return max(0.0, self.ready_at - self.seconds)

    def bring(self, job: Job, now: datetime) -> Brought:
        self.ready_at = self.seconds + 1.0
        return super().bring(job, now)


class Impatient(Signal):
    """A signal that is not waited for."""

    def wait(self, timeout: float | None = None) -> bool:
        return self.is_set()


def test_once_waits_for_the_pauses_that_hosts_are_owed(desk: Make) -> None:
    """Several pages of one host are not left for the next time."""
    source = PacedSource({PAPER: {"a": "Norway met Turkey.", "b": "They met in Oslo.", "c": "They left."}})
    at = desk(source)
    at.watcher(ticking=source.tick).run(Impatient(), once=True)
    assert at.ledger.watch.counts().outcomes == {"coded": 3}
    assert source.seconds >= 2.0


def test_a_watch_told_to_stop_gives_back_what_it_has_not_read(desk: Make) -> None:
    source = Source({PAPER: {"a": "Norway met Turkey.", "b": "They met in Oslo."}})
    at = desk(source)
    stop = Signal()
    stop.set()
    assert at.watcher().run(stop).polls == 0
    at.ledger.watch.take(PAPER, source.poll(PAPER, None, NOW).entries, NOW.isoformat())
    at.ledger.watch.lease(NOW.isoformat(), (NOW + timedelta(hours=1)).isoformat(), 1)
    at.ledger.commit()
    at.once()
    assert at.ledger.watch.counts().outcomes == {"coded": 2}


def test_a_ledger_that_cannot_be_written_stalls_the_watch_and_loses_nothing(
    desk: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source({PAPER: {k: f"Norway met Turkey in {k}." for k in ("Oslo", "Bergen", "Ankara")}})
    at = desk(source)
    monkeypatch.setattr("sayso.engine.watching._STALL_S", 0.0)
    stop, failures = Signal(), iter([True, True, False])
    write = Keeper.write

    def failing(keeper: Keeper) -> None:
        if keeper._waiting and next(failures, False):
            raise LedgerError("the disk is full")
        write(keeper)

    monkeypatch.setattr(Keeper, "write", failing)

    def tell(counts: Watched) -> None:
        at.told.append(counts.stalled)
        if at.ledger.watch.counts().outcomes:
            stop.set()

    at.tell = tell
    at.watcher().run(stop)
    assert at.told.count("the disk is full") == 2
    at.once()
    assert at.ledger.watch.counts().outcomes == {"coded": 3}
    assert at.ledger.counts()["reports"] == 3
    assert at.ledger.care.faults(full=False) == []


def test_once_says_what_is_wrong_with_the_ledger(desk: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    at = desk(Source({PAPER: {"a": "Norway met Turkey."}}))

    def failing(_keeper: Keeper) -> None:
        raise LedgerError("the disk is full")

    monkeypatch.setattr(Keeper, "write", failing)
    with pytest.raises(LedgerError, match="full"):
        at.once()


def test_a_clock_set_back_a_day_stops_no_feed(desk: Make) -> None:
    source = Source({PAPER: {"a": "Norway met Turkey."}})
    at = desk(source)
    source.now = NOW + timedelta(days=30)
    at.once()
    source.now = NOW
    source.pages[PAPER]["b"] = "They met in Oslo."
    stop = Signal()
    at.tell = lambda counts: stop.set() if counts.tally.coded else None
    at.watcher().run(stop)
    assert at.ledger.watch.counts().outcomes == {"coded": 2}


def test_what_hosts_say_is_kept(desk: Make) -> None:
    at = desk(Source({PAPER: {"a": "Norway met Turkey."}}))
    at.once()
    assert at.ledger.watch.host("paper.example") == {"asked": 1}
    assert at.ledger.watch.hosts() == {"paper.example": {"asked": 1}}
