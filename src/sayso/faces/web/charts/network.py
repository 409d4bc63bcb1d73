"""Who an actor has to do with: the actor in the middle, the others in rings, the strongest nearest.

The places are computed from the data alone, so the same network is always drawn the same way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from sayso.classes import dataclass
from sayso.faces.web.charts.labels import Placed, place_labels
from sayso.faces.web.charts.svg import Chart, Value, at, drawing, el, nothing, percent
from sayso.faces.web.parts import Cell, Column
from sayso.faces.web.rendering import grouped

__all__ = ["MOST_NODES", "Node", "Tie", "ego"]

#: More cannot be told apart; the rest is in the table.
MOST_NODES = 150
_MOST_TIES = 400  # lines; beyond, the faintest are left out
_HEIGHT = 560.0
_WIDE, _NARROW = 760.0, 320.0  # pixels for which labels are chosen; CSS switches at the first
_RINGS = (10, 24, 45, 70)  # nodes a ring holds so that neighbours stay apart; 149 in all
_TONES = ("with", "against", "mixed")
_STRENGTHS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An actor; `n` is how many events it shares with the one in the middle."""

    key: str
    name: str
    n: int
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Events between two actors; `tone` is "with", "against" or "mixed"."""

    one: str
    other: str
    n: int
    tone: str = "mixed"


def ego(middle: Node, others: Sequence[Node], ties: Sequence[Tie], *, title: str) -> Chart:
    """The network around one actor. Ties of actors that are not given are left out."""
    columns = (Column(label="Actor"), Column(label="Events", numeric=True), Column(label="Tone"))
    ranked = sorted((o for o in others if o.key != middle.key), key=lambda o: (-o.n, o.name, o.key))
    if not ranked:
        return nothing(title, "network", columns)
    shown = ranked[: MOST_NODES - 1]
    known = {o.key for o in shown} | {middle.key}
    drawn = sorted(
        (t for t in ties if t.one in known and t.other in known and t.one != t.other),
        key=lambda t: (-t.n, t.one, t.other),
    )[:_MOST_TIES]
    places = {middle.key: (0.5, _HEIGHT / 2), **_placed(shown, drawn)}
    top = max(o.n for o in shown)
    sizes = {o.key: 3.5 + 6.5 * math.sqrt(max(0, o.n) / top) if top > 0 else 3.5 for o in shown}
    sizes[middle.key] = 12.0
    words = _words(middle, ranked, shown)
    parts = [
        *(_line(tie, middle.key, places, drawn[0].n) for tie in reversed(drawn)),
        *(_node(o, places[o.key], sizes[o.key], "node") for o in reversed(shown)),
        _node(middle, places[middle.key], sizes[middle.key], "node ego"),
        *_labels((middle, *shown), places, sizes),
    ]
    tones = {o: t.tone for t in ties for o in (t.one, t.other) if middle.key in (t.one, t.other)}
    rows = tuple(
        (
            Cell(text=o.name, href=o.href),
            Cell(text=grouped(o.n), numeric=True),
            Cell(text=tones.get(o.key, "")),
        )
        for o in ranked
    )
    return Chart(
        svg=drawing(title, words, _HEIGHT, "network", *parts),
        title=title,
        words=words,
        columns=columns,
        rows=rows,
        legend=tuple((_sample(tone), tone) for tone in _TONES),
        kind="network",
    )


def _placed(shown: Sequence[Node], ties: Sequence[Tie]) -> dict[str, tuple[float, float]]:
    """A place for each: its ring by its rank, its angle by whom it is tied to."""
    turn = {key: number / len(shown) for number, key in enumerate(_chained(shown, ties))}
    rings: list[list[Node]] = []
    rest = list(shown)
    for room in _RINGS:
        rings.append(rest[:room])
        rest = rest[room:]
    used = [ring for ring in rings if ring]
    places = {}
    for level, ring in enumerate(used, start=1):
        out = level / len(used)
        around = sorted(ring, key=lambda o: turn[o.key])
        # the ring turns so that its nodes stand as near as they can to where the chain has them
        start = sum(_off(turn[o.key] - i / len(around)) for i, o in enumerate(around)) / len(around)
        for i, o in enumerate(around):
            angle = 2 * math.pi * (start + (i + 0.5 * (level % 2)) / len(around)) - math.pi / 2
            across = 0.5 + 0.44 * out * math.cos(angle)
            places[o.key] = (across, _HEIGHT / 2 + (_HEIGHT / 2 - 26) * out * math.sin(angle))
    return places


def _off(turn: float) -> float:
    """A turn brought between minus and plus one half."""
    return (turn + 0.5) % 1 - 0.5


def _chained(shown: Sequence[Node], ties: Sequence[Tie]) -> list[str]:
    """An order in which those who have most to do with one another follow one another."""
    weight: dict[str, dict[str, int]] = {o.key: {} for o in shown}
    for tie in ties:
        if tie.one in weight and tie.other in weight:
            weight[tie.one][tie.other] = weight[tie.one].get(tie.other, 0) + tie.n
            weight[tie.other][tie.one] = weight[tie.other].get(tie.one, 0) + tie.n
    left = {o.key: rank for rank, o in enumerate(shown)}
    order: list[str] = []
    while left:
        recent = order[-3:]
        nearest = max(left, key=lambda key: (sum(weight[key].get(r, 0) for r in recent), -left[key]))
        order.append(nearest)
        del left[nearest]
    return order


def _line(tie: Tie, middle: str, places: Mapping[str, tuple[float, float]], strongest: int) -> Markup:
    """A line, as thick as the tie is strong; those of the middle stand out."""
    (x1, y1), (x2, y2) = places[tie.one], places[tie.other]
    share = math.log1p(max(0, tie.n)) / math.log1p(strongest) if strongest > 0 else 0.0
    strength = min(_STRENGTHS, 1 + int(share * _STRENGTHS))
    tone = tie.tone if tie.tone in _TONES else "mixed"
    css = f"tie tie-{tone} strength-{strength}" + ("" if middle in (tie.one, tie.other) else " aside")
    given: dict[str, Value] = {"x1": percent(x1), "y1": y1, "x2": percent(x2), "y2": y2, "class": css}
    return el("line", given)


def _node(node: Node, place: tuple[float, float], radius: float, css: str) -> Markup:
    given: dict[str, Value] = {
        "class": css,
        "cx": percent(place[0]),
        "cy": place[1],
        "r": radius,
        "data-href": node.href,
    }
    return el("circle", given, el("title", {}, f"{node.name}: {grouped(node.n)}"))


def _labels(
    nodes: Sequence[Node], places: Mapping[str, tuple[float, float]], sizes: Mapping[str, float]
) -> list[Markup]:
    """Names that have room, chosen twice: for wide and for narrow windows."""
    groups = []
    for width, css in ((_WIDE, "wide-only"), (_NARROW, "narrow-only")):
        spots = [(places[o.key][0] * width, places[o.key][1], sizes[o.key]) for o in nodes]
        chosen = place_labels([o.name for o in nodes], spots, (width, _HEIGHT))
        groups.append(el("g", {"class": css}, *(_name(one, spots, width) for one in chosen)))
    return groups


def _name(label: Placed, spots: Sequence[tuple[float, float, float]], width: float) -> Markup:
    """A name beside its node, at the distance for which it was chosen."""
    x = spots[label.number][0]
    given: dict[str, Value] = {
        "x": label.x - x,
        "y": label.y,
        "text-anchor": label.anchor,
        "class": "name" if label.number else "name ego",
    }
    return at(x / width, el("text", given, label.text))


def _sample(tone: str) -> Markup:
    return el(
        "svg",
        {"class": "sample", "viewBox": "0 0 24 12", "width": 24, "height": 12, "aria-hidden": "true"},
        el("line", {"x1": 1, "x2": 23, "y1": 6, "y2": 6, "class": f"tie tie-{tone} strength-3"}),
    )


def _words(middle: Node, ranked: Sequence[Node], shown: Sequence[Node]) -> str:
    most = ", ".join(f"{o.name} ({grouped(o.n)})" for o in ranked[:3])
    cut = f" The {len(shown)} with most events are drawn." if len(shown) < len(ranked) else ""
    many = "1 actor" if len(ranked) == 1 else f"{len(ranked)} actors"
    return f"{many} around {middle.name}; most events with {most}.{cut}"
