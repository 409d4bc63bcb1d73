"""What two texts have in common, measured on the texts themselves: the proof behind every link."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sayso.classes import dataclass, field
from sayso.link.align import Alignment, align
from sayso.link.prints import row_grams, skeleton_grams
from sayso.link.tokens import Bools, Hashes, Words
from sayso.records.base import Span
from sayso.records.links import SharedRun

__all__ = ["LONGEST_SWAP", "SHORTEST_RUN", "Comparison", "Told", "compare", "shared_rows"]

#: Words in a row from which a shared run is proof worth showing; shorter ones are idiom.
SHORTEST_RUN = 6
#: Words between two in common up to which a change is taken for one word put for another.
LONGEST_SWAP = 4
#: Words of the runs that `prints` hashes.
_ROW = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A passage that both texts tell, as half-open ranges of words, and how far it is the same.

    ``alike`` is the share of its words that are the same, ``kept`` that of its function words, names and
    numbers, ``steady`` the share of steps from one common word to the next that are as long in both texts;
    ``borrowed`` the share of its common words in quotation marks, or in lines of the site, in either text.
    """

    left: tuple[int, int]
    right: tuple[int, int]
    alike: float
    kept: float
    steady: float
    borrowed: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What two texts share. Every share is in [0, 1]; of a pair of numbers the first is the left text's.

    Attributes:
        left, right: the texts' words.
        row_left, row_right: share of a text's runs of five words that the other has too, anywhere.
        share_left, share_right: share of a text's words outside quotations that the other has in their place.
        cover_left, cover_right: share of a text's words that lie within passages both tell, changed or not;
            lines that the site prints with every report are left out.
        kept: share of the function words, names and numbers in those passages that are the same in both.
        steady: share of steps from one word in common to the next, within a passage, as long in both texts.
        replaced: share of words within shared passages that the other text has otherwise.
        swapped: share of those passages' words that stand between words in common where both texts have one
            to four words, as where a word was put for another; cuts and insertions do not count.
        in_order: share of the words in common that lie in passages told in the same order in both.
        longest, longest_quoted: words in the longest shared run outside, and inside, quotation marks.
        plain: most words in a shared run outside quotation marks that are neither names nor numbers.
        copied_left, copied_right: share of a text's words outside quotations that lie in shared runs.
        quoted: share of the words in shared runs that stand in quotation marks.
        told: the passages, by their place in the left text.
        alignment: which word stands for which.
        offsets: (k, 5), int32, the shared runs: start and end in the left text, then in the right one, in
            code points, and whether the words are quoted; `runs` gives them as records.
    """

    left: Words
    right: Words
    row_left: float = 0.0
    row_right: float = 0.0
    share_left: float = 0.0
    share_right: float = 0.0
    cover_left: float = 0.0
    cover_right: float = 0.0
    kept: float = 0.0
    steady: float = 0.0
    replaced: float = 0.0
    swapped: float = 0.0
    in_order: float = 1.0
    longest: int = 0
    longest_quoted: int = 0
    plain: int = 0
    copied_left: float = 0.0
    copied_right: float = 0.0
    quoted: float = 0.0
    told: tuple[Told, ...] = ()
    alignment: Alignment
    offsets: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 5), np.int32))

    @property
    def n_left(self) -> int:
        """Words in the left text."""
        return len(self.left)

    @property
    def n_right(self) -> int:
        """Words in the right text."""
        return len(self.right)

    @property
    def skeleton_left(self) -> float:
        """Share of the left text's runs of five parts of the skeleton (`prints`) that the other has too."""
        return _containment(_bones_of(self.left), _bones_of(self.right))[0]

    @property
    def skeleton_right(self) -> float:
        """The same for the right text's."""
        return _containment(_bones_of(self.left), _bones_of(self.right))[1]

    @property
    def runs(self) -> tuple[SharedRun, ...]:
        """Shared runs of at least `SHORTEST_RUN` words, by their place in the left text."""
        return tuple(
            SharedRun(left=Span(a, b), right=Span(c, d), quoted=bool(q))
            for a, b, c, d, q in self.offsets.tolist()
        )


@dataclass(frozen=True, slots=True)
class _Runs:
    """Shared runs as word numbers: where each starts in both texts, its length, and whether it is quoted."""

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int64]
    quoted: Bools


def compare(left: Words, right: Words) -> Comparison:
    """Compare two texts word by word. Texts that share no passage are not measured any further.

    Invariants:
        Swapping the texts swaps the two sides of every measure. Runs begin and end with a word in both texts.
    Cost:
        0.6 ms for two reports of 600 words with much in common, 0.2 ms with little (bench/spun.py).
    """
    alignment = align(left, right)
    if not alignment.passages:
        return Comparison(left=left, right=right, alignment=alignment)
    return _measured(left, right, alignment)


