"""Time and place that one mention of an act takes over from another, as "the attack" does.

Only what the text says is the same act takes over: a noun with "the", "this" or "that" of the type of an act
told in the last sentences, and, for violence, what it did, told right after it ("Two people were killed.").
What is taken over is worth less, its span shows where it was read, and its reason says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass, replace
from sayso.extract.tree import Tree
from sayso.records import Article, Aspect, Claim, Place, PlaceKind, Reason, Status, TimeRange

__all__ = ["carried"]

#: Sentences back to which a definite noun reaches, and to which what an act did does.
_REACH, _NEXT = 6, 1
#: What a place taken over is worth.
_LESS = 0.7
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
#: Words that make a definite noun another act than the one told ("the second attack").
_OTHER = frozenset(
    "other second third last previous earlier next latest another separate similar first recent past "
    "future".split()
)
#: What violence does.
_EFFECTS = frozenset("kill wound injure hurt die destroy damage burn kidnap abduct arrest detain".split())
_DONE = frozenset({Status.HAPPENED, Status.ONGOING})


@dataclass(frozen=True, slots=True)
class _Told:
    """An act told, with the sentence it was told in."""

    claim: Claim
    sentence: int


def carried(claims: Sequence[Claim], article: Article, trees: Sequence[Tree]) -> list[Claim]:
    """The claims in their order, those of acts told again with the time and place of the act."""
    starts = {s.span.start: n for n, s in enumerate(article.sentences)}
    told: list[_Told] = []
    out: list[Claim] = []
    for claim in claims:
        number = starts.get(claim.evidence.span.start)
        if claim.event is None or number is None:
            out.append(claim)
            continue
        source = _source(claim, number, told, article, trees[number])
        made = claim if source is None else _with(claim, source.claim)
        out.append(made)
        told.append(_Told(made, number))
    return out


def _source(claim: Claim, number: int, told: Sequence[_Told], article: Article, tree: Tree) -> _Told | None:
    """The act told before that a claim is another mention of."""
    if claim.place is not None and claim.time is not None:
        return None
    trigger = next((i for i, t in enumerate(tree.tokens) if t.span == claim.evidence.trigger), None)
    if trigger is None or claim.event is None:
        return None
    again = _is_definite(tree, trigger)
    effect = tree[trigger].lemma.lower() in _EFFECTS and not _has_own(claim, tree)
    for one in reversed(told):
        back = number - one.sentence
        if back > (_REACH if again else _NEXT):
            return None
        other = one.claim
        if other.event is None or other.event.type != claim.event.type or back == 0:
            continue
        if (other.status in _DONE) != (claim.status in _DONE):
            continue
        near = article.sentences[number].paragraph - article.sentences[one.sentence].paragraph <= 1
        if again or (effect and near and back <= _NEXT):
            return one
    return None


def _is_definite(tree: Tree, trigger: int) -> bool:
    """Whether a noun says that its act is known: "the attack", not "the second attack"."""
    if tree[trigger].upos != "NOUN":
        return False
    if not any(tree[c].text.lower() in _DEFINITE for c in tree.of(trigger, "det")):
        return False
    return not any(tree[c].text.lower() in _OTHER for c in tree.of(trigger, "amod", "nummod", "compound"))


def _has_own(claim: Claim, tree: Tree) -> bool:
    """Whether the sentence of an effect names a place of its own, so that it may be somewhere else."""
    return claim.place is not None or any(m.label in ("place", "facility") for m in tree.sentence.mentions)


def _with(claim: Claim, source: Claim) -> Claim:
    """The claim with the time and place of the act told before, where it has none."""
    place, time, why = claim.place, claim.time, list(claim.why)
    if place is None and source.place is not None and source.place.kind is not PlaceKind.UNKNOWN:
        place = replace(source.place, p=round(source.place.p * _LESS, 3))
        why.append(_reason(Aspect.PLACE, place))
    if time is None and source.time is not None and source.time.edtf is not None:
        time = source.time
        why.append(_reason(Aspect.TIME, time))
    return replace(claim, place=place, time=time, why=tuple(why))


def _reason(what: Aspect, found: Place | TimeRange) -> Reason:
    return Reason(what=what, by="taken over from the same act told before", said=found.text)
