"""Names and sentences brought into one form, so that they can be compared."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["fold", "same_words"]


def fold(text: str) -> str:
    """``text`` for comparing names: no case, no marks, single spaces."""
    if text.isascii():  # nothing to take apart; most names are
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def same_words(sentence: str) -> str:
    """A digest that copies of a sentence share, whatever their case, quotes and spacing."""
    words = re.sub(r"[\W_]+", " ", sentence.casefold()).strip()
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]
