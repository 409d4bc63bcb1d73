"""Builds the answers of the actor finder, so that one kind of actor always gets one kind of identifier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sayso.records import ActorKind, ActorMatch, PlaceMatch
from sayso.resolve.countries import Country
from sayso.resolve.lexicon import Word
from sayso.resolve.names import slug
from sayso.resolve.organisations import Organisation
from sayso.resolve.people import HELD, Person, Term
from sayso.resolve.roles import Role

__all__ = [
    "body_match",
    "breakaway_match",
    "country_match",
    "government_match",
    "institution_match",
    "person_match",
    "place_match",
    "role_match",
    "sectors_at",
    "ship_match",
    "trimmed",
    "unknown_match",
]

#: What a description begins with and what its name does without.
_LEAD = frozenset(
    "a an some many several all other about around nearly almost roughly approximately least than more fewer over up "
    "to at two three four five six seven eight nine ten both these those this that its their his her our my".split()
)


def country_match(country: Country, p: float, *, people: bool = False) -> ActorMatch:
    """A country; ``people``: its people, spoken of as such ("Russians")."""
    return ActorMatch(
        actor_id=f"cty:{country.iso3}",
        name=country.name,
        kind=ActorKind.GROUP if people else ActorKind.COUNTRY,
        country=country.iso3,
        sectors=("CVL",) if people else (),
        named=True,
        office=None,
        p=p,
    )


def government_match(country: Country | None, p: float, *, named: bool) -> ActorMatch:
    """A country's government, under the country's name."""
    return ActorMatch(
        actor_id=f"gov:{country.iso3 if country else '-'}",
        name=country.name if country else "government",
        kind=ActorKind.GOVERNMENT,
        country=country.iso3 if country else None,
        sectors=("GOV",),
        named=named,
        office=None,
        p=p,
    )


def breakaway_match(country: Country, name: str, p: float) -> ActorMatch:
    """Who governs what broke away from a country, under the name given."""
    return ActorMatch(
        actor_id=f"org:{slug(name)}",
        name=name,
        kind=ActorKind.GOVERNMENT,
        country=country.iso3,
        sectors=("GOV", "PRE"),
        named=True,
        office=None,
        p=p,
    )


def ship_match(name: str, country: str | None, p: float) -> ActorMatch:
    """A ship by name, known by its prefix: a navy's, or a merchantman of no country."""
    return ActorMatch(
        actor_id=f"grp:{slug(name)}",
        name=name,
        kind=ActorKind.GROUP,
        country=country,
        sectors=("MIL",) if country else ("BUS",),
        named=True,
        office=None,
        p=p,
    )


def body_match(body: Organisation, country: str | None, p: float) -> ActorMatch:
    """A named organisation or group."""
    return ActorMatch(
        actor_id=body.org_id,
        name=body.name,
        kind=body.kind,
        country=country,
        sectors=body.sectors,
        named=True,
        office=None,
        p=p,
    )


def sectors_at(person: Person, on: date | None) -> tuple[Term, tuple[str, ...]]:
    """The term that counts on a day and the person's sectors then; a former office holder is elite."""
    term, over = person.term_on(on)
    if over and HELD.intersection(term.sectors):
        kept = tuple(s for s in term.sectors if s not in HELD)
        return term, ("ELI", *kept)
    return term, term.sectors


def person_match(
    person: Person,
    on: date | None,
    *,
    office: str | None,
    p: float,
    named: bool = True,
    told: tuple[str, ...] = (),
) -> ActorMatch:
    """A person on record, with the country and sectors of that day, or the sectors that titles ``told``."""
    term, sectors = sectors_at(person, on)
    sectors = told or sectors
    return ActorMatch(
        actor_id=person.person_id,
        name=person.name,
        kind=ActorKind.PERSON,
        country=term.country,
        sectors=sectors,
        named=named,
        office=office,
        p=p,
    )


def institution_match(role: Role, country: Country, sectors: tuple[str, ...], p: float) -> ActorMatch:
    """A body of which a country has one ("Russian defence ministry")."""
    return ActorMatch(
        actor_id=f"org:{slug(country.name)}-{slug(role.name)}",
        name=f"{country.adjective} {role.name}",
        kind=ActorKind.ORGANISATION,
        country=country.iso3,
        sectors=sectors,
        named=True,
        office=None,
        p=p,
    )


def role_match(
    name: str,
    kind: ActorKind,
    country: str | None,
    sectors: tuple[str, ...],
    *,
    office: str | None,
    p: float,
) -> ActorMatch:
    """A description: whoever of that country and sector."""
    return ActorMatch(
        actor_id=f"role:{country or '-'}:{sectors[0].lower() if sectors else 'unk'}",
        name=name,
        kind=kind,
        country=country,
        sectors=sectors,
        named=False,
        office=office,
        p=p,
    )


def place_match(place: PlaceMatch, *, lived_in: bool = False) -> ActorMatch:
    """A place that acts; ``lived_in``: a town, which stands for its people."""
    return ActorMatch(
        actor_id=place.place_id,
        name=place.name,
        kind=ActorKind.UNKNOWN,
        country=place.country,
        sectors=("CVL",) if lived_in else (),
        named=True,
        office=None,
        p=round(0.6 * place.p, 4),
    )


_PREFIXES = {ActorKind.PERSON: "per", ActorKind.ORGANISATION: "org", ActorKind.GROUP: "grp"}


def unknown_match(
    name: str,
    kind: ActorKind,
    p: float,
    *,
    country: str | None = None,
    sectors: tuple[str, ...] = (),
    office: str | None = None,
) -> ActorMatch:
    """A name that no table holds."""
    known = kind is not ActorKind.UNKNOWN
    return ActorMatch(
        actor_id=f"{_PREFIXES.get(kind, 'unk')}:{slug(name) or '-'}",
        name=name,
        kind=kind,
        country=country,
        sectors=sectors,
        named=known or any(c.isupper() for c in name),
        office=office,
        p=p,
    )


def trimmed(words: Sequence[Word]) -> str:
    """The words without leading articles, pronouns and numbers."""
    start = 0
    while start < len(words) - 1 and (words[start].key in _LEAD or words[start].key[0].isdigit()):
        start += 1
    return " ".join(w.text for w in words[start:])
