"""Builds a gazetteer file from a full GeoNames dump that the user has downloaded (`allCountries.txt`, CC BY 4.0).

The dump is read twice, a line at a time: once for the ids of countries and areas, once for everything. The format is
that of GeoNames' own readme: 19 tab-separated columns, and 10 in `alternateNamesV2.txt`.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sayso.classes import dataclass
from sayso.errors import FormatError, cut
from sayso.resolve.gazetteer import Row, Writer, city_km, is_news_name
from sayso.resolve.lexicon import read_table
from sayso.resolve.names import bare_area
from sayso.resolve.schema import (
    GRADE_CAPITAL,
    GRADE_NONE,
    GRADE_SEAT,
    GRADE_TOP_SEAT,
    RANK_CODE,
    RANK_OTHER,
    RANK_OWN,
    RANK_SHORT,
)

__all__ = ["ALL_CLASSES", "USUAL_CLASSES", "Built", "build_from_dump"]

#: Feature classes of GeoNames, and those taken unless others are asked for: towns, areas, waters, mountains, parks, roads.
ALL_CLASSES, USUAL_CLASSES = "APHTLRSVU", "PAHTLR"
#: Lines between two reports of progress.
_STEP = 50_000
_COLUMNS, _ALT_COLUMNS = 19, 10
_HINT = "expected allCountries.txt (or .zip) as GeoNames publishes it; download it anew if it was cut short"
#: Languages of alternate names that stand in English texts; "" is GeoNames' mark for none in particular.
_LANGUAGES = frozenset({"", "en", "abbr"})
_CODES = frozenset({"abbr", "iata"})
_COUNTRIES = frozenset({"PCLI", "PCLD", "PCLS", "PCLF", "PCL", "PCLIX"})
_GRADES = {"PPLC": GRADE_CAPITAL, "PPLA": GRADE_TOP_SEAT}
#: Class of our own by GeoNames' class, where the code says nothing finer.
_CLASS = {"P": "city", "A": "region", "H": "water", "U": "water", "T": "region", "L": "region", "V": "region"}
#: Weight of a place of which GeoNames gives no people, on the scale of log10 of a population.
_WEIGHT = {"country": 5.0, "admin1": 4.5, "admin2": 3.5, "continent": 8.0, "city": 2.3, "suburb": 2.3}
_LESSER = 2.0
#: Radius in kilometres that surely holds a place, by class, and by code where that says more.
_KM = {
    "country": 600,
    "admin1": 150,
    "admin2": 40,
    "suburb": 5,
    "site": 4,
    "region": 25,
    "water": 30,
    "continent": 4000,
}
_CODE_KM = {
    "OCN": 5000,
    "SEA": 700,
    "GULF": 300,
    "BAY": 30,
    "STM": 80,
    "MT": 10,
    "MTS": 150,
    "ISL": 25,
    "PRK": 25,
    "RGN": 150,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made."""

    n_places: int
    n_names: int
    n_bytes: int


@dataclass(frozen=True, slots=True)
class _Line:
    """The columns of a line that are used."""

    geonameid: int
    name: str
    ascii: str
    others: str
    lat: float
    lon: float
    cls: str
    code: str
    iso2: str
    admin1: str
    admin2: str
    population: int


def _silent(_stage: str, _lines: int) -> None:
    """Progress that nobody asked for."""


def build_from_dump(
    dump: Path,
    out: Path,
    *,
    alt: Path | None = None,
    classes: str = USUAL_CLASSES,
    progress: Callable[[str, int], None] = _silent,
) -> Built:
    """Build a gazetteer file at ``out`` from a GeoNames dump, and ``alt``, its file of alternate names, if given.

    ``progress`` is told the stage (``areas``, ``places``, ``names``, ``sorting``) and the lines read so far.

    Raises:
        FormatError: a file cannot be read or is not in GeoNames' format.
        GazetteerError: the file cannot be written.
    """
    iso3 = {row[1]: row[0] for row in read_table("countries.tsv", _TABLE)}
    areas: dict[str, int] = {}
    for n, line in enumerate(_lines(dump), 1):
        if line.cls == "A" and line.code in ("ADM1", "ADM2"):
            areas[_area(line, 1 if line.code == "ADM1" else 2)] = line.geonameid
        if n % _STEP == 0:
            progress("areas", n)
    writer = Writer(out)
    size = 0
    try:
        for n, line in enumerate(_lines(dump), 1):
            if line.cls in classes:
                writer.add(_row(line, iso3, areas, others=alt is None))
            if n % _STEP == 0:
                progress("places", n)
        if alt is not None:
            for n, (geonameid, name, rank) in enumerate(_alternates(alt), 1):
                if name:
                    writer.add_name(geonameid, name, rank)
                if n % _STEP == 0:
                    progress("names", n)
        if not writer.n_places:
            raise FormatError(
                "the dump holds no place of the classes asked for", item=str(dump), hint=f"classes: {classes}"
            )
        progress("sorting", writer.n_places)
        size = writer.finish()
    finally:
        if not size:
            writer.discard()
    return Built(n_places=writer.n_places, n_names=writer.n_names, n_bytes=size)


_TABLE = ("iso3", "iso2", "name", "capital", "demonyms", "aliases")


def _area(line: _Line, level: int) -> str:
    codes = (line.iso2, line.admin1, line.admin2)[: level + 1]
    return ".".join(codes)


