"""Gazetteer files: immutable SQLite files of places and names, written in one go and read a key at a time."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import apsw

from sayso.classes import dataclass, field
from sayso.errors import GazetteerError
from sayso.resolve.names import key
from sayso.resolve.schema import CLASSES, RANK_OTHER, SCHEMA, VERSION

__all__ = ["Candidate", "Gazetteer", "Row", "Writer", "city_km", "is_news_name"]

#: Weights are kept as whole hundredths, coordinates as whole thousandths.
_HUNDRED, _THOUSAND = 100, 1000
_HINT = "reinstall sayso, or build the file anew: `sayso gazetteer build` for one of your own"
#: Bytes of a file that are mapped into memory: all of the shipped one, a part of a full dump's.
_MAPPED = 1 << 28
#: Rows that the writer holds before it writes them.
_BATCH = 20_000
#: Most places and areas a reader keeps; a day's news names fewer distinct ones.
_CACHE_SIZE = 50_000


@dataclass(slots=True, kw_only=True)
class Row:
    """One place about to be written; ``names`` maps key to rank as in `schema`."""

    place_id: int
    name: str
    cls: str
    country: str
    lat: float
    lon: float
    km: int
    weight: float
    admin1: int = 0
    admin2: int = 0
    grade: int = 0
    code: str | None = None
    names: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, rank: int) -> None:
        """Give the place one more name, at the better of two ranks."""
        folded = key(name)
        if folded:
            self.names[folded] = min(rank, self.names.get(folded, rank))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place a name may mean. ``country`` is ISO3, ``km`` the radius that surely holds it."""

    place_id: int
    name: str
    cls: str
    country: str | None
    admin1: int
    admin2: int
    lat: float
    lon: float
    km: int
    weight: float
    grade: int
    code: str | None
    rank: int


def is_news_name(name: str) -> bool:
    """Whether an alternate name may stand in an English text: Latin, capitalised, no code or number."""
    return (
        len(name) >= 4
        and name[0].isupper()
        and not name.isupper()
        and sum(c.isascii() for c in name) >= 0.7 * len(name)
        and not any(c.isdigit() for c in name)
        and "(" not in name
        and len(key(name)) >= 4
    )


def city_km(population: int) -> int:
    """Radius that surely holds a town of that size: from a village's 5 km to a megacity's 45."""
    return round(min(45.0, max(5.0, 4 * math.log10(population + 10) - 8 + math.sqrt(population) / 150)))


