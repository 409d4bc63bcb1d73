"""Which accounts of somebody's whereabouts tell of one stay: at one place, on days that follow one another.

Finer places come first. An account that names no more than the country supports every finer stay that it
holds and makes one of its own only if it holds none; one that names no more than the month, or no day, joins
the nearest stay at its place. What was announced joins what came of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from sayso.classes import dataclass, field
from sayso.engine.presence import CallOff, Did, Presence, Presences, StopStatus, country_place
from sayso.link.closeness import place_fits
from sayso.records import NEAR_DAYS, WIDE_DAYS, Place, PlaceKind
from sayso.records.days import day_of
from sayso.records.globe import apart_km

__all__ = ["Stay", "stays_of"]

#: How coarse a place is; a coarser one may hold finer ones.
_LEVEL = {
    PlaceKind.FACILITY: 0, PlaceKind.CITY: 0, PlaceKind.UNKNOWN: 0, PlaceKind.ADMIN1: 1, PlaceKind.COUNTRY: 2,
    PlaceKind.REGION: 3, PlaceKind.WATER: 3,
}  # fmt: skip
_COARSEST = 3
Days = tuple[int | None, int | None]
PlaceKey = tuple[str, str | None]
#: Days looked up one by one; a longer window is compared with every stay.
_LOOKED_UP = 400


@dataclass(slots=True, eq=False)
class Stay:
    """Accounts of one stay while they come together.

    ``direct`` name the place or one beside it, ``support`` a place that holds it. ``first`` and ``last`` are
    the days of what was done there, else of what is planned; both None if no account has one.
    """

    level: int
    direct: list[Presence] = field(default_factory=list)
    support: list[Presence] = field(default_factory=list)
    denials: list[Presence] = field(default_factory=list)
    off: list[CallOff] = field(default_factory=list)
    # what days and places came to when there were so many accounts: they are asked for far oftener than one
    # is added
    _days: tuple[tuple[int, int, int], Days] | None = None
    _places: tuple[int, list[Place]] | None = None

    @property
    def accounts(self) -> list[Presence]:
        """Every account but denials."""
        return [*self.direct, *self.support]

    @property
    def done(self) -> bool:
        """Whether an account tells that he was or is there."""
        return any(p.status is StopStatus.DONE for p in self.accounts)

    @property
    def told(self) -> list[Presence]:
        """The accounts whose days are the stay's: of what was done, else of what is planned, else denials."""
        for these in (self.direct, self.support):
            done = [p for p in these if p.status is StopStatus.DONE]
            if done:
                return done
        return self.direct or self.denials

    @property
    def days(self) -> Days:
        """First and last day: from the first to the last of days told exactly, else those common to all."""
        size = len(self.direct), len(self.support), len(self.denials)
        if self._days is None or self._days[0] != size:
            self._days = size, self._made_of(self.told)
        return self._days[1]

    @staticmethod
    def _made_of(told: Sequence[Presence]) -> Days:
        exact = [p for p in told if p.exact]
        if exact:
            return _least(p.first for p in exact), _most(p.last for p in exact)
        told = [p for p in told if p.dated] or told
        return _most(p.first for p in told), _least(p.last for p in told)

    @property
    def exact(self) -> bool:
        """Whether the days are told exactly."""
        return any(p.exact for p in self.told)

    @property
    def order(self) -> tuple[int, int, str]:
        """What stays are sorted by, whatever order their accounts came in."""
        first, last = self.days
        return first or 0, last or 0, min(p.claim.claim_id for p in self.named)

    @property
    def places(self) -> list[Place]:
        """The places that accounts name it by, each once."""
        if self._places is None or self._places[0] != len(self.named):
            self._places = len(self.named), list({_key(p.place): p.place for p in self.named}.values())
        return self._places[1]

    @property
    def named(self) -> list[Presence]:
        """The accounts that name its place, not one that holds it; denials if there are no others."""
        return self.direct or self.denials


