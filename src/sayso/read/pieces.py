"""Words to word pieces and word shapes: the encoder's input alphabet.

The pretrained vocabulary is uncased, so what letter case, digits and quotation tell is given to the
encoder as two extra embeddings per piece. Words are split on their own, which makes the cut cacheable
and independent of the sentence around it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = [
    "MAX_PIECES_PER_WORD",
    "N_PLACES",
    "N_SHAPES",
    "WordPieces",
    "place_ids",
    "quote_depths",
    "word_shape",
]

#: Longer words (URLs, garbage) are cut; no word of ordinary English has more pieces.
MAX_PIECES_PER_WORD = 8
#: Letter-case and digit classes of a word; continuation pieces get the class plus N_CLASSES.
N_CLASSES = 9
N_SHAPES = 2 * N_CLASSES
#: Quote state (2) x first word of sentence (2) x first sentence of paragraph (2).
N_PLACES = 8

_OPEN = frozenset("“«„")
_CLOSE = frozenset("”»")


class WordPieces:
    """Greedy longest-match word pieces of the uncased BERT vocabulary, with a cache."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._cache: dict[str, tuple[int, ...]] = {}
        self.cls: int = vocabulary["[CLS]"]
        self.sep: int = vocabulary["[SEP]"]
        self.unk: int = vocabulary["[UNK]"]

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        """Read a vocabulary file, one piece a line, the line number being its id."""
        lines = path.read_text(encoding="utf8").splitlines()
        return cls({piece: number for number, piece in enumerate(lines)})

    def of(self, word: str) -> tuple[int, ...]:
        """Piece ids of one word, at least one, at most ``MAX_PIECES_PER_WORD``."""
        found = self._cache.get(word)
        if found is None:
            found = self._split(word)
            if len(self._cache) < 200_000:
                self._cache[word] = found
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        decomposed = unicodedata.normalize("NFD", word.lower())
        folded = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cc", "Cf"))
        ids: list[int] = []
        for run in _runs(folded):
            ids.extend(self._match(run))
            if len(ids) >= MAX_PIECES_PER_WORD:
                break
        return tuple(ids[:MAX_PIECES_PER_WORD]) or (self.unk,)

    def _match(self, run: str) -> list[int]:
        ids: list[int] = []
        start = 0
        run = run[:100]
        while start < len(run):
            end = len(run)
            while end > start:
                piece = run[start:end] if start == 0 else "##" + run[start:end]
                number = self._vocabulary.get(piece)
                if number is not None:
                    ids.append(number)
                    break
                end -= 1
            if end == start:
                return [self.unk]
            start = end
        return ids


def _is_punctuation(char: str) -> bool:
    code = ord(char)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(char).startswith("P")


def _runs(text: str) -> list[str]:
    runs: list[str] = []
    current = ""
    for char in text:
        if char.isspace() or _is_punctuation(char):
            if current:
                runs.append(current)
                current = ""
            if not char.isspace():
                runs.append(char)
        else:
            current += char
    if current:
        runs.append(current)
    return runs


def word_shape(word: str) -> int:
    """Class of a word's letter case and digits, 0..N_CLASSES-1.

    0 symbols, 1 lower, 2 Title, 3 UPPER, 4 one capital, 5 miXed, 6 digits, 7 digits and letters,
    8 capitals with stops (U.S.).
    """
    letters = [c for c in word if c.isalpha()]
    has_digit = any(c.isdigit() for c in word)
    if not letters:
        return 6 if has_digit else 0
    if has_digit:
        return 7
    upper = sum(c.isupper() for c in letters)
    if upper == 0:
        return 1
    if upper == len(letters):
        if "." in word:
            return 8
        return 4 if len(letters) == 1 else 3
    return 2 if upper == 1 and letters[0].isupper() else 5


def quote_depths(words: Sequence[str]) -> list[int]:
    """For each word of a paragraph, 1 inside double quotation marks (marks included), else 0."""
    depths: list[int] = []
    inside = False
    for word in words:
        if word in _OPEN or (word in ('"', "``", "''") and not inside):
            inside = True
            depths.append(1)
        elif word in _CLOSE or word in ('"', "''"):
            depths.append(1)
            inside = False
        else:
            depths.append(int(inside))
    return depths


def place_ids(quoted: Sequence[int], *, sentence_starts: frozenset[int], lead: Sequence[bool]) -> list[int]:
    """Place class of each word of a window.

    Args:
        quoted: 0/1 per word, from `quote_depths`.
        sentence_starts: indexes of words that begin a sentence.
        lead: per word, whether its sentence is the first of its paragraph.
    """
    return [quoted[i] + 2 * int(i in sentence_starts) + 4 * int(lead[i]) for i in range(len(quoted))]
