"""The build of the shipped gazetteer on a small invented world, and our own tables."""

import csv
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from sayso.resolve.gazetteer import Gazetteer, Writer
from sayso.resolve.schema import RANK_DEMONYM, RANK_OWN, RANK_SHARED, RANK_SHORT

DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The build script, with a small world in place of the packages."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = importlib.util.spec_from_file_location("build_gazetteer", DATA / "build_gazetteer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "build_gazetteer", module)
    spec.loader.exec_module(module)
    p = module.packages
    city = p.City
    towns = [
        city(1, "Fjordby", "NO", 60.0, 5.0, 900_000, "NO.01", "NO.01.1", ("Fjordstadt",)),
        city(2, "Skaldby", "NO", 60.2, 5.2, 700, "NO.01", "NO.01.1", ()),
        city(3, "Storby", "NO", 63.0, 10.0, 2_000_000, "NO.02", "", ()),
    ]
    iso2 = [row["iso2"] for row in module.table(module.TABLES / "countries.tsv")]
    fact = {"geonameid": 0, "areakm2": 100, "population": 1_000_000}
    monkeypatch.setattr(p, "cities", lambda: iter(towns))
    monkeypatch.setattr(
        p, "countries", lambda: {c: {**fact, "geonameid": 1000 + n} for n, c in enumerate(iso2)}
    )
    monkeypatch.setattr(p, "country_centres", lambda: {"NO": (62.0, 10.0)})
    monkeypatch.setattr(
        p, "areas", lambda: {"NO.01": p.Area(501, "NO-01", ()), "NO.01.1": p.Area(502, "", ("Skald herred",))}
    )
    monkeypatch.setattr(p, "iso_areas", lambda: {"NO-01": (60.1, 5.1, ("Western Fjords",))})
    names = {1: {"NO.01": "Vestfjord Province", "NO.02": "Storby"}, 2: {"NO.01.1": "Skald County"}}
    monkeypatch.setattr(p, "admin_names", lambda folder, level: names[level])
    monkeypatch.setattr(
        p, "airports", lambda: iter([p.Airport("Skaldby Airport", "SKB", "Skaldby", "", "NO", 60.3, 5.1)])
    )
    monkeypatch.setattr(p, "post_towns", lambda: iter([]))
    monkeypatch.setattr(p, "feature_codes", lambda folder: {1: "PPLC"})
    monkeypatch.setattr(p, "continents", lambda: {"Europe": (6255148, 48.7, 9.1)})
    yield module
    sys.modules.pop("packages", None)


def made(script: ModuleType, path: Path) -> bytes:
    world = script.build(path, path)
    writer = Writer(path)
    for row in world.rows():
        writer.add(row)
    writer.finish(script.outlets(world))
    return path.read_bytes()


def test_the_same_inputs_give_the_same_bytes(script: ModuleType, tmp_path: Path) -> None:
    assert made(script, tmp_path / "a.sqlite") == made(script, tmp_path / "b.sqlite")


def test_what_the_file_holds(script: ModuleType, tmp_path: Path) -> None:
    made(script, tmp_path / "a.sqlite")
    base = Gazetteer.open(tmp_path / "a.sqlite")

    def ranks(name: str) -> list[tuple[str, int]]:
        return [(c.cls, c.rank) for c in base.named(name)]

    assert ranks("fjordby") == [("city", RANK_OWN)]
    assert ranks("skald") == [("admin2", RANK_SHORT)]
    assert ("admin1", RANK_SHARED) in ranks("storby")
    assert ("country", RANK_DEMONYM) in ranks("norwegian")
    assert ranks("skaldby airport") == [("site", RANK_OWN)]
    assert ranks("scotland") == [("region", RANK_OWN)]
    assert ("country", RANK_DEMONYM) not in ranks("scottish")
    town = base.named("skaldby")[0]
    assert (town.admin1, town.admin2) == (501, 502)
    europe = base.named("europe")[0]
    assert (europe.place_id, europe.cls) == (6255148, "continent")


def test_our_own_places_are_well_formed() -> None:
    with (DATA / "places.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) >= 1000
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in ("facility", "region", "water", "suburb", "city"), row
        assert -90 <= float(row["lat"]) <= 90, row
        assert -180 <= float(row["lon"]) <= 180, row
        assert 0 < float(row["km"]) <= 9000, row
        assert row["country"] == "" or (len(row["country"]) == 3 and row["country"].isupper()), row


def test_no_domain_has_two_homes() -> None:
    with (DATA / "outlets.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    domains = [d for row in rows for d in row["domains"].split("|")]
    assert len(set(domains)) == len(domains) > 1000
