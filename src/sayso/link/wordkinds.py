"""Words known by sight: the closed lists in `data/words.toml`, each with what it is."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["ABBREVIATION", "FUNCTION", "FURNITURE", "NUMBER_WORD", "small_words"]

#: A function word, a number spelled out (the lowest bit tells that a word is small), a short form that ends
#: no sentence, a word of what sites print above and below every report.
FUNCTION, NUMBER_WORD, ABBREVIATION, FURNITURE = 1, 3, 4, 8


@cache
def small_words() -> dict[str, int]:
    """Each listed word, lower case, and which list it is in; function words win over the rest."""
    tables = tomllib.loads((Path(__file__).with_name("data") / "words.toml").read_text(encoding="utf-8"))
    out: dict[str, int] = {}
    lists = {
        "furniture": FURNITURE,
        "abbreviation": ABBREVIATION,
        "number": NUMBER_WORD,
        "function": FUNCTION,
    }
    for name, kind in lists.items():
        out.update(dict.fromkeys(tables[name], kind))
    return out
