"""Who says so: the chain of speakers over each stretch of text, outermost first.

The reader's attribution head gives source, cue and content spans. Rules on the tree add what it leaves
out (a speech verb with its clause, "according to", "citing"), and tell what kind of speaker each is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cmp_to_key

from sayso.extract.parties import Parties
from sayso.extract.relay import asides, relayed
from sayso.extract.speakers import speaker_of
from sayso.extract.speech import CITE, SAY, Frame, frames_by_rule, sentence_at
from sayso.extract.tree import Tree
from sayso.records import Article, Reading, Span, Speaker, SpeakerKind

__all__ = ["Frame", "frames_of", "speakers_at"]

#: Verbs of wanting: with one of these as cue, nobody says anything.
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


def frames_of(
    article: Article, reading: Reading, trees: Sequence[Tree], parties: Parties
) -> tuple[Frame, ...]:
    """All attributions, the widest content first."""
    found: list[Frame] = []
    for chain in reading.chains:
        source = _meant(_trimmed(chain.sources[0], article), article, trees) if chain.sources else None
        cue = chain.cues[0] if chain.cues else None
        if _only_cites(cue, trees, article) or _intends(cue, trees, article) or _in_dateline(source, article):
            continue
        for content in _outside_headline(chain.contents, cue, article):
            at = sentence_at(article, content.start)
            found.append(Frame(content=content, source=source, cue=cue, sentence=at, p=chain.p))
    for number, tree in enumerate(trees):
        for frame in (*frames_by_rule(number, tree), *asides(number, tree, parties)):
            if not any(_known(frame, other) for other in found):
                source = _trimmed(frame.source, article) if frame.source is not None else None
                found.append(replace(frame, source=source))
    for number, tree in enumerate(trees):
        found += relayed(number, tree, parties, [f for f in found if _told_in(f, number, article)])
    return tuple(sorted(found, key=lambda f: (f.content.start - f.content.end, f.content.start)))


def _told_in(frame: Frame, number: int, article: Article) -> bool:
    """Whether the speaker of a frame is named in a sentence."""
    span = article.sentences[number].span
    return frame.source is not None and span.contains(frame.source)


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


def _meant(source: Span, article: Article, trees: Sequence[Tree]) -> Span:
    """The source, or what it stands for where it is a relative pronoun: "the institute, which says …"."""
    if source.of(article.text).lower() not in ("who", "which", "that"):
        return source
    tree = trees[sentence_at(article, source.start)]
    at = next((i for i, t in enumerate(tree.tokens) if source.overlaps(t.span)), None)
    for above in tree.ancestors(at) if at is not None else ():
        if tree[above].deprel == "acl:relcl" and tree[above].head >= 0:
            return tree.span(tree.phrase(tree[above].head))
    return source


def _intends(cue: Span | None, trees: Sequence[Tree], article: Article) -> bool:
    """Whether a cue tells what somebody wants, and not what he says: no speaker there."""
    if cue is None:
        return False
    tree = trees[sentence_at(article, cue.start)]
    lemmas = {t.lemma.lower() for t in tree.tokens if cue.contains(t.span)}
    return bool(lemmas & _INTEND) and not lemmas & SAY


def _only_cites(cue: Span | None, trees: Sequence[Tree], article: Article) -> bool:
    """Whether a cue is "citing" or "quoting", whose object is a source and no content."""
    if cue is None:
        return False
    tree = trees[sentence_at(article, cue.start)]
    return any(
        t.lemma.lower() in CITE and cue.contains(t.span) and not tree.of(i, "nsubj")
        for i, t in enumerate(tree.tokens)
        if t.upos == "VERB" and not tree.is_passive(i)
    )


def _in_dateline(source: Span | None, article: Article) -> bool:
    return source is not None and article.dateline is not None and article.dateline.overlaps(source)


def _known(frame: Frame, other: Frame) -> bool:
    """Whether a rule only repeats what the reader found."""
    if frame.source is None or other.source is None:
        return frame.content.overlaps(other.content) and frame.cue == other.cue
    return frame.source.overlaps(other.source) and other.content.contains(frame.content)


# ------------------------------------------------------------------ speakers


def speakers_at(
    trigger: Span, frames: Sequence[Frame], article: Article, trees: Sequence[Tree], parties: Parties
) -> tuple[tuple[Speaker, ...], Span | None]:
    """The chain over a trigger, outermost first, and the innermost cue."""
    out: list[tuple[Speaker, Frame]] = []
    cue: Span | None = None
    for frame in frames:
        if not frame.content.contains(trigger) or frame.source is None or frame.source.contains(trigger):
            continue
        if frame.cue is not None and frame.cue == trigger:
            continue
        speaker = speaker_of(frame, article, trees, parties)
        if speaker is None or any(_one(speaker, frame, *other) for other in out):
            continue
        out.append((speaker, frame))
        cue = frame.cue or cue
    return tuple(speaker for speaker, _ in sorted(out, key=cmp_to_key(_outer))), cue


def _one(speaker: Speaker, frame: Frame, other: Speaker, known: Frame) -> bool:
    """Whether two links are one: the same words or name. An outlet named with a document is another."""
    if speaker.span.overlaps(other.span):
        return frame.depth == known.depth or speaker.span == other.span
    return speaker.name == other.name and speaker.kind is not SpeakerKind.UNNAMED


def _outer(left: tuple[Speaker, Frame], right: tuple[Speaker, Frame]) -> int:
    """Negative where the left one speaks first: his words hold the other's name, or are the wider ones."""
    one, other = left[1], right[1]
    if one.source is None or other.source is None:
        return 0
    if one.depth != other.depth and _alike(one.content, other.content):
        return one.depth - other.depth
    holds, held = one.content.contains(other.source), other.content.contains(one.source)
    if holds != held:
        return -1 if holds else 1
    return (other.content.end - other.content.start) - (one.content.end - one.content.start)


def _alike(one: Span, other: Span) -> bool:
    """Whether two contents are mostly the same characters."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared > max(one.end, other.end) - min(one.start, other.start)
