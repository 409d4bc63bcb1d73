"""Numbers in words and digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lang.numbers import MAGNITUDES, Number, begins_number, is_number_word, read_number, value_of


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("eleven", 11),
        ("zero", 0),
        ("7,000", 7000),
        ("1,234,567.5", 1234567.5),
        ("12,34,567", 1234567),
        ("1.2 million", 1.2e6),
        ("two dozen", 24),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("half a million", 5e5),
        ("a half million", 5e5),
        ("a hundred", 100),
        ("a hundred thousand", 1e5),
        ("two hundred and ten", 210),
        ("twenty - five", 25),
        ("thirty two thousand", 32000),
        ("one hundred thousand", 1e5),
        ("three million two hundred thousand", 3.2e6),
        ("one and a half million", 1.5e6),
        ("a couple of dozen", 24),
        ("5 lakh", 5e5),
        ("5 crore", 5e7),
        ("50bn", 5e10),
        ("3.5m", 3.5e6),
        ("20k", 2e4),
        ("4 bn", 4e9),
    ],
)
def test_value_of_reads_words_and_digits(words: str, value: float) -> None:
    assert value_of(words.split()) == pytest.approx(value)


@pytest.mark.parametrize(
    "words", ["tanks", "and", "a", "", "million-strong", "third", "score", "m", "five tanks"]
)
def test_value_of_is_none_for_what_names_no_number(words: str) -> None:
    assert value_of(words.split()) is None


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("hundreds of people", 1),
        ("dozens", 1),
        ("tens of thousands fled", 3),
        ("hundreds of thousands of rounds", 3),
        ("several thousand men", 2),
        ("a few hundred boats", 3),
        ("several hundred thousand", 3),
    ],
)
def test_vague_numbers_have_no_value(words: str, end: int) -> None:
    found = read_number(words.split(), 0)
    assert found == Number(end=end, value=None)
    assert found.vague


@pytest.mark.parametrize("words", ["tens", "scores goals", "several men", "a few men"])
def test_words_that_only_look_vague_are_no_numbers(words: str) -> None:
    assert read_number(words.split(), 0) is None


@pytest.mark.parametrize(
    ("words", "end", "value"),
    [
        ("1/2", 1, 0.5),
        ("a third of the men", 2, 1 / 3),
        ("two - thirds of them", 3, 2 / 3),
        ("three quarters", 2, 0.75),
        ("half of its fleet", 1, 0.5),
        ("half the fleet", 1, 0.5),
    ],
)
def test_shares_are_marked(words: str, end: int, value: float) -> None:
    found = read_number(words.split(), 0)
    assert found is not None
    assert (found.end, found.share) == (end, True)
    assert found.value == pytest.approx(value)


def test_an_ordinal_is_no_share() -> None:
    assert read_number("third attack".split(), 0) is None
    assert read_number("a third attack".split(), 0) is None


def test_a_number_ends_where_the_next_begins() -> None:
    assert read_number("two 155 mm guns".split(), 0) == Number(end=1, value=2.0)
    assert read_number("10 and 20 tanks".split(), 0) == Number(end=1, value=10.0)


def test_a_number_may_begin_anywhere() -> None:
    assert read_number("up to 11 million shells".split(), 2) == Number(end=4, value=11e6)


def test_a_zero_denominator_is_no_number() -> None:
    assert value_of(["1/0"]) is None


@pytest.mark.parametrize("word", ["7", "7,000", "Eleven", "MILLION", "50bn", "dozen"])
def test_number_words(word: str) -> None:
    assert is_number_word(word)


@pytest.mark.parametrize("word", ["tank", "m", "bn", "score", "7th", "F16", "third"])
def test_other_words(word: str) -> None:
    assert not is_number_word(word)


@given(st.integers(0, 10**12))
def test_digits_with_commas_mean_the_same(n: int) -> None:
    assert value_of([f"{n:,}"]) == n


@given(
    st.lists(
        st.sampled_from("a half and - of two twenty hundred million 5 tens several third 1/2 m".split()),
        max_size=8,
    )
)
def test_any_row_of_words_is_read_without_fault(words: list[str]) -> None:
    found = read_number(words, 0)
    assert found is None or 0 < found.end <= len(words)


@pytest.mark.parametrize("words", ["a tank", "an", "tank", "m", "bn 5", "of", "-", "A fifthly", "and 5"])
def test_words_that_begin_no_number(words: str) -> None:
    assert not begins_number(words.split(), 0)


@pytest.mark.parametrize(
    "words",
    [
        "A dozen",
        "an hundred",
        "5",
        "Eleven",
        "ninety",
        "Dozens",
        "several",
        "half",
        "1/2",
        "a third",
        "a - third",
        "٣",
    ],
)
def test_words_that_may_begin_a_number(words: str) -> None:
    assert begins_number(words.split(), 0)


@given(st.integers(0, 999_999), st.sampled_from(sorted(set(MAGNITUDES) - {"score"})))
def test_a_magnitude_multiplies_the_digits_before_it(n: int, magnitude: str) -> None:
    assert value_of([str(n), magnitude]) == pytest.approx(n * MAGNITUDES[magnitude])


def test_behind_the_end_there_is_no_number() -> None:
    assert read_number(["5"], 1) is None
