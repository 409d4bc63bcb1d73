"""Who has a report from whom, over time: each report a row, each copy below what it was copied from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from sayso.classes import dataclass
from sayso.faces.web.charts.scale import day_words
from sayso.faces.web.charts.svg import Chart, Value, at, drawing, el, mark, nothing, percent, sample
from sayso.faces.web.parts import Cell, Column

__all__ = ["MOST_ROWS", "Told", "origin_tree"]

#: Rows beyond are in the table only; a drawing of more is no longer looked over.
MOST_ROWS = 200

_TOP, _ROW = 30.0, 24.0  # pixels
_PAD = 0.03
_TURN = 0.5  # of the width, from which on labels stand left of their shape
_WIDE, _NARROW = 44, 22  # letters of a label that half of a wide, of a narrow drawing holds
_KINDS = {"original": "diamond", "copy": "square", "edited": "circle", "paraphrase": "triangle"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One report.

    Attributes:
        parent: key of the report it has its words from; None for one with words of its own, and for one whose
            source is not here.
        kind: original, copy, edited or paraphrase.
        at: when it was first seen, UTC.
    """

    key: str
    label: str
    at: datetime
    parent: str | None = None
    kind: str = "original"
    href: str | None = None


def origin_tree(reports: Sequence[Told], *, title: str) -> Chart:
    """The tree of copies. A circle of parents, which a fault could make, is broken at its earliest report."""
    columns = (Column(label="First seen"), Column(label="Report"), Column(label="Kind"), Column(label="From"))
    if not reports:
        return nothing(title, "tree", columns)
    names = {one.key: one.label for one in reports}
    ordered = _ordered(reports)
    shown = ordered[:MOST_ROWS]
    span = (min(one.at for one in reports), max(one.at for one in reports))
    places = {one.key: (_across(one.at, span), _TOP + _ROW * (row + 0.5)) for row, one in enumerate(shown)}
    words = _words(reports, shown, span)
    height = _TOP + _ROW * len(shown) + 6
    parts = [
        *_times(span),
        *(part for one in shown for part in _branch(one, places)),
        *(part for one in shown for part in _report(one, places[one.key])),
    ]
    rows = tuple(
        (
            Cell(text=_moment(one.at)),
            Cell(text=one.label, href=one.href),
            Cell(text=one.kind),
            Cell(text=names.get(one.parent or "", "")),
        )
        for one in ordered
    )
    return Chart(
        svg=drawing(title, words, height, "tree", *parts),
        title=title,
        words=words,
        columns=columns,
        rows=rows,
        legend=tuple((sample(shape, f"mark-shape kind-{kind}"), kind) for kind, shape in _KINDS.items()),
        kind="tree",
    )


def _ordered(reports: Sequence[Told]) -> list[Told]:
    """Parents before their copies, copies in the order of time, each branch in one piece."""
    known = {one.key for one in reports}
    by_time = sorted(reports, key=lambda one: (one.at, one.key))
    below: dict[str | None, list[Told]] = {}
    for one in by_time:
        below.setdefault(one.parent if one.parent in known and one.parent != one.key else None, []).append(
            one
        )
    ordered: list[Told] = []
    seen: set[str] = set()
    # what hangs in a circle has no root: the earliest of it becomes one
    for root in (*below.get(None, ()), *by_time):
        waiting = [root]
        while waiting:
            one = waiting.pop()
            if one.key in seen:
                continue
            seen.add(one.key)
            ordered.append(one)
            waiting.extend(reversed(below.get(one.key, ())))
    return ordered


def _across(at_time: datetime, span: tuple[datetime, datetime]) -> float:
    whole = (span[1] - span[0]).total_seconds()
    return _PAD + (1 - 2 * _PAD) * ((at_time - span[0]).total_seconds() / whole if whole else 0.0)


def _times(span: tuple[datetime, datetime]) -> list[Markup]:
    """The first and the last moment over the drawing, with a line down each."""
    first: dict[str, Value] = {"x": percent(_PAD), "y": 14, "class": "label", "text-anchor": "start"}
    if span[0] == span[1]:
        return [el("text", first, _moment(span[0]))]
    last: dict[str, Value] = {"x": percent(1 - _PAD), "y": 14, "class": "label", "text-anchor": "end"}
    return [el("text", first, _moment(span[0])), el("text", last, _moment(span[1]))]


def _branch(one: Told, places: dict[str, tuple[float, float]]) -> list[Markup]:
    """Down from the parent, then across to the report."""
    if one.parent is None or one.parent not in places or one.parent == one.key:
        return []
    (x, y), (from_x, from_y) = places[one.key], places[one.parent]
    left = percent(from_x)
    return [
        el("line", {"class": "branch", "x1": left, "x2": left, "y1": from_y, "y2": y}),
        el("line", {"class": "branch", "x1": left, "x2": percent(x), "y1": y, "y2": y}),
    ]


def _report(one: Told, place: tuple[float, float]) -> list[Markup]:
    """The shape and its label, the label short where there is little room."""
    across, down = place
    left = across > _TURN
    given: dict[str, Value] = {
        "x": -11 if left else 11,
        # on the left a label would stand on its own branch
        "y": down - 5 if left and one.parent else down + 4,
        "text-anchor": "end" if left else "start",
    }
    labels = []
    for most, css in ((_WIDE, "wide-only"), (_NARROW, "narrow-only")):
        words = one.label if len(one.label) <= most else one.label[: most - 1].rstrip() + "…"
        labels.append(el("text", {**given, "class": f"name {css}"}, words))
    shape = _KINDS.get(one.kind, "circle")
    seen = f"{one.label}, {one.kind}, {_moment(one.at)}"
    group: dict[str, Value] = {"class": "report", "data-href": one.href}
    inside = el("g", group, el("title", {}, seen), mark(shape, f"mark-shape kind-{one.kind}", down), *labels)
    return [at(across, inside)]


def _moment(at_time: datetime) -> str:
    """The day, and the hour unless it is the very beginning of the day: then no hour was told."""
    day = day_words(at_time.date())
    return f"{day} {at_time:%H:%M}" if (at_time.hour, at_time.minute, at_time.second) != (0, 0, 0) else day


def _words(reports: Sequence[Told], shown: Sequence[Told], span: tuple[datetime, datetime]) -> str:
    own = sum(one.parent is None for one in reports)
    many = f"{len(reports)} reports, {own} with words of their own" if len(reports) != 1 else "1 report"
    first, last = (_moment(end) for end in span)
    over = f" from {first} to {last}" if first != last else f" at {first}"
    cut = f" The first {len(shown)} are drawn." if len(shown) < len(reports) else ""
    return f"{many},{over}.{cut}"
