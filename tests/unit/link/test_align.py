"""Which word stands for which, in copies of every kind."""

from __future__ import annotations

import pytest

import copied
from sayso.link.align import Alignment, align
from sayso.link.tokens import words_of


def aligned(one: str, other: str) -> Alignment:
    return align(words_of(one), words_of(other))


def said(text: str, range_: tuple[int, int]) -> str:
    spans = words_of(text).spans
    return text[spans[range_[0], 0] : spans[range_[1] - 1, 1]]


def where(text: str, phrase: str) -> tuple[int, int]:
    spans, start = words_of(text).spans, text.index(phrase)
    inside = [k for k, (a, b) in enumerate(spans.tolist()) if a >= start and b <= start + len(phrase)]
    return inside[0], inside[-1] + 1


@pytest.mark.parametrize(
    "copy", [copied.REPORT, copied.SPUN, copied.ABRIDGED], ids=["same", "spun", "abridged"]
)
def test_a_copy_is_aligned_from_its_first_word_to_its_last(copy: str) -> None:
    found = aligned(copied.REPORT, copy)
    n = len(words_of(copy))
    assert sum(p.right[1] - p.right[0] for p in found.passages) >= 0.95 * n


def test_passages_in_another_order_are_found_each_by_itself() -> None:
    found = aligned(copied.REPORT, copied.TURNED)
    assert len(found.passages) >= 3
    assert len(found.pairs) >= 0.95 * len(words_of(copied.TURNED))
    assert [p.left for p in found.passages] == sorted(p.left for p in found.passages)
    assert [p.right for p in found.passages] != sorted(p.right for p in found.passages)


@pytest.mark.parametrize("other", [copied.OTHER_NEWS, "", "Tarvik", "the of and"])
def test_texts_with_nothing_alike_have_no_passage(other: str) -> None:
    found = aligned(copied.REPORT, other)
    assert found.passages == ()
    assert found.pairs.shape == (0, 2)


def test_a_phrase_is_found_in_spun_words() -> None:
    found = aligned(copied.REPORT, copied.SPUN)
    asked = where(copied.REPORT, "corroded pipes")
    there = found.right_of(*asked)
    assert there is not None
    assert said(copied.SPUN, there) == "eroded tubes"
    assert said(copied.REPORT, found.left_of(*there) or (0, 1)) == "corroded pipes"


def test_a_phrase_is_found_in_its_own_passage_after_turning() -> None:
    found = aligned(copied.REPORT, copied.TURNED)
    there = found.right_of(*where(copied.REPORT, "promised a first report within 30 days"))
    assert there is not None
    assert said(copied.TURNED, there) == "promised a first report within 30 days"


def test_words_that_were_cut_have_no_place() -> None:
    found = aligned(copied.REPORT, copied.ABRIDGED)
    assert found.right_of(*where(copied.REPORT, "Transport Minister Petra Soll")) is None


def test_long_texts_are_cut_into_pieces_and_still_aligned() -> None:
    text = " ".join(f"word{k} in port{k * 7 % 1009}" for k in range(4000))
    found = aligned(text, text.replace("port1 ", "harbour "))
    assert len(found.pairs) >= 0.99 * len(words_of(text))


def test_endless_repetition_seeds_nothing() -> None:
    assert aligned("the cat sat " * 3000, "the cat sat " * 2999).passages == ()


def test_of_the_same_words_each_stands_for_itself() -> None:
    """A passage that stands in a text twice could be taken crosswise."""
    block = "Rescuers worked through the night to bring everybody ashore, the coast guard said. "
    text = block + "A ferry struck a sandbank outside the harbour late on Tuesday. " + block * 2
    found = align(words_of(text), words_of(text))
    assert (found.pairs[:, 0] == found.pairs[:, 1]).all()
    assert len(found.pairs) == len(words_of(text))
    assert [(p.left, p.right) for p in found.passages] == [((0, len(words_of(text))),) * 2]
