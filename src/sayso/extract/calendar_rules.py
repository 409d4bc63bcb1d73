"""Calendar arithmetic: from what an expression says to first day, last day, EDTF and grain."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from sayso.records import Grain

__all__ = [
    "Interval",
    "day",
    "decade",
    "month",
    "month_shift",
    "quarter",
    "season",
    "span_of",
    "week",
    "year",
]


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole days, both ends inclusive, with the form EDTF (ISO 8601-2) gives them."""

    first: date
    last: date
    edtf: str
    grain: Grain


def day(d: date) -> Interval:
    """One day."""
    return Interval(d, d, d.isoformat(), Grain.DAY)


def week(d: date) -> Interval:
    """The week (Monday to Sunday) that holds a day."""
    first = d - timedelta(days=d.weekday())
    last = first + timedelta(days=6)
    return Interval(first, last, f"{first.isoformat()}/{last.isoformat()}", Grain.WEEK)


def month(y: int, m: int) -> Interval:
    """One month."""
    last = calendar.monthrange(y, m)[1]
    return Interval(date(y, m, 1), date(y, m, last), f"{y:04d}-{m:02d}", Grain.MONTH)


def month_shift(d: date, by: int) -> Interval:
    """The month ``by`` months after that of a day."""
    at = d.year * 12 + d.month - 1 + by
    return month(at // 12, at % 12 + 1)


def year(y: int) -> Interval:
    """One year."""
    return Interval(date(y, 1, 1), date(y, 12, 31), f"{y:04d}", Grain.YEAR)


def decade(y: int) -> Interval:
    """Ten years from ``y``."""
    return Interval(date(y, 1, 1), date(y + 9, 12, 31), f"{y // 10:03d}X", Grain.DECADE)


def quarter(y: int, q: int) -> Interval:
    """A quarter; EDTF numbers them 33 to 36."""
    first = month(y, 3 * q - 2).first
    return Interval(first, month(y, 3 * q).last, f"{y:04d}-{32 + q}", Grain.QUARTER)


def season(y: int, number: int, first_month: int) -> Interval:
    """A season of three months; a winter ends in the next year."""
    first = date(y, first_month, 1)
    return Interval(first, month_shift(first, 2).last, f"{y:04d}-{number}", Grain.SEASON)


def span_of(first: date, last: date, grain: Grain) -> Interval:
    """From one day to another."""
    if first == last:
        return day(first)
    return Interval(first, last, f"{first.isoformat()}/{last.isoformat()}", grain)
