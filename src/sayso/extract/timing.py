"""Which of a sentence's times an act has: the one hung on it, never another verb's."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.tree import Tree
from sayso.records import Span, TimeRange

__all__ = ["event_time", "happening", "top_of"]


#: Words on the way from a time to its act that stand for something left out ("fire 7 million more").
_PASSED = frozenset({"NUM", "ADJ", "ADV", "SYM", "PRON", "DET"})
#: Verbs that say of an act no more than that it is done.
_HAPPEN = frozenset(
    "perpetrate carry commit stage launch mount execute conduct happen occur take place register make".split()
)
#: How a time describes a noun so closely that it is that noun's alone ("the 2015 agreement").
_CLOSE = frozenset({"compound", "nummod", "amod", "nmod:poss"})
#: Words that set an act against all others of its kind, beside superlatives and "third".
_RANKS = frozenset("first last only most least sole".split())
#: Words before "since" in which the rank stands: "the deadliest attack on the old town since 2019".
_A_PHRASE = 8


def event_time(times: Sequence[TimeRange], tree: Tree, index: int) -> TimeRange | None:
    """The time of the act at word ``index`` of a sentence, None if the sentence does not give it.

    A time in its own ARGM-TMP first, then the one nearest to it in the tree; a verb without a time, a
    subject and an auxiliary of its own shares that of the verb it is coordinated with. A time below
    another predicate is never taken.
    """
    times = [t for t in times if not _compares(tree, t)]
    if not times:
        return None
    predicates = {p.index for p in tree.sentence.predicates}
    own = _own_time(times, tree, predicates, index)
    if own is not None:
        return own
    for c in happening(tree, index):
        told = _own_time(times, tree, predicates, c)
        if told is not None:
            return told
    head = tree[index].head
    if tree.rel(index) == "conj" and head >= 0:
        shared = _own_time(times, tree, predicates, head)
        if shared is not None and _shares(tree, head, index, shared):
            return shared
    for c in tree.of(index, "conj"):
        if tree.is_verbal(c) and not tree.of(index, "obj", "obl") and _goes_on(tree, index, c):
            return _own_time(times, tree, predicates, c)
    return _when(times, tree, predicates, index) or _right_after(times, tree, predicates, index)


def _when(times: Sequence[TimeRange], tree: Tree, predicates: set[int], index: int) -> TimeRange | None:
    """The time of the clause that tells when it was: "twelve died when a ferry sank on Sunday"."""
    for c in tree.of(index, "advcl"):
        if c > index and any(tree[m].text.lower() == "when" for m in tree.children[c]):
            return _own_time(times, tree, predicates, c)
    return None


def happening(tree: Tree, index: int) -> list[int]:
    """Participles that only say of an act's noun that it was done: "the raid carried out on Sunday"."""
    if tree[index].upos != "NOUN":
        return []
    return [c for c in tree.of(index, "acl") if tree[c].lemma.lower() in _HAPPEN]


def _goes_on(tree: Tree, first: int, second: int) -> bool:
    """Whether a coordinated verb goes on with the first one's helper words, whoever its subject is.

    As in "came and left today", "one was killed and three hurt today".
    """
    if tree.of(second, "aux", "mark"):
        return False
    if not tree.of(second, "nsubj"):
        return True
    return tree.is_passive(first) and tree.feat(second, "VerbForm=Part")


def _right_after(
    times: Sequence[TimeRange], tree: Tree, predicates: set[int], index: int
) -> TimeRange | None:
    """A time behind a verb with no other act or stop between: for wording that the tree gets wrong.

    Behind a noun it is that noun's where the place of the act stands between: "an attack in Oslo on Friday".
    """
    if tree[index].upos not in ("VERB", "NOUN"):
        return None
    begin = tree[index].span.end
    time = next((t for t in times if t.span.start >= begin), None)
    top = None if time is None else top_of(tree, time.span)
    if time is None or top is None or tree[top].deprel in _CLOSE:
        return None
    between = [i for i in range(index + 1, len(tree)) if tree[i].span.end <= time.span.start]
    if tree[index].upos == "NOUN":
        return time if _through_a_place(tree, predicates, index, between) else None
    head = tree[top].head
    told = head >= 0 and head != index and (head in predicates or tree[head].upos in ("VERB", "AUX"))
    if told or any(i in predicates or tree[i].upos == "VERB" or tree[i].text in ",;:—" for i in between):
        return None
    return time


