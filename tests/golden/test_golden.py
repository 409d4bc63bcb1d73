"""Whole articles against the claims they must, and must not, yield. Read with the shipped model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from match import agrees

from sayso.records import Article, Claim

HERE = Path(__file__).parent
CASES = sorted(p.parent.name for p in HERE.glob("*/expected.json"))

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]


def told(claims: tuple[Claim, ...]) -> str:
    return "\n".join(f"{c.event or c.figure} {c.status} {c.evidence.sentence}" for c in claims)


@pytest.mark.parametrize("case", CASES)
def test_case(case: str, code: Coder) -> None:
    expected = json.loads((HERE / case / "expected.json").read_text(encoding="utf-8"))
    _, claims = code((HERE / case / "input.txt").read_text(encoding="utf-8"), expected["published"])
    missing = [w for w in expected["required"] if not any(agrees(c, w) for c in claims)]
    wrong = [w for w in expected["forbidden"] if any(agrees(c, w) for c in claims)]
    assert not missing, f"missing {missing} among\n{told(claims)}"
    assert not wrong, f"forbidden {wrong} among\n{told(claims)}"


@pytest.mark.parametrize("case", CASES)
def test_spans_are_exact(case: str, code: Coder) -> None:
    article, claims = code((HERE / case / "input.txt").read_text(encoding="utf-8"), "2024-05-16")
    for claim in claims:
        for part in (*claim.actors, *claim.quantities, *claim.attribution, claim.place, claim.time):
            if part is not None:
                assert part.span.of(article.text) == part.text
        evidence = claim.evidence
        assert evidence.span.of(article.text) == evidence.sentence
        assert evidence.span.contains(evidence.trigger)


@pytest.mark.parametrize("case", CASES)
def test_what_is_known_to_be_missed(case: str, code: Coder) -> None:
    expected = json.loads((HERE / case / "expected.json").read_text(encoding="utf-8"))
    _, claims = code((HERE / case / "input.txt").read_text(encoding="utf-8"), expected["published"])
    found = [w for w in expected.get("known_missing", []) if any(agrees(c, w) for c in claims)]
    assert not found, f"found now, so required from now on: {found}"


def test_every_case_says_why() -> None:
    assert all((HERE / case / "why.md").read_text(encoding="utf-8").strip() for case in CASES)


def test_the_readme_example_is_the_golden_one() -> None:
    example = HERE.parents[1] / "examples" / "harbour-talks.txt"
    assert (HERE / "talks" / "input.txt").read_text(encoding="utf-8") == example.read_text(encoding="utf-8")
