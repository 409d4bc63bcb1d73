"""Speakers before and behind a speaker: outlets somebody spoke to, sources somebody cites, asides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.classes import dataclass, replace
from sayso.extract.parties import Parties
from sayso.extract.speech import CITE, SAY, Frame, source_span
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import ActorKind, Span

__all__ = ["OUTLET_NOUNS", "asides", "relayed"]

#: What a medium is called by; what else may stand after "told" is a listener, no outlet.
OUTLET_NOUNS = word_set("attribution.outlet")
#: By whom a document or speaker came to be known: "seen by", "leaked to", "interviewed by".
_CAME_TO = frozenset(
    "see obtain leak review publish report quote share give print release cite interview reach contact ask "
    "speak talk authenticate translate transcribe".split()
)
#: What an outlet does with the words of others.
_CARRY = frozenset({"carry", "publish", "print", "air", "broadcast", "run", "release", "reprint"})
#: How many characters behind the speech verb "citing" may stand.
_NEAR = 60
#: An aside that names a speaker is short.
_ASIDE = 16
_DOCUMENT = word_set("attribution.document")
#: People who report; told something, they are no outlet.
_REPORTERS = frozenset({"reporter", "journalist", "correspondent", "newsman", "press", "interviewer"})
_CIVIC = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "PTY", "SPY", "REB", "UAF", "PRM"})


def asides(number: int, tree: Tree, parties: Parties) -> Iterator[Frame]:
    """As in "the wolves came back, the biologist points out": any verb will do where somebody speaks."""
    for i, token in enumerate(tree.tokens):
        if token.upos != "VERB":
            continue
        subject = (
            _put_in(tree, i) if token.lemma.lower() in SAY else tree.first(i, "nsubj") or _put_in(tree, i)
        )
        if subject is None or not _may_speak(number, tree, parties, subject):
            continue
        content = _aside_of(tree, i)
        if content:
            yield Frame(
                content=tree.span(content),
                source=source_span(tree, subject),
                cue=token.span,
                sentence=number,
                p=0.7,
            )


def _put_in(tree: Tree, i: int) -> int | None:
    """The speaker of an aside that was read as an apposition: "The convoy, he went on, carried …"."""
    noun = tree[i].head
    if tree[i].deprel != "acl:relcl" or noun < 0 or tree.rel(noun) != "appos" or noun != i - 1:
        return None
    start, end = tree.subtree(noun)[0], max(w for w in tree.subtree(i) if tree[w].upos != "PUNCT")
    closed = end + 1 < len(tree) and tree[end + 1].text == ","
    return noun if closed and start > 0 and tree[start - 1].text == "," and end - i <= 1 else None


def _may_speak(number: int, tree: Tree, parties: Parties, subject: int) -> bool:
    """Whether a subject is a person, a body or a document."""
    kinds = tree.sentence.noun_kinds
    kind = kinds[subject] if subject < len(kinds) else "O"
    return (
        kind in ("person", "organization")
        or tree[subject].lemma.lower() in _DOCUMENT
        or bool(parties.at(number, subject))
    )


def _aside_of(tree: Tree, i: int) -> list[int]:
    """The words that verb ``i`` is said of: the clause it is put into, or one that stands before it."""
    noun = _put_in(tree, i)
    if noun is not None:
        inside = {*tree.subtree(noun)}
        return [w for w in tree.subtree(tree[noun].head) if w not in inside]
    before = [c for c in tree.of(i, "ccomp") if c < i and not tree.of(c, "mark")]
    if before:
        return tree.subtree(before[0])
    if tree.rel(i) != "parataxis" or tree[i].head < 0 or tree.of(i, "cop", "ccomp", "obj"):
        return []
    own = set(tree.subtree(i))
    return [w for w in tree.subtree(tree[i].head) if w not in own] if len(own) <= _ASIDE else []


def relayed(number: int, tree: Tree, parties: Parties, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Further speakers of the words of ``frames``, whose speakers this sentence names."""
    finder = _Relay(number, tree, parties)
    for i, token in enumerate(tree.tokens):
        lemma = token.lemma.lower()
        if token.upos == "VERB":
            for head in finder.listeners(i):
                yield from finder.beside(frames, finder.subject_of(i), i, head, -1)
        if token.upos == "VERB" and lemma in CITE and not tree.of(i, "nsubj"):
            source = tree.first(i, "obj")
            if source is not None:
                yield from finder.grounded(frames, i, source)
        if token.upos == "VERB" and lemma in _CARRY:
            yield from finder.carried(frames, i)
        for prep, head in tree.obliques(i):
            for ground in finder.grounds(prep, head):
                yield from finder.beside(frames, finder.subject_of(i), i, ground, 1)
        if lemma in _CAME_TO and tree.rel(i) in ("acl", "advcl", "parataxis", "conj"):
            yield from finder.known_by(frames, i)