def shared_rows(left: Words, right: Words) -> tuple[int, float]:
    """Bounds of what two texts share word by word: words in a row, and the share of a text's runs of five.

    No run that `compare` finds is longer, and neither ``row_left`` nor ``row_right`` is greater. Words in a
    row are only told up to seven.
    """
    share = max(_containment(_distinct(left), _distinct(right)))
    if not share:
        return _ROW - 1, 0.0
    rows, theirs = _rows_of(left), _distinct(right)
    at = theirs.searchsorted(rows)
    at[at == len(theirs)] = 0
    there = theirs[at] == rows
    two = there[1:] & there[:-1]
    return _ROW + bool(two.any()) + bool((two[1:] & two[:-1]).any()), share


def _measured(left: Words, right: Words, alignment: Alignment) -> Comparison:
    """The comparison of two texts that share a passage."""
    i, j = alignment.pairs[:, 0], alignment.pairs[:, 1]
    row = _containment(_distinct(left), _distinct(right))
    spread_left = sum(p.left[1] - p.left[0] for p in alignment.passages)
    spread_right = sum(p.right[1] - p.right[0] for p in alignment.passages)
    unquoted_left = len(left) - int(np.count_nonzero(left.quoted))
    unquoted_right = len(right) - int(np.count_nonzero(right.quoted))
    runs = _runs(left, right, i, j)
    told, kept, steady = _told(left, right, alignment)
    free = ~runs.quoted
    copied = int(runs.sizes[free].sum())
    quoted = int(runs.sizes.sum()) - copied
    return Comparison(
        left=left,
        right=right,
        row_left=row[0],
        row_right=row[1],
        share_left=_part(len(i) - int(np.count_nonzero(left.quoted[i])), unquoted_left),
        share_right=_part(len(j) - int(np.count_nonzero(right.quoted[j])), unquoted_right),
        cover_left=_covered(left, [p.left for p in alignment.passages]),
        cover_right=_covered(right, [p.right for p in alignment.passages]),
        kept=kept,
        steady=steady,
        replaced=1.0 - _part(2 * len(i), spread_left + spread_right),
        swapped=_swapped(alignment, spread_left + spread_right),
        in_order=_in_order(alignment),
        longest=int(runs.sizes[free].max(initial=0)),
        longest_quoted=int(runs.sizes[runs.quoted].max(initial=0)),
        plain=_plain(left, runs),
        copied_left=_part(copied, unquoted_left),
        copied_right=_part(copied, unquoted_right),
        quoted=_part(quoted, quoted + copied),
        offsets=_offsets(left, right, runs),
        told=told,
        alignment=alignment,
    )


def _covered(words: Words, ranges: list[tuple[int, int]]) -> float:
    """Share of a text's words, the site's own lines left out, that lie in these ranges."""
    spread, whole = sum(b - a for a, b in ranges), len(words)
    if words.aside.any():
        spread -= sum(int(np.count_nonzero(words.aside[a:b])) for a, b in ranges)
        whole -= int(np.count_nonzero(words.aside))
    return _part(spread, whole)


@lru_cache(maxsize=512)
def _rows_of(words: Words) -> Hashes:
    """Runs of five words in the order of the text; kept a while, as a text meets several others: 5 kB."""
    return row_grams(words.ids) >> np.uint64(1)


@lru_cache(maxsize=512)
def _distinct(words: Words) -> Hashes:
    """The same, sorted, each once."""
    return _each_once(_rows_of(words))


@lru_cache(maxsize=4)
def _bones_of(words: Words) -> Hashes:
    return _each_once(skeleton_grams(words.ids, words.kept, words.anchors) >> np.uint64(1))


def _part(some: int, whole: int) -> float:
    return min(1.0, some / whole) if whole else 0.0


def _each_once(grams: Hashes) -> Hashes:
    every = np.sort(grams)
    fresh = np.ones(len(every), np.bool_)
    np.not_equal(every[1:], every[:-1], out=fresh[1:])
    return every[fresh]


def _containment(left: Hashes, right: Hashes) -> tuple[float, float]:
    """Share of each text's distinct grams that the other has; both sorted, each gram once."""
    every = np.concatenate((left, right))
    every.sort(kind="stable")  # merges the two
    common = int(np.count_nonzero(every[1:] == every[:-1]))
    return _part(common, len(left)), _part(common, len(right))