def _key(place: Place) -> PlaceKey:
    """What tells one place from another."""
    return place.place_id or place.name, place.country


def _least(days: Iterable[int | None]) -> int | None:
    return min((d for d in days if d is not None), default=None)


def _most(days: Iterable[int | None]) -> int | None:
    return max((d for d in days if d is not None), default=None)


def stays_of(found: Presences) -> list[Stay]:
    """The stays that accounts tell of, in the order of their days.

    Invariants:
        Independent of the order of the accounts; every account is in one stay at least.
    Cost:
        Accounts of one day and place level are compared with one another, others looked up by day.
    """
    every = sorted(found.there, key=lambda p: p.order)
    making = _Making()
    for level in range(_COARSEST + 1):
        here = [p for p in every if _LEVEL[p.place.kind] == level and p.status is not StopStatus.DENIED]
        for status in (StopStatus.DONE, StopStatus.PLANNED):
            for exact in (True, False):
                making.add(level, [p for p in here if p.status is status and p.exact is exact])
    making.deny([p for p in every if p.status is StopStatus.DENIED])
    for off in found.called_off:
        making.call_off(off)
    return sorted(making.stays, key=lambda s: s.order)


class _Making:
    """Stays while accounts are added: finest first, done before planned, exact days before others."""

    def __init__(self) -> None:
        self.stays: list[Stay] = []
        self._by_day: dict[int, list[Stay]] = defaultdict(list)
        self._any_day: list[Stay] = []
        self._fits = _remembering(place_fits)

    # -------------------------------------------------------------- adding

    def add(self, level: int, those: Sequence[Presence]) -> None:
        """Add accounts of one level, status and exactness, in order."""
        left: list[Presence] = []
        for one in those:
            held = self._held(one, level)
            beside = None if held else self._beside(one, level)
            for stay in held:
                stay.support.append(one)
            if beside is not None:
                beside.direct.append(one)
            elif not held:
                left.append(one)
        for group in self._groups(left):
            self._new(Stay(level=level, direct=group))

    def _new(self, stay: Stay) -> None:
        self.stays.append(stay)
        first, last = stay.days
        if first is None or last is None or last - first > _LOOKED_UP:
            self._any_day.append(stay)
            return
        for each in range(first, last + 1):
            self._by_day[each].append(stay)

    def _held(self, one: Presence, level: int) -> list[Stay]:
        """The finer stays that an account of a coarser place supports."""
        if level == 0:
            return []
        finer = [s for s in self._near(one) if s.level < level and self._holds(one.place, s)]
        done = [s for s in finer if s.done and self._may_be(one, s)]
        if done:
            return _one_trip(done) if one.status is StopStatus.PLANNED and not one.exact else done
        # a town that was announced without a day may not be where he went
        sure = [s for s in finer if s.exact or one.status is StopStatus.PLANNED]
        return [s for s in sure if not s.done and _overlap(one, s, 0)]

    def _beside(self, one: Presence, level: int) -> Stay | None:
        """The stay at the same place that an account is one more of, the nearest if there are several."""
        if one.status is StopStatus.DONE and one.exact:
            return None
        same = [s for s in self._near(one) if s.level == level and self._same_spot(one.place, s)]
        fit = [s for s in same if s.done and self._may_be(one, s)]
        if not fit and one.status is StopStatus.PLANNED and not one.exact:
            fit = [s for s in same if not s.done and _overlap(one, s, 0)]
        return min(fit, key=lambda s: _nearness(one, s), default=None)

    @staticmethod
    def _may_be(one: Presence, stay: Stay) -> bool:
        """Whether an account may be of a stay that took place."""
        last = stay.days[1]
        if one.status is StopStatus.DONE:
            return _overlap(one, stay, 1 if one.exact else 0)
        if one.exact and _overlap(one, stay, 0):
            return True
        if one.published is not None and last is not None and one.published > last:
            # announced when it was over: another one is meant
            return False
        # what is planned is often put off by some days
        return _overlap(one, stay, NEAR_DAYS if one.exact else 0)

    def _near(self, one: Presence) -> list[Stay]:
        """Stays of about the days of an account."""
        if one.first is None or one.last is None or one.last - one.first > _LOOKED_UP:
            return list(self.stays)
        days = range(one.first - NEAR_DAYS, one.last + NEAR_DAYS + 1)
        found = {id(s): s for day in days for s in self._by_day.get(day, ())}
        found |= {id(s): s for s in self._any_day}
        return list(found.values())

    # -------------------------------------------------------------- denials

    def deny(self, those: Sequence[Presence]) -> None:
        """Add accounts that he was not, or will not be, somewhere: to stays there, else as stays."""
        left: list[Presence] = []
        for one in those:
            level = _LEVEL[one.place.kind]
            hit = [
                s
                for s in self._near(one)
                if s.direct
                and _overlap(one, s, 0)
                and (
                    self._same_spot(one.place, s)
                    if s.level == level
                    else s.level < level and self._holds(one.place, s)
                )
            ]
            for stay in hit:
                stay.denials.append(one)
            if not hit:
                left.append(one)
        for group in self._groups(left):
            self.stays.append(Stay(level=_LEVEL[group[0].place.kind], denials=group))

    def call_off(self, off: CallOff) -> None:
        """Add an account that a visit is called off: to the stays it may be of, else as one of its own."""
        hit = [s for s in self.stays if not s.done and s.direct and _is_of(off, s)]
        for stay in hit:
            stay.off.append(off)
            stay.denials.append(_as_denial(off, off.place or stay.places[0]))
        if hit:
            return
        place = off.place or (country_place(off.countries[0]) if len(off.countries) == 1 else None)
        if place is not None:
            # no more is known of it than that
            denial = _as_denial(off, place)
            self.stays.append(Stay(level=_LEVEL[place.kind], denials=[denial], off=[off]))

    # -------------------------------------------------------------- places

    def _same_spot(self, place: Place, stay: Stay) -> bool:
        return any(self._fits(place, other) for other in stay.places)

    def _holds(self, outer: Place, stay: Stay) -> bool:
        """Whether a coarser place holds a stay."""
        if outer.kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1):
            return self._same_spot(outer, stay)
        return any(_within(outer, inner) for inner in stay.places)

    # -------------------------------------------------------------- groups

    def _groups(self, those: Sequence[Presence]) -> Iterator[list[Presence]]:
        """Accounts of one level that tell of one stay, in order."""
        yield from self._chained([p for p in those if p.exact])
        yield from self._in_common([p for p in those if not p.exact])

    def _chained(self, those: Sequence[Presence]) -> list[list[Presence]]:
        """Accounts of exact days: those that overlap or follow day on day at one place hang together."""
        leader = list(range(len(those)))

        def of(n: int) -> int:
            while leader[n] != n:
                leader[n] = leader[leader[n]]
                n = leader[n]
            return n

        # by place, the last account of those that hang together so far, and their last day
        open_: dict[PlaceKey, tuple[int, int]] = {}
        for n, one in enumerate(those):
            first, last = one.first or 0, one.last or 0
            open_ = {key: (m, until) for key, (m, until) in open_.items() if until >= first - 1}
            for m, _ in open_.values():
                if of(m) != of(n) and self._fits(those[m].place, one.place):
                    low, high = sorted((of(m), of(n)))
                    leader[high] = low
            key = _key(one.place)
            open_[key] = n, max(last, open_[key][1] if key in open_ else last)
        groups: dict[int, list[Presence]] = defaultdict(list)
        for n, one in enumerate(those):
            groups[of(n)].append(one)
        return list(groups.values())

    def _in_common(self, those: Sequence[Presence]) -> list[list[Presence]]:
        """Accounts of about when: each joins the first group at its place with a day in common."""
        groups: list[tuple[list[Presence], Days]] = []
        for one in those:
            for n, (group, days) in enumerate(groups):
                common = _common(days, (one.first, one.last))
                if common is not None and all(self._fits(p.place, one.place) for p in group):
                    group.append(one)
                    groups[n] = (group, common)
                    break
            else:
                groups.append(([one], (one.first, one.last)))
        return [group for group, _ in groups]


