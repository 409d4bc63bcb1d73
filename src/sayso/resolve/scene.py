"""The places of one report, resolved together: its names grouped, their candidates stacked and ranked in passes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass, field
from sayso.records import PlaceContext, PlaceMention
from sayso.records.globe import EARTH_KM
from sayso.resolve.gazetteer import Candidate
from sayso.resolve.names import bare, key
from sayso.resolve.ranking import (
    JOINT,
    STATIC,
    Block,
    Floats,
    Found,
    Ints,
    Numbered,
    Ranker,
    Rows,
    joint_features,
    make_block,
    softmax,
    unit,
)
from sayso.resolve.schema import RANK_CODE, RANK_DEMONYM, RANK_OWN
from sayso.resolve.variants import Variant, Way, is_site_name

__all__ = [
    "PASSES",
    "Answer",
    "Scene",
    "alone_features",
    "anchored",
    "build_scene",
    "passes",
    "resolve_alone",
    "resolve_scene",
]

_J = {name: i for i, name in enumerate(JOINT)}
#: Passes after the first.
PASSES = 2
#: Towns of the report that may stand in for a site that the gazetteer lacks.
_ANCHORS = 3
#: A larger place after the name: "Springfield, Ill.", "Paris (Texas)", "Goma in eastern Congo".
_NAME = r"((?:[A-ZÀ-Þ][\w.'’&-]*)(?:\s+(?:of\s+|the\s+|and\s+)?[A-ZÀ-Þ][\w.'’&-]*){0,3})"
_QUALIFIER = re.compile(
    rf"^\s*(?:,\s*(?:in\s+)?(?:the\s+)?|\(\s*|\s(?:in|of)\s+(?:the\s+)?(?:(?:north|south|east|west|central)\w*\s+)?){_NAME}"
)
#: What follows the place of a dateline: "BEIRUT (AP) —".
_WIRE = re.compile(
    r"^(?:,[^.;()]{1,24})?\s*(?:\((?:AP|AFP|Reuters|Xinhua|Kyodo|UPI|CNN|[A-Z][\w ]{1,14})\)|[—–]|--?\s)"
)
_LINE_REACH = 160
#: Words beside a name that say of what kind it is.
_TOWN_BEFORE = re.compile(
    r"(?:city|town|village|mayor|suburb|port|outskirts|streets|downtown|residents) (?:of )?(?:the )?$",
    re.IGNORECASE,
)
_AREA_BEFORE = re.compile(
    r"(?:state|province|governor|county|region|oblast|governorate|republic) of (?:the )?$", re.IGNORECASE
)
_TOWN_AFTER = re.compile(
    r"^\s+(?:mayor|city council|city hall|police|airport|suburbs?|times|post|herald|tribune|globe|daily news)\b",
    re.IGNORECASE,
)
_AREA_AFTER = re.compile(
    r"^\s+(?:state|province|county|counties|region|oblast|governorate|governor|gov\.|senator|sen\.|legislature|lawmakers|"
    r"district|department|prefecture)\b",
    re.IGNORECASE,
)
_TOWN_CLASSES, _AREA_CLASSES = (
    frozenset({"city", "suburb", "site"}),
    frozenset({"country", "admin1", "admin2", "region"}),
)
#: Characters before a name that its kind is looked for in.
_CUE = 20
#: How far from a site, in characters, a town's name is near.
_CLOSE = 200.0
#: How much a name that is not asked for counts: a qualifier, the dateline, a country of the report.
_PHANTOM = 0.7
_DATELINE = 1.5
_GIVEN = (2.0, 1.2, 0.7, 0.5)
_GIVEN_LATER = 0.3

#: Candidates within 50 km of the best one are the same answer, and a town within 100 km of an area's middle may stand
#: for it, if it has 20,000 people; cosines of these distances on the earth.
_SAME_COS, _MIDDLE_COS = math.cos(50 / EARTH_KM), math.cos(100 / EARTH_KM)
_MIN_TOWN = 4.3

Look = Callable[[str], Block]
Bools = NDArray[np.bool_]


@dataclass(slots=True)
class Group:
    """Mentions of one name that mean one place. ``within`` are candidates of the larger place said after it."""

    name: str
    block: Block
    mentions: list[int] = field(default_factory=list)
    within: Block | None = None
    holds: list[Group] = field(default_factory=list)
    mass: float = 1.0
    in_dateline: bool = False
    town_cues: int = 0
    area_cues: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """The groups of a report that have candidates, stacked, and the group of every mention (-1: no candidate)."""

    groups: tuple[Group, ...]
    rows: Rows
    of_mention: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a group resolves to. ``q`` is its share of the candidates' mass, ``support`` the votes for its country."""

    found: Found
    q: float
    second: Found | None
    second_q: float
    n: int
    support: float
    near: float


