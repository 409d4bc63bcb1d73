"""Word lists and patterns of the rules, read once from `data/rules/words.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["exempting", "first_words", "goods_patterns", "listed", "names_pattern", "not_goods", "patterns"]

_FILE = Path(__file__).parents[1] / "data" / "rules" / "words.toml"


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
def goods_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What goods look like in a text, by kind."""
    tables = _tables()
    loose = [
        (kind, re.compile(r"(?<![\w-])(?:" + "|".join(words) + r")(?!\w|-\w)", re.IGNORECASE))
        for kind, words in tables["items"].items()
    ]
    exact = [(kind, re.compile("|".join(words))) for kind, words in tables["exact"].items()]
    return (*loose, *exact)


@cache
def not_goods() -> re.Pattern[str]:
    """What only looks like goods."""
    return re.compile("|".join(_tables()["not_items"]["patterns"]), re.IGNORECASE)


@cache
def exempting() -> dict[str, re.Pattern[str]]:
    """What a report says where an exception seems to apply, by kind."""
    return {k: re.compile("|".join(v), re.IGNORECASE) for k, v in _tables()["exempt"].items()}
