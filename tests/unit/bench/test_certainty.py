import pytest

from bench.certainty import classes_f1, correlation, error, grade_class

ROWS = [[(3.0, 3.0), (1.0, 2.0)], [(-3.0, -1.0)], [(0.0, 0.0), (2.0, 3.0)]]


@pytest.mark.parametrize(
    ("value", "label"),
    [(3.0, "CT+"), (2.5, "CT+"), (2.49, "P+"), (0.5, "P+"), (0.49, "U"), (-0.49, "U"), (-0.5, "NEG"), (-3.0, "NEG")],
)  # fmt: skip
def test_classes_are_cut_as_the_scorer_cuts_them(value: float, label: str) -> None:
    assert grade_class(value) == label


def test_error_and_correlation_are_over_events_not_sentences() -> None:
    assert error(ROWS) == pytest.approx(4 / 5)
    assert correlation(ROWS) == pytest.approx(
        15.8 / (21.2 * 13.2) ** 0.5
    )  # sums of products and of squares, by hand
    assert correlation([[(g, g) for _, g in row] for row in ROWS]) == pytest.approx(1)


def test_values_all_alike_correlate_with_nothing() -> None:
    assert correlation([[(3.0, g) for _, g in row] for row in ROWS]) == 0


def test_f1_is_the_mean_of_the_classes() -> None:
    # CT+ is 3.0 and 3.0, of which one is found and nothing else; P+ is found with one too many
    assert classes_f1(ROWS) == pytest.approx((2 / 3 + 2 / 3 + 1 + 1) / 4)
