"""Follows feeds for as long as it runs: polls what is due, brings what is new, reads it, and keeps it.

One thread reads and owns the ledger; a few others wait for servers, one for a host at most. What comes in
is written down as jobs before anything is done about it, and each job's outcome with its report, so that a
process killed at any line loses nothing and does nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event as Signal
from typing import Protocol

from sayso.classes import dataclass, field, replace
from sayso.engine.delivering import Writers
from sayso.engine.keeping import Keeper
from sayso.engine.linking import Linker
from sayso.engine.pipeline import KnownReport, Pipeline, Result, Tally
from sayso.errors import LedgerError, cut
from sayso.ledger import Entry, FeedRow, Job, Ledger, Outcome
from sayso.records import Item, Refusal

__all__ = ["Brought", "Clocks", "Hooks", "NewsSource", "Polled", "WatchLimits", "Watched", "Watcher"]

#: Nothing rightly waits longer: a server is believed that asks to be left alone for a day, and no more.
_LONGEST = timedelta(hours=25)
_AFTER_A_FAULT = timedelta(minutes=30)
#: How long the ledger is left alone when it cannot be written: twice as long each time, up to the second.
_STALL_S, _LONGEST_STALL_S = 5.0, 300.0
_DAY_S, _MINUTE_S = 86_400.0, 60.0
#: Who asks each feed once does not wait for a host any longer than this.
_ONCE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLimits:
    """How much a watch does at a time.

    Attributes:
        hosts: servers waited for at once.
        ahead: pages fetched and not yet read, at most.
        batch: pages read together.
        patience_s: how long a page waits for others to be read with.
        lease_s: how long a job is somebody's before it is given out again.
        tries: how often a page is asked for before it is refused.
        farewell_s: how long servers are waited for when the watch is told to stop.
    """

    hosts: int = 8
    ahead: int = 64
    batch: int = 16
    patience_s: float = 2.0
    lease_s: float = 900.0
    tries: int = 5
    farewell_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What asking a feed brought: what to remember of it from now on, and its entries, new or not."""

    row: FeedRow
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of fetching one entry: an item, a refusal, or an instant to try again and why.

    Exactly one of ``got`` and ``again_at`` is set.
    """

    got: Item | Refusal | None = None
    again_at: datetime | None = None
    code: str | None = None


class NewsSource(Protocol):
    """Where news comes from. `poll` and `bring` may block; several threads call them, one for a host.

    A job without a host has all it needs: it is brought without waiting for anybody.
    """

    def feeds(self) -> Sequence[str]:
        """The feeds to watch."""
        ...

    def host_of(self, feed: str) -> str:
        """The host that a feed is asked from."""
        ...

    def wait_s(self, host: str) -> float:
        """Seconds until a host may be asked again; 0 if it may be asked now."""
        ...

    def poll(self, feed: str, known: FeedRow | None, now: datetime) -> Polled:
        """Ask a feed."""
        ...

    def bring(self, job: Job, now: datetime) -> Brought:
        """Fetch what an entry tells of."""
        ...

    def hosts_to_keep(self) -> Iterable[tuple[str, dict[str, object]]]:
        """What has to be remembered of hosts since the last call."""
        ...


@dataclass(slots=True)
class Watched:
    """Exact counts of a watch so far. Grows as it goes."""

    polls: int = 0
    failed_polls: int = 0
    unchanged_polls: int = 0
    entries: int = 0
    retries: int = 0
    waiting: int = 0
    stalled: str | None = None
    tally: Tally = field(default_factory=Tally)


def _nothing(*_: object) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Whom a watch tells.

    Attributes:
        counts: the counts that grow; others may read them at any time.
        tell: called with the counts when they have changed.
        note: called with what has happened, one flat record each: ``event`` is poll, report, retry or stall.
        daily: called once a day, between two pieces of work, for what a ledger needs that often.
        often: called about once a minute, between two pieces of work; it must not take long.
        writers: write alerts; None where nobody is to be told.
    """

    counts: Watched = field(default_factory=Watched)
    tell: Callable[[Watched], None] = _nothing
    note: Callable[[Mapping[str, object]], None] = _nothing
    daily: Callable[[], None] = _nothing
    often: Callable[[], None] = _nothing
    writers: Writers | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    job: Job
    got: Item | Refusal
    since: float


