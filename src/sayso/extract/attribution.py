"""Who says so: the chain of speakers over each stretch of text, outermost first.

The reader's attribution head gives source, cue and content spans. Rules on the tree add what it leaves
out (a speech verb with its clause, "according to", "citing"), and tell what kind of speaker each is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.extract.parties import Parties, Party
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind, Article, Reading, Span, Speaker, SpeakerKind

__all__ = ["Frame", "frames_of", "speakers_at"]

#: Verbs that attribute a clause to their subject.
_SAY = word_set("attribution.say")
_INTEND = frozenset(
    {
        "want",
        "plan",
        "seek",
        "look",
        "try",
        "hope",
        "intend",
        "aim",
        "wish",
        "attempt",
        "need",
        "agree",
        "decide",
    }
)
_CITE = frozenset({"cite", "quote"})
_NOUN_CUES = word_set("attribution.noun_cues")
_ACCORDING = frozenset(
    {"according to", "per", "in the words of", "in accordance to", "in accordance with", "in response to"}
)
_UNNAMED = re.compile(
    r"\b(?:unnamed|unidentified|anonymous|undisclosed|sources?|insiders?|people familiar|person familiar|"
    r"(?:an?|one|two|three|several|some|senior|top|many)\s+(?:[\w.-]+\s+){0,3}?"
    r"(?:officials?|diplomats?|aides?|sources?|advisers?|advisors?)|"
    r"condition of anonymity|not to be named|officials familiar|briefed on)\b",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"\b(?:news (?:agency|site|outlet|website|channel|service)|newspaper|broadcaster|television|radio|"
    r"state media|"
    r"local media|magazine|newswire)\b"
)
_DOCUMENT = word_set("attribution.document")
_COLLECTIVE = word_set("attribution.collective")
_INSTITUTION_KINDS = (ActorKind.GOVERNMENT, ActorKind.ORGANISATION, ActorKind.COUNTRY)
_AFFILIATED = re.compile(
    r"\b(?:at|of|for|with|from)\s+(?:the\s+)?((?:[A-Z][\w.&'’-]*|of|the|for|and|on|in)(?:\s+(?:[A-Z][\w.&'’-]*|of|the|for|and|on|in))*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One attribution: the characters that are somebody's words, whose, and by what cue."""

    content: Span
    source: Span | None
    cue: Span | None
    sentence: int
    p: float


def frames_of(article: Article, reading: Reading, trees: Sequence[Tree]) -> tuple[Frame, ...]:
    """All attributions, the widest content first."""
    found: list[Frame] = []
    for chain in reading.chains:
        source = _trimmed(chain.sources[0], article) if chain.sources else None
        cue = chain.cues[0] if chain.cues else None
        if _intends(cue, trees, article) or _in_dateline(source, article):
            continue
        for content in _outside_headline(chain.contents, cue, article):
            at = _sentence_at(article, content.start)
            found.append(Frame(content=content, source=source, cue=cue, sentence=at, p=chain.p))
    for number, tree in enumerate(trees):
        for frame in _by_rule(number, tree):
            if not any(_known(frame, other) for other in found):
                source = _trimmed(frame.source, article) if frame.source is not None else None
                found.append(replace(frame, source=source))
    return tuple(sorted(found, key=lambda f: (f.content.start - f.content.end, f.content.start)))


def _outside_headline(contents: Sequence[Span], cue: Span | None, article: Article) -> Iterator[Span]:
    """Contents without the headline, unless its own words attribute it."""
    head = article.headline
    for content in contents:
        if head is None or (cue is not None and head.contains(cue)) or not head.overlaps(content):
            yield content
        elif content.end > head.end:
            yield Span(max(content.start, head.end), content.end)


def _trimmed(source: Span, article: Article) -> Span:
    """A source without the cue words or punctuation that a garbled sentence left at its edges."""
    text = source.of(article.text)
    lead = re.match(r"[\s,;:–—-]*(?:according to\s+)?", text, re.IGNORECASE)
    start = source.start + (lead.end() if lead else 0)
    end = source.start + len(text.rstrip(" ,;:–—-"))
    return Span(start, end) if start < end else source


def _intends(cue: Span | None, trees: Sequence[Tree], article: Article) -> bool:
    """Whether a cue tells what somebody wants, and not what he says: no speaker there."""
    if cue is None:
        return False
    tree = trees[_sentence_at(article, cue.start)]
    lemmas = {t.lemma.lower() for t in tree.tokens if cue.contains(t.span)}
    return bool(lemmas & _INTEND) and not lemmas & _SAY


def _in_dateline(source: Span | None, article: Article) -> bool:
    return source is not None and article.dateline is not None and article.dateline.overlaps(source)


