"""Word pieces agree with the reference tokeniser; shapes and quotes carry what the vocabulary lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import BertWordPieceTokenizer

from sayso.read.model import MODEL_DIR
from sayso.read.pieces import MAX_PIECES_PER_WORD, WordPieces, place_ids, quote_depths, word_shape

VOCABULARY = MODEL_DIR / "vocab.txt"


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces.load(VOCABULARY)


@pytest.fixture(scope="module")
def reference() -> BertWordPieceTokenizer:
    return BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)


@given(word=st.text(st.characters(min_codepoint=33, max_codepoint=0x24F), min_size=1, max_size=12))
def test_pieces_equal_the_reference(word: str, pieces: WordPieces, reference: BertWordPieceTokenizer) -> None:
    expected = reference.encode(word, add_special_tokens=False).ids[:MAX_PIECES_PER_WORD]
    # the reference drops control characters; a word of nothing else is unknown to us, never nothing
    assert list(pieces.of(word)) == (expected or [pieces.unk])


def test_every_word_has_pieces(pieces: WordPieces) -> None:
    for word in ("\u200b", "漢字", "🙂", "a" * 5000, "\ud7ff"):
        assert 1 <= len(pieces.of(word)) <= MAX_PIECES_PER_WORD


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        (",", 0),
        ("talks", 1),
        ("Kyiv", 2),
        ("NATO", 3),
        ("A", 4),
        ("iPhone", 5),
        ("1,200", 6),
        ("F-16", 7),
        ("U.S.", 8),
    ],
)
def test_word_shape(word: str, shape: int) -> None:
    assert word_shape(word) == shape


def test_quote_depths_cover_the_marks_and_what_is_between() -> None:
    assert quote_depths(["He", "said", ":", '"', "Go", '"', "."]) == [0, 0, 0, 1, 1, 1, 0]
    assert quote_depths(["“", "Go", "on"]) == [1, 1, 1]


def test_place_ids_tell_first_words_and_leading_sentences() -> None:
    assert place_ids([0, 1], sentence_starts=frozenset([0]), lead=[True, True]) == [6, 5]
