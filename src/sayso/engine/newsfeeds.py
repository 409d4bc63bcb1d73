"""Feeds of a list as the watcher's source of news: asked politely, entries fetched as robots.txt allows.

Holds what is known of hosts while a watch runs. Several threads may ask, each another host.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

from sayso.classes import dataclass, field, replace
from sayso.engine.watching import Brought, Clocks, Polled
from sayso.ingest.feeds import Entry as FeedEntry
from sayso.ingest.feeds import Feed, FeedFault, FeedList, FollowedFeed, entry_item, find_feeds, read_feed
from sayso.ingest.feeds.listing import FollowKind, TextFrom
from sayso.ingest.net import Fetched, Fetcher, Request
from sayso.ingest.net.failures import Failure
from sayso.ingest.net.fetcher import PAGES, Validators
from sayso.ingest.net.headers import charset_of
from sayso.ingest.net.pace import HostState, Pace, host_begin, host_end, host_wait
from sayso.ingest.net.polling import Poll, PollState, poll_after, poll_first, poll_request
from sayso.ingest.net.polling import Polled as PollOutcome
from sayso.ingest.net.robots import Robots, judge_robots, robots_request
from sayso.ingest.net.urls import WebUrl
from sayso.ledger import Entry, FeedRow, Job
from sayso.records import Item, Refusal

__all__ = ["Feeds", "Manners"]

#: Sitemaps of an index, and feeds of a page, that are followed at most: the newest stand first.
_MOST_DERIVED = 50
#: Characters of a key that is kept as it is.
_LONGEST_KEY = 600
#: Entries of the last answer that are remembered, to tell how often a feed brings something new.
_REMEMBERED = 2000
#: How long a page that could not be had is left alone, by how often it was tried.
_AGAIN = tuple(timedelta(minutes=m) for m in (2, 10, 60, 240))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How feeds and hosts are treated; ``chance`` gives numbers in [0, 1)."""

    poll: Poll = field(default_factory=Poll)
    pace: Pace = field(default_factory=Pace)
    chance: Callable[[], float] = random.random


