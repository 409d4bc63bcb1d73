"""Which claims of one report another carries as well, and those claims with the spans of the other's text.

A copy is not read again: what its sentences claim is what the same sentences of its origin claim. One is the
same if it says the same: every name, number and negation is there, on both sides, and but for spun text every
other word of weight, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import is_dataclass
from typing import Any, TypeVar

import numpy as np

from sayso.classes import dataclass, fields, replace
from sayso.lang.numbers import value_of
from sayso.lang.wordsets import word_set
from sayso.link.align import Alignment, align
from sayso.link.tokens import NUMBER, OTHER, SMALL, Bools, Words
from sayso.records import Claim, Evidence, Sentence, Span

__all__ = ["Carrying", "carrying"]

_T = TypeVar("_T")
_NEGATIONS = word_set("copies.negations")
#: Least share of a sentence's words that are still those of its origin, in the same order. A machine that
#: replaces 9 in 10 words that can be replaced leaves about half of all words (bench/spun.py).
_LEAST_ALIKE = 0.4
#: Share of a spun sentence's words that tells which one of its source it was made from.
_SPUN_FROM_IT = 0.3
#: Sentences of fewer words than this hold no claim that could be missed.
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    words: Words

    def range_of(self, span: Span) -> tuple[int, int]:
        """The words that lie in a span."""
        spans = self.words.spans
        start = int(np.searchsorted(spans[:, 1], span.start, side="right"))
        return start, max(start, int(np.searchsorted(spans[:, 0], span.end, side="left")))

    def span_of(self, start: int, end: int) -> Span:
        """The characters from the first to the last of these words."""
        return Span(int(self.words.spans[start, 0]), int(self.words.spans[end - 1, 1]))

    def said(self, start: int, end: int) -> list[str]:
        return [self.text[a:b].casefold() for a, b in self.words.spans[start:end].tolist()]


@dataclass(frozen=True, slots=True)
class Carrying:
    """A source and a copy of it, aligned; ``spun`` allows other words of weight."""

    source: _Text
    copy: _Text
    alignment: Alignment
    spun: bool

    def unread(self, sentences: Sequence[Sentence], besides: Iterable[Span] = ()) -> list[Sentence]:
        """The sentences of the copy that its source does not have and that could hold a claim.

        ``besides`` are stretches that hold none: the headline, the dateline, credits. Of spun text a sentence
        that its source has in other words is the machine's, whatever it did to numbers.
        """
        skipped = list(besides)
        changed = self._changed([s.span for s in sentences])
        return [
            s
            for s, may_be in zip(sentences, changed.tolist(), strict=True)
            if may_be
            and len(s.words) >= _FEW_WORDS
            and not any(other.overlaps(s.span) for other in skipped)
            and self._across(self.copy, s.span) is None
            and not (self.spun and self.share(s.span) >= _SPUN_FROM_IT)
        ]

    def _changed(self, spans: Sequence[Span]) -> Bools:
        """Which stretches of the copy are not, word for word, one stretch of the source."""
        words, pairs = self.copy.words.spans, self.alignment.pairs
        edges = np.array([(s.start, s.end) for s in spans], np.int64).reshape(-1, 2)
        first = words[:, 1].searchsorted(edges[:, 0], "right")
        last = words[:, 0].searchsorted(edges[:, 1], "left") - 1
        if not len(pairs):
            return np.ones(len(spans), np.bool_)
        pairs = pairs[np.argsort(pairs[:, 1], kind="stable")]
        run = np.zeros(len(pairs), np.int64)
        np.cumsum((pairs[1:] - pairs[:-1] != 1).any(axis=1), out=run[1:])
        run_of = np.full(len(words) + 1, -1, np.int64)
        run_of[pairs[:, 1]] = run
        empty = last < first
        first[empty] = last[empty] = len(words)
        changed: Bools = (run_of[first] < 0) | (run_of[first] != run_of[last])
        return changed

    def in_source(self, sentence: Span) -> bool:
        """Whether the source says the same as a sentence of the copy."""
        return self._across(self.copy, sentence) is not None

    def from_source(self, sentence: Span) -> Span | None:
        """Where the copy says the same as a sentence of the source; None if it does not."""
        return self._across(self.source, sentence)

    def share(self, sentence: Span) -> float:
        """The share of a sentence's words in the copy that are words of the source, in the same place."""
        start, end = self.copy.range_of(sentence)
        theirs = self.alignment.pairs[:, 1]
        return float(((theirs >= start) & (theirs < end)).sum() / (end - start)) if end > start else 0.0

    def in_copy(self, claim: Claim, article_id: str) -> Claim | None:
        """A claim of the source as one of the copy: the same id, and every span in the copy's own text."""
        where = self._across(self.source, claim.evidence.span)
        if where is None:
            return None
        moved = _moved(claim, self)
        evidence = Evidence(
            sentence=where.of(self.copy.text),
            span=where,
            trigger=_inside(moved.evidence.trigger, where),
            cue=moved.evidence.cue,
        )
        return replace(moved, article_id=article_id, evidence=evidence, carried_from=claim.article_id)

    def place_of(self, span: Span) -> Span:
        """Where a stretch of the source stands in the copy; empty, at the start, if nowhere."""
        start, end = self.source.range_of(span)
        found = self.alignment.right_of(start, max(end, start + 1))
        return Span(0, 0) if found is None else self.copy.span_of(*found)

    def _across(self, here: _Text, span: Span) -> Span | None:
        """Where the same is said on the other side, or None if it is not."""
        there = self.copy if here is self.source else self.source
        start, end = here.range_of(span)
        if start == end:
            return None
        side = 0 if here is self.source else 1
        found = self.alignment.right_of(start, end) if side == 0 else self.alignment.left_of(start, end)
        if found is None or not self._same(here, (start, end), there, found, side):
            return None
        return there.span_of(*found)

    def _same(
        self, here: _Text, own: tuple[int, int], there: _Text, other: tuple[int, int], side: int
    ) -> bool:
        pairs = self.alignment.pairs
        mine, theirs = pairs[:, side], pairs[:, 1 - side]
        inside = (mine >= own[0]) & (mine < own[1]) & (theirs >= other[0]) & (theirs < other[1])
        alone = _alone(own, mine[inside]), _alone(other, theirs[inside])
        length = max(own[1] - own[0], other[1] - other[0])
        if inside.sum() < _LEAST_ALIKE * length:
            return False
        kinds = here.words.kinds[alone[0]], there.words.kinds[alone[1]]
        if not self.spun and any((k == OTHER).any() for k in kinds):
            return False
        sides = [
            _facts(here, alone[0], kinds[0], names=not self.spun or here is self.copy),
            _facts(there, alone[1], kinds[1], names=not self.spun or there is self.copy),
        ]
        return sides[0] == sides[1]