def _said(after: str) -> Iterator[str]:
    """Names that the words right after a name may give as where it lies, the longest first."""
    told = _QUALIFIER.match(after)
    if told is not None:
        words = told.group(1).rstrip(".,").split()
        for size in range(len(words), 0, -1):
            yield " ".join(words[:size])


def _qualifier(after: str, look: Look) -> tuple[str, Block] | None:
    """The country or area said right after a name, with its candidates."""
    for name in _said(after):
        block = look(name)
        kept = [i for i, f in enumerate(block.found) if block.is_area[i] and f.variant.way <= Way.REWRITTEN]
        if kept:
            return name, block
    return None


def _groups(mentions: Sequence[PlaceMention], look: Look) -> tuple[list[Group], list[int]]:
    """Mentions by name, parted where they are said to lie in different places; phantom groups for what they lie in."""
    groups: dict[tuple[str, str], Group] = {}
    of_mention: list[int] = [-1] * len(mentions)
    said = [_qualifier(m.after, look) for m in mentions]
    stems = [key(bare(m.text)) for m in mentions]
    first: dict[str, str] = {}
    for stem, told in zip(stems, said, strict=True):
        if told:
            first.setdefault(stem, key(told[0]))
    order: list[Group] = []
    for i, (mention, stem, told) in enumerate(zip(mentions, stems, said, strict=True)):
        within = key(told[0]) if told else first.get(stem, "")
        group = groups.get((stem, within))
        if group is None:
            group = groups[stem, within] = Group(stem, look(mention.text))
            order.append(group)
        if told and group.within is None:
            group.within = told[1]
        group.mentions.append(i)
        _note_cues(group, mention)
    names = {group.name: group for group in order}
    for group in list(order):
        if group.within is None:
            continue
        outer = next(key(told[0]) for i in group.mentions if (told := said[i]))
        holder = names.get(outer)
        if holder is None:
            holder = names[outer] = Group(outer, group.within, mass=_PHANTOM)
            order.append(holder)
        holder.holds.append(group)
    kept = [group for group in order if len(group.block)]
    for number, group in enumerate(kept):
        for i in group.mentions:
            of_mention[i] = number
        if group.mentions:
            group.mass = 1.0 + np.log(len(group.mentions))
    return kept, of_mention


def _note_cues(group: Group, mention: PlaceMention) -> None:
    """Count what the words beside a mention say of its kind."""
    before, after = mention.before[-_CUE:], mention.after
    group.in_dateline |= mention.start < _LINE_REACH and bool(_WIRE.match(after))
    group.town_cues += bool(_TOWN_BEFORE.search(before) or _TOWN_AFTER.match(after))
    group.area_cues += bool(_AREA_BEFORE.search(before) or _AREA_AFTER.match(after))


def _lies_in(inner: Block, outer: Block) -> Bools:
    """Which rows of one block lie in an area of the other."""
    areas = outer.ids[outer.is_area & ~outer.is_country]
    lands = outer.country[outer.is_country]
    held = _among(inner.admin1, areas) | _among(inner.admin2, areas)
    held |= _among(inner.country, lands) & ~inner.is_country
    return held & ~_among(inner.ids, outer.ids[outer.is_area])


