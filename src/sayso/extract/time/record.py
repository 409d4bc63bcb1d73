"""The record of a time, made of an expression, the preposition before it and what it means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.hits import Hit
from sayso.extract.time.meaning import Meaning
from sayso.lang.calendar import Interval
from sayso.records import Approx, Length, Span, TimeKind, TimeRange, TimeStatus, TimexTag

__all__ = ["time_of"]

#: What a preposition makes of the time after it.
_BOUNDS = {
    "since": "no_earlier_than",
    "until": "no_later_than",
    "till": "no_later_than",
    "through": "no_later_than",
    "up to": "no_later_than",
    "by": "no_later_than",
    "before": "before",
    "prior to": "before",
    "after": "after",
}


_WITHIN_THE_DAY = frozenset({"before", "prior to", "after"})


def time_of(
    span: Span, text: str, hit: Hit, meaning: Meaning, tags: tuple[TimexTag, ...], today: date | None
) -> TimeRange:
    """The time that an expression is in a text whose words at ``span`` say it.

    ``tags`` are its TIMEX3 forms, one at least; ``today`` the day the text speaks from, if known: under a
    preposition that bounds it the days reach up to or from there.
    """
    said = hit.said
    made = TimeRange(
        text=span.of(text),
        span=span,
        kind=_kind(said),
        status=_status(meaning),
        reason=meaning.open or meaning.assumed,
        anchor=_anchor(said),
        offset=_offset(said),
        part=said.name if said.sort is Sort.PART else "",
        approx=_APPROX.get(said.approx, Approx.NONE),
        length=_length(said),
        recurrence=tags[0].value if said.sort is Sort.SET else None,
        timex=tags,
    )
    days = meaning.days
    if days is None:
        return made
    # "before dawn", "after 10 pm" are hours of the day that is meant, not the days before or after it
    hours = said.sort in (Sort.CLOCK, Sort.DAYPART) and hit.lead in _WITHIN_THE_DAY
    if hit.lead in _BOUNDS and not hours and today is not None and said.sort is not Sort.RANGE:
        return _bounded(made, days, hit.lead, today)
    begin = meaning.begin or datetime.combine(days.first, datetime.min.time())
    end = meaning.end or datetime.combine(days.last + timedelta(days=1), datetime.min.time())
    return replace(
        made,
        edtf=days.edtf,
        earliest=days.first.isoformat(),
        latest=days.last.isoformat(),
        grain=days.grain,
        start=_instant(begin, said, whole=meaning.begin is None),
        end=_instant(end, said, whole=meaning.end is None),
        bound=_BOUNDS[hit.lead] if hours else made.bound,
    )


def _instant(at: datetime, said: Expr, *, whole: bool) -> str:
    """A day, or a day with its hour; UTC is marked, any other hour is that of the place."""
    if whole:
        return at.date().isoformat()
    zone = "Z" if said.sort is Sort.CLOCK and said.zone in ("gmt", "utc", "z") else ""
    return at.isoformat(timespec="minutes") + zone


def _bounded(made: TimeRange, days: Interval, lead: str, today: date) -> TimeRange:
    """An expression under its preposition: "since" ends today, "until" and "by" end with it."""
    first: date | None = days.first
    last: date | None = days.last
    left, right = days.edtf.split("/", maxsplit=1)[0], days.edtf.rsplit("/", 1)[-1]
    bound = _BOUNDS[lead]
    edtf = days.edtf
    if lead == "since":
        if days.first <= today:
            last, edtf = today, f"{left}/{today.isoformat()}"
    elif lead == "after":
        first = days.last + timedelta(days=1)
        last, edtf = (
            (None, f"{first.isoformat()}/..")
            if first > today
            else (today, f"{first.isoformat()}/{today.isoformat()}")
        )
    else:
        if lead in ("before", "prior to"):
            last = days.first - timedelta(days=1)
            right = last.isoformat()
        ahead = last is not None and last > today
        if last != today or lead in ("by", "before", "prior to"):
            first = today if ahead else None
            edtf = f"{today.isoformat()}/{right}" if ahead else f"../{right}"
    return replace(
        made,
        edtf=edtf,
        earliest=first.isoformat() if first else None,
        latest=last.isoformat() if last else None,
        grain=days.grain,
        start=first.isoformat() if first else None,
        end=(last + timedelta(days=1)).isoformat() if last else None,
        bound=bound,
    )


_APPROX = {"about": Approx.ABOUT, "nearly": Approx.NEARLY}


def _kind(said: Expr) -> TimeKind:
    """What kind of time it is, by its sort."""
    if said.sort is Sort.CLOCK:
        return TimeKind.INSTANT
    return {
        Sort.DURATION: TimeKind.DURATION,
        Sort.SET: TimeKind.SET,
        Sort.REFERENCE: TimeKind.VAGUE,
    }.get(said.sort, TimeKind.VAGUE if said.sort is Sort.STRETCH and said.n is None else TimeKind.INTERVAL)


def _status(meaning: Meaning) -> TimeStatus:
    """Whether it has days, and whether on a ground that is assumed."""
    if meaning.days is None:
        return TimeStatus.UNRESOLVED
    return TimeStatus.ASSUMED if meaning.assumed else TimeStatus.RESOLVED


def _anchor(said: Expr) -> str | None:
    """What it is counted from: publication, previous_time, explicit, None for what has no days."""
    if said.sort in (Sort.DURATION, Sort.SET):
        return None
    inner = said
    while inner.of is not None:
        inner = inner.of
    if inner.sort is Sort.STORY:
        return "previous_time"
    return "explicit" if said.fixed else "publication"


def _offset(said: Expr) -> tuple[float | None, str] | None:
    """Count and unit of what is counted from somewhere."""
    inner = said
    while inner.of is not None and inner.sort not in (Sort.UNIT, Sort.STORY, Sort.STRETCH):
        inner = inner.of
    if inner.sort in (Sort.UNIT, Sort.STORY):
        return inner.n, inner.unit
    if inner.sort is Sort.STRETCH:
        return (None if inner.n is None else inner.n * (inner.side or -1)), inner.unit
    return None


def _length(said: Expr) -> Length | None:
    """How long a duration lasts, with its bounds."""
    if said.sort not in (Sort.DURATION, Sort.STRETCH, Sort.SPAN_OF) or not said.unit:
        return None
    low, high = said.n, said.high if said.high is not None else said.n
    if said.approx in ("at_least", "more_than"):
        high = None
    elif said.approx in ("at_most", "less_than", "nearly"):
        low = None
    return Length(low=low, high=high, unit=said.unit)
