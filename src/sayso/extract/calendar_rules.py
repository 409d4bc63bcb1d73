"""Which days a calendar expression means: arithmetic first, then one rule for each kind of expression.

A rule gets the named parts of an expression without its preposition ("Wednesday", "early March", "the
past six months"); `sayso.extract.time` finds expressions and reads the words around them.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

from sayso.lang.calendar import (
    CENTURIES,
    DECADES,
    MONTHS,
    NEAR_DAYS,
    ORDINALS,
    WEEKDAYS,
    Interval,
    century,
    day,
    decade,
    holiday,
    month,
    quarter,
    season,
    shifted_back,
    stretch_of,
    unit_around,
    week,
    year,
)
from sayso.lang.numbers import read_number
from sayso.records import Grain

__all__ = ["RULES", "Asked", "Rule", "Said", "Tense"]

#: What the verb says of a time: behind us, before us, or neither.
Tense = Literal["past", "ahead", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What rules look at: the day the text speaks from, the tense, and the time told before."""

    today: date | None
    tense: Tense = "open"
    story: Interval | None = None

    @property
    def ahead(self) -> bool:
        """Whether the verb looks ahead."""
        return self.tense == "ahead"


class Said(dict[str, str]):
    """The named parts of a matched expression; a part that was not said is empty."""

    def __missing__(self, key: str) -> str:
        return ""


class Rule(Protocol):
    """What an expression means, said on a day ``t``.

    Rules marked ``fixed`` and ``story`` where they are listed are asked without a day too; they read
    ``asked.today`` where it matters to them, and ``t`` is then the first of all days.
    """

    def __call__(self, said: Said, t: date, asked: Asked, /) -> Interval | None:
        """The days meant, None if they cannot be told."""
        ...


# ------------------------------------------------------------------ parts and counts


