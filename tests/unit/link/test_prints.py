"""Sampled hashes: few, stable, and shared by copies."""

from __future__ import annotations

import numpy as np
import pytest

import copied
from sayso.link.prints import REWRITTEN, WORDS, prints_of, view_of
from sayso.link.tokens import words_of


def shared(one: str, other: str) -> int:
    return len(np.intersect1d(prints_of(words_of(one)), prints_of(words_of(other))))


@pytest.mark.parametrize(
    "copy",
    [copied.ABRIDGED, copied.SPUN, copied.TURNED, copied.WITH_PASSAGE],
    ids=["abridged", "spun", "turned", "passage"],
)
def test_copies_share_two_hashes_and_more(copy: str) -> None:
    assert shared(copied.REPORT, copy) >= 2


def test_other_news_share_none() -> None:
    assert shared(copied.REPORT, copied.OTHER_NEWS) == 0


def test_spun_copies_are_found_by_what_a_rewriter_leaves() -> None:
    both = np.intersect1d(prints_of(words_of(copied.REPORT)), prints_of(words_of(copied.SPUN)))
    assert np.count_nonzero(view_of(both) == REWRITTEN) > np.count_nonzero(view_of(both) == WORDS)


def test_hashes_are_few_and_each_once() -> None:
    long = "\n".join(copied.REPORT.replace("Tarvik", f"Tarvik{k}").replace("31", str(k)) for k in range(40))
    for text in (copied.REPORT, copied.OTHER_NEWS, long):
        words = words_of(text)
        prints = prints_of(words)
        assert prints.dtype == np.uint32
        assert prints.tolist() == sorted(set(prints.tolist()))
        assert len(prints) <= 66 + len(words) / 6


def test_short_texts_keep_enough() -> None:
    brief = copied.REPORT.split("\n\n")[1] + " " + copied.REPORT.split("\n\n")[2]
    assert len(prints_of(words_of(brief))) >= 24


@pytest.mark.parametrize("text", ["", "ferry", "Ferry at Tarvik", "… — !"])
def test_texts_without_grams_have_none_or_few(text: str) -> None:
    assert len(prints_of(words_of(text))) <= 1


def test_what_a_part_keeps_under_the_share_the_whole_keeps() -> None:
    """Of a text long enough that the shares alone decide, each part's sampled hashes are the whole's."""
    paragraphs = [copied.REPORT.replace("passengers", f"p{k}").replace("Tarvik", f"T{k}") for k in range(60)]
    whole = prints_of(words_of("\n".join(paragraphs)))
    part = prints_of(words_of("\n".join(paragraphs[:30])))
    assert np.isin(part, whole).mean() > 0.97  # a word may be a name only in the whole
