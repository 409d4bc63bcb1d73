"""When a feed is asked again: sooner if it changes often, later if it does not, never if it is gone.

Pure: one state per feed goes in and comes out; clock and chance are the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sayso.classes import dataclass, field, replace
from sayso.ingest.net.failures import Failure
from sayso.ingest.net.fetcher import FEEDS, Fetched, Request, Validators
from sayso.ingest.net.headers import DAY_S, max_age, retry_after

__all__ = ["Poll", "PollState", "Polled", "poll_after", "poll_at", "poll_first", "poll_request"]

#: Addresses whose validators are kept for one feed: as many as redirects may lead through.
_MAX_KEPT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """Bounds of polling.

    Attributes:
        first_s: the interval to begin with. Feed authors ask for 30 to 60 minutes at least where a feed says
            nothing (rachelbythebay.com/fs/help.html).
        min_s, max_s: the interval at least and at most.
        faster, slower: what the interval is multiplied by after a poll that brought something new, and after
            one that did not. Two quiet polls undo one that brought news.
        jitter: the share of the interval by which a poll is early or late at random, so that feeds added
            together part company.
        moved_after: sightings of one permanent redirect after which the new address replaces the old; a wrong
            redirect lasts an hour as often as not.
    """

    first_s: float = 3_600.0
    min_s: float = 1_800.0
    max_s: float = DAY_S
    faster: float = 0.7
    slower: float = 1.2
    jitter: float = 0.1
    moved_after: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What is remembered of one feed between polls.

    Attributes:
        url: where it is asked for.
        interval_s: the interval it is at, without chance, failures and what servers ask.
        next_at: when it is asked next.
        validators: by address, verbatim.
        n_failures: failures in a row.
        moved_to, n_moved: a permanent redirect and how often in a row it was seen.
        stopped: why it is never asked again; None while it is.
    """

    url: str
    interval_s: float
    next_at: float
    validators: Mapping[str, Validators] = field(default_factory=dict)
    n_failures: int = 0
    moved_to: str | None = None
    n_moved: int = 0
    stopped: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One poll's outcome, with what the feed itself says.

    Attributes:
        outcome: what fetching brought.
        n_new: entries not seen before, changed ones included.
        ttl_s: the interval that the feed asks for (RSS ttl, sy:updatePeriod); None if it does not say.
        usable: whether the body could be read as what was wanted. Validators of a body that could not are not
            kept: "not modified" would hide its repair.
    """

    outcome: Fetched | Failure
    n_new: int = 0
    ttl_s: float | None = None
    usable: bool = True


def poll_at(interval_s: float | None, poll: Poll) -> Poll:
    """The bounds for a feed whose interval a person has set: it may lie outside the others' bounds."""
    if interval_s is None:
        return poll
    least, most = min(poll.min_s, interval_s), max(poll.max_s, interval_s)
    return replace(poll, first_s=interval_s, min_s=least, max_s=most)


def poll_first(url: str, poll: Poll, now: float, chance: Callable[[], float]) -> PollState:
    """A feed that was never asked: due at a random moment of its first minute.

    Args:
        url: where it is asked for.
        poll: bounds of polling.
        now: seconds of the caller's clock.
        chance: a number in [0, 1) at each call.
    """
    return PollState(url=url, interval_s=poll.first_s, next_at=now + 60.0 * chance())


def poll_request(state: PollState) -> Request:
    """The request for a feed, conditional on what was kept of it."""
    return Request(url=state.url, wanted=FEEDS, validators=state.validators)


def poll_after(
    state: PollState, polled: Polled, poll: Poll, *, now: float, wall: datetime, chance: Callable[[], float]
) -> PollState:
    """The state after a poll.

    410 stops the feed. Failures double the wait each, up to the longest interval, and leave the interval
    itself alone. What servers ask for (Retry-After, Cache-Control, ttl) makes a wait longer, never shorter,
    and a day at most.

    Args:
        state: before the poll.
        polled: what it brought.
        poll: bounds of polling.
        now: seconds of the caller's clock.
        wall: the time of day, with zone.
        chance: a number in [0, 1) at each call.
    """
    outcome = polled.outcome
    spread = 1.0 + poll.jitter * (2.0 * chance() - 1.0)
    if isinstance(outcome, Failure):
        if outcome.code == "fetch.gone":
            return replace(state, stopped=outcome.reason, n_failures=state.n_failures + 1)
        n_failures = state.n_failures + 1
        wait = min(state.interval_s * 2.0 ** min(n_failures, 10), poll.max_s) * spread
        asked = retry_after(outcome.retry_after, wall) or 0.0
        return replace(state, n_failures=n_failures, next_at=now + max(wait, asked), moved_to=None, n_moved=0)
    step = poll.faster if polled.n_new else poll.slower
    interval = min(max(state.interval_s * step, poll.min_s), poll.max_s)
    fresh = max_age(outcome.headers.get("cache-control")) or 0.0
    wait = max(min(interval * spread, poll.max_s), min(max(fresh, polled.ttl_s or 0.0), DAY_S))
    kept = _kept(state, outcome) if polled.usable else {}
    settled = replace(state, interval_s=interval, next_at=now + wait, validators=kept, n_failures=0)
    return _moved(settled, outcome, poll)


def _kept(state: PollState, outcome: Fetched) -> dict[str, Validators]:
    """Validators by the address that gave them, the newest last."""
    kept = {url: v for url, v in state.validators.items() if url != outcome.url}
    if outcome.validators.headers():
        kept[outcome.url] = outcome.validators
    return dict(list(kept.items())[-_MAX_KEPT:])


def _moved(state: PollState, outcome: Fetched, poll: Poll) -> PollState:
    if outcome.moved_to is None:
        return replace(state, moved_to=None, n_moved=0)
    n_moved = state.n_moved + 1 if outcome.moved_to == state.moved_to else 1
    if n_moved < poll.moved_after:
        return replace(state, moved_to=outcome.moved_to, n_moved=n_moved)
    return replace(state, url=outcome.moved_to, moved_to=None, n_moved=0)
