"""Machine-paraphrased wording, read as what it stands for.

Synonym spinners put one sense of a word where another was meant ("to fireplace" for "to fire"). The text
stays as it is; only what the encoder is shown changes, word for word, so that offsets hold.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sayso.classes import dataclass

__all__ = ["respelled"]


@dataclass(frozen=True, slots=True)
class _Swap:
    """A run of words, what to read in its place, and which words must, or must not, stand before it."""

    find: tuple[str, ...]
    read: tuple[str, ...]
    after: frozenset[str]
    not_after: frozenset[str]
    number: bool


@cache
def _swaps() -> dict[str, tuple[_Swap, ...]]:
    raw = tomllib.loads((Path(__file__).with_name("data") / "spun.toml").read_text(encoding="utf-8"))
    found: dict[str, list[_Swap]] = {}
    for row in raw["swaps"]:
        find, read = tuple(row["find"].split()), tuple(row["read"].split())
        if len(find) != len(read):
            raise ValueError(f"spun.toml: {row['find']!r} and {row['read']!r} differ in length")
        swap = _Swap(
            find=find,
            read=read,
            after=frozenset(row.get("after", "").split()),
            not_after=frozenset(row.get("not_after", "").split()),
            number=row.get("number", False),
        )
        found.setdefault(find[0], []).append(swap)
    return {word: tuple(sorted(rows, key=lambda s: -len(s.find))) for word, rows in found.items()}


def respelled(words: Sequence[str]) -> list[str]:
    """The words with spun ones replaced; as many words as given, letter case of the first kept."""
    table = _swaps()
    out = list(words)
    low = [w.lower() for w in words]
    for i, word in enumerate(low):
        for swap in table.get(word, ()):
            n = len(swap.find)
            if tuple(low[i : i + n]) == swap.find and _stands(swap, low, i):
                out[i : i + n] = [
                    _cased(new, old) for new, old in zip(swap.read, words[i : i + n], strict=True)
                ]
                break
    return out


def _stands(swap: _Swap, low: Sequence[str], i: int) -> bool:
    before = low[i - 1] if i else ""
    if swap.number:
        return before[:1].isdigit() or before in ("hundred", "thousand", "million", "billion", "dozen")
    return before not in swap.not_after and (not swap.after or before in swap.after)


def _cased(new: str, old: str) -> str:
    return new.capitalize() if old[:1].isupper() and old[1:].islower() else new