def _among(values: Ints, wanted: Ints) -> Bools:
    held: Bools = (values[:, None] == wanted[None, :]).any(axis=1)
    return held


def _fixed(group: Group) -> Floats:
    """Joint features of a group that no pass changes: what lies in what is said after it, and cues beside it."""
    out = np.zeros((len(group.block), len(JOINT)))
    block = group.block
    if group.within is not None:
        inside = _lies_in(block, group.within)
        if inside.any():
            out[:, _J["qualified_in"]] = inside
            out[:, _J["qualified_out"]] = ~inside
    if group.in_dateline or group.town_cues != group.area_cues:
        classes = [f.candidate.cls for f in block.found]
        if group.in_dateline:
            out[:, _J["dateline_town"]] = [c in _TOWN_CLASSES for c in classes]
        if group.town_cues != group.area_cues:
            wanted, other = _TOWN_CLASSES, _AREA_CLASSES
            if group.area_cues > group.town_cues:
                wanted, other = other, wanted
            out[:, _J["cue_fits"]] = [c in wanted for c in classes]
            out[:, _J["cue_differs"]] = [c in other for c in classes]
    for held in group.holds:
        out[_holds(block, held.block), _J["qualifies"]] = 1.0
    return out


def _holds(outer: Block, inner: Block) -> Bools:
    """Which rows of one block are areas that hold a row of the other."""
    ids, lands = outer.ids[None, :], outer.country[None, :]
    held = (inner.admin1[:, None] == ids) | (inner.admin2[:, None] == ids)
    held |= outer.is_country[None, :] & (inner.country[:, None] == lands) & ~inner.is_country[:, None]
    held &= inner.ids[:, None] != ids
    told: Bools = held.any(axis=0) & outer.is_area
    return told


def _at_home(rows: Rows, home: Candidate, codes: dict[str, int]) -> None:
    """Fill in how near every row is to the publisher's home."""
    out = rows.fixed
    out[:, _J["home"]] = rows.ids == home.place_id
    out[:, _J["home_country"]] = rows.country == codes.get(home.country or "", -1)
    area = home.place_id if home.cls == "admin1" else home.admin1
    if area:
        out[:, _J["home_area"]] = rows.admin1 == area
    if home.cls == "city":
        chord = np.maximum(0.0, 2.0 - 2.0 * (rows.at @ np.array(unit(home.lat, home.lon))))
        apart = EARTH_KM * np.sqrt(chord)
        land = rows.is_point | ~rows.is_area
        out[:, _J["home_near"]] = np.exp(-apart / 40.0) * land
        out[:, _J["home_region"]] = np.exp(-apart / 200.0) * land


def build_scene(
    mentions: Sequence[PlaceMention],
    context: PlaceContext,
    look: Look,
    home: Candidate | None,
    codes: dict[str, int],
) -> Scene | None:
    """Group a report's mentions and stack their candidates; None where no name has any."""
    groups, of_mention = _groups(mentions, look)
    if context.dateline:
        block = look(context.dateline)
        if len(block):
            stem = key(bare(context.dateline))
            told = next((g for g in groups if g.name == stem), None)
            if told is None:
                groups.append(Group(stem, block, mass=_DATELINE))
            else:
                told.mass += 1.0
    if not groups:
        return None
    given: dict[int, float] = {}
    for place, iso3 in enumerate(context.countries):
        number = codes.setdefault(iso3, len(codes) + 1)
        given[number] = _GIVEN[place] if place < len(_GIVEN) else _GIVEN_LATER
    rows = _stack(groups, given)
    if home is not None:
        _at_home(rows, home, codes)
    return Scene(tuple(groups), rows, tuple(of_mention))