def _parted(whole: Interval, part: str) -> Interval:
    """The third (or half) of an interval that "early", "mid", "late", "the end of" mean."""
    if not part or whole.first == whole.last:
        return whole
    word = part.lower()
    n = (whole.last - whole.first).days + 1
    third = timedelta(days=n // 3)
    if "half" in word:
        if whole.grain is Grain.YEAR:
            y = whole.first.year
            a, b = (1, 6) if "first" in word else (7, 12)
            return Interval(
                month(y, a).first, month(y, b).last, f"{y:04d}-{a:02d}/{y:04d}-{b:02d}", Grain.MONTH
            )
        middle = whole.first + timedelta(days=n // 2)
        first = "first" in word
        edges = (whole.first, middle - timedelta(days=1)) if first else (middle, whole.last)
        return stretch_of(*edges, whole.grain)
    if re.search("earl|begin|start|turn", word):
        return stretch_of(whole.first, whole.first + third - timedelta(days=1), whole.grain)
    if re.search("mid", word):
        return stretch_of(whole.first + third, whole.last - third, whole.grain)
    return stretch_of(whole.last - third + timedelta(days=1), whole.last, whole.grain)


def _this_part(whole: Interval, part: str, today: date) -> Interval:
    """Parts of a unit that holds today: "earlier this week" ends today, "later this week" begins today."""
    word = part.lower()
    if word.startswith("earlier") or "so far" in word:
        return stretch_of(whole.first, max(whole.first, min(today, whole.last)), whole.grain)
    if word.startswith("later") or "rest" in word or "remainder" in word:
        return stretch_of(max(today, whole.first), whole.last, whole.grain)
    return _parted(whole, part)


def _clean(word: str) -> str:
    return word.lower().rstrip(".")


def _unit(word: str) -> str:
    low = word.lower()
    return "century" if low == "centuries" else low.removesuffix("s")


def _count(words: str) -> int | None:
    """A whole count in words or digits; None for "several", which says no number."""
    low = words.lower().split()
    if low in (["a"], ["an"], ["another"]):
        return 1
    found = read_number(" ".join(low).replace("-", " - ").split(), 0)
    if found is None or found.value is None or found.value != int(found.value):
        return None
    return int(found.value)


_BEHIND = re.compile("last|previous|past|final|preceding|closing", re.IGNORECASE)
_HERE = re.compile("this|current", re.IGNORECASE)


def _side(rel: str) -> int | None:
    """Which unit "last", "this" and "next" mean, seen from the one that holds today."""
    if not rel:
        return None
    if " " in rel:  # "this past", "this coming"
        rel = rel.rsplit(maxsplit=1)[-1]
    return -1 if _BEHIND.fullmatch(rel) else 0 if _HERE.fullmatch(rel) else 1


# ------------------------------------------------------------------ rules: days


def _full_date(m: Said, _t: date, _a: Asked) -> Interval:
    """A date with its year in words: "May 3, 2021", "3 May 2021"."""
    return day(date(int(m["y"]), MONTHS[_clean(m["m"])], int(m["d"])))


def _numeric_date(m: Said, _t: date, _a: Asked) -> Interval:
    """A date in digits: "2021-05-03", "3.5.2021"."""
    return day(date(int(m["y"]), int(m["m"]), int(m["d"])))


def _nearest(number: int, d: int, t: date, a: Asked) -> date:
    """A day of the year without its year: on the side the tense says, else the nearest."""
    years = [y for y in (t.year - 1, t.year, t.year + 1) if d <= calendar.monthrange(y, number)[1]]
    options = [date(y, number, d) for y in years]
    if not options:
        raise ValueError(f"no day {d} in month {number}")
    sided = [o for o in options if (a.tense != "past" or o <= t) and (not a.ahead or o >= t)]
    return min(sided or options, key=lambda o: abs((o - t).days))


def _month_day(m: Said, t: date, a: Asked) -> Interval:
    """A date without its year: "May 3"."""
    return day(_nearest(MONTHS[_clean(m["m"])], int(m["d"]), t, a))


def _day_row(m: Said, t: date, a: Asked) -> Interval | None:
    """As in "March 12-14", "12 and 13 March 2024"."""
    number, first, last = MONTHS[_clean(m["m"])], int(m["d"]), int(m["e"])
    if m["y"]:
        begin = date(int(m["y"]), number, first)
    elif a.today is None:
        return None
    else:
        begin = _nearest(number, first, t, a)
    return stretch_of(begin, begin.replace(day=last), Grain.DAY) if first < last else None


def _weekday(m: Said, t: date, a: Asked) -> Interval:
    """As in "Friday", "last Friday", "Friday of next week"; a bare one may be today."""
    number = WEEKDAYS[m["w"].lower()]
    if m["wk"]:
        monday = week(t + timedelta(days=7 * (_side(m["wk"]) or 0))).first
        return day(monday + timedelta(days=number))
    back, forth = (t.weekday() - number) % 7, (number - t.weekday()) % 7
    side = _side(m["rel"])
    if side == -1:
        return day(t - timedelta(days=back or 7))
    if side == 1:
        return day(t + timedelta(days=forth or 7))
    if side == 0:
        return day(week(t).first + timedelta(days=number))
    return day(t + timedelta(days=forth)) if a.ahead else day(t - timedelta(days=back))


def _near_day(m: Said, t: date, _a: Asked) -> Interval:
    """As in "today", "yesterday", "last night"."""
    return day(t + timedelta(days=NEAR_DAYS[m["d"].lower()]))


def _feast(m: Said, t: date, a: Asked) -> Interval | None:
    """As in "Good Friday", "Christmas Day 2021"."""
    if m["y"]:
        return day(holiday(m["h"], int(m["y"])))
    if a.today is None:
        return None
    options = [holiday(m["h"], t.year + n) for n in (-1, 0, 1)]
    if _side(m["rel"]) == 0:
        return day(options[1])
    sided = [o for o in options if (o >= t if a.ahead else o <= t)]
    return day(min(sided, key=lambda o: abs((o - t).days)))


def _weekend(m: Said, t: date, a: Asked) -> Interval:
    """As in "the weekend", "next weekend": Saturday and Sunday."""
    saturday = week(t).first + timedelta(days=5)
    side = _side("" if m["rel"].lower() == "the" else m["rel"])
    if side == -1 or (side is None and not a.ahead and t < saturday):
        saturday -= timedelta(days=7)
    elif side == 1:
        saturday += timedelta(days=7)
    return stretch_of(saturday, saturday + timedelta(days=1), Grain.DAY)


# ------------------------------------------------------------------ rules: months, seasons, years


def _month_year(m: Said, _t: date, _a: Asked) -> Interval:
    """As in "May 2021", "early May 2021"."""
    return _parted(month(int(m["y"]), MONTHS[_clean(m["m"])]), m["part"])


def _month_alone(m: Said, t: date, a: Asked) -> Interval:
    """As in "May", "last May", "late May", "May of last year"."""
    number, side = MONTHS[_clean(m["m"])], _side(m["rel"])
    y = t.year
    if m["of"]:
        y += _side(m["of"]) or 0
    elif side == -1:
        y -= number >= t.month
    elif side == 1 or (side is None and a.ahead):
        # "next June" in June is a year away, "will meet in June" is not
        y += number < t.month or (side == 1 and number == t.month)
    elif side is None:
        y -= number > t.month
    return _parted(month(y, number), m["part"])


def _month_week(m: Said, t: date, a: Asked) -> Interval | None:
    """As in "The first week of March", "the last week of May 2021"."""
    number = MONTHS[_clean(m["m"])]
    if not m["y"] and a.today is None:
        return None
    whole = month(int(m["y"]) if m["y"] else _nearest(number, 1, t, a).year, number)
    word = m["o"].lower()
    if word in ("last", "final"):
        return stretch_of(whole.last - timedelta(days=6), whole.last, Grain.WEEK)
    first = whole.first + timedelta(days=7 * (ORDINALS[word] - 1))
    return stretch_of(first, min(first + timedelta(days=6), whole.last), Grain.WEEK)


def _year_number(m: Said, _t: date, _a: Asked) -> Interval:
    """As in "2021", "mid-2021"."""
    return _parted(year(int(m["y"])), m["part"])


def _years(m: Said, _t: date, _a: Asked) -> Interval | None:
    """As in "2014-2016", "2014-16"."""
    first, end = int(m["a"]), m["b"]
    last = int(end) if len(end) == 4 else first // 100 * 100 + int(end)
    if last <= first:
        return None
    return Interval(date(first, 1, 1), date(last, 12, 31), f"{first:04d}/{last:04d}", Grain.YEAR)


def _decades(m: Said, _t: date, _a: Asked) -> Interval:
    """As in "the 1990s", "the late '80s", "the seventies"."""
    named = 1900 + int(m["c"]) if m["c"] else DECADES.get(m["n"].lower(), 0)
    return _parted(decade(int(m["y"] or named)), m["part"])


def _centuries(m: Said, _t: date, _a: Asked) -> Interval:
    """As in "the 19th century"."""
    word = m["n"].lower()
    return _parted(century(int(word[:-2]) if word[0].isdigit() else CENTURIES[word]), m["part"])


def _seasons(m: Said, t: date, a: Asked) -> Interval | None:
    """As in "spring 2021", "last summer", "the winter"."""
    name, part = m["s"].lower(), m["part"]
    if m["y"]:
        return _parted(season(int(m["y"]), name), part)
    if a.today is None:
        return None
    options = [season(t.year + n, name) for n in (-2, -1, 0, 1)]
    side = _side(m["rel"])
    if side == 0:
        found = next((o for o in options if o.first <= t <= o.last), options[2])
    elif side == 1 or (side is None and a.ahead):
        found = next(o for o in options if (o.first > t if side else o.last >= t))
    else:
        found = [o for o in options if (o.last < t if side else o.first <= t)][-1]
    return _parted(found, part)


def _quarters(m: Said, t: date, a: Asked) -> Interval | None:
    """As in "the third quarter of 2021", "Q3 2021"."""
    word = m["q"].lower()
    number = 4 if word in ("last", "final") else int(word) if word.isdigit() else ORDINALS[word]
    if m["y"]:
        return quarter(int(m["y"]), number)
    if m["of"]:
        return quarter(t.year + (_side(m["of"]) or 0), number) if a.today else None
    if a.today is None or word in ("last", "final"):
        return None
    options = [quarter(t.year + n, number) for n in (-1, 0, 1)]
    if a.ahead:
        return next(o for o in options if o.last >= t)
    return [o for o in options if o.first <= t][-1]


# ------------------------------------------------------------------ rules: units counted from today


def _relative(m: Said, t: date, a: Asked) -> Interval | None:
    """As in "Last year", "next month"; spinners write "final 12 months" for "last year"."""
    unit, side, rel, the = _unit(m["u"]), _side(m["rel"]) or 0, m["rel"].lower(), bool(m["the"])
    if unit.endswith(" month"):
        # "the past 12 months" are twelve months; spun text has "final 12 months" for "last year"
        the, unit = the or rel not in ("final", "subsequent", "this", "current"), "year"
    whole = unit_around(t, unit)
    if side == 0:
        return _this_part(whole, m["part"], t)
    if the and rel in ("next", "following", "subsequent", "previous", "preceding"):
        if a.story is not None and (rel != "next" or a.tense == "past"):
            return unit_around(shifted_back(a.story.first, -side, unit), unit)
        if rel in ("following", "previous", "preceding"):
            return None
    if the:
        # "over the past year" ends today, "last year" on December 31st
        there = shifted_back(t, -side, unit)
        return stretch_of(min(there, t), max(there, t), Grain(unit))
    # A day of this unit leads to its neighbour.
    return _parted(unit_around(shifted_back(whole.first, -side, unit), unit), m["part"])


def _unit_part(m: Said, t: date, _a: Asked) -> Interval:
    """As in "By the end of the year", "earlier in the week", "at year-end"."""
    unit = _unit(m["u"])
    return _this_part(unit_around(t, unit), m["part"] or "end", t)


def _stretch(m: Said, t: date, _a: Asked) -> Interval | None:
    """As in "In the past six months", "over the next two weeks"."""
    n, unit = _count(m["n"]), _unit(m["u"])
    if n is None or not 0 < n < 1000:
        return None
    grain = {"hour": Grain.HOUR, "night": Grain.DAY, "fortnight": Grain.WEEK}.get(unit) or Grain(unit)
    days = -(-n // 24) if unit == "hour" else n
    there = shifted_back(t, days if _side(m["rel"]) == -1 else -days, "day" if unit == "hour" else unit)
    return stretch_of(min(there, t), max(there, t), grain)


def _ago(m: Said, t: date, _a: Asked) -> Interval | None:
    """As in "three days ago": as finely as the unit counts."""
    n, unit = _count(m["n"]), _unit(m["u"])
    return None if n is None else unit_around(shifted_back(t, n, unit), unit)


def _in_time(m: Said, t: date, _a: Asked) -> Interval | None:
    """As in "In three days", "two weeks from now"; "within three days" ends there."""
    n, unit = _count(m["n"]), _unit(m["u"])
    if n is None:
        return None
    there = shifted_back(t, -n, unit)
    if m["within"]:
        return stretch_of(t, there, Grain.DAY)
    return unit_around(there, unit)


def _later(m: Said, _t: date, a: Asked) -> Interval | None:
    """As in "Two days later": counted from the time told before, as finely as both are told."""
    n, unit = _count(m["n"]), _unit(m["u"])
    if n is None or a.story is None or a.story.first != a.story.last:
        coarse = a.story is not None and unit in ("year", "decade") and a.story.grain is Grain.YEAR
        if n is None or a.story is None or not coarse:
            return None
    sign = 1 if re.fullmatch("earlier|before|previously", m["way"], re.IGNORECASE) else -1
    return unit_around(shifted_back(a.story.first, sign * n, unit), unit)


def _that_day(m: Said, _t: date, a: Asked) -> Interval | None:
    """As in "The next day", "the same month": seen from the time told before."""
    if a.story is None:
        return None
    unit, word = _unit(m["u"]), m["which"].lower()
    n = {"same": 0, "that": 0, "next": 1, "following": 1}.get(word, -1)
    if unit in ("day", "night") and a.story.first != a.story.last:
        return None
    return unit_around(shifted_back(a.story.first, -n, unit), unit)


def _unknown(_m: Said, _t: date, _a: Asked) -> None:
    """Words that are a time but name no days: the words are kept."""


#: What the expressions of `sayso.lang.calendar` mean, by the name of their rule.
RULES: Mapping[str, Rule] = {
    "full_date": _full_date,
    "numeric_date": _numeric_date,
    "month_day": _month_day,
    "day_row": _day_row,
    "weekday": _weekday,
    "near_day": _near_day,
    "feast": _feast,
    "weekend": _weekend,
    "month_year": _month_year,
    "month_alone": _month_alone,
    "month_week": _month_week,
    "year_number": _year_number,
    "years": _years,
    "decades": _decades,
    "centuries": _centuries,
    "seasons": _seasons,
    "quarters": _quarters,
    "relative": _relative,
    "unit_part": _unit_part,
    "stretch": _stretch,
    "ago": _ago,
    "in_time": _in_time,
    "later": _later,
    "that_day": _that_day,
    "unknown": _unknown,
}
