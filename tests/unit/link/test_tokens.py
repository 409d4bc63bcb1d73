"""Words, what they fold to, and what they are for comparing."""

from __future__ import annotations

import numpy as np
import pytest

from sayso.link.tokens import NAME, NUMBER, OTHER, SMALL, word_id, words_of


def said(text: str) -> list[str]:
    return [text[a:b] for a, b in words_of(text).spans.tolist()]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  \n… — !", []),
        ("one", ["one"]),
        ("Don't stop.", ["Don", "t", "stop"]),
        ("It cost $1,500.50, he said.", ["It", "cost", "1,500.50", "he", "said"]),
        ("The U.S. and a U.N. envoy", ["The", "U.S", "and", "a", "U.N", "envoy"]),
        ("left.Then 3.Then", ["left", "Then", "3", "Then"]),
        ("co-operate at 6.40 p.m.", ["co", "operate", "at", "6.40", "p.m"]),
        ("soft\u00adhyphen e\u0301tude", ["soft\u00adhyphen", "e\u0301tude"]),
        ("Київ і 東京 tower", ["Київ", "і", "東京", "tower"]),
        ("\U0001d400\U0001f600x", ["\U0001d400", "x"]),
        (".5,", ["5"]),
        (",", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KYIV", "kyiv"),
        ("café", "cafe"),
        ("e\u0301tude", "Étude"),
        ("1,500", "1500"),
        ("U.S", "us"),
        ("soft\u00adhyphen", "softhyphen"),
        ("ＡＢ", "ab"),
    ],
)
def test_words_that_fold_alike_have_one_id(one: str, other: str) -> None:
    assert words_of(one).ids.tolist() == words_of(other).ids.tolist() == [word_id(other)]


def test_other_words_have_other_ids() -> None:
    text = "ab ba abc a b aab aba 12 21 1.5 15x"
    assert len(np.unique(words_of(text).ids)) == len(text.split())


def test_a_word_has_the_same_id_wherever_it_stands() -> None:
    text = "harbour " + "x" * 70_000 + " harbour"  # beyond the powers kept at hand
    ids = words_of(text).ids
    assert ids[0] == ids[2] == word_id("harbour")


def test_ids_are_those_of_earlier_releases() -> None:
    """Stored hashes rest on them: whoever changes this number must rebuild every index."""
    assert word_id("harbour") == HARBOUR


HARBOUR = 3174219885113112508


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("They met Soll in Tarvik.", "Tarvik", NAME),
        ("They met Soll in Tarvik.", "in", SMALL),
        ("They met Soll in Tarvik.", "They", SMALL),
        ("They met Soll in Tarvik.", "met", OTHER),
        ("Police fled.", "Police", OTHER),
        ("Petra Soll fled.", "Petra", NAME),
        ("Soll fled. Later he saw Soll.", "Soll", NAME),
        ("He fled. Police saw it. The Police", "Police", NAME),
        ("We saw Mr. Soll there", "Soll", NAME),
        ("about 31 ships", "31", NUMBER),
        ("about 3rd ships", "3rd", NUMBER),
        ("about twelve ships", "twelve", SMALL),
    ],
)
def test_kinds(text: str, word: str, kind: int) -> None:
    words = words_of(text)
    assert words.kinds[said(text).index(word)] == kind
    assert words.kept.tolist() == (words.kinds != OTHER).tolist()
    assert words.anchors.tolist() == [k in (NAME, NUMBER) for k in words.kinds]


def test_lines_of_the_site_stand_aside() -> None:
    text = (
        "Ferry sinks\nSubscribe to our letter.\n"
        + "It sank and the feed broke. " * 60
        + "\n© 2026 Press. All rights reserved."
    )
    words = words_of(text)
    aside = [w for w, a in zip(said(text), words.aside.tolist(), strict=True) if a]
    assert aside[:4] == ["Subscribe", "to", "our", "letter"]
    assert aside[-3:] == ["All", "rights", "reserved"]
    assert not words.aside[100:200].any()


def test_sentences_and_lines_are_opened() -> None:
    text = "It sank. Nobody died\nNew line, 1.5 miles? Yes"
    words = words_of(text)
    opening = [w for w, opens in zip(said(text), words.opens.tolist(), strict=True) if opens]
    assert opening == ["It", "Nobody", "New", "Yes"]
