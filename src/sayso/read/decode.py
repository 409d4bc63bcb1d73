"""Turn scores into tags, trees, roles and attributions; every search is exact, not greedy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["bio_mask", "decode_tree", "spans_of", "viterbi", "viterbi_batch"]

Float = npt.NDArray[np.float32]
Int = npt.NDArray[np.int64]

#: Score of what must not be; large against any logit, small enough to add up without overflow.
FORBIDDEN = np.float32(-1e4)


def bio_mask(labels: Sequence[str]) -> Float:
    """Transition scores that forbid ``I-X`` after anything but ``B-X`` or ``I-X``.

    Shapes:
        returns (labels + 1, labels): the last row is the start.
    """
    return _bio_mask(tuple(labels))


@lru_cache(maxsize=16)
def _bio_mask(labels: tuple[str, ...]) -> Float:
    n = len(labels)
    mask = np.zeros((n + 1, n), np.float32)
    for to, label in enumerate(labels):
        if label.startswith("I-"):
            for source in range(n + 1):
                before = labels[source] if source < n else ""
                if before[2:] != label[2:] or before[:2] not in ("B-", "I-"):
                    mask[source, to] = FORBIDDEN
    return mask


def viterbi(scores: Float, transitions: Float) -> Int:
    """The best tag sequence. ``scores`` (words, tags), ``transitions`` (tags + 1, tags)."""
    return np.asarray(viterbi_batch(scores[None], transitions)[0], np.int64)


def viterbi_batch(scores: Float, transitions: Float) -> Int:
    """The best tag sequences of equally long rows, all at once.

    Shapes:
        scores: (rows, words, tags). transitions: (tags + 1, tags), the last row the start.
    Returns:
        (rows, words) tag numbers.
    """
    rows, n, tags = scores.shape
    if n == 0:
        return np.zeros((rows, 0), np.int64)
    inner = transitions[:tags]
    best = scores[:, 0] + transitions[tags]
    back = np.zeros((rows, n, tags), np.int64)
    for i in range(1, n):
        options = best[:, :, None] + inner
        back[:, i] = options.argmax(1)
        best = options.max(1) + scores[:, i]
    path = np.zeros((rows, n), np.int64)
    path[:, -1] = best.argmax(1)
    every = np.arange(rows)
    for i in range(n - 1, 0, -1):
        path[:, i - 1] = back[every, i, path[:, i]]
    return path


def spans_of(tags: Sequence[int] | Int, labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Maximal BIO runs as (start, end, label)."""
    out: list[tuple[int, int, str]] = []
    start, kind = 0, ""
    for i, number in enumerate([*tags, 0]):
        label = labels[number] if i < len(tags) else "O"
        if kind and label != f"I-{kind}":
            out.append((start, i, kind))
            kind = ""
        if label != "O" and not kind:
            start, kind = i, label[2:]
    return out


def decode_tree(scores: Float) -> list[int]:
    """The best tree with exactly one root.

    Shapes:
        scores: (words, words + 1); column 0 is the root, column j + 1 the word j.
    Returns:
        For each word its head as a word index, -1 for the root.
    Source:
        Chu & Liu 1965, Edmonds 1967; the single root is forced by trying the likeliest roots.
    """
    n = scores.shape[0]
    if n == 1:
        return [-1]
    scores = scores.astype(np.float64, copy=True)
    scores[np.arange(n), np.arange(n) + 1] = -1e9
    heads = scores.argmax(1)
    if (heads == 0).sum() == 1 and not _cycle(heads):
        return [int(h) - 1 for h in heads]
    full = np.full((n + 1, n + 1), -1e9)
    full[1:] = scores
    best: tuple[float, list[int]] | None = None
    for root in np.argsort(-scores[:, 0])[:3]:
        trial = full.copy()
        trial[1:, 0] = -1e9
        trial[root + 1, 0] = 0.0
        found = _edmonds(trial)
        value = float(sum(full[d, found[d]] for d in range(1, n + 1)))
        if best is None or value > best[0]:
            best = value, found
    return [h - 1 for h in best[1][1:]] if best else [-1] * n


def _cycle(heads: Int) -> list[int]:
    """A cycle among 1-based heads of words 1..n (0 the root), or an empty list."""
    n = len(heads)
    state = [0] * (n + 1)
    for start in range(1, n + 1):
        path: list[int] = []
        node = start
        while node != 0 and state[node] == 0:
            state[node] = start
            path.append(node)
            node = int(heads[node - 1])
        if node != 0 and state[node] == start and node in path:
            return path[path.index(node) :]
    return []


def _edmonds(scores: npt.NDArray[np.float64]) -> list[int]:
    """Best arborescence from node 0; ``scores[d, h]``. Contracts one cycle at a time."""
    n = scores.shape[0]
    heads = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads[1:])
    if not cycle:
        return [int(h) for h in heads]
    inside = np.zeros(n, bool)
    inside[cycle] = True
    rest = [i for i in range(n) if not inside[i]]
    m = len(rest)
    small = np.full((m + 1, m + 1), -1e9)
    ring = np.array(cycle)
    kept = scores[ring, heads[ring]]
    out_choice: list[int] = []
    in_choice: list[int] = []
    for a, node in enumerate(rest):
        small[a, :m] = scores[node, rest]
        to_ring = scores[node, ring]
        out_choice.append(int(ring[to_ring.argmax()]))
        small[a, m] = to_ring.max()
        gain = scores[ring, node] - kept
        in_choice.append(int(gain.argmax()))
        small[m, a] = gain.max()
    np.fill_diagonal(small, -1e9)
    solved = _edmonds(small)
    result = [int(h) for h in heads]
    for a, node in enumerate(rest[1:], 1):
        result[node] = out_choice[a] if solved[a] == m else rest[solved[a]]
    enter = solved[m]
    result[int(ring[in_choice[enter]])] = rest[enter]
    return result
