"""The ranker of place candidates: what speaks for each, as numbers, and the weights that say how much.

A log-linear model over the candidates of a name. What a candidate is by itself (`static_features`) is reckoned once
per name; what the other places of a report say for it (`joint_features`) anew after every pass. Weights are fitted
by `train/places.py` and read from a small JSON file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass
from sayso.errors import GazetteerError
from sayso.records.globe import EARTH_KM
from sayso.resolve.gazetteer import Candidate
from sayso.resolve.schema import (
    CLASSES,
    GRADE_CAPITAL,
    GRADE_SEAT,
    GRADE_TOP_SEAT,
    RANK_CODE,
    RANK_DEMONYM,
    RANK_OTHER,
    RANK_OWN,
    RANK_SHARED,
    RANK_SHORT,
)
from sayso.resolve.variants import Variant, Way

__all__ = ["JOINT", "STATIC", "Block", "Found", "Ranker", "joint_features", "make_block", "softmax"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: What a candidate is by itself. Names are those of the weights file.
STATIC = (
    "weight", "large", "huge", "relative", "largest",
    *(f"is_{c}" for c in CLASSES if c != "city"),
    "is_seat", "is_top_seat", "is_capital",
    "by_other", "by_demonym", "by_short", "by_code", "by_shared", "own_name",
    "own_table", "acronym", "rewritten", "side", "area", "feature", "part", "anchor", "anchor_said", "anchor_close", "kind_fits", "kind_differs", "share_of_name",
    "town_in_namesake", "namesake_of_town",
)  # fmt: skip
#: What the rest of the report says for it.
JOINT = (
    "qualified_in", "qualified_out", "qualifies", "dateline_town", "cue_fits", "cue_differs", "home", "home_country", "home_area", "home_near", "home_region",
    "votes_country", "votes_area", "votes_district", "near", "around", "in_area_named", "in_district_named",
    "in_country_named", "holds_others", "holds_some", "same_as_other", "country_with_votes", "holds_none",
    "capital_among_countries", "area_among_countries",
)  # fmt: skip
_S = {name: i for i, name in enumerate(STATIC)}
_J = {name: i for i, name in enumerate(JOINT)}

_LARGE, _HUGE = 5.0, 6.5
#: Rows of our own table of places in the news have ids from here up to -1.
_FIRST_FRESH = -10_000
#: Words in capitals up to this length are acronyms, not towns: "OAS", "WHO".
_ACRONYM = 4
#: Most candidates of one name; the heaviest stay. "San José" has 400 in the shipped file, all but a few hamlets.
MOST = 120
_WAYS = {
    Way.REWRITTEN: "rewritten",
    Way.SIDE: "side",
    Way.AREA: "area",
    Way.FEATURE: "feature",
    Way.PART: "part",
}
_RANKS = {
    RANK_OTHER: "by_other",
    RANK_DEMONYM: "by_demonym",
    RANK_SHORT: "by_short",
    RANK_CODE: "by_code",
    RANK_SHARED: "by_shared",
}
_GRADES = {GRADE_SEAT: "is_seat", GRADE_TOP_SEAT: "is_top_seat", GRADE_CAPITAL: "is_capital"}
#: Places with a middle that tells where they are; that of a country or an ocean does not.
_POINTS = frozenset({"city", "suburb", "site", "admin2"})


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate with the variant of the name that found it.

    ``anchor`` tells that it is a town of the report that stands in for a site, ``said`` that the words right after
    the site name it, ``close`` how near in the text it is named, from 0 to 1.
    """

    candidate: Candidate
    variant: Variant
    anchor: bool = False
    said: bool = False
    close: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """All candidates of one name as arrays, a row each.

    Shapes: ``at`` (rows, 3) unit vectors; ``static`` (rows, len(STATIC)); the others (rows,). Ids are
    those of places, 0 for none; a country's id stands in ``country``.
    """

    found: tuple[Found, ...]
    at: Floats
    static: Floats
    ids: Ints
    country: Ints
    admin1: Ints
    admin2: Ints
    is_country: NDArray[np.bool_]
    is_area: NDArray[np.bool_]
    is_point: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.found)


def unit(lat: float, lon: float) -> tuple[float, float, float]:
    """The point of the unit sphere at a latitude and longitude in degrees."""
    a, b = math.radians(lat), math.radians(lon)
    return math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)


def _units(places: Sequence[Candidate]) -> Floats:
    lat, lon = (np.radians([getattr(p, c) for p in places]) for c in ("lat", "lon"))
    flat = np.cos(lat)
    return np.stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)], axis=1).reshape(len(places), 3)


