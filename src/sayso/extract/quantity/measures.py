"""An amount with the sign, currency or unit and the bound that stand around its number."""

from __future__ import annotations

from dataclasses import replace

from sayso.extract.quantity import bounds, lists
from sayso.extract.quantity.bounds import Bound
from sayso.extract.quantity.found import Found
from sayso.extract.quantity.row import Row
from sayso.extract.quantity.units import (
    Currency,
    Unit,
    currency_after,
    currency_before,
    hundredth_after,
    unit_at,
)
from sayso.lang.amounts import Amount
from sayso.records import Approx

__all__ = ["with_unit"]

_DASHES = ("-", "–")
#: Adjectives between a number and its unit of time.
_BETWEEN = lists.words("measures.between_units")
#: Words after a length, and words that may follow "m" for metres.
_LONG, _AFTER_METRE = lists.words("measures.long"), lists.words("measures.after_metre")
#: Units of one letter that stand apart from their number.
_LETTERS = frozenset({"C", "F", "m"})
#: Tags of units; a word of three letters is one whatever its tag.
_UNIT_TAGS = frozenset({"NOUN", "PROPN", "SYM", "X", "ADJ", "NUM"})
#: Units of time that are told with a smaller one behind them, in hours.
_IN_HOURS = {
    "year": 8766.0, "month": 730.5, "week": 168.0, "day": 24.0, "hour": 1.0, "minute": 1 / 60,
    "second": 1 / 3600,
}  # fmt: skip
_PARTS = {("a", "half"): 0.5, ("a", "quarter"): 0.25}
#: So many metres are millions of something.
_MOST_METRES = 1e9


def with_unit(row: Row, amount: Amount, *, between: bool, last: int) -> Found:
    """The amount with what stands around it; words before ``last`` belong to another one.

    ``between`` says that "between" or "from" stands before a range, to which it then belongs.
    """
    tail, end = bounds.after(row.said, amount.end)
    signed = currency_before(row.texts, amount.start, row.countries)
    if signed is not None:
        found = _signed(row, amount, signed, end)
    else:
        found = _unit_after(row, amount, end)
        if tail == Bound():
            tail, end = bounds.after(row.said, found.end)
            found = replace(found, end=end)
    start = found.start
    if between and amount.low != amount.high:
        start -= 1
    head, start = bounds.before(row.said, start, last)
    bound = bounds.joined(head, tail)
    if amount.about and bound.approx is Approx.NONE:
        bound = replace(bound, approx=Approx.ABOUT)
    return replace(found, start=start, bound=bound)


def _signed(row: Row, amount: Amount, signed: tuple[Currency, int], end: int) -> Found:
    """Money by a sign before the number: "$40", "US$ 3 million dollars"."""
    money, start = signed
    named = currency_after(row.texts, end, row.countries)
    if named is not None and row.said[end] == "dollars":
        end = named[1]
    return _money(Found(start=start, end=end, amount=amount), money)


def _money(found: Found, money: Currency) -> Found:
    """The amount as money; a currency without a code is its own unit."""
    return replace(
        found,
        unit=money.code or money.name,
        code=money.code or None,
        dimension="money",
        assumed=money.name if money.assumed else "",
    )


def _unit_after(row: Row, amount: Amount, end: int) -> Found:
    """The unit or currency behind a number: "40 km", "10-km", "billion Swiss francs", "2.7 m long"."""
    plain = Found(start=amount.start, end=end, amount=amount, dimension="share" if amount.share else "count")
    named = currency_after(row.texts, end, row.countries)
    if named is not None:
        return _money(replace(plain, end=named[1]), named[0])
    hundredth = hundredth_after(row.texts, end, row.countries)
    if hundredth is not None and amount.low is not None and amount.high is not None:
        parts = replace(amount, low=amount.low / 100, high=amount.high / 100)
        return _money(replace(plain, end=end + 1, amount=parts), hundredth)
    metres = _metres(row, amount, end)
    if metres is not None:
        return replace(plain, amount=metres).measured_in(Unit("metre", "m", "length"), end)
    hyphen = end + 1 < len(row) and row.said[end] in _DASHES
    at = end + 1 if hyphen else end
    found = unit_at(row.texts, at)
    if found is not None and _is_unit(row, found[0], at, amount, hyphen=hyphen):
        return _with_rest(row, plain.measured_in(*found))
    if end < len(row) and row.said[end] in _BETWEEN:
        found = unit_at(row.texts, end + 1)
        if found is not None and found[0].dimension == "time":
            return plain.measured_in(*found)
    return plain


def _with_rest(row: Row, found: Found) -> Found:
    """As in "three years and six months", "an hour and a quarter": with what is told in a smaller unit."""
    larger, amount, at = _IN_HOURS.get(found.unit or ""), found.amount, found.end
    joined = at + 1 < len(row) and row.said[at] in ("and", ",")
    if not larger or not joined or amount.low is None or amount.low != amount.high:
        return found
    at += 1
    part = next((p for p in _PARTS if tuple(row.said[at : at + 2]) == p), None)
    if part is not None and row.said[at - 1] == "and" and list(row.said[at + 2 : at + 3]) != ["of"]:
        value, end = amount.low + _PARTS[part], at + 2
    else:
        rest = row.amount(at, 4)
        unit = unit_at(row.texts, rest.end) if rest is not None and rest.low == rest.high else None
        smaller = _IN_HOURS.get(unit[0].name, 0.0) if unit is not None else 0.0
        if rest is None or rest.low is None or unit is None or not 0 < smaller < larger:
            return found
        value, end = amount.low + rest.low * smaller / larger, unit[1]
    return replace(found, amount=replace(amount, low=value, high=value), end=end)


def _metres(row: Row, amount: Amount, end: int) -> Amount | None:
    """As in "2.7 m long"; "2.7m people" are millions."""
    if row.texts[end - 1] != "m" or amount.low is None or amount.high is None or amount.low >= _MOST_METRES:
        return None
    nxt = row.said[end] if end < len(row) else ""
    ends = not nxt[:1].isalnum() or nxt in _LONG or nxt in _AFTER_METRE
    if not ends or (row.upos(end) in ("NOUN", "ADJ", "PROPN") and nxt not in _LONG):
        return None
    return replace(amount, low=amount.low / 1e6, high=amount.high / 1e6)


def _is_unit(row: Row, unit: Unit, at: int, amount: Amount, *, hyphen: bool) -> bool:
    """Whether a word that may be a unit is one here."""
    word, upos = row.words[at], row.upos(at)
    if word.glued or unit.dimension in ("share", "points"):
        return True
    if amount.vague and unit.name == "second":
        return False
    if unit.dimension == "time" and hyphen and amount.share:
        return False
    if len(word.text) == 1 and word.text.isalpha():
        return word.text in _LETTERS and upos != "PRON" and not hyphen
    return upos in _UNIT_TAGS or len(word.text) <= 3
