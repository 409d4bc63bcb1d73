"""Opens a ledger, in a file or on a server: to write, brought up to date; or so that nothing can change."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import ModuleType

import apsw

from sayso.errors import LedgerError
from sayso.ledger.connection import Connection
from sayso.ledger.postgres.address import Address, is_address
from sayso.ledger.schema import VERSION, bring_up_to_date, check
from sayso.ledger.translated import translated
from sayso.ledger.upkeep import back_up

__all__ = ["connected", "connected_to_read", "server_parts", "shown", "there_is"]


#: Pages (4 kB) of a log from which they are brought into the file, and from which readers are waited for; how
#: long one commit waits for them.
_LOG_PAGES, _LONG_LOG_PAGES, _LOG_WAIT_MS = 1_000, 4_000, 250


def shown(place: str | Path) -> str:
    """Where a ledger is, as it may be shown: without the password of an address."""
    text = str(place)
    return Address.of(text).shown if is_address(text) else text


def there_is(place: str | Path) -> bool:
    """Whether there is a ledger, or for a file anything at all.

    Raises:
        LedgerError: the server cannot be asked.
    """
    text = str(place)
    if not is_address(text):
        return Path(text).exists()
    address = Address.of(text)
    with translated(address.shown, writing=False):
        return bool(server_parts().there_is(address))


def connected(place: str | Path, *, create: bool, busy_ms: int) -> Connection:
    """A connection to write over; see `Ledger.open`."""
    name = str(place)
    if is_address(name):
        return _at_server(Address.of(name), create=create, busy_ms=busy_ms)
    path = Path(place)
    _look_before(path, create=create)
    with translated(name), ExitStack() as undo:
        connection = apsw.Connection(name)
        undo.callback(connection.close)
        connection.set_busy_timeout(busy_ms)
        connection.execute("PRAGMA foreign_keys = ON")
        _saved_before_a_step(connection, path)
        bring_up_to_date(connection, name)
        # Readers go on while one process writes; a commit survives a killed process.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.set_wal_hook(partial(_log_kept_short, busy_ms))
        undo.pop_all()
    return connection


def connected_to_read(place: str | Path, *, frozen: bool, busy_ms: int) -> Connection:
    """A connection that cannot change the ledger; see `Ledger.open_to_read`."""
    name = str(place)
    if is_address(name):
        return _at_server_to_read(Address.of(name), busy_ms=busy_ms)
    path = Path(place)
    _look_before(path, create=False)
    with translated(name, writing=False), ExitStack() as undo:
        # SQLite, "Uniform Resource Identifiers": what is said of a file is said in its address.
        address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if frozen else ''}"
        connection = apsw.Connection(address, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
        undo.callback(connection.close)
        connection.set_busy_timeout(busy_ms)
        if check(connection, name) < VERSION:
            raise _older(check(connection, name), name)
        undo.pop_all()
    return connection


def _older(version: int, name: str) -> LedgerError:
    return LedgerError(
        f"the ledger has version {version}; this sayso reads version {VERSION}",
        item=name,
        hint=f"`sayso status --ledger {name}` brings it up to date, and keeps a copy of it as it is",
    )


def server_parts() -> ModuleType:
    """What opens ledgers on servers.

    Raises:
        LedgerError: the extra that it needs is not installed.
    """
    try:
        # an extra: whoever keeps files needs no driver for a server
        from sayso.ledger.postgres import opening  # noqa: PLC0415
    except ImportError as error:
        raise LedgerError(
            "ledgers of PostgreSQL need psycopg", hint="pip install 'sayso[postgres]'"
        ) from error
    return opening


def _at_server(address: Address, *, create: bool, busy_ms: int) -> Connection:
    with translated(address.shown), ExitStack() as undo:
        connection: Connection = server_parts().opened(address, create=create, busy_ms=busy_ms)
        undo.callback(connection.close)
        # in one transaction: a step that fails leaves everything as it was, so no copy is made before
        bring_up_to_date(connection, address.shown)
        undo.pop_all()
    return connection


def _at_server_to_read(address: Address, *, busy_ms: int) -> Connection:
    with translated(address.shown, writing=False), ExitStack() as undo:
        connection: Connection = server_parts().opened_to_read(address, busy_ms=busy_ms)
        undo.callback(connection.close)
        if check(connection, address.shown) < VERSION:
            raise _older(check(connection, address.shown), address.shown)
        undo.pop_all()
    return connection


def _log_kept_short(busy_ms: int, connection: apsw.Connection, _name: str, pages: int) -> int:
    """Bring the log's pages into the file after a commit; ``pages`` is how many it has.

    A log begins anew only when nobody reads what it holds, and where many read one after the other there is
    always somebody: a long log is emptied by waiting for those who read. Whoever comes meanwhile reads the
    file.
    """
    if pages < _LOG_PAGES:
        return apsw.SQLITE_OK
    try:
        if pages < _LONG_LOG_PAGES:
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        else:
            connection.set_busy_timeout(_LOG_WAIT_MS)
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    except apsw.Error:  # what was committed stands; the next commit tries again
        return apsw.SQLITE_OK
    finally:
        connection.set_busy_timeout(busy_ms)
    return apsw.SQLITE_OK


def _look_before(path: Path, *, create: bool) -> None:
    """Name what SQLite would only call "unable to open database file"."""
    if path.is_dir():
        raise LedgerError("a folder, not a ledger file", item=str(path), hint="name a file in it")
    if path.exists():
        if not create and path.stat().st_size == 0 and not Path(f"{path}-wal").exists():
            raise LedgerError(
                "an empty file, not a ledger", item=str(path), hint="restore it from a copy, or load anew"
            )
        return
    if not create:
        raise LedgerError(
            "there is no ledger yet",
            item=str(path),
            hint="`sayso code` or `sayso load` makes one; --ledger and SAYSO_LEDGER name another",
        )
    if not path.parent.is_dir():
        raise LedgerError(
            "the folder of the ledger does not exist", item=str(path), hint=f"make {path.parent} first"
        )


def _saved_before_a_step(connection: apsw.Connection, path: Path) -> None:
    """Copy an older ledger that holds reports, before its tables are brought up to date."""
    version = check(connection, str(path))
    if not 0 < version < VERSION:
        return
    if connection.execute("SELECT 1 FROM reports LIMIT 1").fetchone() is None:
        return
    names = (
        path.with_name(f"{path.name}.v{version}{more}.bak") for more in ("", *map("-{}".format, range(2, 99)))
    )
    target = next((name for name in names if not name.exists()), None)
    if target is not None:
        back_up(connection, target)
