"""Pack an article's sentences into windows for the encoder, and windows into batches.

A window is a run of consecutive sentences, so that attributions and pronouns see their
paragraph; batches hold windows of like length, so that little is spent on padding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sayso.classes import dataclass
from sayso.read.pieces import N_CLASSES, WordPieces, place_ids, quote_depths, word_shape

__all__ = ["MAX_PIECES", "Batch", "Window", "WindowSentence", "batch_windows", "collate", "pack", "within"]

#: The window length the model was trained with (train/corpora.py MAX_PIECES).
MAX_PIECES = 160
#: Longer sentences are read only as far as the encoder's 512 positions reach.
HARD_LIMIT = 500
#: Windows share a batch when the shortest has at least this share of the longest's pieces.
LIKE = 0.8

Int = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSentence:
    """A sentence as words: which document it belongs to, its number there, quotation state."""

    document: int
    number: int
    words: tuple[str, ...]
    quoted: tuple[int, ...]
    lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Sentences that are read together, with their pieces laid out."""

    sentences: tuple[WindowSentence, ...]
    ids: tuple[int, ...]
    shapes: tuple[int, ...]
    places: tuple[int, ...]
    piece_sent: tuple[int, ...]
    first: tuple[int, ...]
    word_sent: tuple[int, ...]
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Windows and the arrays the session takes: (windows, pieces) and (windows, words)."""

    windows: tuple[Window, ...]
    feeds: dict[str, Int]


def paragraph_sentences(
    document: int, sentences: Sequence[tuple[int, Sequence[str]]]
) -> list[WindowSentence]:
    """Sentences given as (paragraph number, words), with quotation state run over each paragraph."""
    out: list[WindowSentence] = []
    at = 0
    while at < len(sentences):
        end = at
        while end < len(sentences) and sentences[end][0] == sentences[at][0]:
            end += 1
        depths = quote_depths([w for _, words in sentences[at:end] for w in words])
        used = 0
        for number in range(at, end):
            words = tuple(sentences[number][1])
            out.append(
                WindowSentence(
                    document=document,
                    number=number,
                    words=words,
                    quoted=tuple(depths[used : used + len(words)]),
                    lead=number == at,
                )
            )
            used += len(words)
        at = end
    return out


def pack(sentences: Sequence[WindowSentence], pieces: WordPieces, limit: int = MAX_PIECES) -> list[Window]:
    """Join consecutive sentences of one document into windows of at most ``limit`` pieces.

    The windows of a document are filled evenly, so that a batch of them needs little padding. A
    sentence longer than the limit gets a window of its own; beyond the encoder's positions its
    words are left out of the window (they read as unknown words without a label).
    """
    windows: list[Window] = []
    at = 0
    while at < len(sentences):
        end = at
        while end < len(sentences) and sentences[end].document == sentences[at].document:
            end += 1
        windows += [_lay(group, pieces) for group in _groups(sentences[at:end], pieces, limit - 2)]
        at = end
    return windows


def _groups(sentences: Sequence[WindowSentence], pieces: WordPieces, room: int) -> list[list[WindowSentence]]:
    lengths = [sum(len(pieces.of(w)) for w in s.words) for s in sentences]
    total = sum(lengths)
    target = total / max(1, math.ceil(total / room))
    groups: list[list[WindowSentence]] = []
    size = used = 0
    for sentence, n in zip(sentences, lengths, strict=True):
        # a window is full when the next sentence would pass the limit, or half of it the even share
        if not groups or size + n > room or used + n / 2 > target * len(groups):
            groups.append([])
            size = 0
        groups[-1].append(sentence)
        size += n
        used += n
    return groups


def _lay(group: Sequence[WindowSentence], pieces: WordPieces) -> Window:
    ids, shapes, places, piece_sent = [pieces.cls], [0], [0], [-1]
    first: list[int] = []
    word_sent: list[int] = []
    offsets: list[int] = []
    for number, sentence in enumerate(group):
        offsets.append(len(first))
        place = place_ids(
            sentence.quoted, sentence_starts=frozenset([0]), lead=[sentence.lead] * len(sentence.words)
        )
        for word, where in zip(sentence.words, place, strict=True):
            cut = pieces.of(word)
            if len(ids) + len(cut) > HARD_LIMIT:
                break
            shape = word_shape(word)
            first.append(len(ids))
            word_sent.append(number)
            ids.extend(cut)
            shapes.append(shape)
            shapes.extend([shape + N_CLASSES] * (len(cut) - 1))
            places.extend([where] * len(cut))
            piece_sent.extend([number] * len(cut))
    ids.append(pieces.sep)
    for row, value in ((shapes, 0), (places, 0), (piece_sent, -1)):
        row.append(value)
    return Window(
        sentences=tuple(group),
        ids=tuple(ids),
        shapes=tuple(shapes),
        places=tuple(places),
        piece_sent=tuple(piece_sent),
        first=tuple(first),
        word_sent=tuple(word_sent),
        offsets=tuple(offsets),
    )


def within(windows: Sequence[Window], pieces: int) -> int:
    """How many of the first windows have at most so many pieces together."""
    used = 0
    for number, window in enumerate(windows):
        used += len(window.ids)
        if used > pieces:
            return number
    return len(windows)


def batch_windows(windows: Sequence[Window], size: int) -> list[list[Window]]:
    """Group windows of like length (the shortest at least LIKE of the longest), ``size`` pieces at most."""
    out: list[list[Window]] = []
    for window in sorted(windows, key=lambda w: -len(w.ids)):
        longest = len(out[-1][0].ids) if out else 0
        if not out or (len(out[-1]) + 1) * longest > size or len(window.ids) < LIKE * longest:
            out.append([])
        out[-1].append(window)
    return out


def collate(windows: Sequence[Window]) -> Batch:
    """Pad windows to one length and stack them."""
    n = max(len(w.ids) for w in windows)
    m = max(len(w.first) for w in windows)
    sizes = {
        "ids": (n, 0),
        "shapes": (n, 0),
        "places": (n, 0),
        "piece_sent": (n, -1),
        "first": (m, 0),
        "word_sent": (m, -1),
    }
    feeds: dict[str, Int] = {}
    for name, (width, fill) in sizes.items():
        rows = np.full((len(windows), width), fill, np.int64)
        for i, window in enumerate(windows):
            values = getattr(window, name)
            rows[i, : len(values)] = values
        feeds[name] = rows
    return Batch(windows=tuple(windows), feeds=feeds)
