"""How a flow under a rule reads: would breach, alleged breach, enforcement, exempt?, or no flag at all."""

from __future__ import annotations

import re

from sayso.extract.rules.book import Rule
from sayso.extract.rules.flows import Flow
from sayso.extract.rules.goods import Sight
from sayso.extract.rules.paths import Side
from sayso.extract.rules.touch import ALLEGED, ENFORCEMENT, EXEMPT, WOULD
from sayso.extract.rules.words import exempting, listed
from sayso.extract.status import stand_of
from sayso.extract.tree import Tree
from sayso.records import Polarity, Predicate, Status

__all__ = ["is_found", "reads_as"]

#: Exceptions that any sentence of the report may tell; the others must stand beside the goods.
_TOLD_ANYWHERE = frozenset({"approved", "notified", "consent"})
_NO = re.compile(
    r"\b(?:no|not|without|never|nor|neither|denied|refused|failed|lack\w*|seek\w*|sought)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_DENY = frozenset({"deny", "reject", "dismiss", "refute", "rebut"})
_CLAIMED = re.compile(r"\b(?:accus\w+|alleg\w+|claims?|charges?|reports?|suspicions?)\b", re.IGNORECASE)
_TRIED = frozenset("arrest charge convict sentence jail indict extradite prosecute imprison".split())
_STOPPED = frozenset("stop catch search open inspect hold".split())
#: What "take" and "hold" take without taking anything: "took part".
_IDLE = frozenset("part place office power charge oath talk meeting election breath".split())
_MODALS = frozenset("will would may might could can should must to shall".split())
_PERHAPS = frozenset("should would could can may might must were was".split())
#: Verbs of the rule itself: "the Council forbids any delivery".
_FORBIDS = frozenset("forbid ban prohibit bar outlaw".split())
#: How near a seizure must be told.
_REACH = 2


def reads_as(flow: Flow, rule: Rule, sight: Sight) -> str | None:
    """One of the five readings, None for an act that is only said not to have happened."""
    tree = sight.trees[flow.sentence]
    standing = stand_of(tree, flow.anchor, read=_read(tree, flow.anchor))
    denied = standing.status is Status.NEGATED or standing.polarity is Polarity.NEGATIVE
    handed = listed("scene", "hand") | listed("scene", "caught") | listed("scene", "hand_nouns")
    if flow.how == "scene" and tree[flow.anchor].lemma.lower() not in handed:
        # "did not fall from heaven" denies no transfer
        denied = False
    if denied or _is_denied(tree, flow.anchor):
        if not _CLAIMED.search(sight.text_of(flow.sentence)):
            return None
        return ALLEGED
    if any(tree[a].lemma.lower() in _FORBIDS for a in list(tree.ancestors(flow.anchor))[:2]):
        return None
    if _seems_exempt(flow, rule, sight):
        return EXEMPT
    modal = {tree[c].text.lower() for c in tree.of(flow.anchor, "aux")} & _MODALS
    past = tree.feat(flow.anchor, "Tense=Past") and not modal
    doubted = standing.status is Status.POSSIBLE and not past
    ahead = standing.status is Status.PLANNED or doubted or _is_wanted(tree, flow)
    if ahead and (_was_to_be(tree, flow.anchor) or (flow.how == "scene" and _is_done(tree))):
        ahead = False
    if flow.how == "seize" or _is_enforced(flow.sentence, sight):
        return ENFORCEMENT
    return WOULD if ahead else ALLEGED


def _was_to_be(tree: Tree, anchor: int) -> bool:
    """As in "should have gone to X", "may have sent": what was tried, or is said to lie behind."""
    said = {tree[c].text.lower() for c in tree.of(anchor, "aux")}
    return bool(said & {"have", "been"}) and bool(said & _PERHAPS)


def _is_done(tree: Tree) -> bool:
    """Whether a sentence tells, in the past, that something was handed over or seized."""
    handed = (listed("scene", "hand") | listed("scene", "caught")) - listed("verbs", "want")
    for verb in range(len(tree)):
        past = tree.feat(verb, "Tense=Past") and tree[verb].lemma.lower() in handed
        ahead = {tree[c].text.lower() for c in tree.of(verb, "aux")} & _MODALS
        if past and tree.is_verbal(verb) and not ahead:
            return True
    return False


def _what_they_are(number: int, sight: Sight) -> str:
    """The next sentence where it goes on to say whose the goods are: "They belong to the mission"."""
    text = sight.text_of(number) if number < len(sight.trees) else ""
    return f" {text}" if text.startswith(("They ", "It ", "These ", "All of ", "Both ")) else ""


def _read(tree: Tree, word: int) -> Predicate | None:
    return next((p for p in tree.sentence.predicates if p.index == word), None)


def _is_denied(tree: Tree, anchor: int) -> bool:
    return any(tree[a].lemma.lower() in _DENY for a in [anchor, *tree.ancestors(anchor)])


def _is_wanted(tree: Tree, flow: Flow) -> bool:
    """A wish, plan or deal, and not a deed."""
    if flow.side is Side.BETWEEN:
        return True
    if flow.how == "deal" or tree[flow.anchor].lemma.lower() in listed("nouns", "deal"):
        return True
    above = [flow.anchor]
    told = tree.rel(flow.anchor) == "ccomp" and tree.of(flow.anchor, "nsubj")
    if told and tree[tree[flow.anchor].head].lemma.lower() == "agree":
        # "chiefs agree that lorries ferry rifles across"
        return False
    while tree[above[-1]].head >= 0 and tree.rel(above[-1]) not in ("parataxis", "conj", "root"):
        above.append(tree[above[-1]].head)
    return any(
        tree[a].lemma.lower() in listed("verbs", "want")
        for a in above[:3]
        if a == flow.anchor or _leads(tree, a)
    )


def _leads(tree: Tree, verb: int) -> bool:
    return tree.is_verbal(verb) or tree[verb].upos == "NOUN"


def _is_enforced(sentence: int, sight: Sight) -> bool:
    """Whether goods are seized or somebody is charged in the sentence or one near by."""
    for number in range(max(0, sentence - _REACH), min(len(sight.trees), sentence + _REACH + 1)):
        tree = sight.trees[number]
        verbs = {t.lemma.lower() for i, t in enumerate(tree.tokens) if tree.is_verbal(i)}
        handled = sight.goods[number] or sight.stand_ins[number]
        if _is_tried(tree) or (handled and verbs & listed("seize", "verbs")):
            return True
        if handled and is_found(tree, sight.stand_ins[number]):
            return True
    return False


def _is_tried(tree: Tree) -> bool:
    """Whether somebody is arrested, charged or sentenced; "charged that" charges nobody."""
    for verb in range(len(tree)):
        tried = tree.is_verbal(verb) and tree[verb].lemma.lower() in _TRIED
        if tried and (tree.of(verb, "obj", "iobj") or tree.is_passive(verb)):
            return True
    return False


def is_found(tree: Tree, carriers: frozenset[int]) -> bool:
    """Whether officers, sailors or the like find, open or stop something, or a carrier was stopped."""
    for verb in range(len(tree)):
        lemma = tree[verb].lemma.lower()
        if lemma in _STOPPED and tree.is_passive(verb) and carriers.intersection(tree.things(verb)):
            return True
        idle = any(tree[o].lemma.lower() in _IDLE for o in tree.of(verb, "obj"))
        if tree.is_verbal(verb) and lemma in listed("seize", "soft") and not idle:
            words = [w for head in tree.doers(verb) for w in tree.phrase(head)]
            if any(tree[w].lemma.lower() in listed("seize", "agents") for w in words):
                return True
    return False


def _seems_exempt(flow: Flow, rule: Rule, sight: Sight) -> bool:
    for exception in rule.exceptions:
        pattern = exempting()[exception.kind]
        anywhere = exception.kind in _TOLD_ANYWHERE
        text = sight.article.text if anywhere else sight.text_of(flow.sentence)
        if exception.kind == "peacekeepers":
            # who keeps the peace may also be who reports
            tree = sight.trees[flow.sentence]
            heads = [flow.anchor, *(a for a in tree.ancestors(flow.anchor) if not tree.is_verbal(a))]
            text = " ".join(tree[w].text for h in heads for w in tree.subtree(h))
            text += _what_they_are(flow.sentence + 1, sight)
        if any(not _NO.search(text[: m.start()][-60:]) for m in pattern.finditer(text)):
            return True
    return False
