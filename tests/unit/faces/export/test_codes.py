"""Tables of other people's codes: whole, unique, and of the countries and modes that there are."""

import tomllib
from pathlib import Path

import pytest

from sayso.faces.export import codes
from sayso.faces.export.codes import cameo_of, countries, geonames_id, goldstein
from sayso.records import EventCode

SOURCE = Path(codes.__file__).parents[2]
PLOVER = tomllib.loads((SOURCE / "extract" / "data" / "plover.toml").read_text(encoding="utf-8"))


def test_every_country_of_the_actors_is_there_by_its_name() -> None:
    lines = (SOURCE / "resolve" / "tables" / "countries.tsv").read_text(encoding="utf-8").splitlines()[1:]
    names = {iso3: (iso2, name) for iso3, iso2, name, *_ in (line.split("\t") for line in lines)}
    assert {iso3: (c.iso2, c.name) for iso3, c in countries().items()} == names


def test_codes_name_one_country_each() -> None:
    for field in ("iso2", "cow", "fips", "cameo"):
        values = [v for c in countries().values() if (v := getattr(c, field))]
        assert len(values) == len(set(values)), field
    assert all(len(c.fips) == 2 and len(c.cameo) == 3 for c in countries().values())


@pytest.mark.parametrize(
    ("iso3", "cow", "fips", "cameo"),
    [
        ("USA", "2", "US", "USA"),
        ("ROU", "360", "RO", "ROM"),
        ("RUS", "365", "RS", "RUS"),
        ("KOR", "732", "KS", "KOR"),
        ("PRK", "731", "KN", "PRK"),
        ("DEU", "255", "GM", "DEU"),
        ("CHN", "710", "CH", "CHN"),
        ("CHE", "225", "SZ", "CHE"),
        ("AUT", "305", "AU", "AUT"),
        ("AUS", "900", "AS", "AUS"),
        ("PSE", "", "WE", "PSE"),
        ("SSD", "626", "OD", "SSD"),
    ],
)
def test_codes_that_are_easily_mistaken(iso3: str, cow: str, fips: str, cameo: str) -> None:
    found = countries()[iso3]
    assert (found.cow, found.fips, found.cameo) == (cow, fips, cameo)


def test_every_type_and_mode_has_a_cameo_code_with_a_goldstein_value() -> None:
    for type_ in PLOVER["types"]:
        for mode in (None, *PLOVER["modes"].get(type_, ())):
            assert goldstein(cameo_of(EventCode(type=type_, mode=mode))) is not None, (type_, mode)


def test_every_reduced_reading_has_a_code_of_its_own() -> None:
    for type_, facts in PLOVER["types"].items():
        for reduced in (facts.get("planned"), facts.get("threatened")):
            if reduced:
                code = cameo_of(EventCode(type=type_, plover_reduced=reduced))
                assert code not in ("", cameo_of(EventCode(type=reduced))), type_


def test_modes_and_contexts_of_the_table_are_those_that_there_are() -> None:
    lines = (
        (SOURCE / "faces" / "export" / "tables" / "cameo.tsv").read_text(encoding="utf-8").splitlines()[1:]
    )
    for type_, mode, context, _ in (line.split("\t") for line in lines):
        assert type_.partition(">")[0] in PLOVER["types"]
        assert not mode or mode in PLOVER["modes"][type_], (type_, mode)
        assert not context or context in PLOVER["contexts"], context


def test_a_code_without_a_value_has_that_of_the_code_above() -> None:
    assert goldstein("1951") == goldstein("195") == -10.0
    assert goldstein("99") is None


@pytest.mark.parametrize(
    ("place_id", "number"),
    [("geo:680963", "680963"), ("cty:ROU", ""), (None, ""), ("geo:x", ""), ("680963", "")],
)
def test_geonames_ids(place_id: str | None, number: str) -> None:
    assert geonames_id(place_id) == number
