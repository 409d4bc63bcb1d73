"""Transfers told over several sentences, or in words that no path knows: weighed, kept where enough agrees.

Goods under a rule are named, somebody under it stands near them as their goal, source or holder, somebody
from abroad takes part, and a word of handing over stands with the goods. What is fired, paraded, captured or
burnt, and goods that are plainly for somebody else, speak against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sayso.classes import dataclass
from sayso.extract.parties import Party
from sayso.extract.rules.book import Rule
from sayso.extract.rules.flows import INCOMING, Flow
from sayso.extract.rules.goods import Sight
from sayso.extract.rules.loads import Load, loads_in
from sayso.extract.rules.paths import Side
from sayso.extract.rules.stances import Stance, stance_of, subject_stance
from sayso.extract.rules.touch import is_under
from sayso.extract.rules.words import listed, names_pattern, patterns
from sayso.extract.tree import Tree

__all__ = ["Target", "scene_flows"]

#: How many sentences off goods and whoever is under a rule may stand.
_REACH = 2
#: From this sum on a scene is a transfer. Chosen on texts of our own
#: (`bench/rules.py`, dev and the seen part of dev2, and others): below it look-alikes come in.
_ENOUGH = 2.3
#: What a stance towards another verb than that of the goods is worth.
_ELSEWHERE = 0.75
#: Rules that bind a few only are touched so seldom that more must agree.
_ENOUGH_BOUND = 4.5
#: What it costs that no word of handing over is near.
_NO_CUE = 0.5
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
#: Cities where it is told and not done.
_DESKS = frozenset({"New York", "Geneva"})
#: Verbs by which somebody gets one thing for another.
_SWAPS = frozenset("trade swap barter exchange pay".split())
_STATE = frozenset({"GOV", "MIL", "COP"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody under a rule: the party, or the words of a name of the rule, at ``head`` of a sentence."""

    sentence: int
    head: int
    party: Party


def scene_flows(
    sight: Sight, rules: Sequence[Rule], told: Sequence[Flow], targets_of: Callable[[Rule], Sequence[Target]]
) -> Iterator[tuple[Rule, Flow]]:
    """For each rule that no flow told touches, the scene that does, if one weighs enough."""
    loads = [load for n in range(len(sight.trees)) for load in loads_in(sight, n)]
    if not loads or patterns("scene", "made_up").search(sight.article.text):
        return
    scale = _Scale(sight, told)
    for rule in rules:
        mine = [load for load in loads if load.kinds & rule.covers]
        targets = targets_of(rule) if mine else ()
        found = [w for load in mine for t in targets if (w := scale.weighed(rule, load, t)) is not None]
        if not found:
            continue
        weight, flow = max(found, key=lambda w: w[0])
        if weight >= (_ENOUGH_BOUND if rule.binds else _ENOUGH):
            yield rule, flow


