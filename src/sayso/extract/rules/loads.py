"""Loads: goods named in a sentence, or help given there, with how surely they are said to change hands."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.classes import dataclass
from sayso.extract.rules.flows import UNDER_ARMS
from sayso.extract.rules.goods import Sight
from sayso.extract.rules.readings import is_found
from sayso.extract.rules.stances import Stance, clause_verbs, clause_words, subject_stance
from sayso.extract.rules.words import listed, patterns
from sayso.extract.tree import Tree

__all__ = ["Load", "loads_in"]

#: What patrol boats and frigates do themselves.
_BY_SHIPS = frozenset(
    "chase escort shadow watch halt stop seize intercept board find search track rescue".split()
)
_ASKED = frozenset("ask want need demand request seek order expect".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Goods or help told in a sentence.

    ``words`` are theirs, ``anchor`` is the word that tells the handing over, ``cue`` how surely it does, from
    0 to 2; ``fresh`` goods are said to be new to whoever has them, ``traced`` ones to come
    from somewhere by what is stamped on them.
    """

    sentence: int
    kinds: frozenset[str]
    words: frozenset[int]
    anchor: int
    cue: float
    fresh: bool = False
    traced: bool = False

    def verbs(self, tree: Tree) -> list[int]:
        """The verbs above the goods, nearest first."""
        return clause_verbs(tree, min(self.words))

    def gives_away(self, tree: Tree) -> bool:
        """Whether whoever owns the goods gives them up: "turned over their rifles"."""
        heads = {w for word in self.words for w in (word, *tree.ancestors(word)) if not tree.is_verbal(w)}
        owned = any(tree.of(w, "nmod:poss") for w in heads)
        return owned and tree.is_verbal(self.anchor) and subject_stance(tree, self.anchor) is Stance.SOURCE


def loads_in(sight: Sight, number: int) -> Iterator[Load]:
    """All loads of a sentence."""
    yield from _goods(sight, number)
    yield from _help(sight, number)


def _goods(sight: Sight, number: int) -> Iterator[Load]:
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
        yield Load(
            sentence=number, kinds=goods.kinds, words=frozenset(goods.words), anchor=anchor, cue=cue,
            fresh=_is_fresh(tree, head), traced=traced,
        )  # fmt: skip


def _help(sight: Sight, number: int) -> Iterator[Load]:
    """Training of people under arms, and hands that keep arms in order."""
    tree = sight.trees[number]
    armed = UNDER_ARMS.search(sight.text_of(number)) is not None or bool(sight.goods[number])
    hard = any(g.kinds & {"arms", "missile"} for g in sight.goods[number])
    for word in range(len(tree)):
        lemma, verbal = tree[word].lemma.lower(), tree.is_verbal(word)
        trains = listed("verbs", "train") | listed("scene", "learn")
        taught = lemma in trains if verbal else lemma in listed("scene", "training_nouns")
        if armed and taught:
            yield Load(
                sentence=number, kinds=frozenset({"training"}), words=frozenset({word}), anchor=word, cue=2.0
            )
        mended = lemma in listed("verbs", "repair") if verbal else lemma in listed("nouns", "helper")
        if hard and mended and not _is_used(tree, word) and not _is_gone(tree, word):
            kinds = frozenset({"technical-help"})
            yield Load(sentence=number, kinds=kinds, words=frozenset({word}), anchor=word, cue=2.0)


def _is_gone(tree: Tree, word: int) -> bool:
    return any(tree[v].lemma.lower() in listed("scene", "gone") for v in clause_verbs(tree, word)[:1])


def _is_used(tree: Tree, head: int) -> bool:
    """Whether goods are fired, paraded, burnt: by the verb above them, or one that describes them."""
    verbs = clause_verbs(tree, head)[:1] + [v for v in tree.of(head, "acl") if tree.is_verbal(v)]
    lemmas = {tree[v].lemma.lower() for v in verbs}
    dropped = [v for v in verbs if tree[v].lemma.lower() == "drop"]
    if tree[head].deprel == "nsubj" and any(tree[v].lemma.lower() in _BY_SHIPS for v in verbs[:1]):
        return True
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
    wanting = listed("verbs", "take") | listed("verbs", "want")
    if tree.is_verbal(verb) and tree[verb].lemma.lower() in wanting:
        return verb, 1.5
    verbs = {t.lemma.lower() for i, t in enumerate(tree.tokens) if tree.is_verbal(i)}
    nouns = {t.lemma.lower() for i, t in enumerate(tree.tokens) if not tree.is_verbal(i)}
    telling = listed("scene", "caught") | listed("scene", "kept") | _ASKED
    if nouns & listed("scene", "hand_nouns") or verbs & telling or _is_fresh(tree, head):
        return verb, 1.0
    return verb, 0.5 if verbs & listed("scene", "hand") else 0.0
