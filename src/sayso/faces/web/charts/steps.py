"""How many, over time and as told: bounds as whiskers, one shape for each speaker, a line that steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from sayso.classes import dataclass
from sayso.faces.web.charts.scale import Linear, day_words, grain_for, short, span_words
from sayso.faces.web.charts.svg import (
    Chart,
    Value,
    at,
    drawing,
    el,
    mark,
    nothing,
    percent,
    plain,
    sample,
    stretched,
)
from sayso.faces.web.parts import Cell, Column
from sayso.faces.web.rendering import grouped

__all__ = ["Bound", "Series", "steps"]

_TOP, _PLOT, _AXIS = 14.0, 220.0, 24.0  # pixels
_PAD = 0.04  # of the width, left and right of the first and last day
_OPEN = 22.0  # pixels that a whisker goes on where a bound is not told
_APART = 7.0  # pixels between speakers who say something on the same day
_NEAR = 0.015  # of the width: nearer days cover one another's shapes in a narrow window
_POWERS_FROM = 1000.0  # highest over lowest value from which a straight scale hides the low ones
_TINY = 1e-6  # a smaller number counts as none where a scale by powers would have to reach down to it
_SHAPES = ("circle", "square", "triangle", "diamond", "cross", "down")
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What was told on a day: at least `low`, at most `high`; None where that was not told. Not both None."""

    day: date
    low: float | None
    high: float | None
    words: str = ""
    href: str | None = None

    @property
    def middle(self) -> float:
        """Where its shape stands: half way, or at the bound that was told."""
        if self.low is None:
            return self.high or 0.0
        return self.low if self.high is None else (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Series:
    """One speaker's bounds."""

    speaker: str
    bounds: Sequence[Bound]


def steps(series: Sequence[Series], *, title: str, unit: str = "") -> Chart:
    """Bounds over time.

    The first six speakers have a shape and a colour each, the rest share one. A scale by powers of ten is
    taken where all values are above zero and the highest is more than a thousand times the lowest.

    Args:
        series: the speaker who matters most first.
        title: what is counted, in words.
        unit: what the numbers count ("shells"), for the table and the words.
    """
    columns = (
        Column(label="Day"),
        Column(label="Speaker"),
        Column(label="At least", numeric=True),
        Column(label="At most", numeric=True),
        Column(label="In words"),
    )
    told = [
        (number, one.speaker, b)
        for number, one in enumerate(series)
        for b in sorted(one.bounds, key=lambda b: b.day)
    ]
    if not told:
        return nothing(title, "steps", columns)
    values = [v for _, _, b in told for v in (b.low, b.high) if v is not None]
    scale = _scale(min(values), max(values))
    days = sorted(b.day for _, _, b in told)
    words = _words(told, values, days, unit, log=scale.log)
    parts = [
        _grid(scale),
        *_days(days[0], days[-1]),
        stretched(_TOP + _PLOT, *_lines(told, scale, days)),
        *(
            _point(number, speaker, b, (scale, days), _shift(number, b, told, days))
            for number, speaker, b in told
        ),
    ]
    rows = tuple(
        (
            Cell(text=b.day.isoformat()),
            Cell(text=speaker),
            Cell(text="" if b.low is None else grouped(b.low), numeric=True),
            Cell(text="" if b.high is None else grouped(b.high), numeric=True),
            Cell(text=b.words, href=b.href),
        )
        for _, speaker, b in sorted(told, key=lambda t: (t[2].day, t[0]))
    )
    return Chart(
        svg=drawing(title, words, _TOP + _PLOT + _AXIS, "steps", *parts),
        title=title,
        words=words,
        columns=columns,
        rows=rows,
        legend=_legend(series),
        kind="steps",
    )


def _legend(series: Sequence[Series]) -> tuple[tuple[Markup, str], ...]:
    """A shape and a name each; who shares the last one is counted, not named."""
    named = tuple(
        (sample(_shape(number), f"mark-shape {_css(number)}"), one.speaker)
        for number, one in enumerate(series[: len(_SHAPES)])
    )
    rest = len(series) - len(_SHAPES)
    if rest <= 0:
        return named
    return (*named, (sample("circle", "mark-shape series-rest"), f"{rest} more speakers"))


def _shape(number: int) -> str:
    return _SHAPES[number] if number < len(_SHAPES) else "circle"


def _css(number: int) -> str:
    return f"series-{number + 1}" if number < len(_SHAPES) else "series-rest"


def _scale(lowest: float, highest: float) -> Linear:
    if lowest > _TINY and highest / lowest > _POWERS_FROM:
        return Linear.powers(lowest, highest)
    # from zero, unless that would press all values together at the top
    bottom = min(0.0, lowest) if lowest < 0.7 * highest else lowest - 0.3 * (highest - lowest)
    return Linear.over(bottom, highest)


def _across(day: date, days: Sequence[date]) -> float:
    """A day's share of the width."""
    span = days[-1].toordinal() - days[0].toordinal()
    if not span:
        return 0.5
    return _PAD + (1 - 2 * _PAD) * (day.toordinal() - days[0].toordinal()) / span


def _down(value: float, scale: Linear) -> float:
    return _TOP + _PLOT * (1 - scale.at(value))


def _grid(scale: Linear) -> Markup:
    lines = []
    for tick in scale.ticks:
        y = _down(tick, scale)
        lines.append(el("line", {"x1": 0, "x2": "100%", "y1": y, "y2": y, "class": "grid"}))
        lines.append(el("text", {"x": -8, "y": y + 4, "text-anchor": "end", "class": "label"}, short(tick)))
    return el("g", {"class": "axis"}, *lines)


def _days(first: date, last: date) -> list[Markup]:
    """Days under the drawing, at round places of the calendar; for a single day that day."""
    y = _TOP + _PLOT + 18
    if first == last:
        return [el("text", {"x": "50%", "y": y, "text-anchor": "middle", "class": "label"}, day_words(first))]
    grain = grain_for(first, last, _MOST_TICKS + 2)
    starts: list[date] = []
    start: date | None = grain.floor(first)
    while start is not None and start <= last:
        if start >= first:
            starts.append(start)
        start = grain.after(start)
    labels, year = [], None
    for place, day in enumerate(starts or [first]):
        across = _across(day, (first, last))
        anchor = "start" if across < 0.15 else "end" if across > 0.85 else "middle"
        text = grain.label(day, with_year=day.year != year)
        year = day.year
        given: dict[str, Value] = {
            "x": percent(across),
            "y": y,
            "text-anchor": anchor,
            "class": "label" if place % 2 == 0 else "label wide-only",
        }
        labels.append(el("text", given, text))
    return labels


def _lines(told: Sequence[tuple[int, str, Bound]], scale: Linear, days: Sequence[date]) -> list[Markup]:
    """A stepping line for each speaker who says something more than once: it holds until the next word."""
    lines = []
    for number in sorted({n for n, _, _ in told}):
        own = [b for n, _, b in told if n == number]
        if len(own) < 2:
            continue
        places = [(1000 * _across(b.day, days), _down(b.middle, scale)) for b in own]
        path = f"M{plain(places[0][0])} {plain(places[0][1])}" + "".join(
            f"H{plain(x)}V{plain(y)}" for x, y in places[1:]
        )
        lines.append(el("path", {"d": path, "class": f"step {_css(number)}"}))
    return lines


def _shift(number: int, bound: Bound, told: Sequence[tuple[int, str, Bound]], days: Sequence[date]) -> float:
    """Pixels by which a shape makes room for those of other speakers on the same or nearly the same day."""
    own = _across(bound.day, days)
    near = sorted({n for n, _, b in told if abs(_across(b.day, days) - own) < _NEAR})
    return (near.index(number) - (len(near) - 1) / 2) * _APART


def _point(
    number: int, speaker: str, bound: Bound, axes: tuple[Linear, Sequence[date]], shift: float
) -> Markup:
    """A shape with its whisker; an open end has an arrow instead of a bar."""
    scale, days = axes
    css = _css(number)
    middle = _down(bound.middle, scale)
    top = _TOP / 2 if bound.high is None and middle - _OPEN < 0 else middle - _OPEN
    ends = (
        top if bound.high is None else _down(bound.high, scale),
        min(middle + _OPEN, _TOP + _PLOT + 6) if bound.low is None else _down(bound.low, scale),
    )
    parts = [el("title", {}, f"{speaker}, {day_words(bound.day)}: {_told(bound)}")]
    if ends[1] - ends[0] > 1:
        line: dict[str, Value] = {"x1": shift, "x2": shift, "y1": ends[0], "y2": ends[1]}
        parts.append(el("line", {**line, "class": f"whisker {css}"}))
        for y, is_open, turn in ((ends[0], bound.high is None, 1), (ends[1], bound.low is None, -1)):
            shape = f"M-4 {4 * turn}L0 0L4 {4 * turn}" if is_open else "M-4 0H4"
            place = f"translate({plain(shift)} {plain(y)})"
            parts.append(el("path", {"d": shape, "class": f"whisker {css}", "transform": place}))
    parts.append(mark(_shape(number), f"mark-shape {css}", middle, shift))
    return at(_across(bound.day, days), *parts)


def _told(bound: Bound) -> str:
    if bound.low is None:
        return f"up to {grouped(bound.high or 0)}"
    if bound.high is None:
        return f"at least {grouped(bound.low)}"
    return grouped(bound.low) if bound.low == bound.high else f"{grouped(bound.low)}–{grouped(bound.high)}"


def _words(
    told: Sequence[tuple[int, str, Bound]],
    values: Sequence[float],
    days: Sequence[date],
    unit: str,
    *,
    log: bool,
) -> str:
    speakers = len({n for n, _, _ in told})
    by = "1 speaker" if speakers == 1 else f"{speakers} speakers"
    numbers = "1 figure" if len(told) == 1 else f"{len(told)} figures"
    counted = f" {unit}" if unit else ""
    return (
        f"{numbers} by {by}, {span_words(days[0], days[-1])}, between {grouped(min(values))} and "
        f"{grouped(max(values))}{counted}." + (" The scale goes by powers of ten." if log else "")
    )