class _Scale:
    """Weighs what a report says of goods and of somebody under a rule."""

    def __init__(self, sight: Sight, told: Sequence[Flow]) -> None:
        self._sight = sight
        self._told = told
        self._seen: dict[int, int] = {}

    def weighed(self, rule: Rule, load: Load, target: Target) -> tuple[float, Flow] | None:
        """How much speaks for a transfer of these goods with this target, and the flow that it would be."""
        apart = abs(load.sentence - target.sentence)
        if apart > _REACH or (apart and load.kinds <= _EVERYDAY):
            return None
        placed = self._placed(load, target)
        if placed is None:
            return None
        stance, hangs = placed
        side, worth = self._worth(rule, load, target, stance, hangs)
        others, voices = self._foreigners(rule, load.sentence)
        foreign = bool(others) or self._comes_in(load.sentence, voices=voices)
        cue = self._cue(load, others)
        direct = not apart and hangs in load.words
        if worth <= 0 or not (foreign or self._may_be_home(rule, load, direct=direct)):
            return None
        doubt = 0.0 if cue or stance not in _LOOSE else _NO_CUE
        owned = stance is Stance.OWNER and side is Side.TO
        weight = cue + worth + self._nearness(load, target, hangs, owned=owned)
        weight += 1.0 if others else 0.5 if foreign else 0.0
        weight += 0.75 * self._watched(load.sentence) - self._against(rule, load, target) - doubt
        flow = Flow(
            sentence=load.sentence, anchor=load.anchor, side=side, party=target.party, kinds=load.kinds,
            how="scene", others=tuple(others),
        )  # fmt: skip
        return weight, flow

    def _placed(self, load: Load, target: Target) -> tuple[Stance, int] | None:
        """The stance of the target and the word it hangs on; None where it takes no part."""
        tree, party = self._sight.trees[target.sentence], target.party
        apart = load.sentence != target.sentence
        if target.head in load.words and not apart and party.label is None:
            # the patrol in "a patrol boat"
            return None
        stance, hangs = stance_of(tree, target.head, frozenset() if apart else load.words)
        if not apart:
            stance = _shared(tree, stance, hangs, load)
        if stance is Stance.SPEAKER and tree[hangs].lemma.lower() in listed("scene", "answers"):
            # who denies it is accused of it
            stance = Stance.BESIDE if self._watched(load.sentence) else stance
        if stance is Stance.ENEMY and load.traced and party.is_place:
            # where traced goods were fired is where they went
            stance = Stance.PLACE
        if stance in _NEITHER or (apart and (stance is Stance.FIGHTER or party.pronoun)):
            return None
        if party.pronoun and hangs not in {*load.words, load.anchor, *load.verbs(tree)}:
            return None
        if stance is Stance.SOURCE and tree[hangs].lemma.lower() in _SWAPS:
            stance = Stance.GOAL
        if stance is Stance.SOURCE and _is_found_with(tree, hangs):
            # "lifted nineteen rockets from the yard of X"
            stance = Stance.PLACE
        return stance, hangs

    def _worth(
        self, rule: Rule, load: Load, target: Target, stance: Stance, hangs: int
    ) -> tuple[Side, float]:
        """Which way the goods go, seen from the target, and what its stance is worth."""
        tree, apart = self._sight.trees[target.sentence], load.sentence != target.sentence
        ways = [(Side(way), _WORTH[Side(way)].get(stance, 0.0)) for way in sorted(rule.direction)]
        side, worth = max(ways, key=lambda w: w[1])
        if stance is Stance.OWNER and side is Side.TO and load.fresh:
            worth = 1.5
        if worth > _ELSEWHERE and tree.is_verbal(hangs) and (apart or not _is_of(tree, hangs, load)):
            # a verb that does not handle these goods
            worth = max(_ELSEWHERE, worth / 2) if apart else _ELSEWHERE
        return side, 0.25 if apart and stance is Stance.OBJECT else worth

    def _may_be_home(self, rule: Rule, load: Load, *, direct: bool) -> bool:
        """Whether a rule is touched although nobody from abroad is seen."""
        if rule.places:
            return True
        people = load.kinds & _PEOPLE and not load.kinds & {"arms", "missile"}
        return rule.on_groups and not people and (direct or self._watched(load.sentence) > 0)

    def _cue(self, load: Load, others: Sequence[Party]) -> float:
        cue = load.cue or self._cue_beside(load.sentence)
        if load.kinds & _PEOPLE and any(p.sentence == load.sentence for p in others):
            # soldiers and workers are handed over by being abroad
            return max(cue, 1.5)
        return cue

    def _cue_beside(self, sentence: int) -> float:
        """What a sentence beside says of handing over, if it speaks of the goods by what stands for them."""
        for n in (sentence - 1, sentence + 1):
            if 0 <= n < len(self._sight.trees) and self._sight.stand_ins[n]:
                tree = self._sight.trees[n]
                lemmas = {t.lemma.lower() for i, t in enumerate(tree.tokens) if tree.is_verbal(i)}
                if lemmas & (listed("scene", "hand") | listed("scene", "caught")):
                    return 0.75
        return 0.0

    def _nearness(self, load: Load, target: Target, hangs: int, *, owned: bool) -> float:
        tree, apart = self._sight.trees[target.sentence], abs(load.sentence - target.sentence)
        if apart:
            return self._linked(load, target) - _APART * apart
        if hangs in load.words:
            # "South African rifles" are from there
            return 0.0 if owned and not load.fresh else _DIRECT
        return 0.75 if hangs in (load.anchor, *load.verbs(tree)[:1]) else 0.25

    def _linked(self, load: Load, target: Target) -> float:
        """Whether the target's sentence speaks of the goods of another one."""
        sight, tree = self._sight, self._sight.trees[target.sentence]
        if sight.stand_ins[target.sentence] or load.kinds & sight.kinds_in(target.sentence):
            return 0.75
        known = listed("scene", "hand") | listed("scene", "hand_nouns")
        return 0.5 if {t.lemma.lower() for t in tree.tokens} & known else 0.0

    def _near(self, sentence: int) -> range:
        return range(max(0, sentence - _REACH), min(len(self._sight.trees), sentence + _REACH + 1))

    def _watched(self, sentence: int) -> int:
        """How much is said near by of who watches over rules, and of hidden or papered goods; at most 2."""
        if sentence not in self._seen:
            text = " ".join(self._sight.text_of(n) for n in self._near(sentence))
            signs = {m.group().lower() for m in patterns("scene", "watchers").finditer(text)}
            self._seen[sentence] = min(2, len(signs))
        return self._seen[sentence]

    def _comes_in(self, sentence: int, *, voices: bool) -> bool:
        """Whether goods come from abroad although nobody there is named: smuggled, flown in, answered for."""
        if not self._watched(sentence):
            return False
        return voices or any(INCOMING.search(self._sight.text_of(n)) for n in self._near(sentence))

    def _foreigners(self, rule: Rule, sentence: int) -> tuple[list[Party], bool]:
        """Parties of other countries in the sentence or near it, and whether some only speak."""
        out, voices = [], False
        for n in self._near(sentence):
            tree = self._sight.trees[n]
            for party in self._sight.parties_of(n):
                country = party.match.country
                aside = country is None or country in rule.target or country in _INTERNATIONAL
                if aside or party.pronoun or party.text in _DESKS or party.head >= len(tree):
                    continue
                if _is_under(rule, party):
                    continue
                if stance_of(tree, party.head, frozenset())[0] in _NEITHER:
                    voices = True
                else:
                    out.append(party)
        return sorted(out, key=lambda p: abs(p.sentence - sentence)), voices

    def _against(self, rule: Rule, load: Load, target: Target) -> float:
        """What speaks against it: goods given up, looted or shown, and goods for somebody else."""
        tree = self._sight.trees[load.sentence]
        lemmas = {tree[w].lemma.lower() for w in (load.anchor, *load.verbs(tree)[:1])}
        verbs = {t.lemma.lower() for i, t in enumerate(tree.tokens) if tree.is_verbal(i)}
        cost = 2.0 if lemmas & listed("scene", "gone") else 0.0
        cost += 4.0 if load.kinds & _PEOPLE and lemmas & listed("scene", "gone_home") else 0.0
        cost += 4.0 if lemmas & listed("scene", "attitude") else 0.0
        cost += 1.5 if verbs & listed("scene", "loot") else 0.0
        cost += 1.5 if {t.lemma.lower() for t in tree.tokens} & listed("scene", "shows") else 0.0
        cost += 2.5 if rule.direction == {"to"} and load.gives_away(tree) else 0.0
        return cost + self._for_others(rule, load, target) + self._between_others(rule, load)

    def _for_others(self, rule: Rule, load: Load, target: Target) -> float:
        """What it costs that goods are told to be for somebody who is not under the rule."""
        for flow in self._told:
            if abs(flow.sentence - load.sentence) > 1 or not flow.kinds & load.kinds:
                continue
            aside = target.sentence != load.sentence and flow.side is Side.BETWEEN
            if (flow.side is not Side.TO and not aside) or _is_under(rule, flow.party):
                continue
            match = flow.party.match
            known = match.country is not None or bool(_STATE.intersection(match.sectors))
            if known and (aside or rule.direction == {"to"} or target.sentence != flow.sentence):
                return 2.5 if flow.sentence in (load.sentence, target.sentence) else 1.0
        return 0.0

    def _between_others(self, rule: Rule, load: Load) -> float:
        """What a transfer that is told in full between others costs."""
        for flow in self._told:
            apart = abs(flow.sentence - load.sentence)
            if apart > _REACH or flow.side is not Side.TO or not flow.kinds & load.kinds:
                continue
            everybody = (flow.party, *flow.others)
            countries = {p.match.country for p in everybody} - {None}
            if len(countries) > 1 and not any(_is_under(rule, p) for p in everybody):
                return 2.0 if not apart else 1.5
        return 0.0


