"""What a time expression says, before anybody asks on which day it was said.

An expression keeps its composition: what it counts from and by how much. Which days it means is a pure
function of it, the day of publication, the tense of its verb and the time told before (`resolve`).
"""

from __future__ import annotations

from enum import StrEnum

from sayso.classes import dataclass

__all__ = ["Expr", "Sort"]


class Sort(StrEnum):
    """What kind of thing an expression names; each has its rule in `resolve`."""

    DAY = "day"  # a date; without a year it is the one nearest
    WEEKDAY = "weekday"
    MONTH = "month"
    YEAR = "year"
    YEARS = "years"
    DECADE = "decade"
    CENTURY = "century"
    SEASON = "season"
    QUARTER = "quarter"
    HALF = "half"
    FEAST = "feast"
    WEEKEND = "weekend"
    UNIT = "unit"  # the calendar unit so many units away: "last week", "three days ago"
    STRETCH = "stretch"  # so many units up to now or from now: "the past six months"
    STORY = "story"  # the unit so many units from the time told before: "two days later"
    PART = "part"  # early, late, the end of, the first half of
    NTH = "nth"  # the first week of May
    SPAN_OF = "span_of"  # the first nine months of 1989
    DAYPART = "daypart"
    CLOCK = "clock"
    RANGE = "range"
    EVE = "eve"
    DURATION = "duration"
    SET = "set"
    REFERENCE = "reference"  # now, recently, in future


@dataclass(frozen=True, slots=True, kw_only=True)
class Expr:
    """One expression.

    ``n`` counts units, None where the words leave the number open ("several years"); ``high`` is the upper
    end of a count given as a range. ``side`` is -1 for last, 0 for this, 1 for next, None where the words do
    not say. ``of`` is the larger time it is part of, ``to`` the end of a range. ``approx`` is how the words
    soften or bound it: about, nearly, more_than, less_than, at_least, at_most, or "".
    """

    sort: Sort
    unit: str = ""
    n: float | None = None
    high: float | None = None
    side: int | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    name: str = ""
    hour: int | None = None
    minute: int | None = None
    zone: str = ""
    approx: str = ""
    definite: bool = False
    of: Expr | None = None
    to: Expr | None = None

    @property
    def fixed(self) -> bool:
        """Whether it means the same on every day."""
        if self.sort in (Sort.YEAR, Sort.YEARS, Sort.DECADE, Sort.CENTURY):
            return True
        if self.sort is Sort.RANGE:
            return bool(self.of and self.of.fixed) and bool(self.to and self.to.fixed)
        if self.of is not None:
            return self.of.fixed
        return self.year is not None
