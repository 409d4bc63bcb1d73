"""Names beside marks, as many as fit without touching one another."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass

__all__ = ["Placed", "place_labels", "width_of"]

#: Pixels: a letter of the sans at 12 px is 6 wide on average and hardly ever more than 7 over a name; the
#: widest scripts are taken as square.
_LETTER, _SQUARE, _LINE = 7.0, 12.5, 15.0
_GAP = 3.0
_MOST_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Placed:
    """A label: which mark's, its words, and where it stands (SVG text, baseline)."""

    number: int
    text: str
    x: float
    y: float
    anchor: str


Box = tuple[float, float, float, float]


def width_of(text: str) -> float:
    """At least the width of a text in pixels, at 12 pixels a letter."""
    return sum(_SQUARE if ord(sign) > 0x10FF else _LETTER for sign in text)


def place_labels(
    names: Sequence[str], spots: Sequence[tuple[float, float, float]], box: tuple[float, float]
) -> tuple[Placed, ...]:
    """Choose labels in order, each at the first of four sides that is free.

    Args:
        names: the most important first; long ones are cut.
        spots: x, y and radius of each mark, in pixels.
        box: width and height of the drawing.

    Invariants:
        No two labels overlap, none covers another's mark, and none leaves the box. In a wider box, with all x
        scaled up, that stays so, as labels hang at a fixed distance from their marks.
    """
    marks: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r in spots]
    taken: list[Box] = []
    placed: list[Placed] = []
    for number, (name, (x, y, r)) in enumerate(zip(names, spots, strict=True)):
        text = name if len(name) <= _MOST_LETTERS else name[: _MOST_LETTERS - 1].rstrip() + "…"
        wide = width_of(text)
        sides = (
            (x + r + _GAP, y + 4, "start", x + r + _GAP),
            (x - r - _GAP, y + 4, "end", x - r - _GAP - wide),
            (x, y - r - _GAP, "middle", x - wide / 2),
            (x, y + r + _GAP + 10, "middle", x - wide / 2),
        )
        for at_x, base, anchor, left in sides:
            own = (left, base - 11, left + wide, base + _LINE - 11)
            if own[0] < 0 or own[2] > box[0] or own[1] < 0 or own[3] > box[1]:
                continue
            others = (b for i, b in enumerate(marks) if i != number)
            if any(_meet(own, b) for b in taken) or any(_meet(own, b) for b in others):
                continue
            taken.append(own)
            placed.append(Placed(number, text, at_x, base, anchor))
            break
    return tuple(placed)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
