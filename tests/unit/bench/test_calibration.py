import math
import random

import pytest

from bench.calibration import bins, ece, ece_by_chance, ranked
from train.calibrate import crossed, fit, halvings


def drawn(n: int, seed: int = 5) -> list[tuple[float, bool]]:
    """Chances that are too sure: of those at .9, only .75 are right."""
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        e = rng.uniform(0.05, 0.95)
        true = 1 / (1 + math.exp(-0.5 * math.log(e / (1 - e))))
        rows.append((e, rng.random() < true))
    return rows


def test_a_p_that_keeps_its_word_has_no_error() -> None:
    right = [True] * 8 + [False] * 2
    assert ece([0.8] * 10, right) == pytest.approx(0.2 * 0.8 + 0.8 * 0.2)  # ten bins of one claim each
    many = right * 100
    random.Random(1).shuffle(many)
    assert ece([0.8] * 1000, many) < 0.05


def test_error_is_the_distance_of_p_from_the_share_that_is_right() -> None:
    assert ece([0.9] * 100, [False] * 100) == pytest.approx(0.9)
    assert ece([0.25] * 50 + [0.75] * 50, [False] * 50 + [True] * 50) == pytest.approx(0.25)
    assert ece([], []) == 0


def test_bins_hold_as_many_claims_each_by_rising_p() -> None:
    found = bins([0.9, 0.1, 0.5, 0.3], [True, False, True, False], 2)
    assert [(b.n, b.right) for b in found] == [(2, 0.0), (2, 1.0)]
    assert [b.p for b in found] == pytest.approx([0.2, 0.7])
    assert len(bins([0.5, 0.6], [True, True], 10)) == 2


def test_even_a_perfect_p_shows_some_error_and_less_on_more_claims() -> None:
    few, many = ece_by_chance([0.7] * 100, 50), ece_by_chance([0.7] * 5000, 50)
    assert 0 < many < 0.03 < few


@pytest.mark.parametrize(
    ("chances", "right", "share"),
    [
        ([0.9, 0.1], [True, False], 1.0),
        ([0.9, 0.1], [False, True], 0.0),
        ([0.5, 0.5], [True, False], 0.5),
        ([0.9, 0.5, 0.7], [True, True, False], 0.5),
        ([0.9], [True], 0.5),  # nothing to rank
    ],
)
def test_ranking_counts_pairs_of_a_right_and_a_wrong_claim(
    chances: list[float], right: list[bool], share: float
) -> None:
    assert ranked(chances, right) == pytest.approx(share)


def test_fitting_finds_the_numbers_that_made_the_rows() -> None:
    slope, intercept = fit(drawn(20_000))
    assert slope == pytest.approx(0.5, abs=0.03)
    assert intercept == pytest.approx(0, abs=0.05)


def test_cross_fitted_chances_keep_their_word() -> None:
    rows = drawn(4000)
    held = crossed(rows, [i % 2 for i in range(len(rows))])
    right = [r for _, r in rows]
    assert ece([e for e, _ in rows], right) > 0.08
    assert ece(held, right) < 0.03


def test_a_row_is_never_fitted_on_itself() -> None:
    rows = [(0.9, True)] * 30 + [(0.2, False)] * 30
    halves = [i % 2 for i in range(60)]
    before = crossed(rows, halves)
    after = crossed([(0.9, False), *rows[1:]], halves)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_rows_without_a_right_one_can_be_fitted() -> None:
    slope, intercept = fit([(0.3, False)] * 20)
    assert math.isfinite(slope)
    assert math.isfinite(intercept)


def test_halves_keep_the_rows_of_a_sentence_together() -> None:
    sentences = [1, 1, 2, 3, 3, 3, 4]
    for halves in halvings(sentences, draws=5):
        assert len({*zip(sentences, halves, strict=True)}) == 4
        assert set(halves) == {0, 1}
    assert [*halvings(sentences)] == [*halvings(sentences)]
