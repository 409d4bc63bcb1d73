"""Files packed with gzip or Zstandard: written by the end of their name, read by how they begin."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, cast

from sayso.ingest.zstd import ZstdError, ZstdFile

__all__ = ["UNPACKING_ERRORS", "BombError", "packing", "unpacking"]

#: What reading a damaged packed file raises.
UNPACKING_ERRORS = (EOFError, zlib.error, ZstdError, OSError)
#: Bytes that may come out of any packed file, and how many times its own bytes beyond that. Dumps pack to a
#: tenth; a thousand to one is what nothing but repetition gives.
FREE, RATIO = 1 << 30, 200
#: Bytes that are unpacked at a time: what comes before the damage in a damaged file is read, but for so much.
_PIECE = 1 << 14
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@contextmanager
def packing(out: BinaryIO, path: str) -> Iterator[BinaryIO]:
    """``out``, packed if the name of its file ends in `.gz` or `.zst`. The same bytes give the same file."""
    ending = Path(path).suffix.lower()
    if ending == ".gz":
        # No name and no time in it, or two files of one ledger would differ.
        with gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as packed:
            yield cast(BinaryIO, packed)
    elif ending == ".zst":
        with ZstdFile(out, "wb") as packed:
            yield cast(BinaryIO, packed)
    else:
        yield out


class BombError(Exception):
    """A packed file holds far more than a file of its size can mean."""


def unpacking(source: io.BufferedReader) -> io.BufferedReader:
    """What a file holds, unpacked if it begins like a packed one.

    Raises:
        BombError: while it is read.
    """
    head = source.peek(4)[:4]
    if not head.startswith(_GZIP) and head != _ZSTD:
        return source
    counted = _Counted(source)
    read = cast(IO[bytes], counted)
    inner: _Readable = ZstdFile(read) if head == _ZSTD else gzip.GzipFile(fileobj=read)
    return io.BufferedReader(_Bounded(inner, counted), _PIECE)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Counted(io.RawIOBase):
    """Counts the bytes that are read of a file."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._source = source
        self.n = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.n += len(data)
        return data


class _Bounded(io.RawIOBase):
    """Unpacked bytes, as long as they are in some proportion to the packed ones."""

    def __init__(self, inner: _Readable, packed: _Counted) -> None:
        self._inner = inner
        self._packed = packed
        self._n = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(min(len(buffer), _PIECE))
        self._n += len(data)
        if self._n > FREE and self._n > RATIO * self._packed.n:
            raise BombError(f"{self._packed.n:,} bytes unpack to more than {self._n:,}")
        buffer[: len(data)] = data
        return len(data)
