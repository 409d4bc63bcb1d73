"""The TIMEX3 form of an expression: type, value and modifier, for export and for the public benchmarks.

Source:
    TimeML 1.2.1 and ISO 24617-1; where corpora differ, what TempEval-3's corpora write most often.
"""

from __future__ import annotations

from datetime import date, timedelta

from sayso.classes import dataclass
from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.meaning import Meaning
from sayso.lang.calendar import Interval
from sayso.records import Grain

__all__ = ["Timex", "duration_value", "timex_of"]

_SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "winter": "WI"}
_DAYPARTS = {
    "morning": "MO",
    "midmorning": "MO",
    "noon": "12:00",
    "midday": "12:00",
    "lunchtime": "MI",
    "afternoon": "AF",
    "midafternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "midnight": "24:00",
    "dawn": "MO",
    "daybreak": "MO",
    "sunrise": "MO",
    "dusk": "EV",
    "nightfall": "EV",
    "sunset": "EV",
}
_UNITS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "D",
    "weekend": "WE",
    "week": "W",
    "fortnight": "W",
    "month": "M",
    "quarter": "Q",
    "semester": "M",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
    "millennium": "ML",
}
#: What half a unit is, in the unit below it.
_HALVES = {"year": (6, "M"), "day": (12, "TH"), "hour": (30, "TM"), "minute": (30, "TS")}
_MODS = {
    "about": "APPROX",
    "nearly": "LESS_THAN",
    "more_than": "MORE_THAN",
    "less_than": "LESS_THAN",
    "at_least": "EQUAL_OR_MORE",
    "at_most": "EQUAL_OR_LESS",
}
_PART_MODS = {
    "early": "START",
    "earlier": "START",
    "start": "START",
    "mid": "MID",
    "late": "END",
    "later": "END",
    "end": "END",
    "rest": "END",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timex:
    """Type (DATE, TIME, DURATION, SET), value and modifier ("" for none)."""

    type: str
    value: str
    mod: str = ""


def timex_of(said: Expr, meaning: Meaning) -> Timex:
    """How TIMEX3 writes an expression that means so."""
    mod = _MODS.get(said.approx, "")
    if said.sort is Sort.PART and said.of is not None:
        inner = timex_of(said.of, meaning)
        if said.name in ("first_half", "second_half") and meaning.days is not None:
            return Timex(type="DATE", value=_half_value(said, meaning.days))
        return Timex(
            type=inner.type, value=_whole(said.of, meaning, inner), mod=_PART_MODS.get(said.name, "")
        )
    if said.sort is Sort.DURATION:
        return Timex(type="DURATION", value=duration_value(said), mod=mod)
    if said.sort is Sort.SET:
        return Timex(type="SET", value=_every(said.of))
    if said.sort is Sort.REFERENCE:
        return Timex(type="DATE", value=f"{said.name.upper()}_REF")
    if said.sort is Sort.STRETCH:
        if said.name == "vague" and said.side == -1:
            return Timex(type="DATE", value="PAST_REF")
        return Timex(type="DURATION", value=duration_value(said), mod=mod)
    if said.sort is Sort.SPAN_OF:
        return Timex(type="DURATION", value=duration_value(said))
    if said.sort is Sort.CLOCK:
        return Timex(type="TIME", value=_clock_value(said, meaning))
    if said.sort is Sort.DAYPART:
        part = _DAYPARTS.get(said.name, "NI")
        return Timex(type="TIME", value=f"{_days_value(said, meaning)}T{part}")
    value = _days_value(said, meaning)
    return Timex(
        type="DURATION" if value.startswith("P") and "_" not in value else "DATE", value=value, mod=mod
    )


def _whole(inner: Expr, meaning: Meaning, found: Timex) -> str:
    """The value of the whole that a part was taken from: its days are gone, its unit and year are not."""
    days = meaning.days
    if days is None:
        return found.value
    middle = days.first + (days.last - days.first) // 2
    return _unit_value(inner, middle) or found.value


def _unit_value(inner: Expr, within: date) -> str:
    """The value of the calendar unit that holds a day, "" for one that has no value of its own."""
    if inner.sort is Sort.MONTH or inner.unit == "month":
        return f"{within.year:04d}-{within.month:02d}"
    if inner.sort is Sort.YEAR or inner.unit == "year":
        return f"{within.year:04d}"
    if inner.sort is Sort.DECADE or inner.unit == "decade":
        return f"{within.year // 10}X"
    if inner.sort is Sort.CENTURY or inner.unit == "century":
        return f"{within.year // 100:02d}XX"
    if inner.sort is Sort.SEASON:
        year = within.year - (inner.name == "winter" and within.month < 3)
        return f"{year:04d}-{_SEASONS[inner.name]}"
    if inner.sort is Sort.QUARTER or inner.unit == "quarter":
        return f"{within.year:04d}-Q{(within.month + 2) // 3}"
    if inner.unit == "week":
        y, w, _ = within.isocalendar()
        return f"{y:04d}-W{w:02d}"
    return ""


def _half_value(said: Expr, days: Interval) -> str:
    """The value of half a time: a half year has a sign of its own."""
    if days.grain is Grain.YEAR or (
        said.of is not None and (said.of.sort is Sort.YEAR or said.of.unit == "year")
    ):
        return f"{days.first.year:04d}-H{1 if said.name == 'first_half' else 2}"
    return days.edtf


def _days_value(said: Expr, meaning: Meaning) -> str:
    """The value of an expression by its days, with open places where it has none."""
    days = meaning.days
    if days is None:
        return _open_value(said)
    first = days.first
    if said.sort is Sort.WEEKEND or (said.sort is Sort.NTH and said.unit == "weekend"):
        y, w, _ = first.isocalendar()
        return f"{y:04d}-W{w:02d}-WE"
    if said.sort is Sort.SEASON:
        return f"{first.year:04d}-{_SEASONS[said.name]}"
    if said.sort is Sort.RANGE:
        return days.edtf
    if said.sort is Sort.UNIT and meaning.stretch:
        return duration_value(said)
    return _grain_value(days, halved=said.sort is Sort.HALF)


def _grain_value(days: Interval, *, halved: bool) -> str:
    """The value of days by their grain; ``halved`` where six months are half a year."""
    first = days.first
    if days.grain is Grain.WEEK:
        y, w, _ = first.isocalendar()
        return f"{y:04d}-W{w:02d}"
    if days.grain is Grain.QUARTER:
        return f"{first.year:04d}-Q{(first.month + 2) // 3}"
    if days.grain is Grain.MONTH and days.last - first < timedelta(days=31):
        return f"{first.year:04d}-{first.month:02d}"
    if days.grain is Grain.MONTH and halved:
        return f"{first.year:04d}-H{1 if first.month < 7 else 2}"
    if days.grain is Grain.DECADE:
        return f"{first.year // 10}X"
    if days.grain is Grain.CENTURY:
        return f"{first.year // 100:02d}XX"
    if days.grain is Grain.YEAR:
        return f"{first.year:04d}"
    return first.isoformat() if first == days.last else days.edtf


#: Values of units that are counted from a day not known.
_OPEN_UNITS = {"week": "XXXX-WXX", "month": "XXXX-XX", "year": "XXXX", "decade": "XXXX"}


def _open_value(said: Expr) -> str:
    """A value with its open places: no day of publication, or a day that is not told."""
    if said.sort in (Sort.UNIT, Sort.STORY) and said.n is None:
        return "PAST_REF" if said.side == -1 else "FUTURE_REF"
    if said.name == "bc":
        return f"BC{said.year or 0:04d}"
    if said.sort is Sort.WEEKDAY:
        return f"XXXX-WXX-{(said.weekday or 0) + 1}"
    if said.sort is Sort.DAY and said.month is not None:
        return f"XXXX-{said.month:02d}-{said.day or 1:02d}"
    if said.sort is Sort.MONTH:
        return f"XXXX-{said.month or 1:02d}"
    if said.sort is Sort.SEASON:
        return f"XXXX-{_SEASONS[said.name]}"
    if said.sort is Sort.QUARTER:
        return f"XXXX-Q{int(said.n) if said.n else 'X'}"
    if said.sort in (Sort.DAYPART, Sort.CLOCK):
        return _open_value(said.of) if said.of is not None else "XXXX-XX-XX"
    if said.sort is Sort.PART and said.of is not None:
        return _open_value(said.of)
    return _OPEN_UNITS.get(said.unit, "XXXX-XX-XX")


def _clock_value(said: Expr, meaning: Meaning) -> str:
    """The value of an hour; UTC is marked."""
    days = meaning.days
    if days is not None:
        day = days.first.isoformat()
    else:
        day = _open_value(said.of) if said.of is not None else "XXXX-XX-XX"
    zone = "Z" if said.zone in ("gmt", "utc", "z") else ""
    if said.name == "midnight":
        return f"{day}T24:00"
    return f"{day}T{said.hour or 0:02d}:{said.minute or 0:02d}{zone}"


def _number(n: float) -> str:
    """A number without a point where it is whole."""
    return str(int(n)) if n == int(n) else f"{n:g}"


def duration_value(said: Expr) -> str:
    """How long, as ISO 8601 writes it; an open number is X.

    >>> from sayso.extract.time.expressions import Expr, Sort
    >>> duration_value(Expr(sort=Sort.DURATION, unit="year", n=2.5))
    'P2Y6M'
    """
    n = said.n
    unit = _UNITS.get(said.unit, "X")
    if unit == "X":
        return "PXX"
    letter, prefix = unit.removeprefix("T"), "PT" if unit.startswith("T") else "P"
    if said.unit == "night" and n is not None:
        return f"P{_number(n)}D"
    if n is None:
        return f"{prefix}X{letter if said.unit not in ('decade', 'century') else unit}"
    if said.unit in ("decade", "century"):
        n, letter = n * (10 if said.unit == "decade" else 100), "Y"
    n *= 2 if said.unit == "fortnight" else 6 if said.unit == "semester" else 1
    if said.sort is Sort.UNIT:
        n = abs(n)
    whole, rest = int(n), n - int(n)
    if abs(rest - 0.5) < 1e-9 and said.unit in _HALVES:
        half, small = _HALVES[said.unit]
        below = (
            f"T{half}{small[1:]}"
            if small.startswith("T") and prefix == "P"
            else f"{half}{small.removeprefix('T')}"
        )
        return (
            f"{prefix}{whole}{letter}{below}"
            if whole
            else f"{'PT' if small.startswith('T') else 'P'}{half}{small.removeprefix('T')}"
        )
    body = f"{prefix}{_number(n)}{letter}"
    if said.to is not None:
        more = duration_value(said.to)
        body += more.removeprefix("PT") if prefix == "PT" else more.removeprefix("P")
    return body


def _every(each: Expr | None) -> str:
    """The value of what comes again and again: how often, or the day without its date."""
    if each is None:
        return "PXX"
    if each.sort is Sort.DURATION:
        return duration_value(each)
    if each.sort is Sort.DAYPART:
        day = _open_value(each.of) if each.of is not None else "XXXX-XX-XX"
        return f"{day}T{_DAYPARTS.get(each.name, 'NI')}"
    return _open_value(each)
