from __future__ import annotations

from collections import Counter

import pytest

from bench.page_set.kit import SIZES
from bench.page_set.layouts import LAYOUTS
from bench.page_set.made import pages
from bench.pages import shingle_score


def test_the_set_has_sixty_pages_of_real_sizes() -> None:
    every = pages()
    assert len(every) == 4 * len(LAYOUTS) + 8 == 60
    assert len({p.name for p in every}) == 60
    sizes = sorted(len(p.html) for p in every)
    assert SIZES[0] < sizes[6]
    assert sizes[-1] <= SIZES[1] * 1.1
    assert Counter(p.refused for p in every) == {None: 58, "html.no_body": 1, "html.too_deep": 1}


def test_pages_are_the_same_every_time() -> None:
    assert [p.html for p in pages()] == [p.html for p in pages()]


@pytest.mark.parametrize(
    ("found", "gold", "scores"),
    [
        ("a b c d e", "a b c d e", (1, 1, 1)),
        ("a b c d e", "a b c d", (0.5, 1, 2 / 3)),
        ("a b c d", "a b c d e", (1, 0.5, 2 / 3)),
        ("x y z w", "a b c d", (0, 0, 0)),
        ("", "a b c d", (0, 0, 0)),
        ("a b", "a b", (1, 1, 1)),
    ],
)
def test_shingles(found: str, gold: str, scores: tuple[float, float, float]) -> None:
    assert shingle_score([(found, gold)]) == pytest.approx(scores)
