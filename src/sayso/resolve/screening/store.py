"""Imported lists in one SQLite file, which is only ever replaced as a whole and read as unchangeable."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self
from urllib.parse import quote

import apsw

from sayso.classes import dataclass
from sayso.errors import GazetteerError, cut
from sayso.resolve.screening.entities import Entity, read_entities
from sayso.resolve.screening.words import name_words

__all__ = ["Imported", "ListFile", "StoredName", "import_list"]

#: Raised whenever the layout or the way names are folded changes.
_VERSION = "1"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE lists (list TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, entities INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE entities (
    entity INTEGER PRIMARY KEY, list TEXT NOT NULL, entity_id TEXT NOT NULL, schema TEXT NOT NULL, caption TEXT NOT NULL,
    countries TEXT NOT NULL, topics TEXT NOT NULL, datasets TEXT NOT NULL, born TEXT, UNIQUE (list, entity_id)
);
CREATE TABLE names (
    name INTEGER PRIMARY KEY, entity INTEGER NOT NULL, written TEXT NOT NULL, folded TEXT NOT NULL, weak INTEGER NOT NULL
);
CREATE TABLE words (word TEXT NOT NULL, name INTEGER NOT NULL, PRIMARY KEY (word, name)) WITHOUT ROWID;
"""
_INDEX = "CREATE INDEX names_folded ON names (folded)"
_HINT = "`sayso screen import FILE` makes it anew from a list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One list in the file."""

    name: str
    file: str
    sha256: str
    entities: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredName:
    """A name of an entity; ``words`` as they are compared."""

    written: str
    words: tuple[str, ...]
    weak: bool
    entity: Entity
    list_name: str


def import_list(path: Path, lines: Iterable[bytes], *, name: str, file: str) -> Imported:
    """Put a list into the file at ``path``, in place of an earlier one of that name; others are kept.

    The file is written anew beside the old one and replaces it in one step, so that a reader sees either.

    Raises:
        FormatError: a line is no entity.
        GazetteerError: the file cannot be written, or the old one is damaged.
    """
    fresh = path.with_suffix(path.suffix + ".new")
    digest = hashlib.sha256()

    def digested() -> Iterator[bytes]:
        for line in lines:
            digest.update(line)
            yield line

    try:
        fresh.unlink(missing_ok=True)
        with ExitStack() as undo:
            base = apsw.Connection(str(fresh))
            undo.callback(base.close)
            for pragma in ("journal_mode = OFF", "synchronous = OFF"):
                base.execute(f"PRAGMA {pragma}").fetchall()
            base.execute(_SCHEMA)
            base.execute("BEGIN")
            _add_others(base, path, name)
            n = _add(base, name, read_entities(digested(), file))
            made = Imported(name=name, file=file, sha256=digest.hexdigest(), entities=n)
            base.execute("INSERT INTO lists VALUES (?, ?, ?, ?)", (name, file, made.sha256, n))
            base.execute("INSERT INTO meta VALUES ('version', ?)", (_VERSION,))
            base.execute(_INDEX)
            base.execute("COMMIT")
        os.replace(fresh, path)  # noqa: PTH105  one step, as its name does not say of `rename`
    except (apsw.Error, OSError) as error:
        raise GazetteerError(
            f"imported lists cannot be written: {error}", item=str(path), hint=_HINT
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return made


def _add_others(base: apsw.Connection, path: Path, name: str) -> None:
    if not path.is_file():
        return
    with ListFile.open(path) as old:
        for one in old.lists():
            if one.name != name:
                _add(base, one.name, old.entities(one.name))
                base.execute(
                    "INSERT INTO lists VALUES (?, ?, ?, ?)", (one.name, one.file, one.sha256, one.entities)
                )


def _add(base: apsw.Connection, name: str, entities: Iterable[Entity]) -> int:
    """Add entities; one that a list has twice is kept once."""
    n = 0
    for e in entities:
        base.execute(
            "INSERT OR IGNORE INTO entities (list, entity_id, schema, caption, countries, topics, datasets, born) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                e.entity_id,
                e.schema,
                e.caption,
                *map(json.dumps, (e.countries, e.topics, e.datasets)),
                e.born,
            ),
        )
        if not base.changes():
            continue
        n += 1
        number = base.last_insert_rowid()
        for weak, written in [*((0, w) for w in e.names), *((1, w) for w in e.weak)]:
            words = name_words(written)
            if words:
                base.execute(
                    "INSERT INTO names (entity, written, folded, weak) VALUES (?, ?, ?, ?)",
                    (number, written, " ".join(words), weak),
                )
                at = base.last_insert_rowid()
                base.executemany("INSERT OR IGNORE INTO words VALUES (?, ?)", [(w, at) for w in words])
    return n


