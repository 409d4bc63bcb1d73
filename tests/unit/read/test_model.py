import numpy as np
import pytest

from sayso.read.model import Model
from sayso.read.paths import DEEP, STEPS, tree_paths
from sayso.read.pieces import WordPieces

K, N_ROLES, N_RELS, REACH = 3, 4, 5, 2


@pytest.fixture
def model() -> Model:
    draw = np.random.default_rng(1)

    def table(*shape: int) -> np.ndarray:
        return draw.normal(size=shape).astype(np.float32)

    heads = {
        "role_far": table(2 * REACH + 1, K),
        "role_top": table(STEPS * (N_RELS + 1), K),
        "role_own": table(STEPS * (N_RELS + 1), K),
        "role_deep": table(DEEP, K),
        "role_w": table(N_ROLES, 3 * K),
        "role_b": table(N_ROLES),
    }
    pieces = WordPieces({"[CLS]": 0, "[SEP]": 1, "[UNK]": 2})
    return Model(session=None, labels={}, heads=heads, pieces=pieces, lemmas={}, sha256="")  # type: ignore[arg-type]


def one_score(
    model: Model, predicate: np.ndarray, words: np.ndarray, w: int, away: int, path: list[int]
) -> np.ndarray:
    """The same score for one pair, part by part."""
    h = model.heads
    top, own, deep, via, meet = path
    plain, timed, top_timed, top_plain, met = (
        words[[w, w, via, via, meet], n * K : (n + 1) * K][n] for n in range(5)
    )
    added = predicate[:K] + plain + top_plain + met
    added = added + h["role_far"][int(np.clip(away, -REACH, REACH)) + REACH]
    added = added + h["role_top"][top] + h["role_own"][own] + h["role_deep"][deep]
    parts = [np.maximum(added, 0), predicate[K:] * timed, predicate[K:] * top_timed]
    return h["role_w"] @ np.concatenate(parts) + h["role_b"]


def test_role_scores_are_those_of_each_pair_alone(model: Model) -> None:
    draw = np.random.default_rng(2)
    heads, rels = np.array([1, -1, 4, 4, 1, 1]), np.array([0, 1, 2, 3, 4, 0])
    at = [1, 4]
    paths = tree_paths(heads, rels, N_RELS, at)
    predicates = draw.normal(size=(2, 2 * K)).astype(np.float32)
    words = draw.normal(size=(6, 5 * K)).astype(np.float32)
    found = model.role_scores(predicates, words, at, paths)
    assert found.shape == (2, 6, N_ROLES)
    for row, p in enumerate(at):
        for w in range(6):
            expected = one_score(model, predicates[row], words, w, w - p, paths[row, w].tolist())
            np.testing.assert_allclose(found[row, w], expected, rtol=1e-4, atol=1e-5)
