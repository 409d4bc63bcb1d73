"""PostgreSQL's errors as those of SQLite that mean the same, which the ledger knows what to say of."""

from __future__ import annotations

import apsw
import psycopg
from psycopg import errors

from sayso.ledger.translated import LostError, ServerError

__all__ = ["told_as"]


#: The first that fits counts.
_SAME: tuple[tuple[type[psycopg.Error], type[apsw.Error]], ...] = (
    (errors.QueryCanceled, apsw.InterruptError),
    (errors.LockNotAvailable, apsw.BusyError),
    (errors.DeadlockDetected, apsw.BusyError),
    (errors.ReadOnlySqlTransaction, apsw.ReadOnlyError),
    (errors.DiskFull, apsw.FullError),
    (errors.DataCorrupted, apsw.CorruptError),
    (errors.IndexCorrupted, apsw.CorruptError),
    (errors.IntegrityError, apsw.ConstraintError),
)


#: Classes of errors (PostgreSQL 15, appendix A) after which there is no session: connection, who it is, which
#: database, what the server has left, whether it runs.
_LOST = ("08", "28", "3D", "53", "57")


def told_as(error: psycopg.Error) -> apsw.Error:
    """An error of PostgreSQL as one of ours; what it says of the values is left out."""
    text = error.diag.message_primary or str(error).strip() or type(error).__name__
    for theirs, ours in _SAME:
        if isinstance(error, theirs):
            return ours(text)
    lost = error.sqlstate is None or error.sqlstate.startswith(_LOST)
    if lost and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return LostError(text)
    return ServerError(text)
