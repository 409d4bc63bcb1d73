"""Calendar words of English, how time expressions are written, and the arithmetic of days behind them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from sayso.records import Grain

__all__ = [
    "CENTURIES",
    "DECADES",
    "EXPRESSIONS",
    "HOLIDAYS",
    "MONTHS",
    "MONTH_PATTERN",
    "NEAR_DAYS",
    "ORDINALS",
    "SEASONS",
    "TIME_HINT",
    "WEEKDAYS",
    "WEEKDAY_PATTERN",
    "WEEKDAY_SHORT_PATTERN",
    "Expression",
    "Interval",
    "century",
    "day",
    "decade",
    "easter",
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

#: A month in running text. Capitals matter: "may" and "march" are verbs, so match it without folding case.
MONTH_PATTERN = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?![a-z])\.?)"
)

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
#: Weekday name or abbreviation (lower case, no stop) to its number, Monday 0.
WEEKDAYS: dict[str, int] = {
    **{d: i for i, d in enumerate(_DAYS)},
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
WEEKDAY_PATTERN = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
#: Short weekdays are also words ("Sat", "Sun"): only beside a date.
WEEKDAY_SHORT_PATTERN = r"(?:(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)(?![a-z])\.?)"

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

#: Days counted from today, by the words that name them.
NEAR_DAYS: dict[str, int] = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "earlier today": 0,
    "later today": 0, "yesterday": -1, "tomorrow": 1, "last night": -1, "overnight": 0,
    "the day before yesterday": -2, "the day after tomorrow": 2,
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


def season(y: int, name: str) -> Interval:
    """Three months from the season's first; a winter ends in the next year."""
    number, first = SEASONS[name]
    return Interval(month(y, first).first, month(y, first + 2).last, f"{y:04d}-{number}", Grain.SEASON)


def stretch_of(first: date, last: date, grain: Grain) -> Interval:
    """From one day to another."""
    if first == last:
        return day(first)
    return Interval(first, last, f"{first.isoformat()}/{last.isoformat()}", grain)


def shifted_back(d: date, n: int, unit: str) -> date:
    """The day ``n`` units before a day; shorter months end it earlier."""
    if unit in ("hour", "minute"):
        return d - timedelta(days=int(n / 24) if unit == "hour" else 0)
    if unit in ("day", "night", "week", "fortnight"):
        return d - timedelta(days=n * {"week": 7, "fortnight": 14}.get(unit, 1))
    months = n * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
    there = month(d.year, d.month - months)
    return there.first.replace(day=min(d.day, there.last.day))


