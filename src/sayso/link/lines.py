"""What two texts have in common line by line: most copies keep nearly every line word by word."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sayso.link.align import Alignment, Passage
from sayso.link.compare import Comparison
from sayso.link.kinds import VERBATIM
from sayso.link.tokens import NAME, NUMBER, Bools, Words

__all__ = ["compare_by_lines"]

#: Share of one text's words that stand in lines of the other, in one order, for nothing else to be compared.
_NEARLY_ALL = 0.9
#: Texts of fewer words in common lines are compared word by word: so few could be a site's own.
_FEWEST = 60
#: Shares of the numbers and of the names in both texts that stand in common lines; where there are fewer, one
#: form may be filled with other facts.
_FACTS_KEPT = 0.6
_ROW = 5

#: Half-open ranges of words, of the left text and of the right one.
_Block = tuple[int, int, int, int]


def compare_by_lines(left: tuple[str, Words], right: tuple[str, Words]) -> Comparison | None:
    """The comparison of two texts, given with their words, of which one has nearly every line of the other.

    Returns:
        None where lines do not tell enough: changed, turned or missing on both sides. Lines that are not
        common to both count as missing, so shares are a little lower than those of `compare`; shared runs are
        whole lines, and count as quoted where every word is.
    Invariants:
        Swapping the texts swaps the sides.
    Cost:
        0.05 ms for two reports of 600 words.
    """
    one, two = left[1], right[1]
    blocks = _common(_lines_of(*left), _lines_of(*right))
    if not blocks:
        return None
    n = sum(b - a for a, b, _, _ in blocks)
    short, long = sorted((len(one), len(two)))
    if n < _FEWEST or n < _NEARLY_ALL * short or n < VERBATIM * long <= short:
        return None  # in the last case it hangs on the lines that differ whether all is there
    alignment = _aligned(blocks)
    i, j = alignment.pairs[:, 0], alignment.pairs[:, 1]
    if not (_facts_kept(one, two, i, NUMBER) and _facts_kept(one, two, i, NAME)):
        return None
    quoted = _count(one.quoted[i] | two.quoted[j])
    longest = max(b - a for a, b, _, _ in blocks)
    rows = sum(max(0, b - a - _ROW + 1) for a, b, _, _ in blocks)
    return Comparison(
        left=one,
        right=two,
        row_left=_part(rows, len(one) - _ROW + 1),
        row_right=_part(rows, len(two) - _ROW + 1),
        share_left=_part(_count(~one.quoted[i]), _count(~one.quoted)),
        share_right=_part(_count(~two.quoted[j]), _count(~two.quoted)),
        cover_left=_cover(one, i),
        cover_right=_cover(two, j),
        kept=1.0,
        steady=1.0,
        longest=longest,
        plain=longest,
        copied_left=_part(n, len(one)),
        copied_right=_part(n, len(two)),
        quoted=quoted / n,
        offsets=_offsets(one, two, blocks),
        alignment=alignment,
    )


@lru_cache(maxsize=256)
def _lines_of(text: str, words: Words) -> dict[tuple[str, int, int], tuple[int, int]]:
    """The lines that hold words: by the line, how many words of it count, and how often it stood before."""
    lines = text.split("\n")
    ends = np.cumsum([len(line) + 1 for line in lines])
    edges = [0, *words.spans[:, 0].searchsorted(ends).tolist()]
    found: dict[tuple[str, int, int], tuple[int, int]] = {}
    seen: dict[str, int] = {}
    for number, line in enumerate(lines):
        start, end = edges[number], edges[number + 1]
        if start < end:
            plain = line.strip()
            again = seen[plain] = seen.get(plain, -1) + 1
            found[plain, end - start, again] = (start, end)
    return found


def _common(
    one: dict[tuple[str, int, int], tuple[int, int]], two: dict[tuple[str, int, int], tuple[int, int]]
) -> list[_Block]:
    """Stretches of lines that both have; none if they stand in another order."""
    out: list[_Block] = []
    for line, (start, end) in one.items():
        there = two.get(line)
        if there is None:
            continue
        if out and out[-1][3] > there[0]:
            return []
        if out and out[-1][1] == start and out[-1][3] == there[0]:
            out[-1] = (out[-1][0], end, out[-1][2], there[1])
        else:
            out.append((start, end, *there))
    return out


def _aligned(blocks: list[_Block]) -> Alignment:
    sizes = [b - a for a, b, _, _ in blocks]
    pairs = np.empty((sum(sizes), 2), np.int32)
    passages, done = [], 0
    for (a, b, c, d), size in zip(blocks, sizes, strict=True):
        pairs[done : done + size, 0] = np.arange(a, b)
        pairs[done : done + size, 1] = np.arange(c, d)
        passages.append(Passage((a, b), (c, d), (done, done + size)))
        done += size
    return Alignment(pairs, tuple(passages))


def _facts_kept(one: Words, two: Words, i: npt.NDArray[np.int32], kind: int) -> bool:
    """Whether the numbers, or names, of both texts are mostly those in common lines."""
    own = one.kinds == kind
    return 2 * _count(own[i]) >= _FACTS_KEPT * (_count(own) + _count(two.kinds == kind))


def _count(flags: Bools) -> int:
    return int(np.count_nonzero(flags))


def _cover(words: Words, own: npt.NDArray[np.int32]) -> float:
    """Share of a text's words, the site's own lines left out, that stand in common lines."""
    if not words.aside.any():
        return _part(len(own), len(words))
    return _part(_count(~words.aside[own]), _count(~words.aside))


def _offsets(one: Words, two: Words, blocks: list[_Block]) -> npt.NDArray[np.int32]:
    a, b, c, d = np.array(blocks).T
    out = np.empty((len(blocks), 5), np.int32)
    out[:, 0], out[:, 1] = one.spans[a, 0], one.spans[b - 1, 1]
    out[:, 2], out[:, 3] = two.spans[c, 0], two.spans[d - 1, 1]
    out[:, 4] = [bool((one.quoted[a:b] | two.quoted[c:d]).all()) for a, b, c, d in blocks]
    return out


def _part(some: int, whole: int) -> float:
    return min(1.0, some / whole) if whole > 0 else 0.0
