"""Drawings the size of a word: a line, and bars."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from sayso.faces.web.charts.svg import Value, el, plain

__all__ = ["small_bars", "sparkline"]

_HEIGHT = 20.0


def sparkline(values: Sequence[float], words: str) -> Markup:
    """A small line over values at equal steps, from zero up; its end is marked.

    Args:
        values: not negative; an empty or a single one gives a flat line or a dot.
        words: what it shows, for whoever does not see it.
    """
    top = max(values, default=0.0) or 1.0
    step = 100 / max(1, len(values) - 1)
    heights = [_HEIGHT - 2 - (_HEIGHT - 4) * max(0.0, value) / top for value in values]
    points = " ".join(f"{plain(i * step)},{plain(y)}" for i, y in enumerate(heights))
    frame: dict[str, Value] = {
        "class": "spark",
        "viewBox": f"0 0 100 {plain(_HEIGHT)}",
        "preserveAspectRatio": "none",
        "role": "img",
        "aria-label": words,
    }
    line = (el("polyline", {"points": points, "class": "line"}),) if len(values) > 1 else ()
    # a line without length and with round ends is a dot that is not stretched
    last = f"M{plain(step * (len(values) - 1))} {plain(heights[-1])}h0" if values else "M0 0"
    return el("svg", frame, el("title", {}, words), *line, el("path", {"d": last, "class": "end"}))


def small_bars(values: Sequence[float], words: str) -> Markup:
    """Small bars at equal steps; a value above zero is always seen.

    Args:
        values: not negative.
        words: what they show, for whoever does not see it.
    """
    top = max(values, default=0.0) or 1.0
    room = 100 / max(1, len(values))
    bars = []
    for i, value in enumerate(values):
        tall = max((_HEIGHT - 1) * max(0.0, value) / top, 1.0 if value > 0 else 0.0)
        if tall:
            place: dict[str, Value] = {"x": plain(i * room + room * 0.08), "y": plain(_HEIGHT - 1 - tall)}
            size: dict[str, Value] = {"width": plain(room * 0.84), "height": plain(tall)}
            bars.append(el("rect", {"class": "bar", **place, **size}))
    frame: dict[str, Value] = {
        "class": "small-bars",
        "viewBox": f"0 0 100 {plain(_HEIGHT)}",
        "preserveAspectRatio": "none",
        "role": "img",
        "aria-label": words,
    }
    ground = el("path", {"d": f"M0 {plain(_HEIGHT - 0.5)}h100", "class": "ground"})
    return el("svg", frame, el("title", {}, words), *bars, ground)
