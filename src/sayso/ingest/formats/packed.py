"""Unpacks gzip and Zstandard and knows how it ended: whole, cut short, or damaged at which byte.

The usual readers do not: gzip readers of archives end in silence where a file is cut, and Zstandard's stops
after the first frame, and says nothing at a cut either.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import IO

from sayso.ingest.formats.frames import FRAME, SKIPPED, Frames, leading_dictionary
from sayso.ingest.intake import Bomb, CutShort, Damaged, SourceFault
from sayso.ingest.zstd import ZstdDict, ZstdError

__all__ = ["GZIP", "SUFFIXES", "Packing", "UnpackedFile", "Unpacker", "packing_of"]

GZIP = b"\x1f\x8b"
#: Bytes read and given at a time. Small inputs per call keep what zlib copies at the end of a member small
#: (it copies all that follows), which a file of empty members would make quadratic.
_IN, _OUT = 1 << 14, 1 << 18
_CHUNK = 1 << 18
#: From here on the ratio counts: less does no harm, whatever it was packed from.
_FREE_BYTES = 16_000_000


class Packing(Enum):
    """How a stream is packed."""

    NONE = ""
    GZIP = "gzip"
    ZSTD = "zstd"


#: What a file's name says of it.
SUFFIXES = {".gz": Packing.GZIP, ".tgz": Packing.GZIP, ".zst": Packing.ZSTD, ".zstd": Packing.ZSTD}


def packing_of(head: bytes, name: str = "") -> Packing:
    """How a stream that begins with ``head`` is packed.

    The bytes count, not the name; but what is named as packed and does not begin like text either is packed
    and damaged at its very beginning.
    """
    if head.startswith(GZIP):
        return Packing.GZIP
    if head.startswith(FRAME) or (head[:1] and head[0] & 0xF0 == 0x50 and head[1:4] == SKIPPED):
        return Packing.ZSTD
    ends = Path(name.lower()).suffix
    if ends in SUFFIXES and (len(head) < 4 or any(b < 9 for b in head)):
        return SUFFIXES[ends]
    return Packing.NONE


class Unpacker:
    """A stream in pieces, unpacked, with where its members begin.

    A member is what was packed by itself: a gzip member, a Zstandard frame. Archives of pages pack each
    record so, which is what lets them be read on behind a damaged one.

    Attributes:
        member_at: byte of the packed stream at which the member of the last piece begins.
        fresh: the last piece is the first of its member.
    """

    def __init__(self, stream: IO[bytes], packing: Packing, *, max_ratio: int) -> None:
        self.packing = packing
        self.member_at: int = 0
        self.fresh: bool = False
        self._stream = stream
        self._ratio = max_ratio
        self._start = stream.tell() if stream.seekable() else 0
        self._reread = 0
        self._dictionary: ZstdDict | None = None
        self._begin(self._start)

    def _begin(self, at: int, source: _Input | None = None) -> None:
        self._fault: SourceFault | None = None
        self._from = at
        self._given = 0
        source = source or _Input(self._stream, at)
        self._source = source
        if self.packing is Packing.GZIP:
            self._pieces = self._gzip(source)
        elif self.packing is Packing.ZSTD:
            self._pieces = self._zstd(source)
        else:
            self._pieces = self._plain(source)

    @property
    def at(self) -> int:
        """Bytes of the packed stream taken so far."""
        return self._source.at

    def piece(self) -> bytes:
        """The next bytes; none at the clean end.

        Raises:
            CutShort: the stream ends inside a member.
            Damaged: a member cannot be unpacked, or something else follows it.
            Bomb: it has given more than `max_ratio` times what was taken.
        """
        if self._fault is not None:  # whoever asks again is told again
            raise self._fault
        try:
            piece = next(self._pieces, b"")
        except SourceFault as fault:
            self._fault = fault
            raise
        self._given += len(piece)
        if self._given > max(_FREE_BYTES, self._ratio * (self._source.at - self._from)):
            self._fault = Bomb(f"it unpacks to more than {self._ratio} times its size", self._source.at)
            raise self._fault
        return piece

    def _member(self, at: int) -> None:
        self.member_at = at
        self.fresh = True

    def _plain(self, source: _Input) -> Iterator[bytes]:
        self.fresh = False
        while piece := source.take(_CHUNK):
            yield piece

    def _gzip(self, source: _Input) -> Iterator[bytes]:
        first = True
        while True:
            source.skip_zeros()  # padding of tapes; gzip itself ignores it
            head = source.peek(2)
            if not head:
                if first:
                    what = "there is not a single byte" if source.at == self._start else "all bytes are zero"
                    raise CutShort(what, source.at)
                return
            if head != GZIP[: len(head)]:
                self._member(source.at)
                raise Damaged("something else follows what is packed", source.at)
            first = False
            self._member(source.at)
            unpacker = zlib.decompressobj(wbits=31)
            piece = b""
            while True:
                data = unpacker.unconsumed_tail
                if not data and len(piece) < _OUT:  # a full piece may leave more behind in zlib
                    data = source.take(_IN)
                    if not data:
                        raise CutShort("the archive is cut short", source.at)
                try:
                    piece = unpacker.decompress(data, _OUT)
                except zlib.error as error:
                    raise Damaged(f"the archive is damaged: {error}", source.at) from error
                if unpacker.eof:
                    source.give_back(unpacker.unused_data)
                if piece:
                    yield piece
                    self.fresh = False
                if unpacker.eof:
                    break
            self.fresh = False

    def _zstd(self, source: _Input) -> Iterator[bytes]:
        frames = Frames(source.take, source.peek, self._dictionary)
        if not source.peek(1) and source.at == self._start:
            raise CutShort("there is not a single byte", source.at)
        while True:
            self._member(source.at)
            try:
                pieces = frames.next_frame()
                self._dictionary = frames.dictionary
                if pieces is None:
                    return
                for piece in pieces:
                    if piece:
                        yield piece
                        self.fresh = False
                self.fresh = False
            except EOFError as error:
                raise CutShort("the archive is cut short", source.at) from error
            except (ValueError, ZstdError) as error:
                raise Damaged(f"the archive is damaged: {error}", source.at) from error

    @property
    def can_go_back(self) -> bool:
        """Whether there are bytes left that may be read once more."""
        return self._stream.seekable() and self._reread <= self._source.at + _FREE_BYTES

    def go_to(self, at: int) -> None:
        """Read on from a byte of the stream, as it lies, at which a member begins (a plain one: any byte).

        A stream that cannot seek is read up to there, unpacked or not; there is no way back in it.
        """
        if self.packing is Packing.ZSTD and self._dictionary is None:
            self.member_at = self._start
            self._dictionary = leading_dictionary(self._source.take, self._source.peek)
        if not self._stream.seekable():
            while self._source.at < at and self._source.take(min(_CHUNK, at - self._source.at)):
                pass
            self._begin(self._source.at, self._source)
            return
        self._reread += max(0, self._source.at - at)
        self._begin(at)

    def resync(self, begins: bytes) -> int | None:
        """Go on at the next member whose contents begin with ``begins``.

        Returns:
            The byte at which that member begins, None if there is none.
        Cost:
            Looks from just behind the member that failed, since a damaged one can swallow others; but goes
            back over hardly more bytes in all than the file has, so that no file makes this quadratic.
        """
        magic = {Packing.GZIP: GZIP + b"\x08", Packing.ZSTD: FRAME}.get(self.packing)
        if magic is None:
            return None
        here = self.member_at + 1
        self._reread += max(0, self._source.at - here)
        if not self.can_go_back:
            here = self._source.at
        for at in _found(self._stream, here, magic) if self._stream.seekable() else ():
            self._begin(at)
            try:
                head = self.piece()
            except SourceFault:
                continue
            if head.startswith(begins):
                self._begin(at)
                return at
        return None


class _Input:
    """Bytes of a stream, a few of which can be looked at first."""

    def __init__(self, stream: IO[bytes], at: int) -> None:
        if stream.seekable() and stream.tell() != at:
            stream.seek(at)
        self._read = stream.read
        self._held = b""
        self.at = at

    def take(self, n: int) -> bytes:
        """The next bytes, ``n`` of them unless the stream ends."""
        held = self._held
        if len(held) >= n:
            self._held = held[n:]
            self.at += n
            return held[:n]
        parts = [held]
        have = len(held)
        while have < n and (more := self._read(n - have)):
            parts.append(more)
            have += len(more)
        self._held = b""
        self.at += have
        return b"".join(parts)

    def peek(self, n: int) -> bytes:
        """The next bytes, which stay where they are."""
        got = self.take(n)
        self.give_back(got)
        return got

    def give_back(self, data: bytes) -> None:
        """Put bytes back in front."""
        self._held = data + self._held
        self.at -= len(data)

    def skip_zeros(self) -> None:
        """Go over zero bytes."""
        while data := self.take(512 if self._held[:1] != b"\0" else _IN):
            if rest := data.lstrip(b"\0"):
                self.give_back(rest)
                return


def _found(stream: IO[bytes], start: int, magic: bytes) -> Iterator[int]:
    """Where ``magic`` stands in a stream, from ``start`` on."""
    at, tail = start, b""
    while True:
        stream.seek(at)
        data = stream.read(_CHUNK)
        if not data:
            return
        whole = tail + data
        base = at - len(tail)
        found = whole.find(magic)
        while found >= 0:
            yield base + found
            found = whole.find(magic, found + 1)
        tail = whole[len(whole) - len(magic) + 1 :]
        at += len(data)


class UnpackedFile(io.RawIOBase):
    """An `Unpacker` that reads like a file; its faults come out of every read."""

    def __init__(self, unpacker: Unpacker) -> None:
        super().__init__()
        self._unpacker = unpacker
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        if not self._rest:
            self._rest = memoryview(self._unpacker.piece())
        n = min(len(buffer), len(self._rest))
        buffer[:n] = self._rest[:n]
        self._rest = self._rest[n:]
        return n
