"""Classes of phrases, and the country and sectors they have; every phrase is made up for the test."""

from datetime import date
from functools import cache

import pytest

from sayso.records import ActorKind
from sayso.resolve import Actors, Places


@cache
def actors() -> Actors:
    return Actors.open(Places.open())


def told(phrase: str, label: str | None = None) -> tuple[str | None, tuple[str, ...]]:
    found = actors().find(phrase, label=label)
    return found.country, found.sectors


@pytest.mark.parametrize(
    ("phrase", "country", "sectors"),
    [
        # those who have left office, and those who have not
        ("a retired Peruvian admiral", "PER", ("ELI",)),
        ("a one-time Danish minister", "DNK", ("ELI",)),
        ("the former Zambian nurse", "ZMB", ("MED",)),
        ("Kenya's deputy secretary of fisheries", "KEN", ("GOV",)),
        # kin of those who rule
        ("the widow of a Gabonese president", "GAB", ("ELI",)),
        ("a Malian farmer's son", "MLI", ("CVL",)),
        # who presides over what
        ("president of the Ghanaian teachers' union", "GHA", ("LAB", "EDU")),
        ("president of the Storting", "NOR", ("LEG",)),
        ("the Colombian Senate president", "COL", ("LEG",)),
        ("the newspaper Alba Nueva", None, ("JRN",)),
        ("the Chilean president", "CHL", ("GOV",)),
        # a trade within a service
        ("a Nepali navy plumber", "NPL", ("MIL",)),
        ("translators at the BND", "DEU", ("SPY",)),
        ("a Nepali plumber", "NPL", ("LAB",)),
        # people of a named body
        ("Boko Haram assailants", "NGA", ("REB",)),
        ("Oxfam campaigners", "NGO", ("SOC",)),
        ("Europol accountants", "EUR", ("COP",)),
        # peoples, and peoples of breakaway entities
        ("Kachin fighters", "MMR", ("REB",)),
        ("Oromo farmers", "ETH", ("AGR",)),
        ("the Iraqi Kurds", "IRQ", ("CVL",)),
        ("Turkish Cypriot police", "CYP", ("COP", "PRE")),
        ("anti-balaka gunmen", "CAF", ("REB",)),
        # where somebody serves
        ("a midwife at a hospital in Lyon", "FRA", ("MED",)),
        ("lecturer in law at the University of Porto in Portugal", "PRT", ("EDU",)),
        # who is not told
        ("six people", None, ("UNK",)),
        ("two men", None, ("UNK",)),
        ("six Danish people", "DNK", ("CVL",)),
        ("she", None, ("UNK",)),
        ("men in uniform", None, ("UAF",)),
        ("nine Bolivians", "BOL", ("CVL",)),
        ("displaced Bolivians", "BOL", ("REF",)),
        # bodies and services
        ("the Norwegian coast guard", "NOR", ("COP", "MIL")),
        ("Ipanema Self-Defence Forces", "BRA", ("PRM",)),
        ("Japan's Self-Defense Forces", "JPN", ("MIL",)),
        ("a kidnapping syndicate", None, ("CRM",)),
        ("a parliamentary group", None, ("LEG",)),
        ("the Omani Red Crescent", "OMN", ("MED",)),
        ("Yale", "USA", ("EDU",)),
        ("a Virginia-class submarine", "USA", ("MIL",)),
        ("the HMS Marigold", "GBR", ("MIL",)),
        ("the MV Marigold", None, ("BUS",)),
    ],
)
def test_classes_of_phrases(phrase: str, country: str | None, sectors: tuple[str, ...]) -> None:
    assert told(phrase) == (country, sectors)


def test_a_capital_that_acts_is_its_government() -> None:
    assert told("Lima") == ("PER", ("GOV",))
    assert told("Lima", "place") == ("PER", ())
    assert told("Tiraspol") == ("MDA", ("GOV", "PRE"))
    assert told("Lima residents") == ("PER", ("CVL",))


def test_ranks_tell_what_strangers_are() -> None:
    assert told("Lt. Col. Amos Tekle", "person") == (None, ("MIL",))
    assert told("Rev. Amos Tekle", "person") == (None, ("REL",))
    assert told("Rep. Amos Tekle", "person") == (None, ("LEG",))
    assert told("Mr. Amos Tekle", "person") == (None, ())


def test_a_title_says_that_the_office_is_over() -> None:
    found = actors().find("former German Chancellor Angela Merkel", on=date(2020, 1, 1))
    assert found.sectors == ("ELI",)
    assert actors().find("German Chancellor Angela Merkel", on=date(2020, 1, 1)).sectors == ("GOV",)


def test_a_surname_is_no_pronoun_and_no_people() -> None:
    assert actors().find("He Xiaolan", label="person").name == "He Xiaolan"
    found = actors().find("Nurse Karen", label="person")
    assert found.kind is ActorKind.PERSON
    assert found.country is None
