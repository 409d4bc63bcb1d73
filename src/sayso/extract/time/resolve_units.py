"""Which days units counted from somewhere mean: from the day of publication or from the time told before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.meaning import (
    Asked,
    Composed,
    Meaning,
    Rule,
    UnresolvedError,
    days_of,
    grain_of,
    today_of,
)
from sayso.lang.calendar import day, quarter, shifted_back, stretch_of, unit_around, year
from sayso.records import Grain

__all__ = ["COMPOSED", "PLAIN"]

#: The ground on which spinners' words for a unit are read as the usual ones.
_SPUN = "spun wording"


def _unit(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """As in "last year", "three days ago", "in two weeks", "the quarter"."""
    if said.of is not None:  # "the week of March 6"
        return Meaning(days=unit_around(days_of(inner(said.of, asked)).first, said.unit))
    if asked.history and asked.story is not None and _of_the_story(said):
        there = shifted_back(asked.story.first, -round(said.n or 0), said.unit)
        return Meaning(days=unit_around(there, said.unit), assumed="seen from the time told before")
    t, unit = today_of(asked), said.unit
    if said.name == "twelve":
        return _twelve(said, asked)
    if said.n is None:
        raise UnresolvedError("the words name no number")
    if said.name in ("ago", "year_ago"):
        return _ago(said, asked)
    if said.name == "in":
        there = shifted_back(t, -round(said.n), unit)
        return Meaning(days=unit_around(there, _counted(unit, said.n)))
    if said.side is None and said.definite:
        return _definite(unit, t, asked)
    if said.name in ("final", "subsequent") and (asked.spun or not said.definite):
        # spinners write "subsequent month" for "next month"
        whole = unit_around(t, unit)
        return Meaning(days=unit_around(shifted_back(whole.first, -round(said.n), unit), unit), assumed=_SPUN)
    if said.name == "final":
        raise UnresolvedError("the last of what is not told")
    if (
        said.definite
        and said.side
        and said.name in ("next", "following", "subsequent", "previous", "preceding")
    ):
        story = asked.story
        if story is not None and (said.name != "next" or asked.tense == "past"):
            return Meaning(days=unit_around(shifted_back(story.first, -said.side, unit), unit))
        if said.name in ("following", "previous", "preceding") or unit == "day":
            raise UnresolvedError("counts from a time that is not told")
    if said.definite and said.side:
        # "over the past year" ends today, "last year" on December 31st
        there = shifted_back(t, -said.side, unit)
        days = stretch_of(min(there, t), max(there, t), grain_of(unit))
        return Meaning(days=days, assumed="up to publication", stretch=True)
    whole = unit_around(t, unit)
    return Meaning(days=unit_around(shifted_back(whole.first, -round(said.n), unit), unit))


def _of_the_story(said: Expr) -> bool:
    """Whether a unit counts from the time told in a history: "the year", "the next month", no "last year"."""
    return said.name not in ("ago", "year_ago", "in", "twelve", "latest") and (
        said.side is None or said.definite
    )


def _counted(unit: str, n: float) -> str:
    """The unit in which a count is exact: "a decade ago" is a year, "half a year ago" a month."""
    if unit in ("decade", "century"):
        return "year"
    if n != int(n):
        return {"year": "month", "month": "week", "week": "day"}.get(unit, "day")
    return unit


def _ago(said: Expr, asked: Asked) -> Meaning:
    """As in "three days ago", "half a year ago"; the year-ago quarter where a quarter is told of."""
    t, unit, n = today_of(asked), said.unit, -(said.n or 0)
    story = asked.story
    if unit == "year" and n == 1 and story is not None and story.grain is Grain.QUARTER:
        return Meaning(
            days=quarter(story.first.year - 1, (story.first.month + 2) // 3),
            assumed="a year before the quarter told of",
        )
    if unit in ("hour", "minute", "second"):
        return Meaning(days=day(t - timedelta(hours=n if unit == "hour" else 0)), assumed="within the day")
    if n != int(n):
        days = {"year": 365.25, "month": 30.44, "week": 7, "decade": 3652.5, "century": 36525}.get(
            unit, 1
        ) * n
        return Meaning(days=unit_around(t - timedelta(days=round(days)), _counted(unit, n)))
    approx = "roughly so long ago" if said.approx else ""
    return Meaning(days=unit_around(shifted_back(t, int(n), unit), _counted(unit, n)), assumed=approx)


def _twelve(said: Expr, asked: Asked) -> Meaning:
    """Spun text has "final 12 months" for "last year"; else, with an article, which twelve is not told."""
    if said.definite and not asked.spun:
        raise UnresolvedError("counts from a time that is not told")
    return Meaning(days=year(today_of(asked).year + (said.side or 0)), assumed=_SPUN)


def _definite(unit: str, t: date, asked: Asked) -> Meaning:
    """As in "for the quarter", "in the week": the one told of before, else the one that holds publication."""
    if asked.story is not None and asked.story.grain == unit:
        return Meaning(days=asked.story, assumed="the one told of before")
    if unit == "quarter" and not asked.ahead:
        return Meaning(days=quarter(t.year, (t.month + 2) // 3 - 1), assumed="the last one ended")
    return Meaning(days=unit_around(t, unit), assumed="the one that holds publication")


def _stretch(said: Expr, asked: Asked) -> Meaning:
    """As in "in the past six months", "over the next two weeks"."""
    if said.n is None:
        raise UnresolvedError("the words name no number")
    t, unit, side = today_of(asked), said.unit, said.side or -1
    n = said.n
    if not 0 < n < 1000:
        raise UnresolvedError("no sensible count")
    if unit in ("hour", "minute", "second"):
        days = -(-n // {"hour": 24, "minute": 1440, "second": 86400}[unit])
        there = t + timedelta(days=side * int(days))
    elif n != int(n):
        there = t + timedelta(days=side * round(n * {"year": 365.25, "month": 30.44, "week": 7}.get(unit, 1)))
    else:
        there = shifted_back(t, -side * int(n), unit)
    return Meaning(days=stretch_of(min(there, t), max(there, t), grain_of(unit)))


def _story(said: Expr, asked: Asked) -> Meaning:
    """As in "two days later", "the next day": counted from the time told before, if that is as fine."""
    story, unit = asked.story, said.unit
    if said.n is None:
        raise UnresolvedError("the words name no number")
    if unit == "year" and said.n == -1 and not (asked.history and story is not None):
        # "up from 12 percent a year earlier"
        return _ago(replace(said, name="ago"), asked)
    if story is None:
        raise UnresolvedError("counts from a time that is not told")
    fine = {Grain.HOUR: 0, Grain.DAY: 0, Grain.WEEK: 1, Grain.MONTH: 2, Grain.QUARTER: 3, Grain.SEASON: 3}
    own = {
        "second": 0,
        "minute": 0,
        "hour": 0,
        "day": 0,
        "night": 0,
        "week": 1,
        "fortnight": 1,
        "month": 2,
        "quarter": 3,
    }
    if fine.get(story.grain, 4) > own.get(unit, 4):
        raise UnresolvedError("the time told before is coarser")
    if story.first != story.last and story.grain is Grain.DAY:
        raise UnresolvedError("the time told before is a stretch")
    if said.n != int(said.n):
        raise UnresolvedError("no whole count")
    there = shifted_back(story.first, -int(said.n), unit)
    return Meaning(days=unit_around(there, unit), assumed="counted from the time told before")


#: Rules for what counts from a time that is not named in it, by sort.
PLAIN: Mapping[Sort, Rule] = {Sort.STRETCH: _stretch, Sort.STORY: _story}
#: Rules for what may be told of another time.
COMPOSED: Mapping[Sort, Composed] = {Sort.UNIT: _unit}
