"""Where somebody was, is, and is said to go: stops and the legs between them, each with its receipts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sayso.classes import dataclass, replace
from sayso.engine.legs import Leg, Pair, clashes, legs_of
from sayso.engine.meant import check_actor, the_actor
from sayso.engine.presence import Did, Presence, Who, parts_of, presences
from sayso.engine.stays import Stay, stays_of
from sayso.engine.stops import Differences, Stop, stop_of
from sayso.ledger import Ledger, NamedActor, Telling, check_counts, check_days
from sayso.records import ActorKind
from sayso.records.days import day_of

__all__ = ["Itinerary", "ItineraryQuery", "find_itinerary", "itinerary_of"]

#: After every day there is.
_NEVER = date.max.toordinal() + 1
#: Minutes of a day: before it begins, in the middle where no hour is told, after it is over.
_BEFORE, _NOON, _AFTER = -1, 12 * 60, 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ItineraryQuery:
    """Whose itinerary is asked for.

    Attributes:
        actor: id, country (ISO 3166 alpha-3), name or words of a name; one actor must be meant.
        since, until: days, inclusive; a stop of no known day is left out if either is given.
        as_of: only what was published by this day counts, and a plan for an earlier day is unconfirmed.
            None: the latest day of publication in the ledger.
        newest: events at most that are looked at, those of the latest days; all if left out.

    Raises:
        QueryError: a value cannot be asked for.
    """

    actor: str
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    newest: int | None = None

    def __post_init__(self) -> None:
        check_actor(self.actor)
        check_days(self.since, self.until)
        check_counts(newest=self.newest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Itinerary:
    """The stops of one actor in the order of their days, and the legs between them.

    ``as_of`` is the day (ISO 8601) that "ahead" and "unconfirmed" are reckoned from, None in a ledger without
    days. ``unplaced`` counts visits and meetings of the actor of which no account tells a place. ``partly``:
    there may be earlier events, which were not looked at.
    """

    who: Who
    as_of: str | None
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    unplaced: int = 0
    partly: bool = False


def find_itinerary(ledger: Ledger, query: ItineraryQuery) -> Itinerary | None:
    """The itinerary that ``query`` asks for; None if the ledger knows nobody by that name.

    Raises:
        QueryError: the name may mean several actors; the hint lists them.
        LedgerError: the ledger cannot be read.
    """
    meant = the_actor(ledger, query.actor)
    if meant is None:
        return None
    as_of = query.as_of.isoformat() if query.as_of else ledger.acting.last_published()
    who = _who(meant)
    told = list(ledger.acting.tellings(who.actor_id, parts_of(who), query.newest))
    found = itinerary_of(told, who, replace(query, as_of=_date(as_of)))
    return replace(found, unplaced=ledger.acting.unplaced(who.actor_id), partly=len(told) == query.newest)


def _date(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)


def _who(meant: NamedActor) -> Who:
    return Who(actor_id=meant.actor_id, name=meant.name, kind=ActorKind(meant.kind), country=meant.country)


def itinerary_of(tellings: Iterable[Telling], who: Who, query: ItineraryQuery) -> Itinerary:
    """The itinerary that events in which somebody takes part come to.

    Of ``query`` only the days are looked at; without ``as_of`` nothing is unconfirmed.

    Invariants:
        Independent of the order of events and accounts. Every receipt is the id of an account that was given.
    """
    known = [cut for telling in tellings if (cut := _known_by(telling, query.as_of)).accounts]
    known.sort(key=lambda t: t.event_id)
    stays = _in_order(stays_of(presences(known, who)))
    shown = [s for s in stays if _asked(s, query)]
    as_of = query.as_of.toordinal() if query.as_of else None
    differing = {t.event_id: _differing(t) for t in known if t.disagreements}
    pairs = [
        Pair(stay, stop_of(stay, number, who, as_of, differing)) for number, stay in enumerate(shown, start=1)
    ]
    if who.person:
        clash = clashes(pairs)
        pairs = [Pair(p.stay, replace(p.stop, clashes=clash.get(p.stop.number, ()))) for p in pairs]
    return Itinerary(
        who=who,
        as_of=query.as_of.isoformat() if query.as_of else None,
        stops=tuple(p.stop for p in pairs),
        legs=legs_of(pairs, person=who.person),
    )


def _known_by(telling: Telling, as_of: date | None) -> Telling:
    """An event as it was known on a day: what was published later is left out."""
    if as_of is None:
        return telling
    last = as_of.toordinal()

    def known(published: str | None) -> bool:
        return (day_of(published) or last) <= last

    kept = tuple(
        replace(a, carriers=tuple(c for c in a.carriers if known(c.published))) if a.carriers else a
        for a in telling.accounts
        if known(a.published)
    )
    return replace(telling, accounts=kept)


def _differing(telling: Telling) -> Differences:
    """The fields in which the accounts that are known differ."""
    ids = {a.claim.claim_id for a in telling.accounts}
    found: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for name, values in telling.disagreements.items():
        kept = {
            value: those for value, every in values.items() if (those := tuple(i for i in every if i in ids))
        }
        if len(kept) > 1:
            found[name] = kept
    return found


def _asked(stay: Stay, query: ItineraryQuery) -> bool:
    if query.since is None and query.until is None:
        return True
    first, last = stay.days
    if first is None or last is None:
        return False
    return not (query.since and last < query.since.toordinal()) and not (
        query.until and first > query.until.toordinal()
    )


# ------------------------------------------------------------------ order


def _in_order(stays: Sequence[Stay]) -> list[Stay]:
    """Stays by day. What a report tells without a day comes after what it told before ("then he flew")."""
    told: dict[str, list[tuple[Presence, Stay]]] = defaultdict(list)
    for stay in stays:
        if stay.exact and stay.direct:
            for one in stay.direct:
                told[one.claim.article_id].append((one, stay))
    return sorted(stays, key=lambda stay: _order(stay, told))


def _order(
    stay: Stay, told: Mapping[str, Sequence[tuple[Presence, Stay]]]
) -> tuple[int, int, int, tuple[int, int, str]]:
    """The day of a stay, the minute of it, and where it is told."""
    first, last = stay.days
    if first is None or last is None:
        return _NEVER, 0, 0, stay.order
    if stay.exact or any(p.dated for p in stay.told):
        return first, _minute(stay), min(map(_at, stay.named)), stay.order
    published = first if stay.direct and not stay.done else last
    if not stay.direct:
        published = min((d for p in stay.denials if (d := p.published) is not None), default=first)
    before = [
        (_at(earlier), earlier, other, one)
        for one in stay.direct
        for earlier, other in told.get(one.claim.article_id, ())
        if _at(earlier) < _at(one)
    ]
    if not before:
        return published, _NOON, 0, stay.order
    _, earlier, other, one = max(before, key=lambda found: (found[0], found[1].claim.claim_id))
    start, end = other.days
    if start is None or end is None:
        return published, _NOON, 0, stay.order
    if _told_back(earlier, one):
        return start, _BEFORE, _at(one), stay.order
    return (end if stay.done else max(end, published)), _AFTER, _at(one), stay.order


def _minute(stay: Stay) -> int:
    """The minute at which a stay begins on its first day, as far as told; who leaves does so first."""
    first = stay.days[0]
    begins = [p for p in stay.told if p.exact and p.first == first]
    hours = [p.time.start for p in begins if p.time and p.time.start and "T" in p.time.start]
    if hours:
        hour, minute = min(hours)[11:16].split(":")
        return int(hour) * 60 + int(minute)
    return _BEFORE if begins and all(p.did is Did.LEAVE for p in begins) else _NOON


def _at(one: Presence) -> int:
    return one.claim.evidence.trigger.start


def _told_back(earlier: Presence, one: Presence) -> bool:
    """Whether what is told later in a sentence came first: "returned to Brasilia after a visit to …"."""
    a, b = earlier.claim.evidence, one.claim.evidence
    if a.span != b.span:
        return False
    between = b.sentence[a.trigger.end - a.span.start : b.trigger.start - b.span.start]
    return re.search(r"(?i)\b(?:after|following)\b", between) is not None
