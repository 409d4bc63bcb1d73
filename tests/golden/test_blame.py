"""Who is, or is not, behind a deed that was told, as the real parts see it; texts of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.records import Article, Claim, Role, Status

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]

DENIED = {
    "denied any part": "The Tihama Brigade denied any part in the attack on the port.",
    "denied involvement": "The Tihama Brigade denied involvement in the raid on the depot.",
    "denied responsibility": "The Tihama Brigade denied responsibility for the bombing of the bridge.",
    "denied being behind": "The Tihama Brigade denied being behind the attack on the port.",
    "denied that it was": "The Tihama Brigade denied that it was responsible for the attack.",
    "was not behind": "The Tihama Brigade was not behind the attack, police said.",
    "not involved": "The Tihama Brigade was not involved in the attack, police said.",
    "no role": "The Tihama Brigade said it played no role in the bombing of the port.",
    "nothing to do": "The Tihama Brigade said it had nothing to do with the attack on the port.",
}
OWNED = {
    "claimed": "The Tihama Brigade has claimed responsibility for the bombing of the bridge.",
    "was behind": "The Tihama Brigade was behind the attack on the port, police said.",
    "responsible": "The Tihama Brigade was responsible for the attack on the port, police said.",
}


def of_brigade(code: Coder, text: str) -> list[Claim]:
    _, claims = code(text, "2026-04-08")
    return [
        c
        for c in claims
        if c.event is not None
        and c.event.type == "ASSAULT"
        and any(a.role is Role.ACTOR and "Brigade" in a.name for a in c.actors)
    ]


@pytest.mark.parametrize("name", DENIED)
def test_who_denies_a_deed_is_its_actor_in_a_claim_that_says_no(code: Coder, name: str) -> None:
    assert [c.status for c in of_brigade(code, DENIED[name])] == [Status.NEGATED]


@pytest.mark.parametrize("name", OWNED)
def test_who_owns_up_to_a_deed_did_it(code: Coder, name: str) -> None:
    assert [c.status for c in of_brigade(code, OWNED[name])] == [Status.HAPPENED]


def test_who_may_be_behind_it_is_possible(code: Coder) -> None:
    found = of_brigade(code, "Police said the Tihama Brigade may be behind the bombing of the bridge.")
    assert [c.status for c in found] == [Status.POSSIBLE]


def test_who_does_not_claim_a_deed_neither_did_it_nor_did_not(code: Coder) -> None:
    assert of_brigade(code, "The Tihama Brigade did not claim responsibility for the bombing.") == []


def test_an_outlet_that_is_told_of_an_act_takes_no_part_in_it(code: Coder) -> None:
    _, claims = code(
        "Norway will send two minehunters to Latvia in May, Aas told the Fjord Times.", "2026-04-08"
    )
    assert claims
    assert not any("Times" in a.name for c in claims for a in c.actors)
