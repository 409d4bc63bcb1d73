import itertools

import numpy as np
import pytest

from bench.coref import assignment, conll, lea

# The worked example of Moosavi and Strube (2016): entities a-c and d-g; found a-b, c-d and f-i.
GOLD = [frozenset({1, 2, 3}), frozenset({4, 5, 6, 7})]
FOUND = [frozenset({1, 2}), frozenset({3, 4}), frozenset({6, 7, 8, 9})]


def test_lea_gives_the_figures_of_its_paper() -> None:
    right, total = lea(GOLD, FOUND)
    assert right / total == pytest.approx(0.238, abs=0.001)
    right, total = lea(FOUND, GOLD)
    assert right / total == pytest.approx(0.333, abs=0.001)


def test_the_right_answer_scores_a_hundred_and_none_scores_nothing() -> None:
    assert conll([(GOLD, GOLD)]) == pytest.approx(
        dict.fromkeys(("MUC", "B3", "LEA", "CEAF-e", "CoNLL F1"), 100)
    )
    assert conll([(GOLD, [])])["CoNLL F1"] == pytest.approx(0)


def test_muc_and_b3_of_the_worked_example() -> None:
    found = conll([(GOLD, FOUND)])
    # MUC: recall 2 of 5, precision 2 of 5 links; B3: recall 1 + 2/3 + ... over 7, precision over 8
    recall = (2 * 2 / 3 + 1 / 3 + 1 / 4 + 2 * 2 / 4) / 7
    precision = (2 + 1 / 2 + 1 / 2 + 2 * 2 / 4) / 8
    assert found["MUC"] == pytest.approx(40)
    assert found["B3"] == pytest.approx(200 * recall * precision / (recall + precision))


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 3), (2, 5), (5, 2), (4, 4)])
def test_the_assignment_is_the_best_of_all(rows: int, columns: int) -> None:
    gain = np.random.default_rng(rows * 10 + columns).random((rows, columns))
    small, wide = (gain, columns) if rows <= columns else (gain.T, rows)
    best = max(
        sum(small[k, c] for k, c in enumerate(order))
        for order in itertools.permutations(range(wide), len(small))
    )
    assert assignment(gain) == pytest.approx(best)
