"""Opens ledgers, and derives events, the way the engine does: with the judge of events."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import apsw

from sayso.ledger import Ledger, schema
from sayso.link import EventJoins
from sayso.link.derive import derive
from sayso.link.facts import facts_of
from sayso.records import Account, Event


def open_ledger(path: str | Path, **how: Any) -> Ledger:
    """The ledger in a file; ``how`` as for `Ledger.open`."""
    return Ledger.open(path, joins=EventJoins(), **how)


def derived(accounts: Iterable[Account]) -> list[Event]:
    """The events of accounts that are seen alone, without what their reports are about."""
    return derive((account, facts_of(account)) for account in accounts)


def take_back(path: str | Path, version: int) -> None:
    """Make a ledger one of an earlier version: whatever that one did not have is taken out of it."""
    bare = apsw.Connection(":memory:")
    for step in schema._STEPS[:version]:
        bare.execute(step) if isinstance(step, str) else step(bare)
    old = apsw.Connection(str(path))
    old.execute("PRAGMA foreign_keys = OFF")
    # what stands on something goes before it
    for kind in ("trigger", "view", "index", "table"):
        for name in _made(old, kind) - _made(bare, kind):
            old.execute(f"DROP {kind} IF EXISTS {name}")
    then, now = columns(bare), columns(old)
    for table, column in ((t, c) for t in now for c in now[t] if c not in then[t]):
        old.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    old.execute("DELETE FROM migrations WHERE version > ?", (version,))
    old.execute(f"PRAGMA user_version = {version}")
    assert columns(old) == columns(bare)
    old.close()


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
