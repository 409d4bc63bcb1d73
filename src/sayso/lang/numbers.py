"""Numbers in words and digits: what a run of words is worth, and how far it reaches."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.classes import dataclass

__all__ = ["MAGNITUDES", "VAGUE", "Number", "begins_number", "is_number_word", "read_number", "value_of"]

_ONES = {
    word: i
    for i, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * i
    for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
#: Words that multiply the number before them. ``lakh`` and ``crore`` are Indian counting.
MAGNITUDES: dict[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "score": 20.0,
    "lakh": 1e5,
    "crore": 1e7,
    "mn": 1e6,
    "mil": 1e6,
    "mln": 1e6,
    "bn": 1e9,
    "bln": 1e9,
    "tn": 1e12,
    "trn": 1e12,
    "m": 1e6,
    "k": 1e3,
}
#: Plural magnitudes: a number is meant, but not which.
VAGUE = frozenset({"dozens", "hundreds", "thousands", "millions", "billions", "trillions", "scores", "tens"})
#: Words before a magnitude that leave the number open ("several hundred").
_SOME = frozenset({"several", "few", "many"})
_FRACTIONS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twelfth": 12, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
#: Magnitudes that are abbreviations: only after digits, as in "50 bn".
_SHORT = frozenset({"mn", "mil", "mln", "bn", "bln", "tn", "trn", "m", "k"})
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_WITH_LETTER = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(k|m|mn|mil|mln|bn|bln|tn|trn)", re.IGNORECASE)
_RATIO = re.compile(r"(\d{1,9})/(\d{1,9})")
#: Denominators of fractions in digits; "9/11" is a day, "24/7" an idiom.
_OVERS = frozenset({2, 3, 4, 5, 6, 8, 10, 12, 16, 32, 64, 100})
_HYPHENS = ("-", "‐", "–")
#: Words that a number may begin with, articles and digits apart, and those that make one of an article before them.
_FIRST = frozenset({*_ONES, *_TENS, *MAGNITUDES, *VAGUE, *_SOME, "half", "third", "quarter"}) - _SHORT
_AFTER_ARTICLE = frozenset({*_SOME, *_FRACTIONS, *MAGNITUDES, *_HYPHENS, "couple"}) - _SHORT
#: Digits written by "zero" and "a" alone say nothing; longer runs than this are garbage.
_LONGEST = 12
#: So are longer runs of digits, commas and all; sums of money have fewer.
_MOST_DIGITS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number read from a row of words up to ``end``.

    ``value`` is None for a vague one ("dozens", "several thousand"). ``share`` marks a fraction of
    something ("a third", "1/2"), which counts no whole things.
    """

    end: int
    value: float | None
    share: bool = False

    @property
    def vague(self) -> bool:
        """Whether a number is meant without saying which."""
        return self.value is None


def begins_number(words: Sequence[str], start: int) -> bool:
    """Whether a number may begin at ``words[start]``: false where none does, and quick."""
    first = words[start].lower()
    if first in ("a", "an"):
        return start + 1 < len(words) and words[start + 1].lower() in _AFTER_ARTICLE
    return first in _FIRST or first[:1].isdecimal()


def is_number_word(word: str) -> bool:
    """Whether a word (as written) is digits or names a number."""
    low = word.lower()
    if low in _ONES or low in _TENS or (low in MAGNITUDES and low not in _SHORT and low != "score"):
        return True
    return _digits(low) is not None


def value_of(words: Sequence[str]) -> float | None:
    """The number that words name together, None if they name none or leave it open.

    >>> value_of(["11", "million"]), value_of(["twenty", "-", "five"]), value_of(["half", "a", "million"])
    (11000000.0, 25.0, 500000.0)
    """
    found = read_number(words, 0)
    return found.value if found is not None and found.end == len(words) else None


def read_number(words: Sequence[str], start: int) -> Number | None:
    """The longest number that begins at ``words[start]``, None if none does.

    >>> read_number("about two dozen tanks".split(), 1)
    Number(end=3, value=24.0, share=False)
    """
    if start >= len(words) or not begins_number(words, start):
        return None
    low = [w.lower() for w in words[start : start + _LONGEST]]
    for rule in (_vague, _fraction, _article, _plain):
        found = rule(low)
        if found is not None:
            return Number(end=start + found.end, value=found.value, share=found.share)
    return None


def _vague(low: list[str]) -> Number | None:
    """As in "Dozens", "tens of thousands", "several hundred", "a few thousand"."""
    if low[0] in VAGUE and not (low[0] == "scores" and low[1:2] != ["of"]):
        end = 1
        while low[end : end + 1] == ["of"] and end + 1 < len(low) and low[end + 1] in VAGUE:
            end += 2
        return None if low[0] == "tens" and end == 1 else Number(end=end, value=None)
    begin = 1 if low[0] == "a" else 0
    if low[begin : begin + 1] and low[begin] in _SOME:
        end = begin + 1
        while end < len(low) and low[end] in MAGNITUDES and low[end] not in _SHORT and low[end] != "score":
            end += 1
        if end > begin + 1:
            return Number(end=end, value=None)
    return None


