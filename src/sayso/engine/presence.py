"""What in a claim says that somebody is at a place: which acts, which part in them, and in which words.

Being there is read from acts that are done face to face: visits, meetings, signings, arrests. Calls, letters,
statements, votes, orders and what forces do in somebody's name put nobody anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from sayso.classes import dataclass
from sayso.ledger import Telling
from sayso.link.closeness import place_fits
from sayso.records import (
    NEAR_DAYS,
    WIDE_DAYS,
    Account,
    Actor,
    ActorKind,
    Claim,
    EventCode,
    Grain,
    Place,
    PlaceKind,
    Polarity,
    Role,
    Span,
    Status,
    TimeRange,
)
from sayso.records.days import day_of

__all__ = ["CallOff", "Did", "Part", "Presence", "StopStatus", "Who", "called_off", "parts_of", "presences"]


class StopStatus(StrEnum):
    """Whether somebody was or is there, is said to go there, or is said not to have gone or not to go."""

    DONE = "done"
    PLANNED = "planned"
    DENIED = "denied"


class Did(StrEnum):
    """What puts somebody at a place."""

    VISIT = "visit"
    HOST = "host"
    MEET = "meet"
    SIGN = "sign"
    RALLY = "rally"
    LEAVE = "leave"
    SET_OUT = "set out"
    HELD = "held"
    HARMED = "harmed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whose itinerary it is. Only a person is at one place at a time; others send delegations."""

    actor_id: str
    name: str
    kind: ActorKind
    country: str | None = None

    @property
    def person(self) -> bool:
        """Whether it is one person."""
        return self.kind is ActorKind.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One account that has somebody at a place, or not there.

    ``first`` and ``last`` are days (proleptic Gregorian ordinals), both None where neither the account nor
    its report has one. If ``dated``, they are told; else they are those which a report of that day of
    publication may tell of. If ``exact``, it holds on each of them; else on some day among them.
    """

    account: Account
    event_id: str
    did: Did
    status: StopStatus
    place: Place
    time: TimeRange | None
    first: int | None
    last: int | None
    dated: bool
    exact: bool

    @property
    def claim(self) -> Claim:
        """The claim of the account."""
        return self.account.claim

    @property
    def published(self) -> int | None:
        """The day of publication."""
        return day_of(self.account.published)

    @property
    def order(self) -> tuple[int, int, str]:
        """What presences are sorted by, whatever order they came in."""
        return self.first or 0, self.last or 0, self.claim.claim_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOff:
    """An account that a visit is called off, put off or turned down: which countries and place it names."""

    account: Account
    event_id: str
    countries: tuple[Actor, ...]
    place: Place | None


_CONSULT = "CONSULT"
#: Violence that is done to a person where the person is. Without a mode it may be a war.
_HARM = (
    "abduct", "beat", "torture", "sexual", "targeted", "primitive", "firearms", "explosives",
    "suicide-attack",
)  # fmt: skip
_RALLY = ("demo", "riot", "obstruct")
_SIGNED = ("AGREE", "SUPPORT", "COOPERATE")
Part = tuple[str, str | None, str | None]
#: The acts in which anybody may be at a place, or a visit called off: type, mode, role; None for any.
_PARTS: tuple[Part, ...] = (
    (_CONSULT, None, None),
    ("REJECT", "meet", None),
    *((type_, None, "actor") for type_ in _SIGNED),
)
#: And those that a person may be in besides.
_PERSONAL: tuple[Part, ...] = (
    ("COERCE", "arrest", "recipient"),
    *(("ASSAULT", mode, "recipient") for mode in _HARM),
    *(("PROTEST", mode, "actor") for mode in _RALLY),
    *((type_, None, "recipient") for type_ in ("AID", "RETREAT", "COOPERATE")),
    ("COERCE", "deport", "recipient"),
)

#: Words of the trigger of a visit by which somebody else goes than who acts.
_SENDS = re.compile(r"(?i)(?:sen[dt]|sending|sends|dispatch\w*|despatch\w*)\b")
_RECEIVES = re.compile(r"(?i)(?:receiv|welcom|host|greet)\w*")
_LEAVES = re.compile(
    r"(?i)(?:leav(?:e|es|ing)|left|depart\w*|fl(?:ee|ees|ed|eeing)|set(?:s|ting)?|quit\w*)\b"
)
_MOVEMENT = re.compile(
    r"(?i)(?:travel|journey|arriv|depart|return|head|sail|land)\w*|(?:fl(?:y|ies|ew|own|ying)|"
    r"go(?:es|ing|ne)?|went|com(?:e|es|ing)|came|dr(?:ive|ives|ove|iven|iving)|leav(?:e|es|ing)|left)\b"
)
_SIGNS = re.compile(r"(?i)sign(?:s|ed|ing)?\b")
_MOVES = re.compile(
    r"(?i)(?:tak(?:en|ing|e)|took|flown|fl(?:y|ew)|transfer\w*|mov(?:ed|ing|e)|brought|rush\w*|airlift\w*|"
    r"evacuat\w*|extradit\w*|deport\w*)\b"
)
_HANDED_OVER = re.compile(r"(?i)extradit")
_CALLS_OFF = re.compile(
    r"(?i)(?:cancel|postpon|scrap|delay|defer|shelv|abandon)\w*|(?:call|put)(?:s|ed|ing)?\b"
)
_STAYS_AWAY = re.compile(r"(?i)(?:skip|boycott|shun|snub|miss)\w*")
#: Trigger words that need "off" behind them.
_OFF = re.compile(r"(?i)(?:call|put)(?:s|ed|ing)?\Z")
_PREPOSITION = re.compile(
    r"(?i)\b(in|at|to|into|from|for|near|outside|inside|via|towards?|through|over|on)\b(?=[^;:()]*\Z)"
)
#: Characters before a place in which its preposition stands: "in the northern port city of ".
_JUST_BEFORE = 30
#: Not "on": a pact on Crimea, an attack on a town.
_AT = frozenset("in at near outside inside".split())
_TOWARDS = frozenset("to into in at".split())
_AHEAD = frozenset("for toward towards".split())


def parts_of(who: Who) -> tuple[Part, ...]:
    """The acts of which the ledger is asked; `told` looks at each closely."""
    return (*_PARTS, *_PERSONAL) if who.person else _PARTS


# ------------------------------------------------------------------ what one claim says


def told(claim: Claim, who: Who) -> tuple[Did, StopStatus] | None:
    """What a claim has somebody do at its place, and how it stands; None if it puts him nowhere."""
    code = claim.event
    roles = {a.role for a in claim.actors if a.actor_id == who.actor_id}
    if code is None or not roles:
        return None
    status = _standing(claim)
    if code.type != _CONSULT:
        return _other_act(claim, code, roles, who) if status is StopStatus.DONE else None
    if code.mode == "phone":
        return None
    if code.mode == "visit":
        return _visit(claim, status, roles, who)
    # that two did not meet does not say that one of them was not there
    if status is StopStatus.DENIED and code.mode != "multilateral":
        return None
    return Did.MEET, status


def _standing(claim: Claim) -> StopStatus:
    if claim.status is Status.NEGATED or claim.certainty.polarity is Polarity.NEGATIVE:
        return StopStatus.DENIED
    done = claim.status in (Status.HAPPENED, Status.ONGOING)
    return StopStatus.DONE if done else StopStatus.PLANNED


def _visit(claim: Claim, status: StopStatus, roles: set[Role], who: Who) -> tuple[Did, StopStatus] | None:
    word = _trigger(claim)
    goes = Role.RECIPIENT if _SENDS.match(word) else Role.ACTOR
    if goes in roles:
        if not who.person and _at_home(claim.place, who):
            # "a trip to Kyiv" may name Ukraine beside the visitor
            return None
        return _going(claim, word, status)
    if goes is Role.RECIPIENT or not who.person or status is StopStatus.DENIED:
        return None
    # whom somebody goes to see is where the visitor is only if it is told so, or is at home there
    if _RECEIVES.match(word) or (status is StopStatus.DONE and _at_home(claim.place, who)):
        return Did.HOST, status
    return None


def _going(claim: Claim, word: str, status: StopStatus) -> tuple[Did, StopStatus] | None:
    """A visit, a departure, or the way to a place."""
    before = prepositions(claim)
    last = before[-1] if before else ""
    parts = bool(_LEAVES.match(word))
    if status is StopStatus.DENIED or not (parts or last == "from"):
        return Did.VISIT, status
    if parts and not _AHEAD.isdisjoint(before):
        # "left for talks in Ankara": whether he arrived is another claim
        return Did.SET_OUT, StopStatus.PLANNED
    if last in _TOWARDS:
        return Did.VISIT, status
    # who will leave a place is not said to go there
    return (Did.LEAVE, status) if status is StopStatus.DONE else None


def _other_act(claim: Claim, code: EventCode, roles: set[Role], who: Who) -> tuple[Did, StopStatus] | None:
    """Acts of other types, where the words for the place say that it is where they are done."""
    before, word = next(reversed(prepositions(claim)), ""), _trigger(claim)
    acts = Role.ACTOR in roles
    did: Did | None = None
    if acts and code.type in _SIGNED and _SIGNS.match(word) and before in _AT:
        did = Did.SIGN
    elif not who.person:
        return None
    elif acts and code.type == "PROTEST" and code.mode in _RALLY and before in _AT:
        did = Did.RALLY
    elif _MOVES.match(word) and (Role.RECIPIENT in roles or _HANDED_OVER.match(word)):
        did = Did.MOVED if before in _TOWARDS else Did.LEAVE if before == "from" else None
    elif Role.RECIPIENT in roles and before in _AT:
        if (code.type, code.mode) == ("COERCE", "arrest"):
            did = Did.HELD
        elif code.type == "ASSAULT" and code.mode in _HARM:
            did = Did.HARMED
    return (did, StopStatus.DONE) if did else None


def _at_home(place: Place | None, who: Who) -> bool:
    return place is not None and who.country is not None and place.country == who.country


def _within(claim: Claim, span: Span) -> str:
    """Words of the evidence; empty where a span lies outside of it."""
    evidence = claim.evidence
    if not evidence.span.contains(span):
        return ""
    return evidence.sentence[span.start - evidence.span.start : span.end - evidence.span.start]


def _trigger(claim: Claim) -> str:
    return _within(claim, claim.evidence.trigger)


def prepositions(claim: Claim) -> list[str]:
    """The prepositions between the act and the words for its place; none if those stand elsewhere."""
    evidence, place = claim.evidence, claim.place
    if place is None or not evidence.span.contains(place.span):
        return []
    at = place.span.start
    # a place before its act ("In Riga, he met …") has its preposition right before it
    start = (
        evidence.trigger.end if evidence.trigger.end <= at else max(evidence.span.start, at - _JUST_BEFORE)
    )
    return [found.lower() for found in _PREPOSITION.findall(_within(claim, Span(start, at)))]


def called_off(claim: Claim, who: Who) -> bool:
    """Whether a claim tells that a visit of somebody, or to somebody, does not take place."""
    if claim.event is None or (claim.event.type, claim.event.mode) != ("REJECT", "meet"):
        return False
    if claim.status not in (Status.HAPPENED, Status.ONGOING, Status.PLANNED):
        return False
    if all(a.actor_id != who.actor_id for a in claim.actors):
        return False
    word, end = _trigger(claim), claim.evidence.trigger.end
    behind = _within(claim, Span(end, max(end, claim.evidence.span.end)))
    if _OFF.match(word):
        return re.match(r"\W*(?:\w+\W+){0,4}?off\b", behind) is not None
    return bool(_CALLS_OFF.match(word))


# ------------------------------------------------------------------ accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Presences:
    """What the accounts of an actor's events say of where he is."""

    there: tuple[Presence, ...]
    called_off: tuple[CallOff, ...]


