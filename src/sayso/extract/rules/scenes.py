"""Transfers told over several sentences, or in words that no path knows: weighed, and kept where enough agrees.

Goods under a rule are named, somebody under it stands near them as their goal, source or holder, somebody from
abroad takes part, and a word of handing over stands with the goods. What is fired, paraded, captured or burnt,
and goods that are plainly for somebody else, speak against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sayso.extract.parties import Party
from sayso.extract.rules.book import Rule
from sayso.extract.rules.flows import INCOMING, UNDER_ARMS, Flow
from sayso.extract.rules.goods import Sight
from sayso.extract.rules.paths import Side
from sayso.extract.rules.readings import is_found
from sayso.extract.rules.stances import Stance, clause_verbs, clause_words, stance_of, subject_stance
from sayso.extract.rules.touch import is_under
from sayso.extract.rules.words import listed, names_pattern, patterns
from sayso.extract.tree import Tree

__all__ = ["Target", "scene_flows"]

#: How many sentences off goods and whoever is under a rule may stand.
_REACH = 2
#: From this sum on a scene is a transfer. Chosen on texts of our own (`bench/rules.py`, dev and dev2).
_ENOUGH = 3.0
#: What a stance towards another verb than that of the goods is worth.
_ELSEWHERE = 0.75
#: Rules that bind a few only are touched so seldom that more must agree.
_ENOUGH_BOUND = 4.5
#: What each sentence between goods and target costs, and what it is worth that one hangs on the other.
_APART, _DIRECT = 0.5, 1.25
#: What a stance towards the goods is worth, by whether the rule looks at goods to or from the target.
_WORTH = {
    Side.TO: {
        Stance.GOAL: 2.0, Stance.OBJECT: 1.0, Stance.WITH: 1.0, Stance.SUBJECT: 1.0, Stance.PLACE: 1.0,
        Stance.OWNER: 0.5, Stance.FIGHTER: 0.5, Stance.BESIDE: 0.5, Stance.SOURCE: -1.0,
    },
    Side.FROM: {
        Stance.SOURCE: 2.0, Stance.OWNER: 1.5, Stance.SUBJECT: 1.0, Stance.PLACE: 1.0, Stance.FIGHTER: 0.5,
        Stance.WITH: 1.0, Stance.OBJECT: 0.5, Stance.BESIDE: 0.5, Stance.GOAL: -1.0,
    },
}  # fmt: skip
_NEITHER = frozenset({Stance.ENEMY, Stance.SPEAKER})
#: Stances that tell nothing without a word of handing over.
_LOOSE = frozenset({Stance.OWNER, Stance.SUBJECT, Stance.PLACE, Stance.OBJECT, Stance.WITH, Stance.BESIDE})
#: Kinds that need goods and target in one sentence: their words are everyday ones.
_EVERYDAY = frozenset({"oil", "minerals", "seafood", "textiles", "statues", "luxury", "labour", "troops"})
#: Kinds that are people, or their work.
_PEOPLE = frozenset({"troops", "labour", "mercenaries", "training", "technical-help"})
_INTERNATIONAL = frozenset("UNO EUR IGO NGO IMG MNC ISM".split())
_STATE = frozenset({"GOV", "MIL", "COP"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody under a rule: the party, or the words of a name of the rule, at ``head`` of a sentence."""

    sentence: int
    head: int
    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """Goods or help named in a sentence; ``words`` theirs, ``anchor`` the word that tells the handing over."""

    sentence: int
    kinds: frozenset[str]
    words: frozenset[int]
    anchor: int
    cue: float
    fresh: bool = False

    def gives_away(self, tree: Tree) -> bool:
        """Whether whoever owns the goods gives them up: "turned over their rifles"."""
        heads = {w for word in self.words for w in (word, *tree.ancestors(word)) if not tree.is_verbal(w)}
        owned = any(tree.of(w, "nmod:poss") for w in heads)
        return owned and tree.is_verbal(self.anchor) and subject_stance(tree, self.anchor) is Stance.SOURCE


def scene_flows(
    sight: Sight, rules: Sequence[Rule], told: Sequence[Flow], targets_of: Callable[[Rule], Sequence[Target]]
) -> Iterator[tuple[Rule, Flow]]:
    """For each rule that no flow told touches, the scene that does, if one weighs enough."""
    numbers = range(len(sight.trees))
    loads = [load for n in numbers for load in (*_loads(sight, n), *_help(sight, n))]
    if not loads or patterns("scene", "made_up").search(sight.article.text):
        return
    for rule in rules:
        mine = [load for load in loads if load.kinds & rule.covers]
        targets = targets_of(rule) if mine else ()
        if not targets:
            continue
        found = [f for load in mine for t in targets if (f := _weighed(sight, rule, load, t, told))]
        if found:
            weight, flow = max(found, key=lambda f: f[0])
            if weight >= (_ENOUGH_BOUND if rule.binds else _ENOUGH):
                yield rule, flow


