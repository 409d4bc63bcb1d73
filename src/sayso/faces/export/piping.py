"""What a writer writes, handed over piece by piece to whoever sends it on, such as a web server."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from queue import Full, Queue
from tempfile import TemporaryFile
from threading import Thread
from typing import BinaryIO

__all__ = ["piped", "zipped"]

#: Bytes of a piece, and pieces that wait: what is held in memory.
_PIECE_BYTES, _WAITING = 256 * 1024, 4
#: Seconds for which nobody takes a piece before the writer gives up. It holds a moment of the ledger all the
#: while, behind which the write-ahead log grows.
_PATIENCE_S = 60.0
#: Seconds between two looks at whether anybody still listens.
_LOOK_S = 0.5


class _Pipe(io.RawIOBase):
    """The end that is written to. Nothing in it can be gone back to."""

    def __init__(self, pieces: Queue[bytes | None]) -> None:
        self._pieces = pieces
        self.gone = False

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:  # what is written is whatever has a buffer
        piece = bytes(memoryview(data))  # type: ignore[arg-type]  # as above
        until = time.monotonic() + _PATIENCE_S
        while not self.gone and time.monotonic() < until:
            try:
                self._pieces.put(piece, timeout=_LOOK_S)
            except Full:
                continue
            return len(piece)
        raise BrokenPipeError("nobody takes what is written")


def piped(write: Callable[[BinaryIO], object]) -> Iterator[bytes]:
    """Pieces of what ``write`` writes into the file it is given, while it writes; it runs in another thread.

    What goes wrong in it is raised here, before the first piece if nothing was written by then. Whoever stops
    listening stops the writer.
    """
    pieces: Queue[bytes | None] = Queue(_WAITING)
    pipe = _Pipe(pieces)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with io.BufferedWriter(pipe, _PIECE_BYTES) as out:
                write(out)
        except BaseException as error:  # noqa: BLE001  handed over to the other thread, which raises it
            failed.append(error)
        finally:
            _last(pieces, pipe)

    writer = Thread(target=run, name="export", daemon=True)
    writer.start()
    try:
        while (piece := pieces.get()) is not None:
            yield piece
        writer.join()
        if failed:
            raise failed[0]
    finally:
        # not waited for: whoever stops listening may be the loop of a server, and the writer sees it soon
        pipe.gone = True


def _last(pieces: Queue[bytes | None], pipe: _Pipe) -> None:
    """Say that nothing more comes, unless nobody listens."""
    while not pipe.gone:
        try:
            pieces.put(None, timeout=_LOOK_S)
        except Full:
            continue
        return


def zipped(write: Callable[[Sequence[BinaryIO]], object], names: Sequence[str], out: BinaryIO) -> None:
    """Several files that are written together, as one ZIP archive of them.

    They are written to disk first, since an archive holds one after another.
    """
    made = [TemporaryFile() for _ in names]  # noqa: SIM115  closed below, all together
    try:
        write(made)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, file in zip(names, made, strict=True):
                file.seek(0)
                with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                    while piece := file.read(_PIECE_BYTES):
                        member.write(piece)
    finally:
        for file in made:
            file.close()
