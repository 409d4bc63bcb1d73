"""Sentences and questions for words in the forms of PostgreSQL, made with SQLite's own tokenizer.

So both ledgers find the same: PostgreSQL's own dictionaries cut and stem words in another way.
"""

from __future__ import annotations

import re

import apsw

__all__ = ["Words"]

#: As `evidence` is declared in the first step of the schema.
_TOKENIZER, _ARGS = "porter", ["unicode61", "remove_diacritics", "2"]
#: PostgreSQL 15, 12.11: a lexeme has less than 2 kilobytes, positions go up to 16,383.
_MOST_BYTES, _LAST_PLACE = 2_000, 16_383


class Words:
    """Cuts text into words. For one thread at a time."""

    def __init__(self) -> None:
        # kept, because the tokenizer lives no longer than its connection
        self._connection = apsw.Connection(":memory:")
        self._tokenizer = self._connection.fts5_tokenizer(_TOKENIZER, _ARGS)

    def vector(self, text: str) -> str:
        """A text as what can be asked for its words: a `tsvector`, written out."""
        places: dict[str, list[str]] = {}
        for place, word in enumerate(self._cut(text, apsw.FTS5_TOKENIZE_DOCUMENT), 1):
            if place <= _LAST_PLACE:
                places.setdefault(word, []).append(str(place))
        return " ".join(f"{_quoted(word)}:{','.join(at)}" for word, at in places.items())

    def question(self, strings: str) -> str:
        """Strings in double quotes, each a phrase and all of them wanted, as a `tsquery`, written out."""
        phrases = []
        for found in re.finditer(r'"((?:[^"]|"")*)"', strings):
            words = self._cut(found[1].replace('""', '"'), apsw.FTS5_TOKENIZE_QUERY)
            if words:
                phrases.append("(" + " <-> ".join(map(_quoted, words)) + ")")
        return " & ".join(phrases)

    def _cut(self, text: str, reason: int) -> list[str]:
        data = text.encode("utf-8", "replace")
        found = self._tokenizer(data, reason, None, include_offsets=False, include_colocated=False)
        return [_short(str(word)) for word in found]


def _short(word: str) -> str:
    data = word.encode()
    return word if len(data) <= _MOST_BYTES else data[:_MOST_BYTES].decode("utf-8", "ignore")


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
