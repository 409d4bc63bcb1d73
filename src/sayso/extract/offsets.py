"""Acts told as so long after another: "shops stayed shut on Wednesday, a day after a bomb went off"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sayso.extract.tree import Tree
from sayso.lang.numbers import value_of
from sayso.records import Grain, TimeRange

__all__ = ["days_after", "moved"]

_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
#: Clauses before or after which the act around them is: the sign of their distance.
_SIGNS = {"after": -1, "before": 1}


def days_after(tree: Tree, verb: int) -> int | None:
    """How many days the clause of ``verb`` lies from the clause around it; None where it does not say.

    Negative where it is earlier: "a day after" is -1, "two weeks before" is 14.
    """
    for mark in tree.of(verb, "mark"):
        sign = _SIGNS.get(tree[mark].text.lower())
        if sign is None or mark < 2:
            continue
        unit = _DAYS.get(tree[mark - 1].text.lower())
        number = tree[mark - 2].text.lower()
        count = 1.0 if number in ("a", "an") else value_of([number])
        if unit is not None and count is not None and count == int(count):
            return sign * unit * int(count)
    return None


def moved(time: TimeRange, days: int) -> TimeRange | None:
    """A day so many days from one that is known; None if it is no single day."""
    if time.earliest is None or time.earliest[:10] != (time.latest or "")[:10]:
        return None
    day = (date.fromisoformat(time.earliest[:10]) + timedelta(days)).isoformat()
    return replace(
        time,
        edtf=day,
        earliest=day,
        latest=day,
        start=None,
        end=None,
        grain=Grain.DAY,
        anchor="previous_time",
        offset=(float(days), "day"),
        timex=(),
    )
