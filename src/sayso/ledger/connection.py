"""What the ledger asks of a connection to its database, be that SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Protocol, Self

__all__ = ["LONG", "Connection", "Rows"]

#: Stands in a statement that may give more rows than are to be held at once. SQLite holds one in any case.
LONG = "/* long */"


class Rows(Protocol):
    """What a statement gives, row by row. `Any`: a row holds whatever its query selects."""

    def __iter__(self) -> Self:
        """Itself."""
        ...

    def __next__(self) -> Any:
        """The next row."""
        ...

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...


class Connection(Protocol):
    """A connection to SQLite through apsw has all of this; `postgres.connection` gives it for PostgreSQL.

    Statements are SQLite's. What fails raises a class of apsw's. As a context manager it is a step of the
    transaction that is open, undone alone if an error is on its way out.
    """

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    # `Any`: a value is whatever SQLite takes
    def execute(self, statements: str, bindings: Any = None, /) -> Rows:
        """Run some statements; the rows of the last of them."""
        ...

    # `Any`: as above
    def executemany(self, statements: str, sequenceofbindings: Iterable[Any], /) -> Rows:
        """Run a statement for each of some rows of values."""
        ...

    def changes(self) -> int:
        """How many rows the last statement that writes has changed."""
        ...

    def last_insert_rowid(self) -> int:
        """The number of the row inserted last."""
        ...

    def set_busy_timeout(self, milliseconds: int, /) -> None:
        """How long to wait for another who writes."""
        ...

    def set_progress_handler(self, stop: Callable[[], bool] | None, steps: int = 100, /) -> None:
        """Break a question off when ``stop`` says so, asked every so many steps."""
        ...

    def close(self) -> None:
        """Close it. What was not committed is discarded."""
        ...

    def __enter__(self) -> Self:
        """Begin a step."""
        ...

    # `Any`: whatever it gives is not looked at
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> Any:
        """End a step."""
        ...
