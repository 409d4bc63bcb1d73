"""A line the size of a word."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from sayso.faces.web.charts.svg import Value, el, plain

__all__ = ["sparkline"]

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
