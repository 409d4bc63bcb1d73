"""Place names to places: the shipped gazetteer, a second one of the user's, and a ranker that reads a report whole."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sayso.records import PlaceContext, PlaceKind, PlaceMatch, PlaceMention, RunnerUp
from sayso.resolve.gazetteer import Candidate, Gazetteer
from sayso.resolve.names import bare, bare_area, key, slug
from sayso.resolve.place_use import use_of
from sayso.resolve.ranking import Block, Found, Ranker, make_block
from sayso.resolve.scene import Answer, Scene, anchored, build_scene, resolve_alone, resolve_scene
from sayso.resolve.schema import KIND_OF, RANK_CODE, RANK_DEMONYM, RANK_OTHER
from sayso.resolve.variants import Variant, Way, variants

__all__ = ["Places", "trust"]

_FILE = Path(__file__).with_name("places.sqlite")
_WEIGHTS = Path(__file__).with_name("place_ranker.json")

#: Most answers and names kept; a day's news names fewer distinct places than this.
_CACHE_SIZE = 50_000
#: A name that the shipped file holds only for places below this weight is looked up in the second one as well.
_POOR = 3.0
#: The weight of "some other place, which the gazetteer does not hold", where a name comes without a report.
_UNKNOWN, _SLOPE = 3.7, 0.9
#: What the surest answers for names without a report are worth: on LGL, GWN and GeoVirus, asked one name at a time.
_ALONE = 0.94
_TOP_P = 0.98
#: Radius of a site known only by its name's town, of a side of an area, and of a report's town that stands in for a site.
_SITE_KM, _ANCHOR_KM = 25.0, 40.0

_EDGES = ' ,;:"“”()[]'
_DOMAIN = re.compile(r"^(?:[a-z]+://)?(?:[^/@]*@)?([a-z0-9.-]+\.[a-z]{2,})(?:[:/?#]|$)", re.IGNORECASE)
_SIDE = re.compile(
    r"^(?:the\s+)?((?:far\s+)?(?:north|south|east|west|northeast|northwest|southeast|southwest|central)"
    r"(?:-?(?:east|west|central))?(?:ern)?(?:most)?|upper|lower|inner|outer|mid-?)[\s-]+",
    re.IGNORECASE,
)


def trust(answer: Answer) -> dict[str, float]:
    """What the probability of an answer rests on, by the names of the ranker's calibration."""
    found, place = answer.found, answer.found.candidate
    way = found.variant.way
    return {
        "bias": 1.0,
        "odds": math.log((answer.q + 1e-3) / (1.0 - answer.q + 1e-3)),
        "weight": place.weight,
        "only": float(answer.n == 1),
        "support": answer.support,
        "near": answer.near,
        "exact": float(way is Way.EXACT),
        "side_or_area": float(way in (Way.SIDE, Way.AREA)),
        "feature": float(way is Way.FEATURE),
        "part": float(way is Way.PART and not found.anchor),
        "anchor": float(found.anchor),
        "other_name": float(place.rank == RANK_OTHER),
        "demonym": float(place.rank == RANK_DEMONYM),
        "code": float(place.rank == RANK_CODE),
        "country": float(place.cls in ("country", "continent")),
    }


