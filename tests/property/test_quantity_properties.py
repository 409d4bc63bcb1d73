"""Whatever words stand in a sentence and however its tree hangs: amounts are read without fault, and the same anywhere."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counting import counted, parsed, soup, text_of
from sayso.extract.quantity import quantities_in
from sayso.extract.quantity.row import row_of
from sayso.extract.quantity.special import opens, special_at
from sayso.extract.tree import Tree
from sayso.lang.amounts import read_amount
from sayso.records import Nature, Quantity, SentenceReading, Span, TimeKind, TimeRange
from seeded import printed_under_two_seeds
from telling import article_of

few = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32 - 1)
lengths = st.integers(1, 30)
numbers = st.integers(0, 10**9)


def times_of_soup(sentence: SentenceReading, rng: random.Random) -> list[TimeRange]:
    """Up to two times in any words of a sentence."""
    out = []
    for _ in range(rng.randrange(3)):
        a, b = sorted((rng.choice(sentence.tokens), rng.choice(sentence.tokens)), key=lambda t: t.span)
        span = Span(a.span.start, b.span.end)
        out.append(TimeRange(text=span.of(text_of(sentence)), span=span, kind=rng.choice(list(TimeKind))))
    return out


def amounts(seed: int, n: int) -> tuple[SentenceReading, tuple[Quantity, ...]]:
    """A soup of ``n`` words and what is read of it."""
    rng = random.Random(seed)
    sentence = soup(rng, n)
    countries = rng.sample(["MEX", "IND", "EGY", "CZE", "USA"], 2)
    article = article_of(text_of(sentence), None)
    return sentence, quantities_in(sentence, article, times_of_soup(sentence, rng), countries=countries)


@few
@given(seeds, lengths)
def test_any_words_are_read_without_fault(seed: int, n: int) -> None:
    sentence, found = amounts(seed, n)
    text = text_of(sentence)
    for quantity in found:
        check(quantity, text)
    assert list(found) == sorted(found, key=lambda q: q.span)


def check(quantity: Quantity, text: str) -> None:
    """What holds of every amount."""
    span = quantity.span
    assert 0 <= span.start < span.end <= len(text)
    assert quantity.text == text[span.start : span.end]
    if quantity.low is not None and quantity.high is not None:
        assert quantity.low <= quantity.high
    assert len(quantity.point) <= 2
    for end in (quantity.low, quantity.high):
        assert end is None or end in quantity.point
    if quantity.nature is not Nature.SCORE:
        assert quantity.low_closed or quantity.low is not None
        assert quantity.high_closed or quantity.high is not None
    assert (quantity.per is None) == (quantity.per_code is None)
    assert bool(quantity.direction) <= (quantity.nature is Nature.CHANGE)
    assert quantity.code is not None or quantity.assumed != "" or quantity.unit is not None


@few
@given(seeds, lengths)
def test_the_same_words_are_read_the_same_again_and_with_a_tree_at_hand(seed: int, n: int) -> None:
    sentence = soup(random.Random(seed), n)
    article = article_of(text_of(sentence), None)
    once = quantities_in(sentence, article, ())
    assert quantities_in(sentence, article, (), tree=Tree(sentence)) == once


@few
@given(seeds, lengths)
def test_words_that_open_nothing_begin_nothing(seed: int, n: int) -> None:
    sentence = soup(random.Random(seed), n)
    row = row_of(Tree(sentence), article_of(text_of(sentence), None), (), ())
    for at in range(len(row)):
        if not opens(row, at):
            assert special_at(row, at) is None
            assert read_amount(row.texts, at) is None


@few
@given(numbers, numbers)
def test_a_range_is_what_it_says(a: int, b: int) -> None:
    low, high = sorted((a, b))
    found = counted(f"They saw between {low:,} and {high:,} ships .")
    joined = low < high and (high <= 1000 * low or low == 0)
    assert found[0].point == ((low, high) if joined else (low,))


#: Words before a number, and whether they leave its lower and its upper end open.
OPEN = {
    "at least": (False, True), "up to": (True, False), "more than": (False, True), "fewer than": (True, False), "about": (False, False),
}  # fmt: skip


@few
@given(numbers, st.sampled_from(sorted(OPEN)))
def test_a_bound_never_changes_the_number(n: int, bound: str) -> None:
    (found,) = counted(f"They saw {bound} {n:,} ships .")
    low, high = OPEN[bound]
    assert found.point == (n,)
    assert [found.low, found.high] == [None if low else n, None if high else n]


@few
@given(st.integers(1, 400), st.sampled_from(["km", "kg", "percent", "MW", "days"]))
def test_a_unit_keeps_its_number_glued_or_apart(n: int, unit: str) -> None:
    (apart,) = counted(f"They had {n} {unit} .")
    assert (apart.low, apart.high) == (n, n)
    if unit in ("km", "kg", "MW"):
        (glued,) = counted(f"They had {n}{unit} .")
        assert (glued.low, glued.unit, glued.code) == (apart.low, apart.unit, apart.code)


def test_a_sentence_without_words_of_number_has_no_amounts() -> None:
    text = "They fled ."
    assert quantities_in(parsed(text), article_of(text, None), ()) == ()


def soups(seed: int) -> Sequence[tuple[Quantity, ...]]:
    """What is read of forty soups."""
    return [amounts(seed + k, 25)[1] for k in range(40)]


def test_the_order_of_sets_has_no_say() -> None:
    script = "import test_quantity_properties as t; print(t.soups(7))"
    outputs = printed_under_two_seeds(script, Path(__file__).parent)
    assert outputs[0] == outputs[1]
    assert outputs[0].count("Quantity(") > 40
