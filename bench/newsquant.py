"""Our quantities as NewsQuant writes them: two values, a unit's name, a change.

NewsQuant names a count by its noun phrase, joins the two ends of a change ("from 240 to 273"), gives vague words a width
("dozens" is 12 to 120), counts lengths of time inside dates ("the last three months") and leaves results of games out.
Only the form is made here: what was read is read as in every report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.extract.quantity.units import currency_names
from sayso.lang.amounts import read_amount
from sayso.records import Approx, Article, Nature, Quantity, TimeKind, TimeRange

__all__ = ["Row", "rows_of"]

_WIDTHS = {
    "tens of thousands": (1e4, 1e5),
    "hundreds of thousands": (1e5, 1e6),
    "dozens": (12.0, 120.0),
    "hundreds": (100.0, 1000.0),
    "thousands": (1e3, 1e4),
    "millions": (1e6, 1e7),
    "billions": (1e9, 1e10),
}
_NAMES = {
    "percent": "percentage",
    "percentage point": "point",
    "times": "count",
    "time": "count",
    "part per billion": "parts-per-billion",
    "gigatonne": "gigaton",
    "degree Celsius": "celsius",
    "degree Fahrenheit": "fahrenheit",
    "short ton": "ton",
}
#: Words of a noun phrase that its name leaves out.
_LEFT_OUT = frozenset("of the a an more his her my its their other additional our -".split())
#: Characters between the two ends of a change.
_NEAR, _NEXT = 45, 8

_HUNDREDTHS = {" cents": "cent", " cent": "cent", " pence": "penny", " paise": "paisa", " kopecks": "kopek"}


@dataclass(frozen=True)
class Row:
    """One amount: its values, unit and change (=, ~, <, >, up or down)."""

    low: float
    high: float
    unit: str
    change: str


def rows_of(found: Sequence[Quantity], times: Sequence[TimeRange], article: Article) -> Iterator[Row]:
    """The amounts of a sentence in NewsQuant's form."""
    yield from _in_times(times)
    at = 0
    while at < len(found):
        one, other = found[at], found[at + 1] if at + 1 < len(found) else None
        ends = None if other is None else _ends(one, other, article.text)
        if ends is not None and other is not None:
            unit = _unit(other) if one.code == "1" else _unit(one)
            yield Row(*ends, unit, "=")
            at += 2
            continue
        at += 1
        yield from _row(one)


def _row(quantity: Quantity) -> Iterator[Row]:
    nature = quantity.nature
    if nature is Nature.SCORE or (nature in (Nature.RANK, Nature.FACTOR) and quantity.unit is None):
        return
    if quantity.point:
        hundredths = next((n for w, n in _HUNDREDTHS.items() if quantity.text.lower().endswith(w)), None)
        if nature is not Nature.AGE and quantity.code is not None and quantity.code.isupper() and hundredths:
            # NewsQuant keeps cents and pence as units of their own
            yield Row(100 * quantity.point[0], 100 * quantity.point[-1], hundredths, _change(quantity))
            return
        yield Row(quantity.point[0], quantity.point[-1], _unit(quantity), _change(quantity))
    elif quantity.approx is Approx.VAGUE:
        width = next((w for words, w in _WIDTHS.items() if words in quantity.text.lower()), None)
        if width is not None:
            yield Row(*width, _unit(quantity), "=")


def _in_times(times: Sequence[TimeRange]) -> Iterator[Row]:
    """Lengths of time in dates: "the last three months", "nine days later"."""
    for time in times:
        unit = time.length.unit if time.length else time.offset[1] if time.offset else None
        if unit is None or not (time.dated or time.kind is TimeKind.VAGUE):
            continue
        words = time.text.replace("-", " - ").split()
        for i, word in enumerate(words):
            amount = read_amount(words, i)
            year = word.isdigit() and len(word) == 4
            if (
                amount is None
                or not amount.low
                or amount.high is None
                or year
                or word.lower() in ("a", "an", "one", "several")
            ):
                continue
            yield Row(amount.low, amount.high, unit, "=")
            break


def _ends(one: Quantity, other: Quantity, text: str) -> tuple[float, float] | None:
    """The two ends of "from one to other" or "to one from other", in the order of what happened."""
    if len(one.point) != 1 or len(other.point) != 1 or Nature.SCORE in (one.nature, other.nature):
        return None
    if not (one.code == other.code or "1" in (one.code, other.code)):
        return None
    gap = other.span.start - one.span.end
    before, between = text[: one.span.start].lower().split(), text[: other.span.start].lower().split()
    lead, joint = (w[-1] if w else "" for w in (before, between))
    if lead == "from" and joint == "to" and gap < _NEAR:
        return one.point[0], other.point[0]
    if lead == "to" and joint == "from" and gap < _NEXT:
        return other.point[0], one.point[0]
    return None


def _unit(quantity: Quantity) -> str:
    unit = quantity.unit
    if unit is not None and len(unit) == 3 and unit.isupper():
        name = currency_names().get(unit, unit)
    elif quantity.nature is Nature.AGE:
        name = "year of age"
    elif unit is not None:
        name = unit
    else:
        name = _counted(quantity)
    name = _NAMES.get(name, name)
    if name == "tonne":
        name = "ton" if re.search(r"\btons?\b", quantity.text) else "metric ton"
    return f"{name} per {quantity.per}" if quantity.per and quantity.per != "each" else name


def _counted(quantity: Quantity) -> str:
    """The noun phrase of a count with its adjectives, the noun in its dictionary form."""
    if quantity.item is None:
        return "-"
    words = quantity.text.replace("-", " - ").split()
    amount = next((a for j in range(len(words)) if (a := read_amount(words, j)) is not None), None)
    rest = words[amount.end :] if amount is not None else []
    rest = [w for w in rest if w.lower() not in _LEFT_OUT and not w.endswith("ing")]
    last = quantity.item.split()[-1]
    same = bool(rest) and quantity.counted is not None and rest[-1].lower() == quantity.counted.split()[-1]
    return (" ".join([*rest[:-1], last]) if same else quantity.item).replace("person", "people")


def _change(quantity: Quantity) -> str:
    text = quantity.text.lower()
    if quantity.high is None and quantity.low is not None:
        return ">"
    if quantity.direction:
        return quantity.direction
    if quantity.approx is Approx.NEARLY:
        return "<" if any(w in text for w in ("under", "less", "below")) else "~"
    if quantity.low is None and quantity.high is not None:
        return "=" if text.startswith(("as ", "a maximum")) else "<"
    return "~" if quantity.approx is Approx.ABOUT and not text.startswith("an average") else "="
