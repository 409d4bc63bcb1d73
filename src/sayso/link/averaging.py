"""Groups by average link: the two that are likest on average are joined, until none are like enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["average_link", "components"]

Floats = NDArray[np.float64]


def average_link(alike: Floats, cut: float, fixed: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Which group each row is in.

    Args:
        alike: (n, n), symmetric, how alike two rows are; the diagonal is not looked at.
        cut: groups are joined while their members are at least this much alike, on average.
        fixed: (n,), the group that a row is in already, -1 for none. Rows of one such group stay together,
            and two such groups are never joined.
    Returns:
        (n,), numbers of groups in the order of their first rows.
    Invariants:
        Of two joins that are equally good the one of earlier rows is made, so rows in one order give one
        answer.
    Cost:
        n joins of one pass over (n, n).
    """
    n = len(alike)
    held = np.full(n, -1) if fixed is None else np.asarray(fixed)
    group = np.arange(n)
    sizes = np.ones(n)
    old = held >= 0
    mean = np.array(alike, np.float64)
    np.fill_diagonal(mean, -np.inf)
    for number in np.unique(held[old]):
        first, *rest = np.flatnonzero(held == number)
        for other in rest:
            _join(mean, sizes, group, (int(first), int(other)))
    mean[np.ix_(old, old)] = -np.inf
    while n > 1:
        i, j = divmod(int(mean.argmax()), n)
        if not mean[i, j] >= cut:
            break
        old[min(i, j)] = both = bool(old[i] or old[j])
        _join(mean, sizes, group, (min(i, j), max(i, j)))
        if both:
            mean[min(i, j), old] = mean[old, min(i, j)] = -np.inf
    return np.unique(group, return_inverse=True)[1]


def _join(mean: Floats, sizes: Floats, group: NDArray[np.int64], pair: tuple[int, int]) -> None:
    """Put the second group of a pair into the first."""
    i, j = pair
    row = (sizes[i] * mean[i] + sizes[j] * mean[j]) / (sizes[i] + sizes[j])
    row[i] = -np.inf
    mean[i] = mean[:, i] = row
    mean[j] = mean[:, j] = -np.inf
    sizes[i] += sizes[j]
    group[group == j] = i


def components(n: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which rows hang together over pairs (m, 2): (n,), numbers in the order of first rows."""
    root = np.arange(n)
    while len(pairs):
        low = np.minimum(root[pairs[:, 0]], root[pairs[:, 1]])
        before = root.copy()
        for side in (0, 1):
            np.minimum.at(root, root[pairs[:, side]], low)
            np.minimum.at(root, pairs[:, side], low)
        root = root[root]
        if np.array_equal(root, before):
            break
    return np.unique(root, return_inverse=True)[1]
