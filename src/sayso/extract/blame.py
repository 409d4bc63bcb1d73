"""Who is, or is not, behind a deed that a noun names: "denied any part in the attack", "was behind the raid".

The deed's noun names no side, and the tree hangs it on whatever stands before it. What binds somebody to it
is a word of blame right before its preposition: a noun that somebody denies, claims or has, or an adjective
that is said of him.
"""

from __future__ import annotations

from collections.abc import Mapping

from sayso.classes import dataclass, replace
from sayso.extract.drafts import Draft, distinct, noted, others
from sayso.extract.parties import Parties
from sayso.extract.status import Standing, negation
from sayso.extract.tree import Tree
from sayso.records import Modality, Polarity, Status

__all__ = ["blamed", "standing_of_tie"]

#: Acts that somebody may be behind.
_DEEDS = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
#: Words of blame, and the prepositions between them and the deed.
_PARTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(["responsibility", "blame", "credit"], frozenset({"for"})),
    **dict.fromkeys(
        ["part", "hand", "role", "involvement", "participation", "complicity"], frozenset({"in"})
    ),
    **dict.fromkeys(["link", "connection", "tie"], frozenset({"to", "with"})),
    "responsible": frozenset({"for"}),
    **dict.fromkeys(["involved", "complicit", "implicated"], frozenset({"in"})),
    # "had nothing to do with the attack"
    "do": frozenset({"with"}),
}
_SAID_OF = frozenset({"responsible", "involved", "involve", "complicit", "implicated", "implicate"})
_DISOWN = frozenset({"deny", "reject", "dismiss", "refute", "disclaim", "disavow"})
#: Who does not claim a deed does not deny it either; who has no part in it, has none.
_OWN = frozenset({"claim", "accept", "admit", "acknowledge", "take", "assume", "confess"})
_HAVE = frozenset({"have", "play", "bear"})
_NONE = frozenset({"no", "nothing"})
_MAY = frozenset({"may", "might", "could"})
#: Clauses in which somebody is said to have had a hand in it.
_TOLD = frozenset({"ccomp", "xcomp", "advcl", "obj", "obl"})


@dataclass(frozen=True, slots=True)
class _Tie:
    """Heads of whoever is tied to a deed, whether that is denied or doubted, and the words that say it.

    ``unclaimed``: he does not claim it, so that nothing is said of who did it.
    """

    who: tuple[int, ...]
    status: Status | None
    said: str
    unclaimed: bool = False


def blamed(draft: Draft, tree: Tree, parties: Parties) -> Draft:
    """A deed with whoever is said to be, or not to be, behind it as its actor; else the draft."""
    if draft.type not in _DEEDS or tree[draft.trigger].upos != "NOUN" or draft.support is not None:
        return draft
    tie = _tie(tree, draft.trigger)
    if tie is None:
        return draft
    actors = distinct([p for w in tie.who for p in parties.at(draft.sentence, w)])
    if not actors:
        return draft
    if tie.unclaimed:
        known = {p.match.actor_id for p in actors}
        rest = tuple(p for p in draft.actors if p.match.actor_id not in known)
        return noted(replace(draft, actors=rest), draft, f"who does not claim it: “{tie.said}”")
    known = {p.match.actor_id for p in draft.actors}
    if any(p.match.actor_id in known for p in actors):
        actors = draft.actors  # whom else it names beside him: "the militant group al-Shabab"
    made = replace(draft, actors=actors, recipients=others(draft.recipients, actors), tied=tie.status)
    return noted(made, draft, f"who is said to be behind it: “{tie.said}”")


def standing_of_tie(found: Standing, status: Status | None) -> Standing:
    """Where a deed stands that its actor is said to have no part in (negated), or perhaps (possible)."""
    if status is Status.NEGATED:
        told = Standing(status, Polarity.NEGATIVE, Modality.CERTAIN, 0.85, found.by)
    elif status is Status.POSSIBLE:
        told = Standing(status, Polarity.POSITIVE, Modality.POSSIBLE, 0.85, found.by)
    else:
        return found
    return told.after(found, "how its actor is said to be tied to it", "")


