"""Amounts in rows of words: one number, a range, a share such as "one in five", a score such as 52-48."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass, replace
from sayso.lang.numbers import MAGNITUDES, Number, begins_number, read_number

__all__ = ["Amount", "may_begin", "read_amount"]

_DASHES = frozenset({"-", "–", "—", "‐", "−"})
#: Words between the two ends of a range; "and" only after "between".
_TO = frozenset({"to", "or", *_DASHES})
_SIGNS = frozenset("$ € £ ¥ ₹ ₽ ₩ ₪ ₺ ₴ ₦ ฿".split())
#: How many times the upper end of a range may be the lower.
_WIDEST = 1000
#: Below this "or" joins the ends of a range.
_FEW = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Words [start, end) of an amount.

    ``low`` and ``high`` are its ends, equal for one number and None for a vague one ("dozens"). ``share``
    marks a part of something ("two-thirds", "one in five"), ``score`` two numbers against each other,
    ``about`` what the number's own words soften ("thousand-odd").
    """

    start: int
    end: int
    low: float | None
    high: float | None
    share: bool = False
    score: bool = False
    about: bool = False

    @property
    def vague(self) -> bool:
        """Whether a number is meant without saying which."""
        return self.low is None and self.high is None and not self.score


def may_begin(words: Sequence[str], start: int) -> bool:
    """Whether an amount may begin at ``words[start]``: false where none does, and quick."""
    if begins_number(words, start):
        return True
    first = words[start].lower()
    return first == "minus" or (
        first == "a" and [w.lower() for w in words[start + 1 : start + 2]] == ["handful"]
    )


def read_amount(words: Sequence[str], start: int, *, after_between: bool = False) -> Amount | None:
    """The longest amount that begins at ``words[start]``, None if none does.

    ``after_between`` says that "between" stands before it, so that "and" joins two ends.

    >>> found = read_amount("four to five thousand men".split(), 0)
    >>> found.low, found.high, found.end
    (4000.0, 5000.0, 4)
    """
    if not may_begin(words, start):
        return None
    minus = 0
    if words[start].lower() == "minus" and start + 1 < len(words):
        minus = 2 if words[start + 1] in _DASHES and start + 2 < len(words) else 1
    first = read_number(words, start + minus)
    if first is None:
        return _handful(words, start)
    ratio = _ratio(words, start, first)
    if ratio is not None:
        return ratio
    value = first.value if not minus or first.value is None else -first.value
    one = Amount(start=start, end=first.end, low=value, high=value, share=first.share)
    if first.value is None:
        return one
    ranged = _range(words, start + minus, first, after_between=after_between)
    if ranged is not None:
        return replace(ranged, start=start)
    at = first.end
    if at + 1 < len(words) and words[at] in _DASHES and words[at + 1].lower() == "odd":
        return replace(one, end=at + 2, about=True)
    return one


def _handful(words: Sequence[str], start: int) -> Amount | None:
    """Counts without a number: "a handful of", "a few", "several"."""
    low = [w.lower() for w in words[start : start + 3]]
    if low[:2] == ["a", "handful"]:
        return Amount(start=start, end=start + (3 if low[2:] == ["of"] else 2), low=None, high=None)
    if low[:2] == ["a", "few"]:
        return Amount(start=start, end=start + 2, low=None, high=None)
    if low[:1] == ["several"]:
        return Amount(start=start, end=start + 1, low=None, high=None)
    return None


def _ratio(words: Sequence[str], start: int, first: Number) -> Amount | None:
    """As in "one in five", "three out of four", "1 in 8"."""
    at = first.end
    low = [w.lower() for w in words[at : at + 2]]
    if low[:1] == ["in"] or low[:1] == ["of"]:
        at += 1
    elif low == ["out", "of"]:
        at += 2
    else:
        return None
    if words[at : at + 1] and words[at].lower() == "every":
        at, low = at + 1, ["in"]
    if at >= len(words) or first.value is None or first.value != int(first.value) or first.share:
        return None
    whole = read_number(words, at)
    if whole is None or whole.value is None or whole.share or not 1 < whole.value <= 1_000_000:
        return None
    year = words[at].isdigit() and 1900 <= whole.value <= 2100 and whole.end == at + 1
    if first.value >= whole.value or first.value < 1 or year:
        return None
    if low[:1] == ["of"] and whole.value > 20:
        # "40 of 600 villages" are 40 villages
        return None
    share = first.value / whole.value
    return Amount(start=start, end=whole.end, low=share, high=share, share=True)


def _range(words: Sequence[str], start: int, first: Number, *, after_between: bool) -> Amount | None:
    """As in "40 to 50", "$50bn-$60bn", "between 5 and 7 million", "four to five thousand", "52-48"."""
    at = first.end
    if at + 1 >= len(words) or first.value is None:
        return None
    joint = words[at].lower()
    if not (joint in _TO or (joint == "and" and after_between)):
        return None
    at += 1
    if words[at] in _SIGNS and at + 1 < len(words):
        at += 1
    if joint == "or" and words[at].lower() in ("more", "less", "fewer", "so"):
        return None
    second = read_number(words, at)
    if second is None or second.value is None or second.share != first.share:
        return None
    low, high = first.value, second.value
    scale = _scale(words, second.end)
    if scale and low < high and not _scale(words, first.end) and low * scale <= high and low < 1000:
        low *= scale
    if joint == "or" and not (low < high <= 2 * low and high < _FEW):
        # "three or four" is a range, "25,000 or 40,000" are two amounts
        return None
    if low < high <= low * _WIDEST or (low == 0 and joint != "or"):
        return Amount(start=start, end=second.end, low=low, high=high, share=first.share)
    against = joint in _DASHES or (joint == "to" and low > high)
    if against and first.end - start == 1 and second.end - at == 1:
        return Amount(start=start, end=second.end, low=first.value, high=second.value, score=True)
    return None


def _scale(words: Sequence[str], end: int) -> float:
    """What the last word of a number multiplies by, 0 if nothing."""
    return MAGNITUDES.get(words[end - 1].lower(), 0.0)
