"""The daily rate that an amount implies: so many in a stretch of days, or so many per unit of time."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sayso.classes import dataclass
from sayso.records import Claim, Measure, Nature, Quantity, Status, TimeKind, TimeRange

__all__ = ["Daily", "RateBasis", "daily_rate"]

#: Days in a unit of time, by its UCUM code. UCUM, table 5: a year is 365.25 days and a month its twelfth.
_DAYS = {
    "s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "{fortnight}": 14.0, "mo": 30.44,
    "{quarter}": 91.31, "a": 365.25, "{decade}": 3652.5,
}  # fmt: skip
#: The code of a unit of time by its name; claims stored before 2026-11-27 have the name alone.
_CODES = {
    "second": "s", "minute": "min", "hour": "h", "day": "d", "night": "d", "week": "wk",
    "fortnight": "{fortnight}", "month": "mo", "quarter": "{quarter}", "year": "a", "decade": "{decade}",
}  # fmt: skip
#: Amounts of what happens in a time.
_IN_A_TIME = frozenset({Nature.FLOW, Nature.CUMULATIVE, Nature.INCREMENT})
#: What an amount per unit of time may be besides; claims stored before 2026-11-27 are all levels.
_PER_TIME = _IN_A_TIME | {Nature.LEVEL}
#: Digits of a rate that are kept; the amounts it comes from seldom have more than two.
_DIGITS = 6


class RateBasis(StrEnum):
    """What an amount is divided by: its own unit of time, a stated length, its period, the claim's time."""

    PER = "per"
    LENGTH = "length"
    PERIOD = "period"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """So many a day; a bound that is not stated is None.

    ``shortest`` and ``longest`` are the days that the amount was divided by, two numbers where a length has
    bounds. ``cut`` tells that a period reaches past the day of publication and counts up to it alone.
    """

    low: float | None
    high: float | None
    basis: RateBasis
    shortest: float
    longest: float
    cut: bool = False


def daily_rate(claim: Claim, published: date | None) -> Daily | None:
    """The daily rate that the amount of a figure claim implies; None where it implies none.

    An amount without a number and one that is denied imply none. An amount per unit of time does, whatever
    its period; any other only if it is a flow, a running total or an increment in a known stretch of a day or
    more. What has happened, has by the day of publication, whatever the period's end ("this year").
    """
    quantity = claim.quantities[0]
    if claim.status is Status.NEGATED or (quantity.low is None and quantity.high is None):
        return None
    if quantity.per is not None:
        days = _DAYS.get(quantity.per_code or _CODES.get(quantity.per, ""))
        if days is None or quantity.nature not in _PER_TIME:
            return None
        return _divided(quantity, RateBasis.PER, days, days)
    if not _happens(claim):
        return None
    until = published if claim.status is Status.HAPPENED else None
    if quantity.period is not None:
        return _over(quantity, quantity.period, RateBasis.PERIOD, until)
    if claim.time is not None and claim.time.kind is TimeKind.INTERVAL:
        return _over(quantity, claim.time, RateBasis.TIME, until)
    return None


def _happens(claim: Claim) -> bool:
    """Whether the amount is of what happens in a time, and not of how much there is at one."""
    nature, measure = claim.quantities[0].nature, claim.figure.measure if claim.figure else None
    if measure is Measure.STOCK:
        return False
    # troops that are sent or called up happen; those that a country has, or has had, do not
    return nature is Nature.FLOW if measure is Measure.FORCE else nature in _IN_A_TIME


def _over(quantity: Quantity, time: TimeRange, basis: RateBasis, until: date | None) -> Daily | None:
    """Divided by the length that the words state, else by the days between the ends."""
    length = time.length
    if length is not None and length.low is not None and length.high is not None:
        unit = _DAYS.get(_CODES.get(length.unit, ""), 0.0)
        if length.low * unit < 1:
            return None
        return _divided(quantity, RateBasis.LENGTH, length.low * unit, length.high * unit)
    if not time.dated or time.earliest is None or time.latest is None:
        return None
    first, last = _day(time.earliest), _day(time.latest)
    cut = until is not None and until < last
    if cut and until is not None:
        last = until
    days = _hours_told(time) if not cut else None
    if days is None:
        days = float((last - first).days + (0 if _rolling(time) else 1))
    return _divided(quantity, basis, days, days, cut=cut) if days >= 1 else None


def _day(iso: str) -> date:
    # a time of day may follow the date (ISO 8601, section 5.4)
    return date.fromisoformat(iso[:10])


def _hours_told(time: TimeRange) -> float | None:
    """Days between two ends of which one at least tells the hour."""
    if time.start is None or time.end is None or "T" not in time.start + time.end:
        return None
    start, end = (datetime.fromisoformat(end.removesuffix("Z")) for end in (time.start, time.end))
    return (end - start).total_seconds() / 86400


def _rolling(time: TimeRange) -> bool:
    """Whether it runs from so many days or weeks back to now: "in the past week" is 7 days, not 8."""
    if time.offset is None or time.earliest is None or time.latest is None:
        return False
    n, unit = time.offset
    if n is None or unit not in ("day", "week"):
        return False
    return abs(n) * _DAYS[_CODES[unit]] == (_day(time.latest) - _day(time.earliest)).days > 0


def _divided(
    quantity: Quantity, basis: RateBasis, shortest: float, longest: float, *, cut: bool = False
) -> Daily:
    return Daily(
        low=None if quantity.low is None else _rounded(quantity.low / longest),
        high=None if quantity.high is None else _rounded(quantity.high / shortest),
        basis=basis,
        shortest=_rounded(shortest),
        longest=_rounded(longest),
        cut=cut,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
