"""What SQLite answers of its own file, answered for a schema of PostgreSQL."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import apsw

from sayso.errors import LedgerError
from sayso.ledger.postgres.address import Address
from sayso.ledger.postgres.statements import Key

__all__ = ["OF_SQLITE", "answer", "indexing", "is_ledger", "key_of", "tables_of"]

#: Asks the server. `Any`: a row holds whatever its query selects.
Ask = Callable[..., list[Any]]

#: Beginnings of what is said to SQLite alone.
OF_SQLITE = ("PRAGMA", "VACUUM", "INSERT INTO evidence (evidence) VALUES")

_KEY = """
SELECT a.attname, coalesce(a.attnum = ANY (i.indkey::int2[]), false), EXISTS (SELECT 1 FROM pg_trigger t
    WHERE t.tgrelid = a.attrelid AND t.tgname = 'number_' || $1)
FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_TABLES = "SELECT c.relname FROM pg_class c WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r'"
#: A claim whose sentence the full-text index has not, or a sentence of no claim.
_UNINDEXED = """
SELECT coalesce(c.claim, e.rowid) FROM claims c FULL JOIN evidence e ON e.rowid = c.claim
WHERE c.claim IS NULL OR e.rowid IS NULL LIMIT 1
"""


def key_of(ask: Ask, table: str) -> Key:
    """The primary key of a table, its other columns, and whether it numbers its rows by itself."""
    rows = ask(_KEY, (table,))
    columns = [name for name, _, _ in rows]
    return Key(
        columns=tuple(name for name, keyed, _ in rows if keyed),
        others=tuple(name for name, keyed, _ in rows if not keyed),
        numbered=bool(rows and rows[0][2] and "rowid" not in columns),
    )


def tables_of(ask: Ask, address: Address) -> set[str]:
    """The names of the tables in the schema."""
    return {name for (name,) in ask(_TABLES, (address.schema,))}


def is_ledger(ask: Ask, address: Address) -> bool:
    """Whether there is a ledger, or the beginning of one."""
    return "ledger_state" in tables_of(ask, address)


def answer(ask: Ask, address: Address, statement: str) -> list[Any]:
    """What is said to a pragma, and to what else SQLite alone knows. `Any`: as above."""
    if statement.startswith("VACUUM INTO"):
        raise LedgerError(
            "a ledger of PostgreSQL is not copied into a file by sayso",
            item=address.shown,
            hint=f"pg_dump --schema={address.schema} copies it, `sayso export --to jsonl` writes it down",
        )
    if statement == "VACUUM":
        ask(f"VACUUM (FULL, ANALYZE) {', '.join(sorted(tables_of(ask, address)))}")
        return []
    if "sqlite_master" in statement:
        return [(len(tables_of(ask, address) - {"ledger_state"}),)]
    if "integrity-check" in statement:
        for (claim,) in ask(_UNINDEXED):
            raise apsw.CorruptError(f"claim number {claim} and its words are not both there")
        return []
    told = re.fullmatch(r"PRAGMA (user_version|application_id|data_version)(?: = (\d+))?", statement)
    if told is None:
        # the server sees to references and pages itself
        return [("ok",)] if "_check(" in statement else []
    if told[2] is None:
        return ask(f"SELECT {told[1]} FROM ledger_state")
    ask(f"UPDATE ledger_state SET {told[1]} = {told[2]}")
    return []


def indexing(tokens: Sequence[str]) -> list[str]:
    """What is said to the full-text index, which SQLite's takes as insertions."""
    if "'delete'" in tokens:
        return "DELETE FROM evidence WHERE rowid = ?".split(" ")
    sentence = tokens[-2]
    words = f"{sentence}:vector" if sentence == "?" else sentence
    return f"INSERT INTO evidence ( rowid , words ) VALUES ( ? , {words} :: tsvector )".split(" ")
