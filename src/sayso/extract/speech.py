"""Attributions as the words tell them: speech verbs with their clause, "according to", "quoted as saying"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from sayso.classes import dataclass
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import Article, Span

__all__ = ["CITE", "SAY", "Frame", "frames_by_rule", "sentence_at", "source_span"]

#: Verbs that attribute a clause to their subject, and those that put it into somebody else's mouth.
SAY = word_set("attribution.say")
CITE = frozenset({"cite", "quote"})
_NOUN_CUES = word_set("attribution.noun_cues")
_ACCORDING = frozenset(
    {"according to", "per", "in the words of", "in accordance to", "in accordance with", "in response to"}
)
#: Nouns of judgement: what is so "by somebody's account".
_RECKONING = frozenset({"reckoning", "account", "count", "estimate", "telling", "view", "version", "word"})
#: What stands before a verb of speech and its subject, and quotation marks that open and close.
_BEFORE_INVERSION = frozenset({",", '"', "”", "’", "''"})
_OPENING, _CLOSING = frozenset({'"', "“", "``", "‘"}), frozenset({'"', "”", "''", "’"})
#: Tags that no name or title of a speaker holds.
_NOT_IN_NAMES = frozenset({"PUNCT", "VERB", "AUX", "SCONJ", "CCONJ", "PRON"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One attribution: the characters that are somebody's words, whose, and by what cue.

    ``depth`` tells speakers of the same words apart: -1 for an outlet somebody spoke to, 1 for whom a speaker
    cites, else 0.
    """

    content: Span
    source: Span | None
    cue: Span | None
    sentence: int
    p: float
    depth: int = 0


def _is_somebody(tree: Tree, i: int) -> bool:
    """Whether a noun is somebody: a person, a body or a name."""
    kinds = tree.sentence.noun_kinds
    return tree[i].upos == "PROPN" or (i < len(kinds) and kinds[i] in ("person", "organization"))


def sentence_at(article: Article, at: int) -> int:
    """Number of the sentence that holds a character, the last one for what lies behind."""
    number = bisect_right(article.sentences, at, key=lambda s: s.span.start) - 1
    held = number >= 0 and at < article.sentences[number].span.end
    return number if held else len(article.sentences) - 1


def frames_by_rule(number: int, tree: Tree) -> Iterator[Frame]:
    """Attributions that the words of one sentence tell by themselves."""
    for i, token in enumerate(tree.tokens):
        lemma = token.lemma.lower()
        if token.upos == "VERB" and lemma in SAY:
            yield from _speech(number, tree, i)
            yield from _closing(number, tree, i)
        if token.upos == "VERB" and (lemma not in SAY or tree.first(i, "nsubj") is None):
            yield from _inverted(number, tree, i)
        if token.text == ":":
            yield from _announced(number, tree, i)
        if token.upos == "VERB" and lemma in CITE:
            yield from _quoted_as(number, tree, i)
        if token.upos == "NOUN" and lemma in _NOUN_CUES:
            yield from _noun_cue(number, tree, i)
        if lemma == "accordance" and i > 0 and tree[i - 1].text.lower() == "in":
            yield from _accordance(number, tree, i)
        if lemma in _RECKONING and tree.preposition(i) in ("by", "in") and tree.rel(i) in ("obl", "nmod"):
            yield from _reckoned(number, tree, i)
        if tree.preposition(i) == "per" and not _is_somebody(tree, i):
            continue  # "60 shells per square kilometre"
        if tree.preposition(i) in _ACCORDING and tree.rel(i) in ("obl", "nmod", "advcl", "parataxis", "dep"):
            yield from _according(number, tree, i)


