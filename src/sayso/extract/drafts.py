"""An act before time, place, status and speaker are known, and what is asked of its parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.extract.lexicon import Entry
from sayso.extract.parties import Party
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind, Predicate

__all__ = ["Draft", "distinct", "is_official", "is_weighty", "merged", "type_chance"]

_OFFICIAL = word_set("events.official")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One act before time, place, status and speaker are known; word numbers count in the sentence."""

    sentence: int
    trigger: int
    support: int | None
    type: str
    mode: str | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    places: tuple[int, ...]
    goes: bool
    entry: Entry
    predicate: Predicate | None
    p: float

    @property
    def verb(self) -> int:
        """The word whose tense and clause the act shares."""
        return self.trigger if self.support is None else self.support


def is_weighty(party: Party) -> bool:
    """A party whose doings are political news: a country, an office, an organised body."""
    match = party.match
    return (
        match.country is not None
        or bool(match.sectors)
        or match.kind in (ActorKind.GOVERNMENT, ActorKind.COUNTRY)
    )


def is_official(party: Party) -> bool:
    """Whether a party speaks or acts for a state, an army, a party or an armed group."""
    match = party.match
    if match.kind in (ActorKind.GOVERNMENT, ActorKind.COUNTRY) or set(match.sectors) & _OFFICIAL:
        return True
    return match.office is not None


def distinct(parties: Sequence[Party]) -> tuple[Party, ...]:
    """Each party once, names before pronouns of equal identity."""
    out: dict[str, Party] = {}
    for p in parties:
        out.setdefault(p.match.actor_id + ("" if p.match.named else f"@{p.span.start}"), p)
    return tuple(out.values())


def type_chance(type_: str, predicate: Predicate | None, *, nominal: bool) -> float:
    """How sure we are of the type: the lexicon's word, with the classifier for or against it."""
    if predicate is None:
        return 0.6 if nominal else 0.7
    weights = dict(predicate.types)
    mine = weights.get("YIELD" if type_ in ("CONCEDE", "RETREAT") else type_, 0.0)
    return round(0.75 + 0.2 * mine, 3)


def merged(found: Sequence[Draft], tree: Tree) -> list[Draft]:
    """One act per trigger and one per coordinated synonym with the same parties ("attacked and bombed")."""
    out: list[Draft] = []
    for draft in found:
        twin = next((o for o in out if _same(o, draft, tree)), None)
        if twin is None:
            out.append(draft)
        elif len(draft.actors) + len(draft.recipients) > len(twin.actors) + len(twin.recipients):
            out[out.index(twin)] = draft
    return out


def _same(one: Draft, other: Draft, tree: Tree) -> bool:
    if one.type != other.type or one.mode != other.mode:
        return False
    joined = tree[other.verb].head == one.verb and tree.rel(other.verb) in ("conj", "advcl", "xcomp")
    ids = [{p.match.actor_id for p in (*d.actors, *d.recipients)} for d in (one, other)]
    return joined and (ids[1] <= ids[0] or ids[0] <= ids[1]) and not (one.places and other.places)
