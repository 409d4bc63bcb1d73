"""From the claims of one report to MUC-4 templates: the mapping of `bench.muc4`.

Nothing is read but claims (their codes, parties, places, days, figures, speakers, and the sentence each rests on) and
the words in those sentences that the reader saw taking part in an incident, which say who counts. What the task itself prescribes is done here and not in the
product: an incident without a day happened not after the dateline's day, one without a place in the country
reported from, and acts of war among armed forces are no incidents.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bench.muc4_key import Template
from bench.muc4_people import People, Seen
from bench.muc4_words import BOMB, DEATH, FIRE, INJURY, UNHURT, damage, instruments, physical_targets
from sayso.records import Actor, ActorKind, Claim, ClaimKind, Modality, Place, PlaceKind, Role, Span, Status

__all__ = ["Part", "Setting", "templates_of"]

_STAGES = {Status.ATTEMPTED: "ATTEMPTED", Status.PLANNED: "THREATENED", Status.POSSIBLE: "THREATENED"}
_DONE = (Status.HAPPENED, Status.ONGOING, Status.ATTEMPTED)
_PLACE_TYPES = {
    PlaceKind.ADMIN1: "DEPARTMENT",
    PlaceKind.CITY: "CITY",
    PlaceKind.REGION: "REGION",
    PlaceKind.FACILITY: "FACILITY",
}
#: Sectors of those among whom violence is war and no incident.
_ARMED = frozenset({"MIL", "COP", "REB", "UAF", "CRM", "SPY", "PRM"})
_STATE = frozenset({"MIL", "COP", "GOV", "SPY"})
#: How many characters behind a sentence the next one may tell who did it.
_NEXT = 300
_NAME_PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "e", "da", "dos"})
_OF_STATE = re.compile(
    r"\b(?:SOLDIER|ARMY|ARMED FORCES|MILITARY|POLICE|TROOPS|GOVERNMENT|BATTALION|AIR FORCE)"
)
_PRONOUN = re.compile(
    r"(?:he|she|they|him|her|them|his|their|its|it|who|whom|we|us|i|those|these|that|this)", re.IGNORECASE
)
_ACCUSED = re.compile(r"\b(?:accus|blam|suspect|alleg|attribut|charged with|presum|implicat)", re.IGNORECASE)
_CLAIMED = re.compile(r"\b(?:claim|admit|took responsibility|tak(?:en|ing) responsibility)", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"\b(?:police|army|military|government|minist|president|judge|court|official|authorit|attorney)",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"(?:[a-z]{3,}s|people|men|women|children|personnel|police|others|troops)$", re.IGNORECASE
)
_ORG = re.compile(r"(?:[A-Z][\w'’.-]*|of|de|la|del|and|for)(?: (?:[A-Z0-9][\w'’.-]*|of|de|la|del|and|for))*")
#: Words before a name that are no part of a description.
_CUT = re.compile(
    r".*(?:\b(?:a|an|the|his|her|its|their|of|in|at|by|that|and|or|to|on|with|from|as|was|were|is|are|including|who|when|"
    r"while|for|against|between|among|both|\w+ed|kill\w*|shot)\b|[^\w\s'’-])\s*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Part:
    """Words that the reader saw taking part in an incident (`IncidentPart`), where they stand in the report."""

    role: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a report: its day, the country reported from, how countries are called, who the reader saw."""

    day: date | None
    dateline: str | None
    name_of: Callable[[str], str]
    parts: tuple[Part, ...] = ()

    def of(self, claim: Claim, *roles: str) -> list[Part]:
        """Words in a claim's sentence that the reader saw in one of these roles of an incident."""
        return [p for p in self.parts if p.role in roles and claim.evidence.span.contains(p.span)]

    def after(self, claim: Claim, *roles: str) -> list[Part]:
        """The first such words behind a claim's sentence, if they stand near."""
        end = claim.evidence.span.end
        found = [p for p in self.parts if p.role in roles and 0 <= p.span.start - end < _NEXT]
        return found[:1]


