"""robots.txt as RFC 9309 has it: what it allows, for how long it is believed, and what silence means.

Pure: the caller fetches `robots_request` and hands the outcome to `judge_robots` with the time; what comes
back answers for every address of that origin until it is stale.
"""

from __future__ import annotations

import math
import re
from enum import Enum
from urllib.parse import urlsplit

import protego

from sayso.classes import dataclass, replace
from sayso.ingest.net.failures import Failure
from sayso.ingest.net.fetcher import ANY, Fetched, Request
from sayso.ingest.net.headers import DAY_S, max_age
from sayso.ingest.net.urls import WebUrl

__all__ = ["AGENT_TOKEN", "Robots", "Standing", "judge_robots", "robots_request"]

#: The token that speaks to us in robots.txt, matched whatever its case.
AGENT_TOKEN = "sayso"  # noqa: S105  no secret
#: RFC 9309, 2.5: at least 500 KiB are parsed; what follows is as if it were not there.
MAX_PARSED_BYTES = 500 * 1024
#: RFC 9309, 2.4: not believed for longer than this, unless the server cannot be reached.
_FRESH_S = DAY_S
_AGENT_LINE = re.compile(r"^(\s*user[- ]?agent[ \t:]+)([^\r\n#]*)", re.IGNORECASE | re.MULTILINE)
#: Not asked more often than this, however short the file says it lives.
_MIN_FRESH_S = 3_600.0
#: When a server that failed is asked for its robots.txt again; doubled at each failure, a day at most.
_RETRY_S = 1_800.0
#: Seconds between two requests that are honoured at most. Some files say a day to be left alone, by which a
#: feed would never be read again; the polling interval already leaves such sites alone.
_MAX_DELAY_S = 600.0
#: Statuses below 500 that tell of trouble, not of a missing file.
_TROUBLE = frozenset({408, 425, 429})


class Standing(Enum):
    """What is known of an origin's robots.txt."""

    RULES = "rules"  # it was read
    ABSENT = "absent"  # there is none: everything is allowed
    UNREACHABLE = "unreachable"  # it cannot be read for now: nothing is allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What one origin allows.

    Attributes:
        origin: scheme, host and port.
        standing: whether it was read.
        stale_at: when it is to be fetched again; a moment of the clock that `judge_robots` was given.
        delay_s: seconds between requests that it asks for; None if it does not say.
        sitemaps: those it names, at most a hundred.
        n_failures: how often in a row it could not be reached.
        believed_at: when it was last read or known to be absent.
    """

    origin: str
    standing: Standing
    stale_at: float
    delay_s: float | None = None
    sitemaps: tuple[str, ...] = ()
    n_failures: int = 0
    believed_at: float | None = None
    rules: protego.Protego | None = None

    def allows(self, url: WebUrl) -> bool:
        """Whether an address of this origin may be fetched; robots.txt itself always may."""
        if self.standing is Standing.ABSENT or urlsplit(url.text).path == "/robots.txt":
            return True
        if self.standing is Standing.UNREACHABLE or self.rules is None:
            return False
        return bool(self.rules.can_fetch(url.text, AGENT_TOKEN))

    def objection(self, url: WebUrl) -> Failure | None:
        """Why an address may not be fetched; None if it may."""
        if self.allows(url):
            return None
        if self.standing is Standing.UNREACHABLE:
            failure = Failure.of(
                "fetch.robots", "robots.txt cannot be read for now, which bars everything", url.text
            )
            return replace(failure, retry=True)
        return Failure.of("fetch.robots", "robots.txt does not allow it", url.text)


def robots_request(url: WebUrl) -> Request:
    """The request for the robots.txt that speaks for an address."""
    return Request(url=f"{url.origin}/robots.txt", wanted=ANY)


def judge_robots(origin: str, outcome: Fetched | Failure, now: float, before: Robots | None = None) -> Robots:
    """What an origin allows after its robots.txt was asked for.

    RFC 9309, 2.3.1: a file that was read holds, wherever redirects found it; 4xx and too many redirects mean
    that there is none; 5xx, silence and whatever else keeps it from being read bar everything. 429 counts as
    trouble, as Google has it: a server that has too much to do did not say that all is allowed.
    What was read before is believed on while the server cannot be reached (2.4), for a day more.

    Args:
        origin: scheme, host and port.
        outcome: what fetching it brought.
        now: seconds of the caller's clock.
        before: what was known until now.
    """
    if isinstance(outcome, Fetched) and not outcome.unchanged:
        return _read(origin, outcome, now)
    if isinstance(outcome, Fetched):
        if before is not None and before.standing is not Standing.UNREACHABLE:
            return replace(before, stale_at=now + _lifetime(outcome), n_failures=0, believed_at=now)
        return _trouble(origin, now, before)
    declined = outcome.status is not None and 400 <= outcome.status < 500 and outcome.status not in _TROUBLE
    if declined or outcome.code == "fetch.too_many_redirects":
        return Robots(origin=origin, standing=Standing.ABSENT, stale_at=now + _FRESH_S, believed_at=now)
    return _trouble(origin, now, before)


def _trouble(origin: str, now: float, before: Robots | None) -> Robots:
    n_failures = (before.n_failures if before else 0) + 1
    again = now + min(_RETRY_S * 2.0 ** min(n_failures - 1, 10), _FRESH_S)
    if before is not None and before.believed_at is not None and now - before.believed_at < 2 * _FRESH_S:
        return replace(before, stale_at=again, n_failures=n_failures)
    return Robots(origin=origin, standing=Standing.UNREACHABLE, stale_at=again, n_failures=n_failures)


def _lifetime(outcome: Fetched) -> float:
    stated = max_age(outcome.headers.get("cache-control"))
    return _FRESH_S if stated is None else min(max(stated, _MIN_FRESH_S), _FRESH_S)


def _own_name(line: re.Match[str]) -> str:
    """An agent's line in whole tokens: RFC 9309, 2.2.1, has `say` and `saysomething` speak to others.

    protego finds a token anywhere in ours. A version after the token does not matter.
    """
    field, value = line.groups()
    token = re.match(r"[a-z_-]*", value.strip().lower())
    if value.strip() == "*" or (token is not None and token.group() == AGENT_TOKEN):
        return f"{field}{AGENT_TOKEN if token and token.group() else '*'}"
    return f"{field}another-robot"


def _read(origin: str, outcome: Fetched, now: float) -> Robots:
    body = outcome.body
    if len(body) > MAX_PARSED_BYTES:  # a line that is cut in two would mean something else
        body = body[: MAX_PARSED_BYTES + 1].rpartition(b"\n")[0][:MAX_PARSED_BYTES]
    text = body.decode("utf-8-sig", "replace")
    rules = protego.Protego.parse(_AGENT_LINE.sub(_own_name, text.replace("\x00", "")))
    delays = [rules.crawl_delay(AGENT_TOKEN)]
    rate = rules.request_rate(AGENT_TOKEN)
    if rate is not None and rate.requests:
        delays.append(rate.seconds / rate.requests)
    asked = [float(d) for d in delays if d is not None and math.isfinite(float(d)) and d >= 0]
    return Robots(
        origin=origin,
        standing=Standing.RULES,
        stale_at=now + _lifetime(outcome),
        delay_s=min(max(asked), _MAX_DELAY_S) if asked else None,
        sitemaps=tuple(dict.fromkeys(list(rules.sitemaps)[:100])),
        believed_at=now,
        rules=rules,
    )
