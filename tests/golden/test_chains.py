"""Who says so, through whom: whole chains of speakers, outermost first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.records import Article, Claim

CASES = {
    "an outlet cites": (
        "Kenyan police arrested 12 protesters in Kisumu on Monday, the daily Ziwa Post reported, citing two officials.",
        "arrested",
        ["outlet", "unnamed"],
    ),
    "somebody tells an outlet": (
        "A senior Ugandan officer told the agency Gulfline that rebels had attacked a convoy near Beni.",
        "attacked",
        ["outlet", "unnamed"],
    ),
    "an outlet quotes somebody as saying": (
        "AFP quoted the Nigerien interior minister as saying that gunmen had killed four soldiers in Diffa.",
        "killed",
        ["outlet", "person"],
    ),
    "somebody speaks by himself": (
        "Rebels attacked a convoy near Beni on Friday, the governor said.",
        "attacked",
        ["person"],
    ),
    "the report speaks": (
        "Rebels attacked a convoy near Beni on Friday and killed four soldiers.",
        "attacked",
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_chain(name: str, code: Callable[[str, str], tuple[Article, tuple[Claim, ...]]]) -> None:
    text, trigger, kinds = CASES[name]
    article, claims = code(text, "2024-05-16")
    chains = [
        [s.kind.value for s in c.attribution]
        for c in claims
        if c.evidence.trigger.of(article.text) == trigger
    ]
    assert kinds in chains
