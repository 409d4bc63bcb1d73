"""Opens ledgers, and derives events, the way the engine does: with the judge of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest

import postgres
from sayso.ledger import Address, Ledger, browser, opening, schema, store
from sayso.ledger.connection import Connection
from sayso.link import EventJoins
from sayso.link.derive import derive
from sayso.link.facts import facts_of
from sayso.records import Account, Event


def open_ledger(path: str | Path, **how: Any) -> Ledger:
    """The ledger in a file; ``how`` as for `Ledger.open`."""
    return Ledger.open(path, joins=EventJoins(), **how)


#: Before any test changes it.
_LAST = schema.VERSION
#: The schemas that stand for files; those of tests that are over are used again.
_schemas: dict[Path, str] = {}


def schema_for(path: str | Path) -> str:
    """The schema that stands for a file."""
    return _schemas.setdefault(Path(path).absolute(), f"t_{len(_schemas)}")


def release() -> None:
    """Let the schemas of a test go that is over."""
    _schemas.clear()


@contextmanager
def on_server(server: postgres.Server) -> Iterator[None]:
    """Within it, what is opened as the ledger in a file is one on a server, empty if the file is not there.

    The file is made as well, and stays empty: it tells that there is a ledger.
    """

    def connected(path: str | Path, *, create: bool, busy_ms: int) -> Connection:
        if not Path(path).exists():
            opening._look_before(Path(path), create=create)
            server.drop(schema_for(path), _LAST)
            Path(path).touch()
        return opening.connected(server.address(schema_for(path)), create=create, busy_ms=busy_ms)

    def connected_to_read(path: str | Path, *, frozen: bool, busy_ms: int) -> Connection:
        opening._look_before(Path(path), create=Path(path).exists())
        return opening.connected_to_read(server.address(schema_for(path)), frozen=frozen, busy_ms=busy_ms)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "connected", connected)
        for module in (store, browser):
            patch.setattr(module, "connected_to_read", connected_to_read)
        patch.setattr(_Place, "server", server)
        yield


class _Place:
    server: postgres.Server | None = None


def place_for(path: str | Path) -> str:
    """How another process names the ledger in a file, wherever it is kept."""
    if _Place.server is None:
        return str(path)
    if not Path(path).exists():
        _Place.server.drop(schema_for(path), _LAST)
        Path(path).touch()
    return _Place.server.address(schema_for(path))


def look(path: str | Path) -> Any:
    """The tables of the ledger in a file, wherever they are kept. `Any`: for tests that pry."""
    if _Place.server is None:
        return apsw.Connection(str(path))
    from sayso.ledger.postgres.connection import Server  # noqa: PLC0415  an extra

    return Server(Address.of(_Place.server.address(schema_for(path))))


def derived(accounts: Iterable[Account]) -> list[Event]:
    """The events of accounts that are seen alone, without what their reports are about."""
    return derive((account, facts_of(account)) for account in accounts)


def take_back(path: str | Path, version: int) -> None:
    """Make a ledger one of an earlier version: whatever that one did not have is taken out of it."""
    bare = apsw.Connection(":memory:")
    for step in schema._STEPS[:version]:
        bare.execute(step) if isinstance(step, str) else step(bare)
    last = apsw.Connection(":memory:")
    for step in schema._STEPS:
        last.execute(step) if isinstance(step, str) else step(last)
    old = look(path)
    old.execute("PRAGMA foreign_keys = OFF")
    # what stands on something goes before it
    for kind in ("trigger", "view", "index", "table"):
        for name in sorted(_made(last, kind) - _made(bare, kind)):
            _drop(old, kind, name)
    then, now = columns(bare), columns(last)
    for table, column in ((t, c) for t in then for c in now[t] if c not in then[t]):
        old.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    old.execute("DELETE FROM migrations WHERE version > ?", (version,))
    old.execute(f"PRAGMA user_version = {version}")
    if isinstance(old, apsw.Connection):
        assert columns(old) == columns(bare)
    old.close()


def _drop(db: Any, kind: str, name: str) -> None:  # `Any`: as above
    if kind == "trigger" and not isinstance(db, apsw.Connection):
        db.ask(f"DROP FUNCTION do_{name} CASCADE")
    elif kind == "table" and not isinstance(db, apsw.Connection):
        db.ask(f"DROP TABLE {name} CASCADE")
        db.ask(f"DROP FUNCTION IF EXISTS number_{name}")
    else:
        db.execute(f"DROP {kind} IF EXISTS {name}")


def columns(connection: apsw.Connection) -> dict[str, list[str]]:
    """Columns by table."""
    return {
        table: [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
        for table in sorted(_made(connection, "table"))
    }


def _made(connection: apsw.Connection, kind: str) -> set[str]:
    """Names of what was made by a statement; tables of SQLite's own and of its full-text index apart."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", (kind,))
    return {str(name) for (name,) in rows}
