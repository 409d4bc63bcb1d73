"""Refusals told by a negated future: "she said Oslo would not send envoys" is a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sayso.extract.drafts import Draft, noted
from sayso.extract.parties import Parties, Party
from sayso.extract.status import Standing, negation
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind, Modality, Polarity, Status

__all__ = ["as_refusal", "standing_of_refusal"]

_SAY = word_set("attribution.say")
_AHEAD = frozenset({"will", "would", "shall", "wo", "'ll", "’ll", "'d", "’d"})
#: Acts that somebody may be asked for, and PLOVER's mode of refusing each.
_REFUSED: Mapping[str, str | None] = {
    "CONSULT": "meet", "AID": "assist", "COOPERATE": "assist", "SUPPORT": "assist", "AGREE": "assist",
    "RETREAT": "yield", "CONCEDE": "yield", "REJECT": None,
}  # fmt: skip


def as_refusal(draft: Draft, tree: Tree, parties: Parties) -> Draft:
    """The refusal that a draft is, if its own actor says that he will not do it; else the draft."""
    if draft.type not in _REFUSED or not draft.actors or not tree.is_verbal(draft.verb):
        return draft
    no = negation(tree, draft.verb)
    ahead = any(tree[c].text.lower() in _AHEAD for c in tree.of(draft.verb, "aux"))
    if not no or not ahead or tree.of(draft.verb, "advcl") or not _in_own_words(draft, tree, parties):
        return draft
    mode = _REFUSED[draft.type] or draft.mode
    refusal = replace(draft, type="REJECT", mode=mode, refused=True)
    if draft.entry.roles == "mutual":
        doers = set(tree.doers(draft.verb))
        own = tuple(p for p in draft.actors if p.head in doers)
        others = tuple(p for p in draft.actors if p.head not in doers)
        refusal = replace(refusal, actors=own or draft.actors, recipients=others if own else ())
    return noted(refusal, draft, f"its actor says that it will not be: “{no}”")


def standing_of_refusal(found: Standing) -> Standing:
    """Where a refusal stands: it has been uttered, whatever its verb is about."""
    told = replace(found, status=Status.HAPPENED, polarity=Polarity.POSITIVE, modality=Modality.CERTAIN)
    return told.after(found, "a refusal in one's own words", "")


def _in_own_words(draft: Draft, tree: Tree, parties: Parties) -> bool:
    """Whether the act stands in what its own actor, or who speaks for him, says."""
    for at in tree.ancestors(draft.verb):
        if not tree.is_verbal(at):
            return False
        if tree[at].lemma.lower() in _SAY:
            said = [p for w in tree.doers(at) for p in parties.at(draft.sentence, w)]
            return any(_speaks_for(s, p) for s in said for p in draft.actors)
    return False


def _speaks_for(speaker: Party, actor: Party) -> bool:
    """Whether two parties are one, or the first is of the second's government."""
    mine, theirs = speaker.match, actor.match
    if mine.actor_id == theirs.actor_id:
        return True
    official = mine.kind is ActorKind.GOVERNMENT or bool(set(mine.sectors) & {"GOV", "MIL", "SPY"})
    state = theirs.kind in (ActorKind.COUNTRY, ActorKind.GOVERNMENT)
    return official and state and mine.country in (None, theirs.country)
