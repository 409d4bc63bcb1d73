"""Stops: what the accounts of one stay come to, with the receipts for each part of it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sayso.classes import dataclass, field
from sayso.engine.presence import Did, Presence, StopStatus, Who
from sayso.engine.stays import Stay
from sayso.engine.voices import voices
from sayso.lang.folding import fold
from sayso.link.closeness import place_fits
from sayso.link.counting import count_origins
from sayso.records import (
    Account,
    Actor,
    ActorKind,
    Certainty,
    Grain,
    Modality,
    Place,
    Polarity,
    Role,
    Status,
)
from sayso.records.days import day_of, iso_of

__all__ = ["Companion", "Differences", "Doing", "Stop", "Word", "status_of", "stop_of"]

#: Fields in which accounts differ, their values, and the claims that give each.
Differences = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What some accounts say of a stop beside the rest: when first, on whose word, and for which days.

    ``told`` is the status they give, or the word for it ("postponed"); ``edtf`` the days as the first of them
    to give any has them, None where none does.
    """

    first_published: str | None
    said_by: tuple[str, ...]
    told: str
    edtf: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Somebody else who takes part in what is done at a stop, in how many accounts."""

    actor_id: str
    name: str
    kind: ActorKind
    country: str | None
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One event at a stop: what puts the actor there."""

    event_id: str
    did: Did
    type: str
    mode: str | None
    status: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Somebody at a place, or said to go there, or said not to.

    ``first`` and ``last`` are days (ISO 8601); one is None where only the other end is known. If ``grain`` is
    day, it holds on all of them, else on some day from the one to the other; it is None where accounts name
    no day and the days follow from their publication. ``told`` is the finest word for the status: happened,
    ongoing, planned, possible, attempted, set out, negated or what calls it off. ``place`` is the finest
    that fits; ``reported`` the coarser one that is all that is reported, where the finer was only announced.
    ``planned_until`` is a later day up to which he is said to stay. ``claims`` are the receipts: the accounts
    that give the status, and counts are of them; ``support`` are those of them that name a larger place or a
    longer time. ``clashes`` are numbers of other stops that cannot well hold as well.
    """

    number: int
    stop_id: str
    status: StopStatus
    told: str
    place: Place
    reported: Place | None
    home: bool
    first: str | None
    last: str | None
    edtf: str | None
    grain: Grain | None
    planned_until: str | None
    current: bool
    unconfirmed: bool
    doings: tuple[Doing, ...]
    companions: tuple[Companion, ...]
    said_by: tuple[str, ...]
    rests_on: str | None
    certainty: Certainty
    p: float
    reports: int
    publishers: int
    origins: int
    first_published: str | None
    last_published: str | None
    claims: tuple[str, ...]
    support: tuple[str, ...]
    announced: Word | None
    denied: Word | None
    called_off: Word | None
    differs: Differences = field(default_factory=dict)
    clashes: tuple[int, ...] = ()


_MODALITIES = (Modality.CERTAIN, Modality.PROBABLE, Modality.POSSIBLE, Modality.UNKNOWN)
_POLARITIES = (Polarity.POSITIVE, Polarity.NEGATIVE, Polarity.UNKNOWN)
#: A company at a visit is who goes along and who is met; a country is where it leads.
_PLACES = frozenset({ActorKind.COUNTRY, ActorKind.GOVERNMENT})


def status_of(stay: Stay) -> StopStatus:
    """How a stay stands: done if any account has it done; else planned, unless it was denied afterwards."""
    if stay.done:
        return StopStatus.DONE
    if not stay.direct:
        return StopStatus.DENIED
    if not stay.denials:
        return StopStatus.PLANNED
    known = [d for p in stay.denials if (d := p.published) is not None]
    plans = [d for p in stay.accounts if (d := p.published) is not None]
    later = not known or not plans or max(known) >= max(plans)
    return StopStatus.DENIED if later else StopStatus.PLANNED


def stop_of(
    stay: Stay, number: int, who: Who, as_of: int | None, differing: Mapping[str, Differences]
) -> Stop:
    """A stay as a stop.

    ``as_of`` is the day (ordinal) on which a plan is over or still ahead, None where none is known;
    ``differing`` are, by event, the fields in which its accounts differ.
    """
    status = status_of(stay)
    telling = _telling(stay, status)
    accounts = _each(telling)
    counted = count_origins(accounts)
    bearers = [bearer for account in accounts for bearer in account.bearers]
    published = sorted(b.published for b in bearers if b.published is not None)
    first, last, edtf, grain = _when(stay)
    place, reported = _place(stay)
    direct = {p.claim.claim_id for p in (*stay.direct, *stay.denials)}
    planned = [p for p in stay.accounts if p.status is StopStatus.PLANNED]
    off = {o.account.claim.claim_id for o in stay.off}
    denials = _each(p for p in stay.denials if p.claim.claim_id not in off)
    until = _until(stay)
    return Stop(
        number=number,
        stop_id=_stop_id(stay, who),
        status=status,
        told=_told(stay, status, telling),
        place=place,
        reported=reported,
        home=who.country is not None and place.country == who.country,
        first=first,
        last=last,
        edtf=edtf,
        grain=grain,
        planned_until=until,
        current=_current(stay, status, day_of(until), as_of),
        unconfirmed=status is StopStatus.PLANNED and _over(stay, as_of),
        doings=_doings(telling),
        companions=_companions(telling, who),
        said_by=voices(accounts),
        rests_on=counted.rests_on,
        certainty=min((p.claim.certainty for p in telling), key=_surest),
        p=max(p.claim.p for p in telling),
        reports=len({b.article_id for b in bearers}),
        publishers=len({b.publisher for b in bearers if b.publisher}),
        origins=counted.n,
        first_published=published[0][:10] if published else None,
        last_published=published[-1][:10] if published else None,
        claims=tuple(a.claim.claim_id for a in accounts),
        support=tuple(a.claim.claim_id for a in accounts if a.claim.claim_id not in direct),
        announced=_word(_each(planned), "") if planned else None,
        denied=_word(denials, "negated") if denials else None,
        called_off=_word([o.account for o in stay.off], _how(stay)) if stay.off else None,
        differs=_differs(stay, status, differing),
    )


# ------------------------------------------------------------------ accounts


def _telling(stay: Stay, status: StopStatus) -> list[Presence]:
    """The presences that give a stay its status, the one that stands for it first."""
    those = [p for p in (*stay.accounts, *stay.denials) if p.status is status]
    own = {p.claim.claim_id for p in stay.direct}
    return sorted(
        those,
        key=lambda p: (
            p.claim.claim_id not in own,
            not p.exact,
            not p.dated,
            _surest(p.claim.certainty),
            *_published(p.account),
        ),
    )


def _published(account: Account) -> tuple[str, str]:
    return account.published or "9999", account.claim.claim_id


def _each(those: Iterable[Presence]) -> list[Account]:
    """The accounts, each once, first published first."""
    return sorted({p.claim.claim_id: p.account for p in those}.values(), key=_published)


def _surest(certainty: Certainty) -> tuple[int, int]:
    return _MODALITIES.index(certainty.modality), _POLARITIES.index(certainty.polarity)


def _word(accounts: Sequence[Account], told: str) -> Word:
    ordered = sorted(accounts, key=_published)
    first = ordered[0]
    times = [a.claim.time.edtf for a in ordered if a.claim.time and a.claim.time.edtf]
    return Word(
        first_published=first.published[:10] if first.published else None,
        said_by=voices(ordered),
        told=told or first.claim.status.value,
        edtf=times[0] if times else None,
        claims=tuple(a.claim.claim_id for a in ordered),
    )


def _stop_id(stay: Stay, who: Who) -> str:
    # The id follows the first account, so a stop keeps it while later accounts join.
    first = min(_published(p.account) for p in (stay.direct or stay.denials))
    return "t" + hashlib.sha256(f"{who.actor_id} {first[1]}".encode()).hexdigest()[:15]


# ------------------------------------------------------------------ how it stands


def _told(stay: Stay, status: StopStatus, telling: Sequence[Presence]) -> str:
    if status is StopStatus.DENIED:
        return _how(stay) if stay.off else Status.NEGATED.value
    lead = telling[0]
    if status is StopStatus.DONE and any(p.claim.status is Status.HAPPENED for p in telling):
        # what was going on for one report is over for another
        return Status.HAPPENED.value
    return Did.SET_OUT.value if lead.did is Did.SET_OUT else lead.claim.status.value


def _how(stay: Stay) -> str:
    """The word by which the first account calls it off."""
    claim = min((o.account for o in stay.off), key=_published).claim
    sentence, trigger = claim.evidence, claim.evidence.trigger
    start = trigger.start - sentence.span.start
    word = sentence.sentence[start : start + trigger.end - trigger.start].lower()
    return f"{word} off" if word.startswith(("call", "put")) else word


def _over(stay: Stay, as_of: int | None) -> bool:
    """Whether the days that are planned, or in which a plan without days would be, are over."""
    last = max((p.last for p in stay.direct if p.last is not None), default=None)
    return as_of is not None and last is not None and last < as_of


def _until(stay: Stay) -> str | None:
    """The last day that is planned, where he was there before it."""
    last = stay.days[1]
    planned = [
        p.last for p in stay.direct if p.status is StopStatus.PLANNED and p.exact and p.last is not None
    ]
    if not stay.done or last is None or not planned or max(planned) <= last:
        return None
    return iso_of(max(planned))


def _current(stay: Stay, status: StopStatus, until: int | None, as_of: int | None) -> bool:
    first, last = stay.days
    if status is not StopStatus.DONE or as_of is None or first is None or last is None or not stay.exact:
        return False
    left = any(p.did is Did.LEAVE and p.last == last for p in stay.direct)
    return first <= as_of <= max(last, until or last) and not left


# ------------------------------------------------------------------ where and when


def _when(stay: Stay) -> tuple[str | None, str | None, str | None, Grain | None]:
    """First and last day, both as EDTF, and the grain of the days."""
    first, last = (iso_of(day) for day in stay.days)
    if stay.exact:
        return first, last, first if first == last else f"{first}/{last}", Grain.DAY
    dated = [p for p in stay.told if p.dated]
    if not dated:
        if first is None or not stay.direct:
            return None, None, None, None
        # what was told without a day had happened by then, and what is planned is for a later day
        return (None, last, f"../{last}", None) if stay.done else (first, None, f"{first}/..", None)
    same = [p for p in dated if (iso_of(p.first), iso_of(p.last)) == (first, last)]
    edtf = next((p.time.edtf for p in same if p.time and p.time.edtf), f"{first}/{last}")
    grains = [p.time.grain for p in (same or dated) if p.time and p.time.grain]
    return first, last, edtf, min(grains, key=list(Grain).index, default=None)


def _place(stay: Stay) -> tuple[Place, Place | None]:
    """The finest place that fits what accounts name, and the coarser one that is all that is reported."""
    done = [p for p in stay.direct if p.status is StopStatus.DONE]
    named = [p.place for p in (done or stay.direct or stay.denials)]
    kinds: dict[tuple[str, str | None], list[Place]] = defaultdict(list)
    for place in named:
        kinds[place.place_id or fold(place.name), place.country].append(place)
    each = [max(places, key=lambda p: (p.p, p.text, -p.span.start)) for places in kinds.values()]

    def worth(place: Place) -> tuple[int, float, int, str]:
        fits = sum(place_fits(place, other) for other in named)
        many = len(kinds[place.place_id or fold(place.name), place.country])
        radius = float("inf") if place.within_km is None else place.within_km
        return -fits, radius, -many, place.name

    best = min(each, key=worth)
    if not stay.direct or done or not stay.done:
        return best, None
    wider = [p.place for p in stay.support if p.status is StopStatus.DONE]
    return best, min(wider, key=lambda p: (p.within_km or float("inf"), p.name, p.text, p.span))


# ------------------------------------------------------------------ what was done, and with whom


def _doings(telling: Sequence[Presence]) -> tuple[Doing, ...]:
    by_event: dict[str, list[Presence]] = defaultdict(list)
    for one in telling:
        by_event[one.event_id].append(one)
    found: list[tuple[int, Doing]] = []
    for event_id, those in by_event.items():
        lead = those[0]
        code = lead.claim.event
        doing = Doing(
            event_id=event_id,
            did=lead.did,
            type=code.type if code else "",
            mode=next((c.mode for p in those if (c := p.claim.event) and c.mode), None),
            status=(Status.NEGATED if lead.status is StopStatus.DENIED else lead.claim.status).value,
            claims=tuple(a.claim.claim_id for a in _each(those)),
        )
        found.append((min(p.first or 0 for p in those), doing))
    return tuple(doing for _, doing in sorted(found, key=lambda pair: (pair[0], pair[1].event_id)))


def _companions(telling: Sequence[Presence], who: Who) -> tuple[Companion, ...]:
    counts: Counter[str] = Counter()
    known: dict[str, Actor] = {}
    for one in {p.claim.claim_id: p for p in telling}.values():
        for actor in _others(one, who):
            counts[actor.actor_id] += 1
            best = known.setdefault(actor.actor_id, actor)
            known[actor.actor_id] = min(best, actor, key=lambda a: (-a.p, a.name))
    ids = sorted(counts, key=lambda id_: (-counts[id_], fold(known[id_].name), id_))
    return tuple(
        Companion(
            actor_id=id_,
            name=known[id_].name,
            kind=known[id_].kind,
            country=known[id_].country,
            accounts=counts[id_],
        )
        for id_ in ids
    )


def _others(one: Presence, who: Who) -> list[Actor]:
    """Who is with him in one account; each once."""
    met = one.did in (Did.MEET, Did.SIGN)
    if one.did not in (Did.MEET, Did.SIGN, Did.VISIT, Did.HOST):
        return []
    found = {
        a.actor_id: a
        for a in one.claim.actors
        if a.actor_id != who.actor_id and (_met(a, who) if met else _at_visit(a, one.place))
    }
    if one.did is Did.SIGN:
        found = {id_: a for id_, a in found.items() if a.role is Role.ACTOR}
    return list(found.values())


def _met(actor: Actor, who: Who) -> bool:
    """Whether somebody is another side of a meeting; a person's own country is not."""
    return actor.kind not in _PLACES or actor.country is None or actor.country != who.country


