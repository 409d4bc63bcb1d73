"""Events as a Parquet file, with days as days, written a group of rows at a time; needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from sayso.errors import ConfigError
from sayso.faces.export.cells import utf8
from sayso.faces.export.flat import COLUMNS, COUNTS, DAYS, NUMBERS, as_row
from sayso.faces.export.json_text import as_json
from sayso.records import Event
from sayso.records.codec import SCHEMA, event_to_json

__all__ = ["DOCUMENT", "write_parquet"]

#: The column that holds the whole event, as `sayso events --format jsonl` gives it.
DOCUMENT = "document"
#: Rows in a group, some 15 MB with their documents: what is held in memory, and what a reader skips or reads.
GROUP = 4096


def write_parquet(events: Iterable[Event], out: BinaryIO) -> int:
    """Events as a Parquet file: the columns of the CSV file, typed, and the whole event as JSON; how many.

    Raises:
        ConfigError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  optional
        import pyarrow.parquet as pq  # noqa: PLC0415  as above
    except ImportError as error:
        raise ConfigError(
            "Parquet files need pyarrow", hint="pip install 'sayso[frames]', or choose csv or jsonl"
        ) from error
    types = {"number": pa.float64(), "count": pa.int64(), "day": pa.date32(), "text": pa.string()}
    columns = [(name, types[_kind(name)]) for name in COLUMNS]
    schema = pa.schema([*columns, (DOCUMENT, pa.string())], metadata={"schema": SCHEMA})
    n = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for rows in _grouped(events):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            n += len(rows)
    return n


def _kind(column: str) -> str:
    if column in NUMBERS:
        return "number"
    return "count" if column in COUNTS else "day" if column in DAYS else "text"


# `Any`: a cell holds what its column holds.
def _grouped(events: Iterable[Event]) -> Iterator[list[dict[str, Any]]]:
    waiting = iter(events)
    while group := [_row(event) for event in islice(waiting, GROUP)]:
        yield group


def _row(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in as_row(event).items():
        if name in DAYS:
            row[name] = _day(value)
        elif isinstance(value, str):
            row[name] = utf8(value)
        else:
            row[name] = value
    row[DOCUMENT] = as_json(event_to_json(event))
    return row


def _day(value: object) -> date | None:
    """A day; None for one that no calendar of the reader has (before the year 1, after 9999)."""
    try:
        return date.fromisoformat(str(value)[:10]) if value is not None else None
    except ValueError:
        return None