def _known(frame: Frame, other: Frame) -> bool:
    """Whether a rule only repeats what the reader found."""
    if frame.source is None or other.source is None:
        return frame.content.overlaps(other.content) and frame.cue == other.cue
    return frame.source.overlaps(other.source) and other.content.contains(frame.content)


def _sentence_at(article: Article, at: int) -> int:
    for number, sentence in enumerate(article.sentences):
        if sentence.span.start <= at < sentence.span.end:
            return number
    return len(article.sentences) - 1


# ------------------------------------------------------------------ rules


def _by_rule(number: int, tree: Tree) -> Iterator[Frame]:
    for i, token in enumerate(tree.tokens):
        lemma = token.lemma.lower()
        if token.upos == "VERB" and lemma in _SAY:
            yield from _speech(number, tree, i)
        if token.upos == "VERB" and lemma in _CITE:
            yield from _citing(number, tree, i)
        if token.upos == "NOUN" and lemma in _NOUN_CUES:
            yield from _noun_cue(number, tree, i)
        if lemma == "accordance" and tree.preposition(i) == "in":
            yield from _accordance(number, tree, i)
        if tree.preposition(i) in _ACCORDING and tree.rel(i) in ("obl", "nmod", "advcl", "parataxis", "dep"):
            yield from _according(number, tree, i)


