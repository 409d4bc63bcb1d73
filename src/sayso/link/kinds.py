"""What one report has of another, named: a copy and of which kind, a passage, a quotation, or nothing."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from sayso.classes import dataclass
from sayso.link.align import sketch
from sayso.link.compare import Comparison, shared_rows
from sayso.link.tokens import Words
from sayso.records.links import LinkKind

__all__ = ["VERBATIM", "Found", "kind_of", "nothing_shared", "one_text"]

#: `one_text` from which two texts are one. Of the silver independent pairs of topics it was fitted on 0.6 %
#: reach it, mostly reports of a hundred words, of the other topics 0.7 %; of the pairs labelled by reading
#: none of 112 independent ones and all but 3 of 72 copies (docs/quality/copies.md).
SAME = 0.5
#: Shares of the words outside quotations that both texts have of each other in a verbatim copy: the least of
#: the labelled ones has 0.84, the greatest of the edited ones 0.78.
VERBATIM = 0.8
#: The same for the shorter of two texts of which one is cut from the other, with the share of its runs of
#: five words: all but one of 9 abridged pairs have at least 0.82 and 0.73, all but 4 of 58 edited ones less.
ABRIDGED, ABRIDGED_ROW = 0.8, 0.72
#: Shares of both texts' words under which a copy with a long passage is that passage and no more: of labelled
#: pairs, 3 of 58 edited ones have less, 42 of 46 partial ones.
HALF = 0.48
#: Share of words put for others, and the part of all changes that this is, in spun copies. A machine that
#: changes one word in eight reaches 0.12 and 0.95, one that changes half 0.36 and 0.7; of 72 labelled copies
#: by hand none reaches both.
SPUN, SPUN_PART = 0.07, 0.55
#: Share of words put for others if the words of one text themselves say that a machine wrote it.
SPUN_IF_TOLD = 0.03
#: Share of the runs of five words of a text that the other has too, in any order, from which it is a copy
#: whatever the alignment says: paragraphs put in another order can be laid over one another only in part. Of
#: labelled independent pairs none has a tenth.
ROWS, P_ROWS = 0.6, 0.95
#: Words in a row, outside quotations, that are taken over and not met by chance, and how many of them are
#: neither names nor numbers, since an office with its holder is long: independent reports of one story share
#: at most 10 (112 labelled pairs), passages taken over have 16 in the median.
PASSAGE, PASSAGE_PLAIN = 11, 8
#: The same within quotation marks: independent reports share at most 6, reports that quote one speaker 14 in
#: the median.
QUOTATION = 7
#: A passage with words replaced: its words, the share that are still the same, the share of function words,
#: names and numbers that are, of steps in step; and the share that is a quotation or a site's own.
SPUN_PASSAGE, SPUN_ALIKE, SPUN_KEPT, SPUN_STEADY, SPUN_BORROWED = 40, 0.55, 0.68, 0.75, 0.5

#: How often the two weaker kinds are right: of 53 labelled pairs called a passage, 52 have words of a common
#: text or release, of 33 called a quotation 30 share no more.
P_PASSAGE, P_QUOTATION = 0.95, 0.9
#: What sums of the same numbers in another order may differ by.
_MARGIN = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """A kind of link, and how likely it is right."""

    kind: LinkKind
    p: float


def kind_of(comparison: Comparison, *, spun: float = 0.0) -> Found | None:
    """What two reports have of each other, None if nothing that proves a common text.

    Says nothing about which was first, nor which side of a spun pair is the spun one, and knows no releases:
    what two reports have from one release looks like a copy or a passage.

    Units:
        spun: chance that a machine rewrote one of the texts, by its own words alone; 0 if nobody asked.
    Invariants:
        Swapping the texts changes nothing.
    """
    p = one_text(comparison)
    if _in_another_order(comparison):
        p = max(p, P_ROWS)
    if p >= SAME and (kind := _copied(comparison, spun)) is not LinkKind.PARTIAL:
        return Found(kind, p)
    if (comparison.longest >= PASSAGE and comparison.plain >= PASSAGE_PLAIN) or _spun_passage(comparison):
        return Found(LinkKind.PARTIAL, P_PASSAGE)
    if comparison.longest_quoted >= QUOTATION:
        return Found(LinkKind.SHARED_QUOTE, P_QUOTATION)
    return None


def nothing_shared(left: Words, right: Words) -> bool:
    """Whether `kind_of` will say of the comparison of two texts that they have nothing, in half the time.

    False also where only the comparison can tell. Most reports that are found by their hashes and are no
    copies share turns of phrase at most.
    """
    longest, rows = shared_rows(left, right)
    if longest >= QUOTATION or rows >= ROWS:
        return False
    found = sketch(left, right, SPUN_PASSAGE)
    if found.alike >= SPUN_ALIKE:
        return False
    told = max(
        1.0 if n <= spread else spread / n
        for n, spread in (
            (len(words) - int(np.count_nonzero(words.aside)), spread)
            for words, spread in ((left, found.left), (right, found.right))
        )
    )
    most = {"told": told, "quoted": 1.0, "length": _length(len(left), len(right))}
    weights = _weights()
    total = weights["constant"] + sum(max(0.0, weights[name] * value) for name, value in most.items())
    return _chance(total) < SAME - _MARGIN


def one_text(comparison: Comparison) -> float:
    """Chance that most of the shorter text comes from the other, or both from a third; 0 if nothing is alike.

    Source:
        A logistic model of three measures, fitted by train/copies.py; its weights are in data/copies.toml.
    """
    if not comparison.alignment.passages:
        return 0.0
    weights = _weights()
    total = weights["constant"] + sum(weights[name] * value for name, value in measures(comparison).items())
    return _chance(total)


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _length(n_left: int, n_right: int) -> float:
    return math.log(max(20, min(n_left, n_right)))


def measures(comparison: Comparison) -> dict[str, float]:
    """What `one_text` weighs: how far the texts tell the same, how much of it is quoted, and their length.

    ``told`` is the share of the text more of which is told by the other, times the share of function words,
    names and numbers that are the same there: either alone is high for some pairs that are no copies.
    """
    c = comparison
    return {
        "told": max(c.cover_left, c.cover_right) * c.kept,
        "quoted": c.quoted,
        "length": _length(c.n_left, c.n_right),
    }


@cache
def _weights() -> dict[str, float]:
    raw = tomllib.loads((Path(__file__).with_name("data") / "copies.toml").read_text(encoding="utf-8"))
    return {str(name): float(value) for name, value in raw["one_text"].items()}


def _copied(c: Comparison, spun: float) -> LinkKind:
    least = SPUN_IF_TOLD if spun >= SAME else SPUN
    if c.swapped >= least and c.swapped >= SPUN_PART * c.replaced:
        return LinkKind.SPUN
    if min(c.share_left, c.share_right) >= VERBATIM:
        return LinkKind.VERBATIM
    if max(c.share_left, c.share_right) >= ABRIDGED and max(c.row_left, c.row_right) >= ABRIDGED_ROW:
        return LinkKind.ABRIDGED
    half = max(c.share_left, c.share_right) >= HALF or c.longest < PASSAGE or _in_another_order(c)
    return LinkKind.EDITED if half else LinkKind.PARTIAL


def _in_another_order(c: Comparison) -> bool:
    """Whether most runs of five words of a text are in the other, wherever they stand there."""
    return max(c.row_left, c.row_right) >= ROWS


def _spun_passage(c: Comparison) -> bool:
    """Whether some passage is the same in both but for words replaced."""
    return any(
        min(p.left[1] - p.left[0], p.right[1] - p.right[0]) >= SPUN_PASSAGE
        and p.alike >= SPUN_ALIKE
        and p.kept >= SPUN_KEPT
        and p.steady >= SPUN_STEADY
        and p.borrowed < SPUN_BORROWED
        for p in c.told
    )
