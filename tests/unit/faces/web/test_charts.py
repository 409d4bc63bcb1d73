"""Drawings are well-formed whatever they are given, say what they show, and have every number in their table."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import webpages
from sayso.faces.web.charts import (
    Bound,
    Chart,
    DayCount,
    Node,
    Series,
    Tie,
    Told,
    bars,
    ego,
    gathered,
    origin_tree,
    sparkline,
    steps,
)
from sayso.faces.web.charts.labels import place_labels, width_of
from sayso.faces.web.charts.network import MOST_NODES
from sayso.faces.web.charts.scale import MAX_BARS, Linear, grain_for, short, span_words
from sayso.faces.web.charts.svg import _fit, el, plain

#: XML reads a carriage return as a line feed, so that the two cannot be compared.
WORDS = st.text(st.characters(exclude_characters="\r"), max_size=30)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def parsed(svg: str) -> ET.Element:
    root = ET.fromstring(svg)
    for node in root.iter():
        assert node.tag.split("}")[-1] in {
            "svg",
            "g",
            "rect",
            "line",
            "path",
            "polyline",
            "circle",
            "text",
            "title",
            "desc",
        }
        for name in node.attrib:
            assert name != "style"
            assert not name.startswith("on")
    return root


def checked(chart: Chart) -> ET.Element:
    root = parsed(chart.svg)
    assert root.get("role") == "img"
    assert root.find("title") is not None
    assert root.findtext("desc") == _fit(chart.words)
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    assert "<table" in webpages.macro("charts", "figure")("id", chart) or not chart.rows
    return root


def of_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [node for node in root.iter() if name in (node.get("class") or "").split()]


# --- bars ---------------------------------------------------------------------------------------


COUNTS = st.lists(
    st.builds(DayCount, DAYS, st.integers(0, 10**6), st.one_of(st.none(), st.integers(0, 10**7))), max_size=30
)


@given(COUNTS)
def test_bars_add_up_follow_one_another_and_cover_all_days(counts: list[DayCount]) -> None:
    grain, made = gathered(counts)
    assert sum(bar.n for bar in made) == sum(count.n for count in counts)
    assert len(made) <= MAX_BARS
    for before, after in itertools.pairwise(made):
        assert after.since == before.until + timedelta(days=1)
    for count in counts:
        assert any(bar.since <= count.day <= bar.until for bar in made)
    for bar in made:
        inside = [count for count in counts if bar.since <= count.day <= bar.until]
        known = all(count.total is not None for count in inside)
        assert bar.total == (sum(count.total or 0 for count in inside) if known else None)
        assert grain.floor(bar.since) == bar.since


@given(COUNTS, WORDS, st.booleans())
def test_bars_are_drawn_inside_and_listed(counts: list[DayCount], title: str, share: bool) -> None:
    chart = bars(counts, title=title, share=share)
    root = checked(chart)
    drawn = of_class(root, "bar")
    assert len(drawn) == len(chart.rows)
    for bar in drawn:
        top, height = float(bar.get("y", "")), float(bar.get("height", ""))
        assert height >= 0
        assert top >= 9.99
        assert top + height == pytest.approx(170, abs=0.01)
        assert bar.get("data-words")


@pytest.mark.parametrize(
    ("days", "grain"),
    [
        (1, "day"),
        (100, "day"),
        (120, "day"),
        (121, "week"),
        (800, "week"),
        (900, "month"),
        (3000, "month"),
        (4000, "3 months"),
        (30000, "year"),
        (400_000, "10 years"),
    ],
)
def test_the_grain_follows_the_span(days: int, grain: str) -> None:
    first = date(1000, 1, 1)
    assert grain_for(first, first + timedelta(days=days - 1)).words == grain


def test_weeks_begin_on_monday() -> None:
    _, made = gathered([DayCount(date(2023, 1, 1), 1), DayCount(date(2023, 9, 1), 1)])
    assert made[0].since == date(2022, 12, 26)
    assert all(bar.since.weekday() == 0 for bar in made)


def test_the_ends_of_the_calendar_are_drawn() -> None:
    _, made = gathered([DayCount(date.min, 1), DayCount(date.max, 2)])
    assert (made[0].since, made[-1].until) == (date.min, date.max)
    assert bars([DayCount(date.max, 2)], title="x").rows


def test_a_share_needs_a_total() -> None:
    counts = [
        DayCount(date(2023, 1, 1), 5, 50),
        DayCount(date(2023, 1, 2), 5, 0),
        DayCount(date(2023, 1, 3), 5),
    ]
    assert [bar.share for bar in gathered(counts)[1]] == [0.1, None, None]
    heights = [
        float(b.get("height", "")) for b in of_class(checked(bars(counts, title="x", share=True)), "bar")
    ]
    assert heights[0] > 100
    assert heights[1] == heights[2] == 1


def test_words_say_the_whole_and_the_highest() -> None:
    chart = bars([DayCount(date(2023, 9, 1), 2), DayCount(date(2023, 9, 4), 5)], title="Talks", what="talks")
    assert chart.words == "7 talks by day, 1–4 Sep 2023. The highest bar is 4 Sep 2023: 5 talks."


def test_no_data_is_said() -> None:
    for chart in (
        bars((), title="x"),
        steps((), title="x"),
        origin_tree((), title="x"),
        ego(Node(key="a", name="a", n=0), (), (), title="x"),
    ):
        checked(chart)
        assert chart.words == "There is nothing to draw."


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2023, 9, 4), date(2023, 9, 4), "4 Sep 2023"),
        (date(2023, 9, 4), date(2023, 9, 10), "4–10 Sep 2023"),
        (date(2023, 9, 28), date(2023, 10, 4), "28 Sep – 4 Oct 2023"),
        (date(2023, 12, 28), date(2024, 1, 4), "28 Dec 2023 – 4 Jan 2024"),
    ],
)  # fmt: skip
def test_spans_in_words(first: date, last: date, words: str) -> None:
    assert span_words(first, last) == words


# --- scales -------------------------------------------------------------------------------------


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_a_straight_scale_holds_its_values(low: float, more: float) -> None:
    scale = Linear.over(low, low + more)
    nothing = 1e-6 * max(abs(low), more)
    assert scale.low <= low + nothing
    assert scale.high >= low + more - nothing
    assert 2 <= len(scale.ticks) <= 8
    assert scale.at(scale.low) == 0
    assert scale.at(scale.high) == 1


@given(st.floats(1e-6, 1e6), st.floats(1, 1e9))
def test_a_scale_by_powers_holds_its_values(low: float, times: float) -> None:
    scale = Linear.powers(low, low * times)
    assert scale.low <= low * 1.0001
    assert scale.high >= low * times * 0.9999
    assert len(scale.ticks) <= 10
    assert 0 <= scale.at(low) <= scale.at(low * times) <= 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (0.25, "0.25"),
        (900, "900"),
        (9999, "9 999"),
        (12_000, "12 k"),
        (3_500_000, "3.5 M"),
        (2e9, "2 bn"),
        (5e12, "5 T"),
        (999_999, "1 M"),
    ],
)
def test_numbers_of_axes(value: float, words: str) -> None:
    assert short(value).replace("\u202f", " ") == words


# --- figures ------------------------------------------------------------------------------------


@st.composite
def bounds(draw: st.DrawFn) -> Bound:
    low = draw(st.one_of(st.none(), st.floats(0, 1e7)))
    high = draw(st.floats(0, 1e7) if low is None else st.one_of(st.none(), st.floats(low, 2e7)))
    return Bound(day=draw(DAYS), low=low, high=high, words=draw(WORDS))


SERIES = st.lists(st.builds(Series, WORDS, st.lists(bounds(), max_size=5)), max_size=9)


@given(SERIES, WORDS)
def test_every_bound_is_drawn_and_listed(series: list[Series], title: str) -> None:
    chart = steps(series, title=title)
    root = checked(chart)
    n = sum(len(one.bounds) for one in series)
    assert len(chart.rows) == n
    assert len(of_class(root, "at")) == n


def test_open_bounds_have_arrows_and_closed_ones_bars() -> None:
    day = date(2023, 1, 1)
    told = [
        Bound(day=day, low=10, high=None),
        Bound(day=day + timedelta(9), low=None, high=40),
        Bound(day=day + timedelta(20), low=20, high=30),
    ]
    root = checked(steps([Series("wire", told)], title="x"))
    ends = [
        [p.get("d", "")[:6] for p in at.iter("path") if p.get("class", "").startswith("whisker")]
        for at in of_class(root, "at")
    ]
    assert ends == [["M-4 4L", "M-4 0H"], ["M-4 0H", "M-4 -4"], ["M-4 0H", "M-4 0H"]]


def test_an_exact_number_has_no_whisker() -> None:
    root = checked(steps([Series("wire", [Bound(day=date(2023, 1, 1), low=10, high=10)])], title="x"))
    assert of_class(root, "whisker") == []


def test_speakers_of_one_day_stand_side_by_side() -> None:
    told = [Series(name, [Bound(day=date(2023, 1, 1), low=5, high=5)]) for name in ("a", "b", "c")]
    root = checked(steps(told, title="x"))
    shifts = [node.get("transform") for node in of_class(root, "mark-shape")]
    assert len(set(shifts)) == 3


def test_far_apart_numbers_go_by_powers_of_ten() -> None:
    day = date(2023, 1, 1)
    wide = steps([Series("a", [Bound(day=day, low=3, high=3), Bound(day=day, low=9e6, high=9e6)])], title="x")
    zero = steps([Series("a", [Bound(day=day, low=0, high=3), Bound(day=day, low=9e6, high=9e6)])], title="x")
    assert "powers of ten" in wide.words
    assert "powers of ten" not in zero.words


def test_beyond_six_speakers_the_rest_share_a_shape() -> None:
    told = [Series(f"speaker {i}", [Bound(day=date(2023, 1, 1 + i), low=5, high=5)]) for i in range(9)]
    chart = steps(told, title="x")
    assert [words for _, words in chart.legend][-1] == "3 more speakers"
    assert len(of_class(checked(chart), "series-rest")) == 3


# --- small lines --------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 1e9), max_size=20), WORDS)
def test_a_small_line_stays_in_its_box(values: list[float], words: str) -> None:
    root = parsed(sparkline(values, words))
    line = root.find("polyline")
    assert (line is None) == (len(values) < 2)
    if line is not None:
        points = [tuple(map(float, point.split(","))) for point in line.get("points", "").split()]
        assert len(points) == len(values)
        assert all(0 <= x <= 100 and 0 <= y <= 20 for x, y in points)


# --- trees --------------------------------------------------------------------------------------


@st.composite
def reports(draw: st.DrawFn) -> list[Told]:
    n = draw(st.integers(0, 12))
    parent = st.one_of(st.none(), st.integers(0, n + 1).map(str))
    return [
        Told(
            key=str(i),
            label=draw(WORDS),
            at=draw(MOMENTS),
            parent=draw(parent),
            kind=draw(st.sampled_from(["original", "copy", "odd"])),
        )
        for i in range(n)
    ]


@given(reports(), WORDS)
def test_every_report_is_in_the_tree_once_even_in_circles(told: list[Told], title: str) -> None:
    chart = origin_tree(told, title=title)
    root = checked(chart)
    assert len(of_class(root, "report")) == len(told) == len(chart.rows)


def test_copies_stand_below_what_they_are_copied_from() -> None:
    at = datetime(2023, 9, 13, 6, 0, tzinfo=UTC)
    told = [
        Told(key="c", label="third", at=at + timedelta(hours=3), parent="a", kind="copy"),
        Told(key="b", label="second", at=at + timedelta(hours=1)),
        Told(key="d", label="fourth", at=at + timedelta(hours=4), parent="c", kind="edited"),
        Told(key="a", label="first", at=at),
    ]
    chart = origin_tree(told, title="x")
    assert [row[1].text for row in chart.rows] == ["first", "third", "fourth", "second"]
    assert [row[3].text for row in chart.rows] == ["", "first", "third", ""]
    assert len(of_class(checked(chart), "branch")) == 4
    assert chart.words.startswith("4 reports, 2 with words of their own, from 13 Sep 2023 06:00")


def test_an_hour_that_was_not_told_is_not_shown() -> None:
    day = datetime(2023, 9, 13, tzinfo=UTC)
    told = [Told(key="a", label="first", at=day), Told(key="b", label="second", at=day + timedelta(hours=30))]
    chart = origin_tree(told, title="x")
    assert [row[0].text for row in chart.rows] == ["13 Sep 2023", "14 Sep 2023 06:00"]


def test_few_bars_are_no_slabs() -> None:
    root = checked(bars([DayCount(date(2023, 9, 1), 2), DayCount(date(2023, 9, 2), 5)], title="Talks"))
    assert [float(bar.get("width", "").rstrip("%")) for bar in of_class(root, "bar")] == [7.0, 7.0]


def test_a_long_tree_is_cut_and_says_so() -> None:
    at = datetime(2023, 9, 13, 6, 0, tzinfo=UTC)
    told = [
        Told(key=str(i), label="x", at=at + timedelta(minutes=i), parent=str(i - 1) if i else None)
        for i in range(1500)
    ]
    chart = origin_tree(told, title="x")
    assert len(of_class(checked(chart), "report")) == 200
    assert len(chart.rows) == 1500
    assert "The first 200 are drawn." in chart.words


# --- networks -----------------------------------------------------------------------------------


NODES = st.lists(
    st.builds(Node, key=st.text("abcdef", min_size=1, max_size=2), name=WORDS, n=st.integers(0, 999)),
    max_size=30,
    unique_by=lambda node: node.key,
)
TIES = st.lists(
    st.builds(
        Tie,
        one=st.text("abcdef", min_size=1, max_size=2),
        other=st.text("abcdefm", min_size=1, max_size=2),
        n=st.integers(0, 99),
        tone=st.sampled_from(["with", "against", "mixed", "odd"]),
    ),
    max_size=40,
)
MIDDLE = Node(key="m", name="middle", n=0)


@given(NODES, TIES)
def test_a_network_is_the_same_in_whatever_order_it_is_given(nodes: list[Node], ties: list[Tie]) -> None:
    chart = ego(MIDDLE, nodes, ties, title="x")
    checked(chart)
    assert chart.svg == ego(MIDDLE, nodes[::-1], ties, title="x").svg
    assert len(chart.rows) == len([node for node in nodes if node.key != "m"])


def spots(root: ET.Element) -> list[tuple[float, float]]:
    return [
        (float(c.get("cx", "").rstrip("%")) / 100, float(c.get("cy", ""))) for c in of_class(root, "node")
    ]


@pytest.mark.parametrize("n", [1, 5, 11, 40, 149, 400])
def test_nodes_stand_inside_and_apart(n: int) -> None:
    nodes = [Node(key=str(i), name=f"actor {i}", n=1000 - i) for i in range(n)]
    ties = [Tie(one="m", other=str(i), n=1000 - i) for i in range(n)]
    chart = ego(MIDDLE, nodes, ties, title="x")
    places = spots(checked(chart))
    assert len(places) == min(n + 1, MOST_NODES)
    assert all(0 <= x <= 1 and 0 <= y <= 560 for x, y in places)
    gaps = [
        ((x1 - x2) * 760) ** 2 + (y1 - y2) ** 2
        for i, (x1, y1) in enumerate(places)
        for x2, y2 in places[i + 1 :]
    ]
    assert min(gaps) > 8**2


def test_ties_to_nobody_are_left_out() -> None:
    chart = ego(
        MIDDLE,
        [Node(key="a", name="a", n=1)],
        [Tie(one="a", other="z", n=3), Tie(one="a", other="a", n=3)],
        title="x",
    )
    assert of_class(checked(chart), "tie") == []


def boxes(
    names: Sequence[str],
    places: Sequence[tuple[float, float, float]],
    size: tuple[float, float],
    stretch: float,
) -> list[tuple[float, float, float, float]]:
    """Boxes of the labels that were chosen, after the drawing is stretched across."""
    found = []
    for label in place_labels(names, places, size):
        wide = width_of(label.text)
        x = label.x + places[label.number][0] * (stretch - 1)
        left = {"start": x, "end": x - wide, "middle": x - wide / 2}[label.anchor]
        found.append((left, label.y - 11, left + wide, label.y + 4))
    return found


@given(
    st.lists(
        st.tuples(st.text("abc äø漢", max_size=30), st.floats(0, 760), st.floats(0, 560), st.floats(2, 12)),
        max_size=40,
    ),
    st.sampled_from([1.0, 1.5, 3.0]),
)
def test_labels_never_overlap_nor_leave_the_drawing(
    marks: list[tuple[str, float, float, float]], stretch: float
) -> None:
    names = [name for name, *_ in marks]
    places = [(x, y, r) for _, x, y, r in marks]
    found = boxes(names, places, (760, 560), stretch)
    for i, (l1, t1, r1, b1) in enumerate(found):
        assert l1 >= -1e-6
        assert r1 <= 760 * stretch + 1e-6
        assert t1 >= 0
        assert b1 <= 560
        for l2, t2, r2, b2 in found[i + 1 :]:
            assert r1 <= l2 + 1e-6 or r2 <= l1 + 1e-6 or b1 <= t2 + 1e-6 or b2 <= t1 + 1e-6


def test_the_first_names_are_preferred() -> None:
    crowd = [(380.0 + 3 * i, 280.0, 2.0) for i in range(40)]
    chosen = [label.number for label in place_labels([f"name {i}" for i in range(40)], crowd, (760, 560))]
    assert chosen[0] == 0
    assert len(chosen) < 20


# --- text ---------------------------------------------------------------------------------------


@given(st.text())
def test_any_text_is_carried_as_text(text: str) -> None:
    root = ET.fromstring(el("text", {"data-words": text}, text))
    allowed = "".join(
        sign for sign in text if sign in "\t\n\r" or (ord(sign) >= 32 and ord(sign) not in (0xFFFE, 0xFFFF))
    )
    assert (root.text or "").replace("\r", "\n") == allowed.replace("\r\n", "\n").replace("\r", "\n")
    assert len(root) == 0


@given(st.floats(-1e6, 1e6))
def test_numbers_are_plain(value: float) -> None:
    assert float(plain(value)) == pytest.approx(value, abs=0.0006)
    assert plain(value) != "-0"
    assert "e" not in plain(value)
