"""Place names to places, from one immutable SQLite file that ships with the package."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import apsw

from sayso.errors import GazetteerError
from sayso.records import PlaceKind, PlaceMatch
from sayso.resolve.names import bare, bare_area, key, slug
from sayso.resolve.schema import KINDS, RANK_DEMONYM, RANK_OTHER, RANK_SHARED, VERSION

__all__ = ["Places"]

_FILE = Path(__file__).with_name("places.sqlite")

#: Most answers kept; a day's news names fewer distinct places than this.
_CACHE_SIZE = 50_000

#: What a report's own countries are worth, likeliest first, on the scale of log10 of a population:
#: the first makes a town as likely as a namesake abroad of 150 times its size.
_NEAR = (2.2, 1.6, 1.2, 1.0)
_NEAR_LATER = 0.8
#: What a name that is not the place's own costs, by rank of the name.
_RANK_COST = {RANK_OTHER: 1.0, RANK_SHARED: 2.0}
#: Candidates this close to the best one are the same answer (a town, its district, its camp).
_SAME_KM = 50.0
#: The weight of "some other place, which the gazetteer does not hold": a town of 5,000.
_UNKNOWN = 3.7
#: How steeply likelihood follows weight. 0.9 says that news prefers the larger namesake slightly less
#: than in proportion to its people.
_SLOPE = 0.9
_TOP_P = 0.98

_PREFIX = re.compile(
    r"^(?:the\s+)?(?:(?:nearby|port|coastal|border|capital|central|downtown|greater|historic|besieged|"
    r"occupied|metropolitan|rural|holy|southern|northern|eastern|western)\s+)*"
    r"(?:capital(?:\s+city)?|cit(?:y|ies)|town|village|hamlet|province|state|region|district|county|republic|"
    r"port|island|kingdom|territory|governorate|oblast|municipality|suburb|enclave|outskirts|area|prefecture|"
    r"emirate|commonwealth|settlement|peninsula|archipelago)\s+of\s+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:the\s+|(?:downtown|nearby|greater|mainland|metropolitan|metro|rural|occupied|near|outside|inside|"
    r"around|capital|old|government-held|rebel-held|war-torn|neighbou?ring)\s+)+",
    re.IGNORECASE,
)
_DIRECTION = re.compile(
    r"^(?:the\s+)?((?:far\s+)?(?:north|south|east|west|northeast|northwest|southeast|southwest|central)"
    r"(?:-?(?:east|west|central))?(?:ern)?(?:most)?|upper|lower|inner|outer|mid-?)\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:city|town|village|province|region|state|oblast|krai|district|county|governorate|area|airport|"
    r"international\s+airport|spaceport|space\s+cent(?:er|re)|cosmodrome|peninsula|island|islands|border|"
    r"municipality|metropolitan\s+area|suburbs?|neighbou?rhood|camp|refugee\s+camp|air\s*base|naval\s+base|"
    r"military\s+base|base|facility|site|complex|nuclear\s+(?:plant|complex|site|facility)|enclave|capital)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One place a key may mean."""

    place_id: int
    name: str
    kind: str
    country: str | None
    area: int | None
    lat: float
    lon: float
    km: int
    weight: float
    code: str | None
    rank: int


_AREA = frozenset({"admin1", "region"})
_TOWN = frozenset({"city"})
_WORD_KINDS = {
    **dict.fromkeys(
        ("province", "region", "state", "oblast", "krai", "governorate", "prefecture", "county", "district"),
        _AREA,
    ),
    **dict.fromkeys(("city", "town", "village", "suburb", "municipality", "capital"), _TOWN),
}


def _kinds_said(words: str) -> frozenset[str]:
    """The kinds of place that words such as "province of" or "city" speak of."""
    for word in words.lower().split():
        if word in _WORD_KINDS:
            return _WORD_KINDS[word]
    return frozenset()


