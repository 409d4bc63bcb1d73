"""Evidence is cut without losing or changing a character, and shown as text whatever it holds."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import webpages
from sayso.faces.web.evidence import LABELS, Mark, MarkKind, legend, pieces

KINDS = st.sampled_from(list(MarkKind))
MARKS = st.lists(st.builds(Mark, st.integers(-3, 40), st.integers(-3, 40), KINDS), max_size=8)


@given(text=st.text(max_size=40), marks=MARKS)
def test_pieces_joined_are_the_text(text: str, marks: list[Mark]) -> None:
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)


@given(text=st.text(max_size=40), marks=MARKS)
def test_a_marked_piece_has_no_blanks_at_its_ends_and_lies_in_a_mark_of_its_kind(
    text: str, marks: list[Mark]
) -> None:
    at = 0
    for piece in pieces(text, marks):
        end = at + len(piece.text)
        if piece.kind:
            assert piece.text == piece.text.strip()
            assert any(m.kind is piece.kind and m.start <= at and end <= m.end for m in marks)
        at = end


@given(text=st.text(alphabet="abc", min_size=1, max_size=40), marks=MARKS)
def test_every_kind_that_is_seen_has_its_label(text: str, marks: list[Mark]) -> None:
    cut = pieces(text, marks)
    seen = {piece.kind for piece in cut if piece.kind}
    assert {piece.kind for piece in cut if piece.label} == seen
    assert all(piece.label == LABELS[piece.kind] for piece in cut if piece.label and piece.kind)


def test_a_name_inside_a_longer_mark_stays_visible() -> None:
    text = "according to the Ministry of Ports"
    cut = pieces(text, [Mark(0, 34, MarkKind.SAYS), Mark(0, 12, MarkKind.CUE)])
    assert [(p.text, p.kind, p.label) for p in cut] == [
        ("according to", MarkKind.CUE, "cue"),
        (" ", None, ""),
        ("the Ministry of Ports", MarkKind.SAYS, "says so"),
    ]


def test_a_mark_that_goes_on_behind_another_is_labelled_once() -> None:
    text = "one two three"
    cut = pieces(text, [Mark(0, 13, MarkKind.SAYS), Mark(4, 7, MarkKind.WHO)])
    assert [(p.text.strip(), p.label) for p in cut if p.kind] == [
        ("one", ""),
        ("two", "who"),
        ("three", "says so"),
    ]


def test_the_legend_has_every_kind() -> None:
    assert [piece.kind for piece in legend()] == list(MarkKind)


HOSTILE = (
    "<script>alert(1)</script>",
    "</mark><img src=x onerror=alert(1)>",
    '"\' onmouseover="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "\u202eevil\u202c\u200b",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_words_are_shown_as_they_are(text: str) -> None:
    shown = webpages.macro("marks", "evidence")(pieces(text, [Mark(2, 9, MarkKind.WHO)]), footer=text)
    body = re.search(r"<p dir=\"auto\">(.*?)</p>", shown, re.DOTALL)
    assert body
    bare = re.sub(r'<span class="mark-label">.*?\) </span></span>', "", body[1])
    assert unescape(re.sub(r"</?(?:mark|span)\b[^>]*>", "", bare)).strip() == text
    assert not re.search(r"<(?:script|img)", shown)


@given(st.text(min_size=1, max_size=30), MARKS)
def test_the_macro_adds_nothing_inside_the_words(text: str, marks: list[Mark]) -> None:
    shown = webpages.macro("marks", "marked")(pieces(text, marks))
    bare = re.sub(r'<span class="mark-label">.*?\) </span></span>', "", shown, flags=re.DOTALL)
    assert (
        unescape(re.sub(r"</?(?:mark|span)\b[^>]*>", "", bare)).strip() == unescape(text.strip())
        or "&" in text
    )
