"""What stands in quotation marks."""

from __future__ import annotations

import pytest

from sayso.link.quoting import LONGEST, MARKS, quoted_ranges
from sayso.link.tokens import words_of


def inside(text: str) -> list[str]:
    marks = [k for k, char in enumerate(text) if char in MARKS]
    return [text[a:b] for a, b in quoted_ranges(text, marks)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no more" and left.', ['"no more"']),
        ("He said “no more” and left.", ["“no more”"]),
        ("Er sagte „nie mehr“ und", []),  # the closing mark is English's opening one
        ("Il dit « plus jamais » et", ["« plus jamais »"]),
        ("He said ``no more'' and left.", ["``no more''"]),
        ("He said 'no more,' and left.", ["'no more,'"]),
        ("He said ‘no more’ and left.", ["‘no more’"]),
        ("the ship's crew and the crew's ship", []),
        ("the crews' ships weren't 'here'", ["'here'"]),
        ('a 6" gun and a 5" gun', []),
        ('"One." "Two."', ['"One."', '"Two."']),
        ('He said "no\nmore" and', ['"no\nmore"']),
        ('"First line.\n"Second line." Then', ['"First line.', '"Second line."']),
        ("“Left open. Then more", []),
        ("closed only” then “both”", ["“both”"]),
        ('an " alone', []),
        ('"So be it, "Soll said. "Not so fast"', ['"So be it, "', '"Not so fast"']),
        ('"One line.\n"Next, "he said.', ['"One line.', '"Next, "']),
        ('5" of rain, she said, "at least"', ['"at least"']),
        ("“" + "x " * LONGEST + "”", []),
    ],
)
def test_ranges(text: str, quoted: list[str]) -> None:
    assert inside(text) == quoted


def test_words_between_marks_are_quoted_and_no_others() -> None:
    text = 'Soll said: "It will sail again," and went. “Never closed, he'
    words = words_of(text)
    quoted = [text[a:b] for (a, b), q in zip(words.spans.tolist(), words.quoted.tolist(), strict=True) if q]
    assert quoted == ["It", "will", "sail", "again"]
