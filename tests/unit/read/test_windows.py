"""Windows keep every word, fit the encoder and waste little."""

from __future__ import annotations

import random

import pytest

from sayso.read.model import MODEL_DIR
from sayso.read.pieces import WordPieces
from sayso.read.windows import MAX_PIECES, batch_windows, collate, pack, paragraph_sentences


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces.load(MODEL_DIR / "vocab.txt")


def report(rng: random.Random, n: int) -> list[tuple[int, list[str]]]:
    words = "the minister said talks with Pyongyang would resume on Monday , sources".split()
    return [(i // 2, [rng.choice(words) for _ in range(rng.randint(3, 45))]) for i in range(n)]


def test_every_word_is_in_exactly_one_window(pieces: WordPieces) -> None:
    rows = report(random.Random(1), 40)
    windows = pack(paragraph_sentences(0, rows), pieces)
    seen = [s.number for w in windows for s in w.sentences]
    assert seen == list(range(40))
    assert sum(len(w.first) for w in windows) == sum(len(words) for _, words in rows)
    assert all(len(w.ids) <= MAX_PIECES for w in windows)
    assert all(len(w.ids) == len(w.shapes) == len(w.places) == len(w.piece_sent) for w in windows)


def test_documents_do_not_share_windows(pieces: WordPieces) -> None:
    sentences = [
        *paragraph_sentences(0, report(random.Random(2), 3)),
        *paragraph_sentences(1, report(random.Random(3), 3)),
    ]
    for window in pack(sentences, pieces):
        assert len({s.document for s in window.sentences}) == 1


def test_a_sentence_beyond_the_encoder_is_cut_not_lost(pieces: WordPieces) -> None:
    windows = pack(paragraph_sentences(0, [(0, ["word"] * 900), (0, ["end", "."])]), pieces)
    assert len(windows[0].ids) <= 512
    assert [s.number for w in windows for s in w.sentences] == [0, 1]


def test_padding_stays_below_a_tenth(pieces: WordPieces) -> None:
    rng = random.Random(4)
    used = cells = 0
    for _ in range(60):
        windows = pack(paragraph_sentences(0, report(rng, rng.randint(4, 40))), pieces)
        for group in batch_windows(windows, 2048):
            cells += collate(group).feeds["ids"].size
            used += sum(len(w.ids) for w in group)
    assert 1 - used / cells < 0.10
