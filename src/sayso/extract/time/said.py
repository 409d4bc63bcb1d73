"""The words of a match by name, and what small rows of them mean: numbers, units, sides, parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from sayso.classes import dataclass
from sayso.extract.time.expressions import Expr, Sort
from sayso.lang.calendar import MONTHS, WEEKDAYS
from sayso.lang.numbers import read_number

__all__ = [
    "Said",
    "approx_of",
    "count_of",
    "day_of",
    "month_of",
    "part_of",
    "short_year",
    "side_of",
    "unit_of",
    "weekday_of",
    "with_daypart",
    "with_part",
    "year_of",
]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a match by the names its pattern keeps them under; lower case.

    ``read`` says what words are that are one expression by themselves.
    """

    words: Sequence[str]
    parts: Mapping[str, tuple[int, int]]
    read: Callable[[Sequence[str]], Expr | None]

    def __getitem__(self, name: str) -> list[str]:
        a, b = self.parts.get(name, (0, 0))
        return [w.lower().replace("’", "'") for w in self.words[a:b]]

    def text(self, name: str) -> str:
        """Words of a part with blanks between."""
        return " ".join(self[name])

    def inner(self, name: str) -> Expr | None:
        """The expression that a part is by itself."""
        a, b = self.parts.get(name, (0, 0))
        return self.read(self.words[a:b]) if b > a else None


# ------------------------------------------------------------------ numbers and words


def _clean(word: str) -> str:
    """A word without the stop of an abbreviation."""
    return word.rstrip(".")


def month_of(words: Sequence[str]) -> int:
    """The number of a month by its name, January 1."""
    return MONTHS[_clean(words[0])]


def weekday_of(words: Sequence[str]) -> int:
    """The number of a weekday by its name, Monday 0."""
    return WEEKDAYS[_clean(words[0]).removesuffix("s") if len(words[0]) > 5 else _clean(words[0])]


def day_of(words: Sequence[str]) -> int:
    """The number of a day ("22", "22nd")."""
    return int(re.sub(r"\D", "", words[0]))


def year_of(words: Sequence[str]) -> int:
    """A year in digits or as it is spoken ("nineteen ninety-seven")."""
    if words[0].isdigit():
        return int(words[0])
    parts = [w for w in words if w not in ("-", "–", "and")]
    if parts[:2] == ["two", "thousand"]:
        return 2000 + int(count_of(parts[2:]) or 0)
    century = int(count_of(parts[:1]) or 0)
    rest = [w for w in parts[1:] if w not in ("oh", "o", "hundred")]
    return century * 100 + (int(count_of(rest) or 0) if rest else 0)


def short_year(text: str) -> int:
    """The year of two digits: the century in which it lies nearest to 1990."""
    n = int(re.sub(r"\D", "", text))
    return n if n > 99 else 1900 + n if n >= 40 else 2000 + n


def count_of(words: Sequence[str]) -> float | None:
    """A count in words or digits, None for one that names no number ("several")."""
    low = [w for w in words if w not in ("of", "the", "good", "great", "full")]
    if not low or low[-1] in ("few", "several", "many", "numerous"):
        return None
    if low[-2:] == ["a", "half"] and len(low) > 3 and low[-3] == "and":
        base = count_of(low[:-3])
        return None if base is None else base + 0.5
    if low[0] == "half" or low == ["a", "half"]:
        return 0.5 if len(low) <= 3 and low[-1] in ("a", "an", "half") else _number(low)
    if low in (["a"], ["an"], ["another"], ["the"]):
        return 1
    if "couple" in low:
        return 2
    return _number(low)


def _number(low: Sequence[str]) -> float | None:
    """A number in words or digits; None if they are none."""
    if len(low) == 2 and "/" in low[1] and low[0].isdigit():
        a, b = low[1].split("/")
        return int(low[0]) + int(a) / int(b)
    found = read_number([p for w in low for p in re.split(r"(?<=\w)(-)(?=\w)", w)], 0)
    return found.value if found is not None else None


def unit_of(words: Sequence[str]) -> str:
    """A unit's name: singular, abbreviations written out."""
    word = _clean(words[-1])
    short = {"yr": "year", "yrs": "year", "hr": "hour", "hrs": "hour", "mins": "minute", "century": "century"}
    if word in short:
        return short[word]
    return {"centuries": "century", "millennia": "millennium"}.get(word, word.removesuffix("s"))


_PAST = frozenset("last past previous preceding prior final latest recent".split())
_NOW = frozenset("this these current present same".split())


def side_of(words: Sequence[str]) -> int | None:
    """Which of its kind is meant: -1 the last, 0 this, 1 the next, None where it is not said."""
    for word in reversed(words):
        if word in _PAST:
            return -1
        if word in ("next", "coming", "following", "upcoming", "subsequent", "ahead"):
            return 1
        if word in _NOW:
            return 0
    return None


def part_of(words: Sequence[str]) -> str:
    """Early, mid, late, start, end, … by the words for it; "" where there are none."""
    said = " ".join(words)
    if "half" in said:
        return "first_half" if "first" in said else "second_half"
    for name, pattern in _PARTS:
        if re.search(pattern, said):
            return name
    return ""


_PARTS = (
    ("earlier", "earlier"),
    ("later", "later"),
    ("rest", "rest|remainder"),
    ("start", "beginning|start|turn|first"),
    ("mid", "mid"),
    ("end", "end|close|latter"),
    ("early", "early|shortly"),
    ("late", "late"),
    ("", "sometime"),
)

_APPROX = (
    ("at_least", r"at least|no (?:less|fewer) than|minimum"),
    ("at_most", r"at most|up to|no (?:more|longer) than|as (?:many|much|long) as|maximum"),
    ("more_than", r"more than|over|longer than"),
    ("less_than", r"less than|fewer than|under|shorter than"),
    ("nearly", r"nearly|almost|close to"),
    ("about", r"about|around|approximately|roughly|some|estimated|as little"),
)


def approx_of(words: Sequence[str]) -> str:
    """How words soften or bound a count, as `Expr.approx` has it; "" where they do not."""
    said = " ".join(words)
    return next((name for name, pattern in _APPROX if re.search(rf"\b(?:{pattern})\b", said)), "")


def with_part(said: Said, whole: Expr) -> Expr:
    """An expression, or the part of it that the words under ``e`` name."""
    part = part_of(said["e"])
    return Expr(sort=Sort.PART, name=part, of=whole) if part else whole


def with_daypart(whole: Expr, words: Sequence[str]) -> Expr:
    """A day, or the part of it that words name."""
    if not words:
        return whole
    name = words[-1].removesuffix("s")
    return Expr(sort=Sort.DAYPART, name=name, of=whole)
