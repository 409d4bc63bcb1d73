"""Parts: "one pupil in six", "by almost a fifth", "a quarter point", "half an hour", "a day and a half"."""

from __future__ import annotations

from sayso.extract.quantity import lists
from sayso.extract.quantity.found import Found, bare, one
from sayso.extract.quantity.row import Row
from sayso.extract.quantity.units import Unit, unit_at
from sayso.lang.amounts import Amount
from sayso.records import Nature

__all__ = ["half_a", "one_in", "part"]

#: Beyond this "in" stands before a year or a count, not before the whole of a share.
_SHARED_BY = 1000
#: Parts of a whole by their name.
_WHOLE = {"half": 2, **{name: int(value) for name, value in lists.table("fractions.whole").items()}}
#: Words after "a mile".
_LONG = lists.words("fractions.long")
#: Lengths of time that are told in another unit: how many of which.
_RETOLD = {
    "fortnight": (2, Unit("week", "wk", "time")),
    "decade": (10, Unit("year", "a", "time")),
    "century": (100, Unit("year", "a", "time")),
}


def one_in(row: Row, at: int) -> Found | None:
    """As in "one pupil in six", "nine Cubans out of ten"."""
    end = at + 9
    amount = row.amount(at, 9)
    if amount is None or amount.low is None or amount.low != amount.high or amount.share or amount.low > 99:
        return None
    i, stop = amount.end, min(end, len(row))
    while i < stop and i - amount.end < 3 and row.upos(i) in ("ADJ", "NOUN", "PROPN"):
        i += 1
    if i == amount.end or row.upos(i - 1) not in ("NOUN", "PROPN"):
        return None
    joint = list(row.low[i : min(i + 2, stop)])
    within = joint[:1] == ["in"]
    j = i + 1 if within else i + 2 if joint == ["out", "of"] else stop
    whole = row.amount(j, min(2, stop - j)) if j < stop else None
    if whole is None or whole.low is None or whole.share or not amount.low < whole.low <= _SHARED_BY:
        return None
    if within and row.upos(whole.end) in ("NOUN", "PROPN"):
        return None
    share = amount.low / whole.low
    return Found(
        start=at,
        end=whole.end,
        amount=Amount(start=at, end=whole.end, low=share, high=share, share=True),
        nature=Nature.SHARE,
        dimension="share",
        noun=row.words[i - 1].token,
    )


def half_a(row: Row, at: int) -> Found | None:
    """As in "half a percentage point", "half an hour", "a fortnight", "a day and a half", "a mile long"."""
    low = list(row.low[at : at + 2])
    halved = low in (["half", "a"], ["half", "an"])
    if not halved and low[0] not in ("a", "an"):
        return None
    end = at + 2 if halved else at + 1
    found = unit_at(row.texts, end)
    if found is None:
        return None
    unit, after = found
    value = 0.5 if halved else 1.0
    if not halved and list(row.low[after : after + 3]) == ["and", "a", "half"]:
        value, after = 1.5, after + 3
    elif not halved and unit.name != "fortnight":
        long = unit.dimension == "length" and after < len(row) and row.low[after] in _LONG
        if not long:
            return None
    times, unit = _RETOLD.get(unit.name, (1, unit))
    nature = Nature.DURATION if unit.dimension == "time" else None
    return Found(start=at, end=after, amount=one(at, end, value * times), nature=nature).measured_in(
        unit, after
    )


def part(row: Row, at: int) -> Found | None:
    """As in "by almost a fifth", "a tenth by hand", "a quarter point", "0.3 of a percentage point"."""
    named = _named_part(row, at)
    if named is not None:
        return named
    amount = row.amount(at, 4)
    if amount is None or amount.low is None or amount.score:
        return None
    if list(row.low[amount.end : amount.end + 2]) not in (["of", "a"], ["of", "one"]):
        return None
    found = unit_at(row.texts, amount.end + 2)
    if found is None or found[0].dimension not in ("share", "points"):
        return None
    return Found(start=at, end=found[1], amount=bare(amount)).measured_in(*found)


def _named_part(row: Row, at: int) -> Found | None:
    """As in "a fifth", "a quarter point"."""
    low = list(row.low[at : at + 3])
    if len(low) < 2 or low[0] not in ("a", "one") or low[1] not in _WHOLE:
        return None
    value = 1 / _WHOLE[low[1]]
    if low[2:] == ["point"]:
        made = Found(start=at, end=at + 3, amount=one(at, at + 3, value), nature=Nature.CHANGE)
        return made.measured_in(Unit("percentage point", "{pp}", "points"), at + 3)
    if row.upos(at + 2) in ("NOUN", "PROPN", "ADJ", "NUM") or low[2:] in (["-"], ["–"]):
        return None
    amount = Amount(start=at, end=at + 2, low=value, high=value, share=True)
    return Found(start=at, end=at + 2, amount=amount, dimension="share")
