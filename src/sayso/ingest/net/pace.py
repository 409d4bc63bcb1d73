"""How often one host is asked: one request at a time, with pauses, and patience when it fails.

Pure: states go in and come out; the caller holds them by host and brings the clock. The rules are Heritrix's
(Politeness parameters): the pause is a multiple of how long the last answer took, between two bounds.
"""

from __future__ import annotations

from datetime import datetime

from sayso.classes import dataclass, replace
from sayso.ingest.net.failures import Failure
from sayso.ingest.net.fetcher import Fetched
from sayso.ingest.net.headers import DAY_S, retry_after

__all__ = ["HostState", "Pace", "host_begin", "host_end", "host_wait"]

#: Failures that tell of the host, not of one address of it.
_HOST_FAILURES = frozenset(
    {
        "fetch.busy",
        "fetch.connect",
        "fetch.dns",
        "fetch.incomplete",
        "fetch.protocol",
        "fetch.timeout",
        "fetch.tls",
        "fetch.unavailable",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Bounds of politeness, in seconds.

    Attributes:
        factor: the pause after an answer, as a multiple of how long it took. Heritrix's default is 5.
        min_delay_s, max_delay_s: the pause at least and at most (Heritrix: 3 and 30). What robots.txt or the
            list of feeds asks for may be longer than the latter.
        backoff_s: the pause after a first failure of the host (Heritrix: 15 minutes); each further one
            doubles it.
        max_backoff_s: the longest pause.
    """

    factor: float = 5.0
    min_delay_s: float = 3.0
    max_delay_s: float = 30.0
    backoff_s: float = 900.0
    max_backoff_s: float = DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is remembered of one host.

    Attributes:
        ready_at: before this moment it is not asked.
        busy: whether a request is under way.
        n_failures: failures of the host in a row.
        delay_s: a pause that robots.txt or the list of feeds asks for.
    """

    ready_at: float = 0.0
    busy: bool = False
    n_failures: int = 0
    delay_s: float | None = None


def host_wait(state: HostState, now: float) -> float | None:
    """Seconds until the host may be asked, 0 for now; None while a request is under way."""
    return None if state.busy else max(0.0, state.ready_at - now)


def host_begin(state: HostState, now: float) -> HostState:
    """The state while a request is under way.

    Raises:
        ValueError: the host may not be asked yet; the caller's loop is wrong.
    """
    if host_wait(state, now) != 0.0:
        raise ValueError("the host is busy or its pause has not passed")
    return replace(state, busy=True)


def host_end(
    state: HostState, outcome: Fetched | Failure, pace: Pace, *, now: float, wall: datetime
) -> HostState:
    """The state after a request: when the host may be asked again.

    Args:
        state: while the request was under way.
        outcome: what it brought.
        pace: bounds of politeness.
        now: seconds of the caller's clock.
        wall: the time of day, with zone, against which a date in Retry-After is read.
    """
    pause = min(max(pace.factor * outcome.took_s, pace.min_delay_s), pace.max_delay_s)
    pause = max(pause, state.delay_s or 0.0)
    if isinstance(outcome, Fetched) or outcome.code not in _HOST_FAILURES:
        return replace(state, ready_at=now + pause, busy=False, n_failures=0)
    n_failures = state.n_failures + 1
    backoff = min(pace.backoff_s * 2.0 ** min(n_failures - 1, 20), pace.max_backoff_s)
    asked = retry_after(outcome.retry_after, wall)
    # a server that names a time knows better than we do, be it sooner or later
    wait = backoff if asked is None else asked
    return replace(state, ready_at=now + max(pause, wait), busy=False, n_failures=n_failures)