def _tie(tree: Tree, i: int) -> _Tie | None:
    """What binds somebody to the deed named by word ``i``."""
    own = [*tree.of(i, "det", "amod", "compound", "nummod", "nmod:poss"), i]
    case = min(tree.of(i, "case"), default=min(own) - 1)
    if case < 1:
        return None
    if tree[case].text.lower() == "behind":
        return _said_of(tree, {i, case}, "behind")
    at = case - 1
    word = _blame_word(tree, at, tree[case].text.lower())
    if word is None:
        return None
    return _said_of(tree, {at}, word) if word in _SAID_OF else _with_noun(tree, at)


def _blame_word(tree: Tree, at: int, preposition: str) -> str | None:
    """The word of blame at ``at``, if the preposition is its own."""
    for word in (tree[at].text.lower(), tree[at].lemma.lower()):
        if preposition in _PARTS.get(word, ()):
            return word
    return None


def _said_of(tree: Tree, words: set[int], said: str) -> _Tie | None:
    """As "was behind", "is responsible for": said of the subject of the clause, or of who denies it."""
    heads = sorted(words)
    no = next((found for w in heads if (found := negation(tree, w))), "")
    # the reader may hang the subject on the auxiliary: "may be behind"
    whose = [*heads, *(c for w in heads for c in tree.of(w, "aux", "cop"))]
    subjects = [s for w in whose for s in tree.of(w, "nsubj", "nsubj:pass")]
    top = next((w for w in heads if tree[w].head not in words), heads[0])
    verb = _telling(tree, top)
    denies = verb is not None and tree[verb].lemma.lower() in _DISOWN and not negation(tree, verb)
    if not subjects and verb is not None and denies:
        subjects = tree.doers(verb)
    if not subjects:
        return None
    doubted = any(tree[c].text.lower() in _MAY for w in heads for c in tree.of(w, "aux"))
    status = Status.NEGATED if denies != bool(no) else Status.POSSIBLE if doubted else None
    told = " ".join(
        part for part in (tree[verb].text if denies and verb is not None else "", no, said) if part
    )
    return _Tie(tuple(a for s in subjects for a in tree.conjuncts(s)), status, told)


def _with_noun(tree: Tree, at: int) -> _Tie | None:
    """As "denied any part", "claimed responsibility", "had no role", "had nothing to do"."""
    noun = tree[at].head if tree[at].lemma.lower() == "do" else at
    verb = tree[noun].head if noun >= 0 else -1
    if verb < 0 or not tree.is_verbal(verb) or tree.rel(noun) != "obj":
        return None
    lemma = tree[verb].lemma.lower()
    no = negation(tree, verb)
    none = tree[noun].text.lower() in _NONE or any(
        tree[c].text.lower() in _NONE for c in tree.of(noun, "det")
    )
    if lemma in _DISOWN and not no:
        disowned = True
    elif lemma in _HAVE:
        disowned = bool(no) != none
    elif lemma in _OWN and (no or none):
        return _Tie(tuple(tree.doers(verb)), None, f"{no or 'no'} {tree[verb].text}", unclaimed=True)
    elif lemma in _OWN:
        disowned = False
    else:
        return None
    who = tree.doers(verb) or tree.of(verb, "expl")
    above = _telling(tree, verb)
    if above is not None and tree[above].lemma.lower() in _DISOWN and not negation(tree, above):
        # "denied that it had any part in it", "denied having a hand in it"
        disowned = not disowned
        who = who or tree.doers(above)
    said = " ".join(tree[w].text for w in sorted({verb, *tree.of(noun, "det"), noun}))
    return _Tie(tuple(who), Status.NEGATED if disowned else None, said) if who else None


def _telling(tree: Tree, i: int) -> int | None:
    """The verb that word ``i``, or its clause, hangs on."""
    head = tree[i].head
    return head if head >= 0 and tree.rel(i) in _TOLD and tree.is_verbal(head) else None
