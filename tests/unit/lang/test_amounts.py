"""Amounts in rows of words: ranges, shares, scores, vague ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lang.amounts import Amount, may_begin, read_amount
from sayso.lang.numbers import begins_number, read_number


@pytest.mark.parametrize(
    ("words", "low", "high", "end"),
    [
        ("40 tanks", 40, 40, 1),
        ("two dozen eggs", 24, 24, 2),
        ("40 to 60 tanks", 40, 60, 3),
        ("40 - 60 tanks", 40, 60, 3),
        ("40 – 60 tanks", 40, 60, 3),
        ("$ 40", None, None, 0),
        ("50bn - $ 60bn", 50e9, 60e9, 4),
        ("four to five thousand men", 4000, 5000, 4),
        ("5 to 7 million", 5e6, 7e6, 4),
        ("three or four ships", 3, 4, 3),
        ("0 to 5", 0, 5, 3),
        ("minus 5", -5, -5, 2),
        ("minus - 5", -5, -5, 3),
        ("thousand - odd men", 1000, 1000, 3),
    ],
)
def test_numbers_and_ranges(words: str, low: float | None, high: float | None, end: int) -> None:
    found = read_amount(words.split(), 0)
    if low is None:
        assert found is None
        return
    assert found is not None
    assert (found.low, found.high, found.end) == (low, high, end)
    assert (found.share, found.score) == (False, False)


@pytest.mark.parametrize(
    ("words", "share", "end"),
    [
        ("one in five pupils", 0.2, 3),
        ("three out of four", 0.75, 4),
        ("1 in 8", 0.125, 3),
        ("two of three", 2 / 3, 3),
        ("two - thirds", 2 / 3, 3),
        ("half of them", 0.5, 1),
        ("a quarter of a mile", 0.25, 2),
    ],
)
def test_shares(words: str, share: float, end: int) -> None:
    found = read_amount(words.split(), 0)
    assert found is not None
    assert found.share
    assert found.low == found.high == pytest.approx(share)
    assert found.end == end


@pytest.mark.parametrize("words", ["40 of 600 villages", "3 in 1999", "five in two", "40 in Rome"])
def test_a_number_in_or_of_something_else_is_no_share(words: str) -> None:
    found = read_amount(words.split(), 0)
    assert found is not None
    assert (found.end, found.low == found.high, found.share) == (1, True, False)


@pytest.mark.parametrize(
    ("words", "low", "high"), [("52 - 48", 52, 48), ("251 to 170", 251, 170), ("3 – 2", 3, 2)]
)
def test_a_falling_pair_is_a_score(words: str, low: float, high: float) -> None:
    assert read_amount(words.split(), 0) == Amount(start=0, end=3, low=low, high=high, score=True)


def test_and_joins_a_range_only_after_between() -> None:
    words = "5 and 7 million".split()
    assert read_amount(words, 0) == Amount(start=0, end=1, low=5, high=5)
    assert read_amount(words, 0, after_between=True) == Amount(start=0, end=4, low=5e6, high=7e6)


@pytest.mark.parametrize(
    "words", ["25,000 or 40,000 men", "5 or more", "40 or so", "3 or 9 ships", "5 to 90,000"]
)
def test_or_and_to_join_only_ends_of_one_range(words: str) -> None:
    found = read_amount(words.split(), 0)
    assert found is not None
    assert (found.low == found.high, found.end) == (True, 1)


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("dozens of men", 1),
        ("a handful of men", 3),
        ("a handful", 2),
        ("a few men", 2),
        ("several men", 1),
        ("tens of thousands", 3),
    ],
)
def test_vague_amounts_have_no_ends(words: str, end: int) -> None:
    found = read_amount(words.split(), 0)
    assert found == Amount(start=0, end=end, low=None, high=None)
    assert found.vague


@pytest.mark.parametrize(
    "words", ["tanks", "a tank", "minus", "of 5", "second", "handful", "", "m 5", "in 5"]
)
def test_other_words_begin_no_amount(words: str) -> None:
    assert read_amount([*words.split(), "."], 0) is None


def test_thousand_odd_is_about_as_many() -> None:
    found = read_amount("thousand - odd men".split(), 0)
    assert found is not None
    assert found.about


WORDS = (
    "a an the one two twenty hundred million bn m k dozen score couple of handful few several half third quarter thirds halves "
    "minus - – to or and in out 12 1,000 1/2 2.5m 1999 odd dozens tens scores zero A Half lakh 5th x Minus"
).split()
rows = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)


@given(rows, st.booleans())
def test_any_row_is_read_without_fault_and_ends_in_order(words: list[str], between: bool) -> None:
    found = read_amount(words, 0, after_between=between)
    if found is None:
        return
    assert (found.start, 0 < found.end <= len(words)) == (0, True)
    assert (found.low is None) == (found.high is None)
    if not found.score and found.low is not None and found.high is not None:
        assert found.low <= found.high


@given(rows, st.integers(1, 8))
def test_what_begins_nothing_begins_nothing_in_fewer_words_either(words: list[str], n: int) -> None:
    if not begins_number(words, 0):
        assert read_number(words[:n], 0) is None
    if not may_begin(words, 0):
        assert read_amount(words[:n], 0) is None


@given(rows)
def test_where_a_row_begins_makes_no_difference(words: list[str]) -> None:
    alone, later = read_amount(words, 0), read_amount(["of", "x", *words], 2)
    assert (alone is None) == (later is None)
    if alone is not None and later is not None:
        assert (later.low, later.high, later.end, later.share) == (
            alone.low,
            alone.high,
            alone.end + 2,
            alone.share,
        )
