"""What else a place name may be filed under: other spellings, the name without its kind or its side, the place in it.

A variant is a shorter or rewritten name with the way it was come by. Ways stand in order of trust; the ranker
has a weight for each, so that nothing here decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from sayso.classes import dataclass
from sayso.resolve.names import bare, key

__all__ = ["Variant", "Way", "is_institution", "is_site_name", "variants"]


class Way(IntEnum):
    """How a variant was come by, most trusted first."""

    EXACT = 0
    REWRITTEN = 1
    SIDE = 2
    AREA = 3
    FEATURE = 4
    PART = 5


@dataclass(frozen=True, slots=True)
class Variant:
    """A folded name to look up. ``classes`` are those the words taken away speak of; empty: none in particular."""

    key: str
    way: Way
    classes: frozenset[str] = frozenset()


_AREAS = frozenset({"admin1", "admin2", "region"})
_TOWNS = frozenset({"city", "suburb"})
_WATERS = frozenset({"water"})
_NONE: frozenset[str] = frozenset()

#: Words that say what kind of area or town a name is of.
_KINDS = {
    **dict.fromkeys(
        "province region state oblast krai kray governorate prefecture county district department canton parish "
        "voivodeship raion republic territory emirate commonwealth borough municipality kingdom commune division "
        "autonomous shire".split(),
        _AREAS,
    ),
    **dict.fromkeys("city town village hamlet suburb capital settlement township metro area estate".split(), _TOWNS),
    **dict.fromkeys("neighbourhood neighborhood enclave lga jurisdiction regency".split(), _TOWNS),
}  # fmt: skip
#: Words that say what natural or built thing bears the name.
_FEATURES = {
    **dict.fromkeys(
        "river creek lake reservoir bay gulf sea strait straits canal sound harbor harbour brook falls lagoon basin delta "
        "estuary inlet lough loch fork bayou".split(),
        _WATERS,
    ),
    **dict.fromkeys(
        "park valley island islands mountain mountains hills hill peninsula forest desert coast beach plateau point cape "
        "mount heights cove shore shores grove woods".split(),
        _NONE,
    ),
}
#: What stands before "of" where the name follows: "the port of X", "City of X".
_BEFORE = re.compile(
    r"^(?:the\s+)?(?:[a-z-]+\s+)*(capital(?:\s+city)?|cit(?:y|ies)|town|village|hamlet|province|state|region|district|"
    r"county|republic|port|island|isle|kingdom|territory|governorate|oblast|municipality|suburb|enclave|outskirts|area|"
    r"prefecture|emirate|commonwealth|settlement|peninsula|archipelago|borough|township|gulf|bay|strait|lake|river)\s+of\s+"
    r"(?:the\s+)?(?=\S)",
    re.IGNORECASE,
)
#: Words before a name that do not change which place it is.
_LEAD = re.compile(
    r"^(?:the\s+|(?:downtown|nearby|greater|mainland|metropolitan|metro|rural|occupied|near|outside|inside|around|old|"
    r"new|capital|central|city|inner|outer|suburban|coastal|besieged|historic|holy|communist|soviet|nazi|imperial|"
    r"government-held|rebel-held|war-torn|neighbou?ring|anti|pro|ex|former)[\s-]+)+",
    re.IGNORECASE,
)
#: A side of a place: "northern Mali", "South L.A.", "W. Columbia", "East Jerusalem".
_SIDE = re.compile(
    r"^(?:the\s+)?(?:far\s+)?(?:north|south|east|west|northeast|northwest|southeast|southwest|central|mid|upper|lower|"
    r"inner|outer)(?:-?(?:east|west|central))?(?:ern)?(?:most)?[\s-]+(?=\S)",
    re.IGNORECASE,
)
_SHORT_SIDE = {"n": "north", "s": "south", "e": "east", "w": "west"}
_TAIL = re.compile(
    r"(?<![\s-])[\s-]+(?:based|led|backed|born|held|ruled|run|made|bound|style|wide|area|era|owned|flagged)$",
    re.IGNORECASE,
)
#: Written-out forms of short words, at the end and at the beginning of a name.
_LAST = {
    "co": "county",
    "twp": "township",
    "is": "island",
    "dist": "district",
    "prov": "province",
    "mtns": "mountains",
}
_FIRST = {
    "ft": "fort",
    "fort": "ft",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "pt": "point",
    "port": "pt",
}
#: Words of institutions, sites and events; the place within such a name is where they are at home.
_INSTITUTION = frozenset(
    "university college school schools high elementary middle hospital clinic medical infirmary court courthouse police "
    "sheriff fire department council parliament assembly senate legislature congress capitol ministry embassy consulate "
    "bank airport airfield airbase base port stadium arena coliseum church cathedral chapel mosque temple synagogue "
    "prison jail penitentiary correctional museum gallery library hotel inn theatre theater station street st road rd "
    "avenue ave drive dr boulevard blvd lane highway bridge tower mall center centre club fc united city town rovers "
    "athletic institute academy society association federation union cup open festival show summit games marathon office "
    "authority commission committee agency board company corporation corp inc ltd times post news herald tribune journal "
    "gazette star daily radio tv broadcasting observatory laboratory plant factory mine dam reactor cemetery graveyard "
    "racecourse raceway speedway circuit golf course zoo gardens garden garage market plaza square terminal complex farm "
    "farms ranch restaurant cafe pub bar studio hall palace castle house fort barracks camp estate apartments towers "
    "garrison headquarters reserve refuge monument memorial trail turf symphony orchestra philharmonic opera ballet choir "
    "chamber league team squad army navy guard force forces brigade division regiment front movement party state "
    "administration government district council election elections convention conference forum treaty accord agreement "
    "declaration protocol express line railway railroad metro electronic security smart cargo".split()
)
#: Words of small things that lie where the report does: parks, creeks, townships.
_LOCAL = frozenset(
    "township twp park creek river lake mill hill hills ridge heights island beach pond bay lagoon woods forest trail "
    "point falls canyon neighborhood neighbourhood subdivision estate village hollow meadows springs cemetery lakeshore "
    "wetlands marsh grove common commons green hill block bend roundabout".split()
)
_ROAD = re.compile(
    r"^(?:[AMBIN]-?\d{1,4}|US-?\d+|route \d+|highway \d+|interstate \d+|\d+ block of .*)$", re.IGNORECASE
)
#: Longest run of words looked at inside an institution's name.
_LONGEST = 4
#: Words that make no name of their own inside a longer one, though some village bears them.
_WEAK = frozenset(
    "the of and for in on at to a an new old first second third national international central general public high royal "
    "north south east west northern southern eastern western united american world city state county park lake river san "
    "santa saint st great little big grand la el los las le de du da al center centre field union valley".split()
)


#: Of the institutions' words those of bodies that act rather than buildings one is in.
_BODIES = frozenset(
    "police council parliament assembly senate legislature congress ministry bank fc united rovers athletic academy society "
    "association federation union cup open festival show summit games authority commission committee agency board company "
    "corporation corp inc ltd times post news herald tribune journal gazette radio tv army navy guard force forces party "
    "administration government symphony orchestra league team squad front movement university college".split()
)


def is_institution(name: str) -> bool:
    """Whether a name is that of a body which a place has a part in: "Bank of Japan", "Norwich City FC"."""
    return not _BODIES.isdisjoint(key(name).split())


def is_site_name(name: str) -> bool:
    """Whether a name is a street's, building's, institution's, park's or the like, by its words."""
    words = set(key(name).split())
    return (len(words) > 1 and not words.isdisjoint(_INSTITUTION | _LOCAL)) or bool(_ROAD.match(name.strip()))


def variants(name: str) -> Iterator[Variant]:
    """What to look a name up under, most trusted first; no key is given twice."""
    seen: set[str] = set()
    for variant in _all(" ".join(name.split())):
        if variant.key and variant.key not in seen:
            seen.add(variant.key)
            yield variant


def _all(name: str) -> Iterator[Variant]:
    folded = key(name)
    yield Variant(folded, Way.EXACT)
    stem = key(bare(name))
    if stem != folded:
        yield Variant(stem, Way.EXACT)
    words = stem.split()
    if not words:
        return
    rewritten = list(_rewritten(name, words))
    yield from rewritten
    yield from _shorter(stem, words)
    for other in rewritten:
        yield from _shorter(other.key, other.key.split())
    if len(words) > 1:
        yield from _parts(words)


def _rewritten(name: str, words: list[str]) -> Iterator[Variant]:
    """The same name in other spellings."""
    if len(words) > 1 and words[-1] in _LAST:
        yield Variant(" ".join([*words[:-1], _LAST[words[-1]]]), Way.REWRITTEN)
    if len(words) > 1 and words[0] in _FIRST:
        yield Variant(" ".join([_FIRST[words[0]], *words[1:]]), Way.REWRITTEN)
    if len(words) > 1 and words[0] in ("st", "mt") and words[-1] == words[1]:
        yield Variant(" ".join(words[1:]), Way.REWRITTEN)
    if len(words) > 1 and words[0] in ("river", "lake", "mt", "port", "county", "city"):
        yield Variant(" ".join([*words[1:], words[0]]), Way.REWRITTEN)
    if len(words) > 1 and words[-1] in ("river", "lake"):
        yield Variant(" ".join([words[-1], *words[:-1]]), Way.REWRITTEN)
    if len(words[-1]) > 4 and words[-1].endswith("s"):
        # "Ohioans", "Dagestanis"
        yield Variant(" ".join([*words[:-1], words[-1][:-1]]), Way.REWRITTEN)
    tail = _TAIL.sub("", name)
    if tail != name:
        yield Variant(key(tail), Way.REWRITTEN)
    lead = _LEAD.sub("", name)
    if lead != name and lead:
        yield Variant(key(lead), Way.REWRITTEN)
    if "-" in name and " " not in name:
        first, _, last = name.partition("-")
        if first.isupper() or (first[:1].isupper() and last[:1].islower()):
            yield Variant(key(first), Way.REWRITTEN)
    if "/" in name:
        yield Variant(key(name.split("/", maxsplit=1)[0]), Way.REWRITTEN)


def _shorter(stem: str, words: list[str]) -> Iterator[Variant]:
    """The name without the word for its kind, its side, or the thing that bears it."""
    said = _BEFORE.match(stem)
    if said:
        yield Variant(stem[said.end() :], Way.AREA, _KINDS.get(said.group(1).split()[0], _NONE))
    side = _SIDE.match(stem)
    if side and len(words) > 1:
        yield Variant(stem[side.end() :], Way.SIDE)
    if len(words) > 1 and words[-1] in _KINDS:
        yield Variant(" ".join(words[:-1]), Way.AREA, _KINDS[words[-1]])
    if len(words) > 1 and words[-1] in _FEATURES:
        yield Variant(" ".join(words[:-1]), Way.FEATURE, _FEATURES[words[-1]])
    if len(words) > 1 and words[0] in ("lake", "river", "mt", "cape", "point", "lough", "loch"):
        yield Variant(" ".join(words[1:]), Way.FEATURE, _FEATURES.get(words[0], _NONE))


def _parts(words: list[str]) -> Iterator[Variant]:
    """The longest names within the name of an institution, the first and the last words before those between."""
    if not _INSTITUTION.intersection(words):
        return
    for size in range(min(_LONGEST, len(words) - 1), 0, -1):
        starts = [0, len(words) - size, *range(1, len(words) - size)]
        for start in dict.fromkeys(starts):
            run = words[start : start + size]
            if not all(w in _WEAK or w in _INSTITUTION for w in run) and run[0] not in ("of", "and"):
                yield Variant(" ".join(run), Way.PART)