def _told(left: Words, right: Words, alignment: Alignment) -> tuple[tuple[Told, ...], float, float]:
    """Each passage with how far it is the same, and the shares of kept words and steps over all of them."""
    i, j = alignment.pairs[:, 0], alignment.pairs[:, 1]
    kept_left, kept_right = left.kept, right.kept
    same = kept_left[i] & kept_right[j]
    borrowed = (left.quoted | left.aside)[i] | (right.quoted | right.aside)[j]
    step = i[1:] - i[:-1] == j[1:] - j[:-1]
    out, kept, all_kept, steady, steps = [], 0, 0, 0, 0
    for p in alignment.passages:
        (a, b), (c, d), (first, last) = p.left, p.right, p.pairs
        n_kept = int(np.count_nonzero(same[first:last]))
        n_all = int(np.count_nonzero(kept_left[a:b])) + int(np.count_nonzero(kept_right[c:d]))
        n_steady = int(np.count_nonzero(step[first : last - 1]))
        n_borrowed = int(np.count_nonzero(borrowed[first:last]))
        out.append(
            Told(
                left=p.left,
                right=p.right,
                alike=_part(2 * (last - first), b - a + d - c),
                kept=_part(2 * n_kept, n_all),
                steady=_part(n_steady, last - first - 1),
                borrowed=_part(n_borrowed, last - first),
            )
        )
        kept, all_kept = kept + n_kept, all_kept + n_all
        steady, steps = steady + n_steady, steps + last - first - 1
    return tuple(out), _part(2 * kept, all_kept), _part(steady, steps)


def _swapped(alignment: Alignment, spread: int) -> float:
    """Share of the words in the passages that were put for others, one to four for as many."""
    i, j = alignment.pairs[:, 0], alignment.pairs[:, 1]
    one, other = i[1:] - i[:-1] - 1, j[1:] - j[:-1] - 1
    swaps = (one > 0) & (other > 0) & (one <= LONGEST_SWAP) & (other <= LONGEST_SWAP)
    swaps[[p.pairs[1] - 1 for p in alignment.passages[:-1]]] = False
    return _part(int(one[swaps].sum()) + int(other[swaps].sum()), spread)


def _in_order(alignment: Alignment) -> float:
    """Share of pairs in the heaviest set of passages that both texts tell in the same order."""
    best: list[int] = []
    for k, passage in enumerate(alignment.passages):
        earlier = zip(best, alignment.passages[:k], strict=True)
        before = [b for b, p in earlier if p.right[1] <= passage.right[0]]
        best.append(passage.pairs[1] - passage.pairs[0] + max(before, default=0))
    return _part(max(best, default=0), len(alignment.pairs))


def _runs(left: Words, right: Words, i: npt.NDArray[np.int32], j: npt.NDArray[np.int32]) -> _Runs:
    """Runs of words alike in both texts, cut where a quotation begins or ends; no lines of the site's own."""
    turns = np.ones(len(i) + 1, np.bool_)
    turns[1:-1] = (i[1:] - i[:-1] != 1) | (j[1:] - j[:-1] != 1)
    starts = turns.nonzero()[0]
    sizes = starts[1:] - starts[:-1]
    inside = np.repeat(sizes >= SHORTEST_RUN, sizes)
    quoted = left.quoted[i] | right.quoted[j]
    aside = left.aside[i] | right.aside[j]
    turns[1:-1] |= (quoted[1:] != quoted[:-1]) | (aside[1:] != aside[:-1])
    cuts = turns.nonzero()[0]
    pieces = cuts[1:] - cuts[:-1]
    cuts = cuts[:-1]
    fit = inside[cuts] & (pieces >= SHORTEST_RUN) & ~aside[cuts]
    cuts = cuts[fit]
    return _Runs(i[cuts], j[cuts], pieces[fit], quoted[cuts])


def _plain(left: Words, runs: _Runs) -> int:
    if runs.quoted.all():
        return 0
    named = np.zeros(len(left) + 1, np.int64)
    np.cumsum(left.anchors, out=named[1:])
    plain = runs.sizes - (named[runs.left + runs.sizes] - named[runs.left])
    return int(plain[~runs.quoted].max(initial=0))


def _offsets(left: Words, right: Words, runs: _Runs) -> npt.NDArray[np.int32]:
    last = runs.sizes - 1
    out = np.empty((len(runs.sizes), 5), np.int32)
    out[:, 0], out[:, 1] = left.spans[runs.left, 0], left.spans[runs.left + last, 1]
    out[:, 2], out[:, 3] = right.spans[runs.right, 0], right.spans[runs.right + last, 1]
    out[:, 4] = runs.quoted
    return out
