"""Where an act took place, as the real parts see it; texts of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.records import Article, Claim

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The visit follows months of U.S. intelligence assessments that Russia is trying to buy shells from Belarus.", "USA"),
        ("The talks came after weeks of Polish intelligence reports that Belarus was moving rockets to its border.", "POL"),
    ],
)  # fmt: skip
def test_who_assesses_is_not_where(code: Coder, text: str, country: str) -> None:
    _, claims = code(text, "2024-05-16")
    assert claims
    assert country not in {c.place.country for c in claims if c.place is not None}


def test_land_before_a_noun_is_where(code: Coder) -> None:
    _, claims = code(
        "Rebels attacked a convoy on the Sudan border on Tuesday, killing four soldiers.", "2024-05-16"
    )
    assert "SDN" in {c.place.country for c in claims if c.place is not None}
