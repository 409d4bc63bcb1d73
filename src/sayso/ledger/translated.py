"""SQLite's own errors as ours, each with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from sayso.errors import LedgerError

__all__ = ["translated"]

#: SQLite writes beside a ledger even to read it, so that it sees what others write.
_TO_READ = "where its folder cannot be written to, open it as a frozen one, or copy it to a folder of yours"


@contextmanager
def translated(path: str, *, writing: bool = True) -> Iterator[None]:
    """Within it, an error of SQLite with the ledger at ``path`` is a `LedgerError`.

    ``writing`` says that it was to be written, and may be why it cannot be opened.
    """
    try:
        yield
    except apsw.NotADBError as error:
        raise LedgerError("not a ledger, nor any SQLite file", item=path, hint="name another file") from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise LedgerError(
            "another process is writing to the ledger", item=path, hint="try again when it is done"
        ) from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise LedgerError(
            f"the ledger cannot be opened for {'writing' if writing else 'reading'}: {error}",
            item=path,
            hint="sayso must be allowed to write the file and its folder" if writing else _TO_READ,
        ) from error
    except apsw.FullError as error:
        raise LedgerError("the disk is full", item=path, hint="make room and run again") from error
    except apsw.CorruptError as error:
        raise LedgerError(
            f"the ledger is damaged: {error}", item=path, hint="restore it from a copy, or load anew"
        ) from error
    except apsw.Error as error:
        raise LedgerError(f"SQLite failed: {error}", item=path) from error
