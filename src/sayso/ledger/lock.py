"""One watcher for a ledger: a lock that the system gives back when its holder is gone, however it went."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
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
def only_watcher(place: str | Path) -> Iterator[Callable[[], None]]:
    """Hold the right to watch into a ledger; what is given raises LedgerError once another process has it.

    A file is held until it is closed; a server gives the right to others if the connection to it is lost.

    Raises:
        LedgerError: another process holds it, the file beside the ledger cannot be made, or its server cannot
            be asked.
    """
    holding = _at_server(str(place)) if is_address(str(place)) else _in_file(Path(place))
    with holding as mine:

        def hold() -> None:
            if not mine():
                raise LedgerError(
                    "another sayso watches into this ledger",
                    item=shown(place),
                    hint="stop it, or watch into another ledger",
                )

        hold()
        yield hold


@contextmanager
def _at_server(place: str) -> Iterator[Callable[[], bool]]:
    address = Address.of(place)
    with ExitStack() as held:
        with translated(address.shown):
            ask = held.enter_context(server_parts().at_most_one(address))

        def mine() -> bool:
            with translated(address.shown):
                return bool(ask())

        yield mine


@contextmanager
def _in_file(ledger: Path) -> Iterator[Callable[[], bool]]:
    path = ledger.with_name(ledger.name + ".watch")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LedgerError(f"cannot be locked: {error.strerror}", item=str(path)) from error
    try:
        locked = _locked(handle)
        yield lambda: locked
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