def _fraction(low: list[str]) -> Number | None:
    """As in "1/2", "a third", "two-thirds", "three quarters"; not "half a million", which is a number."""
    ratio = _RATIO.fullmatch(low[0])
    if ratio is not None:
        part, over = int(ratio.group(1)), int(ratio.group(2))
        return Number(end=1, value=part / over, share=True) if over in _OVERS and part <= over else None
    if low[0] in ("half", "third", "quarter"):
        after = low[1:2]
        # Alone, "third" is an ordinal and "quarter" a stretch of the year; with "of" both are shares.
        told = after == ["of"] or (low[0] == "half" and after[:1] in (["the"], ["its"], ["their"], ["his"]))
        return Number(end=1, value=1 / _FRACTIONS[low[0]], share=True) if told else None
    times = 1 if low[0] in ("a", "one") else _ONES.get(low[0])
    at = 2 if low[1:2] and low[1] in _HYPHENS else 1
    if times is None or at >= len(low):
        return None
    plural = low[at].endswith("s") and low[at] != "s"
    name = {"halves": "half"}.get(low[at], low[at].removesuffix("s"))
    if name not in _FRACTIONS or (times == 1) == plural:
        return None
    if name != "half" and not plural and low[at + 1 : at + 2] != ["of"]:
        return None
    if name == "half" and low[at + 1 : at + 2] and low[at + 1] in MAGNITUDES:
        return Number(end=at + 2, value=0.5 * MAGNITUDES[low[at + 1]])
    return Number(end=at + 1, value=times / _FRACTIONS[name], share=True)


def _article(low: list[str]) -> Number | None:
    """As in "A dozen", "a hundred", "half a million", "half a dozen", "a couple of dozen"."""
    if low[0] == "half" and low[1:2] == ["a"] and len(low) > 2 and low[2] in MAGNITUDES:
        return Number(end=3, value=0.5 * MAGNITUDES[low[2]])
    if low[0] not in ("a", "an") or len(low) < 2:
        return None
    if low[1:3] == ["score", "of"]:
        return Number(end=3, value=20.0)
    if low[1] == "couple":
        end = 3 if low[2:3] == ["of"] else 2
        if end < len(low) and low[end] in MAGNITUDES and low[end] not in _SHORT:
            return Number(end=end + 1, value=2 * MAGNITUDES[low[end]])
        return Number(end=end, value=2.0) if end == 3 else None
    if low[1] in MAGNITUDES and low[1] not in _SHORT and low[1] != "score":
        rest = _plain(low[1:])
        return None if rest is None else Number(end=rest.end + 1, value=rest.value)
    return None


def _plain(low: list[str]) -> Number | None:
    """Cardinals: "eleven", "7,000", "1.2 million", "two hundred and ten", "twenty-five", "one and a half million"."""
    total, current, end = 0.0, 0.0, 0
    digits = False
    while end < len(low):
        word = low[end]
        value = None if end else _digits(word)
        if value is not None:
            current, digits = value, True
        elif word in _ONES and (end == 0 or _takes_ones(low, end)):
            current += _ONES[word]
        elif word in _TENS and (end == 0 or low[end - 1] in ("hundred", "thousand", "million", "and")):
            current += _TENS[word]
        elif word in MAGNITUDES and (digits or word not in _SHORT) and word != "score":
            scale = MAGNITUDES[word]
            if not current and total and scale >= 1e3:
                # "1.5 lakh crore"
                total *= scale
                end += 1
                continue
            current = (current if current or end else 1.0) * scale
            if scale >= 1e3:
                total, current = total + current, 0.0
        elif end and word in (*_HYPHENS, "and") and _goes_on(low, end):
            if low[end + 1 : end + 3] == ["a", "half"]:
                current += 0.5
                end += 2
        else:
            break
        end += 1
    return Number(end=end, value=total + current) if end else None


def _takes_ones(low: list[str], at: int) -> bool:
    """Whether a word for 1 to 19 goes on with what stands before: "twenty five", "hundred and two"."""
    before = low[at - 1]
    if before in _HYPHENS:
        return low[at - 2] in _TENS
    return before in _TENS or before in ("hundred", "thousand", "million", "and")


def _goes_on(low: list[str], at: int) -> bool:
    """Whether a hyphen or an "and" joins two parts of one number."""
    after = low[at + 1 : at + 2]
    if not after:
        return False
    if low[at] == "and":
        if low[at + 1 : at + 3] == ["a", "half"]:
            return True
        return low[at - 1] in ("hundred", "thousand") and (after[0] in _ONES or after[0] in _TENS)
    if low[at - 1] in _TENS:
        return after[0] in _ONES
    return after[0] in MAGNITUDES and after[0] not in _SHORT


def _digits(low: str) -> float | None:
    """Digits, with a magnitude's letter if one is glued to them."""
    if len(low) > _MOST_DIGITS:
        return None
    if _DIGITS.fullmatch(low) or _INDIAN.fullmatch(low):
        return float(low.replace(",", ""))
    short = _WITH_LETTER.fullmatch(low)
    if short is None:
        return None
    return float(short.group(1).replace(",", "")) * MAGNITUDES[short.group(2)]
