"""Which days the names of months, seasons, quarters, years and longer mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.meaning import (
    Asked,
    Meaning,
    Rule,
    UnresolvedError,
    closest,
    days_of,
    sided,
    today_of,
    told_before,
    years_around,
)
from sayso.lang.calendar import century, decade, half, month, quarter, season, year
from sayso.records import Grain

__all__ = ["PLAIN"]


def _month(said: Expr, asked: Asked) -> Meaning:
    """As in "May 2021", "May", "last May", "May of last year"."""
    number = said.month or 1
    if said.year is not None:
        return Meaning(days=month(said.year, number))
    told = told_before(asked, [month(y, number) for y in years_around(asked)]) if said.side is None else None
    if told is not None:
        return told
    t = today_of(asked)
    if said.n is not None:
        return Meaning(days=month(t.year + int(said.n), number))
    y, assumed = t.year, ""
    if said.side == -1:
        y -= number >= t.month
    elif said.side == 1:
        y += number <= t.month
    elif said.side is None:
        assumed = sided(asked)
        # "will meet in June" in June is this June
        if asked.tense == "past":
            y -= number > t.month
        else:
            taken = closest([month(t.year + n, number) for n in (-1, 0, 1)], asked)
            return Meaning(days=taken, assumed=sided(asked, taken))
    return Meaning(days=month(y, number), assumed=assumed)


def _season(said: Expr, asked: Asked) -> Meaning:
    """As in "spring 2021", "last summer", "the winter"; the northern year's seasons."""
    name = said.name
    if said.year is not None:
        return Meaning(days=season(said.year, name))
    told = told_before(asked, [season(y, name) for y in years_around(asked)]) if said.side is None else None
    if told is not None:
        return told
    t = today_of(asked)
    if said.n is not None:
        return Meaning(days=season(t.year + int(said.n), name))
    options = [season(t.year + n, name) for n in (-2, -1, 0, 1)]
    if said.side == 0:
        return Meaning(days=next((o for o in options if o.first <= t <= o.last), options[2]))
    if said.side == 1 or (said.side is None and asked.ahead):
        found = next(o for o in options if (o.first > t if said.side else o.last >= t))
    else:
        found = [o for o in options if (o.last < t if said.side else o.first <= t)][-1]
    return Meaning(days=found, assumed="" if said.side else sided(asked))


#: How much farther a quarter that is gone seems under a verb that looks ahead: results come when it is over.
_REPORTED = 3
#: How much farther one to come seems under another verb.
_UNHEARD = 12


def _quarter(said: Expr, asked: Asked) -> Meaning:
    """As in "the third quarter of 2021", "the third quarter", "the year-ago quarter"."""
    if said.name == "year_ago":
        return _year_ago_quarter(said, asked)
    if said.name == "of_year":
        story = asked.story
        if story is None or story.grain is not Grain.QUARTER:
            raise UnresolvedError("which quarter is not told")
        return Meaning(
            days=quarter(said.year or 0, (story.first.month + 2) // 3), assumed="that of the quarter told of"
        )
    number = int(said.n or 1)
    if said.year is not None:
        return Meaning(days=quarter(said.year, number))
    t = today_of(asked)
    if said.side is not None:
        return Meaning(days=quarter(t.year + said.side, number))
    options = [quarter(t.year + n, number) for n in (-1, 0, 1)]
    taken = closest(options, asked, gone=_REPORTED, against=_UNHEARD)
    return Meaning(days=taken, assumed=sided(asked, taken))


def _year_ago_quarter(said: Expr, asked: Asked) -> Meaning:
    """A year before the quarter named, else before the one told of, else before the last one ended."""
    story, t = asked.story, today_of(asked)
    if said.n is not None:
        now = days_of(_quarter(replace(said, name="", side=None), asked))
    elif story is not None and story.grain is Grain.QUARTER:
        now = story
    else:
        now = quarter(t.year, (t.month + 2) // 3 - 1)
    return Meaning(
        days=quarter(now.first.year - 1, (now.first.month + 2) // 3),
        assumed="a year before the quarter told of",
    )


def _half(said: Expr, asked: Asked) -> Meaning:
    """As in "the second half of 2021", "the first half"."""
    number = int(said.n or 1)
    if said.year is not None:
        return Meaning(days=half(said.year, number))
    t = today_of(asked)
    if said.side is not None:
        return Meaning(days=half(t.year + said.side, number))
    options = [half(t.year + n, number) for n in (-1, 0, 1)]
    found = (
        next(o for o in options if o.last >= t) if asked.ahead else [o for o in options if o.first <= t][-1]
    )
    return Meaning(days=found, assumed=sided(asked))


def _year(said: Expr, _asked: Asked) -> Meaning:
    """A year; a fiscal one is taken for the calendar's."""
    if said.name == "bc":
        raise UnresolvedError("before the common era")
    return Meaning(
        days=year(said.year or 0), assumed="read as the calendar year" if said.name == "fiscal" else ""
    )


def _decade(said: Expr, _asked: Asked) -> Meaning:
    """Ten years."""
    return Meaning(days=decade(said.year or 0))


def _century(said: Expr, _asked: Asked) -> Meaning:
    """A hundred years, as EDTF counts them."""
    return Meaning(days=century(int(said.n or 0)))


#: Rules by sort.
PLAIN: Mapping[Sort, Rule] = {
    Sort.MONTH: _month,
    Sort.SEASON: _season,
    Sort.QUARTER: _quarter,
    Sort.HALF: _half,
    Sort.YEAR: _year,
    Sort.DECADE: _decade,
    Sort.CENTURY: _century,
}
