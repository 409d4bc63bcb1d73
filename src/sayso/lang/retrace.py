"""Finds in an original text the characters that a normalised one was made of.

Normalising takes characters away, composes them, joins wrapped lines, repairs what was decoded wrongly and
lowers capitals. What is left of all that are letters and signs in their order; both texts are laid beside one
another by these.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from functools import lru_cache

from sayso.records import Span

__all__ = ["Retraced"]

#: Letters that must agree for two places to be taken for one, behind a place where the texts differ. If they
#: were more, words between two repaired ones would be lost; of places that agree the nearest counts.
_GRAM = 6
#: Letters behind such a place at which the next common one is looked for: repaired words are short.
_REACH = 64
#: How many times as long as the text as much of the original may be as is looked at.
_LONGER = 5


class Retraced:
    """Where the characters of ``text`` stand in ``original``.

    Cost:
        Linear in both texts.
    """

    def __init__(self, text: str, original: str) -> None:
        self._original = original
        mine, self._at = _folded(text)
        theirs, there = _folded(original)
        #: For each kept character of ``text`` the position in ``original``; -1 where it has none.
        self._to = _laid(mine, theirs, there)

    def span(self, span: Span) -> Span | None:
        """The characters of the original that a span of the text was made of; None if there are none.

        What lies between two that are found again is taken for what lies between them there.
        """
        first, end = bisect_left(self._at, span.start), bisect_left(self._at, span.end)
        if first == end:
            return None
        start = self._to[first]
        if start < 0:
            before = next((self._to[i] for i in range(first - 1, -1, -1) if self._to[i] >= 0), -1)
            start = before + 1
        last = self._to[end - 1]
        if last < 0:
            behind = next((to for to in self._to[end:] if to >= 0), len(self._original))
            stop = behind
        else:
            stop = self._past_marks(last + 1)
        return self._trimmed(start, stop)

    def _past_marks(self, at: int) -> int:
        """The end of a character with the marks that belong to it."""
        while at < len(self._original) and unicodedata.combining(self._original[at]):
            at += 1
        return at

    def _trimmed(self, start: int, end: int) -> Span | None:
        while start < end and not _kept(self._original[start]):
            start += 1
        while (
            start < end
            and not _kept(self._original[end - 1])
            and not unicodedata.combining(self._original[end - 1])
        ):
            end -= 1
        return Span(start, end) if start < end else None


@lru_cache(maxsize=4096)
def _kept(character: str) -> str:
    """What of a character survives normalising: base letters in lower case, and signs; "" for the rest.

    Hyphens go as well, since words parted at the end of a line are joined.
    """
    if character == "-" or character.isspace():
        return ""
    if "\ud800" <= character <= "\udfff":
        return "\N{REPLACEMENT CHARACTER}"
    return "".join(
        each
        for each in unicodedata.normalize("NFD", character.casefold())
        if unicodedata.category(each) not in ("Mn", "Me", "Cc", "Cf")
    )


def _folded(text: str) -> tuple[str, array[int]]:
    """The characters that survive, and where each stands."""
    kept: list[str] = []
    at = array("q")
    for position, character in enumerate(text):
        folded = _kept(character)
        if folded:
            kept.append(folded)
            at.extend([position] * len(folded))
    return "".join(kept), at


def _laid(mine: str, theirs: str, there: array[int]) -> array[int]:
    """For each character of ``mine`` where it stands in the original, -1 where nothing is like it."""
    if (at := theirs.find(mine)) >= 0:
        return there[at : at + len(mine)]
    to = array("q", [-1]) * len(mine)
    if (at := mine.find(theirs)) >= 0:
        to[at : at + len(theirs)] = there
        return to
    grams: dict[str, list[int]] = {}
    for start in range(min(len(theirs), _LONGER * len(mine) + _REACH) - _GRAM + 1):
        grams.setdefault(theirs[start : start + _GRAM], []).append(start)
    i = j = 0
    while i < len(mine) and j < len(theirs):
        if mine[i] == theirs[j]:
            to[i] = there[j]
            i, j = i + 1, j + 1
            continue
        next_ = _next(mine, grams, i, j)
        if next_ is None:
            i += _REACH
        else:
            i, j = next_
    return to


def _next(mine: str, grams: dict[str, list[int]], i: int, j: int) -> tuple[int, int] | None:
    """The nearest place behind (i, j) from which both go on alike."""
    best: tuple[int, int] | None = None
    for start in range(i, min(i + _REACH, len(mine) - _GRAM + 1)):
        if best is not None and start - i > best[0] - i + best[1] - j:
            break
        places = grams.get(mine[start : start + _GRAM], ())
        at = bisect_right(places, j - 1) if places else 0
        if at < len(places) and (best is None or start + places[at] < sum(best)):
            best = (start, places[at])
    return best
