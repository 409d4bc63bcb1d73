"""Texts cut at ranges that lie in, across and over one another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.faces.web.segments import paragraphs, segments

RANGES = st.lists(st.tuples(st.integers(-3, 25), st.integers(-3, 25)), max_size=12)
TEXTS = st.text(alphabet="ab \n", max_size=20)


@given(TEXTS, RANGES)
def test_segments_cover_the_text_and_keep_every_range(text: str, ranges: list[tuple[int, int]]) -> None:
    named = [(a, b, n) for n, (a, b) in enumerate(ranges)]
    found = list(segments(len(text), named))
    assert "".join(text[s.start : s.end] for s in found) == text
    inside = {n: (max(0, a), min(len(text), b)) for a, b, n in named if max(0, a) < min(len(text), b)}
    for s in found:
        assert set(s.over) == {n for n, (a, b) in inside.items() if a <= s.start and s.end <= b}
        assert set(s.begins) == {n for n in s.over if inside[n][0] == s.start}
        assert set(s.ends) == {n for n in s.over if inside[n][1] == s.end}
    assert sorted(n for s in found for n in s.begins) == sorted(inside)
    assert sorted(n for s in found for n in s.ends) == sorted(inside)


@given(TEXTS, RANGES)
def test_paragraphs_are_lines_and_lose_no_range(text: str, ranges: list[tuple[int, int]]) -> None:
    named = [(a, b, n) for n, (a, b) in enumerate(ranges)]
    lines = paragraphs(text, named)
    assert ["".join(text[s.start : s.end] for s in line) for line in lines] == [
        x for x in text.split("\n") if x
    ]
    kept = sorted(n for a, b, n in named if text[max(0, a) : max(0, b)].strip("\n"))
    assert sorted(n for line in lines for s in line for n in s.begins) == kept
    assert sorted(n for line in lines for s in line for n in s.ends) == kept


def test_many_ranges_are_cut_in_time() -> None:
    nested = [(n, 20_000 - n, n) for n in range(500)]
    assert sum(1 for _ in segments(20_000, nested)) == 999
    apart = [(2 * n, 2 * n + 1, n) for n in range(10_000)]
    assert sum(1 for _ in segments(20_000, apart)) == 20_000
