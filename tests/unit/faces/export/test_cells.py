"""Cells of tables: what a spreadsheet or a reader of lines would trip over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.faces.export.cells import formula_safe, one_line, utf8


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\tplain", " =1", "\u3000=1", "\u00a0@x", "\u200b=1",
        "\ufeff=1", "\u202e=1", "＝1", "＋1", "－A", "＠x", "﹦1", "﹢1", "⁼1", "\x0b=1", "-1-1", "+1+cmd|'/c calc'!A0", "--1",
        "=", "\x00=1", "-2+3",
    ],
)  # fmt: skip
def test_what_may_be_a_formula_gets_an_apostrophe(text: str) -> None:
    if text == "=":
        assert formula_safe(text) == "="
        return
    assert formula_safe(text) == "'" + text.replace("\0", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-5",
        "+5",
        "-5.25",
        "-1e-7",
        "+.5",
        "5",
        "a=b",
        "Kim said -5",
        "'=1",
        "+",
        "-",
        "Łódź",
        "…",
        "(=1)",
    ],
)
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert formula_safe(text) == text


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    safe = formula_safe(text)
    assert "\0" not in safe
    assert safe.removeprefix("'") == text.replace("\0", "").removeprefix("'")
    bare = safe.lstrip()
    if bare and bare[0] in "=+-@" and len(safe) > 1:
        float(safe)  # what is left are numbers


@given(st.text(alphabet=st.characters(codec=None)))
def test_a_line_stays_a_line(text: str) -> None:
    line = one_line(text)
    assert line.encode("utf-8").decode() == line
    assert len(line.splitlines()) <= 1
    assert "\t" not in line
    assert line == line.strip()


def test_lone_surrogates_become_question_marks() -> None:
    assert utf8("a\ud800b") == "a?b"