@dataclass(slots=True)
class _Incident:
    """Claims of one incident."""

    kind: str
    claims: list[Claim] = field(default_factory=list)

    @property
    def places(self) -> list[Place]:
        """Where the claims say it was; names that no gazetteer holds are too often those of buildings and groups."""
        return [c.place for c in self.claims if c.place is not None and c.place.kind is not PlaceKind.UNKNOWN]

    @property
    def days(self) -> set[tuple[str | None, str | None]]:
        return {
            (c.time.earliest, c.time.latest)
            for c in self.claims
            if c.time is not None and (c.time.earliest or c.time.latest)
        }


def templates_of(claims: Sequence[Claim], setting: Setting) -> list[Template]:
    """The incidents of a report, in the order of the text."""
    home = _home(claims, setting)
    made = [_template(i, setting, home) for i in _incidents(claims)]
    return [t for t in made if t is not None]


# ------------------------------------------------------------------ incidents


def _kind(claim: Claim) -> str | None:
    """The type of incident a claim speaks of, None if it speaks of none."""
    if claim.kind is not ClaimKind.EVENT or claim.event is None:
        return None
    if claim.event.type != "ASSAULT" or claim.status not in (*_DONE, Status.PLANNED):
        return None
    sentence = claim.evidence.sentence
    if claim.event.mode == "abduct":
        return "KIDNAPPING"
    if claim.event.mode == "explosives" or BOMB.search(sentence):
        return "BOMBING"
    return "ARSON" if FIRE.search(sentence) and not DEATH.search(sentence) else "ATTACK"


def _incidents(claims: Sequence[Claim]) -> list[_Incident]:
    """Claims joined where they can be of one incident: of one kind, and neither day nor place speaks against it."""
    out: list[_Incident] = []
    for claim in claims:
        kind = _kind(claim)
        if kind is None:
            continue
        twin = next((o for o in out if _joins(o, claim, kind)), None)
        if twin is None:
            out.append(_Incident(kind, [claim]))
        else:
            twin.claims.append(claim)
            if kind != "ATTACK":
                twin.kind = kind
    return out


def _joins(one: _Incident, claim: Claim, kind: str) -> bool:
    if one.kind != kind and {one.kind, kind} != {"ATTACK", "BOMBING"}:
        return False
    stage = _STAGES.get(claim.status)
    if any(_STAGES.get(c.status) != stage for c in one.claims):
        return False
    day = (claim.time.earliest, claim.time.latest) if claim.time is not None else (None, None)
    if any(day) and one.days and not any(_meet(d, day) for d in one.days):
        return False
    return claim.place is None or all(_same_area(claim.place, p) for p in one.places)


