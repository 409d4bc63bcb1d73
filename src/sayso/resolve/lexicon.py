"""Words of a phrase, the longest-match look-up over them, and the reader of the shipped tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from sayso.classes import dataclass
from sayso.errors import GazetteerError
from sayso.resolve.names import bare, key

__all__ = ["TABLES", "Lexicon", "Word", "joined", "read_csv", "read_table", "words_of"]

T = TypeVar("T")

#: The folder of the tables that ship with the package.
TABLES = Path(__file__).with_name("tables")

_EDGES = ' \t\r\n,;:!?"“”„«»()[]{}<>*_|/\\'
_OWNER = re.compile(r"(?:['’]s|s['’])$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a phrase: as written, folded, and folded without its possessive ending."""

    text: str
    key: str
    stem: str
    owner: bool

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is: with a capital or a digit somewhere."""
        return any(c.isupper() for c in self.text)


def words_of(phrase: str, most: int = 40) -> tuple[Word, ...]:
    """The first words of a phrase, without leading "the" and without what folds to nothing."""
    found: list[Word] = []
    for text in phrase.split(None, most + 10)[:most]:
        clean = (
            text.strip(_EDGES).strip("‘`'") if not text.endswith("'") else text.strip(_EDGES).lstrip("‘`'")
        )
        folded = key(clean)
        if folded and (found or folded != "the"):
            owner = bool(_OWNER.search(clean))
            found.append(Word(clean, folded, key(bare(clean)) if owner else folded, owner))
    return tuple(found)


def joined(words: Sequence[Word]) -> str:
    """The words' keys as one key; the last one without its possessive ending."""
    return " ".join([*(w.key for w in words[:-1]), words[-1].stem]) if words else ""


class Lexicon(Generic[T]):
    """Entries by folded name, found as the longest run of words that begins or ends somewhere."""

    def __init__(self) -> None:
        self._entries: dict[str, list[T]] = {}
        self._longest = 1

    def add(self, folded: str, entry: T) -> None:
        """File an entry under a folded name; several may share one."""
        held = self._entries.get(folded)
        if held is not None:
            if entry not in held:
                held.append(entry)
        elif folded:
            self._entries[folded] = [entry]
            self._longest = max(self._longest, folded.count(" ") + 1)

    def get(self, folded: str) -> Sequence[T]:
        """Every entry of that name, in the order they came."""
        return self._entries.get(folded, ())

    def whole(self, words: Sequence[Word]) -> Sequence[T]:
        """Entries that all the words together name."""
        return self.get(joined(words)) or self.get(" ".join(w.key for w in words))

    def at(self, words: Sequence[Word], start: int) -> tuple[Sequence[T], int]:
        """Entries of the longest run that begins at ``start``, and where it ends (``start``: none)."""
        for end in range(min(len(words), start + self._longest), start, -1):
            found = self.whole(words[start:end])
            if found:
                return found, end
        return (), start

    def ending(self, words: Sequence[Word], end: int) -> tuple[Sequence[T], int]:
        """Entries of the longest run that ends before ``end``, and where it begins (``end``: none)."""
        for start in range(max(0, end - self._longest), end):
            found = self.whole(words[start:end])
            if found:
                return found, start
        return (), end


def read_table(name: str, columns: Sequence[str], folder: Path | None = None) -> Iterator[tuple[str, ...]]:
    """Rows of a shipped tab-separated table; trailing empty cells may be left out.

    Raises:
        GazetteerError: the table is missing, is no UTF-8 text or has other columns.
    """
    file = (folder or TABLES) / name
    hint = "reinstall sayso"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerError(
            "an actor table cannot be read; expected UTF-8 text", item=str(file), hint=hint
        ) from error
    if not lines or tuple(lines[0].split("\t")) != tuple(columns):
        raise GazetteerError(
            f"an actor table has other columns than expected: {', '.join(columns)}", item=str(file), hint=hint
        )
    for number, line in enumerate(lines[1:], start=2):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) > len(columns) or not cells[0]:
            raise GazetteerError(
                f"line {number} of an actor table has {len(cells)} cells, expected {len(columns)}",
                item=str(file),
                hint=hint,
            )
        yield tuple(cells) + ("",) * (len(columns) - len(cells))


def read_csv(file: Path, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Rows of a user's CSV with a heading line; columns in any order, those left out are empty.

    Raises:
        GazetteerError: the file cannot be read, has a column not known, lacks the first one, or a row is without it.
    """
    hint = f"columns are {', '.join(columns)}; the first is required"
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GazetteerError(
            f"a table of actors cannot be read: {error}", item=str(file), hint=hint
        ) from error
    heads = set(rows[0]) if rows else {columns[0]}
    if columns[0] not in heads or heads - set(columns):
        raise GazetteerError("a table of actors has other columns than expected", item=str(file), hint=hint)
    for number, row in enumerate(rows, start=2):
        if not (row[columns[0]] or "").strip():
            raise GazetteerError(
                f"line {number} of a table of actors names nobody", item=str(file), hint=hint
            )
        yield tuple((row.get(c) or "").strip() for c in columns)