class Feeds:
    """The feeds of a list, as `engine.watching.NewsSource`.

    Args:
        listed: the list of feeds.
        fetcher: asks the web.
        clocks: the present instant, and a clock that never jumps.
        hosts: what was remembered of hosts by earlier watches.
    """

    def __init__(
        self,
        listed: FeedList,
        fetcher: Fetcher,
        clocks: Clocks,
        hosts: Mapping[str, Mapping[str, object]],
        manners: Manners | None = None,
    ) -> None:
        self._listed = {feed.url: feed for feed in listed.feeds if feed.enabled}
        self._delays = {rule.host: rule.delay_s for rule in listed.hosts}
        self._fetcher = fetcher
        self._clocks = clocks
        self._manners = manners or Manners()
        self._lock = Lock()
        self._hosts = {host: self._awoken(host, state) for host, state in hosts.items()}
        self._changed: set[str] = set()
        self._robots: dict[str, Robots] = {}
        self._robots_delays: dict[str, float] = {}
        #: Feeds that listed ones name: maps of a sitemap index, feeds of a page; by the feed that names them.
        self._derived: dict[str, tuple[str, ...]] = {}

    # ------------------------------------------------------------------ what the watcher asks

    def feeds(self) -> Sequence[str]:
        """The feeds to watch: those of the list, then those that they name."""
        with self._lock:
            named = [url for urls in self._derived.values() for url in urls]
        return list(dict.fromkeys((*self._listed, *named)))

    def host_of(self, feed: str) -> str:
        """The host that a feed is asked from."""
        return _host(feed)

    def wait_s(self, host: str) -> float:
        """Seconds until a host may be asked again."""
        with self._lock:
            state = self._hosts.get(host)
        wait = 0.0 if state is None else host_wait(state, self._clocks.ticking())
        return 1.0 if wait is None else wait

    def hosts_to_keep(self) -> Iterable[tuple[str, dict[str, object]]]:
        """When the hosts that were asked since the last call may be asked again."""
        with self._lock:
            changed, self._changed = sorted(self._changed), set()
            states = [(host, self._hosts[host]) for host in changed]
        now, tick = self._clocks.now(), self._clocks.ticking()
        for host, state in states:
            ready = now + timedelta(seconds=max(0.0, state.ready_at - tick))
            yield host, {"ready_at": ready.isoformat(), "failures": state.n_failures}

    def poll(self, feed: str, known: FeedRow | None, now: datetime) -> Polled:
        """Ask a feed, and read what it answers."""
        followed = self._listed.get(feed) or self._parent_of(feed)
        before = _poll_state(feed, known, followed, self._manners, now)
        if known is not None:
            self._name_again(feed, known)
        outcome = self._ask(_host(feed), poll_request(before))
        read = self._read(feed, followed, outcome, now)
        entries = (
            tuple(self._entry(each, read, followed) for each in read.entries)
            if isinstance(read, Feed)
            else ()
        )
        marks = [_mark(entry) for entry in entries]
        if isinstance(outcome, Fetched) and outcome.unchanged and known is not None:
            marks = list(known.state.get("seen", ()))
        seen = set(known.state.get("seen", ())) if known is not None else set()
        told = PollOutcome(
            outcome=outcome,
            n_new=len(set(marks) - seen),
            ttl_s=read.ttl_s if isinstance(read, Feed) else None,
            usable=not isinstance(read, FeedFault) and not (isinstance(read, Feed) and read.cut_short),
        )
        after = poll_after(
            before,
            told,
            self._manners.poll,
            now=now.timestamp(),
            wall=now,
            chance=self._manners.chance,
        )
        return Polled(row=self._row(feed, after, marks, _trouble(outcome, read), known, now), entries=entries)

    def bring(self, job: Job, now: datetime) -> Brought:
        """Fetch the page of an entry, or take its text where the feed has it whole."""
        payload = job.payload
        if "item" in payload:
            return Brought(got=_item_of(payload["item"], job.name))
        if "refusal" in payload:
            return Brought(got=Refusal(name=job.name, stage="ingest", **payload["refusal"]))
        outcome = self._ask(job.host, Request(url=str(payload["link"]), wanted=PAGES))
        if isinstance(outcome, Failure):
            if outcome.retry:
                later = now + _AGAIN[min(job.attempts, len(_AGAIN)) - 1]
                return Brought(again_at=later, code=outcome.code)
            return Brought(got=outcome.refusal(job.name))
        return Brought(
            got=Item(
                name=job.name,
                body=outcome.body,
                html=outcome.html,
                url=outcome.url,
                given_id=payload.get("guid"),
                title=payload.get("title"),
                published=payload.get("published"),
                publisher=payload.get("publisher"),
                author=payload.get("author"),
                charset=charset_of(outcome.headers.get("content-type")),
                fetched_at=now.isoformat(timespec="seconds"),
                extra={"feed": payload["feed"]},
            )
        )

    # ------------------------------------------------------------------ asking politely

    def _ask(self, host: str, request: Request) -> Fetched | Failure:
        """Ask an address of a host, with all that robots.txt and earlier answers say of it."""
        with self._lock:
            state = self._hosts.get(host, HostState(delay_s=self._delays.get(host)))
            tick = self._clocks.ticking()
            self._hosts[host] = host_begin(replace(state, ready_at=min(state.ready_at, tick)), tick)
        outcome = self._fetcher.fetch(replace(request, permit=self._permit))
        with self._lock:
            state = self._hosts[host]
            asked = (self._delays.get(host), self._robots_delays.get(host))
            delay = max((d for d in asked if d is not None), default=None)
            self._hosts[host] = host_end(
                replace(state, delay_s=delay),
                outcome,
                self._manners.pace,
                now=self._clocks.ticking(),
                wall=self._clocks.now(),
            )
            self._changed.add(host)
        return outcome

    def _permit(self, url: WebUrl) -> Failure | None:
        """Why an address may not be asked; robots.txt is fetched where it is not known, or no longer."""
        tick = self._clocks.ticking()
        with self._lock:
            known = self._robots.get(url.origin)
        if known is None or known.stale_at <= tick:
            outcome = self._fetcher.fetch(robots_request(url))
            known = judge_robots(url.origin, outcome, tick, known)
            with self._lock:
                self._robots[url.origin] = known
                if known.delay_s is not None:
                    self._robots_delays[_host(url.text)] = known.delay_s
        return known.objection(url)

    def _awoken(self, host: str, kept: Mapping[str, object]) -> HostState:
        """A host as an earlier watch left it. A clock set wrong must not bar it for longer than a day."""
        now, tick = self._clocks.now(), self._clocks.ticking()
        try:
            ready = datetime.fromisoformat(str(kept.get("ready_at")))
            left = (ready - now).total_seconds()
        except (ValueError, TypeError):
            left = 0.0
        failures = kept.get("failures")
        return HostState(
            ready_at=tick + min(max(left, 0.0), self._manners.pace.max_backoff_s),
            n_failures=failures if isinstance(failures, int) else 0,
            delay_s=self._delays.get(host),
        )

    # ------------------------------------------------------------------ reading an answer

    def _read(
        self, feed: str, followed: FollowedFeed, outcome: Fetched | Failure, now: datetime
    ) -> Feed | FeedFault | None:
        """What an answer holds; None where there is nothing to read."""
        if isinstance(outcome, Failure) or outcome.unchanged:
            return None
        if followed.kind is FollowKind.PAGE and outcome.html and feed in self._listed:
            links = find_feeds(outcome.body.decode("utf-8", "replace"), outcome.url)
            if links:
                self._name(feed, [links[0].url])
                return None
            return FeedFault(code="feed.not_a_feed", reason="the page names no feed")
        read = read_feed(outcome.body, feed, now)
        if isinstance(read, Feed) and read.maps:
            self._name(feed, list(read.maps))
        return read

    def _name(self, feed: str, urls: Sequence[str]) -> None:
        with self._lock:
            self._derived[feed] = tuple(url for url in urls if url not in self._listed)[:_MOST_DERIVED]

    def _name_again(self, feed: str, known: FeedRow) -> None:
        """Follow what a feed named when it was last read, after a start."""
        named = known.state.get("names")
        if feed not in self._derived and isinstance(named, list):
            self._name(feed, [str(url) for url in named])

    def _parent_of(self, feed: str) -> FollowedFeed:
        with self._lock:
            parent = next((own for own, urls in self._derived.items() if feed in urls), "")
        if parent in self._listed:
            return replace(self._listed[parent], url=feed, kind=FollowKind.FEED)
        return FollowedFeed(url=feed, name=_host(feed), publisher=_host(feed))

    def _entry(self, entry: FeedEntry, feed: Feed, followed: FollowedFeed) -> Entry:
        """An entry as a job: with its text if the feed has it whole, else with the page to fetch."""
        name = entry.link or f"{followed.url}#{entry.key.guid or entry.digest[:12]}"
        key = _short(json.dumps([entry.key.guid, entry.key.url]))
        whole = (
            None
            if followed.text is TextFrom.PAGE
            else entry_item(entry, feed, name, publisher=followed.publisher)
        )
        if isinstance(whole, Item):
            return Entry(
                key=key, digest=entry.digest, name=name, host="", payload={"item": _item_json(whole)}
            )
        if followed.text is TextFrom.FEED or entry.link is None:
            refusal = whole or Refusal(
                name=name, stage="ingest", code="feed.no_text", reason="neither a text nor a page"
            )
            told = {"code": refusal.code, "reason": refusal.reason}
            return Entry(key=key, digest=entry.digest, name=name, host="", payload={"refusal": told})
        day = entry.published if entry.published.usable else entry.updated
        payload = {
            "link": entry.link,
            "guid": entry.key.guid or None,
            "title": entry.title,
            "published": day.at.isoformat() if day.usable and day.at is not None else None,
            "publisher": followed.publisher,
            "author": entry.author,
            "feed": {"url": followed.url, "guid": entry.key.guid, "published": entry.published.verbatim},
        }
        return Entry(key=key, digest=entry.digest, name=name, host=_host(entry.link), payload=payload)

    def _row(
        self,
        feed: str,
        state: PollState,
        marks: Sequence[str],
        trouble: str | None,
        known: FeedRow | None,
        now: datetime,
    ) -> FeedRow:
        with self._lock:
            names = list(self._derived.get(feed, ()))
        kept = {
            "url": state.url,
            "interval_s": state.interval_s,
            "validators": {
                url: {"etag": v.etag, "last_modified": v.last_modified} for url, v in state.validators.items()
            },
            "moved_to": state.moved_to,
            "n_moved": state.n_moved,
            "stopped": state.stopped,
            "seen": list(marks)[:_REMEMBERED],
            "names": names,
        }
        due = None if state.stopped is not None else datetime.fromtimestamp(state.next_at, UTC)
        last_ok = known.last_ok_at if known is not None else None
        return FeedRow(
            feed=feed,
            state=kept,
            due_at=due.isoformat(timespec="microseconds") if due is not None else None,
            last_ok_at=now.isoformat(timespec="microseconds") if trouble is None else last_ok,
            failures=state.n_failures,
            code=trouble,
        )