def _meet(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> bool:
    first = max(one[0] or "", other[0] or "")
    last = min(one[1] or "9", other[1] or "9")
    return first <= last


def _same_area(one: Place, other: Place) -> bool:
    """Whether two places can be one: the same, or one within the other."""
    if one.country != other.country:
        return one.country is None or other.country is None
    if PlaceKind.COUNTRY in (one.kind, other.kind) or one.name == other.name:
        return True
    areas = PlaceKind.ADMIN1 in (one.kind, other.kind)
    return areas and one.admin1 is not None and one.admin1 == other.admin1


# ------------------------------------------------------------------ a template


def _template(incident: _Incident, setting: Setting, home: str | None) -> Template | None:
    """The incident as fills; None for an act of war, or where nobody and nothing is named."""
    made = Template()
    stage = next((s for c in incident.claims if (s := _STAGES.get(c.status))), "ACCOMPLISHED")
    made.add("inc-type", incident.kind)
    made.add("inc-stage", stage)
    made.add("inc-date", _date(incident, setting, stage))
    made.add("inc-loc", _location(incident, setting, home))
    sectors: list[set[str]] = []
    people, seen = People(), False
    for claim in incident.claims:
        used = _instruments(made, claim, setting)
        doers = setting.of(claim, "perpetrator", "group")
        hit = setting.of(claim, "victim")
        for actor in claim.actors:
            if actor.role is Role.ACTOR and _among(actor.span, doers):
                _perpetrator(made, actor, claim)
            elif actor.role is Role.RECIPIENT and _is_human(actor) and _among(actor.span, hit):
                sectors.append(set(actor.sectors))
                people.add(_target(actor, claim, _abroad(actor.country, incident, home, setting)))
        _unclaimed(made, people, claim, [p for p in (*doers, *hit) if not _claimed(p, claim)])
        if setting.of(claim, "victim") and not sectors:
            sectors.append(set())
        _things(made, claim, setting, kidnapped=incident.kind == "KIDNAPPING")
        seen = seen or bool(used or doers or hit or setting.of(claim, "target"))
    if not seen:
        return None
    if not made.fills["perp-ind-id"] and not made.fills["perp-org-id"]:
        last = incident.claims[-1]
        _unclaimed(made, people, last, setting.after(last, "perpetrator", "group"))
    people.fill(made)
    if not made.fills["perp-inc-cat"]:
        made.add("perp-inc-cat", "TERRORIST ACT")
    things = bool(made.fills["phys-tgt-id"])
    if sectors and all(s & _ARMED for s in sectors) and not things and incident.kind != "KIDNAPPING":
        return None
    return made if sectors or things else None


def _among(span: Span, parts: Sequence[Part]) -> bool:
    return any(p.span.overlaps(span) for p in parts)


def _claimed(part: Part, claim: Claim) -> bool:
    """Whether a claim's own actors hold these words."""
    return any(part.span.overlaps(a.span) for a in claim.actors)


def _instruments(made: Template, claim: Claim, setting: Setting) -> bool:
    """Instruments that the reader saw, with the type that their words tell; whether there are any."""
    parts = setting.of(claim, "instrument")
    for part in parts:
        words = _bare(part.text)
        kind = next((k for k, _ in instruments(part.text)), "")
        made.add("inc-instr-id", words)
        made.add("inc-instr-type", kind, [words])
    return bool(parts)


def _things(made: Template, claim: Claim, setting: Setting, *, kidnapped: bool) -> None:
    """Things hit that the reader saw; their type and number as their words tell."""
    parts = [] if kidnapped else setting.of(claim, "target")
    sentence, start = claim.evidence.sentence, claim.evidence.span.start
    told = list(physical_targets(sentence, 0))
    for part in parts:
        words = _bare(part.text)
        begin = max(0, part.span.start - start - 12)
        near = list(physical_targets(sentence[: part.span.end - start], begin)) or told
        kind, number = next(
            ((k, n) for k, w, n in near if set(w.split()) & set(words.split())), ("OTHER", "")
        )
        many = bool(_PLURAL.search(words))
        made.add("phys-tgt-id", words)
        made.add("phys-tgt-type", kind, [words])
        made.add("phys-tgt-num", number or ("PLURAL" if many else "1"), [words])
        made.add("phys-tgt-effect", damage(sentence), [words])


def _unclaimed(made: Template, people: People, claim: Claim, parts: Sequence[Part]) -> None:
    """Who the reader saw taking part though the claim does not name them."""
    for part in parts:
        words = _bare(part.text)
        if part.role == "perpetrator":
            made.add("perp-ind-id", words)
        elif part.role == "group":
            made.add("perp-org-id", words)
            made.add("perp-org-conf", _confidence(claim), [words])
        else:
            named = sum(w[:1].isupper() for w in part.text.split()) >= 2
            many = not named and bool(_PLURAL.search(words))
            number = "PLURAL" if many else "1"
            role, name = _role_and_name(part.text) if named else ("", words)
            people.add(Seen(words=name, named=named, role=role, number=number, effect=_effect(claim)))
        if part.role != "victim" and _OF_STATE.search(words):
            made.add("perp-inc-cat", "STATE-SPONSORED VIOLENCE")


def _role_and_name(text: str) -> tuple[str, str]:
    """As in "union leader Ana Ruiz": what somebody is, and the name, both in capitals."""
    words = text.split()
    small = max((n for n, w in enumerate(words) if w[:1].islower() and w not in _NAME_PARTICLES), default=-1)
    if small == len(words) - 1:
        return "", _bare(text)
    return _bare(" ".join(words[: small + 1])), _bare(" ".join(words[small + 1 :]))


def _abroad(country: str | None, incident: _Incident, home: str | None, setting: Setting) -> str:
    """The country of somebody who is not from where the incident was."""
    there = next((p.country for p in incident.places if p.country), home)
    return setting.name_of(country) if country and there and country != there and len(country) == 3 else ""


def _bare(text: str) -> str:
    """Words as the keys have them: in capitals, without what comes before the first telling one."""
    plain = " ".join(text.split())
    return re.sub(r"^(?:the|an?|his|her|their|its)\s+", "", plain, flags=re.IGNORECASE).upper()


def _date(incident: _Incident, setting: Setting, stage: str) -> str:
    """The day or days in the form of the task; without one, not after the dateline's day."""
    days = sorted(incident.days, key=lambda d: (_width(d), d[0] or "", d[1] or ""))
    today = _said(setting.day.isoformat()) if setting.day is not None else ""
    if not days:
        return today if stage == "THREATENED" or not today else f"- {today}"
    first, last = days[0]
    if setting.day is not None and last is not None and stage != "THREATENED":
        last = min(last, setting.day.isoformat())
    if first is None or (last is not None and last < first):
        return f"- {_said(last)}" if last else ""
    if last is None:
        return f"{_said(first)} -"
    return _said(first) if first == last else f"{_said(first)} - {_said(last)}"


def _width(days: tuple[str | None, str | None]) -> int:
    if days[0] is None or days[1] is None:
        return 10_000
    return (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days


def _said(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%d %b %y").upper()


def _location(incident: _Incident, setting: Setting, home: str | None) -> str:
    """The finest place, from its country down; without one, the country most spoken of or of the dateline."""
    fine = {PlaceKind.COUNTRY: 0, PlaceKind.REGION: 1, PlaceKind.ADMIN1: 2}
    places = sorted(incident.places, key=lambda p: (-fine.get(p.kind, 3), -p.p))
    code = next((p.country for p in places if p.country), home)
    if not places:
        return setting.name_of(home) if home else ""
    best = places[0]
    parts = [setting.name_of(code)] if code else []
    if best.admin1 and best.kind is not PlaceKind.ADMIN1:
        parts.append(f"{_plain(best.admin1)} (DEPARTMENT)")
    if best.kind is not PlaceKind.COUNTRY:
        name = best.admin1 if best.kind is PlaceKind.ADMIN1 and best.admin1 else best.name
        parts.append(f"{_plain(name)} ({_PLACE_TYPES.get(best.kind, 'AREA')})")
    inner, comma, _ = best.text.partition(",")
    if comma and _plain(inner) not in (_plain(best.name), _plain(best.admin1 or "")):
        # "San Luis, Usulutan Department", of which the gazetteer holds the department only
        parts.append(f"{_plain(inner)} (TOWN)")
    return ": ".join(parts)


def _home(claims: Sequence[Claim], setting: Setting) -> str | None:
    """The country of incidents that name none: the dateline's, else the one most spoken of."""
    if setting.dateline is not None:
        return setting.dateline
    found = [c.place.country for c in claims if c.place is not None and c.place.country]
    found += [a.country for c in claims for a in c.actors if a.country]
    return Counter(found).most_common(1)[0][0] if found else None


def _plain(name: str) -> str:
    """A name in capitals without accents, as the keys have it."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return re.sub(
        r"\s+(?:Department|Province|Region|Municipality|District)$", "", bare, flags=re.IGNORECASE
    ).upper()


def _is_human(actor: Actor) -> bool:
    return actor.kind in (ActorKind.PERSON, ActorKind.GROUP, ActorKind.UNKNOWN) or (
        actor.kind is ActorKind.ORGANISATION and bool(set(actor.sectors) & _ARMED)
    )


def _words_of(actor: Actor) -> str:
    said = actor.name if _PRONOUN.fullmatch(actor.text) else actor.text
    return re.sub(
        r"^(?:the|an?|at|least|about|some|his|her|their|its)\s+", "", said, flags=re.IGNORECASE
    ).upper()


def _perpetrator(made: Template, actor: Actor, claim: Claim) -> None:
    words = _words_of(actor)
    body = actor.kind in (ActorKind.ORGANISATION, ActorKind.GOVERNMENT) or actor.actor_id.startswith(
        ("grp:", "org:")
    )
    inner = (
        next((m.group() for m in _ORG.finditer(actor.text) if len(m.group()) > 3), "")
        if not body
        else actor.text
    )
    people = actor.kind is ActorKind.PERSON or bool(re.search(r"(?<!\w)[a-z]{4,}s?(?!\w)", actor.text))
    if people or not body:
        made.add("perp-ind-id", words)
    org = inner if body and not people else _named_body(actor.text)
    if org:
        made.add("perp-org-id", org.upper())
        made.add("perp-org-conf", _confidence(claim), [org.upper()])
    if set(actor.sectors) & _STATE:
        made.add("perp-inc-cat", "STATE-SPONSORED VIOLENCE")
    elif set(actor.sectors) & (_ARMED | {"TER"}) and not made.fills["perp-inc-cat"]:
        made.add("perp-inc-cat", "TERRORIST ACT")


def _named_body(text: str) -> str:
    """The body that people are said to be of: "terrorists of the National Front", "FARC rebels"."""
    of = re.search(r" (?:of|from|belonging to) (?:the )?([A-Z].*)$", text)
    if of is not None:
        return of.group(1)
    lead = re.match(r"(?:the )?((?:[A-Z][\w-]*[A-Z][\w-]*|[A-Z]{2,})) [a-z]", text)
    return lead.group(1) if lead is not None else ""


def _confidence(claim: Claim) -> str:
    sentence = claim.evidence.sentence
    if _CLAIMED.search(sentence) and "responsib" in sentence.lower():
        return "CLAIMED OR ADMITTED"
    if _ACCUSED.search(sentence):
        speaker = claim.attribution[0].text if claim.attribution else sentence
        return "SUSPECTED OR ACCUSED BY AUTHORITIES" if _AUTHORITY.search(speaker) else "SUSPECTED OR ACCUSED"
    if claim.certainty.modality in (Modality.POSSIBLE, Modality.PROBABLE):
        return "POSSIBLE"
    return "REPORTED AS FACT"


def _target(actor: Actor, claim: Claim, nation: str) -> Seen:
    """Somebody a claim says it was done to."""
    words = _words_of(actor)
    sentence = claim.evidence.sentence
    named, role = actor.actor_id.startswith("per:"), ""
    if named:
        before = sentence[: max(0, actor.span.start - claim.evidence.span.start)]
        role = _CUT.sub("", before, count=1).strip()
        role = role.upper() if len(role.split()) <= 6 else ""
    return Seen(
        words=words,
        named=named,
        role=role,
        sectors=actor.sectors,
        number=_number(actor, claim, named=named),
        effect=_effect(claim),
        nation=nation,
    )


def _number(actor: Actor, claim: Claim, *, named: bool) -> str:
    """How many: the figure in or over the target's words, one for one person, else "PLURAL"."""
    if named:
        return "1"
    for quantity in claim.quantities:
        over = quantity.span.overlaps(actor.span)
        value = quantity.high if quantity.high is not None else quantity.low
        if over and value is not None and value == int(value):
            return str(int(value))
    head = re.sub(r"\s+(?:of|from|in|who|at|with)\b.*", "", actor.text, flags=re.IGNORECASE)
    return "PLURAL" if actor.kind is not ActorKind.PERSON and _PLURAL.search(head) else "1"


def _effect(claim: Claim) -> str:
    trigger = claim.evidence.sentence[claim.evidence.trigger.start - claim.evidence.span.start :][:40]
    if DEATH.match(trigger):
        return "DEATH" if claim.status in _DONE and claim.status is not Status.ATTEMPTED else ""
    if INJURY.match(trigger):
        return "INJURY"
    sentence = claim.evidence.sentence
    if UNHURT.search(sentence):
        return "NO INJURY OR DEATH"
    if claim.event is not None and claim.event.mode == "abduct":
        return ""
    return "DEATH" if DEATH.search(sentence) else "INJURY" if INJURY.search(sentence) else ""
