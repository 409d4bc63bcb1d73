"""Reports as Python programs hold them: texts, mappings and frames, each row as an item or a refusal.

Rows of frames carry what JSON has no word for: days, gaps written as NaN, numbers of numpy. They are read as
the rows of a JSONL file would be, with the same keys.
"""

# ruff: noqa: PLC0415  the rooms that read are imported where they are needed, as in catalog

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from sayso.classes import dataclass, replace
from sayso.errors import FormatError, cut
from sayso.records import Item, Refusal

__all__ = ["Frame", "Row", "Rows", "RowsGiven", "items_of", "one_item", "rows_in"]

#: One report: its text, or a mapping with ``text`` or ``html`` and what else is known of it.
Row: TypeAlias = str | Mapping[str, object]


class Frame(Protocol):
    """A table of pandas, polars or pyarrow, as far as they are alike."""

    @property
    def columns(self) -> Any:
        """Its columns, or their names. `Any`: each library has a type of its own for them."""
        ...

    def __len__(self) -> int: ...


#: Many reports: rows of any kind, or a frame with a column for each key of a row.
Rows: TypeAlias = Iterable[Row] | Frame
#: Rows of a frame that are made into mappings together, so that a large frame is not copied.
_CHUNK = 256
#: Deeper than this, nothing is kept of what a row holds besides its text; it may hold itself.
_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsGiven:
    """What is said of rows that do not say it themselves, and how large one may be."""

    published: str | None = None
    publisher: str | None = None
    max_bytes: int

    @classmethod
    def of(cls, published: date | str | None, publisher: str | None, max_bytes: int) -> RowsGiven:
        """As a caller says it.

        Raises:
            FormatError: ``published`` is no day. In a row it would be kept as it is written; here it is the
                caller's own.
        """
        stated = _plain(published)
        given = cls(
            published=stated if isinstance(stated, str) else None, publisher=publisher, max_bytes=max_bytes
        )
        if stated is not None and given.day is None:
            raise FormatError(
                f"no day can be read in {cut(published)}",
                item="published",
                hint='give a datetime.date, or text such as "2024-05-16"',
            )
        return given

    @property
    def day(self) -> date | None:
        """The day of publication."""
        from sayso.text.dates import day_of

        return day_of(self.published) if self.published else None


def one_item(row: object, name: str, given: RowsGiven) -> Item | Refusal:
    """One row as an item, or why it is none."""
    from sayso.ingest.rows import Defaults, item_of_row

    item: Item | Refusal
    if isinstance(row, str):
        item = Item(name=name, body=str(row), publisher=given.publisher)
    else:
        plain = {str(k): _cell(str(k), v) for k, v in row.items()} if isinstance(row, Mapping) else row
        item = item_of_row(plain, name, Defaults(publisher=given.publisher))
    if isinstance(item, Refusal):
        return item
    if _n_bytes(item.body) > given.max_bytes:
        reason = f"the text has more than {given.max_bytes:,} bytes"
        return Refusal(name=name, stage="ingest", code="input.too_large", reason=reason)
    return item if item.published else replace(item, published=given.published)


def _cell(key: str, value: object) -> object:
    """One value of a row. A text in bytes stays so and is refused: nobody says how to read it."""
    return value if key in ("text", "html") and isinstance(value, bytes) else _plain(value)


def _n_bytes(body: str | bytes) -> int:
    return len(body) if isinstance(body, bytes) else len(body.encode("utf-8", "surrogatepass"))


def items_of(rows: Rows, given: RowsGiven) -> Iterator[Item | Refusal]:
    """Each row as an item or a refusal, named as a Python program finds it again: ``rows[3]``.

    Raises:
        FormatError: what was given holds no rows.
    """
    return (one_item(row, f"rows[{n}]", given) for n, row in enumerate(rows_in(rows)))


# `Any`: frames are told by their methods, so that no library of frames is needed to be given one.
def rows_in(rows: Any) -> Iterator[Any]:
    """The rows of a list, an iterator, or a frame of pandas, polars or pyarrow.

    Raises:
        FormatError: it is one text or one row alone, which would be read letter by letter or key by key.
    """
    if isinstance(rows, str | bytes | Mapping):
        raise FormatError(
            f"expected many reports, got one: {cut(rows)}",
            item="rows",
            hint="put it into a list, or use sayso.code",
        )
    if hasattr(rows, "iter_rows"):
        return iter(rows.iter_rows(named=True))
    if hasattr(rows, "to_batches"):
        return (row for batch in rows.to_batches(max_chunksize=_CHUNK) for row in batch.to_pylist())
    if hasattr(rows, "iloc") and hasattr(rows, "columns"):
        return _of_pandas(rows)
    if isinstance(rows, Iterable):
        return iter(rows)
    raise FormatError(f"expected rows, got {cut(rows)}", item="rows", hint="give a list of texts or mappings")


def _of_pandas(frame: Any) -> Iterator[Any]:
    for at in range(0, len(frame), _CHUNK):
        yield from frame.iloc[at : at + _CHUNK].to_dict("records")


def _plain(value: Any, depth: int = 0) -> object:
    """A value as JSON can say it: days as ISO 8601, gaps as None, numpy's numbers as Python's, else words.

    `Any`: whatever a caller's row holds.
    """
    if value is None or isinstance(value, str | bool | int):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if _is_gap(value):
        return None
    if isinstance(value, datetime):
        midnight = value.tzinfo is None and value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if type(value).__name__ == "datetime64":
        # a finer one would be listed as a count of nanoseconds
        return _plain(value.astype("datetime64[us]").tolist(), depth + 1)
    if hasattr(value, "tolist"):
        return _plain(value.tolist(), depth + 1)
    if not isinstance(value, Mapping | list | tuple | set | frozenset):
        return str(value)
    if depth == _DEPTH:
        return "…"
    if isinstance(value, Mapping):
        return {str(k): _plain(v, depth + 1) for k, v in value.items()}
    return [_plain(v, depth + 1) for v in value]


def _is_gap(value: Any) -> bool:  # `Any`: as above
    """Whether a frame means by it that nothing is there: pandas' NA and NaT, numpy's NaT."""
    kind = type(value).__name__
    return kind in ("NAType", "NaTType") or (kind == "datetime64" and str(value) == "NaT")
