"""Which days the names of days mean and which hours those of their parts: dates, weekdays, feasts, clocks."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.meaning import (
    Asked,
    Composed,
    Meaning,
    Rule,
    UnresolvedError,
    days_of,
    nearest,
    sided,
    today_of,
    told_before,
    years_around,
)
from sayso.lang.calendar import day, holiday, month, stretch_of, week
from sayso.records import Grain

__all__ = ["COMPOSED", "PLAIN"]


def _day(said: Expr, asked: Asked) -> Meaning:
    """A date; without its year the nearest on the side of the tense, on the weekday that is said with it."""
    if said.month is None:  # "Friday the 13th"
        return _weekday_and_day(said, asked)
    number, d = said.month, said.day or 1
    if said.year is not None:
        found = date(said.year, number, d)
        fits = said.weekday is None or found.weekday() == said.weekday
        return Meaning(days=day(found), assumed="" if fits else "the weekday said does not fit the date")
    told = told_before(
        asked,
        [day(date(y, number, d)) for y in years_around(asked) if d <= calendar.monthrange(y, number)[1]],
    )
    if told is not None:
        return told
    today = today_of(asked)
    years = range(today.year - 4, today.year + 5)
    options = [date(y, number, d) for y in years if d <= calendar.monthrange(y, number)[1]]
    near = [o for o in options if abs(o.year - today.year) <= 1] or options
    if said.weekday is not None:
        fitting = [o for o in near if o.weekday() == said.weekday]
        if fitting:
            return Meaning(days=day(nearest(fitting, asked)))
    taken = day(nearest(near, asked))
    return Meaning(days=taken, assumed=sided(asked, taken))


def _weekday_and_day(said: Expr, asked: Asked) -> Meaning:
    """As in "Friday, the 13th": the nearest such day within 14 months."""
    today = today_of(asked)
    options = []
    for n in range(-14, 15):
        m = month(today.year, today.month + n)
        if (said.day or 1) <= m.last.day:
            d = m.first.replace(day=said.day or 1)
            if d.weekday() == said.weekday:
                options.append(d)
    if not options:
        raise UnresolvedError("no such day near publication")
    taken = day(nearest(options, asked))
    return Meaning(days=taken, assumed=sided(asked, taken))


def _weekday(said: Expr, asked: Asked) -> Meaning:
    """As in "Friday", "last Friday", "Friday of next week"; a bare one may be today."""
    t, number = today_of(asked), said.weekday or 0
    if said.side == -1 and said.n == -1:  # "Friday a week ago"
        return Meaning(days=day(t - timedelta(days=(t.weekday() - number) % 7 + 7)))
    if said.side == 1 and said.n == 1:  # "Monday week"
        return Meaning(days=day(t + timedelta(days=(number - t.weekday()) % 7 + 7)))
    if said.n is not None:
        return Meaning(days=day(week(t).first + timedelta(days=7 * int(said.n) + number)))
    back, forth = (t.weekday() - number) % 7, (number - t.weekday()) % 7
    if said.side == -1:
        return Meaning(days=day(t - timedelta(days=back or 7)))
    if said.side == 1:
        story = asked.story
        if said.definite and story is not None and story.first == story.last:
            ahead = (number - story.first.weekday()) % 7 or 7
            return Meaning(days=day(story.first + timedelta(days=ahead)))
        return Meaning(days=day(t + timedelta(days=forth or 7)))
    if said.side == 0:
        return Meaning(days=day(week(t).first + timedelta(days=number)))
    if back == 0:
        return Meaning(days=day(t))
    if asked.ahead:
        return Meaning(days=day(t + timedelta(days=forth)), assumed=sided(asked))
    return Meaning(days=day(t - timedelta(days=back)), assumed=sided(replace(asked, tense="past")))


def _feast(said: Expr, asked: Asked) -> Meaning:
    """As in "Good Friday", "Christmas Day 2021"; one without a rule of its own stays open."""
    try:
        if said.year is not None:
            return Meaning(days=day(holiday(said.name, said.year)))
        t = today_of(asked)
        options = [holiday(said.name, t.year + n) for n in (-1, 0, 1)]
    except KeyError:
        raise UnresolvedError("a feast whose day we do not reckon") from None
    if said.side == 0:
        return Meaning(days=day(options[1]))
    if said.side == -1:
        return Meaning(days=day(max(o for o in options if o < t)))
    if said.side == 1:
        return Meaning(days=day(min(o for o in options if o > t)))
    left = [o for o in options if (o >= t if asked.ahead else o <= t)]
    return Meaning(days=day(min(left, key=lambda o: abs((o - t).days))), assumed=sided(asked))


def _weekend(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """Saturday and Sunday: "the weekend", "next weekend", "the weekend of May 3"."""
    if said.of is not None:
        within = days_of(inner(said.of, asked)).first
        saturday = week(within).first + timedelta(days=5)
        return Meaning(days=stretch_of(saturday, saturday + timedelta(days=1), Grain.DAY))
    t = today_of(asked)
    saturday = week(t).first + timedelta(days=5)
    if said.side == -1 or (said.side is None and not asked.ahead and t < saturday):
        saturday -= timedelta(days=7)
    elif said.side == 1:
        saturday += timedelta(days=7)
    return Meaning(
        days=stretch_of(saturday, saturday + timedelta(days=1), Grain.DAY),
        assumed="" if said.side is not None else sided(asked),
    )


def _eve(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """The day before a day."""
    if said.of is None:
        raise UnresolvedError("of nothing")
    found = inner(said.of, asked)
    return replace(found, days=day(days_of(found).first - timedelta(days=1)))


# ------------------------------------------------------------------ hours


#: Hours of the parts of a day, from and to; a night runs into the next day.
_HOURS: Mapping[str, tuple[int, int]] = {
    "morning": (6, 12),
    "midmorning": (9, 11),
    "noon": (12, 13),
    "midday": (11, 13),
    "lunchtime": (12, 14),
    "afternoon": (12, 18),
    "midafternoon": (14, 16),
    "evening": (18, 22),
    "dusk": (18, 20),
    "nightfall": (18, 20),
    "sunset": (18, 20),
    "dawn": (5, 7),
    "daybreak": (5, 7),
    "sunrise": (5, 7),
    "night": (20, 30),
    "midnight": (24, 25),
}


def _daypart(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """A part of a day; without its day the one told of before, else open."""
    found = _its_day(said, asked, inner)
    days = days_of(found)
    if days.first != days.last or said.name not in _HOURS:
        return found
    a, b = _HOURS[said.name]
    midnight = datetime.combine(days.first, time())
    return replace(found, begin=midnight + timedelta(hours=a), end=midnight + timedelta(hours=b))


def _its_day(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """The day of an hour: told with it, else told before it, else the report's own."""
    if said.of is not None:
        return inner(said.of, asked)
    if asked.story is not None and asked.story.first == asked.story.last:
        return Meaning(days=asked.story, assumed="on the day told of before")
    return Meaning(days=day(today_of(asked)), assumed="no day is told: that of the report")


def _clock(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """An hour of a day, told with it; alone it is an hour of a day that is not told."""
    found = _its_day(said, asked, inner)
    days = days_of(found)
    if days.first != days.last:
        return found
    begin = datetime.combine(days.first, time()) + timedelta(hours=said.hour or 0, minutes=said.minute or 0)
    if said.name == "midnight":
        begin += timedelta(days=1)
    wide = timedelta(minutes=1) if said.minute else timedelta(hours=1)
    return replace(found, begin=begin, end=begin + wide)


#: Rules for what names a day by itself, by sort.
PLAIN: Mapping[Sort, Rule] = {Sort.DAY: _day, Sort.WEEKDAY: _weekday, Sort.FEAST: _feast}
#: Rules for what may be told of another time.
COMPOSED: Mapping[Sort, Composed] = {
    Sort.WEEKEND: _weekend,
    Sort.DAYPART: _daypart,
    Sort.CLOCK: _clock,
    Sort.EVE: _eve,
}
