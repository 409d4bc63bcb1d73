"""The time an amount covers: one of the sentence's times, or one told by what happened then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.extract.quantity import lists
from sayso.extract.quantity.found import Place
from sayso.extract.quantity.row import Row
from sayso.extract.timing import top_of
from sayso.extract.tree import Tree
from sayso.records import Span, TimeKind, TimeRange, TimeStatus

__all__ = ["period_of"]

#: Prepositions and conjunctions of time, and what they make of it; the first that fits is taken.
_TIMED = lists.table("periods.timed")
_CLAUSES = lists.words("periods.clauses")
#: Parts of things, which are no times.
_SHARES = lists.words("periods.shares")
_APART = frozenset({"conj", "cc"})
_APART_FROM_TIME = frozenset({"conj", "cc", "appos"})
#: What is part of a time though it is no part of a day's name.
_LED = ("so far ", "ahead of ", "prior to ", "since ", "before ", "until ", "till ", "early ", "late ")
_REACH = 12
#: Characters between an amount and the time right behind it: " on ".
_RIGHT_BEHIND = 4
#: Prepositions that are always of time, so that what follows need be no event as read.
_ALWAYS = frozenset(lists.phrases("periods.leads")["always"])
#: Leads that hold a noun of their own, spaced as the words are.
_RUN_UPS = tuple(lead for lead in _TIMED if " the " in lead)
_LONGEST = 6
_EVENTS = frozenset({"event", "time"})
_OF_TIME = frozenset({"event", "time", "abstract"})
_POINTERS = frozenset({"this", "that", "these", "those"})
_AHEAD = ["ahead", "of"]


def period_of(row: Row, place: Place, span: Span) -> TimeRange | None:
    """The time that the amount at ``span`` covers.

    It is one that hangs on the amount or its verb, never that of another verb.
    """
    tree = row.tree
    times = [t for t in row.times if not t.span.overlaps(span) and _covers(t, row.article.text)]
    if times:
        chain = _chain(tree, place)
        tops = [(t, top_of(tree, t.span)) for t in times]
        own = [(t, at) for t, at in tops if at is not None and tree[at].head in chain]
        own = own or [(t, at) for t, at in tops if at is not None and t.dated and _within(row, at, chain)]
        if own:
            behind = [(t, at) for t, at in own if 0 < t.span.start - span.end <= _RIGHT_BEHIND]
            time, at = (behind or own)[0]
            return _with_lead(row, _whole(row, time, at) if _has_more(tree, time, at) else time)
    return _by_event(row, [place.top] if place.verb is None else [place.top, place.verb])


def _within(row: Row, at: int, chain: Sequence[int]) -> bool:
    """Whether a time hangs on what a noun of the clause is told of: "the drones launched overnight"."""
    tree = row.tree
    marked = tree.of(at, "case") or tree[at].deprel in ("nmod:poss", "obl:unmarked", "advmod")
    if not marked or tree.rel(at) in ("compound", "nummod", "amod"):
        return False
    if tree[at].deprel == "nmod:poss" and row.kind(tree[at].head) != "event":
        return False
    return _below(tree, at, chain, reduced=True)


def _chain(tree: Tree, place: Place) -> list[int]:
    """The amount's top word and those above it up to its verb."""
    chain = [place.top]
    for at in tree.ancestors(place.top):
        chain.append(at)
        if at == place.verb or tree.is_verbal(at):
            break
    return chain


def _covers(time: TimeRange, text: str) -> bool:
    """Whether a time is one an amount may cover: days or a stretch, no hour, no "recently", no comparison."""
    before = text[max(0, time.span.start - 12) : time.span.start].lower().split()
    lead = before[-1] if before else ""
    if time.kind is TimeKind.INSTANT and lead in ("before", "until", "till", "since"):
        return True
    if lead in ("as", "than") or time.kind in (TimeKind.VAGUE, TimeKind.INSTANT):
        return False
    told = time.text.lower()
    if time.kind is TimeKind.SET:
        return told.startswith(("every ", "each "))
    if time.kind is TimeKind.DURATION:
        return told.startswith(("over ", "within ")) or lead in ("in", "over", "within", "during")
    return True


def _has_more(tree: Tree, time: TimeRange, at: int) -> bool:
    """Whether a time's noun is told more of by what happened: "the first week of the siege"."""
    return any(
        tree[c].span.start >= time.span.end and tree.rel(c) in ("nmod", "acl") and tree[c].upos == "NOUN"
        for c in tree.children[at]
    )


def _whole(row: Row, time: TimeRange, at: int) -> TimeRange:
    """The time with all that its noun is told of."""
    tree = row.tree
    words = [w for w in tree.subtree(at, _APART_FROM_TIME) if tree[w].upos != "PUNCT"]
    span = Span(time.span.start, max(tree[words[-1]].span.end, time.span.end))
    return replace(time, text=span.of(row.article.text), span=span)


def _with_lead(row: Row, time: TimeRange) -> TimeRange:
    """The time with "so far" or a preposition of several words before it."""
    before = row.article.text[max(0, time.span.start - _REACH) : time.span.start].lower()
    lead = next((p for p in _LED if before.endswith(p)), "")
    if not lead:
        return time
    start = time.span.start - len(lead)
    span = Span(start, time.span.end)
    return replace(time, text=span.of(row.article.text), span=span)


