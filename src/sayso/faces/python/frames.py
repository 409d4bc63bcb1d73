"""Rows as frames of pandas, polars and pyarrow, each with the types that its users expect.

None of the three is needed to import sayso, and none for another: each is imported where it is needed.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.errors import MissingExtraError
from sayso.faces.python.cells import cells_of, every_value
from sayso.faces.python.columns import Column, Columns, Holds
from sayso.faces.python.rows import Row

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["to_arrow", "to_pandas", "to_polars"]


def _library(name: str) -> ModuleType:
    """A library of frames.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise MissingExtraError(
            f"this needs {name}, which is not installed",
            item=name,
            hint="pip install 'sayso[frames]' brings pandas, polars and pyarrow",
        ) from error


# ------------------------------------------------------------------ pandas


def to_pandas(columns: Columns, rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as a data frame with a plain index.

    Text is `str`, a closed vocabulary `category`, a day `datetime64[s]` (which holds every year), an instant
    `datetime64[us, UTC]`, a count `int64`, a whole number that may be missing `Int64`, a number `float64`,
    yes or no `boolean`. Several values are a tuple: `explode` and `.str.join` take it, and unlike a list it
    can be grouped by. A span is (start, end).

    Raises:
        MissingExtraError: pandas is not installed.
    """
    pandas = _library("pandas")
    cells = cells_of(columns, rows)
    return pandas.DataFrame(  # type: ignore[no-any-return]
        {column.name: _series(pandas, column, cells[column.name]) for column in columns}
    )


def _series(pandas: Any, column: Column, cells: list[object]) -> Any:
    """One column. `Any`: pandas is imported at run time."""
    if column.holds is Holds.TEXT:
        return pandas.Series(cells, dtype=pandas.StringDtype(na_value=np.nan))
    if column.holds is Holds.CATEGORY:
        return pandas.Series(pandas.Categorical(cells, categories=list(every_value(column, cells))))
    if column.holds is Holds.DAY:
        days = np.array([None if day is None else str(day) for day in cells], dtype="datetime64[D]")
        return pandas.Series(days.astype("datetime64[s]"))
    if column.holds is Holds.INSTANT:
        return pandas.Series(cells, dtype="datetime64[us, UTC]")
    if column.holds is Holds.COUNT:
        return pandas.Series(cells, dtype="int64")
    if column.holds is Holds.INTEGER:
        return pandas.Series(cells, dtype="Int64")
    if column.holds is Holds.NUMBER:
        return pandas.Series(cells, dtype="float64")
    if column.holds is Holds.FLAG:
        return pandas.Series(cells, dtype="boolean")
    whole = np.empty(len(cells), dtype=object)
    # one by one: numpy would make a table of tuples of one length
    for n, each in enumerate(cells):
        whole[n] = each
    return pandas.Series(whole, dtype=object)


# ------------------------------------------------------------------ polars


def to_polars(columns: Columns, rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as a data frame: `String`, `Enum`, `Date`, `Datetime`, `Int64`, `Float64`, `Boolean`, `List`.

    A span is an `Array` of two `Int64`.

    Raises:
        MissingExtraError: polars is not installed.
    """
    polars = _library("polars")
    cells = cells_of(columns, rows)
    schema = {column.name: _polars_type(polars, column, cells[column.name]) for column in columns}
    return polars.DataFrame(  # type: ignore[no-any-return]
        {column.name: _listed(column, cells[column.name]) for column in columns}, schema=schema
    )


def _listed(column: Column, cells: Sequence[object]) -> list[object]:
    """Tuples as lists, which polars and pyarrow take for several values."""
    if column.holds not in (Holds.TEXTS, Holds.SPAN, Holds.SPANS):
        return list(cells)
    return [_as_lists(each) for each in cells]


def _as_lists(value: object) -> object:
    return [_as_lists(each) for each in value] if isinstance(value, tuple) else value


def _polars_type(polars: Any, column: Column, cells: Sequence[object]) -> Any:
    """The type of one column. `Any`: polars is imported at run time."""
    span = polars.Array(polars.Int64, 2)
    if column.holds is Holds.CATEGORY:
        return polars.Enum(list(every_value(column, cells)))
    return {
        Holds.TEXT: polars.String,
        Holds.TEXTS: polars.List(polars.String),
        Holds.DAY: polars.Date,
        Holds.INSTANT: polars.Datetime("us", "UTC"),
        Holds.COUNT: polars.Int64,
        Holds.INTEGER: polars.Int64,
        Holds.NUMBER: polars.Float64,
        Holds.FLAG: polars.Boolean,
        Holds.SPAN: span,
        Holds.SPANS: polars.List(span),
    }[column.holds]


# ------------------------------------------------------------------ pyarrow


def to_arrow(columns: Columns, rows: Iterable[Row]) -> pa.Table:
    """Rows as a table: strings, dictionaries of strings, days, instants, numbers, lists of values.

    A span is a fixed-size list of two.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    arrow = _library("pyarrow")
    cells = cells_of(columns, rows)
    arrays = [_array(arrow, column, _listed(column, cells[column.name])) for column in columns]
    return arrow.Table.from_arrays(arrays, names=[column.name for column in columns])


def _array(arrow: Any, column: Column, cells: Sequence[object]) -> Any:
    """One column. `Any`: pyarrow is imported at run time."""
    if column.holds is Holds.CATEGORY:
        every = every_value(column, cells)
        number = {value: n for n, value in enumerate(every)}
        codes = [None if each is None else number[str(each)] for each in cells]
        return arrow.DictionaryArray.from_arrays(
            arrow.array(codes, arrow.int32()), arrow.array(every, arrow.string())
        )
    span = arrow.list_(arrow.int64(), 2)
    return arrow.array(
        cells,
        {
            Holds.TEXT: arrow.string(),
            Holds.TEXTS: arrow.list_(arrow.string()),
            Holds.DAY: arrow.date32(),
            Holds.INSTANT: arrow.timestamp("us", "UTC"),
            Holds.COUNT: arrow.int64(),
            Holds.INTEGER: arrow.int64(),
            Holds.NUMBER: arrow.float64(),
            Holds.FLAG: arrow.bool_(),
            Holds.SPAN: span,
            Holds.SPANS: arrow.list_(span),
        }[column.holds],
    )
