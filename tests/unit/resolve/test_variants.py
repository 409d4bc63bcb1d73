"""What else a name is looked up under."""

import pytest

from sayso.resolve.variants import Way, is_institution, is_site_name, variants


def under(name: str) -> dict[str, Way]:
    return {v.key: v.way for v in variants(name)}


@pytest.mark.parametrize(
    ("name", "other", "way"),
    [
        ("Loudon Co.", "loudon county", Way.REWRITTEN),
        ("St. Clair Twp.", "st clair township", Way.REWRITTEN),
        ("Ft. Worth", "fort worth", Way.REWRITTEN),
        ("W. Columbia", "west columbia", Way.REWRITTEN),
        ("River Moy", "moy river", Way.REWRITTEN),
        ("Ohioans", "ohioan", Way.REWRITTEN),
        ("U.S.-led", "us", Way.REWRITTEN),
        ("northern Mali", "mali", Way.SIDE),
        ("Oaxaca State", "oaxaca", Way.AREA),
        ("the province of Hama", "hama", Way.AREA),
        ("Madison Township", "madison", Way.AREA),
        ("Neches River", "neches", Way.FEATURE),
        ("Delhi High Court", "delhi", Way.PART),
        ("University of St. Thomas", "st thomas", Way.PART),
        ("Loudon County Courthouse", "loudon county", Way.PART),
        ("Russia's", "russia", Way.EXACT),
    ],
)
def test_a_name_is_also_filed_under(name: str, other: str, way: Way) -> None:
    assert under(name).get(other) is way


def test_the_name_itself_comes_first_and_nothing_twice() -> None:
    found = list(variants("St. Louis County Police"))
    assert found[0].key == "st louis county police"
    assert len({v.key for v in found}) == len(found)
    assert [v.way for v in found if v.way is Way.EXACT] == [Way.EXACT]


@pytest.mark.parametrize("name", ["Lyon", "Black Sheep", "Hodeidah"])
def test_what_is_no_institution_has_no_parts(name: str) -> None:
    assert Way.PART not in under(name).values()


@pytest.mark.parametrize(
    ("name", "site", "body"),
    [
        ("Elm Street", True, False),
        ("A120", True, False),
        ("Norwich City Council", True, True),
        ("Lyon", False, False),
        ("Hospital", False, False),
    ],
)
def test_sites_and_bodies_are_known_by_their_words(name: str, site: bool, body: bool) -> None:
    assert (is_site_name(name), is_institution(name)) == (site, body)