def _by_event(row: Row, heads: Sequence[int]) -> TimeRange | None:
    """A time told by what happened then or before: "since the vote", "that weekend"; without days.

    It hangs on one of ``heads``, or on the subject of the last.
    """
    tree = row.tree
    subjects = [s for s in tree.of(heads[-1], "nsubj", "nsubj:pass") if s not in heads]
    for head in (*heads, *subjects):
        for c in (*tree.of(head, "obl"), *tree.of(head, "advcl"), *_inner(tree, head), *_ahead(tree, head)):
            lead = _lead(row, c)
            if (lead or _points(row, c)) and not any(c == h or c in tree.ancestors(h) for h in heads):
                told = _told(row, c, lead)
                if told is not None:
                    return told
    return _after_noun(row, heads)


def _after_noun(row: Row, heads: Sequence[int]) -> TimeRange | None:
    """A time that hangs on another noun of the clause: "80 patients for burns since the strike"."""
    tree = row.tree
    if _ALWAYS.isdisjoint(row.low):
        return None
    for c in range(len(tree)):
        if tree.rel(c) == "nmod" and tree[c].deprel != "nmod:poss" and tree[c].head not in heads:
            lead = _lead(row, c)
            if (
                lead in _ALWAYS
                and not any(c in tree.ancestors(h) for h in heads)
                and _below(tree, c, heads, reduced=False)
            ):
                told = _told(row, c, lead)
                if told is not None:
                    return told
    return None


def _below(tree: Tree, at: int, heads: Sequence[int], *, reduced: bool) -> bool:
    """Whether a word hangs on one of ``heads`` over nouns, and over ``reduced`` clauses if asked."""
    for up in tree.ancestors(at):
        if up in heads:
            return True
        passed = reduced and tree.rel(up) == "acl" and not tree.of(up, "nsubj", "nsubj:pass")
        if tree.is_verbal(up) and not passed:
            return False
    return False


def _inner(tree: Tree, head: int) -> list[int]:
    """The phrases within a noun's, owners left out."""
    return [c for c in tree.of(head, "nmod") if tree[c].deprel != "nmod:poss"]


def _ahead(tree: Tree, head: int) -> list[int]:
    """What stands behind "ahead of" where that hangs on a verb as an adverb."""
    return [
        o for a in tree.of(head, "advmod") if tree[a].text.lower() == _AHEAD[0] for o in tree.of(a, "obl")
    ]


def _points(row: Row, c: int) -> bool:
    """Whether a noun without a preposition points at a time told before: "that night", "this season"."""
    tree = row.tree
    pointed = any(tree[d].text.lower() in _POINTERS for d in tree.of(c, "det"))
    return pointed and row.kind(c) == "time" and not tree.of(c, "case")


def _lead(row: Row, c: int) -> str:
    """The preposition or conjunction that makes a phrase or clause one of time, "" if none does."""
    tree = row.tree
    said = " ".join(tree[m].text.lower() for m in tree.of(c, "case", "mark", "advmod") if m < c)
    if tree[c].upos == "NUM" or tree[c].lemma.lower() in _SHARES:
        return ""
    first = min(tree.subtree(c, _APART))
    if _AHEAD in ([t.text.lower() for t in tree.tokens[max(0, i - 2) : i]] for i in (first, first + 1)):
        said = " ".join(_AHEAD)  # hangs on the verb
    whole = "".join(f"{t.text.lower()} " for t in tree.tokens[first : first + _LONGEST])
    lead = next((p for p in _RUN_UPS if whole.startswith(f"{p} ")), "")
    if lead or not said:
        return lead
    lead = next((p for p in _TIMED if said == p or said.startswith(f"{p} ") or said.endswith(f" {p}")), "")
    if tree.rel(c) == "advcl":
        opposed = lead == "while" and (first == 0 or tree[first - 1].text == ",")
        return lead if lead in _CLAUSES and not opposed else ""
    return lead if row.kind(c) in (_OF_TIME if lead in _ALWAYS else _EVENTS) else ""


def _told(row: Row, c: int, lead: str) -> TimeRange | None:
    """The time that a phrase or clause tells, None where it holds an instant."""
    tree = row.tree
    words = [w for w in tree.subtree(c, _APART) if tree[w].upos != "PUNCT"]
    if lead == " ".join(_AHEAD) and words and tree[words[0]].text.lower() != _AHEAD[0]:
        words = [words[0] - (1 if tree[words[0]].text.lower() == _AHEAD[1] else 2), *words]
    instants = [t.span for t in row.times if t.kind is TimeKind.INSTANT]
    if not words or any(tree[w].span.overlaps(span) for w in words for span in instants):
        return None
    span = tree.span(words)
    return TimeRange(
        text=span.of(row.article.text),
        span=span,
        kind=TimeKind.VAGUE,
        status=TimeStatus.UNRESOLVED,
        reason="told by what happened then",
        bound=_TIMED.get(lead, ""),
    )
