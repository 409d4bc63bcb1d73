"""One unit of work on a desk's file, and SQLite's own errors as ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw

from sayso.errors import DeskError

__all__ = ["Unit", "plainly"]


@contextmanager
def plainly(path: str) -> Iterator[None]:
    """Within it, an error of SQLite with the desk at ``path`` is a `DeskError`."""
    try:
        yield
    except apsw.NotADBError as error:
        raise DeskError(
            "not a desk, nor any SQLite file",
            item=path,
            hint="it lies where saved searches and tokens belong; move it away. The ledger is not touched",
        ) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise DeskError(
            "another process is writing to the desk", item=path, hint="try again when it is done"
        ) from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise DeskError(
            f"the desk cannot be opened for writing: {error}",
            item=path,
            hint="sayso must be allowed to write the file and its folder",
        ) from error
    except apsw.FullError as error:
        raise DeskError("the disk is full", item=path, hint="make room and try again") from error
    except apsw.CorruptError as error:
        raise DeskError(
            f"the desk is damaged: {error}",
            item=path,
            hint="restore it from a copy, or move it away to begin with an empty one: saved searches, tokens "
            "and judgements that were not yet applied are in it. The ledger is not touched",
        ) from error
    except apsw.Error as error:
        raise DeskError(f"SQLite failed: {error}", item=path) from error


class Unit:
    """The connection of a desk, for the parts that share it."""

    def __init__(self, connection: apsw.Connection, path: str) -> None:
        self.connection = connection
        self.path = path

    @contextmanager
    def work(self) -> Iterator[apsw.Connection]:
        """One transaction: kept when the outermost block ends well, undone when an error leaves it."""
        with plainly(self.path):
            if self.connection.in_transaction:
                with self.connection:
                    yield self.connection
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            finally:
                self._undo_what_is_open()

    def _undo_what_is_open(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    # `Any`: a row holds whatever its query selects.
    def rows(self, sql: str, *values: object) -> list[Any]:
        """Everything that a question finds; values are bound."""
        with plainly(self.path):
            return self.connection.execute(sql, values).fetchall()
