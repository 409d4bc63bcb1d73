"""Which days parts and rows of other times mean: "early May", "the first week of June", "May to July"."""

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
from sayso.lang.calendar import WEEKDAYS, Interval, day, half, shifted_back, stretch_of
from sayso.records import Grain

__all__ = ["COMPOSED"]


def _part(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """The part of a time that "early", "the end of", "earlier this" mean."""
    of = said.of
    if of is None:
        raise UnresolvedError("part of nothing")
    found = inner(of, asked)
    whole = days_of(found)
    if (of.sort is Sort.UNIT and of.side == 0) or said.name in ("earlier", "later", "rest"):
        return replace(
            found, days=_this_part(whole, said.name, today_of(asked) if asked.today else whole.first)
        )
    return replace(found, days=_parted(whole, said.name))


def _this_part(whole: Interval, name: str, today: date) -> Interval:
    """Parts of a unit that holds today: "earlier this week" ends today, "later this week" begins today."""
    if name == "earlier" and whole.first <= today:
        return stretch_of(whole.first, max(whole.first, min(today, whole.last)), whole.grain)
    if name in ("later", "rest") and today <= whole.last:
        return stretch_of(max(today, whole.first), whole.last, whole.grain)
    return _parted(whole, {"earlier": "early", "later": "late", "rest": "late"}.get(name, name))


#: Days that have parts at all.
_LEAST = 3


def _parted(whole: Interval, name: str) -> Interval:
    """The third (or half) of an interval."""
    n = (whole.last - whole.first).days + 1
    if not name or n < _LEAST:
        return whole
    third = timedelta(days=n // 3)
    if name in ("first_half", "second_half"):
        if whole.grain is Grain.YEAR:
            return half(whole.first.year, 1 if name == "first_half" else 2)
        middle = whole.first + timedelta(days=n // 2)
        if name == "first_half":
            return stretch_of(whole.first, middle - timedelta(days=1), whole.grain)
        return stretch_of(middle, whole.last, whole.grain)
    if name in ("early", "start"):
        return stretch_of(whole.first, whole.first + third - timedelta(days=1), whole.grain)
    if name == "mid":
        return stretch_of(whole.first + third, whole.last - third, whole.grain)
    return stretch_of(whole.last - third + timedelta(days=1), whole.last, whole.grain)


def _nth(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """As in "the first week of March", "the last Friday of May 2021"."""
    if said.of is None:
        raise UnresolvedError("of nothing")
    whole = days_of(inner(said.of, asked))
    n = int(said.n or 1)
    if said.unit in ("weekday", "weekend"):
        weekday = said.weekday if said.unit == "weekday" else WEEKDAYS["saturday"]
        days = _weekdays(whole, weekday)
        if n > len(days):
            raise UnresolvedError("there are not so many")
        first = days[n if n < 0 else n - 1]
        if said.unit == "weekday":
            return Meaning(days=day(first))
        return Meaning(days=stretch_of(first, first + timedelta(days=1), Grain.DAY))
    if said.unit == "day":
        return Meaning(days=day(whole.last if n < 0 else whole.first + timedelta(days=n - 1)))
    if n < 0:
        return Meaning(days=stretch_of(whole.last - timedelta(days=6), whole.last, Grain.WEEK))
    first = whole.first + timedelta(days=7 * (n - 1))
    if first > whole.last:
        raise UnresolvedError("there are not so many")
    return Meaning(days=stretch_of(first, min(first + timedelta(days=6), whole.last), Grain.WEEK))


def _weekdays(whole: Interval, weekday: int | None) -> list[date]:
    """The days of an interval that are such a weekday, in order."""
    every = (whole.first + timedelta(days=i) for i in range((whole.last - whole.first).days + 1))
    return [d for d in every if d.weekday() == weekday]


def _span_of(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """As in "the first nine months of 1989"; open where it is not told of what."""
    if said.n is None:
        raise UnresolvedError("the words name no number")
    if said.of is None:
        raise UnresolvedError("part of a time that is not told")
    whole = days_of(inner(said.of, asked))
    n = int(said.n)
    if said.name == "first":
        last = shifted_back(whole.first, -n, said.unit) - timedelta(days=1)
        return Meaning(days=_months(whole.first, min(last, whole.last), said.unit))
    first = shifted_back(whole.last + timedelta(days=1), n, said.unit)
    return Meaning(days=_months(max(first, whole.first), whole.last, said.unit))


def _months(first: date, last: date, unit: str) -> Interval:
    """From one day to another, written as months where months are counted."""
    if unit == "month":
        edtf = f"{first.year:04d}-{first.month:02d}/{last.year:04d}-{last.month:02d}"
        return Interval(first, last, edtf, Grain.MONTH)
    return stretch_of(first, last, grain_of(unit))


def _range(said: Expr, asked: Asked, inner: Rule) -> Meaning:
    """From one time to another, each end seen from the other: "March to May 2023" begins in March 2023."""
    one, other = said.of, said.to
    if one is None or other is None:
        raise UnresolvedError("an end is missing")
    if asked.ahead and not other.fixed:
        first = inner(one, asked)
        last = inner(other, replace(asked, today=days_of(first).first))
    else:
        last = inner(other, asked)
        first = inner(one, replace(asked, today=days_of(last).last, tense="past"))
    a, b = days_of(first), days_of(last)
    if a.first > b.last:
        raise UnresolvedError("ends before it begins")
    grain = a.grain if (a.last - a.first) <= (b.last - b.first) else b.grain
    edtf = f"{a.edtf.split('/', maxsplit=1)[0]}/{b.edtf.rsplit('/', 1)[-1]}"
    return Meaning(days=Interval(a.first, b.last, edtf, grain), assumed=first.assumed or last.assumed)


#: Rules by sort.
COMPOSED: Mapping[Sort, Composed] = {
    Sort.PART: _part,
    Sort.NTH: _nth,
    Sort.SPAN_OF: _span_of,
    Sort.RANGE: _range,
}
