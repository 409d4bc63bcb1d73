"""Words and sentences of texts made to run long: the patterns look at each character a bounded number of times.

The counts stand for time: a pattern that goes quadratic takes hours on a million marks, and the test never ends.
"""

from __future__ import annotations

import pytest

from sayso.lang.sentences import rule_ends, split_sentences
from sayso.lang.words import split_words
from sayso.text.normalise import normalise

N = 200_000


@pytest.mark.parametrize(
    "unit", ["a.", "a-", "a+", "111,", "1.", "a'", "A.", "twenty-", "http://", "@", "aaaa"]
)
def test_words_of_what_has_no_end(unit: str) -> None:
    text = unit * (N // len(unit)) + "x y"
    words = split_words(text, 0, len(text))
    assert words[-1] == (len(text) - 1, len(text))
    assert all(a < b for a, b in words)


@pytest.mark.parametrize("mark", [".", "!?", "…", "。", '."', ". "])
def test_stops_of_what_has_no_end(mark: str) -> None:
    text = mark * (N // len(mark)) + "x He met Kim."
    assert rule_ends(text, 0, len(text))[-1] == len(text)
    assert split_sentences(text, 0, len(text))[-1][1] == len(text)


@pytest.mark.parametrize("n", [3, 39, 40, 41, 5_000])
def test_a_run_of_marks_of_any_length_ends_one_sentence(n: int) -> None:
    text = f"He left{'!' * n} She stayed."
    assert split_sentences(text, 0, len(text)) == [(0, 7 + n), (8 + n, len(text))]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1,234,567 men", "1,234,567"),
        ("1,234.56 men", "1,234.56"),
        ("1,234,56 men", "1"),
        ("1,234,,5", "1"),
        ("1,234,,x", "1,234"),
        ("a.b+c-d@mail.example.org x", "a.b+c-d@mail.example.org"),
    ],
)
def test_numbers_and_addresses_are_whole(text: str, first: str) -> None:
    a, b = split_words(text, 0, len(text))[0]
    assert text[a:b] == first


def test_lines_of_a_wrapped_text_are_joined_once() -> None:
    line = "a line of words that is long enough to have been wrapped here"
    assert normalise("\n".join([line] * 100_000)) == " ".join([line] * 100_000)
    assert normalise(f"{line} inter-\nnational {line}\n{line}\n{line}").startswith(
        f"{line} international {line}"
    )
