"""Where somebody stands towards goods, by the shape of the sentence more than by its verb.

The path climbs out of the party's own phrase ("the coast of Libya", "brigades of the government of X") to the
word it hangs on; the last preposition or relation tells the stance.
"""

from __future__ import annotations

from enum import StrEnum

from sayso.extract.rules.words import listed
from sayso.extract.tree import Tree

__all__ = ["Stance", "clause_verbs", "clause_words", "stance_of", "subject_stance"]

_GOAL = frozenset("to for into onto toward towards unto behalf".split())
_SOURCE = frozenset({"from", "out", "out of", "ex", "off"})
_PLACE = frozenset("in at on near inside outside within around along beside behind across over of".split())
_AGAINST = frozenset({"against", "versus", "despite", "unlike", "besides", "than"})
#: Verbs whose object, and not the one behind "to", is who gets something; verbs whose subject gets it.
_OUTFIT = frozenset(
    "arm equip supply furnish outfit provide rearm train coach teach instruct drill serve".split()
)
_GET = frozenset("rearm restock stockpile amass acquire inherit".split())
#: Verbs of those who handle goods, their own or others'.
_NEUTRAL = frozenset(
    "fly run drive leave take bring carry move bear fetch pass station install deploy land drop".split()
)
_LET = frozenset("let allow help enable have".split())
_SHOOT = frozenset("fire launch lob aim shoot".split())
#: As in "turned over their rifles".
_UP = frozenset("turn hand give lay put bring".split())
_INNER = frozenset("nmod compound amod appos flat name nummod det goeswith fixed dep conj".split())
_DEPTH = 10


class Stance(StrEnum):
    """Where somebody stands."""

    GOAL = "goal"
    PLACE = "place"
    SOURCE = "source"
    OWNER = "owner"
    SUBJECT = "subject"
    OBJECT = "object"
    WITH = "with"
    BY = "by"
    ENEMY = "enemy"
    SPEAKER = "speaker"
    FIGHTER = "fighter"
    BESIDE = "beside"


def stance_of(tree: Tree, word: int, goods: frozenset[int]) -> tuple[Stance, int]:
    """The stance of the phrase headed by ``word``, and the word that it hangs on."""
    owned = tree[word].deprel == "nmod:poss"
    at, prep = word, "" if owned else _preposition(tree, word)
    for _ in range(_DEPTH):
        head, rel = tree[at].head, tree[at].deprel
        prep = prep or ("" if tree[at].deprel == "nmod:poss" else _preposition(tree, at))
        if prep in _AGAINST or _is_fought(tree, at, head, prep):
            return Stance.ENEMY, max(head, 0)
        if head < 0:
            break
        if tree.is_verbal(head) and tree.rel(at) != "conj":
            return _at_verb(tree, at, head, prep, owned=owned)
        if head in goods:
            return _told_by(prep, Stance.OWNER), head
        led = tree[head].lemma.lower() in listed("cargo", "things") | listed("cargo", "carriers")
        led = led or tree[head].lemma.lower() in listed("nouns", "give") | listed("nouns", "way")
        if led and prep in _GOAL | _SOURCE:
            return _told_by(prep, Stance.OWNER), head
        if rel == "nmod:poss":
            owned, prep = True, ""
        if tree.rel(at) not in (*_INNER, "obl", "nsubj", "obj", "acl", "root"):
            break
        if prep in _GOAL and tree.rel(at) == "nmod":
            return Stance.GOAL, head
        if tree.rel(at) == "nmod":
            prep = ""
        at = head
    return _told_by(prep, Stance.BESIDE), at


def _is_fought(tree: Tree, at: int, head: int, prep: str) -> bool:
    """As in "the threat from X", "a war on X"; the war of X is its own."""
    if head < 0 or tree[head].lemma.lower() not in listed("scene", "enemy_nouns"):
        return False
    return prep != "of" and tree[at].deprel not in ("nmod:poss", "amod", "compound")


def clause_verbs(tree: Tree, word: int) -> list[int]:
    """The verb above a word, and the ones that it completes: "sell", "offer" for "offered to sell rifles"."""
    out: list[int] = []
    for a in tree.ancestors(word):
        if not tree.is_verbal(a):
            continue
        out.append(a)
        if tree.rel(a) not in ("xcomp", "acl", "advcl"):
            break
    return out[:3]


