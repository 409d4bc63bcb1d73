"""Whether a sentence speaks of acts of a kind ("thieves steal bicycles") and not of one that took place.

No entry of the lexicon and no head of the reader tells this, so the grammar of general statements does: what
happens "usually", or "whenever" something else does; a plain present or a "can" about nobody in particular; a
plain present of a verb of doing, which in English is a habit; a gerund without anybody who does it; a bare
plural ("raids", "any raid") outside a story. What is told as past is not general, nor is a headline's present
("Chad recalls its envoy"): its subject has a name.
"""

from __future__ import annotations

from sayso.extract.tree import Tree

__all__ = ["is_generic"]

_AS_A_RULE = frozenset(
    """always commonly frequently generally habitually increasingly mostly normally occasionally often
    rarely regularly repeatedly routinely seldom sometimes traditionally typically usually""".split()
)
#: Words that pick somebody or something out.
_PICKING = frozenset(
    "the this that these those his her its their our my your whose both each another".split()
)
#: Words that leave open who or what is meant.
_OPEN = frozenset("a an any all every many most more some few such other no".split())
#: Pronouns for everybody.
_ANYBODY = frozenset(
    "you one anyone anybody someone somebody everyone everybody people nobody others whoever".split()
)
#: Modals under which a statement may be general.
_ABLE = frozenset({"can", "could", "may", "might", "should", "must", "will"})
#: Conditions under which something happens again and again.
_WHENEVER = frozenset({"if", "unless", "when", "whenever", "once", "until", "after", "before", "while", "as"})
#: Verbs whose plain present tells what is the case now, or what somebody says, and no habit.
_STATES = frozenset(
    """be have say tell report announce note add warn claim believe think know see want need hope expect seem
    appear look remain stay lie stand exist contain include involve affect concern belong consist depend mean
    show suggest reveal indicate confirm describe explain argue agree deny admit recommend advise urge ask
    call read write face plan intend like understand feel hear own hold keep continue represent reflect
    relate result cost deserve fit lack matter owe resemble support oppose bear""".split()
)
_RELATIVE = frozenset({"who", "that", "which"})
#: How far up a clause looks for the one that tells its tense.
_UP = 6


def is_generic(tree: Tree, i: int) -> bool:
    """Whether the act named by word ``i`` is one of a kind and not a single one."""
    if tree.is_verbal(i):
        return _general(tree, i)
    if not _nobodys(tree, i):
        return False
    above = _predicate_above(tree, i)
    return above is None or not _past(tree, above) or _general(tree, above)


def _general(tree: Tree, i: int) -> bool:
    """Whether the clause of predicate ``i`` is general, by itself or by the clause it hangs on."""
    at = i
    for _ in range(_UP):
        if any(tree[c].text.lower() in _AS_A_RULE for c in tree.of(at, "advmod")):
            return not _past(tree, at)
        if _finite(tree, at):
            return _general_present(tree, at)
        if tree.feat(at, "VerbForm=Part") and tree.feat(at, "Tense=Past"):
            return False
        head = tree[at].head
        if head < 0:
            return False
        if tree.feat(at, "VerbForm=Inf") and tree.rel(at) in ("advcl", "acl"):
            # what something is done or good for, told in the present: "they need a key to open it"
            above = head if tree.is_verbal(head) else _predicate_above(tree, head)
            if above is not None and _finite(tree, above):
                return _present(tree, above)
        if tree.rel(at) == "acl" and not tree.is_verbal(head) and _nobodys(tree, head):
            above = _predicate_above(tree, head)
            return above is None or _present(tree, above)
        if tree.rel(at) in ("csubj", "nsubj"):
            return _present(tree, head)
        found = head if tree.is_verbal(head) or tree.of(head, "cop") else _predicate_above(tree, head)
        if found is None:
            return False
        at = found
    return False


def _general_present(tree: Tree, i: int) -> bool:
    """A finite clause: about nobody in particular, about what happens whenever, or a habit."""
    if not _present(tree, i):
        return False
    if _open_subject(tree, i):
        return True
    modal = any(tree[c].text.lower() in _ABLE for c in tree.of(i, "aux"))
    if tree.rel(i) == "advcl" and any(
        tree[m].text.lower() in _WHENEVER for m in tree.of(i, "mark", "advmod")
    ):
        return True
    subjects = tree.of(i, "nsubj") or tree.subjects(i)
    named = any(_named(tree, s) for s in subjects)
    return not modal and not named and tree[i].upos == "VERB" and tree[i].lemma.lower() not in _STATES


def _predicate_above(tree: Tree, i: int) -> int | None:
    return next((a for a in tree.ancestors(i) if tree.is_verbal(a) or tree.of(a, "cop")), None)


def _finite(tree: Tree, i: int) -> bool:
    return tree.feat(i, "VerbForm=Fin") or any(tree.feat(c, "VerbForm=Fin") for c in tree.of(i, "aux", "cop"))


def _present(tree: Tree, i: int) -> bool:
    """Plain present, or a modal: no past, no perfect, no progressive."""
    aux = tree.of(i, "aux", "cop")
    words = {tree[c].text.lower() for c in aux}
    if words & {"have", "has", "had", "'ve", "’ve", "would", "'d", "’d"}:
        return False
    if words & _ABLE:
        return True
    if any(tree.feat(c, "Tense=Past") for c in aux):
        return False
    if any(tree.feat(c, "Tense=Pres") for c in aux):
        progressive = tree.feat(i, "VerbForm=Ger") or (
            tree.feat(i, "Tense=Pres") and tree.feat(i, "VerbForm=Part")
        )
        return not progressive
    return tree.feat(i, "Tense=Pres") and tree.feat(i, "VerbForm=Fin")


def _past(tree: Tree, i: int) -> bool:
    aux = tree.of(i, "aux", "cop")
    if any(tree.feat(c, "Tense=Past") for c in aux):
        return True
    return tree.feat(i, "Tense=Past") and not aux


def _open_subject(tree: Tree, i: int) -> bool:
    """Whether whoever a clause is about is nobody in particular."""
    subjects = tree.of(i, "nsubj") or tree.subjects(i)
    return bool(subjects) and all(_nobodys(tree, s) for s in subjects)


def _named(tree: Tree, n: int) -> bool:
    """Whether a phrase is a name, has one in it, or stands for somebody spoken of."""
    if tree[n].upos == "PRON":
        return tree[n].text.lower() in ("i", "we", "he", "she")
    return tree[n].upos == "PROPN" or any(
        tree[c].upos == "PROPN" for c in tree.of(n, "nmod", "compound", "flat", "appos")
    )


def _nobodys(tree: Tree, n: int) -> bool:
    """Whether a phrase names no one thing: a pronoun for everybody, a bare plural or mass, "any …"."""
    word = tree[n]
    low = word.text.lower()
    if word.upos == "PRON":
        if low not in _RELATIVE:
            return low in _ANYBODY
        clause = next((a for a in tree.ancestors(n) if tree[a].deprel == "acl:relcl"), None)
        return clause is not None and 0 <= tree[clause].head != n and _nobodys(tree, tree[clause].head)
    if word.upos == "PROPN":
        return False
    inside = tree.of(n, "det", "nmod", "nummod", "amod", "compound")
    if any(
        tree[c].deprel == "nmod:poss"
        or tree[c].text.lower() in _PICKING
        or (tree[c].upos in ("PROPN", "NUM") and tree.rel(c) != "nmod")
        for c in inside
    ):
        return False
    opened = any(tree[c].text.lower() in _OPEN for c in inside)
    return opened or not tree.of(n, "det")
