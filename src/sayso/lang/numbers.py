"""Numbers in words and digits."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["MAGNITUDES", "VAGUE", "is_number_word", "value_of"]

_ONES = {
    w: i
    for i, w in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        ).split()
    )
}
_TENS = {
    w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
MAGNITUDES: dict[str, float] = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0, "lakh": 1e5,
    "crore": 1e7, "m": 1e6, "bn": 1e9, "mn": 1e6, "tn": 1e12, "k": 1e3,
}  # fmt: skip
#: Plural magnitudes: a number is meant, but not which.
VAGUE = frozenset({"dozens", "hundreds", "thousands", "millions", "billions", "scores", "tens"})
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_WITH_LETTER = re.compile(r"(\d+(?:[.,]\d+)*)(k|m|mn|bn|tn)", re.IGNORECASE)


def is_number_word(word: str) -> bool:
    """Whether a word (as written) is digits or names a number."""
    low = word.lower()
    if low in _ONES or low in _TENS or (low in MAGNITUDES and len(low) > 2):
        return True
    return bool(_DIGITS.fullmatch(low) or _WITH_LETTER.fullmatch(low))


def value_of(words: Sequence[str]) -> float | None:
    """The number that words name together, None if they name none.

    >>> value_of(["11", "million"]), value_of(["twenty", "-", "five"]), value_of(["half", "a", "million"])
    (11000000.0, 25.0, 500000.0)
    """
    total, current, seen = 0.0, 0.0, False
    for word in words:
        low = word.lower()
        if low in ("-", "and", "a", "an", "of"):
            continue
        part = _one(low)
        if part is not None:
            current += part
            seen = True
        elif low in MAGNITUDES:
            scale = MAGNITUDES[low]
            current = (current if seen or current else 1.0) * scale
            seen = True
            if scale >= 1e3:
                total, current = total + current, 0.0
        else:
            return None
    return total + current if seen else None


def _one(low: str) -> float | None:
    """One word's own value."""
    if low == "half":
        return 0.5
    if low == "quarter":
        return 0.25
    if low in _ONES:
        return float(_ONES[low])
    if low in _TENS:
        return float(_TENS[low])
    short = _WITH_LETTER.fullmatch(low)
    if short is not None:
        return float(short.group(1).replace(",", "")) * MAGNITUDES[short.group(2).lower()]
    if _DIGITS.fullmatch(low):
        return float(low.replace(",", ""))
    return None
