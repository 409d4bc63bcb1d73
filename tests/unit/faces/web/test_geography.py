"""The outlines that are built lie on the map, cut where the map ends, with the codes that the ledger uses."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from sayso.errors import ConfigError
from sayso.faces.web.assets import Manifest, static_manifest
from sayso.resolve.countries import Countries

SCALES = ["110m", "50m"]


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    try:
        return static_manifest()
    except ConfigError as error:
        pytest.skip(f"{error.message}: make web")


def load(manifest: Manifest, name: str) -> Any:
    return json.loads(manifest.assets[name].path.read_text(encoding="utf-8"))


def rings(collection: Any) -> Iterator[tuple[str, list[list[float]]]]:
    for feature in collection["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                yield feature["properties"]["name"], ring


@pytest.mark.parametrize("scale", SCALES)
def test_no_ring_goes_round_the_world(manifest: Manifest, scale: str) -> None:
    for name, ring in rings(load(manifest, f"geo/countries-{scale}.geojson")):
        for (lon, lat), (next_lon, next_lat) in itertools.pairwise(ring):
            at_pole = abs(lat) == abs(next_lat) == 90
            assert abs(next_lon - lon) < 180 or (at_pole and abs(next_lon - lon) <= 180), name


@pytest.mark.parametrize("scale", SCALES)
def test_rings_are_closed_and_on_the_map(manifest: Manifest, scale: str) -> None:
    for name, ring in rings(load(manifest, f"geo/countries-{scale}.geojson")):
        assert ring[0] == ring[-1], name
        assert len(ring) >= 4, name
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring), name


@pytest.mark.parametrize("scale", SCALES)
def test_what_crosses_the_antimeridian_has_parts_on_both_sides(manifest: Manifest, scale: str) -> None:
    countries = load(manifest, f"geo/countries-{scale}.geojson")
    russia = next(f for f in countries["features"] if f["properties"]["iso3"] == "RUS")
    lons = [lon for polygon in russia["geometry"]["coordinates"] for lon, _ in polygon[0]]
    assert min(lons) == -180
    assert max(lons) == 180


@pytest.mark.parametrize("scale", SCALES)
def test_no_line_is_drawn_along_the_cut(manifest: Manifest, scale: str) -> None:
    for feature in load(manifest, f"geo/borders-{scale}.geojson")["features"]:
        assert feature["properties"]["kind"] in ("coast", "border", "disputed")
        for line in feature["geometry"]["coordinates"]:
            for (lon, _), (next_lon, _) in itertools.pairwise(line):
                assert abs(next_lon - lon) < 180
                assert not abs(lon) == abs(next_lon) == 180


def test_every_country_of_the_ledger_has_a_place_for_its_pin(manifest: Manifest) -> None:
    labels = load(manifest, "geo/labels.json")
    assert sorted(set(Countries().by_code) - set(labels)) == []


def test_a_country_has_one_shape_and_a_name(manifest: Manifest) -> None:
    countries = load(manifest, "geo/countries-50m.geojson")["features"]
    codes = [f["properties"]["iso3"] for f in countries if not f["properties"].get("claimed")]
    assert len(codes) == len(set(codes)) > 230
    assert all(f["properties"]["name"] for f in countries)


def inside(shape: Any, lon: float, lat: float) -> bool:
    """Whether a point lies in a shape, by counting edges to its east."""
    within = False
    for polygon in shape["geometry"]["coordinates"]:
        for ring in polygon:
            for (ax, ay), (bx, by) in itertools.pairwise(ring):
                if (ay > lat) != (by > lat) and lon < (bx - ax) * (lat - ay) / (by - ay) + ax:
                    within = not within
    return within


def test_pins_stand_in_their_countries_and_not_on_capitals(manifest: Manifest) -> None:
    countries = load(manifest, "geo/countries-50m.geojson")["features"]
    labels = load(manifest, "geo/labels.json")
    shapes = {f["properties"]["iso3"]: f for f in countries if not f["properties"].get("claimed")}
    large = {code for code, label in labels.items() if label["area"] >= 1 and code in shapes}
    assert len(large) > 150
    assert [c for c in sorted(large) if not inside(shapes[c], labels[c]["lon"], labels[c]["lat"])] == []
    capitals = {"RUS": (37.6, 55.8), "FRA": (2.35, 48.86), "NER": (2.1, 13.5), "PRK": (125.75, 39.03)}
    for code, (lon, lat) in capitals.items():
        assert abs(labels[code]["lon"] - lon) + abs(labels[code]["lat"] - lat) > 0.5


def test_far_parts_with_a_code_of_their_own_are_not_the_country(manifest: Manifest) -> None:
    countries = load(manifest, "geo/countries-50m.geojson")["features"]
    france = next(f for f in countries if f["properties"]["iso3"] == "FRA")
    guiana = next(f for f in countries if f["properties"]["iso3"] == "GUF")
    assert not inside(france, -53.1, 4.0)
    assert inside(guiana, -53.1, 4.0)
