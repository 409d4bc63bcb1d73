"""What place names stand for, on the shipped gazetteer."""

from functools import cache

import pytest

from sayso.records import PlaceKind, PlaceMatch
from sayso.resolve import Places


@cache
def places() -> Places:
    return Places.open()


def find(name: str, *near: str) -> PlaceMatch | None:
    return places().find(name, near=near)


@pytest.mark.parametrize(
    ("name", "country", "kind", "lat", "lon"),
    [
        ("Vladivostok", "RUS", PlaceKind.CITY, 43.1, 131.9),
        ("Vostochny Cosmodrome", "RUS", PlaceKind.FACILITY, 51.9, 128.3),
        ("Goma", "COD", PlaceKind.CITY, -1.7, 29.2),
        ("Aleppo", "SYR", PlaceKind.CITY, 36.2, 37.2),
        ("Gaza", "PSE", PlaceKind.REGION, 31.4, 34.4),
        ("Gulf of Aden", None, PlaceKind.WATER, 12.5, 48.0),
    ],
)
def test_places_are_where_they_are(
    name: str, country: str | None, kind: PlaceKind, lat: float, lon: float
) -> None:
    found = find(name)
    assert found is not None
    assert (found.country, found.kind) == (country, kind)
    assert found.lat == pytest.approx(lat, abs=0.3)
    assert found.lon == pytest.approx(lon, abs=0.3)
    assert found.p > 0.9


def test_the_countries_of_a_report_decide_between_namesakes() -> None:
    alone, american = find("Georgia"), find("Georgia", "USA")
    assert alone is not None
    assert american is not None
    assert (alone.country, alone.kind) == ("GEO", PlaceKind.COUNTRY)
    assert (american.country, american.kind) == ("USA", PlaceKind.ADMIN1)


def test_a_name_of_many_places_is_held_loosely() -> None:
    found = find("Springfield")
    assert found is not None
    assert found.p < 0.5


@pytest.mark.parametrize("name", ["", " ", "nowhereville", "\u200f", "x" * 5000])
def test_what_is_no_place_is_none(name: str) -> None:
    assert find(name) is None
