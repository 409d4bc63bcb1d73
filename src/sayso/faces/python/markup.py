"""Pieces of HTML for notebooks: no style sheet, no script, every word of a stranger escaped.

Colours lie over whatever the notebook's own are, light or dark, and never tell anything alone: each part has
a label and an underline of its own.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

from sayso.faces.cli.tables import plain
from sayso.faces.python.marks import Mark, Part, Piece

__all__ = ["COLOURS", "block", "cut_off", "dim", "facts", "legend", "marked", "some", "table", "words"]

_T = TypeVar("_T")
#: Characters of one cell, and of a line of facts.
_CELL = 200
#: Numbers of claims in one label.
_NUMBERS = 3
#: Of each part the colour and the line below it. All colours have a contrast of 4 or more to white and to
#: #111111 (WCAG 2.2, 1.4.11 asks for 3 of what is no text); the words themselves keep the notebook's colour.
COLOURS = {
    Part.DID: ("#d6455d", "solid"),
    Part.WHO: ("#3f7fd9", "solid"),
    Part.WHOM: ("#c2622d", "dashed"),
    Part.WHERE: ("#2f8a57", "dotted"),
    Part.WHEN: ("#9a63d8", "double"),
    Part.HOW_MANY: ("#94781f", "wavy"),
    Part.SAYS: ("#1f8890", "underline overline"),
}
#: Marks of direction that `plain` leaves in.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f]")


def words(text: str, most: int = _CELL) -> str:
    """Text as HTML: escaped, cut, on one line, without what could steer how it is laid out."""
    line = " ".join(text.split())
    return _escaped(line if len(line) <= most else line[: most - 1] + "…")


def _escaped(text: str) -> str:
    return html.escape(_DIRECTIONS.sub("", plain(text)), quote=True)


def block(*parts: str) -> str:
    """A whole output; the classes keep notebooks from setting what is between dollar signs as mathematics."""
    inner = "".join(part for part in parts if part)
    return (
        '<div class="sayso tex2jax_ignore mathjax_ignore" lang="en" dir="ltr" '
        f'style="line-height:1.6">{inner}</div>'
    )


def dim(inner: str) -> str:
    """HTML that matters less."""
    return f'<div style="opacity:.75;font-size:.9em">{inner}</div>' if inner else ""


def facts(*told: str | None) -> str:
    """Short facts in one line, each by itself so that its script cannot reorder the others."""
    return " · ".join(f'<span style="unicode-bidi:isolate">{words(each)}</span>' for each in told if each)


def some(every: Iterable[_T], most: int) -> tuple[list[_T], bool]:
    """The first so many, and whether there are more."""
    found = list(islice(every, most + 1))
    return found[:most], len(found) > most


def cut_off(n: int | None, noun: str) -> str:
    """What stands for those that are not shown; None where nobody has counted them."""
    return dim(f"… more {noun}" if n is None else f"… {n:,} more {noun}" if n > 0 else "")


def marked(pieces: Iterable[Piece]) -> str:
    """A text with its parts marked: tinted, underlined in a way of their own, and labelled behind."""
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    text = _escaped(piece.text)
    if not piece.marks:
        return text
    part = piece.marks[0].part
    weight = "font-weight:600;" if part is Part.DID else ""
    return f'<mark style="{weight}{_style(part)}">{text}</mark>{_label(piece.ends)}'


def _style(part: Part) -> str:
    colour, line = COLOURS[part]
    lines = line if "underline" in line else f"underline {line}"
    return (
        f"background:{colour}22;color:inherit;text-decoration:{lines} 2px {colour};"
        "text-underline-offset:3px;text-decoration-skip-ink:none"
    )


def _label(ends: Sequence[Mark]) -> str:
    """The parts that end here, with the numbers of their claims."""
    numbers: dict[Part, list[int]] = defaultdict(list)
    for mark in ends:
        numbers[mark.part].append(mark.number)
    told = []
    for part, every in numbers.items():
        shown = [str(n) for n in every if n][:_NUMBERS]
        more = "…" if sum(map(bool, every)) > _NUMBERS else ""
        told.append(f"{part} {','.join(shown)}{more}".strip())
    if not told:
        return ""
    return f'<sub style="font-size:.7em;opacity:.85;margin:0 .1em;white-space:nowrap">{", ".join(told)}</sub>'


def legend() -> str:
    """What the marks mean."""
    shown = " ".join(f'<mark style="{_style(part)}">{part}</mark>' for part in COLOURS)
    return f'<div style="font-size:.8em">{shown}</div>'


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str, numbers: Sequence[str] = ()
) -> str:
    """A table whose cells are HTML already; ``numbers`` are headings of columns that stand right."""
    head = "".join(f'<th scope="col" style="{_side(h, numbers)}">{words(h)}</th>' for h in headings)
    body = "".join(
        "<tr>" + "".join(
            f'<td style="{_side(h, numbers)};vertical-align:top">{cell}</td>'
            for h, cell in zip(headings, row, strict=True)
        ) + "</tr>"
        for row in rows
    )  # fmt: skip
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;caption-side:top">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _side(heading: str, numbers: Sequence[str]) -> str:
    side = "right" if heading in numbers else "left"
    return f"text-align:{side};padding:.15em .6em;max-width:20em;overflow-wrap:break-word"
