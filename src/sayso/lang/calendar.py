"""Names of days, months, seasons, feasts and the words that count them; when Easter falls."""

from __future__ import annotations

from datetime import date, timedelta

__all__ = [
    "CENTURIES",
    "DECADES",
    "HOLIDAYS",
    "MONTHS",
    "MONTH_PATTERN",
    "ORDINALS",
    "SEASONS",
    "SMALL",
    "WEEKDAYS",
    "WEEKDAY_PATTERN",
    "WEEKDAY_SHORT_PATTERN",
    "easter",
    "holiday",
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

#: Small counts in words, as in "two weeks ago".
SMALL: dict[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "several": 4, "few": 3,
    "couple": 2,
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
