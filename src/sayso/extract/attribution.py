"""Who says so: the chain of speakers over each stretch of text, outermost first.

The reader's attribution head gives source, cue and content spans. Rules on the tree add what it leaves
out (a speech verb with its clause, "according to", "citing"), and tell what kind of speaker each is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cmp_to_key

from sayso.classes import dataclass, replace
from sayso.extract.nearby import Covering
from sayso.extract.parties import Parties
from sayso.extract.relay import asides, relayed
from sayso.extract.speakers import speaker_of
from sayso.extract.speech import CITE, SAY, Frame, frames_by_rule, sentence_at
from sayso.extract.tree import Tree
from sayso.records import Article, Reading, Span, Speaker, SpeakerKind

__all__ = ["Attributed", "Voices", "frames_of", "speakers_at"]

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
#: What a relayed speaker is to the one it was found beside, by depth.
_RELAYS = {-1: "a rule for whom somebody spoke to", 1: "a rule for whom somebody cites"}
_HANDED_ON = "a rule for words handed on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed(Frame):
    """An attribution with what found it."""

    by: str

    @classmethod
    def of(cls, frame: Frame, by: str) -> Attributed:
        """``frame`` as found by ``by``."""
        return cls(
            content=frame.content,
            source=frame.source,
            cue=frame.cue,
            sentence=frame.sentence,
            p=frame.p,
            depth=frame.depth,
            by=by,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The chain over one act: speakers, outermost first, the innermost cue, and what gave each link.

    ``passed_over`` are attributions that hold the act as well and add nobody, each with whom it names again.
    """

    speakers: tuple[Speaker, ...]
    cue: Span | None
    frames: tuple[Attributed, ...]
    passed_over: tuple[tuple[Attributed, Speaker | None], ...]


def frames_of(
    article: Article, reading: Reading, trees: Sequence[Tree], parties: Parties
) -> Covering[Attributed]:
    """All attributions, the widest content first."""
    found: Covering[Attributed] = Covering()
    for chain in reading.chains:
        source = _meant(_trimmed(chain.sources[0], article), article, trees) if chain.sources else None
        cue = chain.cues[0] if chain.cues else None
        if _only_cites(cue, trees, article) or _intends(cue, trees, article) or _in_dateline(source, article):
            continue
        for content in _outside_headline(chain.contents, cue, article):
            at = sentence_at(article, content.start)
            frame = Frame(content=content, source=source, cue=cue, sentence=at, p=chain.p)
            found.add(Attributed.of(frame, "the reader's attributions"))
    for number, tree in enumerate(trees):
        ruled = [Attributed.of(f, "a rule for words of speech") for f in frames_by_rule(number, tree)]
        ruled += [Attributed.of(f, "a rule for asides") for f in asides(number, tree, parties)]
        for told in ruled:
            if not any(_known(told, other) for other in found.near(told.content)):
                source = _trimmed(told.source, article) if told.source is not None else None
                found.add(replace(told, source=source))
    every = [*found, *_relays(found, article, trees, parties)]
    return Covering(sorted(every, key=lambda f: (f.content.start - f.content.end, f.content.start)))


def _relays(
    found: Iterable[Attributed], article: Article, trees: Sequence[Tree], parties: Parties
) -> list[Attributed]:
    """Who stands before and behind the speakers found, and behind those relayed so."""
    told: dict[int, list[Attributed]] = {}
    out: list[Attributed] = []

    def put(frame: Attributed) -> None:
        """Under the sentence that names its speaker."""
        if frame.source is not None:
            at = sentence_at(article, frame.source.start)
            if article.sentences[at].span.contains(frame.source):
                told.setdefault(at, []).append(frame)

    for frame in found:
        put(frame)
    for number, tree in enumerate(trees):
        for relay in list(relayed(number, tree, parties, told.get(number, ()))):
            frame = Attributed.of(relay, _RELAYS.get(relay.depth, _HANDED_ON))
            out.append(frame)
            put(frame)
    return out


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
    trigger: Span, frames: Covering[Attributed], article: Article, trees: Sequence[Tree], parties: Parties
) -> Voices:
    """The chain over a trigger."""
    out: list[tuple[Speaker, Attributed]] = []
    passed_over: list[tuple[Attributed, Speaker | None]] = []
    cue: Span | None = None
    for frame in frames.near(trigger):
        if not frame.content.contains(trigger) or frame.source is None or frame.source.contains(trigger):
            continue
        if frame.cue is not None and frame.cue == trigger:
            continue
        speaker = speaker_of(frame, article, trees, parties)
        same = None if speaker is None else next((s for s, f in out if _one(speaker, frame, s, f)), None)
        if speaker is None or same is not None:
            passed_over.append((frame, same))
            continue
        out.append((speaker, frame))
        cue = frame.cue or cue
    out.sort(key=cmp_to_key(_outer))
    return Voices(
        speakers=tuple(speaker for speaker, _ in out),
        cue=cue,
        frames=tuple(frame for _, frame in out),
        passed_over=tuple(passed_over),
    )


def _one(speaker: Speaker, frame: Frame, other: Speaker, known: Frame) -> bool:
    """Whether two links are one: the same words or name. An outlet named with a document is another."""
    if speaker.span.overlaps(other.span):
        return frame.depth == known.depth or speaker.span == other.span
    return speaker.name == other.name and speaker.kind is not SpeakerKind.UNNAMED


def _outer(left: tuple[Speaker, Attributed], right: tuple[Speaker, Attributed]) -> int:
    """Negative where the left one speaks first: his words hold the other's name, or are the wider ones."""
    one, other = left[1], right[1]
    if one.source is None or other.source is None:
        return 0
    if one.depth != other.depth and _alike(one.content, other.content):
        return one.depth - other.depth
    holds, held = one.content.contains(other.source), other.content.contains(one.source)
    if holds != held:
        return -1 if holds else 1
    loose, fast = one.content.contains(one.source), other.content.contains(other.source)
    if holds and loose != fast:  # a content that holds its own speaker was cut too wide
        return 1 if loose else -1
    return (other.content.end - other.content.start) - (one.content.end - one.content.start)


def _alike(one: Span, other: Span) -> bool:
    """Whether two contents are mostly the same characters."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared > max(one.end, other.end) - min(one.start, other.start)