def presences(tellings: Sequence[Telling], who: Who) -> Presences:
    """Where the accounts of events have somebody, each account on its own.

    An account without a place, or without a day, takes that of the account that stands for its event. One
    that does not name him counts if it tells of one act, at one place, with one that does.
    """
    there: list[Presence] = []
    off: list[CallOff] = []
    for telling in tellings:
        there += _of_event(telling, who)
        for account in telling.accounts:
            claim = account.claim
            if called_off(claim, who):
                off.append(_call_off(account, telling.event_id, who))
            elif _stayed_away(claim, who) and claim.place is not None:
                there.append(
                    _presence(account, telling, (Did.VISIT, StopStatus.DENIED), claim.place, claim.time)
                )
    return Presences(
        there=tuple(sorted(there, key=lambda p: p.order)),
        called_off=tuple(sorted(off, key=lambda c: c.account.claim.claim_id)),
    )


def _of_event(telling: Telling, who: Who) -> list[Presence]:
    said = [(a, what) for a in telling.accounts if (what := told(a.claim, who))]
    lead = _lead([account.claim for account, _ in said], telling.lead)
    if lead is None:
        return []
    found = [
        _presence(account, telling, what, place, _time(account.claim, lead))
        for account, what in said
        if (place := account.claim.place or _lent(account.claim, lead))
    ]
    named = [p.place for p in found]
    acts = {p.status: p.did for p in sorted(found, key=lambda p: p.claim.claim_id, reverse=True)}
    for account in telling.accounts:
        claim, standing = account.claim, _standing(account.claim)
        if standing not in acts or any(a.actor_id == who.actor_id for a in claim.actors):
            continue
        place = claim.place or lead.place
        if place is not None and any(place_fits(place, other) for other in named):
            found.append(_presence(account, telling, (acts[standing], standing), place, _time(claim, lead)))
    return found


