"""Boosted regression trees, kept as arrays: many rows at once through all trees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass

__all__ = ["Trees"]

Floats = NDArray[np.float32]

#: Rows that go through all trees together; more need memory and are no faster.
_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees, each a row of nodes; the first node of each is its root.

    Shapes:
        column, yes, no: (trees, nodes), int16. Which number a node looks at, -1 at a leaf, and the nodes to
        go on with where it is at most ``bound`` and where it is more. bound, value: (trees, nodes), float32;
        value is 0 but at leaves. unknown: (trees, nodes), bool, whether a missing number goes with "yes".
    """

    column: NDArray[np.int16]
    yes: NDArray[np.int16]
    no: NDArray[np.int16]
    bound: Floats
    value: Floats
    unknown: NDArray[np.bool_]
    start: float

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Trees:
        """The trees kept under a name among a file's arrays."""
        parts = ("column", "yes", "no", "bound", "value", "unknown")
        held = {part: arrays[f"{name}_{part}"] for part in parts}
        return cls(**held, start=float(arrays[f"{name}_start"]))

    def chances(self, rows: Floats) -> Floats:
        """The probability that each row (n, columns) is one of what was learned; missing numbers are NaN."""
        parts = [self._scores(rows[k : k + _AT_ONCE]) for k in range(0, len(rows), _AT_ONCE)]
        score = np.concatenate(parts) if parts else np.zeros(0)
        return np.asarray(1 / (1 + np.exp(-score)), np.float32)

    def _scores(self, rows: Floats) -> NDArray[np.float64]:
        tree = np.arange(len(self.column))[None, :]
        row = np.arange(len(rows))[:, None]
        node = np.zeros((len(rows), len(self.column)), np.int16)
        while True:
            column = self.column[tree, node]
            if (column < 0).all():
                break
            seen = rows[row, np.maximum(column, 0)]
            left = np.where(np.isnan(seen), self.unknown[tree, node], seen <= self.bound[tree, node])
            after = np.where(left, self.yes[tree, node], self.no[tree, node])
            node = np.where(column < 0, node, after)
        return np.asarray(self.start + self.value[tree, node].astype(np.float64).sum(1), np.float64)
