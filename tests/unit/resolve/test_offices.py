"""What the words beside a name say of an office, on the shipped tables; the people are invented."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.records import Office, Span
from sayso.resolve import Actors, Places


@cache
def actors() -> Actors:
    return Actors.open(Places.open())


def told(marked: str, *near: str) -> tuple[Office, ...]:
    """The offices of the name that stands in square brackets."""
    before, _, rest = marked.partition("[")
    name, _, behind = rest.partition("]")
    return actors().offices(before + name + behind, Span(len(before), len(before) + len(name)), near=near)


def only(marked: str, *near: str) -> Office:
    (office,) = told(marked, *near)
    return office


@pytest.mark.parametrize(
    ("marked", "office", "country", "sectors"),
    [
        ("Norway met Peruvian Foreign Minister [Tomas Quillacarra] on Monday.", "foreign minister", "PER", ("GOV",)),
        ("Peru's foreign minister [Tomas Quillacarra] left.", "foreign minister", "PER", ("GOV",)),
        ("U.S. Secretary of State [Mark Bellingworth] left.", "foreign minister", "USA", ("GOV",)),
        ("President of Serbia [Marko Dravenic] left.", "president", "SRB", ("GOV",)),
        ("We heard [Ragnar Tveitaskogen], the Norwegian defense minister, say so.", "defence minister", "NOR", ("GOV", "MIL")),
        ("“No,” said [Ingrid Solheimdal], Norway's fisheries minister.", "agriculture minister", "NOR", ("GOV", "AGR")),
        ("Kenyan army chief Gen. [Wanjiku Mbuthia] left.", "army chief", "KEN", ("MIL",)),
        ("Kenya's central bank governor, [Wanjiku Mbuthia], left.", "central bank governor", "KEN", ("GOV",)),
        ("[Wanjiku Mbuthia], head of Kenya's electoral commission, left.", "head of the electoral commission", "KEN", ("GOV",)),
        ("Quito Mayor [Ana Ruizbarro] left.", "mayor of Quito", "ECU", ("GOV",)),
        ("[Ana Ruizbarro], the mayor of Quito, left.", "mayor of Quito", "ECU", ("GOV",)),
        ("The mayor of Quito, [Ana Ruizbarro], left.", "mayor of Quito", "ECU", ("GOV",)),
        ("Texas Gov. [Mike Harlowton] left.", "governor of Texas", "USA", ("GOV",)),
        ("New York City Mayor [Mike Harlowton] left.", "mayor of New York City", "USA", ("GOV",)),
        ("NATO Secretary-General [Pieter van Halmen] left.", "NATO secretary-general", "IGO", ("MIL",)),
        ("[Karin Oldenhof], president of the European Commission, left.", "European Commission president", "EUR", ("GOV",)),
        ("Kremlin spokesman [Oleg Smirnovski] left.", "Kremlin spokesperson", "RUS", ("GOV",)),
        ("Russia's ambassador to France, [Oleg Smirnovski], left.", "ambassador to France", "RUS", ("GOV",)),
        ("[Petra Novakovska], a Czech lawmaker, left.", "lawmaker", "CZE", ("LEG",)),
    ],
)  # fmt: skip
def test_titles_tell_office_country_and_sectors(
    marked: str, office: str, country: str, sectors: tuple[str, ...]
) -> None:
    found = only(marked)
    assert (found.office, found.country, found.sectors) == (office, country, sectors)
    assert not found.former


@pytest.mark.parametrize(
    "marked",
    [
        "Former Kenyan president [Josephat Wambugisha] left.",
        "Kenya's ex-president [Josephat Wambugisha] left.",
        "Ex-Kenyan President [Josephat Wambugisha] left.",
        "The late Kenyan president [Josephat Wambugisha] was one.",
        "[Josephat Wambugisha], then president of Kenya, left.",
        "[Josephat Wambugisha], president of Kenya from 2001 to 2006, left.",
    ],
)
def test_a_former_holder_is_told_from_one_in_office(marked: str) -> None:
    found = only(marked)
    assert (found.office, found.country, found.former) == ("president", "KEN", True)
    # those of the office, not what is left of them
    assert found.sectors == ("GOV",)


def test_an_office_held_since_a_year_is_not_over() -> None:
    assert not only("[Josephat Wambugisha], president of Kenya since 2012, left.").former


@pytest.mark.parametrize(
    ("marked", "sole"),
    [
        ("Peruvian Foreign Minister [Tomas Quillacarra]", True),
        ("Peru's transport minister [Tomas Quillacarra]", True),
        ("Quito Mayor [Ana Ruizbarro]", True),
        ("Peruvian Deputy Foreign Minister [Tomas Quillacarra]", False),
        ("Peruvian lawmaker [Tomas Quillacarra]", False),
        ("Peru's ambassador to Chile, [Tomas Quillacarra],", False),
        ("Peruvian police spokesman [Tomas Quillacarra]", False),
    ],
)
def test_offices_of_one_holder_are_told_from_those_of_many(marked: str, sole: bool) -> None:
    assert only(marked).sole is sole


@pytest.mark.parametrize(
    "marked",
    [
        "Peruvian Foreign Minister [Quillacarra] left.",  # no full name
        "Interior minister [Abdou Ndiayelo] left.",  # no country
        "Russian leader [Oleg Smirnovski] left.",  # no office
        "French journalist [Luc Dubosquet] left.",
        "Somali rebel leader [Abdi Warsameye] left.",
        "Serbian President-elect [Marko Dravenic] left.",  # not in office
        "Serbian presidential candidate [Marko Dravenic] left.",
        "Russian Football Union president [Oleg Smirnovski] left.",  # not the country's
        "the pro-Russian president [Oleg Smirnovski] left.",
        "Georgia Gov. [Mike Harlowton] left.",  # not the country of that name
        "After the attack on Ukraine President [Marko Dravenic] left.",
        "After meeting the president of Serbia, [Marko Dravenic] left.",  # somebody else's title
        "After meeting the president of Serbia, [Marko Dravenic], who is ill, left.",
        "“I met [Ana Ruizbarro], the Peruvian foreign minister said.",
        "She met [Ana Ruizbarro], Peruvian Foreign Minister Tomas Quillacarra and others.",
        "He met Ana Ruizbarro, the mayor of Quito, [Tomas Quillacarra], and others.",
        "Peruvian counterpart [Tomas Quillacarra] left.",
        "[Tomas Quillacarra] left.",
    ],
)
def test_words_that_are_no_title_of_the_name_say_nothing(marked: str) -> None:
    assert told(marked) == ()


def test_what_the_tables_know_of_a_person_is_not_told() -> None:
    assert told("[Vladimir Putin] met the mayor of Quito.") == ()
    assert only("Peruvian Foreign Minister [Vladimir Putin]").country == "PER"


def test_the_name_is_given_without_titles_and_endings() -> None:
    assert only("[Peruvian Foreign Minister Tomas Quillacarra] left.").holder == "Tomas Quillacarra"
    assert only("Peru's foreign minister [Tomas Quillacarra's] visit").holder == "Tomas Quillacarra"
    assert only("NATO Secretary-General [Pieter van Halmen]").holder == "Pieter van Halmen"


def test_titles_on_both_sides_are_told_both() -> None:
    found = told("Former Kenyan president [Josephat Wambugisha], mayor of Nairobi, left.")
    assert [(o.office, o.former) for o in found] == [("president", True), ("mayor of Nairobi", False)]


def test_the_report_tells_which_namesake_is_meant() -> None:
    assert told("Cordoba mayor [Ana Ruizbarro]") == ()
    assert only("Cordoba mayor [Ana Ruizbarro]", "ESP").country == "ESP"
    assert only("Cordoba mayor [Ana Ruizbarro]", "ARG").country == "ARG"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "the of former ex-President President Russian Peru Peru's , and deputy minister Gov. New York mayor to "
            "NATO ' . ( army head a electoral commission".split()
        ),
        max_size=8,
    ),
    st.lists(st.sampled_from(", the of president Peru from 2001 to who , . and mayor".split()), max_size=7),
)
def test_any_words_beside_a_name_are_read(before: list[str], behind: list[str]) -> None:
    found = told(f"{' '.join(before)} [Ana Ruizbarro] {' '.join(behind)}")
    assert len(found) <= 2
    for office in found:
        assert office.holder == "Ana Ruizbarro"
        assert office.office == office.office.strip() != ""
        assert len(office.country) == 3
