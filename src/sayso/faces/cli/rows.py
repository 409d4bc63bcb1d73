"""The forms in which commands print rows."""

from __future__ import annotations

from enum import StrEnum

from sayso.faces.export.csv_file import write_rows
from sayso.faces.export.flat import BETWEEN

__all__ = ["BETWEEN", "TABLE_ROWS", "RowFormat", "write_rows"]

#: Rows of a table for people; machine-readable forms give everything.
TABLE_ROWS = 100


class RowFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
