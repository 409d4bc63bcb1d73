"""An act before time, place, status and speaker are known, and what is asked of its parties."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from sayso.classes import dataclass, replace
from sayso.extract.lexicon import Entry
from sayso.extract.parties import Party
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind, Aspect, Predicate, Reason, SeenAct, Status

__all__ = [
    "Draft",
    "distinct",
    "dropped",
    "is_official",
    "is_weighty",
    "merged",
    "noted",
    "others",
    "type_chance",
    "with_shared_modes",
]

_OFFICIAL = word_set("events.official")
#: What a state is called as one that acts.
_STATES = (ActorKind.COUNTRY, ActorKind.GOVERNMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One act before time, place, status and speaker are known; word numbers count in the sentence.

    ``notes`` are reasons that cannot be told from the rest afterwards. ``unsaid`` acts are claimed even where
    nobody is said to take part. ``refused``: the negation of the verb is the refusal, and not of it.
    ``tied``: negated or possible where a word of blame denies or doubts that its actor is behind it.
    """

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
    notes: tuple[Reason, ...] = ()
    unsaid: bool = False
    refused: bool = False
    tied: Status | None = None

    @property
    def verb(self) -> int:
        """The word whose tense and clause the act shares."""
        return self.trigger if self.support is None else self.support


def noted(draft: Draft, before: Draft, by: str, seen: SeenAct | None = None) -> Draft:
    """``draft`` with a note of what a step changed since ``before``: type, mode, parties.

    ``seen`` gives the scores where the step is the reader's.
    """
    made: list[Reason] = []
    if draft.type != before.type:
        made.append(Reason(what=Aspect.TYPE, by=by, instead=(before.type,)))
    if draft.mode != before.mode:
        score = dict(seen.kinds).get(f"{draft.type}/{draft.mode}") if seen is not None else None
        old = (before.mode,) if before.mode else ()
        made.append(Reason(what=Aspect.MODE, by=by, score=score, instead=old))
    for what, parties, known in (
        (Aspect.ACTOR, draft.actors, before.actors),
        (Aspect.RECIPIENT, draft.recipients, before.recipients),
    ):
        chances = dict((seen.sources if what is Aspect.ACTOR else seen.targets) if seen is not None else ())
        made += [
            Reason(what=what, by=by, score=chances.get(p.head), said=p.text)
            for p in parties
            if p not in known
        ]
    return replace(draft, notes=(*draft.notes, *made)) if made else draft


def dropped(draft: Draft, tree: Tree, by: str) -> Reason:
    """The note of an act that another one takes in."""
    name = draft.type + (f"/{draft.mode}" if draft.mode else "")
    return Reason(what=Aspect.DROPPED, by=by, score=draft.p, said=tree[draft.trigger].text, instead=(name,))


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


def others(recipients: Sequence[Party], actors: Sequence[Party]) -> tuple[Party, ...]:
    """Recipients that are not among the actors: neither the same words or name, nor the same state."""
    ids = {p.match.actor_id for p in actors}
    heads = {p.head for p in actors}
    states = {p.match.country for p in actors if p.match.kind in _STATES}
    return tuple(
        p
        for p in distinct(recipients)
        if p.head not in heads
        and (p.match.actor_id not in ids or p.match.actor_id.startswith(("grp:", "role:")))
        and not (p.match.kind in _STATES and p.match.country in states and p.match.country)
    )


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
        else:
            fuller = len(draft.actors) + len(draft.recipients) > len(twin.actors) + len(twin.recipients)
            kept, left = (draft, twin) if fuller else (twin, draft)
            note = dropped(left, tree, f"one act with “{tree[kept.trigger].text}”")
            out[out.index(twin)] = replace(kept, notes=(*kept.notes, note))
    return out


def with_shared_modes(found: Sequence[Draft], tree: Tree) -> list[Draft]:
    """An attack without a mode has that of an attack it is part of: "used mustard gas in an attack"."""
    return [_with_mode_of(d, found, tree) if d.type == "ASSAULT" and d.mode is None else d for d in found]


def _with_mode_of(draft: Draft, found: Sequence[Draft], tree: Tree) -> Draft:
    above = _above(draft.trigger, tree)
    for other in found:
        near = other.trigger in above or draft.trigger in _above(other.trigger, tree)
        if other.type == draft.type and other.mode is not None and near:
            by = f"the act it is told with: “{tree[other.trigger].text}”"
            return noted(replace(draft, mode=other.mode), draft, by)
    return draft


def _above(i: int, tree: Tree) -> list[int]:
    """The nearest words above a word, in its own clause or the one around it."""
    return list(islice(tree.ancestors(i), 3))


def _same(one: Draft, other: Draft, tree: Tree) -> bool:
    if one.type != other.type or one.mode != other.mode:
        return False
    joined = tree[other.verb].head == one.verb and tree.rel(other.verb) in ("conj", "advcl", "xcomp")
    ids = [{p.match.actor_id for p in (*d.actors, *d.recipients)} for d in (one, other)]
    return joined and (ids[1] <= ids[0] or ids[0] <= ids[1]) and not (one.places and other.places)