def _stack(groups: Sequence[Group], given: dict[int, float]) -> Rows:
    blocks = [group.block for group in groups]
    sizes = [len(b) for b in blocks]
    country, admin1, admin2 = (
        np.concatenate([getattr(b, c) for b in blocks]) for c in ("country", "admin1", "admin2")
    )
    return Rows(
        at=np.concatenate([b.at for b in blocks]),
        static=np.concatenate([b.static for b in blocks]),
        ids=np.concatenate([b.ids for b in blocks]),
        country=country,
        admin1=admin1,
        admin2=admin2,
        is_country=np.concatenate([b.is_country for b in blocks]),
        is_area=np.concatenate([b.is_area for b in blocks]),
        is_point=np.concatenate([b.is_point for b in blocks]),
        owner=np.repeat(np.arange(len(blocks)), sizes),
        starts=np.array([0, *accumulate(sizes[:-1])]),
        mass=np.array([float(g.mass) for g in groups]),
        fixed=np.concatenate([_fixed(g) for g in groups]),
        given=given,
        country_of=Numbered.of(country),
        area_of=Numbered.of(admin1),
        district_of=Numbered.of(admin2),
    )


def passes(scene: Scene, ranker: Ranker, later: int = PASSES) -> Iterator[tuple[Floats, Floats]]:
    """Features and probabilities of every row, after the first pass and after each later one."""
    rows = scene.rows
    features = np.concatenate([rows.static, rows.fixed], axis=1)
    q = softmax(features @ ranker.first, rows.starts, rows.owner)
    yield features, q
    for _ in range(later):
        features = np.concatenate([rows.static, joint_features(rows, q)], axis=1)
        q = softmax(features @ ranker.later, rows.starts, rows.owner)
        yield features, q


def anchored(
    scene: Scene | None, ranker: Ranker, mentions: Sequence[PlaceMention], look: Look, codes: dict[str, int]
) -> dict[str, Block]:
    """Candidates for names of sites that the gazetteer lacks: what it has of them, and towns that the report names."""
    if scene is None:
        return {}
    weak: dict[str, int] = {}
    for i, m in enumerate(mentions):
        if m.text not in weak and _lacks(m.text, scene, scene.of_mention[i]):
            weak[m.text] = i
    if not weak:
        return {}
    towns = _towns(scene, ranker, {scene.of_mention[i] for i in weak.values()})
    out = {}
    for text, i in weak.items():
        g = scene.of_mention[i]
        own = scene.groups[g].block.found if g >= 0 else ()
        stand_ins = _stand_ins(towns, mentions, scene, mentions[i], look)
        known = {f.candidate.place_id for f in own}
        both = [*own, *(t for t in stand_ins if t.candidate.place_id not in known)]
        if stand_ins:
            out[text] = make_block(text, both, codes)
    return out


def _towns(scene: Scene, ranker: Ranker, skip: set[int]) -> dict[int, tuple[float, Found, int]]:
    """Towns that groups resolve to at first sight: votes, the candidate, the group, by place."""
    *_, (_, q) = passes(scene, ranker, later=1)
    held: dict[int, tuple[float, Found, int]] = {}
    for g, group in enumerate(scene.groups):
        start = int(scene.rows.starts[g])
        top = int(np.argmax(q[start : start + len(group.block)]))
        found = group.block.found[top]
        if found.candidate.cls in ("city", "suburb") and g not in skip:
            place = found.candidate.place_id
            before = held[place][0] if place in held else 0.0
            held[place] = before + float(q[start + top]) * group.mass, found, g
    return held


def _stand_ins(
    towns: dict[int, tuple[float, Found, int]],
    mentions: Sequence[PlaceMention],
    scene: Scene,
    site: PlaceMention,
    look: Look,
) -> list[Found]:
    """Towns that may stand in for one site: those named most, the ones named nearest, and the one said after it."""
    variant = Variant("", Way.PART)
    close = {}
    for place, (_, _, g) in towns.items():
        away = [abs(mentions[i].start - site.start) for i in scene.groups[g].mentions]
        close[place] = math.exp(-min(away) / _CLOSE) if away else 0.0
    most = sorted(towns, key=lambda p: (-towns[p][0], p))[:_ANCHORS]
    nearest = sorted(towns, key=lambda p: (-close[p], p))[:_ANCHORS]
    said = _said_towns(site.after, look)
    kept = {p: towns[p][1].candidate for p in dict.fromkeys([*most, *nearest])}
    kept |= {p: c for p, c in said.items() if p not in kept}
    return [Found(c, variant, anchor=True, said=p in said, close=close.get(p, 0.0)) for p, c in kept.items()]


