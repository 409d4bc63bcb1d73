"""Attributions found by what they cover: the same as looking at all of them, in the same order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.nearby import Covering
from sayso.extract.speech import Frame
from sayso.records import Span

spans = st.tuples(st.integers(0, 3000), st.integers(1, 900)).map(lambda p: Span(p[0], p[0] + p[1]))


def frame(content: Span) -> Frame:
    return Frame(content=content, source=None, cue=None, sentence=0, p=1.0)


@given(contents=st.lists(spans, max_size=30), asked=spans)
def test_none_that_shares_a_character_is_left_out(contents: list[Span], asked: Span) -> None:
    every = [frame(content) for content in contents]
    near = list(Covering(every).near(asked))
    assert [f for f in near if f.content.overlaps(asked)] == [f for f in every if f.content.overlaps(asked)]
    numbers = [next(k for k, g in enumerate(every) if g is f) for f in near]
    assert numbers == sorted(set(numbers))


def test_those_far_away_are_not_looked_at() -> None:
    every = Covering([frame(Span(at, at + 50)) for at in range(0, 1_000_000, 100)])
    assert 1 <= len(list(every.near(Span(500_000, 500_010)))) <= 4
