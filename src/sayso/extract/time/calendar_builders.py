"""What dates, hours, months, seasons and years say: builders for what names places in the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.said import (
    Said,
    count_of,
    day_of,
    month_of,
    short_year,
    side_of,
    unit_of,
    weekday_of,
    with_daypart,
    with_part,
    year_of,
)
from sayso.lang.calendar import CENTURIES, DECADES, ORDINALS

__all__ = ["CALENDAR"]

# ------------------------------------------------------------------ days


def _date(s: Said) -> Expr:
    """As in "March 6, 2021", "6 March", "2021-03-06"."""
    month = int(s["m"][0]) if s["m"][0].isdigit() else month_of(s["m"])
    day = day_of(s["d"])
    if not (1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)):
        raise ValueError("no such day")
    return Expr(
        sort=Sort.DAY,
        year=year_of(s["y"]) if s["y"] else None,
        month=month,
        day=day,
        weekday=weekday_of(s["w"]) if s["w"] else None,
    )


def _date_token(s: Said) -> Expr:
    """A date in digits; with slashes the month stands first, unless it can be none."""
    a, b, y = (int(p) for p in re.split(r"[./]", s["t"][0]))
    day, month = (a, b) if "." in s["t"][0] or a > 12 else (b, a)
    if month > 12:
        raise ValueError("no such month")
    return Expr(sort=Sort.DAY, year=y if y > 99 else short_year(str(y)), month=month, day=day)


def _day_row(s: Said) -> Expr:
    """As in "March 6-8", "6 and 8 March 2021"."""
    first, last, month = day_of(s["d"]), day_of(s["e"]), month_of(s["m"])
    if not 1 <= first < last <= 31:
        raise ValueError("no row of days")
    year = year_of(s["y"]) if s["y"] else None
    one, other = (Expr(sort=Sort.DAY, year=year, month=month, day=d) for d in (first, last))
    return Expr(sort=Sort.RANGE, of=one, to=other)


def _the_day(s: Said) -> Expr:
    """As in "Friday, the 13th"."""
    return Expr(sort=Sort.DAY, day=day_of(s["d"]), weekday=weekday_of(s["w"]))


def _weekday_said(s: Said) -> Expr:
    """As in "Friday", "last Friday", "Friday of next week", "Friday night"."""
    if s["x"]:  # "Monday week"
        return Expr(sort=Sort.WEEKDAY, weekday=weekday_of(s["w"]), side=1, n=1)
    whole = Expr(
        sort=Sort.WEEKDAY,
        weekday=weekday_of(s["w"]),
        side=side_of(s["r"]),
        definite=bool(s["r"]) and s["r"][0] == "the",
        n=None if not s["k"] else float(side_of(s["k"]) or 0),
    )
    return with_daypart(whole, s["p"])


def _weekday_ago(s: Said) -> Expr:
    """As in "Friday a week ago"."""
    return Expr(sort=Sort.WEEKDAY, weekday=weekday_of(s["w"]), side=-1, n=-1)


def _near(s: Said) -> Expr:
    """As in "today", "yesterday morning", "last night", "this evening"."""
    word = s["n"][-1]
    if s["n"] == ["last", "night"]:
        return Expr(sort=Sort.DAYPART, name="night", of=Expr(sort=Sort.UNIT, unit="day", n=-1))
    today = Expr(sort=Sort.UNIT, unit="day", n=0)
    if word in ("tonight", "overnight"):
        return Expr(sort=Sort.DAYPART, name="night", of=today)
    if s["n"][0] in ("this", "earlier", "later"):
        return Expr(sort=Sort.DAYPART, name=word, of=today)
    n = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    return with_daypart(Expr(sort=Sort.UNIT, unit="day", n=n), s["p"])


def _near2(s: Said) -> Expr:
    """As in "the day before yesterday"."""
    return Expr(sort=Sort.UNIT, unit="day", n=-2 if s["d"] == ["yesterday"] else 2)


def _feast(s: Said) -> Expr:
    """As in "Good Friday", "next Easter", "Christmas Day, 2021"."""
    return Expr(
        sort=Sort.FEAST,
        name=s.text("h").replace(" 's", "'s"),
        year=year_of(s["y"]) if s["y"] else None,
        side=side_of(s["r"]),
    )


def _weekend(s: Said) -> Expr:
    """As in "the weekend", "last weekend", "the weekend of March 6"."""
    if s["of"]:
        return Expr(sort=Sort.WEEKEND, of=s.inner("of"))
    return Expr(sort=Sort.WEEKEND, side=side_of(s["r"]))


def _daypart_of(s: Said) -> Expr:
    """As in "the night of March 6"."""
    return Expr(sort=Sort.DAYPART, name=s["p"][0], of=s.inner("of"))


def _unit_of(s: Said) -> Expr | None:
    """As in "the week of March 6", "the eve of March 6"."""
    inner, unit = s.inner("of"), s["u"][0]
    if inner is None:
        return None
    if unit == "day":
        return inner
    return Expr(sort=Sort.EVE, of=inner) if unit == "eve" else Expr(sort=Sort.UNIT, unit=unit, n=0, of=inner)


# ------------------------------------------------------------------ times of day

_HOURS = {"noon": 12, "midday": 12, "midnight": 0}


def _clock(s: Said) -> Expr:
    """As in "6:30 p.m.", "1830 GMT", "noon on Friday"."""
    words = s["t"]
    word, after = words[0], " ".join(words[1:])
    if word in _HOURS:
        hour, minute = _HOURS[word], 0
    else:
        digits = re.match(r"(\d{1,2})(?:[:.]?(\d\d))?", word)
        if digits:
            hour, minute = int(digits[1]), int(digits[2] or 0)
        else:
            hour, minute = int(count_of([word]) or 0), 0
        late = re.search(r"p\.?m|afternoon|evening|night", f"{word} {after} {s.text('p')}")
        early = re.search(r"a\.?m\b|a\.m|morning", f"{word} {after} {s.text('p')}")
        if late and hour < 12:
            hour += 12
        elif early and hour == 12:
            hour = 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError("no such hour")
    zone = re.sub(r"[^a-z ]", "", s.text("z")).removesuffix("s").strip()
    return Expr(
        sort=Sort.CLOCK,
        hour=hour,
        minute=minute,
        zone={"hour": "", "hr": "", "local time": "local"}.get(zone, zone),
        name="midnight" if word == "midnight" else "",
        of=s.inner("of"),
    )


def _daypart(s: Said) -> Expr:
    """As in "the early evening", "dawn", "the early hours of March 6"."""
    word = s["p"][-1] if s["p"] else ("morning" if "early" in s["e"] else "night")
    return Expr(sort=Sort.DAYPART, name=word, of=s.inner("of"))


# ------------------------------------------------------------------ months, seasons, years


def _month_said(s: Said) -> Expr:
    """As in "early May 2021", "last May", "May of last year"."""
    side = side_of(s["r"])
    whole = Expr(
        sort=Sort.MONTH,
        month=month_of(s["m"]),
        year=year_of(s["y"]) if s["y"] else None,
        side=side,
        n=None if not s["k"] else float(side_of(s["k"]) or 0),
    )
    return with_part(s, whole)


def _month_row(s: Said) -> Expr:
    """As in "March to May 2021"; one that runs over the end of a year begins in the year before."""
    year = year_of(s["y"]) if s["y"] else None
    first, last = (Expr(sort=Sort.MONTH, month=month_of(s[k]), year=year) for k in ("m", "n"))
    if year is not None and (first.month or 0) > (last.month or 0):
        first = replace(first, year=year - 1)
    return Expr(sort=Sort.RANGE, of=first, to=last)


def _nth(s: Said) -> Expr:
    """As in "the first week of March", "the last Friday in May 2021"."""
    word = s["o"][0]
    unit = unit_of(s["u"]) if s["u"] else "weekday"
    return Expr(
        sort=Sort.NTH,
        n=-1 if word in ("last", "final") else ORDINALS[word],
        unit=unit,
        weekday=weekday_of(s["w"]) if s["w"] else None,
        of=s.inner("of"),
    )


def _year_said(s: Said) -> Expr:
    """As in "2021", "late 2021", "nineteen eighty-four"."""
    return with_part(s, Expr(sort=Sort.YEAR, year=year_of(s["y"])))


def _bc(s: Said) -> Expr:
    """A year before the common era: kept, without days."""
    return Expr(
        sort=Sort.YEAR,
        year=int(s["y"][0]) if s["y"] else 100 * int(re.sub(r"\D", "", s["t"][0]) or 0),
        name="bc",
    )


def _fiscal(s: Said) -> Expr:
    """As in "fiscal 2021", "FY21"."""
    year = short_year(s["t"][0]) if s["t"] else year_of(s["y"])
    return with_part(s, Expr(sort=Sort.YEAR, year=year, name="fiscal"))


def _years(s: Said) -> Expr:
    """As in "1955-1963", "2021/22"."""
    if s["t"]:
        a, b = s["t"][0].split("/")
    else:
        a, b = s["a"][0], s["b"][0]
    first = int(a)
    last = int(b) if len(b) == 4 else first // 10 ** len(b) * 10 ** len(b) + int(b)
    if not first < last < first + 200:
        raise ValueError("no row of years")
    return Expr(sort=Sort.RANGE, of=Expr(sort=Sort.YEAR, year=first), to=Expr(sort=Sort.YEAR, year=last))


def _decade(s: Said) -> Expr:
    """As in "the 1990s", "the early '90s", "the nineties"."""
    word = s["t"][0]
    year = DECADES[word] if word in DECADES else _decade_year(re.sub(r"\D", "", word))
    return with_part(s, Expr(sort=Sort.DECADE, year=year))


def _decade_year(digits: str) -> int:
    """The year a decade begins by its digits; of two digits the century is taken."""
    return (
        int(digits) if len(digits) == 4 else 1900 + int(digits) if int(digits) >= 20 else 2000 + int(digits)
    )


def _century(s: Said) -> Expr:
    """As in "the 19th century", "the late nineteenth century"."""
    words = s["t"]
    n = int(re.sub(r"\D", "", words[0])) if words[0][0].isdigit() else _named_century(words)
    return with_part(s, Expr(sort=Sort.CENTURY, n=n))


def _named_century(words: Sequence[str]) -> int:
    """The number of a century by its name."""
    if words[0] == "twenty":
        return 21
    return (
        CENTURIES.get(words[0])
        or {**ORDINALS, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14}[words[0]]
    )


def _season(s: Said) -> Expr:
    """As in "spring 2021", "last summer", "the winter of last year"."""
    name = s["s"][0].removesuffix("time").replace("autumn", "fall")
    whole = Expr(
        sort=Sort.SEASON,
        name=name,
        year=year_of(s["y"]) if s["y"] else None,
        side=side_of(s["r"]),
        n=None if not s["k"] else float(side_of(s["k"]) or 0),
    )
    return with_part(s, whole)


def _quarter(s: Said) -> Expr:
    """As in "the third quarter of 2021", "Q3", "the year-ago quarter"."""
    if s["k"] and (
        "ago" in s["k"] or "earlier" in s["k"] or "before" in s["k"] or not s["q"]
    ):  # "the year-ago quarter"
        number = ORDINALS.get(s["q"][0]) if s["q"] else None
        return Expr(sort=Sort.QUARTER, n=number, side=-1, name="year_ago")
    year = None
    if s["y"]:
        year = short_year(s["y"][0])
    if s["t"]:
        number = int(re.sub(r"\D", "", s["t"][0]))
    else:
        number = 4 if s["q"][0] in ("last", "final") else ORDINALS[s["q"][0]]
    return Expr(sort=Sort.QUARTER, n=number, year=year, side=side_of(s["k"]) if s["k"] else None)


def _quarter_of(s: Said) -> Expr:
    """As in "the 1988 quarter": that quarter of it that the text tells of."""
    return Expr(sort=Sort.QUARTER, year=year_of(s["y"]), name="of_year")


def _half(s: Said) -> Expr:
    """As in "the first half of 2021", "H1 2021"."""
    word = s["q"][0] if s["q"] else re.sub(r"\D", "", s["t"][0])
    number = 1 if word in ("first", "1") else 2
    side = None if not s["k"] else 0 if s["k"] == ["the"] else side_of(s["k"])
    return Expr(sort=Sort.HALF, n=number, year=year_of(s["y"]) if s["y"] else None, side=side)


#: Builders by the name of their rule.
CALENDAR: Mapping[str, Callable[[Said], Expr | None]] = {
    "date": _date,
    "date_token": _date_token,
    "day_row": _day_row,
    "the_day": _the_day,
    "weekday": _weekday_said,
    "weekday_ago": _weekday_ago,
    "near": _near,
    "near2": _near2,
    "feast": _feast,
    "weekend": _weekend,
    "daypart_of": _daypart_of,
    "unit_of": _unit_of,
    "clock": _clock,
    "daypart": _daypart,
    "month": _month_said,
    "month_row": _month_row,
    "nth": _nth,
    "year": _year_said,
    "bc": _bc,
    "fiscal": _fiscal,
    "years": _years,
    "decade": _decade,
    "century": _century,
    "season": _season,
    "quarter": _quarter,
    "quarter_of": _quarter_of,
    "half": _half,
}
