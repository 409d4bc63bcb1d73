"""Fit the two numbers that turn the reader's chances into shares of claims that are right.

    python -m train.calibrate [--write]

The reader has seen nine in ten of our own sentences, so its chances there are too good to fit on. The tenth is
parted into two halves by sentence: numbers fitted on one are measured on the other (cross-fitting), over several
such halvings, since one is a matter of luck; what ships is fitted on both. Run again whenever the reader's
weights or the lexicon change.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from sayso.extract import confidence

Pair = tuple[float, bool]
PATH = Path(confidence.__file__).with_name("data") / "confidence.toml"
HEAD = """\
# How the reader's chance of a claim's type becomes the share of such claims that are right (extract/confidence.py).
# Written by `python -m train.calibrate --write`: {n} claims of our own development sentences; fitted on one
# half and measured on the other, the expected calibration error is {ece:.3f} (the bare chance {raw:.3f}; a perfect p
# would show {floor:.3f} on so few claims).
"""


def fit(rows: Sequence[Pair], steps: int = 50) -> tuple[float, float]:
    """Slope and intercept by Newton's method, on Platt's (1999) smoothed targets."""
    x = np.array([confidence.log_odds(e) for e, _ in rows])
    y = np.array([right for _, right in rows], float)
    n_right = y.sum()
    y = np.where(y > 0, (n_right + 1) / (n_right + 2), 1 / (len(y) - n_right + 2))
    terms = np.stack([x, np.ones_like(x)], 1)
    w = np.zeros(2)
    for _ in range(steps):
        q = 1 / (1 + np.exp(-terms @ w))
        gradient = terms.T @ (y - q) - 1e-3 * w
        curvature = terms.T @ (terms * (q * (1 - q))[:, None]) + 1e-3 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        w += step
        if np.abs(step).max() < 1e-9:
            break
    return float(w[0]), float(w[1])


def halvings(sentences: Sequence[int], draws: int = 20, seed: int = 20) -> Iterator[list[int]]:
    """Which half each row is in, several times over; rows of one sentence are never parted."""
    rng = np.random.default_rng(seed)
    known = sorted(set(sentences))
    for _ in range(draws):
        half = dict(zip(known, (rng.permutation(len(known)) % 2).tolist(), strict=True))
        yield [half[s] for s in sentences]


def crossed(rows: Sequence[Pair], halves: Sequence[int]) -> list[float]:
    """Each row's share by the numbers fitted on the rows of the other half."""
    tables = {h: fit([r for r, k in zip(rows, halves, strict=True) if k != h]) for h in set(halves)}
    return [confidence.share(confidence.log_odds(e), *tables[h]) for (e, _), h in zip(rows, halves, strict=True)]


def main() -> None:
    from bench.calibration import ece, ece_by_chance, judged

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {PATH.name}")
    args = parser.parse_args()
    claims = list(judged())
    rows = [(c.evidence, c.right) for c in claims]
    right = [c.right for c in claims]
    held = [crossed(rows, halves) for halves in halvings([c.sentence for c in claims])]
    found = {"n": len(claims), "ece": np.mean([ece(h, right) for h in held]), "raw": ece([e for e, _ in rows], right),
             "floor": np.mean([ece_by_chance(h, 20) for h in held])}
    slope, intercept = fit(rows)
    print(found, "slope", slope, "intercept", intercept)
    if args.write:
        text = HEAD.format(**found) + f"[type]\nslope = {slope:.4f}\nintercept = {intercept:.4f}\n"
        PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