def _speech(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    subject = tree.first(i, "nsubj")
    if subject is None or tree[subject].text.lower() in ("which", "that", "what"):
        return
    content = _content(tree, i)
    if content is None:
        return
    source = _source_span(tree, subject)
    yield Frame(content=content, source=source, cue=tree[i].span, sentence=number, p=0.8)


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


def _source_span(tree: Tree, head: int) -> Span:
    """A source with its apposition and relative clause, without the stop or comma at its end."""
    words = tree.subtree(head, frozenset({"cc", "conj"}))
    if tree.of(head, "conj"):
        words = tree.subtree(head)
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


def _accordance(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    """As in "in accordance to recent estimates", which is what spinners make of "according to"."""
    sources = [h for prep, h in tree.obliques(i) if prep in ("to", "with")]
    if not sources or tree[i].head < 0:
        return
    words = tree.subtree(sources[0], frozenset({"case", "cc", "conj"}))
    content = _beside(tree, i)
    if content:
        cue = tree.span(sorted({i, *tree.of(i, "case"), *tree.of(sources[0], "case")}))
        yield Frame(content=tree.span(content), source=tree.span(words), cue=cue, sentence=number, p=0.85)


def _citing(number: int, tree: Tree, i: int) -> Iterator[Frame]:
    """As in "Kyodo, citing unnamed sources, said …": the sources stand behind what is said."""
    source = tree.first(i, "obj")
    if source is None or tree.of(i, "nsubj"):
        return
    for above in tree.ancestors(i):
        if tree.is_verbal(above) and tree[above].lemma.lower() in _SAY | _CITE:
            content = _content(tree, above)
            if content is not None:
                yield Frame(
                    content=Span(content.start, content.end),
                    source=_source_span(tree, source),
                    cue=tree[i].span,
                    sentence=number,
                    p=0.8,
                )
            return


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


# ------------------------------------------------------------------ speakers


def speakers_at(
    trigger: Span, frames: Sequence[Frame], article: Article, trees: Sequence[Tree], parties: Parties
) -> tuple[tuple[Speaker, ...], Span | None]:
    """The chain over a trigger, outermost first, and the innermost cue."""
    out: list[Speaker] = []
    cue: Span | None = None
    for frame in frames:
        if not frame.content.contains(trigger) or frame.source is None or frame.source.contains(trigger):
            continue
        speaker = _speaker(frame, article, trees, parties)
        if speaker is None or any(_one(speaker, other) for other in out):
            continue
        if frame.cue is not None and frame.cue == trigger:
            continue
        # "citing" and "according to" stand behind the one who speaks
        out.append(speaker)
        cue = frame.cue or cue
    return tuple(_ordered(out, frames)), cue


def _one(speaker: Speaker, other: Speaker) -> bool:
    return speaker.span.overlaps(other.span) or (
        speaker.name == other.name and speaker.kind is not SpeakerKind.UNNAMED
    )


def _ordered(speakers: list[Speaker], frames: Sequence[Frame]) -> list[Speaker]:
    """Wider contents first; of equal ones, whoever speaks before whom or what is cited."""

    def rank(speaker: Speaker) -> tuple[int, int]:
        frame = next(
            f for f in frames if f.source == speaker.span or (f.source and f.source.overlaps(speaker.span))
        )
        cited = (
            frame.p in (0.85, 0.8)
            and frame.cue is not None
            and speaker.kind in (SpeakerKind.UNNAMED, SpeakerKind.DOCUMENT, SpeakerKind.COLLECTIVE)
        )
        return (int(cited), frame.content.start - frame.content.end)

    return sorted(speakers, key=rank) if len(speakers) > 1 else speakers


def _speaker(frame: Frame, article: Article, trees: Sequence[Tree], parties: Parties) -> Speaker | None:
    source = frame.source
    if source is None:
        return None
    number = _sentence_at(article, source.start)
    text = source.of(article.text)
    party = _party_in(source, number, trees[number], parties)
    if party is None:
        return Speaker(text=text, span=source, name=_name(text), kind=_kind_of(text, None))
    kind = _kind_of(text, party)
    shown = party.span if party.pronoun or source.contains(party.span) else source
    named = party.match.named and kind is not SpeakerKind.UNNAMED
    name = (
        party.match.name if named or (kind is SpeakerKind.INSTITUTION and not party.pronoun) else _name(text)
    )
    if party.pronoun:
        name = party.match.name
    if kind in (SpeakerKind.COLLECTIVE, SpeakerKind.UNNAMED, SpeakerKind.DOCUMENT):
        shown, name = source, _name(text)
    return Speaker(
        text=shown.of(article.text),
        span=shown,
        name=name,
        kind=kind,
        country=party.match.country,
        affiliation=_affiliation(text, source, party, number, parties)
        if kind is SpeakerKind.PERSON
        else None,
    )


def _party_in(source: Span, number: int, tree: Tree, parties: Parties) -> Party | None:
    """The party that heads the source phrase."""
    inside = [i for i, t in enumerate(tree.tokens) if source.contains(t.span)]
    heads = [i for i in inside if tree[i].head not in inside]
    for head in heads:
        found = parties.at(number, head)
        if found:
            return found[0]
    for i in inside:
        found = parties.at(number, i)
        if found and tree.rel(i) != "amod":
            return found[0]
    return None


def _name(text: str) -> str:
    words = " ".join(text.split())
    return re.sub(r"^(?:the|a|an)\s+", "", words, flags=re.IGNORECASE)


def _kind_of(text: str, party: Party | None) -> SpeakerKind:
    head = text.split(",", maxsplit=1)[0].lower()
    words = re.findall(r"[\w'-]+", head)
    last = words[-1] if words else ""
    single = last[:-1] if last.endswith("s") and not last.endswith("ss") else last
    if party is not None and party.label == "person":
        return SpeakerKind.PERSON
    if _OUTLET.search(head):
        return SpeakerKind.OUTLET
    if _UNNAMED.search(text) and (party is None or not party.match.named):
        return SpeakerKind.UNNAMED
    if party is not None and party.match.named:
        if "JRN" in party.match.sectors or ("MED" in party.match.sectors and "news" in head):
            return SpeakerKind.OUTLET
        if party.match.kind is ActorKind.PERSON:
            return SpeakerKind.PERSON
        if party.match.kind in _INSTITUTION_KINDS and single not in _COLLECTIVE | _DOCUMENT:
            return SpeakerKind.INSTITUTION
    if single in _DOCUMENT:
        return SpeakerKind.DOCUMENT
    if party is not None and party.match.kind is ActorKind.PERSON:
        return SpeakerKind.PERSON if party.pronoun or not last.endswith("s") else SpeakerKind.COLLECTIVE
    if single in _COLLECTIVE or last in _COLLECTIVE:
        return SpeakerKind.COLLECTIVE
    if party is not None and party.match.kind in _INSTITUTION_KINDS:
        return SpeakerKind.INSTITUTION
    return SpeakerKind.COLLECTIVE if last.endswith("s") else SpeakerKind.INSTITUTION


def _affiliation(text: str, source: Span, party: Party, number: int, parties: Parties) -> str | None:
    """The body a named person speaks for, from the source's own apposition or title."""
    after = max(0, party.span.end - source.start) if source.contains(party.span) else 0
    bodies = [
        other
        for other in parties.around(source, number)
        if other.label == "organisation" and not other.span.overlaps(party.span)
    ]
    if bodies:
        # one the tables know before one that only looks like a body
        best = max(bodies, key=lambda b: (b.match.country is not None or bool(b.match.sectors), b.p))
        return best.match.name if best.match.named else best.text
    found = _AFFILIATED.search(text, after)
    if found is None:
        return None
    name = re.sub(r"(?:\s+(?:of|the|for|and|on|in))+$", "", found.group(1)).strip(" ,.")
    return name or None