def _at_visit(actor: Actor, place: Place) -> bool:
    """Whether somebody goes along on a visit or is met on it; a country is only where it leads."""
    if actor.kind in _PLACES:
        return False
    return (
        actor.role is Role.ACTOR or None in (actor.country, place.country) or actor.country == place.country
    )


# ------------------------------------------------------------------ where accounts differ


def _differs(stay: Stay, status: StopStatus, differing: Mapping[str, Differences]) -> Differences:
    """Place and day as the events' accounts differ in them, and whether it took place."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    here = {p.claim.claim_id for p in stay.accounts}
    for event_id in sorted({p.event_id for p in stay.accounts}):
        for name in ("place", "time"):
            values = differing.get(event_id, {}).get(name, {})
            if name == "place" and here.issuperset(i for ids in values.values() for i in ids):
                # a palace and its city are one place
                continue
            for value, ids in values.items():
                found[name][value] = tuple(dict.fromkeys((*found[name].get(value, ()), *ids)))
    if status is StopStatus.DONE and stay.denials:
        done = [p for p in stay.accounts if p.status is StopStatus.DONE]
        found["status"] = {
            StopStatus.DONE.value: tuple(a.claim.claim_id for a in _each(done)),
            StopStatus.DENIED.value: tuple(a.claim.claim_id for a in _each(stay.denials)),
        }
    return {name: dict(sorted(values.items())) for name, values in sorted(found.items())}
