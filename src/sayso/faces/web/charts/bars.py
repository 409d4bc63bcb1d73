"""Counts over time as bars: by day, week, month or longer, as many as can be told apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from markupsafe import Markup

from sayso.classes import dataclass
from sayso.faces.web.charts.scale import MAX_BARS, Grain, Linear, grain_for, short, span_words
from sayso.faces.web.charts.svg import Chart, Value, drawing, el, nothing, percent
from sayso.faces.web.parts import Cell, Column
from sayso.faces.web.rendering import grouped

__all__ = ["Bar", "DayCount", "bars", "gathered"]

_TOP, _PLOT, _AXIS = 10.0, 160.0, 24.0  # pixels: above the bars, the bars, the days below
_FILLED = 0.86  # of a bar's room; the rest is the gap to the next
_WIDEST = 0.07  # of the drawing: few bars would be slabs
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many on a day, and out of how many; `total` None: not known."""

    day: date
    n: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """What one bar gathers: the days from `since` to `until`, both counted in."""

    since: date
    until: date
    n: int
    total: int | None

    @property
    def share(self) -> float | None:
        """The share of the total, in [0, 1]; None where there was nothing to be a share of."""
        return self.n / self.total if self.total else None


def gathered(counts: Iterable[DayCount], most: int = MAX_BARS) -> tuple[Grain, tuple[Bar, ...]]:
    """Counts gathered into bars without gaps, at the finest grain that gives no more than ``most``.

    Invariants:
        The bars' numbers add up to the counts' numbers; bars follow one another and cover every day given.
        A bar's total is None when the total of one of its days is.
    """
    days = sorted(counts, key=lambda c: c.day)
    if not days:
        return Grain("day"), ()
    grain = grain_for(days[0].day, days[-1].day, most)
    sums: dict[date, tuple[int, int | None]] = {}
    start: date | None = grain.floor(days[0].day)
    while start is not None and start <= days[-1].day:
        sums[start] = (0, 0)
        start = grain.after(start)
    for one in days:
        n, total = sums[grain.floor(one.day)]
        known = None if total is None or one.total is None else total + one.total
        sums[grain.floor(one.day)] = (n + one.n, known)
    made = []
    for since, (n, total) in sums.items():
        after = grain.after(since)
        until = date.max if after is None else after - timedelta(days=1)
        made.append(Bar(since, until, n, total))
    return grain, tuple(made)


def bars(counts: Iterable[DayCount], *, title: str, what: str = "events", share: bool = False) -> Chart:
    """Bars over time.

    Args:
        counts: in any order; days between them that are missing have none.
        title: what is counted, in words.
        what: the plural of what is counted.
        share: draw the share of each bar's total, which takes out days on which simply more was reported.
    """
    grain, made = gathered(counts)
    columns = (
        Column(label="From"),
        Column(label="To"),
        Column(label=what.capitalize(), numeric=True),
        Column(label="Of all", numeric=True),
        Column(label="Share", numeric=True),
    )
    if not made:
        return nothing(title, "bars", columns)
    heights = [(bar.share or 0.0) * 100 if share else float(bar.n) for bar in made]
    scale = Linear.over(0, max(heights)) if max(heights) else Linear(0, 1, (0, 1))
    words = _words(made, grain, heights, what, share=share)
    parts = [_grid(scale, share=share), *_drawn(made, heights, scale, what), *_days(made, grain)]
    rows = tuple(
        (
            Cell(text=bar.since.isoformat()),
            Cell(text=bar.until.isoformat()),
            Cell(text=grouped(bar.n), numeric=True),
            Cell(text="" if bar.total is None else grouped(bar.total), numeric=True),
            Cell(text="" if bar.share is None else f"{100 * bar.share:.2f} %", numeric=True),
        )
        for bar in made
    )
    svg = drawing(title, words, _TOP + _PLOT + _AXIS, "bars", *parts)
    return Chart(svg=svg, title=title, words=words, columns=columns, rows=rows)


def _words(made: tuple[Bar, ...], grain: Grain, heights: list[float], what: str, *, share: bool) -> str:
    """The drawing in two sentences: what it covers, and its highest bar."""
    total = sum(bar.n for bar in made)
    top = made[heights.index(max(heights))]
    over = span_words(made[0].since, made[-1].until)
    height = f"{100 * (top.share or 0):.1f} % of all" if share else f"{grouped(top.n)} {what}"
    highest = span_words(top.since, top.until)
    return f"{grouped(total)} {what} by {grain.words}, {over}. The highest bar is {highest}: {height}."


def _grid(scale: Linear, *, share: bool) -> Markup:
    """Lines across with their values, which stand left of the drawing."""
    lines = []
    for tick in scale.ticks:
        y = _TOP + _PLOT * (1 - scale.at(tick))
        label = f"{short(tick)}\u202f%" if share else short(tick)
        if share or tick == int(tick):
            lines.append(el("line", {"x1": 0, "x2": "100%", "y1": y, "y2": y, "class": "grid"}))
            lines.append(el("text", {"x": -8, "y": y + 4, "text-anchor": "end", "class": "label"}, label))
    return el("g", {"class": "axis"}, *lines)


def _drawn(made: tuple[Bar, ...], heights: list[float], scale: Linear, what: str) -> list[Markup]:
    """The bars, each with what a read-out says of it."""
    room = 1 / len(made)
    width = min(room * _FILLED, _WIDEST)
    drawn = []
    for number, (bar, height) in enumerate(zip(made, heights, strict=True)):
        pixels = max(_PLOT * scale.at(height), 1.0 if bar.n else 0.0)
        of = "" if bar.share is None else f", {100 * bar.share:.1f} % of {grouped(bar.total or 0)}"
        given: dict[str, Value] = {
            "class": "bar",
            "x": percent(number * room + (room - width) / 2),
            "width": percent(width),
            "y": _TOP + _PLOT - pixels,
            "height": pixels,
            "data-since": bar.since.isoformat(),
            "data-until": bar.until.isoformat(),
            "data-words": f"{span_words(bar.since, bar.until)}: {grouped(bar.n)} {what}{of}",
        }
        drawn.append(el("rect", given))
    return drawn


def _days(made: tuple[Bar, ...], grain: Grain) -> list[Markup]:
    """Days under the bars; two of three are left out where there is little room."""
    every = -(-len(made) // _MOST_TICKS)
    # the first label stands under its bar where that is far enough in, else it begins where the bars do
    inside = 1 / len(made) > 2 * _WIDEST
    labels, year = [], None
    for place, number in enumerate(range(0, len(made), every)):
        start = made[number].since
        across = number / len(made)
        # a label in the middle of a late bar would stand out of a narrow drawing
        anchor = "start" if number == 0 and not inside else "end" if across > 0.85 else "middle"
        if across > 0.93:
            break
        words = grain.label(start, with_year=start.year != year)
        year = start.year
        given: dict[str, Value] = {
            "x": percent(across if anchor == "start" else across + 0.5 / len(made)),
            "y": _TOP + _PLOT + 18,
            "text-anchor": anchor,
            "class": "label" if place % 3 == 0 else "label wide-only",
        }
        labels.append(el("text", given, words))
    return labels
