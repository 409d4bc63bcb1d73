"""How sure a figure is: seeded bootstrap intervals, and two systems compared on the same rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bench.harness import Score

__all__ = ["Difference", "Interval", "bootstrap", "macro_f1", "paired", "scores", "wilson"]

#: How often rows are drawn anew: the ends of a 95 % interval then move by less than a tenth of its width.
RESAMPLES = 1000
SEED = 20

Row = TypeVar("Row")
Labels = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure over ``n`` rows and the ends of its interval."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.4g} [{self.low:.4g}, {self.high:.4g}] (n {self.n})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Ours less theirs on the same rows, its interval, and the chance of as much without a difference.

    ``p`` is two-sided: twice the share of draws in which the difference has the other sign, or is none.
    """

    ours: float
    theirs: float
    difference: float
    low: float
    high: float
    p: float
    n: int

    def __str__(self) -> str:
        return (
            f"{self.ours:.4g} against {self.theirs:.4g}: {self.difference:+.3g} "
            f"[{self.low:+.3g}, {self.high:+.3g}], p {self.p:.3g} (n {self.n})"
        )


def bootstrap(
    rows: Sequence[Row],
    statistic: Callable[[Sequence[Row]], float],
    *,
    resamples: int = RESAMPLES,
    level: float = 0.95,
    seed: int = SEED,
) -> Interval:
    """The percentile interval of a statistic over rows drawn with replacement.

    Rows are what is independent of one another: documents rather than sentences, sentences rather than
    words. The same rows and seed always give the same interval.

    Raises:
        ValueError: there are no rows.
    """
    drawn = [statistic([rows[i] for i in draw]) for draw in _draws(len(rows), resamples, seed)]
    low, high = _ends(drawn, level)
    return Interval(value=statistic(rows), low=low, high=high, n=len(rows))


def paired(
    gold: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    statistic: Callable[[Labels, Labels], float],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Difference:
    """Two systems' answers to the same rows, compared by ``statistic(gold, answers)``.

    Both are measured on the same draws, so that rows easy or hard for both do not count as noise.

    Raises:
        ValueError: there are no rows, or not as many answers as rows.
    """
    if not len(gold) == len(ours) == len(theirs):
        raise ValueError(f"{len(gold)} rows, {len(ours)} and {len(theirs)} answers")
    g, a, b = (np.array(x, dtype=object) for x in (gold, ours, theirs))
    drawn = [statistic(g[i], a[i]) - statistic(g[i], b[i]) for i in _draws(len(g), resamples, seed)]
    low, high = _ends(drawn, 0.95)
    below, above = (sum(d <= 0 for d in drawn), sum(d >= 0 for d in drawn))
    mine, other = statistic(g, a), statistic(g, b)
    return Difference(
        ours=mine,
        theirs=other,
        difference=mine - other,
        low=low,
        high=high,
        p=min(1.0, 2 * (min(below, above) + 1) / (resamples + 1)),
        n=len(g),
    )


def macro_f1(gold: Sequence[str] | Labels, found: Sequence[str] | Labels) -> float:
    """Mean F1, in percent, of the labels that occur in ``gold``."""
    g, f = np.asarray(gold, dtype=object), np.asarray(found, dtype=object)
    f1 = []
    for label in sorted(set(g.tolist())):
        is_gold, is_found = g == label, f == label
        right = int((is_gold & is_found).sum())
        f1.append(2 * right / (int(is_gold.sum()) + int(is_found.sum())))
    return 100 * float(np.mean(f1))


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Ends of the 95 % interval of a share, after Wilson 1927; (0, 1) of nothing."""
    if not n:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    reach = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def scores(figure: Score, interval: Interval) -> Iterator[Score]:
    """A figure as scores: itself and both ends of its interval, of which only the figure has the anchor."""
    yield figure
    for end, value in (("from", interval.low), ("to", interval.high)):
        yield replace(figure, name=f"{figure.name}, 95 % {end}", value=value, anchor=None, anchor_of="")


def _draws(n: int, resamples: int, seed: int) -> Iterator[npt.NDArray[np.int64]]:
    """Row numbers of each draw."""
    if n == 0:
        raise ValueError("there are no rows to draw from")
    rng = np.random.default_rng(seed)
    for _ in range(resamples):
        yield rng.integers(0, n, n)


def _ends(drawn: Sequence[float], level: float) -> tuple[float, float]:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