def _row(line: _Line, iso3: dict[str, str], areas: dict[str, int], *, others: bool) -> Row:
    """The place of a line; ``others``: with the alternate names that stand on it."""
    country = iso3.get(line.iso2, "")
    cls = _class(line, country)
    first, second = areas.get(_area(line, 1), 0), areas.get(_area(line, 2), 0)
    row = Row(
        place_id=line.geonameid, name=line.name, cls=cls, country=country, lat=line.lat, lon=line.lon,
        km=_CODE_KM.get(line.code, _KM.get(cls, 0)) or city_km(line.population),
        weight=math.log10(line.population) if line.population > 0 else _WEIGHT.get(cls, _LESSER),
        admin1=0 if first == line.geonameid or cls == "country" else first,
        admin2=0 if second == line.geonameid or cls in ("country", "admin1") else second,
        grade=_GRADES.get(line.code, GRADE_SEAT if line.code.startswith("PPLA") else GRADE_NONE),
        code=_code(line, cls, country),
    )  # fmt: skip
    row.add(line.name, RANK_OWN)
    row.add(line.ascii, RANK_OWN)
    if cls in ("admin1", "admin2", "region") and line.cls == "A":
        row.add(bare_area(line.ascii or line.name), RANK_SHORT)
    if others:
        for name in filter(is_news_name, line.others.split(",")):
            row.add(name, RANK_OTHER)
    return row


def _class(line: _Line, country: str) -> str:
    if line.cls == "A":
        if line.code in _COUNTRIES:
            return "country" if country else "region"
        return {"ADM1": "admin1", "ADM2": "admin2"}.get(line.code, "region")
    if line.code == "PPLX":
        return "suburb"
    if line.code == "CONT":
        return "continent"
    return _CLASS.get(line.cls, "site")


def _code(line: _Line, cls: str, country: str) -> str | None:
    if cls == "country":
        return country
    return _area(line, 1 if cls == "admin1" else 2) if cls in ("admin1", "admin2") else None


def _lines(dump: Path) -> Iterator[_Line]:
    """Every line of a dump.

    Raises:
        FormatError: the file cannot be read, or a line is not GeoNames'.
    """
    number = 0
    with _text(dump, "allCountries") as lines:
        for number, line in enumerate(lines, 1):
            f = line.rstrip("\r\n").split("\t")
            if len(f) != _COLUMNS:
                raise _malformed(dump, number, f"has {len(f)} columns, not {_COLUMNS}")
            try:
                found = _Line(
                    int(f[0]),
                    f[1],
                    f[2],
                    f[3],
                    float(f[4]),
                    float(f[5]),
                    f[6],
                    f[7],
                    f[8],
                    f[10],
                    f[11],
                    int(f[14] or 0),
                )
            except ValueError as error:
                raise _malformed(
                    dump, number, f"holds no number where one must be: {cut(str(error))}"
                ) from error
            if not (-90.0 <= found.lat <= 90.0 and -180.0 <= found.lon <= 180.0):
                raise _malformed(dump, number, f"lies nowhere: {found.lat}, {found.lon}")
            yield found
    if number == 0:
        raise FormatError("the dump is empty", item=str(dump), hint=_HINT)


def _alternates(alt: Path) -> Iterator[tuple[int, str, int]]:
    """Geonameid, name and rank of every line of alternate names; the name is empty where it is of no use."""
    with _text(alt, "alternateNames") as lines:
        for number, line in enumerate(lines, 1):
            f = line.rstrip("\r\n").split("\t")
            if len(f) < _ALT_COLUMNS - 2:
                raise _malformed(alt, number, f"has {len(f)} columns, not {_ALT_COLUMNS}")
            try:
                geonameid = int(f[1])
            except ValueError as error:
                raise _malformed(alt, number, f"has no geonameid: {cut(f[1])}") from error
            language, name, preferred = f[2], f[3], f[4] == "1" or f[5] == "1"
            if language in _CODES and 2 <= len(name) <= 6:
                yield geonameid, name, RANK_CODE
            elif language in _LANGUAGES and is_news_name(name):
                yield geonameid, name, RANK_OWN if preferred and language == "en" else RANK_OTHER
            else:
                yield geonameid, "", RANK_OTHER


def _malformed(file: Path, number: int, what: str) -> FormatError:
    return FormatError(f"line {number} {what}", item=str(file), hint=_HINT)


@contextmanager
def _text(file: Path, stem: str) -> Iterator[TextIO]:
    """The lines of a text file, or of the member of a zip archive whose name begins with ``stem``."""
    try:
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                names = [n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.lower()]
                name = next((n for n in names if n.startswith(stem)), names[0] if names else "")
                if not name:
                    raise FormatError("the archive holds no text file", item=str(file), hint=_HINT)
                with archive.open(name) as raw:
                    yield io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
        else:
            with file.open(encoding="utf-8", newline="\n") as lines:
                yield lines
    except UnicodeDecodeError as error:
        raise FormatError("the file is not UTF-8 text", item=str(file), hint=_HINT) from error
    except (zipfile.BadZipFile, EOFError) as error:
        raise FormatError(f"the archive is damaged: {cut(str(error))}", item=str(file), hint=_HINT) from error
    except OSError as error:
        raise FormatError(
            f"the file cannot be read: {error.strerror or cut(str(error))}", item=str(file)
        ) from error