@dataclass(frozen=True, slots=True)
class _Relay:
    """One sentence searched for outlets and sources."""

    number: int
    tree: Tree
    parties: Parties

    def is_outlet(self, head: int, *, told: bool = False) -> bool:
        """Whether a phrase names a medium; after "told" any named body that is no part of a state will do."""
        tree = self.tree
        if tree[head].lemma.lower() in _REPORTERS:
            return False
        near = [head, *tree.of(head, "compound", "appos", "flat", "nmod", "amod")]
        if any(tree[w].lemma.lower() in OUTLET_NOUNS for w in near if w == head or w <= head + 3):
            return not tree.of(head, "nmod:poss") or tree[head].lemma.lower() in OUTLET_NOUNS
        mention = self.parties.mention_at(self.number, head)
        found = self.parties.at(self.number, head)
        sectors = {s for p in found for s in p.match.sectors}
        if "JRN" in sectors or (told and any(tree[w].text == "agency" for w in near)):
            return True
        if not told or mention is None or mention.label not in ("organisation", "misc"):
            return False
        return not sectors & _CIVIC and not any(
            p.match.kind in (ActorKind.GOVERNMENT, ActorKind.COUNTRY) for p in found
        )

    def listeners(self, i: int) -> Iterator[int]:
        """Outlets that somebody speaks to with verb ``i``: "told CNN", "confirmed to the agency"."""
        tree = self.tree
        lemma = tree[i].lemma.lower()
        if lemma in ("tell", "inform", "assure"):
            told = tree.of(i, "obj", "iobj") or self._right_after(i)
            yield from (c for c in told if self.is_outlet(c, told=True))
        if lemma in SAY or tree.of(i, "ccomp", "parataxis"):
            for prep, head in tree.obliques(i):
                if prep in ("to", "on") and self.is_outlet(head, told=prep == "to"):
                    yield head
                if prep in ("in", "during") and tree[head].lemma.lower() in (
                    "interview",
                    "remark",
                    "comment",
                    "post",
                ):
                    yield from (
                        h
                        for p, h in tree.obliques(head)
                        if p in ("with", "to") and self.is_outlet(h, told=True)
                    )

    def _right_after(self, i: int) -> list[int]:
        """The head of the name that follows a verb, which the tree may have hung elsewhere."""
        tree = self.tree
        at = i + 2 if i + 2 < len(tree) and tree[i + 1].upos == "DET" else i + 1
        mention = self.parties.mention_at(self.number, at) if at < len(tree) else None
        if mention is None:
            return []
        return [w for w in range(at, mention.end) if not at <= tree[w].head < mention.end][:1]

    def grounds(self, prep: str, head: int) -> list[int]:
        """As in "with reference to the customs service", "on the basis of trade data"."""
        grounded = (prep, self.tree[head].lemma.lower()) in (("with", "reference"), ("on", "basis"))
        return [h for p, h in self.tree.obliques(head) if p in ("to", "of")] if grounded else []

    def carried(self, frames: Sequence[Frame], i: int) -> Iterator[Frame]:
        """As in "the agency carried a statement in which the ministry vowed …"."""
        tree = self.tree
        outlets = [s for s in tree.of(i, "nsubj") if self.is_outlet(s, told=True)]
        inside = [tree.span(tree.subtree(o)) for o in tree.of(i, "obj")]
        for frame in frames:
            if frame.source is not None and any(part.contains(frame.source) for part in inside):
                yield from (
                    replace(frame, source=source_span(tree, o), cue=tree[i].span, depth=-1) for o in outlets
                )

    def subject_of(self, i: int) -> int | None:
        """The subject of a verb, or the noun it hangs on."""
        found = self.tree.of(i, "nsubj") or self.tree.doers(i)
        return found[0] if found else None

    def beside(
        self, frames: Sequence[Frame], speaker: int | None, verb: int, source: int, depth: int
    ) -> Iterator[Frame]:
        """The source joined to every frame that is spoken by ``speaker`` or cued by ``verb``."""
        tree = self.tree
        span = source_span(tree, source)
        for frame in frames:
            if frame.depth != 0 or frame.source is None:
                continue
            if depth >= 0 and frame.source.overlaps(span):
                continue  # an outlet may be named inside the source: "a cable obtained by the paper"
            cued = frame.cue is not None and frame.cue.overlaps(tree[verb].span)
            spoken = speaker is not None and frame.source.overlaps(tree[speaker].span)
            if cued or spoken:
                yield Frame(
                    content=_without(frame.content, span),
                    source=span,
                    cue=tree[verb].span,
                    sentence=self.number,
                    p=min(frame.p, 0.8),
                    depth=depth,
                )

    def grounded(self, frames: Sequence[Frame], i: int, source: int) -> Iterator[Frame]:
        """As in "Kyodo, citing unnamed sources, said …": those stand behind whoever cites them."""
        tree = self.tree
        above = tree[i].head
        if above < 0:
            return
        speaker = self.subject_of(above) if tree.is_verbal(above) else above
        found = list(self.beside(frames, speaker, above, source, 1)) or self._nearest(frames, i, source)
        yield from found
        if found or frames or speaker is None or not tree.is_verbal(above):
            return
        if _may_speak(self.number, tree, self.parties, speaker):
            # a verb that is none of speech: "put the toll at 23, citing hospitals"
            own = {*tree.subtree(i), *tree.subtree(speaker)}
            words = [w for w in tree.subtree(above) if w not in own and w != above]
            if words:
                content, span = tree.span(words), source_span(tree, source)
                for depth, said in ((0, source_span(tree, speaker)), (1, span)):
                    yield Frame(
                        content=content,
                        source=said,
                        cue=tree[i].span,
                        sentence=self.number,
                        p=0.7,
                        depth=depth,
                    )

    def _nearest(self, frames: Sequence[Frame], i: int, source: int) -> list[Frame]:
        """The source joined to the frame whose cue stands shortly before the citing word."""
        at = self.tree[i].span.start
        before = [f for f in frames if f.cue is not None and 0 < at - f.cue.end <= _NEAR]
        nearest = max(before, key=lambda f: f.cue.end if f.cue is not None else 0, default=None)
        if nearest is None or nearest.cue is None:
            return []
        verb = next((w for w, t in enumerate(self.tree.tokens) if t.span.overlaps(nearest.cue)), i)
        return list(self.beside([nearest], None, verb, source, 1))

    def known_by(self, frames: Sequence[Frame], i: int) -> Iterator[Frame]:
        """As in "a cable obtained by the paper": the outlet stands before the document."""
        tree = self.tree
        for prep, head in tree.obliques(i):
            if prep in ("by", "to", "with") and self.is_outlet(head, told=True):
                noun = tree[i].head
                for _ in range(3):
                    if noun < 0:
                        break
                    found = list(self.beside(frames, noun, i, head, -1))
                    yield from found
                    if found:
                        break
                    noun = tree[noun].head


def _without(content: Span, source: Span) -> Span:
    """The content, without the source's words where they stand at its edge."""
    if content.start < source.start and source.end >= content.end:
        return Span(content.start, source.start)
    return content
