"""Parquet files, read in batches by DuckDB, which may look at that one file and at nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.errors import MissingExtraError, cut
from sayso.ingest.formats.columns import SYNONYMS, fields_of
from sayso.ingest.intake import Intake, refuse, refused_at
from sayso.ingest.rows import item_of_row
from sayso.records import Item, Position, Refusal

if TYPE_CHECKING:
    import duckdb

__all__ = ["read_parquet"]

#: Rows turned into Python objects at a time; DuckDB itself works on 2,048.
_BATCH = 64
#: Peak on news is a quarter of it (docs/quality/ingest.md); a file that needs more is refused.
_MEMORY = "1GB"
_PLAIN = (
    "VARCHAR", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT",
    "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT",
)  # fmt: skip
_TEXTS = ("text", "html")


def read_parquet(path: Path, name: str, intake: Intake) -> Iterator[Item | Refusal]:
    """Each row of a Parquet file; dates and times are taken for ``published``, nested values go to ``extra``.

    A damaged file is refused by name where reading stops; the rows before it have been given.

    Raises:
        MissingExtraError: DuckDB is not installed.

    Cost:
        Memory for one vector of 2,048 rows, within the limit given to DuckDB.
    """
    try:
        import duckdb  # noqa: PLC0415  an extra: 70 MB that only this needs
    except ImportError as error:
        raise MissingExtraError(
            "reading Parquet needs DuckDB", item=name, hint="pip install 'sayso[parquet]', and load it again"
        ) from error
    try:
        with _connected(path) as connection:
            yield from _rows(connection, path, name, intake)
    except (duckdb.Error, UnicodeError) as error:
        yield refuse(name, *_what(error, path))


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that can read one file: no network, no extensions, nothing can be set again."""
    import duckdb  # noqa: PLC0415  see above

    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": _MEMORY,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
        },
    )
    quoted = str(path.absolute()).replace("'", "''")
    connection.execute(f"SET allowed_paths = ['{quoted}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _line(error: BaseException) -> str:
    return str(error).split("\n")[0].strip()


def _what(error: BaseException, path: Path) -> tuple[str, str]:
    """Code and reason of a file that DuckDB gives up on."""
    line = _line(error)
    if isinstance(error, MemoryError) or line.startswith("Out of Memory"):
        return "input.too_large", f"reading it takes more than {_MEMORY} of memory"
    try:
        with path.open("rb") as file:
            begins = b"PAR1".startswith(file.read(4))
    except OSError as missing:
        return "input.missing", f"cannot be read: {missing.strerror or cut(str(missing))}"
    if not begins:
        return "input.bad_format", "not a Parquet file"
    if "No magic bytes" in line or "too small" in line:
        return "input.truncated", "the file is cut short: Parquet keeps its table of contents at the end"
    return "input.truncated", f"the file is damaged: {cut(line, 160)}"


def _rows(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, intake: Intake
) -> Iterator[Item | Refusal]:
    import duckdb  # noqa: PLC0415  see above

    source = "read_parquet(?, hive_partitioning = false, file_row_number = true)"
    where = [str(path.absolute())]
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}", where).fetchall()  # noqa: S608  no value in it
    columns = [(str(row[0]), str(row[1])) for row in described if row[0] != "file_row_number"]
    fields = fields_of([column for column, _ in columns])
    if not {"text", "html"} & set(fields):
        named = ", ".join(column for column, _ in columns)
        yield refuse(name, "input.bad_format", f"no column with texts (text or html): {cut(named)}")
        return
    table = _Table(columns, fields, name, intake)
    n_rows = int(connection.execute(f"SELECT count(*) FROM {source}", where).fetchall()[0][0])  # noqa: S608  as above
    size = path.stat().st_size
    query = f"SELECT file_row_number, {table.selected} FROM {source} WHERE file_row_number >= ?"  # noqa: S608  quoted
    n_read = intake.done
    try:
        result = connection.execute(query, [*where, intake.done])
        while batch := result.fetchmany(_BATCH):
            for row in batch:
                n_read += 1
                yield refused_at(table.outcome(row), Position(record=n_read))
            intake.meter.at(size * n_read // max(1, n_rows))
    except duckdb.Error as error:
        code, reason = _what(error, path)
        yield refuse(
            f"{name}:{n_read + 1}", code, f"{reason}; {n_read:,} of {n_rows:,} rows were read before"
        )


class _Table:
    """How the columns of one file are asked for, and what a row of them comes to."""

    def __init__(
        self, columns: Sequence[tuple[str, str]], fields: Sequence[str], name: str, intake: Intake
    ) -> None:
        self._columns = columns
        self._fields = fields
        self._name = name
        self._intake = intake
        sizes = [
            f"coalesce({'strlen' if kind == 'VARCHAR' else 'octet_length'}({_quoted(column)}), 0)"
            for (column, kind), field in zip(columns, fields, strict=True)
            if _is_body(field, kind)
        ]
        parts = [f"greatest({', '.join(['0', *sizes])})"]
        limit = intake.limits.max_row_bytes
        parts += [self._part(*column, field, limit) for column, field in zip(columns, fields, strict=True)]
        self.selected = ", ".join(parts)

    @staticmethod
    def _part(column: str, kind: str, field: str, limit: int) -> str:
        """How a column is asked for: what Python takes as it is, and all else as text."""
        quoted = _quoted(column)
        if _is_body(field, kind):  # beyond the limit it is not even brought over
            size = f"{'strlen' if kind == 'VARCHAR' else 'octet_length'}({quoted})"
            return f"CASE WHEN {size} > {limit} THEN NULL ELSE {quoted} END"
        if kind == "TIMESTAMP WITH TIME ZONE":
            return f"CAST(make_timestamp(epoch_us({quoted})) AS VARCHAR) || '+00:00'"
        if kind.startswith(("DATE", "TIMESTAMP")) or kind in ("TIME", "UUID"):
            return f"CAST({quoted} AS VARCHAR)"
        return quoted if kind in _PLAIN else f"CAST(to_json({quoted}) AS VARCHAR)"

    def outcome(self, row: Sequence[Any]) -> Item | Refusal:
        """One row: its number in the file, the size of its text, and a value per column."""
        number, size, *values = row
        where = f"{self._name}:{number + 1}"
        limit = self._intake.limits.max_row_bytes
        if size > limit:
            return refuse(where, "input.too_large", f"a text of {size:,} bytes; the limit is {limit:,}")
        cells: dict[str, object] = {}
        raw: bytes | None = None
        for (_, kind), field, value in zip(self._columns, self._fields, values, strict=True):
            cell = value
            if isinstance(value, bytes):
                cell, raw = _text(value), value
            elif isinstance(value, str) and not _as_it_is(kind):
                cell = json.loads(value, parse_constant=lambda _: None)
            if field == "author" and isinstance(cell, list) and all(isinstance(c, str) for c in cell):
                cell = ", ".join(cell)
            if cell is not None and (field in SYNONYMS or cell != ""):
                cells[field] = cell
        item = item_of_row(cells, where, self._intake.defaults, Position(record=number + 1))
        if isinstance(item, Item) and item.body == "" and raw:
            return replace(item, body=raw)
        return item


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _is_body(field: str, kind: str) -> bool:
    return field in _TEXTS and kind in ("VARCHAR", "BLOB")


def _as_it_is(kind: str) -> bool:
    """Whether text of such a column is the value itself and no JSON."""
    return kind in ("VARCHAR", "UUID", "TIME") or kind.startswith(("DATE", "TIMESTAMP"))


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return ""
