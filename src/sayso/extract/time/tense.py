"""Which way the verb of a time looks: behind us, before us, or neither."""

from __future__ import annotations

from sayso.extract.time.meaning import Tense
from sayso.extract.tree import Tree

__all__ = ["tense_at"]

#: Auxiliaries that point ahead. "could" and "might" do so less surely, but seldom with a day behind us.
_AHEAD = frozenset("will 'll ’ll wo shall would may might could can should must ca".split())
#: What is planned lies ahead even where the word that says so has no auxiliary ("due on Friday").
_PLANS = frozenset(
    "expect schedule due plan set slate book arrange likely anticipate postpone extend adjourn reschedule "
    "defer delay".split()
)
#: Verbs whose infinitive happened when they are past ("managed to enter the town on Monday").
_DONE = frozenset(
    "manage fail begin start continue cease force compel have able go come stop use help get try attempt "
    "seem appear happen turn prove say believe report think know allege claim understand find dare bother "
    "forget remember".split()
)
#: Verbs that stay in the present when they speak of what is behind us.
_TELLS = frozenset("say follow come mark show know remain be have".split())


def tense_at(tree: Tree, i: int, *, fine: bool = True) -> Tense:
    """Which way the verb of a time looks: the nearest verb above it, else the nearest in the sentence.

    ``fine`` is set for days and hours: "arrives on Tuesday" lies ahead, "holds 40 percent in May" need not.
    """
    direct = True
    for at in (i, *tree.ancestors(i)):
        if at != i and (tree.is_verbal(at) or tree.of(at, "cop", "aux")):
            return _verb_tense(tree, at, direct=direct, fine=fine)
        if at != i and tree[at].lemma.lower() in _PLANS:
            return "ahead"
        # a time that describes a noun is not the time of that noun's verb
        direct = direct and (at == i or tree[at].upos != "NOUN")
    verbs = [v for v in range(len(tree)) if tree[v].upos == "VERB"]
    if not verbs:
        return "open"
    return _verb_tense(tree, min(verbs, key=lambda v: abs(v - i)), direct=False, fine=fine)


def _verb_tense(tree: Tree, verb: int, *, direct: bool, fine: bool = True) -> Tense:
    """Which way a verb looks; ``direct`` where the time is its own and not that of a noun below it."""
    helpers = {tree[c].text.lower() for c in tree.of(verb, "aux", "cop")}
    if helpers & _AHEAD:
        unable = "could" in helpers and _is_denied(tree, verb)
        return "past" if "have" in helpers or unable else "ahead"
    if tree[verb].lemma.lower() in _PLANS and direct:
        return "ahead"
    if helpers & {"has", "have", "had", "'ve", "’ve", "'d", "’d", "having", "did", "was", "were"}:
        return _was_to(tree, verb)
    if tree.feat(verb, "VerbForm=Inf"):
        return _infinitive(tree, verb)
    bare = not helpers and not tree.feat(verb, "VerbForm=Part") and not tree.feat(verb, "VerbForm=Ger")
    if tree.feat(verb, "Tense=Past") or (bare and _looks_past(tree, verb)):
        return "past"
    progressive = tree.feat(verb, "VerbForm=Ger") or tree.feat(verb, "Tense=Pres")
    if helpers & {"is", "are", "'re", "’re", "'s", "’s", "am", "be"}:
        ahead = direct and (progressive or _waits(tree, verb))
        return "ahead" if ahead else "open"
    if tree.feat(verb, "VerbForm=Ger") or tree.feat(verb, "VerbForm=Part"):
        head = tree[verb].head
        above = head >= 0 and (tree.is_verbal(head) or bool(tree.of(head, "aux", "cop")))
        return _verb_tense(tree, head, direct=False, fine=fine) if above else "open"
    if tree.feat(verb, "Tense=Pres") and direct and tree[verb].lemma.lower() not in _TELLS:
        return "ahead" if fine or _waits(tree, verb) else "open"
    return "open"


def _is_denied(tree: Tree, verb: int) -> bool:
    """As in "could not be reached on Monday": what could not be did not happen, and is behind us."""
    return any(
        t.lemma.lower() in ("not", "n't", "n’t", "neither", "never", "nor", "nobody", "no")
        for t in tree.tokens[:verb]
    )


def _looks_past(tree: Tree, verb: int) -> bool:
    """Whether a finite verb is written as a past form, whatever the reader made of it."""
    word, lemma = tree[verb].text.lower(), tree[verb].lemma.lower()
    return word.endswith("ed") and len(word) > 4 and not lemma.endswith("ed") and tree[verb].upos == "VERB"


def _waits(tree: Tree, verb: int) -> bool:
    """As in "when the case is heard in May", "if they lose": the present of what is to come."""
    return any(
        tree[c].text.lower() in ("when", "if", "once", "until", "unless", "before")
        for c in tree.of(verb, "mark", "advmod")
    )


def _was_to(tree: Tree, verb: int) -> Tense:
    """As in "Were to leave on Sunday": an infinitive under "be" lies ahead, everything else is past."""
    marked = any(tree[c].text.lower() == "to" for c in tree.of(verb, "mark"))
    be = any(tree[c].lemma == "be" for c in tree.of(verb, "aux"))
    return "ahead" if marked and be and tree.feat(verb, "VerbForm=Inf") else "past"


def _infinitive(tree: Tree, verb: int) -> Tense:
    """An infinitive lies ahead of the word it hangs on, unless that says it was done."""
    head, rel = tree[verb].head, tree.rel(verb)
    if head < 0:
        return "ahead"
    if rel == "acl" and any(
        tree[c].lemma.lower() in ("first", "last", "only", "second", "latest") for c in tree.of(head, "amod")
    ):
        # "the first to join on Friday"
        return "past"
    if rel == "conj" and not any(tree[c].text.lower() == "to" for c in tree.of(verb, "mark")):
        return _verb_tense(tree, head, direct=True)
    done = tree[head].lemma.lower() in _DONE or rel == "advcl"
    if done and (tree.is_verbal(head) or tree.of(head, "cop")):
        return _verb_tense(tree, head, direct=True)
    return "ahead"