def _loads(sight: Sight, number: int) -> Iterator[_Load]:
    tree = sight.trees[number]
    seen: set[int] = set()
    for goods in sight.goods[number]:
        head = next((w for w in goods.words if tree[w].head not in goods.words), goods.words[-1])
        if head in seen:
            continue
        seen.add(head)
        traced = patterns("scene", "trace").search(sight.text_of(number)) is not None
        if _is_used(tree, head) and not traced and goods.kinds != {"charcoal"}:
            continue
        anchor, cue = _anchor(sight, number, head)
        cue = max(cue, 1.0 if traced else 0.0)
        yield _Load(
            sentence=number, kinds=goods.kinds, words=frozenset(goods.words), anchor=anchor, cue=cue,
            fresh=_is_fresh(tree, head),
        )  # fmt: skip


def _help(sight: Sight, number: int) -> Iterator[_Load]:
    """Training of people under arms, and hands that keep arms in order."""
    tree = sight.trees[number]
    armed = UNDER_ARMS.search(sight.text_of(number)) is not None or bool(sight.goods[number])
    hard = any(g.kinds & {"arms", "missile"} for g in sight.goods[number])
    for word in range(len(tree)):
        lemma, verbal = tree[word].lemma.lower(), tree.is_verbal(word)
        trains = listed("verbs", "train") | listed("scene", "learn")
        taught = lemma in trains if verbal else lemma in listed("scene", "training_nouns")
        if taught and armed:
            yield _Load(
                sentence=number, kinds=frozenset({"training"}), words=frozenset({word}), anchor=word, cue=2.0
            )
        if _is_used(tree, word) or any(
            tree[v].lemma.lower() in listed("scene", "gone") for v in clause_verbs(tree, word)[:1]
        ):
            continue
        mended = lemma in listed("verbs", "repair") if verbal else lemma in listed("nouns", "helper")
        if mended and hard:
            kinds = frozenset({"technical-help"})
            yield _Load(sentence=number, kinds=kinds, words=frozenset({word}), anchor=word, cue=2.0)


def _is_used(tree: Tree, head: int) -> bool:
    """Whether goods are fired, paraded, burnt: by the verb above them, or one that describes them."""
    verbs = clause_verbs(tree, head)[:1] + [v for v in tree.of(head, "acl") if tree.is_verbal(v)]
    lemmas = {tree[v].lemma.lower() for v in verbs}
    dropped = [v for v in verbs if tree[v].lemma.lower() == "drop"]
    if any(tree[v].lemma.lower() in listed("scene", "plain_use") for v in clause_verbs(tree, head)[:1]):
        return True
    if any(tree.preposition(c) in ("on", "onto", "over") for v in dropped for c in tree.of(v, "obl")):
        return True
    return bool(lemmas & listed("scene", "used")) and not lemmas & listed("scene", "caught")


def _is_fresh(tree: Tree, head: int) -> bool:
    return any(tree[c].lemma.lower() in listed("scene", "fresh") for c in tree.of(head, "amod"))


def _anchor(sight: Sight, number: int, head: int) -> tuple[int, float]:
    """The word that tells the handing over, and how surely it does."""
    tree = sight.trees[number]
    clause = clause_words(tree, head)
    near = sorted(clause - {head}, key=lambda w: (not tree.is_verbal(w), abs(w - head)))
    for words, worth, verbal in (("hand", 2.0, True), ("caught", 1.5, True), ("hand_nouns", 1.5, False)):
        for w in near:
            if tree[w].lemma.lower() in listed("scene", words) and tree.is_verbal(w) is verbal:
                return w, worth
    verb = next(iter(clause_verbs(tree, head)), head)
    if is_found(tree, sight.stand_ins[number]):
        return verb, 1.5
    wanted = tree.is_verbal(verb) and tree[verb].lemma.lower() in listed("verbs", "take") | listed("verbs", "want")
    verbs = {t.lemma.lower() for i, t in enumerate(tree.tokens) if tree.is_verbal(i)}
    nouns = {t.lemma.lower() for i, t in enumerate(tree.tokens) if not tree.is_verbal(i)}
    asked = verbs & {"ask", "want", "need", "demand", "request", "seek", "order", "expect"}
    fresh = _is_fresh(tree, head)
    told = nouns & listed("scene", "hand_nouns") or verbs & listed("scene", "caught") or asked or fresh
    told = told or verbs & listed("scene", "kept")
    return verb, 1.5 if wanted else 1.0 if told else 0.5 if verbs & listed("scene", "hand") else 0.0