def _distance_km(one: _Candidate, other: _Candidate) -> float:
    """Distance on a flat map; good enough for "are these neighbours?"."""
    dlat = one.lat - other.lat
    dlon = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return 111.0 * math.hypot(dlat, dlon)


class Places:
    """The gazetteer. Opening reads a few pages; look-ups are cached."""

    def __init__(self, base: apsw.Connection) -> None:
        self._base = base
        self._iso3: dict[int, str] = dict(base.execute("SELECT id, iso3 FROM country"))
        self._areas: dict[int, str] = {}
        self._known: dict[str, tuple[_Candidate, ...]] = {}
        self._answers: dict[tuple[str, tuple[str, ...]], PlaceMatch | None] = {}

    @classmethod
    def open(cls, path: Path | None = None) -> Places:
        """Open the shipped gazetteer, or the one at ``path``.

        Raises:
            GazetteerError: the file is missing, damaged or of another version.
        """
        file = path or _FILE
        hint = "reinstall sayso, or rebuild the file with data/build_gazetteer.py"
        try:
            base = apsw.Connection(
                f"file:{quote(str(file))}?mode=ro&immutable=1",
                flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
            )
            found = base.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except apsw.Error as error:
            raise GazetteerError(
                "the gazetteer cannot be opened; expected a readable SQLite file", item=str(file), hint=hint
            ) from error
        if not found or found[0] != VERSION:
            raise GazetteerError(
                f"the gazetteer has version {found and found[0]!r}, expected {VERSION!r}",
                item=str(file),
                hint=hint,
            )
        return cls(base)

    def find(self, name: str, *, near: Sequence[str] = ()) -> PlaceMatch | None:
        """The best place of that name; ``near`` lists ISO3 countries of the report, likeliest first."""
        asked = (name, tuple(near))
        if asked in self._answers:
            return self._answers[asked]
        if len(self._answers) >= _CACHE_SIZE:
            self._answers.clear()
            self._known.clear()
        found = self._find(" ".join(name.split()), asked[1])
        self._answers[asked] = found
        return found

    def _find(self, name: str, near: tuple[str, ...]) -> PlaceMatch | None:
        if not any(c.isupper() for c in name):
            # "us", "turkey", "the west": words, not names. Names without Latin capitals are not held.
            return None
        name = bare(name.strip(" ,.;:\"'“”()")) if not name.endswith(".") else bare(name.strip(' ,;:"“”()'))
        direct = self._best(name, near)
        if direct is None and "," in name:
            direct = self._inside(name, near)
        if direct is not None:
            return direct
        return self._shorter(name, near) or self._part(name, near)

    def _shorter(self, name: str, near: tuple[str, ...]) -> PlaceMatch | None:
        """Resolve without the words that only say what kind of place it is; they choose among namesakes."""
        for pattern in (_PREFIX, _LEAD, _TAIL):
            told = pattern.search(name)
            shorter = name[: told.start()] + name[told.end() :] if told else ""
            if told and shorter[:1].isupper():
                found = self._best(shorter, near, _kinds_said(told.group()))
                if found is None and pattern is not _TAIL:
                    found = self._find(shorter, near)
                if found is not None:
                    return found
        return None

    def _inside(self, name: str, near: tuple[str, ...]) -> PlaceMatch | None:
        """Resolve "X, Y": an X that lies in Y, else the larger place alone with less certainty."""
        inner, outer = (part.strip() for part in name.split(",", 1))
        around = self._best(outer.split(",")[-1].strip() or outer, near) or self._best(outer, near)
        if around is None or not inner:
            return self._best(inner, near) if inner else None
        held = [c for c in self._candidates(inner) if self._lies_in(c, around)]
        if held:
            return self._match(self._ranked(held, near)[0][1], 0.95)
        return replace(around, p=around.p * 0.6)

    def _lies_in(self, inner: _Candidate, outer: PlaceMatch) -> bool:
        if outer.country is None or inner.country != outer.country:
            return False
        if outer.kind is not PlaceKind.ADMIN1:
            return True
        area = self._area(inner.area)
        return area == outer.admin1

    def _part(self, name: str, near: tuple[str, ...]) -> PlaceMatch | None:
        """A direction and a larger place ("northern Mali"): a region of the latter."""
        told = _DIRECTION.match(name)
        if told is None:
            return None
        rest = name[told.end() :]
        whole = (self._best(rest, near) or self._shorter(rest, near)) if rest[:1].isupper() else None
        if whole is None or whole.kind is PlaceKind.CITY:
            return whole
        full = f"{told.group(1).lower()} {whole.name}"
        return replace(whole, place_id=f"loc:{slug(full)}", name=full, kind=PlaceKind.REGION, p=whole.p * 0.9)

    def _best(
        self, name: str, near: tuple[str, ...], kinds: frozenset[str] = frozenset()
    ) -> PlaceMatch | None:
        """The likeliest candidate, those of the ``kinds`` asked for first."""
        found = self._candidates(name)
        if not found:
            return None
        wanted = tuple(c for c in found if c.kind in kinds)
        ranked = self._ranked(wanted or found, near)
        top, best = ranked[0]
        same = rest = 0.0
        for score, other in ranked:
            mass = 10 ** (_SLOPE * (score - top))
            if other is best or _distance_km(other, best) < _SAME_KM:
                same += mass
            else:
                rest += mass
        foreign = bool(near) and best.country not in near
        unknown = 10 ** (_SLOPE * (_UNKNOWN + (0.5 if foreign else 0.0) - top))
        return self._match(best, min(_TOP_P, same / (same + rest + unknown)))

    @staticmethod
    def _ranked(found: Sequence[_Candidate], near: tuple[str, ...]) -> list[tuple[float, _Candidate]]:
        scored = []
        for c in found:
            score = c.weight - _RANK_COST.get(c.rank, 0.0)
            if c.country in near:
                index = near.index(c.country)
                score += _NEAR[index] if index < len(_NEAR) else _NEAR_LATER
            scored.append((score, c))
        scored.sort(key=lambda pair: (-pair[0], pair[1].place_id))
        return scored

    def _candidates(self, name: str) -> tuple[_Candidate, ...]:
        folded = key(name)
        if not folded:
            return ()
        held = self._known.get(folded)
        if held is None:
            rows = self._base.execute(
                "SELECT p.id, p.name, p.kind, p.country, p.admin1, p.lat, p.lon, p.km, p.weight, p.code, n.rank "
                "FROM name n JOIN place p ON p.id = n.place WHERE n.key = ?",
                (folded,),
            )
            held = tuple(
                _Candidate(i, n, KINDS[k], self._iso3.get(c), a, lat / 1000, lon / 1000, km, w / 100, code, r)
                for i, n, k, c, a, lat, lon, km, w, code, r in rows
            )
            self._known[folded] = held
        return held

    def _area(self, area: int | None) -> str | None:
        """Name of a first-order area, by its row."""
        if area is None:
            return None
        if area not in self._areas:
            row = self._base.execute("SELECT name FROM place WHERE id = ?", (area,)).fetchone()
            self._areas[area] = bare_area(row[0]) if row else ""
        return self._areas[area] or None

    def _match(self, found: _Candidate, p: float) -> PlaceMatch:
        if found.kind == "country":
            place_id = f"cty:{found.country}"
        elif found.code:
            place_id = f"adm:{found.code}"
        elif found.place_id > 0:
            place_id = f"geo:{found.place_id}"
        else:
            place_id = f"loc:{slug(found.name)}"
        return PlaceMatch(
            place_id=place_id,
            name=found.name,
            kind=PlaceKind(found.kind),
            country=found.country,
            admin1=bare_area(found.name) if found.kind == "admin1" else self._area(found.area),
            lat=found.lat,
            lon=found.lon,
            within_km=float(found.km),
            p=round(p * (0.9 if found.rank == RANK_DEMONYM else 1.0), 4),
        )
