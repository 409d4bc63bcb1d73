"""Descriptions of actors ("Russian troops", "the North Korean leader") to country, sector and kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sayso.classes import dataclass, replace
from sayso.records import ActorKind, ActorMatch, PlaceKind
from sayso.resolve.countries import Countries
from sayso.resolve.lexicon import Word
from sayso.resolve.matches import (
    body_match,
    government_match,
    institution_match,
    person_match,
    role_match,
    trimmed,
    unknown_match,
)
from sayso.resolve.organisations import INTERNATIONAL, Organisation, Organisations, pick
from sayso.resolve.people import People
from sayso.resolve.phrases import LOCATIVE, Described, describe, is_foreign, rank_of
from sayso.resolve.places import Places
from sayso.resolve.roles import Role, Roles
from sayso.resolve.sectors import as_former, is_people, of_description, of_people

__all__ = ["Descriptions", "Ground", "Title"]

_P_DESCRIBED, _P_VAGUE, _P_HOLDER, _P_LOOSE = 0.85, 0.6, 0.8, 0.45
#: A place this sure gives a description its country ("Shanghai authorities").
_PLACE_FLOOR = 0.5
#: A family name this sure gives one too ("the Assad government").
_PERSON_FLOOR = 0.5

#: Heads that only repeat what a named body is ("the Hamas movement", "TASS news agency").
_APPOSITIVE = frozenset(
    "group movement organization organisation party newspaper company firm militia network regime agency rebels "
    "militants insurgents guerrillas insurgency army force council alliance coalition faction front union bank "
    "corporation broadcaster magazine website cartel gang television radio outlet service giant maker tank extremists "
    "mercenaries paramilitaries jihadists islamists institute university foundation charity airline daily tribe bloc "
    "separatists militias".split()
)
#: Links whose place or body is the actor's own, named or only described.
_HOME = frozenset("of for from at in inside within across aboard".split())
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred thousand dozen dozens hundreds thousands several some many about nearly more than "
    "least at other another few scores a an the".split()
)
_FLED = frozenset("displaced fleeing stranded uprooted homeless resettled deported exiled returning".split())
#: Words before "leader" that leave it the country's own.
_PLAIN = frozenset(
    "current longtime authoritarian reclusive embattled young autocratic de facto country s powerful top paramount "
    "iron-fisted veteran aging ageing communist absolute elected unelected the a".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The tables everything rests on."""

    places: Places
    countries: Countries
    roles: Roles
    bodies: Organisations
    people: People


@dataclass(frozen=True, slots=True)
class Title:
    """What titles before a name say of its bearer."""

    country: str | None
    sectors: tuple[str, ...]
    office: str | None
    #: Whether the titles say that the office is over.
    former: bool = False
    #: Whether they say more than that somebody leads or speaks.
    firm: bool = False


