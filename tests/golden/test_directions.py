"""Who does it and to whom it is done, where the verb turns the two round or a clause hides one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from sayso.records import Article, Claim, ClaimKind, Role, SpeakerKind, Status

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]

#: A sentence, the type of one act in it, and the countries of those who do it and to whom it is done.
TURNED = {
    "received from": ("Ecuador has received money from Egypt.", "AID", {"EGY"}, {"ECU"}),
    "a loan received": ("Ukraine received a $2 billion loan from Japan on Tuesday.", "AID", {"JPN"}, {"UKR"}),
    "were given": ("The Kenyans were given trucks by Norway.", "AID", {"NOR"}, {"KEN"}),
    "drew criticism from": (
        "Kenya drew sharp criticism from France over the arrests.",
        "ACCUSE",
        {"FRA"},
        {"KEN"},
    ),
    "faces pressure from": (
        "Hungary faces pressure from Poland to end the blockade.",
        "REQUEST",
        {"POL"},
        {"HUN"},
    ),
    "fired at it": (
        "Israel said two rockets were launched at it out of southern Lebanon overnight.",
        "ASSAULT",
        set(),
        {"ISR"},
    ),
    "the capital speaks": ("Kigali said it condemned the Belgian decision.", "ACCUSE", {"RWA"}, {"BEL"}),
    "alleged": (
        "The Armenian government claimed that Azerbaijani troops had shelled a village.",
        "ACCUSE",
        {"ARM"},
        {"AZE"},
    ),
    "refused for oneself": (
        "Peru's foreign ministry said it would not provide aid to Chile.",
        "REJECT",
        {"PER"},
        {"CHL"},
    ),
}


def events(code: Coder, text: str) -> list[Claim]:
    _, claims = code(text, "2024-05-16")
    return [c for c in claims if c.kind is ClaimKind.EVENT]


def countries(claim: Claim, role: Role) -> set[str | None]:
    return {a.country for a in claim.actors if a.role is role}


def of_type(found: Iterable[Claim], type_: str) -> Claim:
    return next(c for c in found if c.event is not None and c.event.type == type_)


@pytest.mark.parametrize("name", TURNED)
def test_the_giver_and_the_doer_are_actors(name: str, code: Coder) -> None:
    text, type_, doers, targets = TURNED[name]
    claim = of_type(events(code, text), type_)
    assert (countries(claim, Role.ACTOR), countries(claim, Role.RECIPIENT)) == (doers, targets)
    assert claim.status is Status.HAPPENED


def test_who_claims_that_his_own_men_did_it_accuses_nobody(code: Coder) -> None:
    found = events(code, "The group claimed that its fighters had killed nine Malian soldiers.")
    assert not [c for c in found if c.event is not None and c.event.type == "ACCUSE"]


def test_who_tells_that_another_will_not_refuses_nothing(code: Coder) -> None:
    found = events(code, "Kenya said Uganda would not attend the talks with Sudan.")
    assert not [c for c in found if c.event is not None and c.event.type == "REJECT"]


def test_half_of_a_compound_takes_no_part(code: Coder) -> None:
    found = events(
        code, "Troops shelled a rebel-held town near Taiz on Monday, killing nine Yemeni villagers."
    )
    assert found
    assert "rebel" not in {a.text.lower() for c in found for a in c.actors}


def test_a_capital_that_speaks_is_no_person(code: Coder) -> None:
    claim = of_type(events(code, "Kigali said Belgian troops had attacked a convoy."), "ASSAULT")
    assert [s.kind for s in claim.attribution] == [SpeakerKind.INSTITUTION]


@pytest.mark.parametrize(
    "text",
    [
        "North Korea test-fired two missiles into the sea on Tuesday.",
        "North Korea fired a volley of rockets toward the Sea of Japan.",
    ],
)
def test_what_is_tried_out_over_the_sea_is_no_attack(text: str, code: Coder) -> None:
    found = events(code, text)
    assert found
    assert not [c for c in found if c.event is not None and c.event.type == "ASSAULT"]
