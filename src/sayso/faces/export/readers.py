"""Reads files of POLECAT and GDELT into plain rows, to be compared with what sayso says.

Their files are not always as their codebooks have them. A line that cannot be understood is passed over and
noted with its number; a file is never given up for it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from sayso.classes import dataclass, field
from sayso.errors import FormatError
from sayso.faces.export.gdelt import EVENT_COLUMNS, MENTION_COLUMNS
from sayso.faces.export.packed import UNPACKING_ERRORS, BombError, unpacking
from sayso.faces.export.polecat import BETWEEN, NONE
from sayso.faces.export.polecat import COLUMNS as POLECAT_COLUMNS

__all__ = ["Faults", "opened", "read_gdelt_events", "read_gdelt_mentions", "read_polecat", "several"]

Row = dict[str, str | None]

#: Bytes of a line at most; the longest ones of GDELT have some 5,000.
MAX_LINE = 1 << 20
#: Faults that are noted one by one; more are only counted.
_NOTED = 100
#: The fifth column goes by two names.
_OTHER_NAMES = {"Event Intensity": "Intensity"}


@dataclass(slots=True)
class Faults:
    """Lines that could not be read: how many, and of the first hundred which and why."""

    n: int = 0
    noted: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        """Note one line."""
        self.n += 1
        if len(self.noted) < _NOTED:
            self.noted.append((line, reason))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to read, unpacked where it is packed with gzip, Zstandard or, alone in it, zip.

    Raises:
        FormatError: it cannot be read, or is a zip archive of several files.
    """
    with ExitStack() as held:
        try:
            source = held.enter_context(path.open("rb"))
            archive = held.enter_context(zipfile.ZipFile(source)) if zipfile.is_zipfile(source) else None
        except (OSError, zipfile.BadZipFile) as error:
            raise FormatError(f"the file cannot be read: {error}", item=str(path)) from error
        if archive is None:
            source.seek(0)
            yield unpacking(source)
            return
        names = [n for n in archive.namelist() if not n.endswith("/")]
        if len(names) != 1:
            raise FormatError(f"the archive holds {len(names)} files, not one", item=str(path))
        yield cast(BinaryIO, held.enter_context(archive.open(names[0])))


def read_polecat(source: BinaryIO, faults: Faults) -> Iterator[Row]:
    """The rows of a POLECAT file by the names of its columns; None where the file has `None` or nothing.

    Some published files name more columns than they have, and some have empty ones at the end of each line;
    both are taken as what they hold.
    """
    header: tuple[str, ...] = ()
    for number, line in _lines(source, faults):
        cells = line.split("\t")
        if not header:
            header = tuple(_OTHER_NAMES.get(c.strip(), c.strip()) for c in cells)
            if "Event ID" not in header:
                faults.add(
                    number, "the first line does not name the columns; those of the codebook are taken"
                )
                header = POLECAT_COLUMNS
            else:
                continue
        row = _fitted(cells, header)
        if row is None:
            faults.add(number, f"{len(cells)} cells, not {len(header)}")
        else:
            yield {name: None if v in ("", NONE) else v for name, v in row.items()}


def read_gdelt_events(source: BinaryIO, faults: Faults) -> Iterator[Row]:
    """The rows of a GDELT 2.0 events file by the names of the codebook; None where a cell is empty."""
    return _headless(source, EVENT_COLUMNS, faults)


def read_gdelt_mentions(source: BinaryIO, faults: Faults) -> Iterator[Row]:
    """The rows of a GDELT 2.0 mentions file by the names of the codebook; None where a cell is empty."""
    return _headless(source, MENTION_COLUMNS, faults)


def several(cell: str | None) -> tuple[str | None, ...]:
    """The entries of a POLECAT cell that may have several, None for `None`; none for an empty cell."""
    if cell is None:
        return ()
    return tuple(None if part in ("", NONE) else part for part in map(str.strip, cell.split(BETWEEN.strip())))


def _headless(source: BinaryIO, columns: Sequence[str], faults: Faults) -> Iterator[Row]:
    for number, line in _lines(source, faults):
        cells = line.split("\t")
        if len(cells) != len(columns):
            faults.add(number, f"{len(cells)} cells, not {len(columns)}")
        elif not cells[0].isascii() or not cells[0].isdigit():
            faults.add(number, "no number of an event")
        else:
            yield {name: cell or None for name, cell in zip(columns, cells, strict=True)}


def _fitted(cells: list[str], header: tuple[str, ...]) -> dict[str, str] | None:
    """Cells under the columns that they belong to; None if that cannot be told."""
    while len(cells) > len(POLECAT_COLUMNS) and len(cells) != len(header) and not cells[-1].strip():
        cells.pop()
    if len(cells) == len(header):
        return {name: cell for name, cell in zip(header, cells, strict=True) if name}
    if len(cells) == len(POLECAT_COLUMNS):
        return dict(zip(POLECAT_COLUMNS, cells, strict=True))
    return None


def _lines(source: BinaryIO, faults: Faults) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, with their numbers; one that is too long is passed over to its end."""
    number = 0
    while raw := _line(source, number + 1, faults):
        number += 1
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            while (more := _line(source, number, faults)) and not more.endswith(b"\n"):
                pass
            faults.add(number, f"longer than {MAX_LINE:,} bytes")
            continue
        line = _text(raw.rstrip(b"\r\n"))
        if line.strip():
            yield number, line.removeprefix("\ufeff")


def _line(source: BinaryIO, number: int, faults: Faults) -> bytes:
    """The next line; nothing where the file ends, or is damaged from there on."""
    try:
        return source.readline(MAX_LINE)
    except (*UNPACKING_ERRORS, BombError, zipfile.BadZipFile) as error:
        faults.add(number, f"it cannot be unpacked any further: {error}")
        return b""


def _text(raw: bytes) -> str:
    """UTF-8, or where it is none Latin-1, as some of POLECAT's files are."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