def carrying(
    source: tuple[str, Words], copy: tuple[str, Words], *, spun: bool, alignment: Alignment | None = None
) -> Carrying:
    """A source and its copy, each given as its text and words, aligned now unless they are already."""
    return Carrying(_Text(*source), _Text(*copy), alignment or align(source[1], copy[1]), spun)


def _alone(within: tuple[int, int], paired: np.ndarray[Any, np.dtype[np.int32]]) -> list[int]:
    """The words of a range that have no partner."""
    return sorted(set(range(*within)) - set(paired.tolist()))


def _facts(
    text: _Text, words: list[int], kinds: np.ndarray[Any, np.dtype[np.uint8]], *, names: bool
) -> Counter[str]:
    """What words without a partner say that must not differ: values, negations and, if asked, names.

    Of spun text only the copy's names are asked for: a machine may put a word for a name ("fowl" for Turkey),
    and then the name is missing there, but it puts no new one.
    """
    out: Counter[str] = Counter()
    for at, kind in zip(words, kinds.tolist(), strict=True):
        (said,) = text.said(at, at + 1)
        value = value_of([said]) if kind in (SMALL, NUMBER) else None
        if value is not None:
            out[repr(float(value))] += 1
        elif said in _NEGATIONS or said.endswith(("n't", "n’t")):
            out["not"] += 1
        elif names and kind not in (OTHER, SMALL):
            out[said] += 1
    return out


def _moved(record: _T, way: Carrying) -> _T:
    """A record with every span, and the words beside it, moved to the copy."""
    if isinstance(record, Span):
        return way.place_of(record)  # type: ignore[return-value]  # a span for a span
    if isinstance(record, tuple):
        return tuple(_moved(part, way) for part in record)  # type: ignore[return-value]  # as above
    if not is_dataclass(record) or isinstance(record, type):
        return record
    # `Any`: the values of a record's fields.
    changed: dict[str, Any] = {f.name: _moved(getattr(record, f.name), way) for f in fields(record)}
    if "span" in changed and "text" in changed:
        changed["text"] = changed["span"].of(way.copy.text) or changed["text"]
    return replace(record, **changed)


def _inside(trigger: Span, evidence: Span) -> Span:
    """The trigger, if it lies in the evidence; else its first word would be guessed, so an empty span."""
    return trigger if evidence.contains(trigger) else Span(evidence.start, evidence.start)