@dataclass(frozen=True, slots=True)
class Clocks:
    """The present instant in UTC, which may jump, and a clock in seconds that never does."""

    now: Callable[[], datetime]
    ticking: Callable[[], float] = time.monotonic


Reading = tuple[Pipeline, Linker, Keeper]


class Watcher:
    """Watches the feeds of a source into a ledger.

    Args:
        reading: builds what reads, links and keeps; again after the ledger could not be written.
    """

    def __init__(
        self,
        ledger: Ledger,
        source: NewsSource,
        reading: Callable[[], Reading],
        clocks: Clocks,
        limits: WatchLimits | None = None,
        hooks: Hooks | None = None,
    ) -> None:
        self._ledger = ledger
        self._watch = ledger.watch
        self._source = source
        self._build = reading
        self._pipeline, self._linker, self._keeper = reading()
        self._clock = clocks.now
        self._ticking = clocks.ticking
        self._limits = limits or WatchLimits()
        self._hooks = hooks or Hooks()
        self._counts = self._hooks.counts
        self._next_day = self._ticking() + _DAY_S
        self._next_minute = self._ticking() + _MINUTE_S
        #: Until when pages wait for no more than the pause that their hosts are owed.
        self._pausing_until = self._ticking() - 1.0
        self._flying: dict[Future[Polled | Brought], tuple[str, str | Job]] = {}
        self._pages: list[_Page] = []
        self._asked: set[str] = set()

    def run(self, stop: Signal, *, once: bool = False) -> Watched:
        """Watch until told to stop; ``once`` asks each feed one time and ends when nothing is left to do now.

        While the ledger cannot be written (a full disk, another writer), the watch stalls, says so in its
        counts, and goes on when it can.

        Raises:
            LedgerError: with ``once``, nothing can be kept; a later watch goes on from there.
        """
        due_now = set(self._source.feeds()) if once else set()
        pool = ThreadPoolExecutor(self._limits.hosts, thread_name_prefix="fetch")
        stalls = 0
        self._mend()
        try:
            while not stop.is_set():
                try:
                    if self._step(pool, due_now) and once:
                        break
                    stalls = 0
                except LedgerError as error:
                    if once:
                        raise
                    stalls += 1
                    self._stall(error, stalls, stop)
                self._pause(stop)
            self._part()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return self._counts

    def _step(self, pool: ThreadPoolExecutor, due_now: set[str]) -> bool:
        """Take what came, read, start what is due; whether nothing is left to do now."""
        self._collect()
        self._read(everything=not self._flying)
        self._start(pool, due_now)
        if self._ticking() >= self._next_day:
            self._next_day = self._ticking() + _DAY_S
            self._hooks.daily()
        if self._ticking() >= self._next_minute:
            self._next_minute = self._ticking() + _MINUTE_S
            self._hooks.often()
        at_once = self._flying or self._pages or due_now or self._watch.has_due(_iso(self._clock()))
        return not (at_once or self._ticking() <= self._pausing_until)

    def _mend(self) -> None:
        now = self._clock()
        self._watch.mend(_iso(now), _iso(now + _LONGEST), released=True)
        self._ledger.commit()
        self._counts.waiting = self._watch.counts().waiting
        self._asked = {row.feed for row in self._watch.feeds()}

    def _stall(self, error: LedgerError, stalls: int, stop: Signal) -> None:
        """Let go of everything that is not written yet, wait, and begin again from what is."""
        self._counts.stalled = f"{error.message} ({error.item})" if error.item else error.message
        self._hooks.note({"event": "stall", "reason": self._counts.stalled})
        self._hooks.tell(self._counts)
        for future in self._flying:
            future.cancel()
        self._flying.clear()
        self._pages.clear()
        self._ledger.roll_back()
        stop.wait(min(_STALL_S * 2 ** (stalls - 1), _LONGEST_STALL_S))
        self._pipeline, self._linker, self._keeper = self._build()
        self._mend()
        self._counts.stalled = None
        self._hooks.tell(self._counts)

    # ------------------------------------------------------------------ starting what is due

    def _start(self, pool: ThreadPoolExecutor, due_now: set[str]) -> None:
        busy = {host for host, _ in self._flying.values()}
        now = self._clock()
        for feed in self._due_feeds(now, due_now):
            host = self._source.host_of(feed)
            if len(self._flying) >= self._limits.hosts:
                return
            wait_s = self._source.wait_s(host)
            if wait_s > _ONCE_S:
                due_now.discard(feed)  # it asked to be left alone: another time
            if host in busy or wait_s > 0:
                continue
            busy.add(host)
            due_now.discard(feed)
            known = self._watch.feed(feed)
            self._flying[pool.submit(self._source.poll, feed, known, now)] = (host, feed)
        self._start_jobs(pool, busy, now)

    def _due_feeds(self, now: datetime, due_now: set[str]) -> list[str]:
        """Feeds that are due, those never asked before all others, then longest due first."""
        flying = {what for _, what in self._flying.values() if isinstance(what, str)}
        watched = self._source.feeds()
        first = [feed for feed in watched if feed in due_now or feed not in self._asked]
        wanted = set(watched) - flying
        return [feed for feed in dict.fromkeys((*first, *self._watch.due_feeds(_iso(now)))) if feed in wanted]

    def _start_jobs(self, pool: ThreadPoolExecutor, busy: set[str], now: datetime) -> None:
        until = _iso(now + timedelta(seconds=self._limits.lease_s))
        ahead = len(self._pages) + sum(isinstance(what, Job) for _, what in self._flying.values())
        while len(self._flying) < self._limits.hosts and ahead < self._limits.ahead:
            found = self._watch.lease(_iso(now), until, 1, sorted(busy))
            self._ledger.commit()
            if not found:
                return
            (job,) = found
            ahead += 1
            if not job.host:
                self._brought(job, self._source.bring(job, now))
                continue
            busy.add(job.host)
            wait_s = self._source.wait_s(job.host)
            if wait_s > 0:
                self._watch.put_back(job.number, _iso(now + timedelta(seconds=wait_s)))
                if wait_s <= _ONCE_S:
                    self._pausing_until = max(self._pausing_until, self._ticking() + wait_s)
                self._ledger.commit()
                ahead -= 1
                continue
            self._flying[pool.submit(self._source.bring, job, now)] = (job.host, job)

    # ------------------------------------------------------------------ taking what came

    def _collect(self) -> None:
        landed = [future for future in self._flying if future.done()]
        for future in landed:
            _, what = self._flying.pop(future)
            fault = future.exception()
            came = None if fault is not None else future.result()
            if isinstance(what, Job):
                self._brought(what, came if isinstance(came, Brought) else _faulty(what, fault))
            else:
                self._polled(what, came if isinstance(came, Polled) else self._unasked(what))
        if landed:
            for host, state in self._source.hosts_to_keep():
                self._watch.keep_host(host, state)
            self._ledger.commit()
            self._hooks.tell(self._counts)

    def _polled(self, feed: str, polled: Polled) -> None:
        self._counts.polls += 1
        self._counts.failed_polls += polled.row.code is not None
        new = self._watch.take(feed, polled.entries, _iso(self._clock()))
        self._watch.keep_feed(polled.row)
        self._asked.add(feed)
        self._counts.entries += new
        self._counts.waiting += new
        self._counts.unchanged_polls += not new and polled.row.code is None
        self._hooks.note(
            {"event": "poll", "feed": feed, "new": new, "code": polled.row.code, "next": polled.row.due_at}
        )

    def _unasked(self, feed: str) -> Polled:
        """A feed that a fault of ours kept from being asked: it is asked again in a while."""
        known = self._watch.feed(feed)
        later = _iso(self._clock() + _AFTER_A_FAULT)
        row = known or FeedRow(feed=feed, state={}, due_at=later)
        return Polled(row=replace(row, due_at=later, failures=row.failures + 1, code="internal"))

    def _brought(self, job: Job, brought: Brought) -> None:
        if brought.got is not None:
            self._pages.append(_Page(job, brought.got, self._ticking()))
            return
        again = brought.again_at or self._clock()
        code = brought.code or "fetch.unavailable"
        if job.attempts >= self._limits.tries:
            refusal = Refusal(
                name=job.name, stage="ingest", code=code, reason=f"asked for {job.attempts} times in vain"
            )
            self._pages.append(_Page(job, refusal, self._ticking()))
            return
        self._counts.retries += 1
        self._watch.later(job.number, _iso(again), code=code)
        self._hooks.note({"event": "retry", "name": job.name, "code": code, "next": _iso(again)})

    # ------------------------------------------------------------------ reading

    def _read(self, *, everything: bool) -> None:
        """Read the pages that wait, if there are enough of them or one has waited long enough."""
        if not self._pages:
            return
        waited = self._ticking() - self._pages[0].since
        if len(self._pages) < self._limits.batch and waited < self._limits.patience_s and not everything:
            return
        pages, self._pages = self._pages, []
        results = self._pipeline.run_items(
            (page.got for page in pages),
            known=self._ledger.has_report,
            forgotten=self._ledger.is_forgotten,
            linker=self._linker,
        )
        for page, result in zip(pages, results, strict=True):
            self._keeper.add(result, page.job.number)
            self._counts.tally.add(result)
            self._counts.waiting -= 1
            self._hooks.note(
                {"event": "report", "name": page.job.name, "feed": page.job.feed, **_told(result)}
            )
        self._keeper.write()
        self._hooks.tell(self._counts)

    # ------------------------------------------------------------------ waiting and ending

    def _pause(self, stop: Signal) -> None:
        """Wait for whatever comes first: an answer, a stop, or a little time."""
        if self._flying:
            wait(self._flying, timeout=0.2, return_when=FIRST_COMPLETED)
        else:
            stop.wait(0.2)

    def _part(self) -> None:
        """End in good order: take what comes in time, give back what does not, keep all."""
        for future in list(self._flying):
            if future.cancel():
                self._give_back(self._flying.pop(future)[1])
        wait(self._flying, timeout=self._limits.farewell_s)
        self._collect()
        for _, what in self._flying.values():
            self._give_back(what)
        self._flying.clear()
        self._read(everything=True)
        self._keeper.finish()

    def _give_back(self, what: str | Job) -> None:
        if isinstance(what, Job):
            self._watch.put_back(what.number)
            self._ledger.commit()


def _faulty(job: Job, fault: BaseException | None) -> Brought:
    """A fault of ours while an entry was fetched is a refusal like any other."""
    reason = f"{type(fault).__name__}: {cut(str(fault))}" if fault else "no answer of its kind"
    return Brought(got=Refusal(name=job.name, stage="ingest", code="internal", reason=reason))


def _told(result: Result) -> dict[str, object]:
    """What became of a report, as a flat record."""
    if isinstance(result, Refusal):
        return {"outcome": Outcome.REFUSED.value, "code": result.code, "reason": result.reason}
    if isinstance(result, KnownReport):
        return {"outcome": Outcome.KNOWN.value, "report": result.article_id}
    outcome = Outcome.COPY if result.carried else Outcome.CODED
    return {"outcome": outcome.value, "report": result.article.article_id, "claims": len(result.claims)}


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
