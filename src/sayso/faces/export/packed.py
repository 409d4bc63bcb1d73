"""Files packed with gzip or Zstandard: written by the end of their name, read by how they begin."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

__all__ = ["UNPACKING_ERRORS", "packing", "unpacking"]

#: What reading a damaged packed file raises.
UNPACKING_ERRORS = (EOFError, zlib.error, zstandard.ZstdError, OSError)
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
        with zstandard.ZstdCompressor().stream_writer(out, closefd=False) as packed:
            yield packed
    else:
        yield out


def unpacking(source: io.BufferedReader) -> BinaryIO:
    """What a file holds, unpacked if it begins like a packed one."""
    head = source.peek(4)[:4]
    if head.startswith(_GZIP):
        return cast(BinaryIO, gzip.GzipFile(fileobj=source))
    if head == _ZSTD:
        return zstandard.ZstdDecompressor().stream_reader(source, read_across_frames=True)
    return source
