"""Which words of a text say what of a claim: pieces of the text, each with the parts it plays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise

from sayso.classes import dataclass
from sayso.records import Claim, Role, Span

__all__ = ["Mark", "Part", "Piece", "marks_of", "pieces_of"]

#: Spans of one claim that are marked: a list of a hundred names is not told apart by colours.
_MOST = 24


class Part(StrEnum):
    """The part that words play in a claim, in the order in which one covers another."""

    DID = "did"
    SAYS = "says so"
    WHO = "who"
    WHOM = "whom"
    HOW_MANY = "how many"
    WHEN = "when"
    WHERE = "where"


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that plays a part, in the claim of a number; 0 where there is one claim alone."""

    span: Span
    part: Part
    number: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that play the same parts; ``ends`` are the marks that end behind them."""

    text: str
    marks: tuple[Mark, ...]
    ends: tuple[Mark, ...]


_ROLES = {Role.ACTOR: Part.WHO, Role.RECIPIENT: Part.WHOM}


def marks_of(claim: Claim, number: int = 0) -> list[Mark]:
    """The marks of one claim: what was done first."""
    found = [(claim.evidence.trigger, Part.DID)]
    found += [(actor.span, _ROLES[actor.role]) for actor in claim.actors]
    if claim.figure is not None and claim.figure.subject is not None:
        found.append((claim.figure.subject.span, Part.WHO))
    if claim.place is not None:
        found.append((claim.place.span, Part.WHERE))
    if claim.time is not None:
        found.append((claim.time.span, Part.WHEN))
    found += [(quantity.span, Part.HOW_MANY) for quantity in claim.quantities]
    found += [(speaker.span, Part.SAYS) for speaker in claim.attribution]
    if claim.evidence.cue is not None:
        found.append((claim.evidence.cue, Part.SAYS))
    return [Mark(span, part, number) for span, part in dict.fromkeys(found)][:_MOST]


def pieces_of(text: str, marks: Iterable[Mark], *, base: int = 0) -> Iterator[Piece]:
    """A text cut wherever a mark begins or ends.

    Args:
        text: the characters to cut.
        marks: with spans of the text that ``text`` was taken from; those that do not lie in it are left out.
        base: where in that text it begins.

    Invariants:
        The pieces together are ``text``.
    Cost:
        Linear in the text, and in marks by those that overlap.
    """
    whole = Span(base, base + len(text))
    inside = sorted(
        (m for m in set(marks) if m.span.start < m.span.end and whole.contains(m.span)),
        key=lambda m: (m.span.start, m.span.end, list(Part).index(m.part), m.number),
    )
    cuts = sorted({base, whole.end, *(m.span.start for m in inside), *(m.span.end for m in inside)})
    order = {part: n for n, part in enumerate(Part)}
    open_: list[Mark] = []
    coming = iter(inside)
    ahead = next(coming, None)
    for start, end in pairwise(cuts):
        open_ = [m for m in open_ if m.span.end > start]
        while ahead is not None and ahead.span.start == start:
            open_.append(ahead)
            ahead = next(coming, None)
        held = tuple(sorted(open_, key=lambda m: (order[m.part], m.number)))
        yield Piece(text[start - base : end - base], held, tuple(m for m in held if m.span.end == end))
