import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.read.paths import DEEP, STEPS, tree_paths

N_RELS = 7


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Heads (-1 for the root) without cycles, and relations, of one to twelve words in any order."""
    n = draw(st.integers(1, 12))
    order = draw(st.permutations(range(n)))
    heads = [-1] * n
    for place in range(1, n):
        heads[order[place]] = order[draw(st.integers(0, place - 1))]
    return heads, draw(st.lists(st.integers(0, N_RELS - 1), min_size=n, max_size=n))


def way(heads: list[int], rels: list[int], p: int, word: int) -> tuple[int, ...]:
    """The same codes, walked one step at a time."""
    above = [p]
    while heads[above[-1]] >= 0:
        above.append(heads[above[-1]])
    top, deep, itself = -1, 0, word
    while word not in above:
        top, word, deep = word, heads[word], deep + 1
    steps = min(above.index(word), STEPS - 1)
    wide = N_RELS + 1
    return (
        steps * wide + (rels[top] if top >= 0 else N_RELS),
        steps * wide + (rels[p] if steps else N_RELS),
        min(deep, DEEP - 1),
        top if top >= 0 else itself,
        word,
    )


@given(trees())
def test_codes_are_those_of_walking_the_tree(tree: tuple[list[int], list[int]]) -> None:
    heads, rels = tree
    words = range(len(heads))
    found = tree_paths(np.array(heads), np.array(rels), N_RELS, list(words))
    assert found.shape == (len(heads), len(heads), 5)
    for p in words:
        assert [tuple(row) for row in found[p].tolist()] == [way(heads, rels, p, w) for w in words]


def test_no_predicates_give_no_rows() -> None:
    assert tree_paths(np.array([-1, 0]), np.array([0, 1]), N_RELS, []).shape == (0, 2, 5)


@pytest.mark.parametrize("n", [1, 400])
def test_a_chain_of_words_ends(n: int) -> None:
    heads = np.arange(-1, n - 1)
    found = tree_paths(heads, np.zeros(n, np.int64), N_RELS, [0, n - 1])
    assert found[0, -1, 2] == min(n - 1, DEEP - 1)
    assert found[..., 0].max() < STEPS * (N_RELS + 1)