def _as_denial(off: CallOff, place: Place) -> Presence:
    """That a visit is called off, as an account that somebody will not be at a place."""
    published = day_of(off.account.published)
    return Presence(
        account=off.account,
        event_id=off.event_id,
        did=Did.VISIT,
        status=StopStatus.DENIED,
        place=place,
        time=None,
        first=published,
        last=None if published is None else published + WIDE_DAYS,
        dated=False,
        exact=False,
    )


def _is_of(off: CallOff, stay: Stay) -> bool:
    """Whether a plan may be what an account says is called off."""
    claim, published = off.account.claim, day_of(off.account.published)
    one_sentence = any(
        p.claim.article_id == claim.article_id and p.claim.evidence.span == claim.evidence.span
        for p in stay.direct
    )
    lands = {a.country for a in off.countries}
    place = any(p.country in lands or (off.place and place_fits(p, off.place)) for p in stay.places)
    if not (one_sentence or place):
        return False
    announced, last = _least(p.published for p in stay.direct), stay.days[1]
    if published is None or announced is None:
        return one_sentence
    return announced <= published and (last is None or last >= published - NEAR_DAYS)


# ------------------------------------------------------------------ days


def _overlap(one: Presence, stay: Stay, slack: int) -> bool:
    """Whether the days of an account and a stay are at most ``slack`` days apart; days not known fit none."""
    first, last = stay.days
    if one.first is None or one.last is None or first is None or last is None:
        return False
    return one.first <= last + slack and first <= one.last + slack


