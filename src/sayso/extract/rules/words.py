"""Word lists and patterns of the rules, read once from `data/rules/words.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from sayso.extract.rules.literals import needed

__all__ = [
    "TELLING_FILE",
    "Telling",
    "exempting",
    "first_words",
    "goods_looked_for",
    "goods_patterns",
    "listed",
    "names_pattern",
    "not_goods",
    "patterns",
    "telling_in",
    "telling_words",
]

#: Words as written or in lower case, which of the two, and the patterns that may match where one stands.
Telling = tuple[tuple[str, bool, frozenset[int]], ...]

_FILE = Path(__file__).parents[1] / "data" / "rules" / "words.toml"
TELLING_FILE: Path = _FILE.with_name("telling.json")


@cache
def _tables() -> dict[str, Any]:  # `Any`: a decoded TOML document
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def listed(table: str, name: str) -> frozenset[str]:
    """The lemmas of one list."""
    return frozenset(_tables()[table][name])


@cache
def patterns(table: str, name: str) -> re.Pattern[str]:
    """One list of patterns, or of plain words, as a single pattern without regard to case."""
    words = _tables()[table][name]
    return re.compile("|".join(w if "\\" in w else rf"\b{w}s?\b" for w in words), re.IGNORECASE)


@cache
def names_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Names as a text writes them, whole words."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(n) for n in longest) + r")(?!\w)")


@cache
def first_words(names: tuple[str, ...]) -> frozenset[str]:
    """The first word of each name that begins with a capital letter, else the first one."""
    found = (re.search(r"\b[A-Z]\w*", name) or re.search(r"\w+", name) for name in names)
    return frozenset(m.group() for m in found if m is not None)


@cache
def _goods_words() -> tuple[tuple[str, bool, list[str]], ...]:
    """Patterns of goods by kind, first those of any case, then those that are as written."""
    tables = _tables()
    return (
        *((kind, False, words) for kind, words in tables["items"].items()),
        *((kind, True, words) for kind, words in tables["exact"].items()),
    )


@cache
def _goods_pattern(number: int) -> tuple[str, re.Pattern[str]]:
    """A kind of goods and what they look like; compiled when it is looked for, which most never are."""
    kind, exact, words = _goods_words()[number]
    if exact:
        return kind, re.compile("|".join(words))
    return kind, re.compile(r"(?<![\w-])(?:" + "|".join(words) + r")(?!\w|-\w)", re.IGNORECASE)


def goods_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What goods look like in a text, by kind."""
    return tuple(_goods_pattern(number) for number in range(len(_goods_words())))


def telling_in(text: str) -> Telling:
    """What tells that patterns may match somewhere in a text, for `goods_looked_for` in parts of it."""
    lower = text.lower()
    return tuple(each for each in _telling()[1] if each[0] in (text if each[1] else lower))


def goods_looked_for(text: str, telling: Telling | None = None) -> list[tuple[str, re.Pattern[str]]]:
    """Those of `goods_patterns` that can match in a text: it holds a word without which they do not.

    ``telling`` is what `telling_in` found in a text that this one is part of.
    """
    always, every_telling = _telling()
    lower = text.lower()
    numbers = set(always)
    for word, exact, some in every_telling if telling is None else telling:
        if word in (text if exact else lower):
            numbers |= some
    return [_goods_pattern(number) for number in sorted(numbers)]


@cache
def _telling() -> tuple[frozenset[int], Telling]:
    """The patterns that may match in any text; and the others' words, as written or in lower case.

    As `telling_words` finds them, and `python -m train.telling` writes them: to read all patterns anew takes
    fifty milliseconds of every start.
    """
    kept = json.loads(TELLING_FILE.read_text(encoding="utf-8"))
    return frozenset(kept["always"]), tuple(
        (word, exact, frozenset(of))
        for exact in (False, True)
        for word, of in kept["exact" if exact else "any"].items()
    )


def telling_words() -> dict[str, Any]:
    """What tells of patterns of goods, by their numbers.

    Those that may match in any text are listed as ``always``; the others by the words without which they do
    not match, as written (``exact``) or in lower case (``any``).
    """
    always: set[int] = set()
    found: dict[str, defaultdict[str, set[int]]] = {"any": defaultdict(set), "exact": defaultdict(set)}
    for number, (_, exact, words) in enumerate(_goods_words()):
        for pattern in words:
            strings = needed(pattern)
            if strings is None:
                always.add(number)
            for string in strings or ():
                found["exact" if exact else "any"][string if exact else string.lower()].add(number)
    return {
        "always": sorted(always),
        **{case: {word: sorted(of) for word, of in sorted(words.items())} for case, words in found.items()},
    }


@cache
def not_goods() -> re.Pattern[str]:
    """What only looks like goods."""
    return re.compile("|".join(_tables()["not_items"]["patterns"]), re.IGNORECASE)


@cache
def exempting() -> dict[str, re.Pattern[str]]:
    """What a report says where an exception seems to apply, by kind."""
    return {k: re.compile("|".join(v), re.IGNORECASE) for k, v in _tables()["exempt"].items()}