def _said_towns(after: str, look: Look) -> dict[int, Candidate]:
    """The heaviest towns of the name said right after a site ("the hospital in Rome")."""
    for name in _said(after):
        found = [
            f.candidate for f in look(name).found if f.variant.way is Way.EXACT and f.candidate.cls == "city"
        ]
        if found:
            return {c.place_id: c for c in found[:_ANCHORS]}
    return {}


def _lacks(text: str, scene: Scene, g: int) -> bool:
    """Whether a name is a site's of which no more than a part is known."""
    if not is_site_name(text):
        return False
    return g < 0 or all(f.variant.way >= Way.SIDE for f in scene.groups[g].block.found)


def resolve_scene(scene: Scene, ranker: Ranker) -> list[Answer]:
    """The likeliest candidate of every group, with the next one."""
    *_, (features, q) = passes(scene, ranker)
    answers = []
    for g, group in enumerate(scene.groups):
        start = int(scene.rows.starts[g])
        rows = slice(start, start + len(group.block))
        answers.append(_answer(group, q[rows], features[rows]))
    return answers


def resolve_alone(scene: Scene, ranker: Ranker) -> Answer:
    """The likeliest candidate of the first group, that of a name which comes without its report."""
    rows = scene.rows
    features = alone_features(scene)
    q = softmax(features @ ranker.alone, rows.starts, rows.owner)
    own = slice(0, len(scene.groups[0].block))
    return _answer(scene.groups[0], q[own], features[own])


def alone_features(scene: Scene) -> Floats:
    """Features of every row where nothing is known of the other groups but what they may be."""
    rows = scene.rows
    even = 1.0 / np.bincount(rows.owner)[rows.owner]
    return np.concatenate([rows.static, joint_features(rows, even)], axis=1)


def _answer(group: Group, q: Floats, features: Floats) -> Answer:
    """The best of a group's candidates. Those beside it are the same answer: a town, its district, its camp."""
    block = group.block
    base = len(STATIC)
    if len(block) == 1:
        near = float(features[0, base + _J["near"]])
        votes = float(features[0, base + _J["votes_country"]])
        return Answer(block.found[0], 1.0, None, 0.0, 1, votes, near)
    top = int(np.argmax(q))
    area = top
    if not group.area_cues:
        top = _town_of(block, top, q)
    away = block.at @ block.at[top]
    # What holds the town and is named after it is no other place.
    around = (away > _MIDDLE_COS) & ((block.ids == block.admin1[top]) | (block.ids == block.admin2[top]))
    same = (away > _SAME_COS) | around
    same[area] = True
    rest = np.where(same, 0.0, q)
    second = int(np.argmax(rest)) if not same.all() else None
    row = features[top]
    return Answer(
        found=block.found[top],
        q=min(1.0, float(q[same].sum())),
        second=None if second is None else block.found[second],
        second_q=0.0 if second is None else float(rest[second]),
        n=len(block),
        support=float(row[base + _J["votes_country"]]),
        near=float(row[base + _J["near"]]),
    )


def _town_of(block: Block, top: int, q: Floats) -> int:
    """Where an area is likeliest that bears the name of the town at its middle, the town: "Aleppo", "Goma"."""
    area = block.found[top].candidate
    if area.cls not in ("admin1", "admin2") or area.rank in (RANK_DEMONYM, RANK_CODE):
        return top
    inside = (block.admin1 == area.place_id) | (block.admin2 == area.place_id)
    near = block.at @ block.at[top] > _MIDDLE_COS
    fits = [
        i
        for i in np.flatnonzero(inside & near)
        if (town := block.found[i].candidate).cls == "city"
        and town.rank == RANK_OWN
        and town.weight >= _MIN_TOWN
    ]
    return int(max(fits, key=lambda i: float(q[i]), default=top))
