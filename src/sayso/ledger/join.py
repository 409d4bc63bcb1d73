"""Which accounts tell of one event: pairwise compatibility, and groups in which every pair is compatible.

A first version by rules. It prefers two events too many to one too few: accounts that contradict one
another in type, sides, place or day are kept apart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from sayso.ledger.facts import NEAR_DAYS, Facts, fold
from sayso.records import Place, PlaceKind, Status

__all__ = ["compatible", "join"]

_STATUS_GROUPS = (
    frozenset({Status.HAPPENED, Status.ONGOING, Status.UNKNOWN}),
    frozenset({Status.PLANNED, Status.POSSIBLE, Status.UNKNOWN}),
    frozenset({Status.ATTEMPTED, Status.UNKNOWN}),
    frozenset({Status.NEGATED}),
)
_EARTH_KM = 6371.0
_COARSE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.WATER, PlaceKind.UNKNOWN})


def _time_fits(a: Facts, b: Facts) -> bool:
    if a.first is not None and b.first is not None and a.last is not None and b.last is not None:
        if a.wide or b.wide:
            return (a.first, a.last) == (b.first, b.last)
        return a.first <= b.last and b.first <= a.last
    if a.wide or b.wide:
        return False
    if a.published is not None and b.published is not None:
        return abs(a.published - b.published) <= NEAR_DAYS
    return a.article_id == b.article_id or a.sentence == b.sentence


def _nested(a: frozenset[str], b: frozenset[str]) -> bool:
    return a <= b or b <= a


def _parties_fit(a: Facts, b: Facts) -> bool:
    if not a.parties or not b.parties:
        return a.sentence == b.sentence
    if a.mutual:
        return _nested(a.parties, b.parties) or len(a.parties & b.parties) >= 2
    if not a.actors or not b.actors:
        return bool(a.recipients & b.recipients)
    if a.actors[0] not in b.actors or b.actors[0] not in a.actors:
        return False
    return _nested(a.recipients, b.recipients)


def _km(a: Place, b: Place) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat1, lat2 = math.radians(a.lat), math.radians(b.lat)
    across = math.sin(math.radians(b.lon - a.lon) / 2) ** 2 * math.cos(lat1) * math.cos(lat2)
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, math.sin((lat2 - lat1) / 2) ** 2 + across)))


def _holds(outer: Place, inner: Place) -> bool:
    """Whether the one is a country or first-order division that the other says it lies in."""
    if outer.country is None or outer.country != inner.country:
        return False
    if outer.kind is PlaceKind.COUNTRY:
        return True
    return outer.kind is PlaceKind.ADMIN1 and outer.name in (inner.admin1, inner.name)


def _place_fits(a: Place | None, b: Place | None) -> bool:
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


def compatible(a: Facts, b: Facts) -> bool:
    """Whether two accounts may tell of one event. Symmetric."""
    if a.key != b.key:
        return False
    if a.figure:
        return True
    return (
        (a.mode == b.mode or a.mode is None or b.mode is None)
        and any(a.status in group and b.status in group for group in _STATUS_GROUPS)
        and _time_fits(a, b)
        and _parties_fit(a, b)
        and _place_fits(a.place, b.place)
    )


def _fullest_first(facts: Facts) -> tuple[object, ...]:
    """Order in which accounts found groups: the more one says, the earlier, so that vague ones join it."""
    resolved = facts.first is not None and facts.last is not None
    length = (facts.last or 0) - (facts.first or 0) if resolved else 0
    return (
        not resolved,
        -len(facts.parties),
        facts.place is None,
        length,
        facts.mode is None,
        facts.first or facts.published or 0,
        facts.claim_id,
    )


def _nearness(a: Facts, b: Facts) -> tuple[int, int, int, int]:
    """How much two compatible accounts share; larger is nearer."""
    same_place = a.place is not None and b.place is not None and a.place.name == b.place.name
    day_a, day_b = a.first or a.published or 0, b.first or b.published or 0
    return (a.sentence == b.sentence, len(a.parties & b.parties), same_place, -abs(day_a - day_b))


def join(every: Iterable[Facts]) -> list[tuple[Facts, ...]]:
    """Put accounts into groups, each of which is one event.

    Returns:
        Groups ordered by their smallest claim id; members likewise.
    Invariants:
        Independent of the order given. Every two members of a group are compatible. Groups do not
        depend on accounts that are connected to none of their members.
    Cost:
        For each account, one comparison with every member of the groups it shares a point with.
    """
    groups: list[list[Facts]] = []
    meeting: dict[int, set[int]] = defaultdict(set)
    for facts in sorted(every, key=_fullest_first):
        points = facts.points
        near = sorted({number for point in points for number in meeting[point]})
        open_ = [n for n in near if all(compatible(facts, member) for member in groups[n])]
        if open_:
            best = max(open_, key=lambda n: (max(_nearness(facts, m) for m in groups[n]), -n))
            groups[best].append(facts)
        else:
            best = len(groups)
            groups.append([facts])
        for point in points:
            meeting[point].add(best)
    ordered = [tuple(sorted(group, key=lambda f: f.claim_id)) for group in groups]
    return sorted(ordered, key=lambda group: group[0].claim_id)