def clause_words(tree: Tree, word: int) -> set[int]:
    """What the clause of a word says of it: the verbs above, the nouns between, and what describes it."""
    verbs = clause_verbs(tree, word)
    above = list(tree.ancestors(word))
    nouns = above[: above.index(verbs[0])] if verbs else above
    own = tree.of(word, "acl", "acl:relcl", "nmod", "compound")
    beside = [c for v in verbs[:1] for c in tree.of(v, "xcomp", "obj", "obl", "nsubj")]
    return {word, *verbs, *nouns[:3], *own, *beside}


def _preposition(tree: Tree, i: int) -> str:
    found = tree.preposition(i)
    while not found and tree.rel(i) == "conj" and tree[i].head >= 0:
        i = tree[i].head
        found = tree.preposition(i)
    if not found and i and tree[i - 1].upos in ("ADP", "SCONJ"):
        found = tree[i - 1].text.lower()
    if found in ("by way of", "via", "through"):
        return "in"
    return "for" if "behalf" in found else found.split(" ", 1)[0] if found != "out of" else found


def _told_by(prep: str, otherwise: Stance) -> Stance:
    for known, stance in (
        (_GOAL, Stance.GOAL),
        (_SOURCE, Stance.SOURCE),
        (_AGAINST, Stance.ENEMY),
        (("with", "between", "among"), Stance.WITH),
        (("by",), Stance.BY),
        (_PLACE - {"of"}, Stance.PLACE),
    ):
        if prep in known:
            return stance
    return otherwise


def subject_stance(tree: Tree, verb: int) -> Stance:
    """Whether the subject of a verb gets something by it, gives it away, or only speaks."""
    lemma = tree[verb].lemma.lower()
    if tree.is_passive(verb):
        given = lemma in _OUTFIT or (lemma in listed("verbs", "give") and tree.of(verb, "obj"))
        return Stance.GOAL if given else Stance.SUBJECT
    if lemma in listed("verbs", "take") or lemma in _GET:
        told = [*tree.of(verb, "xcomp"), *(c for o in tree.of(verb, "obj") for c in tree.of(o, "acl"))]
        curbed = any(tree[v].lemma.lower() in listed("scene", "curb") for v in told)
        return Stance.SPEAKER if curbed else Stance.GOAL
    if lemma in listed("scene", "say"):
        return Stance.SPEAKER
    if lemma in listed("scene", "enemy_verbs") or lemma in listed("scene", "used"):
        return Stance.FIGHTER
    if lemma in _NEUTRAL:
        return Stance.SUBJECT
    gives = ("give", "train", "repair")
    if lemma in _UP and tree.of(verb, "compound", "advmod"):
        return Stance.SOURCE
    if any(lemma in listed("verbs", name) for name in gives) or lemma in listed("scene", "gone"):
        return Stance.SOURCE
    return Stance.SUBJECT


def _at_verb(tree: Tree, at: int, verb: int, prep: str, *, owned: bool) -> tuple[Stance, int]:
    lemma, rel = tree[verb].lemma.lower(), tree.rel(at)
    if rel == "nsubj":
        return subject_stance(tree, verb), verb
    if rel in ("obj", "iobj") and not prep:
        if rel == "iobj" or lemma in _OUTFIT or (lemma in _LET and tree.of(verb, "xcomp", "ccomp")):
            return Stance.GOAL, verb
        if lemma in listed("scene", "enemy_verbs"):
            return Stance.ENEMY, verb
        return (Stance.SPEAKER if lemma in listed("scene", "say") else Stance.OBJECT), verb
    if lemma in listed("scene", "say") and prep in ("to", "by", "in", "at"):
        return Stance.SPEAKER, verb
    hostile = ("at", "on") if lemma not in _SHOOT else ("with", "at", "on", "to", "into", "toward")
    if lemma in listed("scene", "enemy_verbs") and prep in hostile:
        return Stance.ENEMY, verb
    if prep == "by":
        return Stance.GOAL if lemma in listed("verbs", "take") else Stance.SOURCE, verb
    return _told_by(prep, Stance.OBJECT if owned else Stance.BESIDE), verb
