"""From what a person names (a path, a folder, a URL, ``-``) to items, each input one item or one refusal."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from sayso.errors import cut
from sayso.ingest.fetch import fetch
from sayso.ingest.formats.parquet import read_parquet
from sayso.ingest.formats.streams import Kind, Named, is_page, kind_of, read_stream
from sayso.ingest.intake import Defaults, Intake, refuse
from sayso.ingest.limits import Limits
from sayso.ingest.meter import Meter
from sayso.records import Item, Position, Refusal

__all__ = ["Progress", "archive_sha256", "read_source", "size_of"]

_BUFFER = 1 << 16
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A file to read, or why there is none."""

    path: Path
    size: int = 0
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a load has come: a meter that is filled, and the position in an archive to go on behind.

    ``after`` is for a source that is one file, and only for the file it was taken in; see `archive_sha256`.
    """

    meter: Meter | None = None
    after: Position | None = None


def read_source(
    spec: str,
    *,
    limits: Limits,
    published: date | None = None,
    publisher: str | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Iterator[Item | Refusal]:
    """Items of one source, in order; every input ends as exactly one item or one refusal.

    Args:
        spec: a file, a folder, an http(s) address, or ``-`` for ``stdin``.
        limits: sizes beyond which an input is refused.
        published: the day of reports that state none.
        publisher: the publisher of reports that state none.
        stdin: the stream behind ``-``.
        progress: the meter to fill, and where in an archive to go on.
    """
    progress = progress or Progress()
    intake = Intake(
        limits=limits,
        defaults=Defaults(published=published, publisher=publisher),
        meter=progress.meter or Meter(),
        after=progress.after,
    )
    if spec == "-":
        yield from _stdin(stdin, intake)
    elif spec.lower().startswith(_WEB):
        yield _address(spec, intake)
    else:
        for entry in _entries(Path(spec), set()):
            if entry.refused is not None:
                yield entry.refused
            else:
                yield from _file(entry, intake)


def size_of(specs: Iterable[str]) -> int | None:
    """Bytes of everything named, as they lie; None if something has no size, as streams and addresses."""
    total = 0
    for spec in specs:
        if spec == "-" or spec.lower().startswith(_WEB):
            return None
        total += sum(entry.size for entry in _entries(Path(spec), set()))
    return total


def archive_sha256(path: Path) -> str:
    """Digest of a file, for keeping a position in it: the position holds as long as the digest does.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entries(path: Path, seen: set[tuple[int, int]]) -> Iterator[_Entry]:
    """A file, or everything in a folder, in the order of names; hidden files are none."""
    try:
        if path.is_dir():
            status = path.stat()
            mark = (status.st_dev, status.st_ino)
            if mark in seen:  # a link back up
                return
            seen.add(mark)
            for entry in sorted(os.listdir(path)):  # noqa: PTH208  names alone are sorted
                if not entry.startswith("."):
                    yield from _entries(path / entry, seen)
        elif path.exists():
            yield _Entry(path=path, size=path.stat().st_size)
        else:
            missing = refuse(str(path), "input.missing", "no such file or folder")
            yield _Entry(path=path, refused=missing)
    except (OSError, ValueError) as error:  # a name with a NUL raises ValueError
        reason = f"cannot be read: {cut(str(error))}"
        yield _Entry(path=path, refused=refuse(str(path), "input.missing", reason))


class _Metered(io.FileIO):
    """A file that tells the meter how far it is read."""

    def __init__(self, path: Path, meter: Meter) -> None:
        super().__init__(path, "rb")
        self._meter = meter

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        n = super().readinto(buffer) or 0
        self._meter.at(self.tell())
        return n


def _file(entry: _Entry, intake: Intake) -> Iterator[Item | Refusal]:
    path, name = entry.path, str(entry.path)
    intake.meter.begin(entry.size)
    kind = kind_of(path.name)
    try:
        if kind is Kind.PARQUET and path.suffix.lower() in Kind.PARQUET.value:
            yield from read_parquet(path, name, intake)
        else:
            # a ZIP archive's table of contents stands at its end: its own reader knows how far it is
            raw = io.FileIO(path, "rb") if kind is Kind.ZIP else _Metered(path, intake.meter)
            with io.BufferedReader(raw, _BUFFER) as stream:
                yield from read_stream(stream, Named(shown=name, own=path.name, plain=True), intake)
    except (OSError, ValueError) as error:
        strerror = error.strerror if isinstance(error, OSError) else None
        yield refuse(name, "input.missing", f"cannot be read: {strerror or cut(str(error))}")
    intake.meter.end()


def _stdin(stdin: BinaryIO | None, intake: Intake) -> Iterator[Item | Refusal]:
    """Standard input: an archive or rows if it begins like them, else one report."""
    if stdin is None:
        yield refuse("-", "input.missing", "there is no standard input")
        return
    with io.BufferedReader(_Unclosed(stdin), _BUFFER) as stream:
        yield from read_stream(stream, Named(shown="-", own=""), intake)


class _Unclosed(io.RawIOBase):
    """A stream of the caller's, which stays open."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _address(url: str, intake: Intake) -> Item | Refusal:
    """One page of the web."""
    got = fetch(url, intake.limits.max_bytes)
    if isinstance(got, Refusal):
        return got
    return Item(
        name=url,
        body=got.body,
        html=got.html or is_page(got.body),
        url=got.url,
        published=intake.defaults.day(),
        publisher=intake.defaults.publisher,
    )
