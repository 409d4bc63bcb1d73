"""The errors of SQLite and of PostgreSQL as ours, each with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from sayso.errors import LedgerError

__all__ = ["LostError", "ServerError", "translated"]


class ServerError(apsw.Error):
    """Something a PostgreSQL server says that SQLite has no word for."""


class LostError(ServerError):
    """The server cannot be reached, lets nobody in, or has ended the connection."""


#: SQLite writes beside a ledger even to read it, so that it sees what others write.
_TO_READ = "where its folder cannot be written to, open it as a frozen one, or copy it to a folder of yours"


@contextmanager
def translated(path: str, *, writing: bool = True) -> Iterator[None]:
    """Within it, an error of the database with the ledger at ``path`` is a `LedgerError`.

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
    except LostError as error:
        raise LedgerError(
            f"the server of the ledger cannot be used: {error}",
            item=path,
            hint="is it running, and are the database, the user and the password right?",
        ) from error
    except ServerError as error:
        raise LedgerError(f"PostgreSQL failed: {error}", item=path) from error
    except apsw.Error as error:
        raise LedgerError(f"SQLite failed: {error}", item=path) from error
