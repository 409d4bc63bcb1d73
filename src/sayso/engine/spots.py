"""The accounts of figures put together, before anything is counted of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from sayso.classes import dataclass
from sayso.ledger import FigureGroup, time_of_figure
from sayso.records import NEAR_DAYS, Account, Claim, TimeRange

__all__ = ["Spot", "TimeFrom", "day_of", "near", "published_on", "spots_of"]


class TimeFrom(StrEnum):
    """Where the time that an amount is for comes from."""

    PERIOD = "period"
    TIME = "time"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Spot:
    """The accounts of a point, before anything is counted of them: many more are looked at than asked for."""

    event_id: str | None
    accounts: Sequence[Account]
    time: TimeRange | None
    time_from: TimeFrom
    first: str | None
    last: str | None

    @property
    def lead(self) -> Account:
        """The account that stands for them."""
        return self.accounts[0]

    @property
    def claim(self) -> Claim:
        """The claim that does."""
        return self.accounts[0].claim


def spots_of(group: FigureGroup, key: Callable[[Claim], tuple[object, ...]]) -> Iterator[Spot]:
    """An event's accounts, together for each series (by its ``key``), amount and time that they are for."""
    kinds: dict[tuple[object, ...], list[Account]] = defaultdict(list)
    for account in group.accounts:
        quantity = account.claim.quantities[0]
        kinds[key(account.claim), quantity.low, quantity.high].append(account)
    for accounts in kinds.values():
        yield from _spots_in_time(group.event_id, accounts)


def _spots_in_time(event_id: str | None, accounts: Sequence[Account]) -> Iterator[Spot]:
    by_time: dict[tuple[str | None, str | None], list[Account]] = defaultdict(list)
    untimed: list[list[Account]] = []
    for account in accounts:
        time, _ = _time_of(account.claim)
        if time is not None:
            by_time[time.earliest, time.latest].append(account)
        elif untimed and near(untimed[-1][0], account):
            untimed[-1].append(account)
        else:
            # said again months later, the same number is news of another time
            untimed.append([account])
    for together in (*by_time.values(), *untimed):
        yield _spot(event_id, together)


def _time_of(claim: Claim) -> tuple[TimeRange | None, TimeFrom]:
    time = time_of_figure(claim)
    if time is None:
        return None, TimeFrom.PUBLISHED
    return time, TimeFrom.PERIOD if time is claim.quantities[0].period else TimeFrom.TIME


def near(a: Account, b: Account) -> bool:
    """Whether two accounts without a time of their own may be for the same: published within some days."""
    if a.published is None or b.published is None:
        return a.published == b.published
    return abs((day_of(a.published) - day_of(b.published)).days) <= NEAR_DAYS


def day_of(iso: str) -> date:
    """The day of an ISO 8601 day or instant."""
    # a time of day may follow the date (ISO 8601, section 5.4)
    return date.fromisoformat(iso[:10])


def _spot(event_id: str | None, accounts: Sequence[Account]) -> Spot:
    time, time_from = _time_of(accounts[0].claim)
    published = published_on(accounts[0])
    first, last = (time.earliest, time.latest) if time else (published, published)
    return Spot(event_id, accounts, time, time_from, first, last)


def published_on(account: Account) -> str | None:
    """The day of publication of an account's report, ISO 8601."""
    return account.published[:10] if account.published else None