def _through_a_place(tree: Tree, predicates: set[int], index: int, between: Sequence[int]) -> bool:
    """Whether the words between an act's noun and a time are its own phrases and end in a place's name."""
    if index not in predicates or not between:
        return False
    named = any(m.label in ("place", "facility") and m.end - 1 == between[-1] for m in tree.sentence.mentions)
    apart = any(i in predicates or tree.is_verbal(i) or tree[i].text in ",;:—" for i in between)
    return named and not apart and all(index in tree.ancestors(i) for i in between)


def _own_time(times: Sequence[TimeRange], tree: Tree, predicates: set[int], index: int) -> TimeRange | None:
    temporal = [
        Span(tree[a.start].span.start, tree[a.end - 1].span.end)
        for p in tree.sentence.predicates
        if p.index == index
        for a in p.args
        if a.role == "ARGM-TMP" and 0 <= a.start < a.end <= len(tree)
    ]
    found: list[tuple[bool, bool, int, int, TimeRange]] = []
    for number, time in enumerate(times):
        steps = _steps(tree, time, predicates, index)
        if steps is not None:
            told = any(t.overlaps(time.span) for t in temporal)
            found.append((not told, time.edtf is None, steps, number, time))
    return min(found, key=lambda row: row[:4])[4] if found else None


def _steps(tree: Tree, time: TimeRange, predicates: set[int], index: int) -> int | None:
    """Steps up the tree from a time to a word; None if another predicate lies between."""
    top = top_of(tree, time.span)
    if top is None:
        return None
    if top == index:
        return 0
    below = top
    for steps, at in enumerate(tree.ancestors(top), start=1):
        if at == index:
            return steps
        if (
            at in predicates
            or tree[at].upos == "VERB"
            or tree.rel(below) in ("acl", "advcl", "ccomp", "parataxis")
        ):
            return None
        if tree[at].upos not in _PASSED and (below == top and tree[below].deprel in _CLOSE):
            return None
        below = at
    return None


def _compares(tree: Tree, time: TimeRange) -> bool:
    """Whether a time only says since when nothing was like the act: "for the first time since 2022"."""
    if time.bound != "no_earlier_than":
        return False
    before = [i for i in range(len(tree)) if tree[i].span.end <= time.span.start]
    for i in reversed(before[-_A_PHRASE:]):
        if tree[i].upos in ("VERB", "AUX", "PUNCT"):
            return False
        most = tree[i].upos == "ADJ" and tree[i].text.lower().endswith("est")
        if most or tree.feat(i, "NumType=Ord") or tree[i].lemma.lower() in _RANKS:
            return True
    return False


def _shares(tree: Tree, first: int, second: int, time: TimeRange) -> bool:
    """Whether a coordinated verb has the first one's time: told before both, or no helper word between."""
    if tree.of(second, "nsubj", "csubj"):
        return False
    if time.span.end <= tree[first].span.start:
        return True
    return not tree.of(second, "aux", "cop") and tree.feat(first, "Tense=Past") == tree.feat(
        second, "Tense=Past"
    )


def top_of(tree: Tree, span: Span) -> int | None:
    """The word of a span that hangs on a word outside."""
    inside = tree.inside(span)
    tops = [i for i in inside if tree[i].head not in inside]
    # a slip of the reader may hang the preposition elsewhere than its noun: the noun is meant
    return next((i for i in tops if tree[i].upos in ("NOUN", "PROPN", "NUM")), tops[0] if tops else None)
