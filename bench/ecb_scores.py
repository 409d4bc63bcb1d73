"""Scores of clusters of event mentions: MUC, B3, CEAF-e, their mean (CoNLL F1) and LEA, with single mentions or not.

Counts are added up over units that share no cluster (topics), so that an interval can be drawn over units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from bench.coref import assignment

__all__ = ["Sums", "b3", "clusters_of", "counted", "f1", "mean_f1"]

Clusters = list[frozenset[int]]
#: For each measure: numerator and denominator of recall, and of precision.
Sums = Mapping[str, tuple[float, float, float, float]]


def clusters_of(labels: Sequence[Hashable], *, singles: bool = True) -> Clusters:
    """Rows by label, in order of first rows; ``singles``: with those that stand alone."""
    out: dict[Hashable, set[int]] = {}
    for row, label in enumerate(labels):
        out.setdefault(label, set()).add(row)
    return [frozenset(rows) for rows in out.values() if singles or len(rows) > 1]


def _where(clusters: Clusters) -> dict[int, int]:
    return {row: k for k, rows in enumerate(clusters) for row in rows}


def _muc(gold: Clusters, found: Clusters) -> tuple[float, float]:
    where = _where(found)
    right = sum(len(c) - len({where.get(row, -1 - row) for row in c}) for c in gold)
    return right, sum(len(c) - 1 for c in gold)


def _b3(gold: Clusters, found: Clusters) -> tuple[float, float]:
    where = _where(found)
    right = 0.0
    for c in gold:
        met = Counter(where[row] for row in c if row in where)
        right += sum(n * n for n in met.values()) / len(c)
    return right, sum(len(c) for c in gold)


def _lea(gold: Clusters, found: Clusters) -> tuple[float, float]:
    """Links found, weighed by size (Moosavi and Strube 2016); a single mention has a link to itself."""
    where = _where(found)
    right = 0.0
    for c in gold:
        met = Counter(where[row] for row in c if row in where)
        if len(c) == 1:
            right += sum(len(found[k]) == 1 for k in met)
        else:
            right += len(c) * sum(n * (n - 1) for n in met.values()) / (len(c) * (len(c) - 1))
    return right, sum(len(c) for c in gold)


def _ceaf(gold: Clusters, found: Clusters) -> float:
    if not gold or not found:
        return 0.0
    where = _where(found)
    gain = np.zeros((len(gold), len(found)))
    for i, c in enumerate(gold):
        for k, n in Counter(where[row] for row in c if row in where).items():
            gain[i, k] = 2 * n / (len(c) + len(found[k]))
    return assignment(gain)


def counted(gold: Sequence[Hashable], found: Sequence[Hashable], *, singles: bool = True) -> Sums:
    """The counts of one unit: rows with their gold and their found labels."""
    g, f = clusters_of(gold, singles=singles), clusters_of(found, singles=singles)
    total = _ceaf(g, f)
    out = {"CEAF-e": (total, float(len(g)), total, float(len(f)))}
    for name, measure in (("MUC", _muc), ("B3", _b3), ("LEA", _lea)):
        out[name] = (*measure(g, f), *measure(f, g))
    return out


def f1(units: Sequence[Sums], name: str) -> float:
    """F1 in percent over units; "CoNLL F1" is the mean of MUC, B3 and CEAF-e."""
    if name == "CoNLL F1":
        return sum(f1(units, part) for part in ("MUC", "B3", "CEAF-e")) / 3
    a, b, c, d = (sum(unit[name][k] for unit in units) for k in range(4))
    r, p = a / max(b, 1e-9), c / max(d, 1e-9)
    return 200 * r * p / max(r + p, 1e-9)


def mean_f1(gold: Sequence[Hashable], found: Sequence[Hashable], *, singles: bool = True) -> float:
    """CoNLL F1 of all rows as one unit."""
    return f1([counted(gold, found, singles=singles)], "CoNLL F1")


def b3(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """B3 F1, precision and recall, in percent."""
    sums = counted_b3(gold, found)
    return f1([sums], "B3"), 100 * sums["B3"][2] / sums["B3"][3], 100 * sums["B3"][0] / sums["B3"][1]


def counted_b3(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Sums:
    """The counts of B3 alone."""
    g, f = clusters_of(gold), clusters_of(found)
    return {"B3": (*_b3(g, f), *_b3(f, g))}
