"""Words as event pairs are compared by: stems, how much each tells, and vectors of what verbs and nouns mean.

The table (`data/event_words.npz`) is made by train/same_event.py; `data/SAME_EVENT_CARD.md` says from what.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.lang.folding import fold

__all__ = ["cosines", "mean_meaning", "meaning", "rarity", "shipped", "stem", "stems", "weighed", "words_in"]

Floats = NDArray[np.float32]

_WORD = re.compile(r"\d[\d.,:]*\d|[^\W_]+")
#: Endings that verbs and the nouns made of them differ by, longest first.
_ENDINGS = (
    "ations", "ation", "ments", "ment", "ances", "ance", "ings", "ions", "ing", "ion", "ers", "ors", "ed",
    "er", "or", "es", "al", "s", "e", "y",
)  # fmt: skip
_SHORTEST = 3


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """What forms of a word and words made of it mostly share; rough on purpose.

    >>> stem("arrested"), stem("arrests"), stem("shootings"), stem("shot")
    ('arrest', 'arrest', 'shoot', 'shot')
    """
    out = fold(word)
    if any(c.isdigit() for c in out):
        return out
    for ending in _ENDINGS:
        if out.endswith(ending) and len(out) - len(ending) >= _SHORTEST:
            out = out[: -len(ending)]
            break
    if out.endswith("e") and len(out) > _SHORTEST:
        out = out[:-1]
    return out[:-1] if len(out) > _SHORTEST and out[-1] == out[-2] else out


def words_in(text: str) -> list[str]:
    """The words and numbers of a text, in order, as they stand."""
    return _WORD.findall(text)


def stems(text: str) -> list[str]:
    """The stems of a text's words and numbers, in order."""
    return [stem(word) for word in _WORD.findall(text)]


@cache
def shipped() -> Mapping[str, NDArray[Any]]:
    """The arrays of the shipped table."""
    packed = files("sayso.link").joinpath("data/event_words.npz").read_bytes()
    with np.load(BytesIO(packed)) as table:
        return {name: table[name] for name in table.files}


@cache
def _rarities() -> tuple[dict[str, float], float]:
    table = shipped()
    words = table["rarity_words"].tobytes().decode().split("\n")
    return dict(zip(words, table["rarity"].astype(float).tolist(), strict=True)), float(table["rarest"])


def rarity(word: str) -> float:
    """How much a stem tells of what a text is about: the logarithm of one in how many texts has it."""
    known, rarest = _rarities()
    return known.get(word, rarest)


@cache
def _meanings() -> dict[str, int]:
    words = shipped()["meaning_words"].tobytes().decode().split("\n")
    return {word: k for k, word in enumerate(words)}


def meaning(lemma: str) -> Floats | None:
    """The unit vector of what a verb or noun means by itself; None for one that is not listed."""
    at = _meanings().get(lemma.lower())
    if at is None:
        return None
    vector = shipped()["meanings"][at].astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def mean_meaning(words: Iterable[str]) -> Floats | None:
    """The mean of what different words mean, each counted once; None if none of them is listed."""
    found = [v for v in map(meaning, sorted({w.lower() for w in words})) if v is not None]
    return np.asarray(np.stack(found).mean(0), np.float32) if found else None


def weighed(words: Sequence[str]) -> dict[str, float]:
    """Words with what they tell, more the oftener they stand; those that every text has are left out."""
    counted = Counter(words)
    found = {w: (1 + math.log(n)) * rarity(w) for w, n in counted.items()}
    return {w: weight for w, weight in found.items() if weight > _TELLS_NOTHING}


#: Below this rarity a word is in more than one in four texts.
_TELLS_NOTHING = 1.4


def cosines(bags: Sequence[Mapping[str, float]]) -> tuple[Floats, NDArray[np.bool_]]:
    """Cosines (n, n) of weighed words, and which rows (n,) have any."""
    listed = {w: k for k, w in enumerate(sorted({w for bag in bags for w in bag}))}
    matrix = np.zeros((len(bags), max(1, len(listed))), np.float32)
    for row, bag in enumerate(bags):
        for word, weight in bag.items():
            matrix[row, listed[word]] = weight
    size = np.sqrt((matrix * matrix).sum(1))
    has = size > 0
    matrix /= np.where(has, size, 1)[:, None]
    return np.asarray(matrix @ matrix.T, np.float32), has
