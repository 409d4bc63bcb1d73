"""Calendar words of English and the arithmetic of days behind them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from sayso.classes import dataclass
from sayso.records import Grain

__all__ = [
    "CENTURIES",
    "DECADES",
    "HOLIDAYS",
    "MONTHS",
    "ORDINALS",
    "SEASONS",
    "WEEKDAYS",
    "Interval",
    "century",
    "day",
    "decade",
    "easter",
    "half",
    "holiday",
    "month",
    "quarter",
    "season",
    "shifted_back",
    "stretch_of",
    "unit_around",
    "week",
    "year",
]

_LONG = "january february march april may june july august september october november december".split()
_SHORT = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

#: Month name or abbreviation (lower case, no stop) to its number.
MONTHS: dict[str, int] = {**{m: i for i, m in enumerate(_LONG, start=1)}, **_SHORT}

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
#: Weekday name or abbreviation (lower case, no stop) to its number, Monday 0.
WEEKDAYS: dict[str, int] = {
    **{d: i for i, d in enumerate(_DAYS)},
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip

#: Season to its EDTF number (ISO 8601-2, 4.8) and first month, northern hemisphere.
SEASONS: dict[str, tuple[int, int]] = {
    "spring": (21, 3), "summer": (22, 6), "autumn": (23, 9), "fall": (23, 9), "winter": (24, 12),
}  # fmt: skip

ORDINALS: dict[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip

#: Decades by name, the year they begin.
DECADES: dict[str, int] = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990,
}  # fmt: skip

#: Centuries by name.
CENTURIES: dict[str, int] = {
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    "twenty-first": 21,
}  # fmt: skip

#: Feasts (lower case) as month and day, or as days after Easter Sunday (month 0).
HOLIDAYS: dict[str, tuple[int, int]] = {
    "new year's day": (1, 1), "new year's eve": (12, 31), "orthodox christmas": (1, 7), "epiphany": (1, 6),
    "valentine's day": (2, 14), "international women's day": (3, 8), "may day": (5, 1), "bastille day": (7, 14),
    "halloween": (10, 31), "armistice day": (11, 11), "christmas eve": (12, 24), "christmas day": (12, 25),
    "christmas": (12, 25), "boxing day": (12, 26), "ash wednesday": (0, -46), "palm sunday": (0, -7),
    "maundy thursday": (0, -3), "good friday": (0, -2), "easter sunday": (0, 0), "easter monday": (0, 1),
    "easter": (0, 0), "ascension day": (0, 39), "whit monday": (0, 50),
}  # fmt: skip


def easter(year: int) -> date:
    """Easter Sunday of the western churches in a year of the Gregorian calendar.

    Source:
        The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holiday(name: str, year: int) -> date:
    """The day of a feast in a year.

    Raises:
        KeyError: the feast is not in `HOLIDAYS`; a fault of the caller.
    """
    month, day = HOLIDAYS[name.lower().replace("’", "'")]
    return date(year, month, day) if month else easter(year) + timedelta(days=day)


# ------------------------------------------------------------------ arithmetic


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
    return stretch_of(first, first + timedelta(days=6), Grain.WEEK)


def month(y: int, m: int) -> Interval:
    """One month; ``m`` may run over either end of the year."""
    y, m = y + (m - 1) // 12, (m - 1) % 12 + 1
    return Interval(date(y, m, 1), date(y, m, calendar.monthrange(y, m)[1]), f"{y:04d}-{m:02d}", Grain.MONTH)


def year(y: int) -> Interval:
    """One year."""
    return Interval(date(y, 1, 1), date(y, 12, 31), f"{y:04d}", Grain.YEAR)


def decade(y: int) -> Interval:
    """Ten years from ``y``."""
    return Interval(date(y, 1, 1), date(y + 9, 12, 31), f"{y // 10:03d}X", Grain.DECADE)


def century(n: int) -> Interval:
    """The ``n``-th century."""
    # EDTF writes the 19th century 18XX, which is 1800 to 1899; the days follow it.
    return Interval(date(100 * n - 100, 1, 1), date(100 * n - 1, 12, 31), f"{n - 1:02d}XX", Grain.CENTURY)


def quarter(y: int, q: int) -> Interval:
    """A quarter, which EDTF numbers 33 to 36; ``q`` may run over either end of the year."""
    y, q = y + (q - 1) // 4, (q - 1) % 4 + 1
    return Interval(month(y, 3 * q - 2).first, month(y, 3 * q).last, f"{y:04d}-{32 + q}", Grain.QUARTER)


def half(y: int, n: int) -> Interval:
    """The first or second half of a year."""
    a, b = (1, 6) if n == 1 else (7, 12)
    return Interval(month(y, a).first, month(y, b).last, f"{y:04d}-{a:02d}/{y:04d}-{b:02d}", Grain.MONTH)


def season(y: int, name: str) -> Interval:
    """Three months from the season's first; a winter ends in the next year."""
    number, first = SEASONS[name]
    return Interval(month(y, first).first, month(y, first + 2).last, f"{y:04d}-{number}", Grain.SEASON)


def stretch_of(first: date, last: date, grain: Grain) -> Interval:
    """From one day to another."""
    if first == last:
        return day(first)
    return Interval(first, last, f"{first.isoformat()}/{last.isoformat()}", grain)


#: Days of the units that are a fixed number of them, and months of the others.
_UNIT_DAYS = {"day": 1, "night": 1, "weekday": 1, "weekend": 7, "week": 7, "fortnight": 14}
_UNIT_MONTHS = {
    "month": 1, "quarter": 3, "semester": 6, "season": 12, "year": 12, "decade": 120, "century": 1200, "millennium": 12000,
}  # fmt: skip


def shifted_back(d: date, n: int, unit: str) -> date:
    """The day ``n`` units before a day; shorter months end it earlier.

    Raises:
        ValueError: the unit is none of the calendar, or the day lies outside of it.
    """
    if unit in ("hour", "minute", "second"):
        return d - timedelta(days=int(n / 24) if unit == "hour" else 0)
    if unit in _UNIT_DAYS:
        return d - timedelta(days=n * _UNIT_DAYS[unit])
    if unit not in _UNIT_MONTHS:
        raise ValueError(f"no unit of the calendar: {unit!r}")
    there = month(d.year, d.month - n * _UNIT_MONTHS[unit])
    return there.first.replace(day=min(d.day, there.last.day))


def unit_around(d: date, unit: str) -> Interval:
    """The calendar unit that holds a day."""
    if unit in ("day", "night", "hour", "minute"):
        return day(d)
    if unit in ("week", "fortnight"):
        return week(d)
    if unit == "weekend":
        saturday = week(d).first + timedelta(days=5)
        return stretch_of(saturday, saturday + timedelta(days=1), Grain.DAY)
    if unit == "month":
        return month(d.year, d.month)
    if unit == "quarter":
        return quarter(d.year, (d.month + 2) // 3)
    if unit == "decade":
        return decade(d.year // 10 * 10)
    return century(d.year // 100 + 1) if unit == "century" else year(d.year)
