"""Is a text English enough to be read? Told by function words and script."""

from __future__ import annotations

import re

__all__ = ["is_english", "n_words"]

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "on",
        "was",
        "with",
        "as",
        "by",
        "it",
        "from",
        "at",
        "be",
        "an",
        "this",
        "are",
        "has",
        "his",
        "have",
        "were",
        "not",
        "he",
        "which",
        "their",
        "will",
        "its",
        "but",
        "they",
        "been",
        "or",
        "who",
        "had",
        "said",
        "after",
        "would",
        "about",
        "her",
        "more",
        "one",
        "also",
        "she",
        "when",
        "there",
        "than",
        "into",
        "over",
        "two",
        "before",
        "up",
        "out",
        "we",
        "all",
        "i",
        "you",
        "no",
        "if",
        "so",
        "what",
        "can",
        "could",
        "other",
        "some",
        "them",
        "first",
        "last",
        "new",
        "during",
        "says",
    ]
)
#: Text of other European languages stays below 4 %, English telegraph style above 12 % (our own samples).
_SHARE = 0.08
#: Fewer words than this tell nothing.
_MIN_WORDS = 20
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SAMPLE = 200_000


def n_words(text: str) -> int:
    """Words with letters."""
    return sum(1 for _ in _WORD.finditer(text))


def is_english(text: str) -> bool:
    """Whether to read the text: any stretch of it with English function words enough; short texts pass.

    A mixed text passes when a fifth of it is English.
    """
    words = [w.lower() for w in _WORD.findall(text[:_SAMPLE])]
    letters = [c for c in text[:_SAMPLE] if c.isalpha()]
    if letters and sum(bool(_LATIN.match(c)) for c in letters) < 0.2 * len(letters):
        return False
    if len(words) < _MIN_WORDS:
        return True
    if sum(w in _FUNCTION for w in words) >= _SHARE * len(words):
        return True
    size = max(_MIN_WORDS, len(words) // 5)
    parts = [words[i : i + size] for i in range(0, len(words) - size + 1, size)]
    return any(sum(w in _FUNCTION for w in part) >= 1.5 * _SHARE * len(part) for part in parts)
