"""One watcher for a ledger: a lock that the system gives back when its holder is gone, however it went."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sayso.errors import LedgerError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["only_watcher"]


@contextmanager
def only_watcher(ledger: Path) -> Iterator[None]:
    """Hold the right to watch into a ledger.

    Raises:
        LedgerError: another process holds it, or the file beside the ledger cannot be made.
    """
    path = ledger.with_name(ledger.name + ".watch")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LedgerError(f"cannot be locked: {error.strerror}", item=str(path)) from error
    try:
        if not _locked(handle):
            raise LedgerError(
                "another sayso watches into this ledger",
                item=str(ledger),
                hint="stop it, or watch into another ledger",
            )
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """Whether the lock could be had; it is given back when the handle is closed."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