def _poll_state(
    feed: str, known: FeedRow | None, followed: FollowedFeed, manners: Manners, now: datetime
) -> PollState:
    """What is remembered of a feed, as polling wants it."""
    poll = manners.poll
    if followed.interval_s is not None:
        poll = replace(poll, first_s=followed.interval_s)
    if known is None or "interval_s" not in known.state:
        return poll_first(feed, poll, now.timestamp(), manners.chance)
    state = known.state
    return PollState(
        url=str(state["url"]),
        interval_s=float(state["interval_s"]),
        next_at=now.timestamp(),
        validators={
            url: Validators(etag=each["etag"], last_modified=each["last_modified"])
            for url, each in state["validators"].items()
        },
        n_failures=known.failures,
        moved_to=state["moved_to"],
        n_moved=int(state["n_moved"]),
    )


def _trouble(outcome: Fetched | Failure, read: Feed | FeedFault | None) -> str | None:
    """The code of what went wrong with a poll."""
    if isinstance(outcome, Failure):
        return outcome.code
    return read.code if isinstance(read, FeedFault) else None


def _short(key: str) -> str:
    """A key as it is, or a digest of one that is longer than an index takes."""
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _mark(entry: Entry) -> str:
    return hashlib.sha256(f"{entry.key}\n{entry.digest}".encode()).hexdigest()[:12]


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


#: What of an item a job keeps; the rest follows from the entry.
_KEPT = ("body", "html", "given_id", "url", "title", "published", "publisher", "author", "language")


def _item_json(item: Item) -> dict[str, object]:
    return {**{name: getattr(item, name) for name in _KEPT}, "extra": dict(item.extra)}


def _item_of(kept: Mapping[str, object], name: str) -> Item:
    # `type: ignore`: what was kept is what an item took
    return Item(name=name, **kept)  # type: ignore[arg-type]
