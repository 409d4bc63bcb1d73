"""What two ledgers must have in common if the same reports went into both: everything but when it was written."""

from __future__ import annotations

from pathlib import Path

import apsw

#: Tables that say when and by which run; and such columns of the others.
_WHEN = {"migrations", "runs", "moments", "archives"}
_COLUMNS = {"run_id", "retired_at", "decided_at", "changed"}


def content(path: Path) -> dict[str, list[str]]:
    """The rows of every table, but for what says when they were written."""
    ledger = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    found = {}
    for (table,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        if table in _WHEN or table.startswith(("sqlite_", "evidence_")):
            continue
        columns = [
            f'"{row[1]}"' for row in ledger.execute(f"PRAGMA table_info({table})") if row[1] not in _COLUMNS
        ]
        found[table] = sorted(map(repr, ledger.execute(f"SELECT {', '.join(columns)} FROM {table}")))
    ledger.close()
    return found
