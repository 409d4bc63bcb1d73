"""Sampled fingerprints of a text, by which copies of it are found among millions of others.

Two texts that share words share some of their hashes; which hashes of a text are kept hangs on the hashes
alone (FracMinHash), so that a part is found in the whole. Three kinds of grams are hashed. Five words in a
row see plain and abridged copies. The other two see copies whose words a machine has replaced: five parts of
the skeleton, in which runs of ordinary words are one gap between function words, names and numbers; and three
names or numbers in a row, whatever stands between them.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sayso.link.tokens import Bools, Hashes, Words, mixed

__all__ = ["REWRITTEN", "WORDS", "Prints", "prints_of", "view_of"]

Prints: TypeAlias = npt.NDArray[np.uint32]

#: The lowest bit of a hash tells its view: words in a row, or what a rewriter leaves alone.
WORDS, REWRITTEN = 0, 1

#: For each kind of gram: its length, the share of grams kept, and how many are kept at least. News of 600
#: words has 67 hashes with these, of 300 words 59, a brief of 80 words 51. Measured in an index of 6,575
#: other texts (docs/quality/copies.md): two hashes or more are shared by 100 % of copies spun at 90 % and by
#: 99 % of thirds in another order; with skeletons of six parts for the last two kinds, by 91 % at 90 %.
#: Whoever changes a length, share or hash must rebuild every index.
_IN_A_ROW, _SHARE_IN_A_ROW, _LEAST_IN_A_ROW = 5, 1 / 40, 14
_SKELETON, _SHARE_SKELETON, _LEAST_SKELETON = 5, 1 / 15, 32
_ANCHORS, _SHARE_ANCHORS, _LEAST_ANCHORS = 3, 1 / 10, 20

_BASE = np.uint64(0xD6E8FEB86659FD93)
_GAP = np.uint64(0x1BD11BDAA9FC1A22)
#: What keeps grams of one kind from meeting those of another.
_SALTS = np.array([0x3C79AC492BA7B653, 0x1C69B3F74AC4AE35, 0x52D05C5A4AC8D7F1], np.uint64)


def prints_of(words: Words) -> Prints:
    """The sampled hashes of a text, sorted, each once; what its site prints with every report is left out.

    Units:
        32-bit hashes; `view_of` tells the view of each. A text of 600 words has about 67, a brief of 80 words
        about 50; one of fewer than three words none.
    Invariants:
        The same words give the same hashes in every process. Every gram of a text whose sampling key lies
        under the share is among them, so that what a part keeps for that reason the whole keeps too.
    Source:
        Irber et al. 2022 (FracMinHash); Stamatatos 2011 (function words survive replacement).
    """
    ids, kept, anchors = words.ids, words.kept, words.anchors
    if words.aside.any():
        own = ~words.aside
        ids, kept, anchors = ids[own], kept[own], anchors[own]
    row = _sampled(_grams(ids, _IN_A_ROW) ^ _SALTS[0], _SHARE_IN_A_ROW, _LEAST_IN_A_ROW)
    bones = _sampled(skeleton_grams(ids, kept, anchors) ^ _SALTS[1], _SHARE_SKELETON, _LEAST_SKELETON)
    names = _sampled(_grams(ids[anchors], _ANCHORS) ^ _SALTS[2], _SHARE_ANCHORS, _LEAST_ANCHORS)
    every = np.concatenate((_packed(row, WORDS), _packed(bones, REWRITTEN), _packed(names, REWRITTEN)))
    every.sort()
    return every[np.concatenate(([True], every[1:] != every[:-1]))] if len(every) else every


def view_of(prints: Prints) -> Prints:
    """For each hash whether it is of ``WORDS`` in a row or of what stays when a text is ``REWRITTEN``."""
    return prints & np.uint32(1)


def row_grams(ids: Hashes) -> Hashes:
    """Hashes of all runs of five words."""
    return _grams(ids, _IN_A_ROW)


def skeleton_grams(ids: Hashes, kept: Bools, anchors: Bools) -> Hashes:
    """Hashes of all runs of five parts of the skeleton that hold a name or number."""
    if len(ids) < _SKELETON:
        return np.zeros(0, np.uint64)
    parts = kept.copy()
    parts[0] = True
    parts[1:] |= kept[:-1]
    grams = _grams(np.where(kept, ids, _GAP)[parts], _SKELETON)
    if not len(grams):
        return grams
    passed = np.zeros(len(grams) + _SKELETON, np.int32)
    np.cumsum(anchors[parts], out=passed[1:])
    return grams[passed[_SKELETON:] > passed[:-_SKELETON]]


def _grams(ids: Hashes, length: int) -> Hashes:
    """A hash of each run of ``length`` ids."""
    n = len(ids) - length + 1
    if n <= 0:
        return np.zeros(0, np.uint64)
    out = ids[:n] * _BASE
    for k in range(1, length):
        out += ids[k : k + n]
        if k < length - 1:
            out *= _BASE
    return mixed(out)


def _sampled(grams: Hashes, share: float, least: int) -> Hashes:
    """Grams whose high half lies under ``share``, but at least the ``least`` smallest; each once, sorted."""
    ordered = np.sort(grams)
    if len(ordered) > 1:
        fresh = np.empty(len(ordered), np.bool_)
        fresh[0] = True
        np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
        ordered = ordered[fresh]
    return ordered[: max(least, int(ordered.searchsorted(np.uint64(share * 2**64))))]


def _packed(grams: Hashes, view: int) -> Prints:
    """The low half of each hash, independent of what it was sampled by, with the view in the lowest bit."""
    return (grams.astype(np.uint32) & ~np.uint32(1)) | np.uint32(view)