def _speech(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    subject = tree.first(i, "nsubj")
    if subject is None or tree[subject].text.lower() in ("which", "that", "what"):
        return
    content = _content(tree, i)
    if content is None:
        return
    source = source_span(tree, subject)
    yield Frame(content=content, source=source, cue=tree[i].span, sentence=number, p=0.8)


def _inverted(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    """As in "…, jokes Ana Ruiz": any verb with its subject behind it, after a comma or a closing quote."""
    if i < 3 or tree[i - 1].text not in _BEFORE_INVERSION or not tree.feat(i, "VerbForm=Fin"):
        return
    # the tree may take a subject behind its verb for an object
    behind = [c for c in tree.of(i, "nsubj", "obj", "ccomp") if i < c < i + 6]
    subject = behind[0] if behind else None
    if subject is None or any(c < i for c in tree.of(i, "nsubj", "aux", "mark", "cc")):
        return
    if tree.rel(i) == "conj" or not _may_speak(tree, subject):
        return
    words = list(range(tree[0].upos == "PUNCT", i - 1))
    if any(tree[w].upos in ("VERB", "AUX") for w in words):
        content, source = tree.span(words), source_span(tree, subject)
        yield Frame(content=content, source=source, cue=tree[i].span, sentence=number, p=0.7)


def _announced(number: int, tree: Tree, colon: int) -> Iterator[Frame]:
    """As in 'The cook confirms it: "…"': a quotation behind a colon is of the clause's subject before it."""
    if colon + 2 >= len(tree) or tree[colon + 1].text not in _OPENING:
        return
    verbs = (v for v in range(colon - 1, -1, -1) if tree[v].upos == "VERB" and tree.of(v, "nsubj"))
    verb = next(verbs, None)
    if verb is None or tree[verb].lemma.lower() in SAY | CITE:
        return
    subject = tree.of(verb, "nsubj")[0]
    if subject > verb or not _may_speak(tree, subject):
        return
    close = next((w for w in range(colon + 2, len(tree)) if tree[w].text in _CLOSING), len(tree))
    if close == colon + 2:  # nothing between the marks
        return
    content = tree.span(list(range(colon + 2, close)))
    yield Frame(
        content=content, source=source_span(tree, subject), cue=tree[verb].span, sentence=number, p=0.7
    )


def _may_speak(tree: Tree, i: int) -> bool:
    """Whether a word names somebody: a name, a person, a body, he, she or they."""
    kinds = tree.sentence.noun_kinds
    kind = kinds[i] if i < len(kinds) else "O"
    return (
        tree[i].upos == "PROPN"
        or kind in ("person", "organization")
        or tree[i].text.lower() in ("he", "she", "they")
    )


def _closing(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    """As in "…, the daily Ziwa Post reported." where the tree takes that for a relative clause."""
    if tree.of(i, "nsubj", "ccomp") or tree[i].deprel != "acl:relcl" or i < 3:
        return
    comma = next((w for w in range(i - 1, 0, -1) if tree[w].upos in _NOT_IN_NAMES), 0)
    ends = i + 1 == len(tree) or tree[i + 1].text in (",", ".", ";")
    if tree[comma].text == "," and comma < i - 1 and ends and tree[i - 1].upos in ("NOUN", "PROPN"):
        source = tree.span(list(range(comma + 1, i)))
        yield Frame(
            content=tree.span(list(range(comma))), source=source, cue=tree[i].span, sentence=number, p=0.75
        )


def _content(tree: Tree, i: int) -> Span | None:
    """The clause a speech verb takes: its ccomp, or the main clause it is hung on as an aside."""
    inside = [w for c in tree.of(i, "ccomp") for w in tree.subtree(c)]
    if inside:
        return tree.span(sorted(inside))
    if tree.rel(i) == "parataxis" and tree[i].head >= 0:
        own = set(tree.subtree(i))
        rest = [w for w in tree.subtree(tree[i].head) if w not in own]
        return tree.span(rest) if rest else None
    aside = tree.first(i, "parataxis")
    if aside is not None and tree[aside].upos in ("VERB", "ADJ", "NOUN", "AUX"):
        return tree.span(tree.subtree(aside))
    return None


def source_span(tree: Tree, head: int) -> Span:
    """A source with its apposition and relative clause, without its preposition or the stop at its end."""
    words = tree.subtree(head, frozenset({"cc", "conj", "case"}))
    if tree.of(head, "conj"):
        words = tree.subtree(head, frozenset({"case"}))
    while words and tree[words[-1]].upos == "PUNCT":
        words.pop()
    return tree.span(words or [head])


def _beside(tree: Tree, i: int) -> list[int]:
    """The clause an "according to" phrase qualifies: the one it hangs on, unless it closes the one before."""
    own = set(tree.subtree(i))
    content = [w for w in tree.subtree(tree.clause(tree[i].head)) if w not in own]
    start = min(own)
    words = [w for w in content if tree[w].upos != "PUNCT"]
    if words and min(words) > start:
        before = next((w for w in range(start - 1, -1, -1) if tree[w].upos != "PUNCT"), None)
        if before is not None:
            left = [w for w in tree.subtree(tree.clause(before)) if w < start]
            return left or content
    return content


def _according(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    skip = set(tree.of(i, "case")) | {f for c in tree.of(i, "case") for f in tree.of(c, "fixed")}
    words = [w for w in tree.subtree(i) if w not in skip]
    while words and tree[words[-1]].upos == "PUNCT":
        words.pop()
    head = tree[i].head
    if not words or head < 0:
        return
    content = _beside(tree, i)
    cue = tree.span(sorted(skip)) if skip else None
    if content:
        yield Frame(content=tree.span(content), source=tree.span(words), cue=cue, sentence=number, p=0.85)


def _reckoned(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    """As in "by the reckoning of the charity", "in the view of analysts", "by Oslo's count"."""
    whose = [h for prep, h in tree.obliques(i) if prep == "of"] or tree.of(i, "nmod:poss")
    content = _beside(tree, i)
    if whose and content and tree[i].head >= 0:
        yield Frame(
            content=tree.span(content),
            source=source_span(tree, whose[0]),
            cue=tree[i].span,
            sentence=number,
            p=0.8,
        )


def _accordance(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    """As in "in accordance to recent estimates", which is what spinners make of "according to"."""
    sources = [h for prep, h in tree.obliques(i) if prep in ("to", "with")]
    if not sources or tree[i].head < 0:
        return
    words = [w for w in tree.phrase(sources[0]) if w > i + 1]
    content = _beside(tree, i)
    if content and words:
        cue = tree.span(sorted({i, *tree.of(i, "case"), *tree.of(sources[0], "case")}))
        yield Frame(content=tree.span(content), source=tree.span(words), cue=cue, sentence=number, p=0.85)


def _quoted_as(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    """As in "AFP quoted the minister as saying that …": the minister's words, by way of AFP."""
    inner = next(
        (
            c
            for c in tree.of(i, "advcl", "xcomp", "obl")
            if any(tree[m].text.lower() == "as" for m in tree.children[c])
        ),
        None,
    )
    quoted = tree.first(i, "obj") or (tree.first(i, "nsubj") if tree.is_passive(i) else None)
    if inner is not None and quoted is None:  # the tree may hang the object on the clause behind it
        quoted = next((c for c in tree.of(inner, "obj", "iobj", "nsubj") if i < c < inner), None)
    if inner is None or quoted is None:
        return
    content = _content(tree, inner) or _after(tree, inner)
    if content is None:
        return
    outer = next((s for s in tree.doers(i) if s != quoted), None)
    if outer is not None:
        yield Frame(
            content=content, source=source_span(tree, outer), cue=tree[i].span, sentence=number, p=0.85
        )
    yield Frame(
        content=content,
        source=source_span(tree, quoted),
        cue=tree[inner].span,
        sentence=number,
        p=0.85,
        depth=1,
    )


def _after(tree: Tree, i: int) -> Span | None:
    """What hangs on a verb behind it."""
    words = [w for w in tree.subtree(i) if w > i]
    return tree.span(words) if words else None


def _noun_cue(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    """As in "U.S. intelligence assessments that Russia …"."""
    clause = next(
        (
            c
            for c in tree.of(i, "acl", "ccomp")
            if any(tree[m].text.lower() == "that" for m in tree.of(c, "mark"))
        ),
        None,
    )
    if clause is None:
        return
    words = [w for c in tree.of(i, "nmod:poss", "compound", "amod", "nmod") if c < i for w in tree.subtree(c)]
    if not words:
        return
    content = tree.subtree(clause)
    yield Frame(
        content=tree.span(content), source=tree.span(sorted(words)), cue=tree[i].span, sentence=number, p=0.75
    )
