"""The desk: a small file beside the ledger for what belongs to its users, and not to what was reported.

It is written in small units, each of them safe from a power cut when it is done, and can be read and written
while a load or a watch writes to the ledger.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import apsw

from sayso.errors import DeskError
from sayso.ledger.desk.judgements import Judgements
from sayso.ledger.desk.outbox import Outbox
from sayso.ledger.desk.schema import bring_up_to_date
from sayso.ledger.desk.searches import Searches
from sayso.ledger.desk.tokens import Tokens
from sayso.ledger.desk.unit import Unit, plainly

__all__ = ["BUSY_MS", "Desk", "desk_beside"]

#: How long to wait for another process's unit of work, which takes a few milliseconds.
BUSY_MS = 5000


def desk_beside(ledger: Path) -> Path:
    """Where the desk of a ledger lies."""
    return ledger.with_name(ledger.name + ".desk")


class Desk:
    """An open desk: saved searches, what is to be sent for them, tokens, judgements that wait."""

    def __init__(self, connection: apsw.Connection, path: str) -> None:
        self._unit = Unit(connection, path)
        self.outbox: Outbox = Outbox(self._unit)
        self.searches: Searches = Searches(self._unit, self.outbox)
        self.tokens: Tokens = Tokens(self._unit)
        self.judgements: Judgements = Judgements(self._unit)

    @classmethod
    def open(cls, path: Path, *, create: bool = True, busy_ms: int = BUSY_MS) -> Desk:
        """Open the desk in a file, made anew, for its owner's eyes only, if it is not there.

        Without ``create`` one that is not there is an empty one that lies nowhere, for reading.

        Raises:
            DeskError: the file cannot be opened or made, is no desk, a newer sayso's, or damaged.
        """
        there = path.exists()
        name = str(path) if there or create else ":memory:"
        if create and not there:
            _make(path)
        with plainly(str(path)), ExitStack() as undo:
            connection = apsw.Connection(name)
            undo.callback(connection.close)
            connection.set_busy_timeout(busy_ms)
            connection.execute("PRAGMA foreign_keys = ON")
            # what is deleted here are secrets, and words of reports that were to be forgotten
            connection.execute("PRAGMA secure_delete = ON")
            bring_up_to_date(connection, str(path))
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            undo.pop_all()
        return cls(connection, str(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        with plainly(self._unit.path):
            self._unit.connection.close()

    def work(self) -> AbstractContextManager[apsw.Connection]:
        """One transaction over several calls."""
        return self._unit.work()

    def tidy(self) -> None:
        """Overwrite what was deleted in the log beside the file as well."""
        with plainly(self._unit.path):
            self._unit.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def is_whole(self) -> bool:
        """Whether SQLite finds every page and every reference in order."""
        told: Any = self._unit.rows("PRAGMA quick_check(1)")  # `Any`: a row holds whatever its query selects
        return [row[0] for row in told] == ["ok"] and not self._unit.rows("PRAGMA foreign_key_check")

    def back_up(self, target: Path) -> None:
        """Copy the desk into a new file while it is in use.

        Raises:
            DeskError: the file exists, or cannot be written.
        """
        if target.exists():
            raise DeskError(
                "the file exists", item=str(target), hint="name a new file; copies replace nothing"
            )
        _make(target)
        with plainly(str(target)):
            # an empty file is taken for none, so that its rights are those it was made with
            self._unit.connection.execute("VACUUM INTO ?", (str(target),))


def _make(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DeskError(
            f"the desk cannot be made: {error.strerror}",
            item=str(path),
            hint="sayso must be allowed to write the folder of the ledger",
        ) from error
