"""Claims made for transfers told in words that name no act, so that a flag has a claim to stand on.

A rule may be touched by a sentence of which no claim was made ("Customs pulled eleven rifles out of a
generator"). The act is then made from what the rules saw: the word that tells it, who is on which side, and
how it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sayso.extract.drafts import Draft
from sayso.extract.lexicon import Entry, lexicon
from sayso.extract.parties import Party
from sayso.extract.rules.flag import Touch
from sayso.extract.rules.paths import Side
from sayso.extract.rules.touch import ENFORCEMENT, REGIME_CHANGE, WOULD
from sayso.extract.rules.words import listed
from sayso.extract.tree import Tree
from sayso.records import Aspect, Claim, Reason

__all__ = ["as_made", "missing_acts"]

#: How likely such a claim is: it rests on the rules' view of a sentence in which no act was seen by itself.
_P = 0.4
_ENDS = frozenset(
    "lift end ease drop terminate expire lapse scrap remove cancel suspend dissolve free".split()
)


def missing_acts(touches: Iterable[Touch], claims: Sequence[Claim], trees: Sequence[Tree]) -> Iterator[Draft]:
    """An act for each sentence that touches a rule and has no claim, at the word that tells the touch."""
    claimed = {n for n, tree in enumerate(trees) if _has_claim(tree, claims)}
    for touch in touches:
        if touch.sentence in claimed:
            continue
        claimed.add(touch.sentence)
        draft = _draft(touch, trees[touch.sentence])
        if draft is not None:
            yield draft


def as_made(claim: Claim, draft: Draft) -> Claim:
    """The claim of such an act, as sure as it is, with reasons that say what it was made for."""
    said = next((n for n in draft.notes if n.what is Aspect.TYPE), None)
    kept = tuple(r for r in claim.why if r.what not in (Aspect.TYPE, Aspect.P) and r is not said)
    first = (said,) if said is not None else ()
    last = Reason(what=Aspect.P, by=f"made for a transfer told {_P:.2f}", score=_P)
    return replace(claim, p=_P, why=(*first, *kept, last))


def _has_claim(tree: Tree, claims: Sequence[Claim]) -> bool:
    if not len(tree):
        return True
    span = tree.span([0, len(tree) - 1])
    return any(span.contains(c.evidence.trigger) for c in claims)


def _draft(touch: Touch, tree: Tree) -> Draft | None:
    type_, mode = _kind(touch, tree)
    entry = _entry(type_, mode)
    if entry is None:
        return None
    actors, recipients = _sides(touch, tree, type_)
    note = Reason(
        what=Aspect.TYPE, by=f"made for a transfer told: {touch.hit.rule}", said=tree[touch.anchor].text
    )
    near = tuple(
        Reason(what=what, by="named in a sentence near by", said=party.text)
        for what, found in ((Aspect.ACTOR, actors), (Aspect.RECIPIENT, recipients))
        for party in found
        if party.sentence != touch.sentence
    )
    read = next((p for p in tree.sentence.predicates if p.index == touch.anchor), None)
    return Draft(
        sentence=touch.sentence,
        trigger=touch.anchor,
        support=None,
        type=type_,
        mode=mode,
        actors=actors,
        recipients=recipients,
        places=(),
        goes=False,
        entry=entry,
        predicate=read,
        p=_P,
        notes=(note, *near),
        unsaid=True,
    )


def _kind(touch: Touch, tree: Tree) -> tuple[str, str | None]:
    """Type and mode: aid handed over, a deal agreed, goods seized, a rule kept or dropped."""
    lemma = tree[touch.anchor].lemma.lower()
    if touch.hit.reading == REGIME_CHANGE:
        lemmas = {t.lemma.lower() for t in tree.tokens}
        return ("CONCEDE" if lemmas & _ENDS else "SANCTION"), None
    if touch.hit.reading == ENFORCEMENT and lemma in listed("scene", "caught"):
        return "COERCE", "seize"
    agreed = lemma in listed("nouns", "deal") or lemma in ("sign", "agree", "ink", "contract")
    between = touch.flow is not None and touch.flow.side is Side.BETWEEN
    return ("AGREE" if touch.hit.reading == WOULD and (agreed or between) else "AID"), None


def _entry(type_: str, mode: str | None) -> Entry | None:
    known = lexicon().fallbacks
    found = known.get(f"{type_}/{mode}") or known.get(type_)
    return replace(found, mode=mode) if found is not None else None


def _sides(touch: Touch, tree: Tree, type_: str) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Who acts and on whom: the nearest of the others stands over against who is under the rule."""
    flow = touch.flow
    if flow is None:
        return (), ()
    mine = (flow.party,)
    theirs = tuple(p for p in flow.others if p.match.country != flow.party.match.country)[:1]
    if type_ == "AGREE":
        return (*mine, *theirs), ()
    if type_ == "COERCE":
        return tuple(p for p in theirs if p.head in tree.doers(touch.anchor)), mine
    return (theirs, mine) if flow.side is Side.TO else (mine, theirs)
