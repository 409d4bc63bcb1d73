"""Dates of feeds, kept as stated and understood where they can be, with a mark for each doubt.

An event's day is never taken from a feed alone: feeds say when a page was put out, or put out again.
"""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum

from sayso.classes import dataclass
from sayso.ingest.feeds.date_words import ENGLISH, RFC_ZONES, ZONES, month_of

__all__ = ["NO_STAMP", "DateMark", "Stamp", "read_stamp"]


class DateMark(Enum):
    """A doubt about a date."""

    ABSENT = "absent"  # none is stated
    UNREADABLE = "unreadable"  # what is stated is no date that we know
    NO_ZONE = "no_zone"  # no zone is stated; UTC is supposed
    DAY_ONLY = "day_only"  # a day without a time
    FUTURE = "future"  # later than now; now stands in its place
    EPOCH = "epoch"  # the zero of some clock, so no date at all
    LOCALISED = "localised"  # the month's name is not English


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A moment as stated and as understood.

    Attributes:
        verbatim: as stated, cut to 100 characters.
        at: the moment in the zone that was stated, never later than the moment of reading.
        marks: the doubts about it.
    """

    verbatim: str | None = None
    at: datetime | None = None
    marks: frozenset[DateMark] = frozenset()

    @property
    def usable(self) -> bool:
        """Whether the day may stand as a report's day."""
        return self.at is not None and DateMark.FUTURE not in self.marks

    def stated(self) -> str | None:
        """What may stand as a report's day, ISO 8601, no more than was stated; None if nothing may."""
        if self.at is None or not self.usable:
            return None
        if DateMark.DAY_ONLY in self.marks:
            return self.at.date().isoformat()
        at = self.at.replace(tzinfo=None) if DateMark.NO_ZONE in self.marks else self.at
        return at.isoformat()


NO_STAMP = Stamp(marks=frozenset({DateMark.ABSENT}))

#: Clocks differ; what is less ahead than this is no future. Without a zone, any zone is possible.
_SKEW = timedelta(minutes=15)
_SKEW_NO_ZONE = timedelta(hours=14)
_TIME = (
    r"(?:[,T]?\s*(?:um|at|à|o|в|kl\.?)?\s*(?P<h>\d{1,2})[:h.](?P<m>\d{2})"
    r"(?:[:.](?P<s>\d{2})(?:[.,]\d{1,9})?)?)?"
)
_ZONE = (
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2}|(?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d{2})?)?|[A-Za-z]{2,5})?"
    r"\s*(?:\([^)]{0,40}\))?\s*\Z"
)
_WORDED = (
    re.compile(
        r"(?P<d>\d{1,2})(?:\.|er|º|st|nd|rd|th)?[\s-]+(?:de\s+)?(?P<mon>[^\W\d_]{3,15})\.?,?[\s-]+(?:de\s+)?(?P<y>\d{4}|\d{2})"
        + _TIME + _ZONE
    ),
    re.compile(
        r"(?P<mon>[^\W\d_]{3,15})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})" + _TIME + _ZONE
    ),
    re.compile(r"(?P<y>\d{4})[年년]\s*(?P<mon>\d{1,2})[月월]\s*(?P<d>\d{1,2})[日일]" + _TIME + _ZONE),
    re.compile(r"(?P<y>\d{4})[-/.](?P<mon>\d{1,2})[-/.](?P<d>\d{1,2})" + _TIME + _ZONE),
    re.compile(r"(?P<d>\d{1,2})\.(?P<mon>\d{1,2})\.(?P<y>\d{4})" + _TIME + _ZONE),
)  # fmt: skip
_SLASHED = re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})" + _TIME + _ZONE)
_WEEKDAY = re.compile(r"[^\d,]{1,20},\s*|[^\W\d_]{2,12}\.?\s+(?=\d)")


