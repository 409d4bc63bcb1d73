"""The tables of a desk, and the steps from each version of them to the next."""

from __future__ import annotations

from typing import Any

import apsw

from sayso.errors import DeskError

__all__ = ["APPLICATION_ID", "VERSION", "bring_up_to_date"]

#: Marks a SQLite file as a desk (PRAGMA application_id): the bytes "Desk".
APPLICATION_ID = int.from_bytes(b"Desk", "big")

#: A search has a cursor: `looked`, the moment of the ledger's changes that was looked at last, and
#: `since_claim`, the number of the last claim that was there when the search was saved or switched on. What
#: was told of a happening hangs on its claims, since events come and go as claims join.
_FIRST = """
CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL);
CREATE TABLE searches (
    search_id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, question TEXT NOT NULL, created_at TEXT NOT NULL,
    created_by TEXT NOT NULL, feed_key TEXT NOT NULL, alerting TEXT NOT NULL, looked INTEGER NOT NULL,
    since_claim INTEGER NOT NULL, next_at TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE happenings (
    happening INTEGER PRIMARY KEY AUTOINCREMENT,
    search_id TEXT NOT NULL REFERENCES searches ON DELETE CASCADE,
    first_claim TEXT NOT NULL, told_at TEXT NOT NULL, origins INTEGER NOT NULL, marks TEXT NOT NULL
) STRICT;
CREATE INDEX happenings_search ON happenings (search_id);
CREATE TABLE told (
    search_id TEXT NOT NULL REFERENCES searches ON DELETE CASCADE, claim_id TEXT NOT NULL,
    happening INTEGER NOT NULL REFERENCES happenings ON DELETE CASCADE, PRIMARY KEY (search_id, claim_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_happening ON told (happening);
CREATE TABLE messages (
    message_id TEXT PRIMARY KEY, search_id TEXT NOT NULL REFERENCES searches ON DELETE CASCADE,
    made_at TEXT NOT NULL, entries INTEGER NOT NULL, document TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_search ON messages (search_id, made_at);
CREATE TABLE deliveries (
    delivery_id TEXT PRIMARY KEY, message_id TEXT NOT NULL REFERENCES messages ON DELETE CASCADE,
    channel TEXT NOT NULL, receiver TEXT NOT NULL, due_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT, outcome TEXT, code TEXT, reason TEXT, done_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE outcome IS NULL;
CREATE INDEX deliveries_message ON deliveries (message_id);
CREATE TABLE tokens (
    token_id TEXT PRIMARY KEY, name TEXT NOT NULL, scope TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL, expires_at TEXT, revoked_at TEXT, last_used_at TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tokens_name ON tokens (name) WHERE revoked_at IS NULL;
CREATE TABLE judgements (
    judgement INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, left_id TEXT NOT NULL,
    right_id TEXT NOT NULL, judgement_said TEXT NOT NULL, note TEXT NOT NULL, decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL, trouble TEXT
) STRICT;
"""

#: The step to version 1, 2, …; a step is never edited once released, only followed by another.
_STEPS = (_FIRST,)
VERSION = len(_STEPS)


def bring_up_to_date(connection: apsw.Connection, path: str) -> None:
    """Run the missing steps, all in one transaction with the record of them.

    Raises:
        DeskError: it is another program's database, or a newer sayso's.
    """
    if _check(connection, path) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again inside the transaction: another process may have been first.
        for number in range(_check(connection, path), VERSION):
            connection.execute(_STEPS[number])
            connection.execute(
                "INSERT INTO migrations VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ'))", (number + 1,)
            )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _check(connection: apsw.Connection, path: str) -> int:
    version, mark, tables = (
        _one(connection, sql)
        for sql in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
    )
    if tables and mark != APPLICATION_ID:
        raise DeskError(
            "a SQLite database, but no desk",
            item=path,
            hint="it lies where saved searches and tokens belong; move it away",
        )
    if version > VERSION:
        raise DeskError(
            f"the desk has version {version}; this sayso knows versions up to {VERSION}",
            item=path,
            hint="install the newer sayso that made it",
        )
    return version if tables else 0


def _one(connection: apsw.Connection, sql: str) -> int:
    row: Any = connection.execute(sql).fetchone()  # `Any`: a row holds whatever its query selects
    return int(row[0]) if row else 0