def _is_of(tree: Tree, verb: int, load: Load) -> bool:
    """Whether a verb handles the goods: stands above them, tells the handing over, or shares its object."""
    own = load.verbs(tree)
    if verb == load.anchor or verb in own:
        return True
    joined = tree.rel(verb) in ("conj", "xcomp", "advcl", "acl") and tree[verb].head in (load.anchor, *own)
    shares = not tree.of(verb, "obj") and any(tree.rel(v) == "conj" and tree[v].head == verb for v in own)
    return joined or shares


def _is_under(rule: Rule, party: Party) -> bool:
    """Whether somebody is under a rule, or named by words that hold a name of the rule."""
    match = party.match
    if rule.names and names_pattern(rule.names).search(party.text):
        return True
    return is_under(rule, match.name, match.country, match.sectors)


def _shared(tree: Tree, stance: Stance, verb: int, load: Load) -> Stance:
    """The stance of a subject by the later verb that it shares: "took part in X and got rifles"."""
    own = next(iter(load.verbs(tree)), verb)
    later = own != verb and tree.rel(own) == "conj" and verb in tree.ancestors(own)
    if not later or not tree.is_verbal(verb) or tree.of(own, "nsubj") or stance is Stance.ENEMY:
        return stance
    subject = stance in (Stance.SUBJECT, Stance.SOURCE, Stance.GOAL, Stance.SPEAKER)
    return subject_stance(tree, own) if subject else stance


def _is_found_with(tree: Tree, verb: int) -> bool:
    lemma = tree[verb].lemma.lower()
    return lemma in listed("seize", "soft") or lemma in listed("seize", "verbs")