class ListFile:
    """The file of imported lists, opened for reading."""

    def __init__(self, base: apsw.Connection) -> None:
        self._base = base

    @classmethod
    def open(cls, path: Path) -> ListFile:
        """Open the file.

        Raises:
            GazetteerError: there is none yet, or it is damaged or of another version.
        """
        if not path.is_file():
            raise GazetteerError("no list has been imported yet", item=str(path), hint=_HINT)
        try:
            base = apsw.Connection(
                f"file:{quote(str(path))}?mode=ro&immutable=1",
                flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
            )
            row = base.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except apsw.Error as error:
            raise GazetteerError(
                f"imported lists cannot be read: {error}", item=str(path), hint=_HINT
            ) from error
        if row is None or row[0] != _VERSION:
            base.close()
            raise GazetteerError(
                f"imported lists have version {cut(row[0] if row else None)}, expected {_VERSION}",
                item=str(path),
                hint=_HINT,
            )
        return cls(base)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._base.close()

    def lists(self) -> list[Imported]:
        """Every list, by name."""
        rows = self._base.execute("SELECT list, file, sha256, entities FROM lists ORDER BY list")
        return [Imported(name=r[0], file=r[1], sha256=r[2], entities=r[3]) for r in rows]

    def n_names(self) -> int:
        """Names of all lists together."""
        (n,) = next(iter(self._base.execute("SELECT count(*) FROM names")))
        return int(n)

    def vocabulary(self) -> dict[str, int]:
        """Every word of a name with how many entities have it."""
        rows = self._base.execute(
            "SELECT word, count(DISTINCT entity) FROM words JOIN names USING (name) GROUP BY word"
        )
        return {word: int(n) for word, n in rows}

    def with_words(self, words: Sequence[str], limit: int) -> list[StoredName]:
        """Names that have one of these words, those with the most of them first, at most ``limit``."""
        marks = ", ".join("?" * len(words))
        sql = (  # only question marks are put in
            f"SELECT n.written, n.folded, n.weak, n.entity, count(*) AS hits FROM words w JOIN names n USING (name) "  # noqa: S608
            f"WHERE w.word IN ({marks}) GROUP BY n.name ORDER BY hits DESC, length(n.folded), n.name LIMIT ?"
        )
        rows = list(self._base.execute(sql, (*words, limit)))
        known = {number: self._entity(number) for number in {row[3] for row in rows}}
        return [
            StoredName(
                written=row[0],
                words=tuple(row[1].split()),
                weak=bool(row[2]),
                entity=known[row[3]][1],
                list_name=known[row[3]][0],
            )
            for row in rows
        ]

    def entities(self, list_name: str) -> Iterator[Entity]:
        """Every entity of a list, with its names."""
        numbers = [
            n for (n,) in self._base.execute("SELECT entity FROM entities WHERE list = ?", (list_name,))
        ]
        for number in numbers:
            yield self._entity(number)[1]

    def _entity(self, number: int) -> tuple[str, Entity]:
        row = next(
            iter(
                self._base.execute(
                    "SELECT list, entity_id, schema, caption, countries, topics, datasets, born FROM entities "
                    "WHERE entity = ?",
                    (number,),
                )
            )
        )
        names = list(
            self._base.execute("SELECT written, weak FROM names WHERE entity = ? ORDER BY name", (number,))
        )
        countries, topics, datasets = (tuple(json.loads(cell)) for cell in row[4:7])
        return row[0], Entity(
            entity_id=row[1],
            schema=row[2],
            caption=row[3],
            names=tuple(w for w, weak in names if not weak),
            weak=tuple(w for w, weak in names if weak),
            countries=countries,
            topics=topics,
            datasets=datasets,
            born=row[7],
        )