def read_stamp(verbatim: str | None, now: datetime) -> Stamp:
    """A date as a feed states it.

    Args:
        verbatim: as stated.
        now: the moment of reading, with zone.
    """
    stated = " ".join((verbatim or "").split())[:100]
    if not stated:
        return NO_STAMP
    found = _iso(stated) or _internet(stated) or _worded(stated)
    if found is None:
        return Stamp(verbatim=stated, marks=frozenset({DateMark.UNREADABLE}))
    at, marks = found
    zoneless = DateMark.NO_ZONE in marks
    if at.year < 1900 or (at.year, at.month, at.day) in ((1969, 12, 31), (1970, 1, 1), (1970, 1, 2)):
        return Stamp(verbatim=stated, marks=frozenset({*marks, DateMark.EPOCH}))
    if at > now:
        ahead = at - now > (_SKEW_NO_ZONE if zoneless else _SKEW)
        marks = {*marks, DateMark.FUTURE} if ahead else marks
        at = now
    return Stamp(verbatim=stated, at=at, marks=frozenset(marks))


_Found = tuple[datetime, set[DateMark]]


def _iso(stated: str) -> _Found | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", stated):
        return None
    try:
        at = datetime.fromisoformat(stated)
    except ValueError:
        return None
    marks = {DateMark.DAY_ONLY} if len(stated) <= 10 else set()
    return _zoned(at, marks)


def _zoned(at: datetime, marks: set[DateMark]) -> _Found | None:
    try:
        if at.tzinfo is None:
            return at.replace(tzinfo=UTC), {*marks, DateMark.NO_ZONE}
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # the zone leads out of the calendar
    return at, marks


def _internet(stated: str) -> _Found | None:
    """RFC 822 and 2822, as RSS has it, with the names of zones that people write besides."""
    if not re.search(r"\d:\d", stated) or re.match(r"\d{4}-", stated):
        return None  # email.utils takes a day alone for midnight, and 0001 for 2001
    named = re.search(r"\s([A-Za-z]{3,5})\Z", stated)
    hours = ZONES.get(named.group(1).lower()) if named else None
    if named and hours is not None:
        sign = "-" if hours < 0 else "+"
        stated = f"{stated[: named.start()]} {sign}{abs(hours):02d}00"
    try:
        parts = email.utils.parsedate_tz(stated)
        if parts is None or not re.search(r"\d{2}(?!\d)|\d{4}", stated):
            return None
        # email.utils takes a missing zone, and a name that means nothing or too much, for UTC
        stands = re.search(r"[+-]\d{4}\b|\sZ\b", stated) or (named and named.group(1).upper() in RFC_ZONES)
        zone = timezone(timedelta(seconds=parts[9])) if stands and parts[9] is not None else None
        at = datetime(*parts[:6], tzinfo=zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _zoned(at, set())


def _worded(stated: str) -> _Found | None:
    """Dates with months in words of many languages, and numeric ones that cannot mean two days."""
    rest = _WEEKDAY.sub("", stated, count=1) if not stated[0].isdigit() else stated
    for text in (rest, stated):
        for pattern in _WORDED:
            found = pattern.match(text)
            if found:
                return _built(found, found["mon"], found["d"])
        slashed = _SLASHED.match(text)
        if slashed:
            a, b = int(slashed["a"]), int(slashed["b"])
            if a <= 12 and b <= 12 and a != b:
                return None
            return _built(slashed, str(min(a, b)), str(max(a, b)))
    return None


def _built(found: re.Match[str], month: str, day: str) -> _Found | None:
    name = month.lower()
    number = int(name) if name.isdigit() else month_of(name)
    if number is None:
        return None
    year = int(found["y"])
    if len(found["y"]) == 2:
        year += 2000 if year < 70 else 1900  # RFC 2822, 4.3, and POSIX
    marks = set() if name.isdigit() or name in ENGLISH else {DateMark.LOCALISED}
    hour, minute, second = (int(found[key] or 0) for key in ("h", "m", "s"))
    if found["h"] is None:
        marks.add(DateMark.DAY_ONLY)
    try:
        at = datetime(year, number, int(day), hour, minute, min(second, 59), tzinfo=_offset(found["zone"]))
    except ValueError:
        return None
    return _zoned(at, marks)


def _offset(zone: str | None) -> timezone | None:
    name = (zone or "").lower()
    if name in ("z", "gmt", "utc"):
        return UTC
    digits = re.search(r"([+-])(\d{1,2}):?(\d{2})?\Z", name)
    if digits:
        minutes = int(digits[2]) * 60 + int(digits[3] or 0)
        sign = 1 if digits[1] == "+" else -1
        return timezone(timedelta(minutes=sign * minutes)) if minutes < 1440 else None
    return timezone(timedelta(hours=ZONES[name])) if name in ZONES else None
