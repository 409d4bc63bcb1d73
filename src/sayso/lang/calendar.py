"""Names of days, months, seasons and the words that count them."""

from __future__ import annotations

__all__ = ["MONTHS", "MONTH_PATTERN", "ORDINALS", "SEASONS", "SMALL", "WEEKDAYS", "WEEKDAY_PATTERN"]

_LONG = ("january february march april may june july august september october november december").split()
_SHORT = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

#: Month name or abbreviation (lower case, no stop) to its number.
MONTHS: dict[str, int] = {**{m: i for i, m in enumerate(_LONG, start=1)}, **_SHORT}

#: A month in running text; "may" and "march" only with a capital, which the caller's flags must keep.
MONTH_PATTERN = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
#: Weekday name or abbreviation to its number, Monday 0.
WEEKDAYS: dict[str, int] = {
    **{d: i for i, d in enumerate(_DAYS)},
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
WEEKDAY_PATTERN = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"

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
