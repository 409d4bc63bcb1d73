"""Rates: "a day", "per kilo", "daily", "200 tonnes of millet a day", "97.4 roubles to the dollar"."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass, replace
from sayso.extract.quantity import lists
from sayso.extract.quantity.found import Found, Place
from sayso.extract.quantity.items import subject_of
from sayso.extract.quantity.row import Row
from sayso.extract.quantity.units import currency_after, unit_at

__all__ = ["Rate", "exchanged", "of_opinion", "per_after", "per_behind", "taken_apart"]

#: Words for a rate after an amount, and the unit they mean.
_ADVERBS = lists.table("rates.adverbs")
#: Units of rates, and their codes.
_PER = lists.table("rates.per")
_PERSONS = lists.words("rates.persons")
#: What is told in percent, so that a point of it is a percentage point.
_IN_PERCENT = lists.words("rates.in_percent")
_MARGINS = frozenset({"margin", "lead", "swing", "advantage"})
#: Words between an amount and the unit of its rate.
_JOINTS = frozenset({"a", "an", "per", "each", "every", "/", "the"})
#: How many words what is measured may have before the rate.
_FAR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Per what: a unit's plain name and code, and the word where its words end."""

    name: str
    code: str
    end: int


def per_after(row: Row, end: int, found: Found) -> Rate | None:
    """The rate right behind an amount that ends before word ``end``: "a day", "per kilo", "daily"."""
    low = row.said[end : end + 3]
    if not low:
        return None
    if low[0] in _ADVERBS:
        name = _ADVERBS[low[0]]
        return Rate(name=name, code=_PER.get(name, "1"), end=end + 1)
    if len(low) >= 2 and low[0] in _JOINTS:
        return _joined(row, end, found)
    if list(low) == ["-", "a", "-"] and end + 3 < len(row):
        return _by_unit(row, end + 3, only_time=True)
    return None


def _joined(row: Row, end: int, found: Found) -> Rate | None:
    """The unit behind "a", "per", "each" or "/"; "the" joins only prices: "$3 the kilo"."""
    joint, word = row.said[end], row.said[end + 1]
    if joint == "the" and found.dimension != "money":
        return None
    if word in _PER:
        return Rate(name={"h": "hour", "s": "second"}.get(word, word), code=_PER[word], end=end + 2)
    if word == "pound" and unit_at(row.texts, end + 1) is None:
        return Rate(name="pound", code="[lb_av]", end=end + 2)
    any_unit = joint in ("per", "/") or found.dimension == "money"
    rate = _by_unit(row, end + 1, only_time=not any_unit)
    if rate is not None or joint != "per":
        return rate
    if word in _PERSONS:
        return Rate(name=word, code="{person}", end=end + 2)
    return Rate(name=word, code=f"{{{word}}}", end=end + 2) if word.isalpha() else None


def _by_unit(row: Row, at: int, *, only_time: bool) -> Rate | None:
    """The rate by a unit of measure that begins at a word."""
    found = unit_at(row.texts, at)
    if found is None or (only_time and found[0].dimension != "time"):
        return None
    return Rate(name=found[0].name, code=found[0].code, end=found[1])


def per_behind(row: Row, end: int, found: Found) -> Rate | None:
    """A rate behind what is measured: "200 tonnes of millet a day"."""
    for at in range(end + 1, min(end + 1 + _FAR, len(row))):
        rate = per_after(row, at, found)
        if rate is not None:
            return rate
    return None


def taken_apart(found: Found) -> tuple[Found, Rate | None]:
    """Units of speed and flow as what and per what: "mph" is miles per hour."""
    if found.code is None or found.unit is None or found.dimension not in ("speed", "flow rate"):
        return found, None
    if "/" not in found.code:
        return found, None
    code, per = found.code.rsplit("/", 1)
    unit, _, name = found.unit.partition(" per ")
    return replace(found, code=code, unit=unit), Rate(name=name, code=per, end=found.end)


def exchanged(row: Row, found: Found, place: Place) -> tuple[Found, Rate | None]:
    """An exchange rate: "the rouble traded at 97.4 to the dollar" are roubles per dollar."""
    low: Sequence[str] = row.said[found.end : found.end + 2]
    if found.dimension != "count" or not low or low[0] not in ("to", "against", "per"):
        return found, None
    base = currency_after(row.texts, found.end + (2 if list(low[1:]) == ["the"] else 1), row.countries)
    tree = row.tree
    told = None if place.verb is None else subject_of(tree, place.verb, place.top)
    if told is None:
        told = tree.first(place.top, "nsubj")
    quoted = None if told is None else currency_after([tree[told].text], 0, row.countries)
    if base is None or quoted is None or not base[0].code:
        return found, None
    money = quoted[0]
    priced = replace(found, unit=money.code or money.name, code=money.code or None, dimension="money")
    return priced, Rate(name=base[0].name, code=base[0].code, end=base[1])


def of_opinion(row: Row, found: Found, place: Place) -> bool:
    """Whether points are points of a percentage: of support, a rate or a lead, not of an index."""
    if found.end < len(row) and row.said[found.end] in _MARGINS:
        return True
    told = None if place.verb is None else subject_of(row.tree, place.verb, place.top)
    return told is not None and row.tree[told].lemma.lower() in _IN_PERCENT
