"""Values of rows brought into the one form that every library of frames is handed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sayso.faces.python.columns import Column, Columns, Holds
from sayso.faces.python.rows import Row

__all__ = ["cell", "cells_of", "every_value"]


def cells_of(columns: Columns, rows: Iterable[Row]) -> dict[str, list[object]]:
    """The cells of each column, in the order of the rows."""
    found: dict[str, list[object]] = {column.name: [] for column in columns}
    for row in rows:
        for column in columns:
            found[column.name].append(cell(column, row.get(column.name)))
    return found


def cell(column: Column, value: object) -> object:
    """One value: text that UTF-8 can hold, days and instants as such, several values as tuples.

    A day that the calendar does not have is None; the words of the claim are in another column.
    """
    if value is None:
        return () if column.holds in (Holds.TEXTS, Holds.SPANS) else None
    if column.holds is Holds.DAY:
        return value if isinstance(value, date) else _day(str(value))
    if column.holds is Holds.INSTANT:
        return _instant(str(value))
    if column.holds is Holds.NUMBER:
        return float(value) if isinstance(value, int | float) else None
    if column.holds is Holds.TEXTS:
        return tuple(_text(str(each)) for each in value) if isinstance(value, tuple) else (str(value),)
    return _text(value) if isinstance(value, str) else value


def every_value(column: Column, cells: Iterable[object]) -> tuple[str, ...]:
    """What a category can be, and what else a ledger of another sayso has."""
    known = dict.fromkeys(column.values)
    strange = {str(each) for each in cells if each is not None} - known.keys()
    return (*known, *sorted(strange))


def _text(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
