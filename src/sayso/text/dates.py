"""The day a report states for itself, in the forms feeds and pages use."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

__all__ = ["after", "dateline_day", "day_of", "instant_of", "plain_date"]

_MONTHS = {
    m: i
    for i, m in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_TIME = re.compile(r"\d:\d\d")
_ISO = re.compile(r"^\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_COMPACT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:T\d+Z?)?\s*$")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})(?!\d)")
#: A year in two digits, as datelines of agencies and monitoring services have it.
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+'?(\d{2})(?!\d)")
#: Two digits up to this are of this century, the others of the last (POSIX strptime, %y).
_LAST_SHORT_YEAR = 68
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
#: "May 16 2024" as scripts write it, and a time of day with what may stand behind it.
_SCRIPT_DAY = re.compile(r"\b([A-Z][a-z]{2}) (\d{1,2}) (\d{4})\b")
_NUMBERS = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})|(?P<one>\d{1,2})(?P<sep>[/.])(?P<two>\d{1,2})(?P=sep)(?P<year>\d{4}))(?!\d)"
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
    r"(?: ?\(?(?P<name>UTC|GMT|Z|[A-Z]{2,4}T)\b)?(?: ?(?P<offset>[+−-]\d\d:?(?:\d\d)?)(?!\d))?"
)
#: Names of zones that have one meaning in the news: hours east of UTC. CST, IST and BST in Asia have several.
_ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "BST": 1,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
    "AEST": 10,
    "AEDT": 11,
    "JST": 9,
    "KST": 9,
    "SGT": 8,
    "HKT": 8,
    "PKT": 5,
    "NZST": 12,
    "NZDT": 13,
}


def day_of(stated: str) -> date | None:
    """The calendar day in the publisher's own words, or None if it cannot be read."""
    for pattern in (_ISO, _COMPACT):
        found = pattern.match(stated)
        if found is not None:
            return _date(int(found.group(1)), int(found.group(2)), int(found.group(3)))
    for pattern, order in ((_DAY_FIRST, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1))):
        found = pattern.search(stated)
        if found is not None:
            parts = found.groups()
            month = _MONTHS.get(parts[order[1]][:3].lower())
            if month is not None:
                return _date(int(parts[order[0]]), month, int(parts[order[2]]))
    return _mail(stated)


def instant_of(stated: str) -> str | None:
    """The day and time in the publisher's own words as ISO 8601, None where only a day is stated.

    The offset from UTC is kept where there is one.
    """
    try:
        found = datetime.fromisoformat(stated.strip())
    except ValueError:
        try:
            found = parsedate_to_datetime(stated)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return found.isoformat() if _TIME.search(stated) else None


def plain_date(stated: str) -> str | None:
    """A day or an instant as pages write it, as ISO 8601 ("2024-05-16T09:30:00-04:00"), else None.

    Reads what `day_of` reads, and seconds or milliseconds since 1970, times behind a written day ("May 16,
    2024, 9:30 a.m. EDT"), and the forms of scripts ("Thu May 16 2024 09:30:00 GMT-0400 (Eastern Daylight
    Time)"). A time whose zone has no one meaning (CST, IST) has no offset. Days before 1990 and after 2100
    are none: pages put 1970-01-01 and 0001-01-01 where they know nothing.
    """
    words = " ".join(stated[:120].split())
    if _EPOCH.fullmatch(words):
        seconds = int(words) if len(words) == 10 else int(words) // 1000
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()
    day = day_of(words) or _written_day(words)
    if day is None or not 1990 <= day.year <= 2100:
        return None
    clock = _CLOCK.search(words)
    if clock is None:
        return day.isoformat()
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)
    half = (clock["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        at = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=_zone(clock))
    except ValueError:
        return day.isoformat()
    return at.isoformat()


def after(stated: str, fetched: str) -> bool:
    """Whether a page's date lies after the instant of its fetching, by more than an hour's error of clocks.

    A date without an offset, or without a time, is taken for the earliest instant that it can mean (UTC+14).
    """
    try:
        then, now = datetime.fromisoformat(stated), datetime.fromisoformat(fetched)
    except ValueError:
        return False
    then = then if then.tzinfo else then.replace(tzinfo=timezone(timedelta(hours=14)))
    now = now if now.tzinfo else now.replace(tzinfo=UTC)
    return then - now > timedelta(hours=1)


def _written_day(words: str) -> date | None:
    found = _SCRIPT_DAY.search(words)
    month = _MONTHS.get(found[1].lower()) if found else None
    if found and month:
        return _date(int(found[3]), month, int(found[2]))
    found = _NUMBERS.search(words)
    if found is None:
        return None
    if found["y"]:
        return _date(int(found["y"]), int(found["m"]), int(found["d"]))
    first, second, year = int(found["one"]), int(found["two"]), int(found["year"])
    if found["sep"] == "." or first > 12:
        return _date(year, second, first)
    # 05/06/2024 is May in one country and June in another
    return _date(year, first, second) if second > 12 else None


def _zone(clock: re.Match[str]) -> timezone | None:
    name, offset = (clock["name"] or "").upper(), clock["offset"]
    if offset:
        digits = offset[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:4] or 0)
        return (
            timezone(timedelta(minutes=-minutes if offset[0] in "-−" else minutes))
            if minutes < 1440
            else None
        )
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    return None


def dateline_day(line: str) -> date | None:
    """The day of a dateline that names its year ("OSLO, 3 May 1990", "QUITO, 3 MAY 90"), else None."""
    for pattern, order in ((_DAY_FIRST, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1)), (_SHORT_YEAR, (2, 1, 0))):
        found = pattern.search(line)
        if found is None:
            continue
        year, name, number = (found.group(i + 1) for i in order)
        month = _MONTHS.get(name[:3].lower())
        if month is not None:
            short = 2000 if int(year) <= _LAST_SHORT_YEAR else 1900
            return _date(int(year) + (short if len(year) == 2 else 0), month, int(number))
    return None


def _mail(stated: str) -> date | None:
    try:
        found: datetime = parsedate_to_datetime(stated)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.date()


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
