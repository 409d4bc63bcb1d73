"""A sentence cut where something was read in it, so that a template can mark each piece."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby, pairwise

from sayso.classes import dataclass

__all__ = ["LABELS", "Mark", "MarkKind", "Piece", "legend", "pieces"]


class MarkKind(StrEnum):
    """What a span of evidence is in its claim; the value ends the name of its CSS class."""

    WHO = "who"
    DID = "did"
    WHOM = "whom"
    WHERE = "where"
    WHEN = "when"
    MANY = "many"
    SAYS = "says"
    CUE = "cue"


#: The words beside a mark, so that colour and line are never alone in telling.
LABELS: dict[MarkKind, str] = {
    MarkKind.WHO: "who",
    MarkKind.DID: "did",
    MarkKind.WHOM: "to whom",
    MarkKind.WHERE: "where",
    MarkKind.WHEN: "when",
    MarkKind.MANY: "how many",
    MarkKind.SAYS: "says so",
    MarkKind.CUE: "cue",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open range of characters of a text, and what it is."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked in one way throughout; `label` is "" where a mark only goes on."""

    text: str
    kind: MarkKind | None = None
    label: str = ""


def legend() -> tuple[Piece, ...]:
    """One piece of each kind, to explain the marks."""
    return tuple(Piece("sample", kind, label) for kind, label in LABELS.items())


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Cut a text at its marks.

    Where marks overlap the shorter one is shown, and of two equally long ones the first in the order of
    `MarkKind`: a name inside the words of a speaker stays visible, and the speaker's mark goes on around it.
    Blanks at the ends of a marked stretch are left unmarked. Marks outside the text are cut to it; empty ones
    are left out.

    Invariants:
        The pieces' texts joined are the text. No piece is empty. Each mark that is seen anywhere has its
        label at its last piece, as the label stands behind its words.
    """
    order = list(MarkKind)
    inside = [Mark(max(0, m.start), min(len(text), m.end), m.kind) for m in marks]
    ranked = sorted(
        {m for m in inside if m.start < m.end}, key=lambda m: (m.end - m.start, order.index(m.kind), m.start)
    )
    bounds = sorted({0, len(text), *(m.start for m in ranked), *(m.end for m in ranked)})
    over = [
        (start, end, next((m for m in ranked if m.start <= start and end <= m.end), None))
        for start, end in pairwise(bounds)
    ]
    stretches = ((mark, list(run)) for mark, run in groupby(over, key=lambda stretch: stretch[2]))
    cut = [
        part for mark, run in stretches for part in _trimmed(text[run[0][0] : run[-1][1]], mark) if part[0]
    ]
    last = {mark: number for number, (_, mark) in enumerate(cut)}
    return tuple(
        Piece(words, mark.kind if mark else None, LABELS[mark.kind] if mark and last[mark] == number else "")
        for number, (words, mark) in enumerate(cut)
    )


def _trimmed(words: str, mark: Mark | None) -> tuple[tuple[str, Mark | None], ...]:
    """A stretch in three: blanks, what is not blank with its mark, blanks."""
    core = words.strip()
    start = words.index(core) if core else len(words)
    if mark is None:
        return ((words, None),)
    return (words[:start], None), (core, mark), (words[start + len(core) :], None)
