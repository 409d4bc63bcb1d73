"""Amounts in words for people: "up to 11,000,000 shells", "nearly 5 hours"."""

from __future__ import annotations

from sayso.records import Approx, Quantity

__all__ = ["amount", "bounds", "number", "units"]

_ABOUT = {Approx.ABOUT: "about ", Approx.NEARLY: "nearly ", Approx.JUST_OVER: "just over "}
#: Units that have no plural, or are one.
_NO_PLURAL = frozenset({"percent", "per mille", "times", "hertz", "mach", "magnitude", "bar"})
#: Words before which a unit's name ends: "barrels per day", "degrees Celsius".
_NAME_ENDS = frozenset({"per", "of", "Celsius", "Fahrenheit"})
_ODD = {"foot": "feet", "inch": "inches", "century": "centuries"}


def number(value: float) -> str:
    """Digits as people write them, 11,000,000 and 4.5, with what lies behind the comma only where it matters.

    >>> number(1.1e7), number(4.5), number(0.125)
    ('11,000,000', '4.5', '0.125')
    """
    digits = 0 if abs(value) >= 100 else 2 if abs(value) >= 1 else 4
    if value == int(value):
        return f"{value:,.0f}"
    shown = f"{value:,.{digits}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def bounds(
    low: float | None, high: float | None, *, low_closed: bool = True, high_closed: bool = True
) -> str:
    """Two ends in words; None where an end is not stated.

    >>> bounds(None, 14), bounds(20, None, low_closed=False), bounds(3, 5)
    ('up to 14', 'more than 20', '3 to 5')
    """
    if low is None:
        if high is None:
            return "no number stated"
        return ("up to " if high_closed else "less than ") + number(high)
    if high is None:
        return ("at least " if low_closed else "more than ") + number(low)
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def units(unit: str, *, one: bool) -> str:
    """A unit's name in the plural, unless ``one`` of it is meant or it is a currency's code.

    >>> units("hour", one=False), units("barrel per day", one=False), units("USD", one=False)
    ('hours', 'barrels per day', 'USD')
    """
    if one or unit.isupper() or unit in _NO_PLURAL:
        return unit
    words = unit.split()
    at = next((i for i, word in enumerate(words) if word in _NAME_ENDS), len(words)) - 1
    if at < 0:
        return unit
    words[at] = _ODD.get(words[at]) or f"{words[at]}s"
    return " ".join(words)


def amount(quantity: Quantity) -> str:
    """How much, with its unit and rate: what is counted is left to the caller."""
    q = quantity
    point = next(iter(q.point), None) if q.approx in (Approx.NEARLY, Approx.JUST_OVER) else None
    # "nearly" and "just over" say the open end already
    told = bounds(q.low, q.high, low_closed=q.low_closed, high_closed=q.high_closed)
    how_many = told if point is None or len(q.point) > 1 else number(point)
    about = _ABOUT.get(q.approx, "about " if q.approximate and q.approx is Approx.NONE else "")
    unit = f" {units(q.unit, one=q.low == q.high == 1)}" if q.unit else ""
    per = f" per {q.per}" if q.per else ""
    return f"{about}{how_many}{unit}{per}"