def _lead(claims: Iterable[Claim], lead: str) -> Claim | None:
    """The account that lends the others place and day: that which stands for the event, if it has a place."""
    placed = [c for c in claims if c.place is not None]
    return min(placed, key=lambda c: (c.claim_id != lead, c.claim_id), default=None)


def _lent(claim: Claim, lead: Claim) -> Place | None:
    """The place of another account of the event; none for a movement, whose end is not told ("flew home")."""
    place = lead.place
    # "a trip to Europe" is too wide to tell where two met on it
    wide = place is None or place.kind in (PlaceKind.REGION, PlaceKind.WATER)
    return None if wide or _MOVEMENT.match(_trigger(claim)) else place


def _time(claim: Claim, lead: Claim) -> TimeRange | None:
    return claim.time if _dated(claim.time) else lead.time


def _dated(time: TimeRange | None) -> bool:
    return time is not None and time.dated and not (time.earliest is None and time.latest is None)


def _presence(
    account: Account, telling: Telling, what: tuple[Did, StopStatus], place: Place, time: TimeRange | None
) -> Presence:
    time = time if _dated(time) else None
    published = day_of(account.published)
    days = _told_days(time, published) if time else _untold_days(account.claim.status, what[1], published)
    exact = time is None and account.claim.status is Status.ONGOING and what[1] is StopStatus.DONE
    return Presence(
        account=account,
        event_id=telling.event_id,
        did=what[0],
        status=what[1],
        place=place,
        time=time,
        first=days[0],
        last=days[1],
        dated=time is not None,
        exact=(exact and days[0] is not None) if time is None else _is_exact(time),
    )


