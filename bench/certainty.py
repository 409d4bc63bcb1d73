"""How sure the text is of an event, on UW: mean absolute error, correlation and F1 of four classes.

    sayso bench certainty

The scale runs from -3 (surely not) to 3 (surely so); the measures are those of Stanovsky et al. 2017, and the
classes CT+, P+, U and NEG are cut as the scorer beside the corpus cuts them. What is measured here is UW's
development part, which chose the reader's training; the published figures are on its test part. Intervals are
bootstraps over sentences.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from bench.harness import Score, data_folder, digest
from bench.intervals import bootstrap, macro_f1, scores
from bench.reader import graded
from sayso.read.model import MODEL_DIR, Model
from train import corpora as C

__all__ = ["classes_f1", "correlation", "error", "grade_class", "measure"]

#: Our and the gold value at every event of a sentence.
Row = list[tuple[float, float]]
_CORPUS = "factuality/uw_factuality.jsonl"
_DLGRN, _TRUTHTELLER = "DLGRN (test)", "TruthTeller + supervised (test)"


def grade_class(value: float) -> str:
    """The coarse class of a value."""
    if value >= 2.5:
        return "CT+"
    if value >= 0.5:
        return "P+"
    return "NEG" if value <= -0.5 else "U"


def error(rows: Sequence[Row]) -> float:
    """Mean absolute error."""
    return float(np.mean([abs(ours - gold) for row in rows for ours, gold in row]))


def correlation(rows: Sequence[Row]) -> float:
    """Pearson's r; none where either side is all alike."""
    ours, gold = np.array([pair for row in rows for pair in row]).T
    if np.ptp(ours) == 0 or np.ptp(gold) == 0:
        return 0.0
    return float(np.corrcoef(ours, gold)[0, 1])


def classes_f1(rows: Sequence[Row]) -> float:
    """Macro F1 over the four classes."""
    pairs = [pair for row in rows for pair in row]
    return macro_f1([grade_class(g) for _, g in pairs], [grade_class(o) for o, _ in pairs]) / 100


#: Name, statistic, which way is better, a published figure and whose that is.
_MEASURES: tuple[tuple[str, Callable[[Sequence[Row]], float], str, float, str], ...] = (
    ("MAE", error, "lower", 0.346, _DLGRN),
    ("r", correlation, "higher", 0.863, _DLGRN),
    ("macro-F1", classes_f1, "higher", 0.71, _TRUTHTELLER),
)


def rows_of(data: Path) -> list[Row]:
    """UW's development part by sentence."""
    sents = C.factbank(data / _CORPUS, "dev")
    found = list(graded(Model.load(MODEL_DIR, threads=1), sents, "uw"))
    missed = sum(len(s.uw) for s in sents) - sum(map(len, found))
    if missed:  # none is: a sentence has a window to itself
        raise ValueError(f"{missed} events lie beyond a window's end")
    return [row for row in found if row]


def measure(data: Path) -> Iterable[Score]:
    """The three measures with their intervals."""
    rows = rows_of(data)
    score = partial(Score, data_sha256=digest(data / _CORPUS))
    for name, statistic, better, anchor, whose in _MEASURES:
        found = bootstrap(rows, statistic)
        events = sum(map(len, rows))
        figure = score(
            name=f"UW dev ({events} events), {name}",
            value=found.value,
            better=better,
            anchor=anchor,
            anchor_of=whose,
        )
        yield from scores(figure, found)


def main() -> None:
    """Print the measures, and each class."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=data_folder())
    args = parser.parse_args()
    rows = rows_of(args.data)
    for name, statistic, *_ in _MEASURES:
        print(f"{name:9s} {bootstrap(rows, statistic)}")
    pairs = [(grade_class(o), grade_class(g)) for row in rows for o, g in row]
    for label in ("CT+", "P+", "U", "NEG"):
        right = sum(o == g == label for o, g in pairs)
        found, gold = sum(o == label for o, _ in pairs), sum(g == label for _, g in pairs)
        print(
            f"{label:4s} P {right / max(1, found):.3f} R {right / max(1, gold):.3f} "
            f"F1 {2 * right / max(1, found + gold):.3f}  of {gold}"
        )


if __name__ == "__main__":
    main()