def _nearness(one: Presence, stay: Stay) -> tuple[object, ...]:
    """How far an account lies from a stay, the same event and the same report before days."""
    first, last = stay.days
    at = one.first if one.exact else one.published
    apart = 0 if at is None else max((first or at) - at, at - (last or at), 0)
    return (
        all(p.event_id != one.event_id for p in stay.accounts),
        all(p.claim.article_id != one.claim.article_id for p in stay.accounts),
        apart,
        stay.order,
    )


def _one_trip(stays: Sequence[Stay]) -> list[Stay]:
    """The first of some stays and those that follow on it: one plan is of one journey."""
    ordered = sorted(stays, key=lambda s: s.order)
    trip = [ordered[0]]
    for stay in ordered[1:]:
        first, last = stay.days[0], trip[-1].days[1]
        if first is None or last is None or first - last > NEAR_DAYS:
            break
        trip.append(stay)
    return trip


# ------------------------------------------------------------------ places


def _common(a: Days, b: Days) -> Days | None:
    """The days that two windows share; None if they share none. Unknown days are shared with such alone."""
    if None in (*a, *b):
        return a if a == b else None
    first, last = max(a[0] or 0, b[0] or 0), min(a[1] or 0, b[1] or 0)
    return (first, last) if first <= last else None


def _within(outer: Place, inner: Place) -> bool:
    """Whether a place lies in a region, as far as points tell."""
    if outer.country is not None and outer.country != inner.country:
        return False
    if outer.lat is None or outer.lon is None or inner.lat is None or inner.lon is None:
        return False
    # a region lies within its radius; what lies within that may still be beside the region
    return apart_km(outer.lat, outer.lon, inner.lat, inner.lon) <= (outer.within_km or 0.0)


def _remembering(fits: Callable[[Place, Place], bool]) -> Callable[[Place, Place], bool]:
    """The same, asked once for each pair of places with ids: busy people are at one place again and again."""
    known: dict[tuple[str, str], bool] = {}

    def asked(a: Place, b: Place) -> bool:
        if a.place_id is None or b.place_id is None:
            return fits(a, b)
        key = (a.place_id, b.place_id)
        if key not in known:
            known[key] = fits(a, b)
        return known[key]

    return asked