class Writer:
    """Writes one gazetteer. The same rows give the same bytes, in whatever order they come."""

    def __init__(self, target: Path) -> None:
        """Begin a file beside ``target``, which it replaces when `finish` is called.

        Raises:
            GazetteerError: the folder cannot be written to.
        """
        self._target = target
        self._fresh = target.with_name(target.name + ".new")
        try:
            self._fresh.unlink(missing_ok=True)
            self._base = apsw.Connection(str(self._fresh))
            self._base.execute("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            self._base.execute(SCHEMA)
            # Rows come in any order; sorted copies of these are what the finished file holds.
            self._base.execute(
                "CREATE TEMP TABLE p (id INTEGER PRIMARY KEY, name, class, country, admin1, admin2, lat, lon, km, weight, "
                "grade, code, iso3); CREATE TEMP TABLE n (key, rank, place)"
            )
        except (apsw.Error, OSError) as error:
            raise self._failed() from error
        self._places: list[tuple[object, ...]] = []
        self._names: list[tuple[str, int, int]] = []
        self.n_places: int = 0
        #: Known once the file is finished.
        self.n_names: int = 0

    def _failed(self) -> GazetteerError:
        return GazetteerError(
            "the gazetteer cannot be written", item=str(self._target), hint="is there room?"
        )

    def add(self, row: Row) -> None:
        """One more place.

        Raises:
            GazetteerError: the disk is full, or two places share an id.
        """
        self._places.append(
            (
                row.place_id, row.name, CLASSES.index(row.cls), 0, row.admin1 or None, row.admin2 or None,
                round(row.lat * _THOUSAND), round(row.lon * _THOUSAND), row.km, round(row.weight * _HUNDRED),
                row.grade, row.code, row.country,
            )
        )  # fmt: skip
        self._names += ((name, rank, row.place_id) for name, rank in row.names.items())
        self.n_places += 1
        if len(self._places) >= _BATCH:
            self._flush()

    def add_name(self, place_id: int, name: str, rank: int) -> None:
        """One more name of a place that is added before or after, or not at all."""
        folded = key(name)
        if folded:
            self._names.append((folded, rank, place_id))
            if len(self._names) >= _BATCH:
                self._flush()

    def _flush(self) -> None:
        try:
            with self._base:
                self._base.executemany(
                    "INSERT INTO p VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._places
                )
                self._base.executemany("INSERT INTO n VALUES (?, ?, ?)", self._names)
        except apsw.Error as error:
            raise self._failed() from error
        self._places, self._names = [], []

    def finish(self, outlets: Iterable[tuple[str, int]] = ()) -> int:
        """Sort, pack and move into place; ``outlets`` are domains with their homes' ids. Returns the size in bytes.

        Raises:
            GazetteerError: the disk is full.
        """
        self._flush()
        base = self._base
        try:
            with base:
                iso = [
                    str(r[0]) for r in base.execute("SELECT DISTINCT iso3 FROM p WHERE iso3 <> '' ORDER BY 1")
                ]
                base.executemany("INSERT INTO country VALUES (?, ?)", list(enumerate(iso, 1)))
                base.execute(
                    "UPDATE p SET country = (SELECT id FROM country c WHERE c.iso3 = p.iso3) WHERE iso3 <> ''"
                )
                base.execute(
                    "INSERT INTO place SELECT id, name, class, country, admin1, admin2, lat, lon, km, weight, grade, code "
                    "FROM p ORDER BY id"
                )
                base.execute(
                    "INSERT INTO name SELECT key, min(rank), place FROM n WHERE place IN (SELECT id FROM p) "
                    "GROUP BY key, place ORDER BY 1, 2, 3"
                )
                found = base.execute("SELECT count(*) FROM name").fetchone()
                self.n_names = int(found[0]) if found else 0
                base.executemany("INSERT INTO outlet VALUES (?, ?)", sorted(outlets))
                base.execute("INSERT INTO meta VALUES ('version', ?)", (VERSION,))
            base.execute("VACUUM")
            base.close()
            self._fresh.replace(self._target)
        except (apsw.Error, OSError) as error:
            raise self._failed() from error
        return self._target.stat().st_size

    def discard(self) -> None:
        """Leave nothing behind."""
        self._base.close()
        self._fresh.unlink(missing_ok=True)


class Gazetteer:
    """One gazetteer file, open for reading. Opening reads a few pages; look-ups are kept."""

    def __init__(self, base: apsw.Connection) -> None:
        self._base = base
        self._iso3: dict[int, str] = {int(i): str(c) for i, c in base.execute("SELECT id, iso3 FROM country")}
        self._known: dict[str, tuple[Candidate, ...]] = {}
        self._places: dict[int, Candidate | None] = {}

    @classmethod
    def open(cls, file: Path) -> Gazetteer:
        """Open a file.

        Raises:
            GazetteerError: it is missing, damaged or of another version.
        """
        try:
            base = apsw.Connection(
                f"file:{quote(str(file))}?mode=ro&immutable=1",
                flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
            )
            # The file never changes, so its pages may be read where the system keeps them.
            base.execute(f"PRAGMA mmap_size = {_MAPPED}")
            found = base.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
            if found and found[0] == VERSION:
                return cls(base)
        except apsw.Error as error:
            raise GazetteerError(
                "the gazetteer cannot be opened; expected a readable SQLite file", item=str(file), hint=_HINT
            ) from error
        raise GazetteerError(
            f"the gazetteer has version {found and found[0]!r}, expected {VERSION!r}",
            item=str(file),
            hint=_HINT,
        )

    def named(self, folded: str) -> tuple[Candidate, ...]:
        """Every place of a folded name, by rank and id."""
        held = self._known.get(folded)
        return self._look((folded,))[folded] if held is None else held

    def warm(self, keys: Sequence[str]) -> None:
        """Look several folded names up at once, so that `named` knows them."""
        fresh = tuple(k for k in keys if k not in self._known)
        if fresh:
            self._look(fresh)

    def _look(self, keys: tuple[str, ...]) -> dict[str, tuple[Candidate, ...]]:
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        rows = self._base.execute(
            "SELECT p.*, n.rank, n.key FROM json_each(?) k JOIN name n ON n.key = k.value JOIN place p ON p.id = n.place "
            "ORDER BY n.rank, n.place",
            (json.dumps(keys),),
        )
        found: dict[str, list[Candidate]] = {k: [] for k in keys}
        for *columns, folded in rows:
            found[str(folded)] += self._candidates((tuple(columns),))
        told = {k: tuple(c) for k, c in found.items()}
        self._known |= told
        return told

    def place(self, place_id: int) -> Candidate | None:
        """The place of an id."""
        if place_id not in self._places:
            if len(self._places) >= _CACHE_SIZE:
                self._places.clear()
            rows = self._base.execute("SELECT p.*, 0 FROM place p WHERE p.id = ?", (place_id,))
            self._places[place_id] = next(self._candidates(rows), None)
        return self._places[place_id]

    def lands(self) -> dict[str, int]:
        """Ids of all countries and continents, by each of their folded names but peoples' names and codes."""
        rows = self._base.execute(
            "SELECT n.key, n.place FROM place p JOIN name n ON n.place = p.id WHERE p.class IN (?, ?) AND n.rank <= ? "
            "ORDER BY n.rank DESC, n.key, n.place",
            (CLASSES.index("country"), CLASSES.index("continent"), RANK_OTHER),
        )
        return {str(name): int(place) for name, place in rows}

    def home(self, domain: str) -> Candidate | None:
        """Where the publisher of a domain is at home; a country for a national one."""
        row = self._base.execute("SELECT place FROM outlet WHERE domain = ?", (domain,)).fetchone()
        return self.place(int(row[0])) if row else None

    def _candidates(self, rows: Iterable[tuple[object, ...]]) -> Iterator[Candidate]:
        for i, name, cls, country, admin1, admin2, lat, lon, km, weight, grade, code, rank in rows:
            yield Candidate(  # the columns are typed by the schema
                i, name, CLASSES[cls], self._iso3.get(country), admin1 or 0, admin2 or 0, lat / _THOUSAND,  # type: ignore[arg-type,operator,call-overload]
                lon / _THOUSAND, km, weight / _HUNDRED, grade, code, rank,  # type: ignore[arg-type,operator]
            )  # fmt: skip