def _weighed(
    sight: Sight, rule: Rule, load: _Load, target: Target, told: Sequence[Flow]
) -> tuple[float, Flow] | None:
    """How much speaks for a transfer of these goods with this target, and the flow that it would be."""
    apart = abs(load.sentence - target.sentence)
    if apart > _REACH or (apart and load.kinds <= _EVERYDAY):
        return None
    tree = sight.trees[target.sentence]
    goods = load.words if not apart else frozenset()
    stance, hangs = stance_of(tree, target.head, goods)
    if not apart:
        stance = _shared(tree, stance, hangs, load)
    if target.head in load.words and not apart and target.party.label is None:
        return None
    if stance is Stance.SPEAKER and tree[hangs].lemma.lower() in listed("scene", "answers") and _watched(sight):
        stance = Stance.BESIDE
    if stance in _NEITHER or (apart and (stance is Stance.FIGHTER or target.party.pronoun)):
        return None
    if target.party.pronoun and hangs not in load.words | {load.anchor, *clause_verbs(tree, min(load.words))}:
        return None
    if stance is Stance.SOURCE and _is_found_with(tree, hangs):
        # "lifted nineteen rockets from the yard of X"
        stance = Stance.PLACE
    side, worth = max(
        ((Side(way), _WORTH[Side(way)].get(stance, 0.0)) for way in rule.direction), key=lambda s: s[1]
    )
    if stance is Stance.OWNER and side is Side.TO and load.fresh:
        worth = 1.5
    if worth > _ELSEWHERE and tree.is_verbal(hangs) and (apart or not _is_of(tree, hangs, load)):
        # a verb that does not handle these goods
        worth = max(_ELSEWHERE, worth / 2) if apart else _ELSEWHERE
    if worth <= 0:
        return None
    others, voices = _foreigners(sight, rule, load.sentence)
    foreign = bool(others) or (bool(_watched(sight)) and (voices or INCOMING.search(sight.article.text) is not None))
    abroad = load.kinds & _PEOPLE and not load.kinds & {"arms", "missile"}
    direct = not apart and hangs in load.words
    if not foreign and not rule.places and (not rule.on_groups or abroad or not (direct or _watched(sight))):
        return None
    cue = load.cue or _cue_beside(sight, load.sentence)
    if load.kinds & _PEOPLE and any(p.sentence == load.sentence for p in others):
        # soldiers and workers are handed over by being abroad
        cue = max(cue, 1.5)
    if not cue and stance in _LOOSE:
        return None
    weight = cue + worth - _APART * apart
    if apart:
        weight += _linked(sight, load, target)
    else:
        near = (load.anchor, *clause_verbs(tree, min(load.words))[:1])
        weight += _DIRECT if hangs in load.words else 0.75 if hangs in near else 0.25
    weight += 1.0 if others else 0.5 if foreign else 0.0
    weight += min(2, len(_watched(sight))) * 0.75
    weight -= _against(sight, rule, load, target, told)
    flow = Flow(
        sentence=load.sentence, anchor=load.anchor, side=side, party=target.party, kinds=load.kinds,
        how="scene", others=tuple(others),
    )  # fmt: skip
    return weight, flow


def _is_of(tree: Tree, verb: int, load: _Load) -> bool:
    """Whether a verb handles the goods: stands above them, or tells the handing over, or shares its object."""
    own = clause_verbs(tree, min(load.words))
    if verb == load.anchor or verb in own:
        return True
    joined = tree.rel(verb) in ("conj", "xcomp", "advcl", "acl") and tree[verb].head in (load.anchor, *own)
    return joined or any(tree.rel(v) == "conj" and tree[v].head == verb for v in own)


def _is_under(rule: Rule, party: Party) -> bool:
    """Whether somebody is under a rule, or named by words that hold a name of the rule."""
    match = party.match
    if rule.names and names_pattern(rule.names).search(party.text):
        return True
    return is_under(rule, match.name, match.country, match.sectors)


def _shared(tree: Tree, stance: Stance, verb: int, load: _Load) -> Stance:
    """The stance of a subject by the later verb that it shares: "took part in X and got rifles"."""
    own = next(iter(clause_verbs(tree, min(load.words))), verb)
    later = own != verb and tree.rel(own) == "conj" and verb in tree.ancestors(own)
    if not later or not tree.is_verbal(verb) or tree.of(own, "nsubj") or stance is Stance.ENEMY:
        return stance
    subject = stance in (Stance.SUBJECT, Stance.SOURCE, Stance.GOAL, Stance.SPEAKER)
    return subject_stance(tree, own) if subject else stance


