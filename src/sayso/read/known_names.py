"""Which words of an article a gazetteer knows as a place's name, as numbers for the recogniser of places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sayso.records import SentenceReading

__all__ = ["N_NAME_COLUMNS", "KnownPlace", "NameLookup", "name_features"]

Float = npt.NDArray[np.float32]


class KnownPlace(Protocol):
    """A place as the recogniser needs to know it.

    ``cls`` is the gazetteer's class; ``weight`` a logarithm of its people, base 10, or its like; ``rank``
    tells a place's own name (0), another name (1), a people's name or adjective (2) and short forms (3 up).
    """

    @property
    def cls(self) -> str: ...
    @property
    def weight(self) -> float: ...
    @property
    def rank(self) -> int: ...


#: Every place of a name as written; none where the gazetteer does not hold it.
NameLookup = Callable[[str], Sequence[KnownPlace]]

#: Longest name looked up, in words.
_LONGEST = 6
#: The gazetteer's classes; another one counts as a region.
_CLASSES = ("country", "admin1", "admin2", "city", "suburb", "site", "region", "water", "continent")
_CLASS_AT = {name: k for k, name in enumerate(_CLASSES)}
_OTHER_AT = _CLASS_AT["region"]
_N_RANKS = 5
#: Greatest weight in each class, whether any name is of each rank, how many places, the greatest weight.
_N_PLACE = len(_CLASSES) + _N_RANKS + 2
#: Where in a name of the gazetteer the word stands (alone, first, inside, last), that name's places, the
#: places of the word alone, and the name's length.
N_NAME_COLUMNS = 4 + 2 * _N_PLACE + 1
_NAME_AT, _WORD_AT = 4, 4 + _N_PLACE
#: Marks over which no name goes.
_APART = frozenset(',;:()[]"“”\n')


def name_features(sentences: Sequence[SentenceReading], text: str, lookup: NameLookup) -> Float:
    """What a gazetteer knows of every word of an article.

    Shapes:
        returns (words, N_NAME_COLUMNS), the sentences one after the other.
    """
    out = np.zeros((sum(len(s.tokens) for s in sentences), N_NAME_COLUMNS), np.float32)
    known: dict[str, Float | None] = {}

    def places(name: str) -> Float | None:
        if name not in known:
            known[name] = _places(name, lookup)
        return known[name]

    for base, sentence in zip(
        accumulate((len(s.tokens) for s in sentences), initial=0), sentences, strict=False
    ):
        for i, token in enumerate(sentence.tokens):
            if token.text[:1].isupper() and (alone := places(token.text)) is not None:
                out[base + i, _WORD_AT : _WORD_AT + _N_PLACE] = alone
        for start, end, row in _names(sentence, text, places):
            a, b = base + start, base + end
            out[a:b, _NAME_AT : _NAME_AT + _N_PLACE] = row
            out[a:b, -1] = (b - a) / 4
            out[a + 1 : b - 1, 2] = 1
            out[a, 0 if b - a == 1 else 1] = 1
            out[b - 1, 0 if b - a == 1 else 3] = 1
    return out


def _names(
    sentence: SentenceReading, text: str, places: Callable[[str], Float | None]
) -> Iterator[tuple[int, int, Float]]:
    """The longest names from the left, none within another, as (start, end, places)."""
    tokens = sentence.tokens
    i = 0
    while i < len(tokens):
        end = i
        if tokens[i].text[:1].isupper():
            for last in range(min(len(tokens), i + _LONGEST) - 1, i - 1, -1):
                if not (tokens[last].text[:1].isupper() or (last > i and tokens[last].text[:1].isdigit())):
                    continue
                name = text[tokens[i].span.start : tokens[last].span.end]
                if _APART.isdisjoint(name) and (row := places(name)) is not None:
                    end = last + 1
                    yield i, end, row
                    break
        i = max(end, i + 1)


def _places(name: str, lookup: NameLookup) -> Float | None:
    """The places of a name as numbers; a people's plural may be held without its ending ("South Koreans")."""
    found = lookup(name)
    if not found and name.endswith("s"):
        found = [place for place in lookup(name[:-1]) if place.rank == 2]
    if not found:
        return None
    row = np.zeros(_N_PLACE, np.float32)
    for place in found:
        column = _CLASS_AT.get(place.cls, _OTHER_AT)
        row[column] = max(row[column], place.weight / 10)
        row[len(_CLASSES) + min(place.rank, _N_RANKS - 1)] = 1
    row[-2] = np.log1p(len(found)) / 3
    row[-1] = max(place.weight for place in found) / 10
    return row
