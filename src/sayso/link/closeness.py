"""How near two accounts are to one another in time, in space, and in what their reports are about."""

from __future__ import annotations

import math

import numpy as np

from sayso.lang.folding import fold
from sayso.records import NEAR_DAYS, Facts, Place, PlaceKind
from sayso.records.globe import apart_km

__all__ = [
    "TOLD",
    "TOLD_OF_ONE_SPOT",
    "TOLD_OF_OTHERS",
    "is_one_day",
    "is_one_spot",
    "near",
    "one_story",
    "place_fits",
    "time_fits",
]

#: Weights of `one_story`, fitted by train/story.py, and the chance asked for. Of two reports of one happening
#: 84 in 100 reach 0.5 and 73 reach 0.7, of unrelated ones 2.6 and 0.1 in 1,000; of happenings of one kind
#: a third reach 0.5 and a fifth 0.7, so the day, and on it the type, must tell those apart.
_ALIKE, _NAMES_SHARED, _BIAS = 7.407, 6.147, -5.579
TOLD_OF_ONE_SPOT, TOLD, TOLD_OF_OTHERS = 0.15, 0.5, 0.7
#: Fewer names than these tell nothing.
_FEW_NAMES = 5
#: Days from the first to the last day of a time that names one act.
_ONE_DAY = 2
_COARSE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.WATER, PlaceKind.UNKNOWN})


def time_fits(a: Facts, b: Facts) -> bool:
    """Whether two accounts may be of one time: their days overlap, or the reports came out about them."""
    if a.first is not None and b.first is not None and a.last is not None and b.last is not None:
        if a.wide or b.wide:
            return (a.first, a.last) == (b.first, b.last)
        return a.first <= b.last and b.first <= a.last
    if a.wide or b.wide:
        return False
    if a.published is not None and b.published is not None and abs(a.published - b.published) <= NEAR_DAYS:
        return True
    if _told_near(a, b) or _told_near(b, a):
        return True
    if a.published is not None and b.published is not None:
        return False
    return a.article_id == b.article_id or a.sentence == b.sentence


def _told_near(dated: Facts, other: Facts) -> bool:
    """Whether a report whose account has no day came out about the days that another account states."""
    if dated.first is None or dated.last is None or other.published is None:
        return False
    return dated.first <= other.published + NEAR_DAYS and dated.last >= other.published - NEAR_DAYS


def _km(a: Place, b: Place) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return apart_km(a.lat, a.lon, b.lat, b.lon)


def _holds(outer: Place, inner: Place) -> bool:
    """Whether the one is a country or first-order division that the other says it lies in."""
    if outer.country is None or outer.country != inner.country:
        return False
    if outer.kind is PlaceKind.COUNTRY:
        return True
    return outer.kind is PlaceKind.ADMIN1 and outer.name in (inner.admin1, inner.name)


def place_fits(a: Place | None, b: Place | None) -> bool:
    """Whether two places are one, or one lies in the other, or either is not named."""
    if a is None or b is None:
        return True
    if a.place_id is not None and a.place_id == b.place_id:
        return True
    if _holds(a, b) or _holds(b, a) or fold(a.name) == fold(b.name):
        return a.country == b.country or a.country is None or b.country is None
    apart = _km(a, b)
    if apart is None or a.kind in _COARSE or b.kind in _COARSE:
        return False
    return apart <= (a.within_km or 0.0) + (b.within_km or 0.0)


def one_story(a: Facts, b: Facts) -> float:
    """Chance that two reports tell of one happening, by their sentence vectors and names.

    Source:
        train/story.py, on ECB+; figures in docs/quality/stream.md.
    """
    least = min(len(a.story), len(b.story))
    names = len(set(a.story) & set(b.story)) / least if least >= _FEW_NAMES else 0.0
    if not a.vector or len(a.vector) != len(b.vector):
        return names
    one, other = (np.frombuffer(v, np.int8).astype(np.float32) for v in (a.vector, b.vector))
    alike = float(one @ other / max(1e-9, float(np.linalg.norm(one) * np.linalg.norm(other))))
    return 1 / (1 + math.exp(-(_ALIKE * alike + _NAMES_SHARED * names + _BIAS)))


def is_one_day(a: Facts, b: Facts) -> bool:
    """Whether both state a day or two, and the same ones."""
    if a.first is None or b.first is None or a.last is None or b.last is None:
        return False
    return max(a.last - a.first, b.last - b.first) <= _ONE_DAY and a.first <= b.last and b.first <= a.last


def is_one_spot(a: Place | None, b: Place | None) -> bool:
    """Whether both name the same town or something as small."""
    if (
        a is None
        or b is None
        or a.kind in _COARSE
        or b.kind in _COARSE
        or PlaceKind.ADMIN1 in (a.kind, b.kind)
    ):
        return False
    return place_fits(a, b)


def near(a: Place | None, b: Place | None) -> bool:
    """Whether two places are not known to be apart; one that no gazetteer knows may be in the other."""
    if a is None or b is None or place_fits(a, b):
        return True
    unknown = a.place_id is None or b.place_id is None
    return unknown and (a.country == b.country or a.country is None or b.country is None)
