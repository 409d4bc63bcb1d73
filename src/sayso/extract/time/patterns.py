"""How time expressions are written: rules and word classes, read from data, and the shapes of digits.

The rules stand in `data/time_patterns.txt`, in the pattern language of `sayso.lang.grammar`, each with the
name of its builder in `builders`; the words of each class in `data/time.toml`. Prepositions stand outside the
patterns: `hits` adds them where they belong to the time.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from sayso.lang.grammar import Grammar, Rule, read_rules

__all__ = ["SHAPES", "grammar", "grammar_of", "rules", "shape_of"]

_DATA = Path(__file__).parents[1] / "data"

#: Shapes of words in digits, tried in this order.
_SHAPES: tuple[tuple[str, str], ...] = (
    ("dayth", r"(?:[12]?1st|[12]?2nd|[12]?3rd|(?:1\d|2[04-9]|[4-9]|30)th|31st)"),
    ("day", r"0?[1-9]|[12]\d|3[01]"),
    ("year", r"1[0-9]\d\d|20\d\d"),
    ("hhmm", r"(?:0\d|2[0-3])[0-5]\d"),
    ("int", r"\d{1,4}|\d{6,}"),
    ("comma", r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    ("dotted", r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)?\d\d"),
    ("clockdot", r"(?:1?\d|2[0-3])\.[0-5]\d"),
    ("decimal", r"\d+\.\d+"),
    ("slash3", r"\d{1,2}/\d{1,2}/(?:19|20)?\d\d"),
    ("yearpair", r"(?:19|20)\d\d/(?:(?:19|20)\d\d|\d\d)"),
    ("slash", r"\d+/\d+"),
    ("decade", r"(?:1[0-9]|20)\d0(?:'?s)|'?[1-9]0'?s"),
    ("shortyear", r"'\d\d"),
    ("clock", r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"),
    ("ampmtime", r"(?:1[0-2]|0?[1-9])(?:[:.]?[0-5]\d)?(?:am|pm)"),
    ("q", r"q[1-4]|[1-4]q"),
    ("h", r"h[12]|[12]h"),
    ("fy", r"fy'?(?:(?:19|20)\d\d|\d\d)"),
    ("hourtoken", r"(?:[01]\d|2[0-3])[0-5]\d(?:hrs?|h|z|gmt)"),
)
_SHAPE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _SHAPES))
SHAPES: tuple[str, ...] = tuple(name for name, _ in _SHAPES)


def shape_of(word: str) -> str:
    """The class of a word in digits, "" if it is none.

    >>> shape_of("22nd"), shape_of("1998"), shape_of("18:30"), shape_of("'90s"), shape_of("word")
    ('dayth', 'year', 'clock', 'decade', '')
    """
    if not any(c.isdigit() for c in word[:3]):
        return ""
    found = _SHAPE.fullmatch(word)
    return found.lastgroup or "" if found else ""


@cache
def rules() -> tuple[tuple[Rule, ...], Mapping[str, str]]:
    """The rules of time expressions in their order, and the patterns they share by name."""
    return read_rules((_DATA / "time_patterns.txt").read_text(encoding="utf-8"))


def grammar_of(listed: Sequence[Rule]) -> Grammar:
    """A grammar of some of the rules, with all the words and shapes."""
    raw = tomllib.loads((_DATA / "time.toml").read_text(encoding="utf-8"))
    words = {name: text.split() for part in ("capital", "words") for name, text in raw[part].items()}
    return Grammar(
        listed,
        macros=rules()[1],
        words=words,
        capital=frozenset(raw["capital"]),
        shapes=SHAPES,
        shape=shape_of,
    )


@cache
def grammar() -> Grammar:
    """The grammar of time expressions, compiled once."""
    return grammar_of(rules()[0])