Days = tuple[int | None, int | None]


def _told_days(time: TimeRange, published: int | None) -> Days:
    """The days of a stated time; one with an open end reaches to, or from, the day of publication."""
    first, last = day_of(time.earliest), day_of(time.latest)
    if first is None or last is None:
        known = [day for day in (first, last, published) if day is not None]
        return min(known), max(known)
    return first, last


def _untold_days(status: Status, stop: StopStatus, published: int | None) -> Days:
    """The days of which a report of that day may tell without naming one."""
    if published is None:
        return None, None
    if stop is StopStatus.PLANNED:
        return published, published + WIDE_DAYS
    if stop is StopStatus.DENIED:
        return published - NEAR_DAYS, published + WIDE_DAYS
    return (published if status is Status.ONGOING else published - NEAR_DAYS), published


def _is_exact(time: TimeRange) -> bool:
    """Whether a time names days on all of which it holds: "from Friday to Sunday", but not "last week"."""
    first, last = day_of(time.earliest), day_of(time.latest)
    if first is None or last is None or time.bound or last - first > WIDE_DAYS:
        return False
    # records of a day's length made without a grain hold on it
    return time.grain in (Grain.HOUR, Grain.DAY) or (time.grain is None and last == first)


def _stayed_away(claim: Claim, who: Who) -> bool:
    """Whether a claim has somebody stay away from what takes place: "skipped the summit in Delhi"."""
    if claim.event is None or (claim.event.type, claim.event.mode) != ("REJECT", "meet"):
        return False
    acts = any(a.actor_id == who.actor_id and a.role is Role.ACTOR for a in claim.actors)
    return acts and claim.status is Status.HAPPENED and bool(_STAYS_AWAY.match(_trigger(claim)))


def _call_off(account: Account, event_id: str, who: Who) -> CallOff:
    countries = tuple(
        a
        for a in account.claim.actors
        if a.kind is ActorKind.COUNTRY and a.country and a.country != who.country
    )
    return CallOff(account=account, event_id=event_id, countries=countries, place=account.claim.place)


def country_place(actor: Actor) -> Place:
    """A country that is named as a party, as a place whose point is not known."""
    return Place(
        text=actor.text,
        span=actor.span,
        name=actor.name,
        place_id=None,
        kind=PlaceKind.COUNTRY,
        country=actor.country,
        p=actor.p,
    )
