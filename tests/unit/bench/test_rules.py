"""Flags against labels: by regime, and readings of the right ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bench.rules import FIGURES, judged, labelled
from sayso.records import Claim, RuleHit
from stubs import article_of, claim_of


def claim(*hits: tuple[str, str, str]) -> Claim:
    made = claim_of(article_of("They met."))
    assert made is not None
    rules = tuple(RuleHit(rule=r, reading=reading, why="", issuer=issuer) for r, reading, issuer in hits)
    return replace(made, rules=rules)


def row(**rules: list[str]) -> dict[str, Any]:
    return {"rules": [{"rule": [name.replace("_", "-")], "readings": r} for name, r in rules.items()]}


A, W = "alleged breach", "would breach"


def test_right_wrong_and_missed() -> None:
    one = judged(
        row(un_dprk_arms=[A], un_libya_arms=[A]),
        [claim(("un-dprk-exports", A, "UN"), ("un-haiti-arms", W, "UN"), ("eu-russia-arms", A, "EU"))],
        [RuleHit(rule="un-libya-arms", reading=A, why="", issuer="UN")],
    )
    assert (one.right, one.wrong, one.missed) == ({"un-dprk"}, {"un-haiti"}, ("un-libya-arms",))
    assert (one.read_right, one.told) == (1, 2)
    shares = {name: share([one]) for name, share in FIGURES.items()}
    assert shares["flags right (precision)"] == shares["flags found (recall)"] == 50
    assert shares["told in words (recall)"] == 100


def test_every_reading_of_a_flag_must_be_labelled() -> None:
    both = [claim(("un-dprk-arms", A, "UN")), claim(("un-dprk-arms", W, "UN"))]
    assert judged(row(un_dprk_arms=[A]), both, ()).read_right == 0
    assert judged(row(un_dprk_arms=[A, W]), both, ()).read_right == 1


@pytest.mark.parametrize(
    ("ids", "regimes"),
    [
        (["un-dprk"], {"un-dprk"}),
        (["un-libya-lockerbie-arms", "unheard-of"], {"un-libya"}),
        (["un-unita-embargo"], {"un-unita"}),
        (["un-atlantis-arms"], {"un-atlantis-arms"}),
    ],
)
def test_ids_of_labels(ids: list[str], regimes: set[str]) -> None:
    assert labelled(ids) == regimes
