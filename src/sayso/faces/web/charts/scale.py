"""Scales: round steps for numbers, and how finely days are gathered into bars."""

from __future__ import annotations

import math
from datetime import date, timedelta

from sayso.classes import dataclass
from sayso.faces.web.rendering import grouped

__all__ = ["MONTHS", "Grain", "Linear", "day_words", "grain_for", "short", "span_words"]

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

#: More bars than this are thinner than three pixels on a telephone.
MAX_BARS = 120

_NOTHING = 1e-9  # a difference this small, against what it is a difference of, comes from counting in binary


def day_words(day: date) -> str:
    """13 Sep 2023."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def span_words(first: date, last: date) -> str:
    """Both days, the year and month once where they are the same: 4–10 Sep 2023."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_words(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} – {day_words(last)}"
    return f"{day_words(first)} – {day_words(last)}"


@dataclass(frozen=True, slots=True)
class Grain:
    """A unit of the calendar and how many of them make one bar."""

    unit: str
    n: int = 1

    @property
    def words(self) -> str:
        """As in "by week", "by 5 years"."""
        return self.unit if self.n == 1 else f"{self.n} {self.unit}s"

    def floor(self, day: date) -> date:
        """The first day of the bar that holds a day. Weeks begin on Monday (ISO 8601)."""
        if self.unit == "day":
            return day
        if self.unit == "week":
            return date.fromordinal(max(1, day.toordinal() - day.weekday()))
        if self.unit == "month":
            month = (day.month - 1) // self.n * self.n + 1
            return date(day.year, month, 1)
        return date(max(1, day.year // self.n * self.n), 1, 1)

    def after(self, start: date) -> date | None:
        """The first day of the next bar; None past the end of the calendar."""
        if self.unit in ("day", "week"):
            step = 1 if self.unit == "day" else 7 - start.weekday()
            last = date.max.toordinal() - start.toordinal() < step
            return None if last else start + timedelta(days=step)
        months = self.n if self.unit == "month" else 12 * self.n
        origin = start.year if self.unit == "month" else start.year // self.n * self.n
        total = origin * 12 + start.month - 1 + months
        return None if total // 12 > date.max.year else date(total // 12, total % 12 + 1, 1)

    def label(self, start: date, *, with_year: bool) -> str:
        """What stands under a bar."""
        if self.unit == "year":
            return str(start.year)
        month = MONTHS[start.month - 1]
        if self.unit == "month":
            return f"{month} {start.year}" if with_year else month
        return day_words(start) if with_year else f"{start.day} {month}"


_GRAINS = (
    Grain("day"),
    Grain("week"),
    Grain("month"),
    Grain("month", 3),
    *(Grain("year", n) for n in (1, 2, 5, 10, 20, 50, 100)),
)


def grain_for(first: date, last: date, most: int = MAX_BARS) -> Grain:
    """The finest grain at which the bars from one day to another are no more than ``most``."""
    days = last.toordinal() - first.toordinal() + 1
    length = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.2}
    # two more than whole grains: the first and last bar may be cut
    fitting = (
        g for g in _GRAINS if days / (length[g.unit] * g.n) + 2 <= most or (g.unit == "day" and days <= most)
    )
    return next(fitting, _GRAINS[-1])


def short(value: float) -> str:
    """A number for an axis: 900, 12 k, 3.5 M."""
    if abs(value) < 9999.5:
        return grouped(round(value, 2))
    for size, sign in ((1e3, "k"), (1e6, "M"), (1e9, "bn")):
        if abs(value) / size < 999.5:
            return f"{value / size:.3g}\u202f{sign}"
    return f"{grouped(round(value / 1e12))}\u202fT"


@dataclass(frozen=True, slots=True)
class Linear:
    """From values to shares of an axis, straight or by powers of ten."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def at(self, value: float) -> float:
        """Where a value stands, 0 at the low end and 1 at the high end; outside values at the ends."""
        low, high, value = (
            (math.log10(self.low), math.log10(self.high), math.log10(max(value, self.low)))
            if self.log
            else (self.low, self.high, value)
        )
        return min(1.0, max(0.0, (value - low) / (high - low)))

    @classmethod
    def over(cls, lowest: float, highest: float, most: int = 5) -> Linear:
        """A scale with round ends that holds both values, and at most ``most`` steps."""
        if highest - lowest <= _NOTHING * max(1.0, abs(lowest)):
            highest = lowest + (abs(lowest) if abs(lowest) > _NOTHING else 1)
        step = _round_step((highest - lowest) / most)
        low = math.floor(lowest / step) * step
        n = max(1, math.ceil((highest - low) / step - 1e-9))
        return cls(low, low + n * step, tuple(low + i * step for i in range(n + 1)))

    @classmethod
    def powers(cls, lowest: float, highest: float) -> Linear:
        """A scale by powers of ten over positive values."""
        first = math.floor(math.log10(lowest) + 1e-9)
        last = max(first + 1, math.ceil(math.log10(highest) - 1e-9))
        every = max(1, math.ceil((last - first) / 6))
        return cls(10.0**first, 10.0**last, tuple(10.0**p for p in range(first, last + 1, every)), log=True)


def _round_step(rough: float) -> float:
    """The next step up among 1, 2 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next((k * power for k in (1, 2, 5) if k * power >= rough * (1 - 1e-9)), 10 * power)
