import numpy as np
import pytest

from sayso.link.trees import Trees


def one_tree(*, unknown: bool) -> Trees:
    """More than 1 in column 0 is likely; otherwise column 1 decides."""
    return Trees.of(
        {
            "t_column": np.array([[0, 1, -1, -1, -1]], np.int16),
            "t_yes": np.array([[1, 3, 0, 0, 0]], np.int16),
            "t_no": np.array([[2, 4, 0, 0, 0]], np.int16),
            "t_bound": np.array([[1.0, 0.5, 0, 0, 0]], np.float32),
            "t_value": np.array([[0, 0, 3.0, -3.0, 1.0]], np.float32),
            "t_unknown": np.array([[unknown, True, False, False, False]]),
            "t_start": np.array(-1.0),
        },
        "t",
    )


@pytest.mark.parametrize(
    ("row", "score"), [((2.0, 0.0), 2.0), ((1.0, 0.5), -4.0), ((0.0, 0.6), 0.0), ((0.0, np.nan), -4.0)]
)
def test_a_row_goes_down_to_its_leaf(row: tuple[float, float], score: float) -> None:
    found = one_tree(unknown=True).chances(np.array([row], np.float32))
    assert found[0] == pytest.approx(1 / (1 + np.exp(-score)))


def test_what_is_missing_goes_where_the_node_says() -> None:
    row = np.array([[np.nan, 0.0]], np.float32)
    assert one_tree(unknown=False).chances(row)[0] > 0.8
    assert one_tree(unknown=True).chances(row)[0] < 0.1


def test_rows_do_not_touch_one_another() -> None:
    trees = one_tree(unknown=True)
    rows = np.array([[2, 0], [0, 0], [0, 1]], np.float32)
    alone = [trees.chances(rows[k : k + 1])[0] for k in range(3)]
    assert trees.chances(rows).tolist() == alone
