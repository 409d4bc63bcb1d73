"""Countries of people whom a report names by what they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.extract.homeland import at_home
from sayso.records import Actor, ActorKind, Place, PlaceKind, Role, Span
from sayso.resolve import Actors, Places


@pytest.fixture(scope="module")
def finder() -> Actors:
    return Actors.open(Places.open())


@pytest.fixture
def party(finder: Actors) -> Callable[[str, Role], Actor]:
    def made(words: str, role: Role = Role.ACTOR) -> Actor:
        match = finder.find(words)
        return Actor(
            role=role,
            text=words,
            span=Span(0, len(words)),
            name=match.name,
            actor_id=match.actor_id,
            kind=match.kind,
            country=match.country,
            sectors=match.sectors,
            p=0.6,
        )

    return made


def somewhere(country: str, p: float = 0.9) -> Place:
    return Place(
        text="there", span=Span(0, 5), name="there", place_id="1", kind=PlaceKind.CITY, country=country, p=p
    )


def told(
    finder: Actors, actors: list[Actor], type_: str, place: Place | None, home: str | None
) -> list[str | None]:
    found = at_home(actors, type_=type_, place=place, spoken_of=home, finder=finder, on=None)
    return [a.country for a in found]


def test_police_are_of_the_country_they_act_in(finder: Actors, party: Callable[..., Actor]) -> None:
    police, crowd = party("police"), party("hundreds of demonstrators", Role.RECIPIENT)
    (made, _) = at_home(
        [police, crowd], type_="ASSAULT", place=somewhere("KEN"), spoken_of=None, finder=finder, on=None
    )
    assert (made.country, made.actor_id, made.kind) == ("KEN", "role:KEN:cop", ActorKind.ORGANISATION)
    assert made.p < police.p
    assert (made.text, made.span) == (police.text, police.span)


def test_without_a_place_the_country_spoken_of_tells(finder: Actors, party: Callable[..., Actor]) -> None:
    assert told(finder, [party("the opposition")], "ACCUSE", None, "ZWE") == ["ZWE"]
    assert told(finder, [party("the opposition")], "ACCUSE", None, None) == [None]


def test_what_is_signed_somewhere_says_nothing_of_the_signers(
    finder: Actors, party: Callable[..., Actor]
) -> None:
    assert told(finder, [party("the government")], "AGREE", somewhere("CHE"), None) == [None]


def test_a_doubtful_place_tells_nothing(finder: Actors, party: Callable[..., Actor]) -> None:
    assert told(finder, [party("police")], "ASSAULT", somewhere("KEN", 0.2), None) == [None]


def test_one_from_elsewhere_leaves_the_others_open(finder: Actors, party: Callable[..., Actor]) -> None:
    both = [party("police"), party("Russian troops", Role.RECIPIENT)]
    assert told(finder, both, "ASSAULT", somewhere("UKR"), "UKR") == [None, "RUS"]


def test_a_party_from_there_makes_the_other_of_a_visit_foreign(
    finder: Actors, party: Callable[..., Actor]
) -> None:
    both = [party("the president"), party("French ministers")]
    assert told(finder, both, "CONSULT", None, "FRA") == [None, "FRA"]


@pytest.mark.parametrize("words", ["soldiers", "peacekeepers", "journalists", "refugees", "a group"])
def test_people_who_may_be_from_anywhere_stay_open(
    words: str, finder: Actors, party: Callable[..., Actor]
) -> None:
    assert told(finder, [party(words)], "ASSAULT", somewhere("MLI"), "MLI") == [None]
