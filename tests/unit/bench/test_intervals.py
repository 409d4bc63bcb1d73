import random
from collections.abc import Sequence

import numpy as np
import pytest

from bench.harness import Score
from bench.intervals import bootstrap, macro_f1, paired, scores


def mean(rows: Sequence[float]) -> float:
    return float(np.mean(list(rows)))


def share_right(gold: np.ndarray, found: np.ndarray) -> float:
    return float((gold == found).mean())


def test_the_interval_of_a_mean_is_that_of_theory() -> None:
    rows = np.random.default_rng(1).normal(5, 2, 400).tolist()
    found = bootstrap(rows, mean)
    half = 1.96 * float(np.std(rows)) / 20
    assert found.value == pytest.approx(mean(rows))
    assert found.n == 400
    assert found.value - found.low == pytest.approx(half, rel=0.15)
    assert found.high - found.value == pytest.approx(half, rel=0.15)


def test_rows_may_be_anything_and_the_seed_decides() -> None:
    rows = [("a", 1), ("b", 3), ("c", 8)] * 5

    def total(drawn: Sequence[tuple[str, int]]) -> float:
        return float(sum(n for _, n in drawn))

    assert bootstrap(rows, total, resamples=50) == bootstrap(rows, total, resamples=50)
    assert bootstrap(rows, total, resamples=50) != bootstrap(rows, total, resamples=50, seed=1)


def test_rows_all_alike_leave_no_doubt() -> None:
    found = bootstrap([7.0] * 9, mean, resamples=20)
    assert (found.low, found.value, found.high) == (7.0, 7.0, 7.0)


def test_without_rows_nothing_can_be_said() -> None:
    with pytest.raises(ValueError, match="no rows"):
        bootstrap([], mean)


def test_a_clearly_better_system_is_found_better() -> None:
    gold = ["x", "y"] * 100
    other = {"x": "y", "y": "x"}
    rng = random.Random(3)
    theirs = [g if rng.random() < 0.6 else other[g] for g in gold]
    found = paired(gold, gold, theirs, share_right)
    assert found.difference == pytest.approx(found.ours - found.theirs)
    assert found.low > 0.2
    assert found.p < 0.01


def test_the_same_answers_make_no_difference() -> None:
    gold = ["x", "y"] * 20
    found = paired(gold, gold, gold, share_right, resamples=50)
    assert (found.difference, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_exchanging_the_systems_turns_the_difference_round() -> None:
    gold, a, b = ["x", "y", "x", "z"] * 9, ["x", "y", "y", "z"] * 9, ["x", "z", "x", "y"] * 9
    one, other = paired(gold, a, b, macro_f1, resamples=80), paired(gold, b, a, macro_f1, resamples=80)
    assert one.difference == pytest.approx(-other.difference)
    assert one.p == other.p
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_answers_and_rows_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="3 and 2 answers"):
        paired(["x"] * 3, ["x"] * 3, ["x"] * 2, share_right)


@pytest.mark.parametrize(
    ("gold", "found", "value"),
    [
        ("aabb", "aabb", 100),
        ("aabb", "bbaa", 0),
        ("aabb", "aaaa", 100 * (2 * 2 / 6 + 0) / 2),
        ("aabb", "aacc", 50),  # a label that is nowhere gold has no F1 of its own
    ],
)
def test_macro_f1_is_the_mean_over_gold_labels(gold: str, found: str, value: float) -> None:
    assert macro_f1(list(gold), list(found)) == pytest.approx(value)


def test_a_figure_comes_with_the_ends_of_its_interval() -> None:
    figure = Score(name="error", value=2.0, better="lower", anchor=1.0, anchor_of="someone", data_sha256="d")
    out = list(scores(figure, bootstrap([1.0, 3.0], mean)))
    assert [s.name for s in out] == ["error", "error, 95 % from", "error, 95 % to"]
    assert [s.anchor for s in out] == [1.0, None, None]
    assert {(s.better, s.data_sha256) for s in out} == {("lower", "d")}