class Descriptions:
    """Composes what the words of a description say."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    # --- named bodies within phrases

    def body(
        self,
        words: Sequence[Word],
        on: date | None,
        near: Sequence[str],
        label: str | None = None,
    ) -> ActorMatch | None:
        """A body behind its description, before it, or with people of it as the head."""
        said = describe(words, self._ground.countries, self._ground.roles, near)
        country = said.country.iso3 if said.country else None
        ahead = (country, *near) if country else near
        found, start = self._ground.bodies.ending(words, len(words))
        longer = said.head is not None and said.start < start
        if found and start > 0 and not longer:
            # "Lebanon's Hezbollah", "the militant group Hezbollah", "Russian news agency TASS"
            body, p = pick(_of_country(found, country), on, ahead)
            if body is not None and self._tail_of_a_name(words, start, body, near):
                return None
            if body is not None and not (label == "person" and is_people(body)):
                return body_match(body, _country_of(body, country), p)
        if said.head is None or said.start == 0:
            return None
        body, p, others = self._body_before(words[: said.start], country, on, ahead)
        if body is None:
            return None
        if said.head_words.lower().split()[-1] in _APPOSITIVE and not is_people(body):
            return body_match(body, _country_of(body, country), p)
        beside = describe((*others, *words[said.start :]), self._ground.countries, self._ground.roles, near)
        return self._people_of(
            said, words, replace(body, country=_country_of(body, country)), beside.modifiers, on
        )

    def _tail_of_a_name(
        self, words: Sequence[Word], start: int, body: Organisation, near: Sequence[str]
    ) -> bool:
        """Whether an outlet's one-word name ends another outlet's: "the Fjord Times" is not "The Times"."""
        before = words[start - 1]
        if start + 1 < len(words) or "JRN" not in body.sectors or not before.capital:
            return False
        if any(self._ground.countries.at(words[:start], k, near)[0] for k in range(start)):
            return False
        return not self._ground.roles.ending(words, start)[0] and not self._ground.bodies.whole(words[:start])

    def _body_before(
        self, words: Sequence[Word], country: str | None, on: date | None, near: Sequence[str]
    ) -> tuple[Organisation | None, float, Sequence[Word]]:
        """The first body named, how sure that is, and the words around its name."""
        for start in range(len(words)):
            found, end = self._ground.bodies.at(words, start)
            if not found:
                continue
            run = words[start:end]
            # In "Turkish Cypriot leader" the country's name is part of the other's.
            part = any(self._ground.countries.at(run, k, near)[0] for k in range(len(run)))
            body, p = pick(found if part else _of_country(found, country), on, near)
            if body is not None:
                return body, p, (*words[:start], *words[end:])
        return None, 0.0, words

    def _people_of(
        self,
        said: Described,
        words: Sequence[Word],
        body: Organisation,
        others: Sequence[Role],
        on: date | None,
    ) -> ActorMatch:
        """As in "Hamas fighters", "UN officials", "the NATO chief"."""
        head = said.head
        if head is None:
            return body_match(body, body.country, _P_DESCRIBED)
        if head.kind is ActorKind.PERSON and head.office and said.holder and on and not head.plural:
            held = self._ground.people.holder(body.org_id, head.office, on)
            if held is None and head.office in ("leader", "head", "president"):
                held = self._ground.people.head(body.org_id, on)
            if held is not None:
                return person_match(held[0], on, office=head.office, p=_P_HOLDER, named=False)
        sectors = of_people(said, head, others, body)
        collective = head.weak and body.kind is not ActorKind.GOVERNMENT and sectors == body.sectors
        return ActorMatch(
            actor_id=body.org_id if collective else f"role:{body.country or '-'}:{_first(sectors)}",
            name=body.name if collective and head.kind is not ActorKind.PERSON else trimmed(words),
            kind=head.kind,
            country=body.country,
            sectors=sectors,
            named=False,
            office=head.office,
            p=_P_DESCRIBED,
        )

    # --- descriptions proper

    def find(
        self,
        words: Sequence[Word],
        link: str,
        tail: ActorMatch | None,
        on: date | None,
        near: Sequence[str],
        label: str | None,
    ) -> ActorMatch | None:
        """A description, or None where no head word is known."""
        said = describe(words, self._ground.countries, self._ground.roles, near)
        head = said.head
        if head is None or (label == "person" and _is_surname(said, words)):
            return None
        code = self._country_of(said, link, tail, on, near)
        country = self._ground.countries.by_code.get(code or "")
        sectors = of_description(said, head, link, tail)
        if sectors == ("CVL",) and code is None and tail is None and _only_counted(said):
            sectors = ("UNK",)
        if head.office and on and said.holder and not head.plural:
            held = self._holder(said, head, code, link, tail, on)
            if held is not None:
                return held
        p = _P_DESCRIBED if code else _P_VAGUE
        if head.kind is ActorKind.GOVERNMENT and not said.former and (country or code is None):
            return government_match(country, p, named=False)
        if label == "organisation" and _proper(said):
            return unknown_match(
                trimmed(words), ActorKind.ORGANISATION, _P_VAGUE, country=code, sectors=sectors
            )
        if head.institution and country is not None and not _proper(said):
            return institution_match(head, country, sectors, p)
        name = trimmed(words)
        if country is not None and said.country is None and tail is not None:
            name = f"{country.adjective} {name}"
        office = head.office if head.kind is ActorKind.PERSON else None
        return role_match(name, head.kind, code, sectors, office=office, p=p)

    def loose(
        self,
        words: Sequence[Word],
        link: str,
        tail: ActorMatch | None,
        near: Sequence[str],
        label: str | None,
    ) -> ActorMatch | None:
        """A phrase without a known head word, if it says of which country: "ninety Eritreans", "Thai buskers"."""
        found, at = None, 0
        while found is None and at < len(words):
            found, end = self._ground.countries.at(words, at, near)
            if found is not None and is_foreign(words[at].text):
                found = None
            at = max(end, at + 1)
        code = found.iso3 if found is not None else None
        if code is None and tail is not None and _lends(link, tail):
            code = tail.country
        if code is None:
            return None
        stem = words[-1].stem
        many = stem.endswith(("s", "men", "women", "people")) and not stem.endswith("ss")
        kind = ActorKind.GROUP if many and label is None else ActorKind.UNKNOWN
        kind = ActorKind.ORGANISATION if label == "organisation" else kind
        people = kind is ActorKind.GROUP and found is not None and at >= len(words)
        fled = any(w.key in _FLED for w in words)
        sectors = (("REF",) if fled else ("CVL",)) if people else ()
        return unknown_match(trimmed(words), kind, _P_LOOSE, country=code, sectors=sectors)

    def title(self, words: Sequence[Word], on: date | None, near: Sequence[str]) -> Title:
        """What titles before a name say."""
        said = describe(words, self._ground.countries, self._ground.roles, near)
        country = said.country.iso3 if said.country else None
        body, _, _ = self._body_before(words, country, on, (country, *near) if country else near)
        if body is not None:
            country = country or body.country
        if said.head is None:
            sectors = body.sectors if body else rank_of(words)
            return Title(country, as_former(sectors, said.former), None, said.former)
        sectors = of_description(said, said.head, "", None)
        if said.head.weak and not said.modifiers and body is not None and not is_people(body):
            sectors = as_former(body.sectors or sectors, said.former)
        firm = not said.head.weak or any(not r.weak and r.sectors for r in said.modifiers)
        if country is None:
            country = self._country_of(said, "", None, on, near)
        office = said.head.office or (said.head.name if not said.head.weak else None)
        return Title(country, sectors, office, said.former, firm)

    def _holder(
        self,
        said: Described,
        head: Role,
        code: str | None,
        link: str,
        tail: ActorMatch | None,
        on: date,
    ) -> ActorMatch | None:
        """The holder of the office on the day, where the description says whose office."""
        office = head.office or ""
        held = None
        if tail is not None and link in ("of", "at") and tail.actor_id.startswith("org:"):
            held = self._ground.people.holder(tail.actor_id, office, on)
            if held is None and office in ("leader", "head", "president"):
                held = self._ground.people.head(tail.actor_id, on)
        elif code and office != "head" and not any(r.sectors for r in said.modifiers):
            plain = all(w.key in _PLAIN for w in said.before)
            if (plain or office != "leader") and not _proper(said):
                held = self._ground.people.holder(code, office, on)
        return person_match(held[0], on, office=office, p=_P_HOLDER, named=False) if held else None

    def _country_of(
        self, said: Described, link: str, tail: ActorMatch | None, on: date | None, near: Sequence[str]
    ) -> str | None:
        """Whose they are: the adjective's, the owner's, the town's before the head, or the tail's."""
        if said.country is not None:
            return said.country.iso3
        proper = [w for w in said.before if w.capital and w.key not in ("a", "an", "the")]
        if proper:
            for word in proper:
                known = self._ground.people.whole((word,), on, near)
                if known is not None and known.p >= _PERSON_FLOOR:
                    return known.person.term_on(on)[0].country
            for run in _runs(proper):
                place = self._ground.places.find(" ".join(w.text for w in run), near=near)
                if place is not None and place.p >= _PLACE_FLOOR and place.kind is not PlaceKind.WATER:
                    return place.country
        return tail.country if tail is not None and _lends(link, tail) else None


def _first(sectors: tuple[str, ...]) -> str:
    return sectors[0].lower() if sectors else "unk"


def _lends(link: str, tail: ActorMatch) -> bool:
    """Whether what stands behind a head says whose it is: "in Syria", "at a Syrian hospital"."""
    return link in _HOME or (link in LOCATIVE and tail.named)


def _runs(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """All the words, then every run of two and more, the longest first."""
    yield words
    for length in range(len(words) - 1, 1, -1):
        for start in range(len(words) - length + 1):
            yield words[start : start + length]


def _only_counted(said: Described) -> bool:
    """As in "eight people": nothing but how many is said of them."""
    if said.head_words.lower() not in ("people", "persons", "person", "individuals", "individual"):
        return False
    return not said.modifiers and all(w.key in _NUMBERS or w.key[0].isdigit() for w in said.before)


def _of_country(found: Sequence[Organisation], country: str | None) -> Sequence[Organisation]:
    """Those that fit the country said; a national body of another country does not."""
    if country is None:
        return found
    own = [b for b in found if b.country == country]
    return own or [b for b in found if b.country is None or b.country in INTERNATIONAL or b.kind == "group"]


def _country_of(body: Organisation, country: str | None) -> str | None:
    """A transnational movement's or people's country is the one said ("Iraqi Kurds")."""
    if country and (body.kind is ActorKind.GROUP or body.country in (None, "ISM", "IMG", "NGO")):
        return country
    return body.country


def _proper(said: Described) -> bool:
    """Whether capitalised words stand before the head that are neither country nor role."""
    return any(w.capital for w in said.before)


def _is_surname(said: Described, words: Sequence[Word]) -> bool:
    """As in "Stephen King", "Desmond Bishop": a head word that is somebody's family name."""
    before = words[: said.start]
    return (
        bool(before)
        and " " not in said.head_words
        and said.head_words[:1].isupper()
        and before[-1].text[:1].isupper()
        and any(w is before[-1] for w in said.before)
    )
