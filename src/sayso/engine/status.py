"""How a ledger and its watch stand: what came in, what became of it, what waits, and which feeds fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sayso.classes import dataclass
from sayso.ledger import FeedRow, Ledger, WatchCounts

__all__ = ["FeedStatus", "Status", "status_of", "status_to_json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """One feed: when it is due and last answered, how often it failed since, its entries' outcomes.

    Instants are ISO 8601 in UTC; ``due_at`` None means that it is not asked any more.
    """

    feed: str
    due_at: str | None
    last_ok_at: str | None
    failures: int
    code: str | None
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How things stand at an instant; ``lag_s`` is how long the oldest entry without outcome has waited."""

    at: str
    rows: Mapping[str, int]
    ever: WatchCounts
    day: WatchCounts
    hour: WatchCounts
    lag_s: float | None
    feeds: tuple[FeedStatus, ...]


def status_of(ledger: Ledger, now: datetime) -> Status:
    """How a ledger and its watch stand."""
    watch = ledger.watch
    ever = watch.counts()
    by_feed = watch.by_feed()
    return Status(
        at=now.isoformat(timespec="seconds"),
        rows=ledger.counts(),
        ever=ever,
        day=watch.counts(_iso(now - timedelta(days=1))),
        hour=watch.counts(_iso(now - timedelta(hours=1))),
        lag_s=(now - datetime.fromisoformat(ever.oldest)).total_seconds() if ever.oldest else None,
        feeds=tuple(_feed(row, by_feed.get(row.feed, {})) for row in watch.feeds()),
    )


def _feed(row: FeedRow, outcomes: Mapping[str, int]) -> FeedStatus:
    return FeedStatus(
        feed=row.feed,
        due_at=row.due_at,
        last_ok_at=row.last_ok_at,
        failures=row.failures,
        code=row.code,
        outcomes=outcomes,
    )


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def status_to_json(status: Status) -> dict[str, Any]:  # `Any`: a JSON document
    """How things stand as other programs read it."""
    return {
        "schema": "sayso/1",
        "at": status.at,
        "ledger": dict(status.rows),
        "watch": {
            "lag_s": status.lag_s,
            "waiting": status.ever.waiting,
            "leased": status.ever.leased,
            **{
                name: {
                    "entries": counts.entries,
                    "outcomes": dict(counts.outcomes),
                    "refusals": dict(counts.refusals),
                }
                for name, counts in (("ever", status.ever), ("day", status.day), ("hour", status.hour))
            },
        },
        "feeds": [asdict(feed) for feed in status.feeds],
    }
