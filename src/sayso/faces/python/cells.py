"""Values of rows brought into the one form that every library of frames is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from sayso.faces.python.columns import Column, Columns, Holds
from sayso.faces.python.rows import Row

__all__ = ["cell", "cells_of", "every_value"]


def cells_of(columns: Columns, rows: Iterable[Row]) -> dict[str, list[object]]:
    """The cells of each column, in the order of the rows."""
    names = [column.name for column in columns]
    found: list[list[object]] = [[] for _ in columns]
    adds = [cells.append for cells in found]
    for row in rows:
        for name, add in zip(names, adds, strict=True):
            add(row.get(name))
    return {
        column.name: list(map(_FORMS[column.holds], cells))
        for column, cells in zip(columns, found, strict=True)
    }


def cell(column: Column, value: object) -> object:
    """One value: text that UTF-8 can hold, days and instants as such, several values as tuples.

    A day that the calendar does not have is None; the words of the claim are in another column.
    """
    return _FORMS[column.holds](value)


def every_value(column: Column, cells: Iterable[object]) -> tuple[str, ...]:
    """What a category can be, and what else a ledger of another sayso has."""
    known = dict.fromkeys(column.values)
    strange = {str(each) for each in cells if each is not None} - known.keys()
    return (*known, *sorted(strange))


def _same(value: object) -> object:
    return value


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def _texts(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_text, value))
    return () if value is None else (_text(value),)


def _spans(value: object) -> object:
    return () if value is None else value


def _number(value: object) -> object:
    return float(value) if isinstance(value, int | float) else None


def _day(value: object) -> object:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _instant(value: object) -> object:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


_FORMS: dict[Holds, Callable[[object], object]] = {
    Holds.TEXT: _text,
    Holds.TEXTS: _texts,
    Holds.CATEGORY: _same,
    Holds.DAY: _day,
    Holds.INSTANT: _instant,
    Holds.COUNT: _same,
    Holds.INTEGER: _same,
    Holds.NUMBER: _number,
    Holds.FLAG: _same,
    Holds.SPAN: _same,
    Holds.SPANS: _spans,
}