def make_block(name: str, found: Sequence[Found], codes: dict[str, int]) -> Block:
    """Arrays of the candidates of a name; ``codes`` numbers ISO3 codes and grows as they come."""
    kept = sorted(found, key=lambda f: (f.variant.way, -f.candidate.weight, f.candidate.place_id))[:MOST]
    places = [f.candidate for f in kept]
    static = np.zeros((len(kept), len(STATIC)))
    top = max((p.weight for p in places), default=0.0)
    mass = sum(10.0**p.weight for p in places)
    acronym = name.isupper() and len(name) <= _ACRONYM and " " not in name
    for row, f in zip(static, kept, strict=True):
        _fill(row, f, top, mass)
        row[_S["acronym"]] = acronym and f.candidate.rank != RANK_CODE and f.candidate.cls != "country"
    _namesakes(static, places)
    country = [codes.setdefault(p.country, len(codes) + 1) if p.country else 0 for p in places]
    return Block(
        found=tuple(kept),
        at=_units(places),
        static=static,
        ids=np.array([p.place_id for p in places], dtype=np.int64),
        country=np.array(country, dtype=np.int64),
        admin1=np.array([p.place_id if p.cls == "admin1" else p.admin1 for p in places], dtype=np.int64),
        admin2=np.array([p.place_id if p.cls == "admin2" else p.admin2 for p in places], dtype=np.int64),
        is_country=np.array([p.cls == "country" for p in places], dtype=bool),
        is_area=np.array([p.cls in ("country", "admin1", "admin2") for p in places], dtype=bool),
        is_point=np.array([p.cls in _POINTS for p in places], dtype=bool),
    )


def _fill(row: Floats, f: Found, top: float, mass: float) -> None:
    place, variant = f.candidate, f.variant
    row[_S["weight"]] = place.weight
    row[_S["large"]] = max(0.0, place.weight - _LARGE)
    row[_S["huge"]] = max(0.0, place.weight - _HUGE)
    row[_S["relative"]] = place.weight - top
    row[_S["largest"]] = place.weight == top
    row[_S["share_of_name"]] = 10.0**place.weight / mass
    if place.cls != "city":
        row[_S[f"is_{place.cls}"]] = 1
    if place.grade:
        row[_S[_GRADES[place.grade]]] = 1
    if place.rank in _RANKS:
        row[_S[_RANKS[place.rank]]] = 1
    row[_S["own_name"]] = place.rank == RANK_OWN
    row[_S["own_table"]] = _FIRST_FRESH < place.place_id < 0
    if variant.way in _WAYS:
        row[_S[_WAYS[variant.way]]] = 1
    row[_S["anchor"]], row[_S["anchor_said"]], row[_S["anchor_close"]] = f.anchor, f.said, f.close
    if variant.classes:
        row[_S["kind_fits" if place.cls in variant.classes else "kind_differs"]] = 1


def _namesakes(static: Floats, places: Sequence[Candidate]) -> None:
    """Mark towns that lie in an area of their own name, and such areas ("New York", "Mexico")."""
    areas = {p.place_id: i for i, p in enumerate(places) if p.cls == "admin1"}
    countries = {p.country: i for i, p in enumerate(places) if p.cls == "country"}
    for i, p in enumerate(places):
        if p.cls == "city" and p.weight >= 4:
            for j in (areas.get(p.admin1), countries.get(p.country)):
                if j is not None:
                    static[i, _S["town_in_namesake"]] = static[j, _S["namesake_of_town"]] = 1


@dataclass(frozen=True, slots=True)
class Ranker:
    """The weights: of a first pass without the other places' word, of the later ones, of a name that comes alone.

    Shapes: ``first``, ``later``, ``alone`` (len(STATIC) + len(JOINT),); ``calibration`` maps names of `trust` to weights.
    """

    first: Floats
    later: Floats
    alone: Floats
    calibration: dict[str, float]

    @classmethod
    def load(cls, file: Path) -> Ranker:
        """Read the weights file.

        Raises:
            GazetteerError: it is missing or has other features.
        """
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            names = (*STATIC, *JOINT)
            if tuple(told["features"]) != names:
                raise GazetteerError("the weights of the place ranker are of another version", item=str(file))
            return cls.of(told)
        except (OSError, ValueError, KeyError) as error:
            raise GazetteerError("the weights of the place ranker cannot be read", item=str(file)) from error

    @classmethod
    def of(cls, told: dict[str, Any]) -> Ranker:
        """From the JSON of the weights file, or one of its like."""
        first, later, alone = (np.array(told[name], dtype=np.float64) for name in ("first", "later", "alone"))
        return cls(first, later, alone, dict(told["calibration"]))

    def as_json(self) -> dict[str, object]:
        """What `of` reads; weights are rounded to four places."""
        return {
            "features": [*STATIC, *JOINT],
            **{
                name: [round(float(v), 4) for v in getattr(self, name)]
                for name in ("first", "later", "alone")
            },
            "calibration": self.calibration,
        }

    def p(self, told: dict[str, float]) -> float:
        """Calibrated probability that an answer is right, from what `trust` says of it."""
        total = sum(self.calibration.get(name, 0.0) * value for name, value in told.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def softmax(scores: Floats, starts: Ints, owner: Ints) -> Floats:
    """Probabilities of rows within their groups; ``starts`` are the groups' first rows, ``owner`` each row's group."""
    weight = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    held: Floats = weight / np.add.reduceat(weight, starts)[owner]
    return held


@dataclass(frozen=True, slots=True)
class Numbered:
    """The different values of a column, each row's as a number, and whether the row has one at all."""

    values: Ints
    of_row: Ints
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, column: Ints) -> Numbered:
        """Number a column of ids; 0 is none."""
        values, of_row = np.unique(column, return_inverse=True)
        return cls(values, of_row, column != 0)