class Places:
    """The gazetteers and the ranker. Opening reads a few pages; names are looked up once."""

    def __init__(self, shipped: Gazetteer, ranker: Ranker, second: Gazetteer | None = None) -> None:
        self._shipped, self._second = shipped, second
        self.ranker: Ranker = ranker
        self.codes: dict[str, int] = {}
        self._blocks: dict[str, Block] = {}
        self._answers: dict[tuple[str, tuple[str, ...]], PlaceMatch | None] = {}

    @classmethod
    def open(
        cls, path: Path | None = None, *, second: Path | None = None, weights: Path | None = None
    ) -> Places:
        """Open the shipped gazetteer, or the one at ``path``; ``second`` is asked where it knows nothing good.

        Raises:
            GazetteerError: a file is missing, damaged or of another version.
        """
        return cls(
            Gazetteer.open(path or _FILE),
            Ranker.load(weights or _WEIGHTS),
            Gazetteer.open(second) if second else None,
        )

    def with_ranker(self, ranker: Ranker) -> Places:
        """The same gazetteers and names under other weights."""
        other = Places(self._shipped, ranker, self._second)
        other.codes, other._blocks = self.codes, self._blocks
        return other

    def lands(self) -> dict[str, int]:
        """Ids of all countries and continents, by each of their folded names."""
        return self._shipped.lands()

    def find(self, name: str, *, near: Sequence[str] = ()) -> PlaceMatch | None:
        """The best place of that name; ``near`` lists ISO3 countries of the report, likeliest first."""
        asked = (name, tuple(near))
        if asked in self._answers:
            return self._answers[asked]
        if len(self._answers) >= _CACHE_SIZE:
            self._answers.clear()
        found = self._answers[asked] = self._find(" ".join(name.split()), asked[1])
        return found

    def resolve_all(
        self, mentions: Sequence[PlaceMention], context: PlaceContext
    ) -> tuple[PlaceMatch | None, ...]:
        """The place of every mention of one report, decided together; None where none is known."""
        answers = self.answers(mentions, context)
        return tuple(
            None if answer is None else self._match(mention, answer, self.ranker.p(trust(answer)))
            for mention, answer in zip(mentions, answers, strict=True)
        )

    def scene(self, mentions: Sequence[PlaceMention], context: PlaceContext) -> Scene | None:
        """The candidates of a report's mentions, with the towns that may stand in for its sites; None for none at all."""
        home = self.home(context.publisher)
        scene = build_scene(mentions, context, self.look, home, self.codes)
        stand_ins = anchored(scene, self.ranker, mentions, self.look, self.codes)
        if stand_ins:
            scene = build_scene(
                mentions, context, lambda n: stand_ins.get(n) or self.look(n), home, self.codes
            )
        return scene

    def answers(self, mentions: Sequence[PlaceMention], context: PlaceContext) -> list[Answer | None]:
        """The ranker's answers, one for each mention; `resolve_all` makes matches of them."""
        # As they stand in the text, so that it makes no difference how they are handed over.
        order = sorted(range(len(mentions)), key=lambda i: (mentions[i].start, mentions[i].text))
        out: list[Answer | None] = [None] * len(mentions)
        scene = self.scene([mentions[i] for i in order], context)
        if scene is not None:
            told = resolve_scene(scene, self.ranker)
            for i, g in zip(order, scene.of_mention, strict=True):
                out[i] = told[g] if g >= 0 else None
        return out

    def look(self, name: str) -> Block:
        """The candidates of a name, the shipped file's first."""
        held = self._blocks.get(name)
        if held is None:
            if len(self._blocks) >= _CACHE_SIZE:
                self._blocks.clear()
            found = self._candidates(name) if any(c.isupper() for c in name) else []
            held = self._blocks[name] = make_block(name, found, self.codes)
        return held

    def _candidates(self, name: str) -> list[Found]:
        tried = list(variants(name.strip(_EDGES)))
        found = _gathered(self._shipped, tried)
        good = [f for f in found if f.variant.way <= Way.REWRITTEN]
        poor = not good or all(f.candidate.weight < _POOR or f.candidate.rank == RANK_OTHER for f in good)
        if self._second is not None and poor:
            more = _gathered(self._second, tried)
            better = any(f.variant.way <= Way.REWRITTEN for f in more)
            known = {f.candidate.place_id for f in found}
            kept = found if good or not better else []
            found = [*kept, *(f for f in more if f.candidate.place_id not in known or not kept)]
        return found

    def home(self, publisher: str | None) -> Candidate | None:
        """Where a publisher is at home, by its domain or the domain's parents."""
        told = _DOMAIN.match(publisher.strip()) if publisher else None
        labels = told.group(1).lower().split(".") if told else []
        for start in range(len(labels) - 1):
            home = self._shipped.home(".".join(labels[start:]))
            if home is not None:
                return home
        return None

    def _find(self, name: str, near: tuple[str, ...]) -> PlaceMatch | None:
        if not any(c.isupper() for c in name):
            # "us", "turkey", "the west": words, not names. Names without Latin capitals are not held.
            return None
        name = name.strip(_EDGES) if name.endswith(".") else name.strip(_EDGES + ".'")
        inner, comma, outer = name.partition(",")
        if comma and not self._known(name):
            mention = PlaceMention(text=inner.strip(), after="," + outer)
            inside = self._alone(mention, near)
            around = self._find(outer.rsplit(",", 1)[-1].strip(), near) if outer.strip() else None
            if inside is not None and (around is None or inside.p >= 0.2):
                return inside
            return None if around is None else replace(around, p=round(around.p * 0.6, 4))
        return self._alone(PlaceMention(text=bare(name)), near)

    def _known(self, name: str) -> bool:
        return bool(self._shipped.named(key(name)))

    def _alone(self, mention: PlaceMention, near: tuple[str, ...]) -> PlaceMatch | None:
        """A name without its report, which may mean a place that no gazetteer holds."""
        scene = build_scene([mention], PlaceContext(countries=near), self.look, None, self.codes)
        if scene is None or scene.of_mention[0] < 0:
            return None
        answer = resolve_alone(scene, self.ranker)
        place = answer.found.candidate
        score = place.weight + (2.0 if place.cls in ("country", "continent") else 0.0)
        if place.country in near:
            score += 1.5
        if place.place_id < 0 and place.cls not in ("city", "suburb"):
            score += 2.0
        known = 10 ** (_SLOPE * score)
        return self._match(mention, answer, _ALONE * answer.q * known / (known + 10 ** (_SLOPE * _UNKNOWN)))

    def _match(self, mention: PlaceMention, answer: Answer, p: float) -> PlaceMatch:
        found, place = answer.found, answer.found.candidate
        area = self._area(place)
        name, place_id, kind = place.name, self._id(place), KIND_OF[place.cls]
        side = _SIDE.match(mention.text) if found.variant.way is Way.SIDE else None
        if side and kind is not PlaceKind.CITY:
            name = f"{side.group(1).lower()} {place.name}"
            place_id, kind = f"loc:{slug(name)}", PlaceKind.REGION
        second = answer.second
        return PlaceMatch(
            place_id=place_id,
            name=name,
            kind=kind,
            country=place.country,
            admin1=area,
            lat=place.lat,
            lon=place.lon,
            within_km=_radius(found),
            p=round(min(_TOP_P, p), 4),
            geonameid=place.place_id if place.place_id > 0 and not side else None,
            use=use_of(mention, place, found.variant),
            runner_up=None
            if second is None
            else RunnerUp(
                place_id=self._id(second.candidate),
                name=second.candidate.name,
                p=round(p * answer.second_q / answer.q, 4),
            ),
            anchored=found.anchor,
        )  # fmt: skip

    def _area(self, place: Candidate) -> str | None:
        """Name of the first-order area of a place."""
        if place.cls == "admin1":
            return bare_area(place.name)
        held = self._place(place.admin1) if place.admin1 else None
        return bare_area(held.name) if held else None

    def _place(self, place_id: int) -> Candidate | None:
        held = self._shipped.place(place_id)
        return self._second.place(place_id) if held is None and self._second is not None else held

    def _id(self, place: Candidate) -> str:
        if place.cls == "country":
            return f"cty:{place.country}"
        if place.code and place.cls in ("admin1", "admin2"):
            return f"adm:{place.code}"
        if place.place_id > 0 and place.cls != "continent":
            return f"geo:{place.place_id}"
        if place.cls in ("city", "suburb"):
            area = self._place(place.admin1) if place.admin1 else None
            return f"loc:{slug(place.name)}-{slug(area.code or area.name if area else place.country or '')}"
        return f"loc:{slug(place.name)}"


def _radius(found: Found) -> float:
    """Radius that surely holds what is named: more than the place's own where the name is a site's near or in it."""
    km = float(found.candidate.km)
    if found.anchor:
        return km + _ANCHOR_KM
    if found.variant.way in (Way.PART, Way.FEATURE):
        return km + _SITE_KM
    return km


def _gathered(base: Gazetteer, tried: Sequence[Variant]) -> list[Found]:
    """Every place that one of the variants names, by its most trusted one.

    A name that is a place's as it stands is not taken apart ("Lake Ontario" is not in Ontario, nor "Gulf of
    Mexico" in Mexico), but for townships, which bear the names of towns; parts of a name are looked up last.
    """
    found: dict[int, Found] = {}
    best = Way.PART
    if tried and not base.named(tried[0].key):
        base.warm([v.key for v in tried if v.way is not Way.PART])
    for variant in tried:
        whole = best <= Way.REWRITTEN and variant.way > Way.REWRITTEN
        township = variant.way is Way.AREA and "township" in tried[0].key
        if found and not township and (whole or variant.way is Way.PART > best):
            continue
        for candidate in base.named(variant.key):
            found.setdefault(candidate.place_id, Found(candidate, variant))
            best = min(best, variant.way)
    return list(found.values())
