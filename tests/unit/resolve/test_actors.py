"""Who phrases name, on the shipped tables."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.records import ActorKind, ActorMatch
from sayso.resolve import Actors, Places


@cache
def actors() -> Actors:
    return Actors.open(Places.open())


def find(phrase: str, label: str | None = None, on: date | None = None, *near: str) -> ActorMatch:
    return actors().find(phrase, label=label, on=on, near=near)


@pytest.mark.parametrize(
    ("phrase", "label", "on", "actor_id", "country", "sectors"),
    [
        ("Vladimir Putin", "person", date(2023, 9, 13), "per:vladimir-putin", "RUS", ("GOV",)),
        ("Putin", "person", date(2023, 9, 13), "per:vladimir-putin", "RUS", ("GOV",)),
        ("Russian Foreign Minister Sergei Lavrov", "person", date(2023, 9, 13), "per:sergei-lavrov", "RUS", ("GOV",)),
        ("the Kremlin", "organisation", None, "gov:RUS", "RUS", ("GOV",)),
        ("Moscow", "government", None, "gov:RUS", "RUS", ("GOV",)),
        ("Hamas", None, None, "grp:hamas", "PSE", ("REB",)),
        ("Boko Haram militants", None, None, "grp:boko-haram", "NGA", ("REB",)),
        ("NATO", "organisation", None, "org:nato", "IGO", ("MIL",)),
        ("U.S. officials", None, None, "role:USA:gov", "USA", ("GOV",)),
        ("Syrian rebels", None, None, "role:SYR:reb", "SYR", ("REB",)),
        ("Nigerian troops", None, None, "role:NGA:mil", "NGA", ("MIL",)),
        ("the Congolese army", None, None, "role:COD:mil", "COD", ("MIL",)),
        ("protesters", None, None, "role:-:cvl", None, ("CVL",)),
    ],
)  # fmt: skip
def test_phrases_name_whom_they_should(
    phrase: str,
    label: str | None,
    on: date | None,
    actor_id: str,
    country: str | None,
    sectors: tuple[str, ...],
) -> None:
    found = find(phrase, label, on)
    assert (found.actor_id, found.country, found.sectors) == (actor_id, country, sectors)
    assert 0 < found.p <= 1


def test_an_office_is_who_held_it_on_the_day() -> None:
    assert find("the Ukrainian president", None, date(2015, 1, 1)).name == "Petro Poroshenko"
    assert find("the Ukrainian president", None, date(2022, 1, 1)).name == "Volodymyr Zelensky"
    assert not find("the Ukrainian president", None, date(2022, 1, 1)).named


def test_a_title_is_kept_as_the_office() -> None:
    assert (
        find("Israeli Prime Minister Benjamin Netanyahu", "person", date(2023, 5, 1)).office
        == "prime minister"
    )


def test_letter_case_tells_names_from_words() -> None:
    assert find("US").country == "USA"
    assert find("Chad").country == "TCD"
    for word in ("us", "chad"):
        found = find(word)
        assert found.country is None
        assert not found.named


def test_a_stranger_is_a_person_with_what_the_title_tells() -> None:
    found = find("Malian Foreign Minister Amara Diallo", "person")
    assert found.kind is ActorKind.PERSON
    assert found.name == "Amara Diallo"
    assert (found.country, found.sectors) == ("MLI", ("GOV",))
    plain = find("Amara Diallo", "person")
    assert plain.country is None
    assert plain.p < found.p


@pytest.mark.parametrize("phrase", ["", "   ", "“”", ".,;"])
def test_nothing_names_nobody(phrase: str) -> None:
    found = find(phrase, "person")
    assert found.kind is ActorKind.UNKNOWN
    assert not found.named


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "the of President Russian , Putin and rebels U.S. 's ’s Gen. Mali two army in former X".split()
        ),
        max_size=9,
    ),
    st.sampled_from([None, "person", "organisation", "place", "government", "nationality", "misc"]),
)
def test_any_phrase_has_one_answer(words: list[str], label: str | None) -> None:
    found = find(" ".join(words), label, date(2020, 1, 1))
    assert found == find(" ".join(words), label, date(2020, 1, 1))
    assert 0 <= found.p <= 1
    assert found.actor_id
