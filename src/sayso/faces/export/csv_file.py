"""Comma-separated values, safe to open in a spreadsheet unless the caller wants the bare text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import TextIO

from sayso.faces.export.cells import formula_safe, utf8
from sayso.faces.export.flat import COLUMNS, as_row
from sayso.records import Event

__all__ = ["write_csv", "write_rows"]


def write_csv(events: Iterable[Event], out: TextIO, *, raw: bool = False) -> int:
    """Events as comma-separated values; how many. ``raw`` leaves text that looks like a formula as it is."""
    return write_rows(COLUMNS, map(as_row, events), out, raw=raw)


def write_rows(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], out: TextIO, *, raw: bool = False
) -> int:
    """Comma-separated values after RFC 4180, with a header line; how many rows.

    ``out`` must leave line breaks alone (``newline=""``).
    """
    writer, n = csv.writer(out, lineterminator="\r\n"), 0
    waiting = iter(rows)
    # The header waits for the first row: if that cannot be had, nothing is written.
    first = list(islice(waiting, 1))
    writer.writerow(columns)
    for row in chain(first, waiting):
        writer.writerow([_cell(row.get(column), raw=raw) for column in columns])
        n += 1
    return n


def _cell(value: object, *, raw: bool) -> object:
    if not isinstance(value, str):
        return value
    text = utf8(value)
    # Python's own reader, and most others, take NUL for the end of the file.
    return text.replace("\0", "") if raw else formula_safe(text)
