"""CSV and TSV: a header that names the columns, then a report a row."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from sayso.errors import cut
from sayso.ingest.formats.columns import fields_of
from sayso.ingest.intake import Intake, SourceFault, Stream, fault_of, refuse, refused_at
from sayso.ingest.rows import item_of_row
from sayso.records import Item, Position, Refusal

__all__ = ["Recoded", "read_separated"]

_SEPARATORS = ",\t;|"
_CHUNK = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAX_HEADER = 1 << 20
_MAX_COLUMNS = 2000
#: Lines of one row: no article has as many, and a row of bare line ends would be held line by line.
_MAX_LINES = 50_000
#: What a line costs to read again beside its characters, in characters (1 us for a line, 100 MB/s for text).
_LINE_COST = 100
_LEAST_AGAIN = 16_000_000


class _TooLongError(ValueError):
    """A row is longer than the limit."""


def read_separated(stream: Stream, name: str, intake: Intake) -> Iterator[Item | Refusal]:
    """Each row of a CSV or TSV file, numbered as spreadsheets do: the header is row 1.

    The separator is the one of comma, tab, semicolon and bar by which the header has a column with texts.
    Bytes are UTF-8, or Windows-1252 in lines that are not; UTF-16 needs its byte order mark.

    Cost:
        Memory for one row. A quotation mark that is never closed swallows rows up to the size limit; then
        its row is refused and reading goes on in the line behind it.
    """
    recoded = Recoded(stream)
    table = _Table(io.BufferedReader(recoded), intake)
    number = 1
    try:
        header = table.header()
        if isinstance(header, str):
            yield refuse(name, "input.bad_format", header)
            return
        # rows have a byte of their own in the file only where nothing is recoded
        shift = recoded.shift if stream.seekable() else None
        if shift is not None and intake.start is not None:
            number = table.go_to(stream, *intake.start, shift) - 1
        while True:
            number += 1
            at = None if shift is None else table.at + shift
            row = table.row()
            if row is None:
                return
            if number > intake.done:
                position = Position(record=number, offset=None if isinstance(row, str) else at)
                found = table.outcome(row, f"{name}:{number}", position)
                if found is not None:
                    yield refused_at(found, position)
    except SourceFault as fault:
        yield fault_of(fault, f"{name}:{number}", f"{max(0, number - 2):,} whole rows were read before")


class _Table:
    """Rows of a file that can say why one is none, and go on with the next."""

    def __init__(self, stream: Stream, intake: Intake) -> None:
        # csv's own limit on a cell is one for the whole process; ours is on the row, and lies below it then
        csv.field_size_limit(max(csv.field_size_limit(), intake.limits.max_row_bytes + 1))
        self._intake = intake
        self._lines = _Lines(stream, intake.limits.max_row_bytes)
        self._fields: list[str] = []
        self._separator = ","

    def header(self) -> str | None:
        """Read the header; what is wrong with it, if something is."""
        self._lines.begin()
        line = self._lines.take(_MAX_HEADER)
        if line is None:
            return "the file is empty"
        for separator in sorted(_SEPARATORS, key=line.count, reverse=True):
            try:
                columns = next(csv.reader([line], delimiter=separator, strict=True), [])
            except csv.Error:
                continue
            fields = fields_of(columns[:_MAX_COLUMNS])
            if {"text", "html"} & set(fields) and len(columns) <= _MAX_COLUMNS:
                self._fields, self._separator = fields, separator
                return None
        return f"its header names no column with texts (text or html): {cut(line)}"

    @property
    def at(self) -> int:
        """Byte of the stream at which the next row begins."""
        return self._lines.at

    def go_to(self, stream: Stream, offset: int, number: int, shift: int) -> int:
        """Go on at the byte of the file where row ``number`` begins; that number."""
        stream.seek(offset)
        plain = io.BufferedReader(Recoded(stream, begun=True))
        self._lines = _Lines(plain, self._intake.limits.max_row_bytes, offset - shift)
        return number

    def row(self) -> list[str] | str | None:
        """The next row, or what is wrong with it, or None at the end. Blank lines are rows without cells."""
        self._lines.begin()
        first = self._lines.peek()
        if first is None:
            return None
        if '"' not in first and len(first) <= self._intake.limits.max_row_bytes:
            self._lines.begin()
            line = first.removesuffix("\n").removesuffix("\r")
            return line.split(self._separator) if line else []
        try:
            return next(csv.reader(self._lines, delimiter=self._separator, strict=True), None)
        except _TooLongError:
            gone = self._lines.go_back()
            limit = self._intake.limits.max_row_bytes
            lost = f", and so have the {gone:,} lines behind it" if gone else ""
            most = f"{limit:,} characters or {_MAX_LINES:,} lines"
            return f"the row has more than {most} (an open quotation mark?){lost}"
        except csv.Error as error:
            self._lines.go_back()
            return f"quotation marks do not fit: {error}"

    def outcome(self, row: list[str] | str, where: str, position: Position) -> Item | Refusal | None:
        """A row as an item; None for a blank line."""
        if isinstance(row, str):
            large = row.startswith("the row has more")
            return refuse(where, "input.too_large" if large else "input.bad_row", row)
        if not row:
            return None
        if len(row) != len(self._fields):
            reason = f"{len(row):,} cells, and the header has {len(self._fields):,}"
            return refuse(where, "input.bad_row", reason)
        cells = {field: cell for field, cell in zip(self._fields, row, strict=True) if cell}
        return item_of_row(cells, where, self._intake.defaults, position)


class _Lines:
    """Lines of text for one row at a time; those behind the first can be read again.

    A row with a stray quotation mark takes in the rows behind it. They are given back, but in a whole file
    no more than four rows of the largest size, or a file of stray marks would be quadratic. ``at`` is the
    byte of the stream at which the next line begins.
    """

    def __init__(self, stream: Stream, limit: int, at: int = 0) -> None:
        self._stream = stream
        self._limit = limit
        self.at = at
        #: Lines with their bytes in the stream.
        self._again: list[tuple[str, int]] = []
        self._seen: str | None = None
        self._taken: list[tuple[str, int]] = []
        self._bytes = 0
        self._size = 0
        self._long = False
        self._budget = max(_LEAST_AGAIN, 4 * limit)

    def begin(self) -> None:
        """A row begins."""
        self._taken.clear()
        self._seen = None
        self._size = 0
        self._long = False

    def peek(self) -> str | None:
        """The next line, which is part of the row but can be taken again; None at the end."""
        self._seen = self.take(self._limit)
        return self._seen

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line, self._seen = self._seen or self.take(self._limit), None
        if line is None:
            raise StopIteration
        self._size += len(line)
        self._taken.append((line, self._bytes))
        if self._long or self._size > self._limit or len(self._taken) > _MAX_LINES:
            raise _TooLongError
        return line

    def take(self, limit: int) -> str | None:
        """The next line, at most a little longer than ``limit``; None at the end."""
        if self._again:
            text, self._bytes = self._again.pop()
            self.at += self._bytes
            return text
        line = self._stream.readline(limit + 1)
        if not line:
            return None
        self._bytes = len(line)
        if len(line) > limit and not line.endswith(b"\n"):
            self._long = True
            while rest := self._stream.readline(_CHUNK):
                self._bytes += len(rest)
                if rest.endswith(b"\n"):
                    break
        self.at += self._bytes
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            return line.decode("cp1252", "replace")

    def go_back(self) -> int:
        """Give back the lines of the row behind its first; how many are lost, if that was done too often."""
        behind = self._taken[1:]
        size = sum(len(line) for line, _ in behind) + _LINE_COST * len(behind)
        if size > self._budget:
            return len(behind)
        self._budget -= size
        self._again += reversed(behind)
        self.at -= sum(n for _, n in behind)
        return 0


class Recoded(io.RawIOBase):
    """A stream as UTF-8 without its mark, with newlines where it has bare carriage returns.

    ``begun`` says that the stream stands behind its beginning, and is UTF-8 with newlines.
    """

    def __init__(self, stream: Stream, *, begun: bool = False) -> None:
        super().__init__()
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        self._bare, self._begun = False, begun
        self._mark = 0
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    @property
    def shift(self) -> int | None:
        """How far bytes here lie before those of the stream; None where they are others."""
        return None if self._decoder is not None or self._bare else self._mark

    def _head(self) -> bytes:
        """The stream up to its first newline, however few bytes a read brings."""
        head = b""
        while b"\n" not in head and len(head) < _CHUNK and (more := self._stream.read1(_CHUNK - len(head))):
            head += more
        return head

    def _begin(self, head: bytes) -> bytes:
        """Tell by the first bytes how the stream is written; they without their mark."""
        self._begun = True
        mark, name = next(((m, n) for m, n in _BOMS if head.startswith(m)), (b"", "utf-8"))
        self._mark = len(mark)
        if name != "utf-8":
            self._decoder = codecs.getincrementaldecoder(name)("replace")
        head = head[len(mark) :]
        self._bare = b"\n" not in head and b"\r" in head  # as spreadsheets on old Macintoshes wrote
        return head

    def _text(self, data: bytes, *, final: bool = False) -> bytes:
        if self._decoder is not None:
            data = self._decoder.decode(data, final).encode("utf-8", "replace")
        return data.replace(b"\r", b"\n") if self._bare else data

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        while not self._rest:
            data = self._stream.read1(_CHUNK) if self._begun else self._head()
            data, final = data if self._begun else self._begin(data), not data
            self._rest = memoryview(self._text(data, final=final))
            if final and not self._rest:
                return 0
        n = min(len(buffer), len(self._rest))
        buffer[:n] = self._rest[:n]
        self._rest = self._rest[n:]
        return n
