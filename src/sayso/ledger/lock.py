"""One watcher for a ledger: a lock that the system gives back when its holder is gone, however it went."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sayso.errors import LedgerError
from sayso.ledger.opening import server_parts, shown
from sayso.ledger.postgres.address import Address, is_address
from sayso.ledger.translated import translated

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["only_watcher"]


@contextmanager
def only_watcher(place: str | Path) -> Iterator[None]:
    """Hold the right to watch into a ledger.

    Raises:
        LedgerError: another process holds it, the file beside the ledger cannot be made, or its server cannot
            be asked.
    """
    holding = _at_server(str(place)) if is_address(str(place)) else _in_file(Path(place))
    with holding as mine:
        if not mine:
            raise LedgerError(
                "another sayso watches into this ledger",
                item=shown(place),
                hint="stop it, or watch into another ledger",
            )
        yield


@contextmanager
def _at_server(place: str) -> Iterator[bool]:
    address = Address.of(place)
    with ExitStack() as held:
        with translated(address.shown):
            mine = held.enter_context(server_parts().at_most_one(address))
        yield mine


@contextmanager
def _in_file(ledger: Path) -> Iterator[bool]:
    path = ledger.with_name(ledger.name + ".watch")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LedgerError(f"cannot be locked: {error.strerror}", item=str(path)) from error
    try:
        yield _locked(handle)
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
