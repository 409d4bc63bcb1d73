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
    (errors.InsufficientPrivilege, apsw.PermissionsError),
    (errors.DiskFull, apsw.FullError),
    (errors.DataCorrupted, apsw.CorruptError),
    (errors.IndexCorrupted, apsw.CorruptError),
    (errors.IntegrityError, apsw.ConstraintError),
)


def told_as(error: psycopg.Error) -> apsw.Error:
    """An error of PostgreSQL as one of ours; what it says of the values is left out."""
    text = error.diag.message_primary or str(error).strip() or type(error).__name__
    for theirs, ours in _SAME:
        if isinstance(error, theirs):
            return ours(text)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return LostError(text)
    return ServerError(text)
