"""Answers written from a page, cut, lightly or heavily reworded, told from answers written without it.

    sayso bench clough

Clough and Stevenson's short answers, each beside the page it may have been written from: 57 that were, 38 that
were not. `one_text` was fitted on news and on copies made by machine (train/copies.py) and has never seen them. The
combination of it with the share of words in common is fitted on four of the five tasks and measured on the fifth,
in turn. Two of the answers called "cut" share no five words in a row with the page given: they were cut from
other pages. They are counted, and left out in rows that say so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from bench.harness import Score, digest
from bench.intervals import bootstrap, scores
from sayso.link.compare import compare
from sayso.link.kinds import one_text
from sayso.link.tokens import SMALL, Words, words_of

__all__ = ["measure"]

PAIRS = Path("copies") / "clough_stevenson_pairs.jsonl"
NOT_COPIED = "non"
CUT = "cut"
ANCHOR, ANCHOR_OF = 0.975, "best single measure, in-sample (anchors)"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: how it was written, for which task, and what it scores by each measure."""

    label: str
    task: str
    one_text: float
    in_place: float
    words: float
    run: bool
    both: float = 0.0

    @property
    def elsewhere(self) -> bool:
        """Whether it was cut from a page that is not given: a cutting without a run of words of this one."""
        return self.label == CUT and not self.run


def answers(data: Path) -> list[Answer]:
    """All answers with their scores; the combined one is each task's from the four others."""
    rows = [_scored(json.loads(line)) for line in (data / PAIRS).open(encoding="utf-8")]
    out = []
    for row in rows:
        weights = _fitted([r for r in rows if r.task != row.task])
        both = float(weights @ _terms(row))
        out.append(replace(row, both=both))
    return out


def _scored(row: dict[str, str]) -> Answer:
    page, answer = words_of(row["source"]), words_of(row["text"])
    comparison = compare(page, answer)
    return Answer(
        label=row["label"],
        task=row["task"],
        one_text=one_text(comparison),
        in_place=comparison.share_right,
        words=_in_common(page, answer),
        run=comparison.row_right > 0,
    )


def _in_common(page: Words, answer: Words) -> float:
    """Share of the answer's different words, function words left out, that the page has too."""
    own, other = (set(w.ids[w.kinds != SMALL].tolist()) for w in (answer, page))
    return len(own & other) / max(1, len(own))


def _terms(row: Answer) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([1.0, row.one_text, row.words])


def _fitted(rows: Sequence[Answer], steps: int = 60) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Weights of a logistic model, by Newton's method with a small penalty."""
    x, y = np.array([_terms(r) for r in rows]), np.array([r.label != NOT_COPIED for r in rows], float)
    w = np.zeros(3)
    for _ in range(steps):
        q = 1 / (1 + np.exp(-x @ w))
        bend = x.T @ (x * (q * (1 - q))[:, None]) + 0.1 * np.eye(3)
        w += np.linalg.solve(bend, x.T @ (y - q) - 0.1 * w)
    return w


def area(rows: Sequence[Answer], by: Callable[[Answer], float]) -> float:
    """Area under the curve: how often a copy scores more than an answer that is none; 1 if either is missing."""
    copied = np.array([by(r) for r in rows if r.label != NOT_COPIED])
    others = np.array([by(r) for r in rows if r.label == NOT_COPIED])
    if not len(copied) or not len(others):
        return 1.0
    won = (copied[:, None] > others).sum() + (copied[:, None] == others).sum() / 2
    return float(won / (len(copied) * len(others)))


def measure(data: Path) -> Iterable[Score]:
    """The area under the curve of each measure, over all copies, by how they were made, and without the two."""
    rows = answers(data)
    sha = digest(data / PAIRS)
    measures: dict[str, Callable[[Answer], float]] = {
        "one text": lambda r: r.one_text,
        "words in their place": lambda r: r.in_place,
        "words in common": lambda r: r.words,
        "both, fitted on other tasks": lambda r: r.both,
    }
    from_page = [r for r in rows if not r.elsewhere]
    for name, by in measures.items():
        whole = Score(
            name=f"{name} ({len(rows)})",
            value=area(rows, by),
            anchor=ANCHOR,
            anchor_of=ANCHOR_OF,
            data_sha256=sha,
        )
        yield from scores(whole, bootstrap(rows, partial(area, by=by)))
        for label in (CUT, "light", "heavy"):
            some = [r for r in rows if r.label in (label, NOT_COPIED)]
            yield Score(name=f"{name}, {label} ({len(some)})", value=area(some, by), data_sha256=sha)
        left = f"{name}, without cuttings from elsewhere ({len(from_page)})"
        yield Score(name=left, value=area(from_page, by), data_sha256=sha)
