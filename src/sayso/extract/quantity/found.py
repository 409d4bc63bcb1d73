"""An amount as found in a row of words, before its record is made."""

from __future__ import annotations

from sayso.classes import dataclass, replace
from sayso.extract.quantity.bounds import Bound
from sayso.extract.quantity.units import Unit
from sayso.lang.amounts import Amount
from sayso.records import Nature

__all__ = ["Found", "Place", "bare", "one"]

_PLAIN = Bound()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An amount with its bound and unit in words [start, end) of the row.

    ``noun`` is the word of the tree that it counts and ``item`` its name, where finding the amount told them
    already; so ``nature``.
    """

    start: int
    end: int
    amount: Amount
    bound: Bound = _PLAIN
    unit: str | None = None
    code: str | None = None
    dimension: str = "count"
    assumed: str = ""
    nature: Nature | None = None
    noun: int | None = None
    item: str | None = None

    def measured_in(self, unit: Unit, end: int) -> Found:
        """The same in a unit whose name ends before word ``end``."""
        return replace(self, end=end, unit=unit.name, code=unit.code, dimension=unit.dimension)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an amount hangs in its sentence's tree: its own top word and the verb that stands over it."""

    top: int
    verb: int | None


def one(start: int, end: int, value: float) -> Amount:
    """An amount of one value."""
    return Amount(start=start, end=end, low=value, high=value)


def bare(amount: Amount) -> Amount:
    """An amount's ends alone, without what its own words made of it."""
    return Amount(start=amount.start, end=amount.end, low=amount.low, high=amount.high)
