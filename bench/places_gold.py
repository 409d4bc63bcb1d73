"""Documents with gold places (LGL, the open part of GeoWebNews, GeoVirus), and when an answer is right.

The sets have no train part: their documents are dealt out to five folds by a digest of their ids.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from sayso.records import PlaceContext, PlaceMention
from sayso.records.globe import apart_km
from sayso.resolve.gazetteer import Candidate
from sayso.resolve.names import key

__all__ = [
    "FOLDS",
    "SETS",
    "WORST_KM",
    "Document",
    "Gold",
    "Lands",
    "error_km",
    "fold_of",
    "log_error",
    "read_set",
]

#: Names of the sets by file.
SETS = {"LGL": "lgl.jsonl", "GWN": "gwn_open.jsonl", "GeoVirus": "geovirus.jsonl"}
FOLDS = 5
#: Half the way round the earth: what an answer is off that is not given.
WORST_KM = 20_038.0
#: Characters handed over on either side of a mention.
_AROUND = 48


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold place. ``title`` is its Wikipedia page, folded; ``group`` literal, associative or empty."""

    lat: float
    lon: float
    geonameid: int | None
    title: str
    group: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report's mentions, the gold of each (None: no coordinates are given, so it is not asked), and its context."""

    name: str
    mentions: tuple[PlaceMention, ...]
    gold: tuple[Gold | None, ...]
    context: PlaceContext
    fold: int


def fold_of(name: str) -> int:
    """The fold of a document."""
    return hashlib.sha256(name.encode()).digest()[0] % FOLDS


def _title(toponym: dict[str, object]) -> str:
    page = unquote(str(toponym.get("wikipedia") or "")).rsplit("/", 1)[-1].replace("_", " ")
    return key(re.sub(r" \((?:country|nation)\)$", "", page))


def read_set(data: Path, name: str) -> Iterator[Document]:
    """Every document of a set; ``data`` is the folder of the corpora."""
    for line in (data / "geo" / SETS[name]).read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        row = json.loads(line)
        text = row["text"]
        mentions, gold = [], []
        for t in sorted(row["toponyms"], key=lambda t: int(t["start"])):
            start, end = t["start"], t["end"]
            mentions.append(
                PlaceMention(
                    text=t["surface"],
                    start=start,
                    before=text[max(0, start - _AROUND) : start],
                    after=text[end : end + _AROUND],
                )
            )
            known = t.get("lat") is not None
            gold.append(
                Gold(float(t["lat"]), float(t["lon"]), t.get("geonameid"), _title(t), t.get("group", ""))
                if known
                else None
            )
        publisher = row.get("domain") or row.get("url")
        yield Document(
            f"{name}:{row['id']}",
            tuple(mentions),
            tuple(gold),
            PlaceContext(publisher=publisher),
            fold_of(f"{name}:{row['id']}"),
        )


@dataclass(frozen=True, slots=True)
class Lands:
    """Countries and continents: ids by folded name, and all ids."""

    by_name: dict[str, int]
    ids: frozenset[int]

    @classmethod
    def of(cls, by_name: dict[str, int]) -> Lands:
        """From what `Places.lands` gives."""
        return cls(by_name, frozenset(by_name.values()))


def error_km(place: Candidate | None, gold: Gold, lands: Lands) -> float:
    """How far an answer is off, in kilometres; 0 where it is the place itself.

    A country or continent, told by its id or by its page's title , is right by
    identity alone: its middle says nothing, and a town in it is another place.
    """
    if place is None:
        return WORST_KM
    wanted = gold.geonameid or lands.by_name.get(gold.title)
    if wanted == place.place_id:
        return 0.0
    apart = apart_km(place.lat, place.lon, gold.lat, gold.lon)
    return max(apart, 161.1) if wanted in lands.ids else apart


def log_error(km: float) -> float:
    """A distance on the scale of the area under the curve: 0 for none, 1 for half the way round the earth."""
    return math.log(km + 1.0) / math.log(WORST_KM + 1.0)
