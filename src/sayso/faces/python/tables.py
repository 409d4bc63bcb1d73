"""Answers of a ledger as tables: asked when they are looked at, as records, rows or frames."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from sayso.errors import QueryError
from sayso.faces.python import frames
from sayso.faces.python.cells import cell
from sayso.faces.python.columns import Columns, Holds
from sayso.faces.python.display import SHOWN_ROWS
from sayso.faces.python.markup import block, cut_off, dim, table, words
from sayso.faces.python.rows import Row

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Table"]

_T = TypeVar("_T")
#: Values of one cell that are shown.
_VALUES = 5


class Table(ABC, Generic[_T]):
    """Rows that a question asks for. Nothing is asked until they are looked at, and then each time anew.

    It can be gone through as often as wanted: each time gives what the ledger has then.
    """

    #: What is asked for, in a word.
    noun: ClassVar[str]
    #: The columns of its rows.
    columns: ClassVar[Columns]
    #: Names of those that a notebook shows; all but spans where none are named.
    shown: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def __iter__(self) -> Iterator[_T]:
        """The records, one after the other."""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """The records as flat rows, values as the ledger has them."""

    def count(self) -> int:
        """How many there are."""
        return sum(1 for _ in self.rows())

    def first(self, n: int = 5) -> list[_T]:
        """The first so many records."""
        if n < 0:
            raise QueryError(f"n must be 0 or more, got {n}", item="n")
        return list(islice(self, n))

    def to_list(self) -> list[_T]:
        """Every record."""
        return list(self)

    def to_dicts(self) -> list[dict[str, object]]:
        """Every row as a dictionary with all columns: days as `date`, several values as tuples."""
        return [{c.name: cell(c, row.get(c.name)) for c in self.columns} for row in self.rows()]

    def to_pandas(self) -> pd.DataFrame:
        """Every row as a frame of pandas: see docs/reference/frames.md for the types.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        return frames.to_pandas(self.columns, self.rows())

    def to_polars(self) -> pl.DataFrame:
        """Every row as a frame of polars: see docs/reference/frames.md for the types.

        Raises:
            MissingExtraError: polars is not installed.
        """
        return frames.to_polars(self.columns, self.rows())

    def to_arrow(self) -> pa.Table:
        """Every row as a table of pyarrow: see docs/reference/frames.md for the types.

        Raises:
            MissingExtraError: pyarrow is not installed.
        """
        return frames.to_arrow(self.columns, self.rows())

    def __bool__(self) -> bool:
        """Whether there is any. How many is not said by `len`, which would ask the ledger in passing."""
        return bool(self.first(1))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._asked()}>"

    def _asked(self) -> str:
        """The question in words."""
        return self.noun

    def _repr_html_(self) -> str:
        """The first rows, and how many more there are."""
        headings, shown = self._shown(SHOWN_ROWS)
        n = len(shown)
        return self._drawn(headings, shown, self.count() if n == SHOWN_ROWS else n)

    def _drawn(
        self, headings: Sequence[str], shown: Sequence[Sequence[str]], total: int, note: str = ""
    ) -> str:
        """Rows whose cells are HTML, how many more there are, and what else is to be said."""
        caption = f"{total:,} {words(self._asked())}"
        numbers = [c.name for c in self.columns if c.holds in (Holds.COUNT, Holds.INTEGER, Holds.NUMBER)]
        return block(
            table(headings, shown, caption=caption, numbers=numbers),
            cut_off(total - len(shown), self.noun),
            dim(words(note)) if note else "",
        )

    def _shown(self, most: int) -> tuple[Sequence[str], list[Sequence[str]]]:
        """Headings, and as many rows as are shown, their cells as HTML."""
        return self._cells(islice(self.rows(), most))

    def _cells(self, rows: Iterable[Row]) -> tuple[Sequence[str], list[Sequence[str]]]:
        """The names of the columns that are shown, and the cells of rows in them as HTML."""
        by_name = {c.name: c for c in self.columns if c.holds not in (Holds.SPAN, Holds.SPANS)}
        columns = [by_name[name] for name in self.shown or by_name]
        cells = [[_html(cell(c, row.get(c.name))) for c in columns] for row in rows]
        return [c.name for c in columns], list[Sequence[str]](cells)


def _html(value: Any) -> str:  # `Any`: whatever a cell holds
    if value is None:
        return ""
    if isinstance(value, tuple):
        more = " …" if len(value) > _VALUES else ""
        return words("; ".join(map(str, value[:_VALUES])) + more)
    if isinstance(value, float):
        return words(f"{value:.3g}" if abs(value) < 1 else f"{value:,.6g}")
    return words(str(value))