@dataclass(frozen=True, slots=True)
class Rows:
    """The candidates of all groups of a report, stacked; ``mass`` is how much each group's word counts.

    ``fixed`` (rows, len(JOINT)) are joint features that do not change between passes: qualifiers and home.
    ``given`` are votes for countries from outside the report, by country number. ``country_of``, ``area_of`` and
    ``district_of`` number the different values of the three columns within the report, with how many there are.
    """

    at: Floats
    static: Floats
    ids: Ints
    country: Ints
    admin1: Ints
    admin2: Ints
    is_country: NDArray[np.bool_]
    is_area: NDArray[np.bool_]
    is_point: NDArray[np.bool_]
    owner: Ints
    starts: Ints
    mass: Floats
    fixed: Floats
    given: dict[int, float]
    country_of: Numbered
    area_of: Numbered
    district_of: Numbered


def _shares(column: Numbered, mass: Floats, rows: Rows, left: Floats, given: dict[int, float]) -> Floats:
    """For every row, which share of the other groups' mass lies on its value; 0 where it has none.

    ``mass`` is each row's, ``left`` the other groups' whole mass as each row sees it.
    """
    n, m = len(rows.starts), len(column.values)
    table = np.bincount(rows.owner * m + column.of_row, weights=mass, minlength=n * m).reshape(n, m)
    whole = table.sum(axis=0)
    if given:
        whole += [given.get(int(v), 0.0) for v in column.values]
    held: Floats = (whole[column.of_row] - table[rows.owner, column.of_row]) / left * column.known
    return held


def joint_features(rows: Rows, q: Floats) -> Floats:
    """What the other groups' present answers say for each row.

    Shapes: ``q`` (rows,) probabilities; returns (rows, len(JOINT)).
    """
    out = rows.fixed.copy()
    own = rows.mass[rows.owner]
    total = np.maximum(rows.mass.sum() - own, 0.5)
    left = np.maximum(rows.mass.sum() + sum(rows.given.values()) - own, 0.5)
    votes = _shares(rows.country_of, q * own, rows, left, rows.given)
    out[:, _J["votes_country"]] = votes
    out[:, _J["country_with_votes"]] = votes * rows.is_country
    out[:, _J["votes_area"]] = _shares(rows.area_of, q * own, rows, total, {})
    out[:, _J["votes_district"]] = _shares(rows.district_of, q * own, rows, total, {})
    tops = _tops(q, rows)
    sure = q[tops]
    other = rows.owner[:, None] != np.arange(len(rows.starts))[None, :]
    weight = sure[None, :] * other
    counts = rows.mass[None, :] * weight
    apart = EARTH_KM * np.sqrt(np.maximum(0.0, 2.0 - 2.0 * rows.at @ rows.at[tops].T))
    point = rows.is_point[tops][None, :]
    out[:, _J["near"]] = (weight * point * np.exp(-apart / 50.0)).max(axis=1)
    out[:, _J["around"]] = (counts * point * np.exp(-apart / 250.0)).sum(axis=1) / total
    ids = rows.ids[tops][None, :]
    same = rows.ids[:, None] == ids
    out[:, _J["same_as_other"]] = (weight * same).max(axis=1)
    inside = ~same
    out[:, _J["in_area_named"]] = (weight * inside * (rows.admin1[:, None] == ids)).max(axis=1)
    out[:, _J["in_district_named"]] = (weight * inside * (rows.admin2[:, None] == ids)).max(axis=1)
    land = rows.is_country[tops][None, :] & (rows.country[:, None] == rows.country[tops][None, :]) & inside
    out[:, _J["in_country_named"]] = (weight * land).max(axis=1)
    holds = (
        (rows.ids[:, None] == rows.admin1[tops][None, :])
        | (rows.ids[:, None] == rows.admin2[tops][None, :])
        | (rows.is_country[:, None] & (rows.country[:, None] == rows.country[tops][None, :]))
    ) & (inside & rows.is_area[:, None])
    out[:, _J["holds_others"]] = (counts * holds).sum(axis=1) / total
    some = (weight * holds).max(axis=1)
    out[:, _J["holds_some"]] = some
    is_admin1 = rows.static[:, _S["is_admin1"]]
    lands = (counts * rows.is_country[tops][None, :]).sum(axis=1) / total
    out[:, _J["holds_none"]] = is_admin1 * (1.0 - some)
    out[:, _J["capital_among_countries"]] = rows.static[:, _S["is_capital"]] * lands
    out[:, _J["area_among_countries"]] = is_admin1 * lands
    return out


def _tops(q: Floats, rows: Rows) -> Ints:
    """The likeliest row of every group, the first of equals."""
    best = np.maximum.reduceat(q, rows.starts)[rows.owner]
    at = np.where(q >= best, np.arange(len(q)), len(q))
    held: Ints = np.minimum.reduceat(at, rows.starts)
    return held
