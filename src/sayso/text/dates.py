"""The day a report states for itself, in the forms feeds and pages use."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

__all__ = ["dateline_day", "day_of", "instant_of"]

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
