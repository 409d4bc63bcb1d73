"""Give text that is all in capitals its letter case back, as far as names can be told."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import regex

__all__ = ["is_shouted", "restore_case"]

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*")
_STARTS = regex.compile(r"(?:^|[.!?:]\s+|\n\s*|\]\s*|--\s*)[\"“(\[]*(\p{Ll})")
#: From this share of capitals on, case tells nothing.
_SHOUTED = 0.8
_SPAN = 4


def is_shouted(text: str) -> bool:
    """Whether nearly all letters are capitals."""
    letters = [c for c in text[:5000] if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= _SHOUTED * len(letters)


def restore_case(text: str, is_name: Callable[[str], bool]) -> str:
    """The text in sentence case, runs of up to four words that ``is_name`` knows capitalised.

    Invariants:
        As many characters as before, each in its place.
    """
    words = list(_WORD.finditer(text))
    out = list(text.lower())
    if len(out) != len(text):  # letters whose lower case is longer
        return text
    at = 0
    while at < len(words):
        for n in range(min(_SPAN, len(words) - at), 0, -1):
            run = words[at : at + n]
            between = (text[a.end() : b.start()] for a, b in pairwise(run))
            if all(gap.isspace() for gap in between) and is_name(" ".join(_title(w.group()) for w in run)):
                for w in run:
                    _put(out, w.start(), _title(w.group()))
                break
        at += n
    lowered = "".join(out)
    for found in _STARTS.finditer(lowered):
        _put(out, found.start(1), lowered[found.start(1)].upper())
    return "".join(out)


def _put(out: list[str], at: int, new: str) -> None:
    """Write letters one by one; a letter whose capital is longer (as in "ß") stays as it is."""
    for i, old in enumerate(out[at : at + len(new)]):
        if new[i].lower() == old.lower():
            out[at + i] = new[i]


def _title(word: str) -> str:
    low = word.lower()
    if low in ("of", "the", "and", "de", "la", "el", "los", "del", "y", "in", "for", "on"):
        return low
    return "-".join(p[:1].upper() + p[1:] for p in low.split("-"))
