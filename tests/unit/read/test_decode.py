"""Decoding is exact: compared with trying everything."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.read.decode import (
    _CELLS,
    _Arborescence,
    bio_mask,
    decode_tree,
    spans_of,
    viterbi,
    viterbi_rows,
)

LABELS = ["O", "B-x", "I-x", "B-y", "I-y"]


def is_tree(heads: tuple[int, ...]) -> bool:
    if heads.count(-1) != 1:
        return False
    for i in range(len(heads)):
        seen, node = set(), i
        while node != -1:
            if node in seen:
                return False
            seen.add(node)
            node = heads[node]
    return True


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 5))
def test_decode_tree_finds_the_best_single_root_tree(seed: int, n: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(n, n + 1)).astype(np.float32)

    def value(heads: tuple[int, ...]) -> float:
        return float(sum(scores[d, h + 1] for d, h in enumerate(heads)))

    options = [
        heads
        for heads in itertools.product(range(-1, n), repeat=n)
        if all(h != d for d, h in enumerate(heads)) and is_tree(heads)
    ]
    best = max(map(value, options))
    found = tuple(decode_tree(scores))
    assert is_tree(found)
    # where the best heads alone make no tree, only the three likeliest roots are tried
    roots = set(np.argsort(-scores[:, 0])[:3])
    assert max(value(h) for h in options if h.index(-1) in roots) - 1e-4 <= value(found) <= best + 1e-5


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 4))
def test_viterbi_matches_exhaustive_search(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(n, len(LABELS))).astype(np.float32)
    moves = bio_mask(LABELS).copy()
    moves[: len(LABELS)] += rng.normal(size=(len(LABELS), len(LABELS))).astype(np.float32)

    def value(path: tuple[int, ...]) -> float:
        total = moves[len(LABELS), path[0]] + scores[0, path[0]]
        for i in range(1, n):
            total += moves[path[i - 1], path[i]] + scores[i, path[i]]
        return float(total)

    best = max(itertools.product(range(len(LABELS)), repeat=n), key=value)
    assert value(tuple(viterbi(scores, moves))) == pytest.approx(value(best), abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), lengths=st.lists(st.integers(0, 60), min_size=1, max_size=9))
def test_rows_of_any_length_are_decoded_together_as_alone(seed: int, lengths: list[int]) -> None:
    rng = np.random.default_rng(seed)
    rows = [rng.normal(size=(n, len(LABELS))).astype(np.float32) for n in lengths]
    moves = bio_mask(LABELS).copy()
    moves[: len(LABELS)] += rng.normal(size=(len(LABELS), len(LABELS))).astype(np.float32)
    found = viterbi_rows(rows, moves)
    assert [len(path) for path in found] == lengths
    for row, path in zip(rows, found, strict=True):
        assert (path == plainly(row, moves)).all()


def plainly(scores: npt.NDArray[np.float32], moves: npt.NDArray[np.float32]) -> list[int]:
    """Word by word, every tag before every other."""
    best, came = [scores[:1] + moves[-1:]] if len(scores) else [], []
    for word in scores[1:]:
        options = best[-1].T + moves[:-1]
        came.append(options.argmax(0))
        best.append((options.max(0) + word)[None])
    path = [int(best[-1].argmax())] if best else []
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    return path[::-1]


def test_more_rows_than_are_searched_together() -> None:
    rng = np.random.default_rng(5)
    rows = [rng.normal(size=(n % 90, len(LABELS))).astype(np.float32) for n in range(900)]
    assert sum(map(len, rows)) > 2 * _CELLS
    found = viterbi_rows(rows, bio_mask(LABELS))
    assert all((path == plainly(row, bio_mask(LABELS))).all() for row, path in zip(rows, found, strict=True))


@pytest.mark.parametrize("n", [2, 3, 8, 41, 150])
def test_cycles_are_contracted_fewer_times_than_there_are_words(n: int) -> None:
    # each word likes its neighbour best, and that one it: nothing but cycles, and cycles of cycles
    scores = np.random.default_rng(n).normal(size=(n, n + 1)).astype(np.float32)
    for i in range(n):
        if i ^ 1 < n:
            scores[i, (i ^ 1) + 1] = 10
    scores[:, 0] = -5
    assert is_tree(tuple(decode_tree(scores)))
    trial = np.full((n + 1, n + 1), -1e9)
    trial[1:] = scores
    trial[np.arange(1, n + 1), np.arange(1, n + 1)] = -1e9
    found = _Arborescence(trial)
    found.solve()
    assert 0 < len(found._rings) < n


def test_bio_grammar_is_never_broken() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        path = viterbi(rng.normal(size=(12, 5)).astype(np.float32) * 3, bio_mask(LABELS))
        names = [LABELS[i] for i in path]
        for before, label in zip(["O", *names], names, strict=False):
            if label.startswith("I-"):
                assert before in (f"B-{label[2:]}", label)


def test_spans_of_reads_adjacent_spans_apart() -> None:
    tags = [LABELS.index(t) for t in ("B-x", "I-x", "B-x", "O", "B-y")]
    assert spans_of(tags, LABELS) == [(0, 2, "x"), (2, 3, "x"), (4, 5, "y")]