def _foreigners(sight: Sight, rule: Rule, sentence: int) -> tuple[list[Party], bool]:
    """Parties of other countries in the sentence or one near by, and whether there are some that only speak."""
    out, voices = [], False
    for n in range(max(0, sentence - _REACH), min(len(sight.trees), sentence + _REACH + 1)):
        tree = sight.trees[n]
        for party in sight.parties_of(n):
            country = party.match.country
            if country is None or country in rule.target or country in _INTERNATIONAL or party.pronoun:
                continue
            if party.text in ("New York", "Geneva") or party.head >= len(tree):
                continue
            if _is_under(rule, party):
                continue
            if stance_of(tree, party.head, frozenset())[0] not in _NEITHER:
                out.append(party)
            else:
                voices = True
    return sorted(out, key=lambda p: abs(p.sentence - sentence)), voices


def _linked(sight: Sight, load: _Load, target: Target) -> float:
    """Whether the target's sentence speaks of the goods of another one: by what stands for them, or goods."""
    tree = sight.trees[target.sentence]
    if sight.stand_ins[target.sentence] or load.kinds & sight.kinds_in(target.sentence):
        return 0.75
    handed = {t.lemma.lower() for t in tree.tokens} & (listed("scene", "hand") | listed("scene", "hand_nouns"))
    return 0.5 if handed else 0.0


@cache
def _watchers() -> re.Pattern[str]:
    return patterns("scene", "watchers")


def _watched(sight: Sight) -> frozenset[str]:
    """What the report says of those who watch over rules, and of hidden and papered goods."""
    return frozenset(m.group().lower() for m in _watchers().finditer(sight.article.text))


def _against(sight: Sight, rule: Rule, load: _Load, target: Target, told: Sequence[Flow]) -> float:
    """What speaks against it: goods that are for somebody else, or that are given up."""
    cost = 0.0
    tree = sight.trees[load.sentence]
    lemmas = {tree[w].lemma.lower() for w in (load.anchor, *clause_verbs(tree, min(load.words))[:1])}
    gone = listed("scene", "gone") | (listed("scene", "gone_home") if load.kinds & _PEOPLE else frozenset())
    if lemmas & gone:
        cost += 2.0
    if {t.lemma.lower() for t in tree.tokens} & listed("scene", "shows"):
        cost += 1.5
    cost += _between_others(rule, load, told)
    if "from" not in rule.direction and "to" in rule.direction and load.gives_away(tree):
        cost += 2.5
    for flow in told:
        if abs(flow.sentence - load.sentence) > 1 or not flow.kinds & load.kinds:
            continue
        aside = target.sentence != load.sentence and flow.side is Side.BETWEEN
        if flow.side is not Side.TO and not aside:
            continue
        match = flow.party.match
        if _is_under(rule, flow.party):
            continue
        known = match.country is not None or bool(_STATE.intersection(match.sectors))
        only_to = "to" in rule.direction and "from" not in rule.direction
        if known and (aside or only_to or target.sentence != flow.sentence):
            cost += 2.0 if flow.sentence in (load.sentence, target.sentence) else 1.0
            break
    return cost


def _between_others(rule: Rule, load: _Load, told: Sequence[Flow]) -> float:
    """What a transfer that is told in full between others costs."""
    for flow in told:
        apart = abs(flow.sentence - load.sentence)
        if apart > _REACH or flow.side is not Side.TO or not flow.others or not flow.kinds & load.kinds:
            continue
        countries = {p.match.country for p in (flow.party, *flow.others)} - {None}
        under = any(_is_under(rule, p) for p in (flow.party, *flow.others))
        if len(countries) > 1 and not under:
            return 2.0 if not apart else 1.0
    return 0.0


def _is_found_with(tree: Tree, verb: int) -> bool:
    lemma = tree[verb].lemma.lower()
    return lemma in listed("seize", "soft") or lemma in listed("seize", "verbs")


def _cue_beside(sight: Sight, sentence: int) -> float:
    """What a sentence beside says of handing over, if it speaks of the goods by what stands for them."""
    for n in (sentence - 1, sentence + 1):
        if 0 <= n < len(sight.trees) and sight.stand_ins[n]:
            lemmas = {t.lemma.lower() for t in sight.trees[n].tokens}
            if lemmas & (listed("scene", "hand") | listed("scene", "caught")):
                return 0.75
    return 0.0
