"""What resolution is asked and what it answers, and the choices among readings that its rules share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Literal

from sayso.classes import dataclass
from sayso.extract.time.expressions import Expr
from sayso.lang.calendar import Interval
from sayso.records import Grain

__all__ = [
    "NO_DAY",
    "Asked",
    "Composed",
    "Meaning",
    "Rule",
    "Tense",
    "UnresolvedError",
    "closest",
    "days_of",
    "grain_of",
    "nearest",
    "sided",
    "today_of",
    "told_before",
    "years_around",
]

#: What the verb says of a time: behind us, before us, or neither.
Tense = Literal["past", "ahead", "open"]

#: Why what counts from the day of publication stays open without one.
NO_DAY = "no publication date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What resolution looks at: the day the text speaks from, the tense, the time told before, spun wording.

    ``history`` is set in texts that tell of years long gone: a date without a year is then seen from the time
    told before it, not from the day of publication.
    """

    today: date | None
    tense: Tense = "open"
    story: Interval | None = None
    spun: bool = False
    history: bool = False

    @property
    def ahead(self) -> bool:
        """Whether the verb looks ahead."""
        return self.tense == "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an expression means.

    ``days`` are whole days, both ends inclusive; ``begin`` and ``end`` the half-open hours within them, where
    the words tell any. ``assumed`` says on what ground one of several readings was taken, ``open`` why there
    is none. ``stretch`` is set where a unit is no calendar unit but so long up to now ("the past year").
    """

    days: Interval | None = None
    begin: datetime | None = None
    end: datetime | None = None
    assumed: str = ""
    open: str = ""
    stretch: bool = False


class UnresolvedError(Exception):
    """Raised with the reason where an expression stays open."""


#: What an expression means, seen from where it is told.
Rule = Callable[[Expr, Asked], Meaning]
#: The same for one made of another expression: the last argument says what that one means.
Composed = Callable[[Expr, Asked, Rule], Meaning]

#: How much farther a day to come seems under a past verb, which does speak of such ("put off to May 3"), and
#: one that is gone under a verb that looks ahead.
_AGAINST, _GONE = 3, 12


def today_of(asked: Asked) -> date:
    """The day the text speaks from.

    Raises:
        UnresolvedError: it is not known.
    """
    if asked.today is None:
        raise UnresolvedError(NO_DAY)
    return asked.today


def days_of(found: Meaning) -> Interval:
    """The days of what an inner expression means.

    Raises:
        UnresolvedError: it has none; the message is its reason.
    """
    if found.days is None:
        raise UnresolvedError(found.open or "open")
    return found.days


def grain_of(unit: str) -> Grain:
    """How finely a unit tells time.

    Raises:
        ValueError: no grain is so fine or so coarse.
    """
    return {
        "hour": Grain.HOUR,
        "minute": Grain.HOUR,
        "second": Grain.HOUR,
        "night": Grain.DAY,
        "fortnight": Grain.WEEK,
    }.get(unit) or Grain(unit)


# ------------------------------------------------------------------ choices among readings


def nearest(options: Sequence[date], asked: Asked) -> date:
    """The option nearest to today, one against the tense counted as farther."""
    today = today_of(asked)

    def far(o: date) -> tuple[int, date]:
        days = (o - today).days
        if asked.tense == "past" and days > 0:
            days *= _AGAINST
        elif asked.ahead and days < 0:
            days *= _GONE
        return abs(days), o

    return min(options, key=far)


def closest(
    options: Sequence[Interval], asked: Asked, *, gone: int = _GONE, against: int = _AGAINST
) -> Interval:
    """The stretch nearest to today, one against the tense counted as farther; what holds today is nearest.

    ``gone`` is how much farther one that is gone seems where the verb looks ahead, ``against`` one to come
    where it does not.
    """
    t = today_of(asked)

    def far(o: Interval) -> tuple[int, date]:
        if o.first > t:
            return (o.first - t).days * (1 if asked.ahead else against), o.first
        return max(0, (t - o.last).days) * (gone if asked.ahead else 1), o.first

    return min(options, key=far)


def told_before(asked: Asked, options: Sequence[Interval]) -> Meaning | None:
    """In a history: the option within the time told before, else the one nearest to its beginning."""
    story = asked.story
    if not asked.history or story is None:
        return None
    within = [o for o in options if story.first <= o.first <= story.last]
    found = min(within or options, key=lambda o: (abs((o.first - story.first).days), o.first))
    return Meaning(days=found, assumed="seen from the time told before")


def years_around(asked: Asked) -> tuple[int, ...]:
    """The years a date without one may lie in, seen from the time told before."""
    return () if asked.story is None else tuple(range(asked.story.first.year - 1, asked.story.last.year + 2))


def sided(asked: Asked, taken: Interval | None = None) -> str:
    """The ground on which one of several stretches is taken: the tense, or against it that it is so near."""
    t = today_of(asked)
    if taken is not None and (
        (asked.tense == "past" and taken.first > t) or (asked.ahead and taken.last < t)
    ):
        return "much the nearest one, against the tense"
    return {
        "past": "past tense: the last one",
        "ahead": "the verb looks ahead: the next one",
        "open": "the nearest one",
    }[asked.tense]
