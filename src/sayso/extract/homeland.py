"""Where people are from whom a report names by what they are: "police", "the government", "protesters".

A description without a country is of the country where the act is, else of the one that the report speaks of
most, as long as nobody else in the act is from elsewhere and such people are seldom abroad. Where states deal
with each other, a party from there makes the other one likely to be foreign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sayso.extract.lexicon import lexicon
from sayso.records import Actor, ActorFinder, ActorKind, Place

__all__ = ["at_home"]

#: People who are often abroad, and those whose country cannot be told from where they are.
_ABROAD = lexicon().classes["visiting"]
_ANYWHERE = frozenset({"REF", "IGO", "NGO", "JRN", "MED", "BUS", "CRM", "SPY"})
_OFFICIAL = frozenset({"GOV", "LEG", "JUD", "COP"})
#: How sure a place must be, and what a country told by it is worth.
_P_PLACE, _WORTH = 0.4, 0.7
#: Acts that are done where the doers are at home, or to those who are at home there.
_DOMESTIC = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "SANCTION"})


def at_home(
    actors: Sequence[Actor],
    *,
    type_: str,
    place: Place | None,
    spoken_of: str | None,
    finder: ActorFinder,
    on: date | None,
) -> tuple[Actor, ...]:
    """The actors, those without a country with that of the act's place or else ``spoken_of`` (ISO3)."""
    if all(a.country for a in actors):
        return tuple(actors)
    there = place.country if place is not None and place.p >= _P_PLACE and type_ in _DOMESTIC else None
    land = there or spoken_of
    known = {a.country for a in actors if a.country}
    if land is None or known - {land} or (known and type_ not in _DOMESTIC):
        return tuple(actors)
    name = finder.find(land, label="country", on=on).name
    return tuple(_from(a, land, name, finder, on) for a in actors)


def _from(actor: Actor, land: str, name: str, finder: ActorFinder, on: date | None) -> Actor:
    """The actor as one of a country, if he is a description that can be."""
    described = actor.actor_id.startswith("role:-:") or actor.actor_id == "gov:-"
    private = actor.kind is ActorKind.PERSON and not set(actor.sectors) & _OFFICIAL
    if actor.country or not described or private or not actor.sectors:
        return actor
    words = {w.removesuffix("s") for w in actor.name.lower().split()}
    if words & _ABROAD or set(actor.sectors) & _ANYWHERE or set(actor.sectors) == {"UNK"}:
        return actor
    match = finder.find(f"{name} {actor.name}", on=on)
    if match.country != land or set(match.sectors) != set(actor.sectors):
        return actor
    return replace(
        actor,
        name=match.name,
        actor_id=match.actor_id,
        kind=match.kind,
        country=land,
        p=round(actor.p * _WORTH, 3),
    )
