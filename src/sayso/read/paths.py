"""Where a word stands in the tree as seen from a predicate: what its role mostly hangs on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["DEEP", "STEPS", "tree_paths"]

Int = npt.NDArray[np.int64]

#: Steps up from the predicate that are told apart, and steps down to the word.
STEPS, DEEP = 4, 5


def tree_paths(heads: Int, rels: Int, n_rels: int, predicates: Sequence[int]) -> Int:
    """Codes of the way from each predicate through the tree to each word of its sentence.

    The way goes up from the predicate to the nearest word above (or at) both, then down. It is told by
    the steps up with the relation where the way down begins, by the steps up with the predicate's own
    relation, by the steps down, and by two words on it: the one where the way down begins, which heads the
    part of the sentence the word belongs to, and the one where the ways meet.

    Args:
        heads: head of each word in its sentence, -1 for the root.
        rels: relation of each word to its head, below ``n_rels``.
        n_rels: how many relations there are.
        predicates: words to look from.
    Shapes:
        (predicates, words, 5): codes below STEPS * (n_rels + 1), again below that, below DEEP, and two words
        of the sentence (the word itself where there is no such word).
    """
    n, count = len(heads), len(predicates)
    above = np.append(np.where(heads < 0, n, heads), n)  # a word n stands above the root
    relation = np.append(rels, n_rels)
    rows = np.arange(count)[:, None]
    up = np.full((count, n + 1), -1)
    every, word = np.arange(count), np.asarray(predicates, np.int64)
    for steps in range(n + 1):
        new = up[every, word] < 0
        if not new.any():
            break
        up[every[new], word[new]] = steps
        word = above[word]
    up[:, n] = np.maximum(up[:, n], 0)
    # where one step leads from each word; then two, four, eight, so that a deep tree takes few rounds
    below = up < 0
    at = np.where(below, above, np.arange(n + 1))
    top = np.where(below, np.arange(n + 1), n)
    deep = below.astype(np.int64)
    for _ in range(n.bit_length()):
        if not (up[rows, at] < 0).any():
            break
        further = top[rows, at]
        top = np.where(further < n, further, top)
        deep = deep + deep[rows, at]
        at = at[rows, at]
    at, top, deep = at[:, :n], top[:, :n], deep[:, :n]
    steps_up = np.clip(up[rows, at], 0, STEPS - 1)
    own = relation[np.asarray(predicates, np.int64)][:, None]
    wide = n_rels + 1
    itself = np.broadcast_to(np.arange(n), (count, n))
    return np.stack(
        [
            steps_up * wide + relation[top],
            steps_up * wide + np.where(steps_up > 0, own, n_rels),
            np.minimum(deep, DEEP - 1),
            np.where(top < n, top, itself),
            np.where(at < n, at, itself),
        ],
        -1,
    )
