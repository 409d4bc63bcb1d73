"""SVG written as text: every value escaped, nothing inline that a strict policy would refuse.

Places across are percentages and places down are pixels, so a drawing stretches with its box while its
letters and marks keep their size.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from sayso.classes import dataclass
from sayso.faces.web.parts import Cell, Column

__all__ = [
    "SHAPES",
    "Chart",
    "Value",
    "at",
    "drawing",
    "el",
    "mark",
    "nothing",
    "percent",
    "plain",
    "sample",
    "stretched",
]

Value = str | float | int | None

#: Signs that XML cannot carry, not even escaped.
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))

SHAPES = {
    "circle": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "square": "M-3.6-3.6h7.2v7.2h-7.2z",
    "triangle": "M0-5L4.6 3.6h-9.2z",
    "diamond": "M0-5.2L5.2 0L0 5.2L-5.2 0z",
    "cross": "M-4.4-1.5h2.9v-2.9h3v2.9h2.9v3h-2.9v2.9h-3v-2.9h-2.9z",
    "down": "M0 5L4.6-3.6h-9.2z",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing, what it shows in words, and the same as a table.

    Attributes:
        svg: the drawing; its `title` and `desc` are the two fields below.
        words: one or two sentences a reader who does not see the drawing gets.
        columns, rows: every number of the drawing.
        legend: shape, CSS class and words of each series; empty for one.
        kind: ends the CSS class of the figure.
    """

    svg: Markup
    title: str
    words: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    legend: tuple[tuple[Markup, str], ...] = ()
    kind: str = "bars"


def el(tag: str, attributes: Mapping[str, Value] | None = None, *children: str) -> Markup:
    """An element. Attributes that are None are left out; children that are not Markup are escaped."""
    given = "".join(
        f' {name}="{_text(value)}"' for name, value in (attributes or {}).items() if value is not None
    )
    inside = Markup("").join(c if isinstance(c, Markup) else escape(_fit(c)) for c in children)
    return Markup(f"<{tag}{given}>{inside}</{tag}>")  # noqa: S704  # all parts were escaped above


def plain(value: float) -> str:
    """A number of a drawing: at most three decimals, no trailing zeros."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(share: float) -> str:
    """A share of the width, in [0, 1], as SVG has it."""
    return plain(100 * share) + "%"


def drawing(title: str, words: str, height: float, kind: str, *children: Markup) -> Markup:
    """The outer element: as wide as its box, named and described for whoever does not see it."""
    frame: dict[str, Value] = {
        "class": f"chart chart-{kind}",
        "width": "100%",
        "height": height,
        "role": "img",
        "aria-label": f"{title}. {words}",
    }
    return el("svg", frame, el("title", {}, title), el("desc", {}, words), *children)


def stretched(height: float, *children: Markup) -> Markup:
    """A part whose drawing is stretched across: 1000 units wide. Lines in it keep their thickness by CSS."""
    box: dict[str, Value] = {
        "viewBox": f"0 0 1000 {plain(height)}",
        "preserveAspectRatio": "none",
        "width": "100%",
        "height": height,
        "class": "stretched",
    }
    return el("svg", box, *children)


def at(across: float, *children: Markup) -> Markup:
    """A part with its own zero at a share of the width; what is in it keeps its size."""
    return el("svg", {"x": percent(across), "overflow": "visible", "class": "at"}, *children)


def mark(shape: str, css: str, down: float, shift: float = 0.0) -> Markup:
    """One of the shapes, ten pixels wide, so many pixels down and to the right of its part's zero."""
    place = f"translate({plain(shift)} {plain(down)})"
    return el("path", {"d": SHAPES[shape], "class": css, "transform": place})


def sample(shape: str, css: str) -> Markup:
    """A shape to stand in a legend."""
    frame: dict[str, Value] = {"viewBox": "-6 -6 12 12", "width": 12, "height": 12, "aria-hidden": "true"}
    return el("svg", {"class": "sample", **frame}, el("path", {"d": SHAPES[shape], "class": css}))


def nothing(title: str, kind: str, columns: tuple[Column, ...]) -> Chart:
    """The drawing of no data."""
    words = "There is nothing to draw."
    svg = drawing(title, words, 1, kind)
    return Chart(svg=svg, title=title, words=words, columns=columns, rows=(), kind=kind)


def _text(value: Value) -> str:
    """A value as an attribute has it."""
    return str(escape(_fit(value) if isinstance(value, str) else plain(float(value or 0))))


def _fit(text: str) -> str:
    """Text without what XML cannot carry."""
    return text.translate(_NO_XML)
