"""How-many series: what figure claims say of one thing of one subject, in the order of time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sayso.classes import dataclass, replace
from sayso.engine.rates import Daily, daily_rate
from sayso.engine.spots import Spot, TimeFrom, day_of, near, published_on, spots_of
from sayso.engine.voices import voices
from sayso.lang.folding import fold
from sayso.lang.plurals import same_noun, singular
from sayso.ledger import LAST_DAY, FigureGroup, FigureQuery, Ledger, words, words_of_figure
from sayso.link.counting import count_origins
from sayso.records import (
    Account,
    Actor,
    ActorKind,
    Approx,
    Claim,
    Measure,
    Nature,
    Quantity,
    Status,
    TimeRange,
)
from sayso.records.codec import actor_to_json, claim_to_json

__all__ = [
    "Bounds",
    "FigureQuery",
    "Point",
    "Series",
    "TimeFrom",
    "find_series",
    "head_to_json",
    "point_to_json",
    "series_of",
    "series_to_json",
]

# `Any`: a JSON document.
Json = dict[str, Any]

#: An amount "about" so much may lie this far from it, as a share. A convention of reading, not measured: it
#: only decides whether two softened amounts are marked as differing.
_ABOUT = 0.1
#: Claims looked at for each figure that is wanted; several are often of one.
_WINDOW = 4
_AHEAD = frozenset({Status.PLANNED, Status.POSSIBLE, Status.ATTEMPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The smallest and the largest number among several amounts."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One amount for one time, with everybody who gives it.

    ``lead`` is the first account of it, ``time`` what the amount is for, None where that is the day of
    publication; ``first`` and ``last`` are its days, ISO 8601, None where they are open or unknown.
    ``said_by`` are those on whose word the accounts rest, ``differs`` the ids of points of the same series
    that give another amount for the same time on another's word. Counts are those of the event, as far as
    its accounts are for this time.
    """

    lead: Account
    event_id: str | None
    claims: tuple[str, ...]
    time: TimeRange | None
    time_from: TimeFrom
    first: str | None
    last: str | None
    daily: Daily | None
    said_by: tuple[str, ...]
    reports: int
    publishers: int
    origins: int
    rests_on: str | None
    differs: tuple[str, ...] = ()

    @property
    def claim(self) -> Claim:
        """The claim that stands for the point."""
        return self.lead.claim

    @property
    def quantity(self) -> Quantity:
        """The amount."""
        return self.lead.claim.quantities[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The amounts of one item, in one unit, that one measure has of one subject, in the order of time."""

    subject: Actor | None
    measure: Measure
    item: str
    unit: str | None
    points: tuple[Point, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What its figures have in common: whose they are, measure, item in the singular, unit."""
        return _key(self.points[0].claim)

    @property
    def ranges(self) -> Mapping[Nature, Bounds]:
        """By nature, the smallest and largest number of amounts that are neither rates nor denied."""
        numbers: dict[Nature, list[float]] = defaultdict(list)
        for point in self.points:
            if point.quantity.per is None and point.claim.status is not Status.NEGATED:
                numbers[point.quantity.nature] += _stated(point.quantity.low, point.quantity.high)
        return {n: Bounds(low=min(numbers[n]), high=max(numbers[n])) for n in Nature if numbers[n]}

    @property
    def daily(self) -> Bounds | None:
        """The smallest and largest daily rate implied."""
        numbers = [n for p in self.points if p.daily for n in _stated(p.daily.low, p.daily.high)]
        return Bounds(low=min(numbers), high=max(numbers)) if numbers else None


def _stated(*bounds: float | None) -> list[float]:
    return [bound for bound in bounds if bound is not None]


def find_series(ledger: Ledger, query: FigureQuery) -> list[Series]:
    """The series of a ledger that ``query`` asks for, as `series_of`.

    Raises:
        LedgerError: the ledger cannot be read.
    Cost:
        With ``query.limit`` only events late enough to hold the latest figures are read.
    """
    if query.limit is None:
        return series_of(ledger.figures(query), query)
    window = _WINDOW * query.limit
    while (since := ledger.nth_figure_day(query, window)) is not None:
        found = series_of(ledger.figures(query, since=since), query)
        # what was not read is for an earlier day than every figure that is returned
        late = sum(_order(point)[0] >= since for series in found for point in series.points)
        if late >= query.limit:
            return found
        window *= _WINDOW
    return series_of(ledger.figures(query), query)


def series_of(groups: Iterable[FigureGroup], query: FigureQuery) -> list[Series]:
    """The series that ``query`` asks for, those of most figures first, those of nobody named last.

    Returns:
        Points in the order of the time they are for; with ``query.limit`` the latest ones of all series.
    Cost:
        Keeps every account of what was asked for; compares points of a series that are for the same time.
    """
    found: dict[tuple[str, ...], list[Spot]] = defaultdict(list)
    for group in groups:
        for spot in spots_of(group, _key):
            if _is_whose(spot, group.asked) and _asked(spot, query):
                found[_key(spot.claim)].append(spot)
    if query.limit is not None:
        every = sorted((p for spots in found.values() for p in spots), key=_order)
        kept = {p.claim.claim_id for p in every[-query.limit :]}
        found = {key: [p for p in spots if p.claim.claim_id in kept] for key, spots in found.items()}
    keys = sorted((key for key in found if found[key]), key=lambda key: (not key[0], -len(found[key]), key))
    return [_series(_point(spot) for spot in found[key]) for key in keys]


# ------------------------------------------------------------------ points


def _point(spot: Spot) -> Point:
    accounts, lead, published = spot.accounts, spot.lead, published_on(spot.lead)
    counted = count_origins(accounts)
    bearers = [bearer for account in accounts for bearer in account.bearers]
    return Point(
        lead=lead,
        event_id=spot.event_id,
        claims=tuple(a.claim.claim_id for a in accounts),
        time=spot.time,
        time_from=spot.time_from,
        first=spot.first,
        last=spot.last,
        daily=daily_rate(lead.claim, day_of(published) if published else None),
        said_by=voices(accounts),
        reports=len({b.article_id for b in bearers}),
        publishers=len({b.publisher for b in bearers if b.publisher}),
        origins=counted.n,
        rests_on=counted.rests_on,
    )


def _order(point: Point | Spot) -> tuple[str, str, str, str]:
    first = point.first or point.last or LAST_DAY
    return first, point.last or LAST_DAY, point.lead.published or LAST_DAY, point.claim.claim_id


# ------------------------------------------------------------------ what is asked


def _is_whose(point: Spot, asked: frozenset[str] | None) -> bool:
    """Whether a point is of the asked subject and measure, which the ledger knows of each claim."""
    return asked is None or any(account.claim.claim_id in asked for account in point.accounts)


def _asked(point: Spot, query: FigureQuery) -> bool:
    """Whether a point is of the asked item and days."""
    if query.since is not None or query.until is not None:
        if point.first is None and point.last is None:
            return False
        if query.since is not None and (point.last or LAST_DAY) < query.since.isoformat():
            return False
        if query.until is not None and (point.first or "")[:10] > query.until.isoformat():
            return False
    return query.item is None or _is_of(point.claim, query.item)


def _is_of(claim: Claim, asked: str) -> bool:
    """Whether every word asked for is one of the item, in singular or plural."""
    said = words_of_figure(claim)
    return all(any(same_noun(word, other) for other in said) for word in words(asked))


# ------------------------------------------------------------------ series


def _item(claim: Claim) -> str:
    """What is counted, in dictionary form; claims stored before 2026-11-27 have the text's words alone."""
    quantity = claim.quantities[0]
    figure = claim.figure.item if claim.figure else ""
    return " ".join((quantity.item or figure or quantity.counted or "").casefold().split())


def _singular(item: str) -> str:
    before, _, last = item.rpartition(" ")
    return f"{before} {singular(last)}".strip()


def _whose(subject: Actor | None) -> str:
    """Whom a series is of. A country and its government are one, and a description is told by its words."""
    if subject is None:
        return ""
    if subject.country and subject.actor_id.partition(":")[2] == subject.country:
        return f"state {subject.country}"
    if subject.country is None and subject.kind in (ActorKind.UNKNOWN, ActorKind.GROUP):
        return f"{subject.actor_id} {fold(subject.name)}"
    return subject.actor_id


def _key(claim: Claim) -> tuple[str, ...]:
    figure = claim.figure
    measure, subject = (figure.measure.value, figure.subject) if figure else ("", None)
    return _whose(subject), measure, _singular(_item(claim)), claim.quantities[0].unit or ""


def _series(points: Iterable[Point]) -> Series:
    ordered = _compared(sorted(points, key=_order))
    lead = ordered[0].claim
    subjects = [s for p in ordered if p.claim.figure and (s := p.claim.figure.subject)]
    names = Counter(s.name for s in subjects)
    items = Counter(_item(p.claim) for p in ordered)
    singulars = [item for item in items if _singular(item) == item]
    return Series(
        # the country stands for its government
        subject=min(subjects, key=lambda s: (s.kind is not ActorKind.COUNTRY, -names[s.name]), default=None),
        measure=lead.figure.measure if lead.figure else Measure.OTHER,
        item=singulars[0] if singulars else items.most_common(1)[0][0],
        unit=lead.quantities[0].unit,
        points=tuple(ordered),
    )


def _compared(points: Sequence[Point]) -> list[Point]:
    """The same points, each with those that differ from it.

    Figures of nobody, or of an army or a gang of no known country, may be of as many different ones.
    """
    subject = points[0].claim.figure.subject if points[0].claim.figure else None
    if subject is None or subject.country is None:
        return list(points)
    differs: dict[str, list[str]] = defaultdict(list)
    for a, b in _pairs(points):
        if _differ(a, b):
            differs[a.claim.claim_id].append(b.claim.claim_id)
            differs[b.claim.claim_id].append(a.claim.claim_id)
    return [replace(p, differs=tuple(differs[p.claim.claim_id])) for p in points]


def _pairs(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Pairs for the same time: the same days, or none of their own and published within some days."""
    same: dict[tuple[str | None, str | None], list[Point]] = defaultdict(list)
    untimed: list[Point] = []
    for point in points:
        if point.time is not None:
            same[point.first, point.last].append(point)
        elif point.lead.published is not None:
            untimed.append(point)
    for those in same.values():
        yield from ((a, b) for n, a in enumerate(those) for b in those[n + 1 :])
    for n, a in enumerate(untimed):
        for b in untimed[n + 1 :]:
            # they are in the order of publication, so the first one too far away ends the search
            if not near(a.lead, b.lead):
                break
            yield a, b


def _differ(a: Point, b: Point) -> bool:
    """Whether different speakers give amounts for the same time that cannot both hold."""
    if not {fold(v) for v in a.said_by}.isdisjoint(fold(v) for v in b.said_by):
        return False
    p, q = a.claim, b.claim
    if (p.status in _AHEAD) != (q.status in _AHEAD) or not _same_place(p, q):
        return False
    denied = [c.status is Status.NEGATED for c in (p, q)]
    if any(denied):
        return not all(denied) and _amounts(a.quantity) == _amounts(b.quantity)
    if a.daily is not None and b.daily is not None:
        return _apart((a.daily.low, a.daily.high), (b.daily.low, b.daily.high), _slack(a, b))
    if (a.quantity.nature, a.quantity.per) != (b.quantity.nature, b.quantity.per):
        return False
    return _apart((a.quantity.low, a.quantity.high), (b.quantity.low, b.quantity.high), _slack(a, b))


def _amounts(quantity: Quantity) -> tuple[float | None, float | None, str | None]:
    return quantity.low, quantity.high, quantity.per


def _same_place(a: Claim, b: Claim) -> bool:
    """Whether two figures may be of one place; one that names none may be of any."""
    if a.place is None or b.place is None:
        return True
    return (a.place.place_id or fold(a.place.name)) == (b.place.place_id or fold(b.place.name))


def _slack(a: Point, b: Point) -> tuple[float, float]:
    softened = [p.quantity.approximate or p.quantity.approx is not Approx.NONE for p in (a, b)]
    return _ABOUT if softened[0] else 0.0, _ABOUT if softened[1] else 0.0


Ends = tuple[float | None, float | None]


def _apart(a: Ends, b: Ends, slack: tuple[float, float]) -> bool:
    """Whether two ranges share no number. An end that is not stated is open; touching ends are shared."""
    return _above(a[0], b[1], slack) or _above(b[0], a[1], slack[::-1])


def _above(low: float | None, high: float | None, slack: tuple[float, float]) -> bool:
    """Whether a lower end lies above an upper one, each moved outwards by its share."""
    if low is None or high is None:
        return False
    return low - abs(low) * slack[0] > high + abs(high) * slack[1]


# ------------------------------------------------------------------ JSON


def series_to_json(series: Series) -> Json:
    """One series with its points."""
    return {
        **head_to_json(series),
        "ranges": {n.value: _bounds_to_json(b) for n, b in series.ranges.items()},
        "daily": _bounds_to_json(series.daily) if series.daily else None,
        "points": [point_to_json(p) for p in series.points],
    }


def head_to_json(series: Series) -> Json:
    """What the points of a series have in common."""
    return {
        "subject": actor_to_json(series.subject) if series.subject else None,
        "measure": series.measure.value,
        "item": series.item,
        "unit": series.unit,
    }


def _bounds_to_json(bounds: Bounds) -> Json:
    return {"low": _number(bounds.low), "high": _number(bounds.high)}


def point_to_json(point: Point) -> Json:
    """One point; what a claim or an event has as well bears the same name here."""
    claim = claim_to_json(point.claim)
    quantity = claim["quantities"][0]
    time = point.time
    return {
        "id": point.claim.claim_id,
        "event": point.event_id,
        "claims": list(point.claims),
        "time": {
            "edtf": time.edtf if time else point.first,
            "earliest": point.first,
            "latest": point.last,
            "text": time.text if time else None,
            "from": point.time_from.value,
        },
        "quantity": quantity,
        "daily": daily_to_json(point),
        "attribution": claim["attribution"],
        "said_by": list(point.said_by),
        "status": claim["status"],
        "certainty": claim["certainty"],
        "place": claim["place"],
        "reports": point.reports,
        "publishers": point.publishers,
        "origins": point.origins,
        "rests_on": point.rests_on,
        "report": claim["report"],
        "publisher": point.lead.publisher,
        "published": point.lead.published,
        "evidence": claim["evidence"],
        "differs": list(point.differs),
        "p": claim["p"],
    }


def daily_to_json(point: Point) -> Json | None:
    """The implied daily rate with what it was divided by."""
    daily = point.daily
    if daily is None:
        return None
    return {
        "low": _number(daily.low),
        "high": _number(daily.high),
        "basis": daily.basis.value,
        "days": {"low": _number(daily.shortest), "high": _number(daily.longest)},
        "cut": daily.cut,
    }


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a fraction, as everywhere in the contract."""
    return int(value) if value is not None and value == int(value) else value