def unit_around(d: date, unit: str) -> Interval:
    """The calendar unit that holds a day."""
    if unit in ("day", "night", "hour", "minute"):
        return day(d)
    if unit in ("week", "fortnight"):
        return week(d)
    if unit == "month":
        return month(d.year, d.month)
    if unit == "quarter":
        return quarter(d.year, (d.month + 2) // 3)
    if unit == "decade":
        return decade(d.year // 10 * 10)
    return century(d.year // 100 + 1) if unit == "century" else year(d.year)


# ------------------------------------------------------------------ expressions


class Expression(NamedTuple):
    """How a kind of time expression is written; ``rule`` names what it means.

    ``kind`` is "fixed" where it means the same on every day, "story" where it counts from the time told
    before, "" where it counts from today. A bare year or month is a time only beside a preposition
    (``needs`` "lead"), "in three days" only where the verb looks ahead ("ahead"): else it is how long
    something took.
    """

    rule: str
    pattern: str
    kind: Literal["", "fixed", "story"] = ""
    needs: Literal["", "lead", "ahead"] = ""


_M, _W = MONTH_PATTERN, WEEKDAY_PATTERN
_ANY_W = rf"(?:(?:{_W}|{WEEKDAY_SHORT_PATTERN}),? )?"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = r"(?:st|nd|rd|th)?"
_Y = r"(?:1[5-9]|20)\d\d"
#: Not the beginning of a longer number, a score or a share.
_END = r"(?![\w%]|[-–:/]\d|[.,]\d| percent| per cent| million| billion| thousand)"
_REL = r"(?i:last|next|this (?:past|coming)|this|coming|past|previous|final|following|subsequent|upcoming|preceding|closing|current)"
_PART = (
    r"(?P<part>(?i:(?:early|earlier|late|later|mid)(?: in| on)?(?: the)?|(?:the )?(?:very )?(?:beginning|start|end|close|"
    r"middle|first half|second half|latter half|rest|remainder|turn) of(?: the)?|so far))"
)
_MAYBE_PART = rf"(?:{_PART}[- ])?"
_MAYBE_REL = rf"(?:(?P<rel>{_REL}) )?"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_N = (
    rf"(?P<n>(?i:\d{{1,3}}|an?|another|{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    rf"nineteen|(?:{_TENS})(?:-(?:{_ONES}))?|a few|a couple of|several|few|couple of|couple|many))"
)
_ABOUT = r"(?:(?i:about|around|some|almost|nearly|roughly|more than|over|less than|just over|just under) )?"
_UNIT = r"(?P<u>(?i:(?:minute|hour|day|night|week|fortnight|month|quarter|year|decade)s?|century|centuries))"
_SEASON = r"(?P<s>(?i:spring|summer|autumn|fall|winter))"
_NO_DAY = "".join(
    rf"(?<!{w} )" for w in ("Bloody", "Black", "Super", "Cyber", "every", "each", "Every", "Each", "any")
)
_FEAST = "|".join(sorted((h.replace("'", "['’]") for h in HOLIDAYS), key=len, reverse=True))
_NEAR = "|".join(sorted(NEAR_DAYS, key=len, reverse=True))
_ZONE = r"(?: \(?(?:local time|local|GMT|UTC|EST|EDT|CET|CEST|BST|ET)\b\)?)?"

#: A sentence in which this is not found has no time.
TIME_HINT = (
    rf"\d|{_W}|{_M}|(?i:day|tonight|morning|evening|tomorrow|night|week|month|year|decade|century|centuries|\bago\b|"
    rf"spring|summer|autumn|\bfall\b|winter|quarter|hours|minutes|epiphany|halloween|easter|christmas|{'|'.join(DECADES)})"
)

#: In the order of preference among matches of the same words. Patterns are for the `regex` module, which
#: lets alternatives share a group's name.
EXPRESSIONS: tuple[Expression, ...] = (
    # days
    Expression("full_date", rf"{_ANY_W}(?P<m>{_M}) (?P<d>{_D}){_TH},? (?P<y>{_Y})\b", "fixed"),
    Expression("full_date", rf"{_ANY_W}(?:the )?(?P<d>{_D}){_TH}(?: of)? (?P<m>{_M}),? (?P<y>{_Y})\b", "fixed"),
    Expression("numeric_date", rf"(?P<y>{_Y})-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?!\d)", "fixed"),
    Expression("numeric_date", rf"(?P<d>{_D})\.(?P<m>1[0-2]|0?[1-9])\.(?P<y>{_Y})\b", "fixed"),
    Expression("day_row", rf"(?P<d>{_D})(?:-|–| to | and | through )(?P<e>{_D}) (?P<m>{_M})(?:,? (?P<y>{_Y}))?(?!\w)", "fixed"),
    Expression("day_row", rf"(?P<m>{_M}) (?P<d>{_D}){_TH}(?:-|–| to | through )(?P<e>{_D}){_TH}(?:,? (?P<y>{_Y}))?{_END}", "fixed"),
    Expression("day_row", rf"(?P<m>{_M}) (?P<d>{_D}){_TH} and (?P<e>{_D}){_TH}(?:,? (?P<y>{_Y}))?(?=[.,;:)]| (?:in|at|for|to|on)\b|$)", "fixed"),
    Expression("month_day", rf"{_ANY_W}(?P<m>{_M}) (?P<d>{_D}){_TH}{_END}"),
    Expression("month_day", rf"{_ANY_W}(?:the )?(?P<d>{_D}){_TH}(?: of)? (?P<m>{_M})(?!\w)"),
    Expression("weekday", rf"(?:(?i:early|late|later|earlier|shortly)(?: on)? )?{_MAYBE_REL}{_NO_DAY}(?P<w>{_W})(?: (?i:morning|afternoon|evening|night|lunchtime|midnight))?(?:,? (?:of )?(?P<wk>last|this|next) week)?(?![\w-])"),
    Expression("near_day", rf"(?P<d>(?i:{_NEAR}))(?: (?i:morning|afternoon|evening|night))?\b"),
    Expression("feast", rf"{_MAYBE_REL}(?P<h>(?i:{_FEAST}))(?:,? (?P<y>{_Y}))?(?!\w)", "fixed"),
    Expression("weekend", rf"(?P<rel>(?i:the)|{_REL}) weekend\b(?! of)"),
    # months, seasons, years
    Expression("month_week", rf"(?i:the )(?P<o>first|second|third|fourth|last|final) week (?:of|in) (?P<m>{_M})(?:,? (?P<y>{_Y}))?(?!\w)", "fixed"),
    Expression("month_year", rf"{_MAYBE_PART}(?P<m>{_M})(?: of|,)? (?P<y>{_Y})\b", "fixed"),
    Expression("month_alone", rf"{_MAYBE_PART}(?P<m>{_M}),?(?: of)? (?P<of>last|this|next) year\b"),
    Expression("month_alone", rf"{_PART}[- ]{_MAYBE_REL}(?P<m>{_M})(?!\w| \d)"),
    Expression("month_alone", rf"(?P<rel>{_REL}) (?P<m>{_M})(?!\w| \d)"),
    Expression("month_alone", rf"(?P<m>{_M})(?!\w| \d|-)", "", "lead"),
    Expression("years", rf"(?P<a>{_Y})[-–/](?P<b>{_Y}|\d\d)(?![\d-])", "fixed"),
    Expression("year_number", rf"(?:{_PART}[- ]|(?i:the )year )(?P<y>{_Y}){_END}", "fixed"),
    Expression("year_number", rf"(?P<y>{_Y}){_END}", "fixed", "lead"),
    Expression("decades", rf"(?i:the )?(?:(?P<part>(?i:early|late|mid))[- ])?(?:(?P<y>(?:1[5-9]|20)\d0)['’]?s|['’](?P<c>[2-9]0)s|(?<=the |early |late |mid-)(?P<n>(?i:{'|'.join(DECADES)})))\b", "fixed"),
    Expression("centuries", rf"(?i:the )?(?:(?P<part>(?i:early|late|mid))[- ])?(?P<n>\d{{1,2}}(?:st|nd|rd|th)|(?i:{'|'.join(CENTURIES)}))[- ]century\b", "fixed"),
    Expression("seasons", rf"{_MAYBE_PART}(?:(?i:the )|(?P<rel>{_REL}) )?{_SEASON}(?: of)? (?P<y>{_Y})(?:[-–/]\d\d(?:\d\d)?)?\b", "fixed"),
    Expression("seasons", rf"{_MAYBE_PART}(?P<rel>{_REL}) {_SEASON}\b(?! of)", "fixed"),
    Expression("seasons", rf"(?:(?i:the )|(?!(?i:fall))){_SEASON}\b(?! of|-)", "fixed", "lead"),
    Expression("quarters", rf"(?:(?i:the )?(?P<q>(?i:first|second|third|fourth|last|final)) quarter|Q(?P<q>[1-4]))(?:(?: of|,)? (?:the year )?(?:(?P<y>{_Y})|(?P<of>last|this|next) year))?\b(?! of)", "fixed"),
    # units counted from the day of publication
    Expression("relative", rf"(?:{_PART} )?(?P<the>(?i:the ))?(?P<rel>{_REL}) (?P<u>(?i:week|month|quarter|year|decade|century|12 months|twelve months))\b(?! of\b|-)"),
    Expression("unit_part", r"(?P<part>(?i:(?:earlier|later|early|late) in|(?:the )?(?:very )?(?:beginning|start|end|close|middle|rest|remainder|turn|first half|second half) of)) the (?P<u>week|month|quarter|year|decade|century)\b(?! of\b)"),
    Expression("unit_part", r"(?i:the )?(?P<u>(?i:year|month))(?:-|['’]s | )(?i:end)\b"),
    Expression("stretch", rf"(?P<the>(?i:the ))?(?P<rel>{_REL}) {_N} {_UNIT}\b(?! of\b)"),
    Expression("unknown", r"(?:(?i:the) )?(?i:last|past|next|coming|recent) (?:(?i:few|couple of|several) )?(?i:hours|days|weeks|months|years|decades|centuries)\b"),
    Expression("ago", rf"{_ABOUT}{_N} {_UNIT}(?: or so)? ago\b"),
    Expression("unknown", r"(?:(?i:many|some|several) )?(?i:hours|days|weeks|months|years|decades|centuries|long) ago\b"),
    Expression("in_time", rf"{_N} {_UNIT} from (?:now|today)\b"),
    Expression("in_time", rf"(?:(?P<within>(?i:within))|(?i:in)) (?:about |around |the )?{_N} {_UNIT}(?:['’]s?)?(?: time)?(?! of\b|\w)", "", "ahead"),
    # counted from the time told before
    Expression("later", rf"{_ABOUT}{_N} {_UNIT} (?P<way>(?i:later|afterwards?|earlier|previously|before))\b(?! (?:the|a|an|this|last|than|in)\b)", "story"),
    Expression("that_day", r"(?i:the )(?P<which>(?i:next|following|same|previous|preceding)) (?P<u>(?i:day|night))\b", "story"),
    Expression("that_day", r"(?i:the )(?P<which>(?i:same)) (?P<u>(?i:week|month|year))\b(?! (?:of|when|that)\b)", "story"),
    # "at 1930" is an hour, and no year
    Expression("unknown", r"(?i:at) (?:[01]\d|2[0-3])[0-5]\d(?=[.,;)]|$| (?:hours|on|last|yesterday|today|tonight|this|local|in|and)\b)(?: hours)?", "fixed"),
    Expression("unknown", r"(?:[01]\d|2[0-3])[0-5]\d hours", "fixed"),
    Expression("unknown", rf"(?:(?i:at|around|by|about) )?(?:\d{{1,2}}(?:[:.]\d\d)? ?(?:(?i:[ap]\.m\.|[ap]m\b)|o['’]clock)|\d\d?:\d\d\b|\d{{4}}(?= GMT| UTC)){_ZONE}", "fixed"),
)  # fmt: skip
