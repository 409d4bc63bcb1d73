import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.averaging import average_link, components


def alike(n: int, pairs: dict[tuple[int, int], float]) -> np.ndarray:
    out = np.zeros((n, n))
    for (i, j), value in pairs.items():
        out[i, j] = out[j, i] = value
    return out


def test_the_likest_are_joined_first_and_the_mean_counts() -> None:
    chain = alike(3, {(0, 1): 0.9, (1, 2): 0.8})
    assert average_link(chain, 0.5).tolist() == [0, 0, 1]
    assert average_link(chain, 0.4).tolist() == [0, 0, 0]


def test_groups_are_numbered_by_their_first_rows() -> None:
    assert average_link(alike(4, {(1, 3): 0.9, (0, 2): 0.6}), 0.5).tolist() == [0, 1, 0, 1]


def test_fixed_groups_stay_whole_and_apart() -> None:
    table = alike(4, {(0, 2): 1.0, (1, 3): 0.2, (2, 3): 0.9})
    assert average_link(table, 0.4, np.array([7, 7, 5, -1])).tolist() == [0, 0, 1, 1]


def test_a_newcomer_is_weighed_against_the_whole_of_a_fixed_group() -> None:
    table = alike(3, {(0, 2): 0.8})
    fixed = np.array([0, 0, -1])
    assert average_link(table, 0.41, fixed).tolist() == [0, 0, 1]
    assert average_link(table, 0.4, fixed).tolist() == [0, 0, 0]


def test_two_fixed_groups_do_not_meet_through_a_newcomer() -> None:
    table = alike(3, {(0, 2): 0.9, (1, 2): 0.8, (0, 1): 1.0})
    assert average_link(table, 0.1, np.array([0, 1, -1])).tolist() == [0, 1, 0]


@pytest.mark.parametrize("n", [0, 1])
def test_none_and_one(n: int) -> None:
    assert average_link(np.zeros((n, n)), 0.5).tolist() == list(range(n))


@given(st.integers(2, 9), st.integers(0, 2**16))
def test_order_of_rows_does_not_change_groups(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = np.triu(rng.random((n, n)), 1)
    table += table.T
    order = rng.permutation(n)
    here, there = average_link(table, 0.5), average_link(table[np.ix_(order, order)], 0.5)
    assert {(i, j) for i in range(n) for j in range(n) if here[order[i]] == here[order[j]]} == {
        (i, j) for i in range(n) for j in range(n) if there[i] == there[j]
    }


@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=15))
def test_components_hang_together_over_pairs(n: int, drawn: list[tuple[int, int]]) -> None:
    pairs = [(a % n, b % n) for a, b in drawn]
    near = {k: {k} for k in range(n)}
    for a, b in pairs:
        both = near[a] | near[b]
        near.update(dict.fromkeys(both, both))
    found = components(n, np.array(pairs, np.int64).reshape(-1, 2))
    assert all((found[a] == found[b]) == (b in near[a]) for a in range(n) for b in range(n))
