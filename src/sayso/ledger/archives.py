"""How far each archive was loaded: the position up to which all of it is committed, with what it came to.

A position is written in the transaction that writes the reports before it, so it is never ahead of them. It
holds for one content of a file, by digest and size, read in one way: another file, or another way, has none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sayso.classes import dataclass, field
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.translated import translated
from sayso.records import Position

__all__ = ["SCHEMA", "Archive", "Archives", "Done", "archive_faults"]

SCHEMA = """
CREATE TABLE archives (
    sha256 TEXT NOT NULL, size_bytes INTEGER NOT NULL, reading TEXT NOT NULL, name TEXT NOT NULL,
    position TEXT, finished INTEGER NOT NULL, coded INTEGER NOT NULL, copies INTEGER NOT NULL,
    known INTEGER NOT NULL, refused TEXT NOT NULL, kept_at TEXT NOT NULL,
    PRIMARY KEY (sha256, size_bytes, reading)
) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One content of a file and one way to read it: ``reading`` is a digest of what alters what is read."""

    sha256: str
    size_bytes: int
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How far an archive was loaded, and what everything up to there came to.

    ``position`` is None where nothing has one; ``finished`` says that there is nothing behind it. ``copies``
    are coded, too, but were not read; ``refused`` counts by code.
    """

    position: Position | None = None
    finished: bool = False
    coded: int = 0
    copies: int = 0
    known: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)

    @property
    def inputs(self) -> int:
        """Inputs dealt with."""
        return self.coded + self.known + sum(self.refused.values())

    @property
    def order(self) -> tuple[float, ...]:
        """What is further on comes later."""
        return (float(self.finished), *(self.position.order if self.position else ()))


class Archives:
    """The positions in a ledger; ``writing`` opens the ledger's unit of work."""

    def __init__(
        self,
        connection: Connection,
        path: str,
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._connection = connection
        self._path = path
        self._writing = writing

    def done(self, archive: Archive) -> Done | None:
        """How far an archive was loaded; None where it never was."""
        with translated(self._path):
            return _done(self._connection, archive)

    def keep(self, archive: Archive, done: Done, *, name: str, at: str) -> None:
        """Keep how far an archive was loaded, in the unit of work that is open.

        What another load has kept meanwhile stays if it is further on: it holds as well.
        """
        with self._writing() as db:
            before = _done(db, archive)
            if before is not None and before.order >= done.order:
                return
            db.execute(
                "INSERT OR REPLACE INTO archives VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *_key(archive),
                    clean(name),
                    json.dumps(_packed(done.position)) if done.position else None,
                    int(done.finished),
                    done.coded,
                    done.copies,
                    done.known,
                    json.dumps(dict(sorted(done.refused.items()))),
                    at,
                ),
            )

    def drop(self, archive: Archive) -> None:
        """Forget how far an archive was loaded, in the unit of work that is open."""
        with self._writing() as db:
            db.execute(
                "DELETE FROM archives WHERE sha256 = ? AND size_bytes = ? AND reading = ?", _key(archive)
            )


def _key(archive: Archive) -> tuple[str, int, str]:
    return archive.sha256, archive.size_bytes, archive.reading


def _done(db: Connection, archive: Archive) -> Done | None:
    # `Any`: a row holds whatever its query selects
    row: Any = db.execute(
        "SELECT position, finished, coded, copies, known, refused FROM archives "
        "WHERE sha256 = ? AND size_bytes = ? AND reading = ?",
        _key(archive),
    ).fetchone()
    try:
        return None if row is None else _unpacked(*row)
    except (ValueError, TypeError, AttributeError):
        return None  # `ledger check` names it; here the archive is read from its beginning, which is safe


# `Any`: the columns of a row, in the order of the table.
def _unpacked(position: Any, finished: Any, coded: Any, copies: Any, known: Any, refused: Any) -> Done:
    """One row as it says.

    Raises:
        ValueError, TypeError: it says nothing that can be.
    """
    counts = Counter({str(code): int(n) for code, n in json.loads(refused).items()})
    return Done(
        position=_position(json.loads(position)) if position is not None else None,
        finished=bool(finished),
        coded=coded,
        copies=copies,
        known=known,
        refused=counts,
    )


def _packed(position: Position) -> list[Any]:
    """A position as JSON. `Any`: a list that nests."""
    return [
        position.record,
        position.offset,
        position.back,
        _packed(position.inner) if position.inner else None,
    ]


def _position(packed: Any) -> Position:
    """As `_packed` made it. `Any`: a JSON document."""
    record, offset, back, inner = packed
    return Position(
        record=int(record),
        offset=None if offset is None else int(offset),
        back=int(back),
        inner=_position(inner) if inner else None,
    )


def archive_faults(db: Connection) -> Iterator[str]:
    """What cannot be right of the positions that are kept: within a row, and beside the reports.

    Every report was coded for the first time in one archive at most. So together archives cannot have coded
    more reports than are kept or were forgotten; if they have, a position is ahead of what is committed.
    """
    total = 0
    # `Any`: a row holds whatever its query selects
    rows: Any = db.execute(
        "SELECT name, size_bytes, position, finished, coded, copies, known, refused FROM archives "
        "ORDER BY name, sha256, reading"
    ).fetchall()
    for name, size, *row in rows:
        try:
            done = _unpacked(*row)
        except (ValueError, TypeError, AttributeError):
            yield f"the position in {name} cannot be read"
            continue
        total += done.coded
        counts = (done.coded - done.copies, done.copies, done.known, *done.refused.values())
        if min(counts) < 0:
            yield f"the counts of {name} are not possible"
        if done.position is None and not done.finished:
            yield f"{name} has neither a position nor an end"
        if done.position is not None and not _fits(done.position, size):
            yield f"the position in {name} lies outside of it"
    kept: Any = db.execute(  # `Any`: as above
        "SELECT (SELECT count(*) FROM reports) + (SELECT count(*) FROM tombstones WHERE what = 'report')"
    ).fetchone()
    if total > kept[0]:
        yield f"archives have coded {total:,} reports, and {kept[0]:,} are kept or were forgotten"


def _fits(position: Position, size: int) -> bool:
    """Whether a position can be one of a file of so many bytes."""
    if position.record < 0 or not 0 <= position.back <= position.record:
        return False
    return position.offset is None or 0 <= position.offset < size
