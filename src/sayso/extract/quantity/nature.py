"""What an amount is: a level, a flow in a time, a running total, a change and its direction."""

from __future__ import annotations

from sayso.extract.quantity import lists
from sayso.extract.quantity.found import Place
from sayso.extract.tree import Tree
from sayso.records import Nature

__all__ = ["direction_of", "governor", "is_change", "nature_of", "way_before"]

#: Verbs, adjectives and adverbs of change.
_UP, _DOWN = lists.words("nature.up"), lists.words("nature.down")
#: Verbs of what is so; with others a count is of what happened.
_STATES = lists.words("nature.states")
_TOLLS = lists.words("nature.tolls")
_MORE = lists.words("nature.more")
#: Relations of an amount to a verb that is its own.
_OWN = frozenset({"obj", "obl", "advmod", "xcomp", "dep", "obl:unmarked"})
#: What more of it adds to.
_ADDED = frozenset({"count", "money", "mass", "volume"})
#: How far a word of change may stand from the amount.
_FAR = 3


def governor(tree: Tree, top: int) -> int | None:
    """The verb (or adverb of a change) that an amount stands under."""
    for at in (top, *tree.ancestors(top)):
        if at != top and (
            tree.is_verbal(at) or tree.of(at, "cop") or tree[at].lemma.lower() in ("up", "down")
        ):
            return at
    return None


def direction_of(tree: Tree, verb: int | None, top: int) -> str:
    """Up or down where the amount is that of a verb of change or stands with a word of change; else ""."""
    at, head = top, tree[top].head
    if head >= 0 and tree.rel(top) in ("nummod", "compound") and tree[head].upos in ("NOUN", "SYM"):
        at, head = head, tree[head].head
    if head >= 0 and head == verb and tree.rel(at) in _OWN:
        return _way(tree, head)
    moved = verb is not None and tree[verb].lemma.lower() in ("up", "down")
    if verb is not None and moved and (at in (verb, tree[verb].head) or head == verb):
        return _way(tree, verb)
    return _way_near(tree, at)


def is_change(tree: Tree, top: int) -> bool:
    """Whether an amount is that of a verb of change."""
    verb = governor(tree, top)
    return verb is not None and direction_of(tree, verb, top) != ""


def _way_near(tree: Tree, at: int) -> str:
    """Up or down by a noun or adverb of change beside an amount; "up to" and "higher than" only bound."""
    for near in (tree[at].head, *(c for c in tree.children[at] if tree.rel(c) == "advmod")):
        if near < 0 or abs(near - at) > _FAR or tree.is_verbal(near):
            continue
        bounding = near + 1 < len(tree) and tree[near + 1].text.lower() in ("to", "than")
        told = "" if bounding else _way(tree, near)
        if told:
            return told
    return ""


def way_before(tree: Tree, at: int) -> str:
    """Up or down by the word right before an amount, however the tree hangs it: "the index slid 1.1%"."""
    if at >= 0 and tree[at].text.lower() == "by":
        at -= 1
    return _way(tree, at) if at >= 0 and tree[at].upos in ("VERB", "ADV", "ADJ", "ADP") else ""


def _way(tree: Tree, i: int) -> str:
    """Which way a word of change goes."""
    lemma, text = tree[i].lemma.lower(), tree[i].text.lower()
    if lemma == "go":
        particles = {tree[c].text.lower() for c in tree.of(i, "compound", "advmod")}
        lemma = "up" if "up" in particles else "down" if "down" in particles else lemma
    if lemma in _UP or text in ("higher", "up"):
        return "up"
    return "down" if lemma in _DOWN or text in ("lower", "down") else ""


def nature_of(tree: Tree, place: Place, words: tuple[int, int], *, dimension: str, direction: str) -> Nature:
    """The nature of an amount in words [a, b) of the tree."""
    if dimension in _ADDED and _is_more(tree, *words):
        return Nature.INCREMENT
    if dimension == "points":
        return Nature.CHANGE
    if (
        direction
        and tree.preposition(place.top) not in ("to", "at", "from")
        and not _is_loss(tree, place, dimension)
    ):
        return Nature.CHANGE
    if dimension == "share":
        return Nature.SHARE if any(p == "of" for p, _h in tree.obliques(place.top)) else Nature.LEVEL
    if dimension == "time":
        return Nature.DURATION
    if dimension not in ("count", "money"):
        return Nature.MEASURE
    return _by_verb(tree, place.verb, dimension=dimension, direction=direction)


def _is_loss(tree: Tree, place: Place, dimension: str) -> bool:
    """Whether things were lost or let fall, which is no change of a number: "lost 300 tanks"."""
    return dimension == "count" and place.verb is not None and tree[place.verb].lemma.lower() in _THINGS_LOST


_THINGS_LOST = frozenset({"lose", "drop", "shed", "gain", "cut"})


def _is_more(tree: Tree, a: int, b: int) -> bool:
    """Whether an amount in words [a, b) comes on top: "another 40", "3,000 more"; not "more than"."""
    low = [t.text.lower() for t in tree.tokens[max(0, a - 3) : b + 3]]
    lead = min(a, 3)
    bound = "than" in low or any(pair == ["or", "more"] for pair in _pairs(low))
    return any(word in _MORE and not (bound and word == "more") for word in low[: lead + b - a + 2])


def _pairs(words: list[str]) -> list[list[str]]:
    """Neighbours of a row of words."""
    return [words[i : i + 2] for i in range(len(words) - 1)]


def _by_verb(tree: Tree, verb: int | None, *, dimension: str, direction: str) -> Nature:
    """What a count or a sum is by its verb: so many there are, so many have been, so many came."""
    if verb is None:
        return Nature.LEVEL
    tolled = any(tree[s].lemma.lower() in _TOLLS for s in tree.of(verb, "nsubj"))
    perfect = dimension == "count" and any(tree[c].lemma == "have" for c in tree.of(verb, "aux"))
    if tolled or perfect:
        return Nature.CUMULATIVE
    lost = tree[verb].lemma.lower() in _THINGS_LOST
    if (direction and not lost) or tree[verb].lemma.lower() in _STATES or tree.of(verb, "cop"):
        return Nature.LEVEL
    return Nature.FLOW
