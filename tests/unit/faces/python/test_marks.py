from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.faces.python.marks import Mark, Part, marks_of, pieces_of
from sayso.records import Quantity, Span
from stubs import TOWN, Told, day, figure_of, side, speaker

MINES = Quantity(text="37 mines", span=Span(0, 1), low=37, high=None, counted="mines", item="mine")


@st.composite
def texts_with_marks(draw: st.DrawFn) -> tuple[str, int, list[Mark]]:
    text = draw(st.text(max_size=40))
    base = draw(st.integers(0, 50))
    ends = st.integers(0, base + 60)
    spans = draw(st.lists(st.tuples(ends, ends), max_size=12))
    marks = [
        Mark(Span(*sorted(pair)), draw(st.sampled_from(list(Part))), draw(st.integers(0, 3)))
        for pair in spans
    ]
    return text, base, marks


@settings(deadline=None)  # shared machines
@given(texts_with_marks())
def test_pieces_are_the_text_and_each_has_the_marks_that_cover_it(made: tuple[str, int, list[Mark]]) -> None:
    text, base, marks = made
    pieces = list(pieces_of(text, marks, base=base))
    assert "".join(piece.text for piece in pieces) == text
    at = base
    inside = [m for m in set(marks) if base <= m.span.start < m.span.end <= base + len(text)]
    for piece in pieces:
        span = Span(at, at + len(piece.text))
        assert set(piece.marks) == {m for m in inside if m.span.contains(span)}
        assert set(piece.ends) == {m for m in piece.marks if m.span.end == span.end}
        at = span.end
    # every mark is begun, and ended once
    assert sorted(map(repr, inside)) == sorted(repr(m) for piece in pieces for m in piece.ends)


def test_a_claim_marks_every_part_of_it() -> None:
    _, claim = Told(place=TOWN, time=day("2024-05-01"), chain=(speaker("x"),), quantities=(MINES,)).made()
    assert {mark.part for mark in marks_of(claim, 7)} == set(Part)
    assert {mark.number for mark in marks_of(claim, 7)} == {7}
    assert Part.WHO in {m.part for m in marks_of(figure_of(claim, MINES))}


def test_a_crowd_of_names_is_marked_so_far() -> None:
    _, claim = Told(actors=tuple(f"per:{n}" for n in range(2))).made()
    crowd = tuple(side(f"per:{n}") for n in range(500))
    crowd = tuple(replace(a, span=Span(n, n + 1)) for n, a in enumerate(crowd))
    assert len(marks_of(replace(claim, actors=crowd))) == 24
