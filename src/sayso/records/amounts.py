"""When and how many: times and quantities as values with bounds, beside the words they were read from."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.records.base import Approx, Grain, Nature, Span, TimeKind, TimeStatus

__all__ = ["Length", "Quantity", "TimeRange", "TimexTag"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimexTag:
    """An expression as TIMEX3 writes it: words, type, value, modifier ("" for none)."""

    span: Span
    type: str
    value: str
    mod: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long: from ``low`` to ``high`` units; a bound that is not stated is None."""

    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRange:
    """When: ISO dates, both ends inclusive; all None where the text or the day leaves it open.

    ``start`` and ``end`` are the same stretch half-open, with hours where the words tell any (local time of
    the text, or with ``Z`` where it says so); None on a side that is not bounded. ``status`` and ``reason``
    say how sure the days are: certain, assumed on a ground, or open and why. ``anchor`` is what it is
    counted from (publication, previous_time, explicit or None), ``offset`` the count and unit kept beside
    the days. ``part`` is early, mid, late …, ``bound`` what the preposition makes of it (before, after,
    no_later_than, no_earlier_than, or "" for within). ``length`` is how long a duration lasts,
    ``recurrence`` how often a set comes back, as ISO 8601 writes it. ``timex`` are the expressions in it,
    two for "from A to B".
    """

    text: str
    span: Span
    edtf: str | None = None
    earliest: str | None = None
    latest: str | None = None
    grain: Grain | None = None
    kind: TimeKind = TimeKind.INTERVAL
    status: TimeStatus = TimeStatus.RESOLVED
    reason: str = ""
    start: str | None = None
    end: str | None = None
    anchor: str | None = None
    offset: tuple[float | None, str] | None = None
    part: str = ""
    bound: str = ""
    approx: Approx = Approx.NONE
    length: Length | None = None
    recurrence: str | None = None
    timex: tuple[TimexTag, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether it names days, known or not: no duration, no repetition, no "recently"."""
        return self.kind in (TimeKind.INSTANT, TimeKind.INTERVAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How many: a bound that is not stated is None ("up to 14" has ``low`` None).

    ``unit`` is the unit's name (hour, percent) or an ISO 4217 code, ``code`` its UCUM or ISO 4217 code ("1"
    for counts). ``counted`` are the words for what is counted, ``item`` their dictionary form. A bound with
    ``low_closed`` or ``high_closed`` false is itself excluded ("more than 5"). ``point`` are the numbers as
    stated, never lost. ``period`` is the time the amount covers; ``assumed`` names what was not said but
    taken (the dollar of the United States).
    """

    text: str
    span: Span
    low: float | None
    high: float | None
    unit: str | None = None
    counted: str | None = None
    per: str | None = None
    approximate: bool = False
    code: str | None = None
    per_code: str | None = None
    item: str | None = None
    approx: Approx = Approx.NONE
    low_closed: bool = True
    high_closed: bool = True
    point: tuple[float, ...] = ()
    nature: Nature = Nature.LEVEL
    direction: str = ""
    period: TimeRange | None = None
    assumed: str = ""
