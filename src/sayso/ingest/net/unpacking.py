"""Content encodings undone under limits: no layer ever holds or makes more than it may.

Layers pull from one another, at most _PIECE bytes at a time, so that a bomb is met by the limit and never
by memory, however many layers it has.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from sayso.errors import cut
from sayso.ingest.net.bounds import FetchLimits, Stopped
from sayso.ingest.zstd import ZstdError, unpacker_of

try:
    import brotli
except ImportError:  # optional: then it is not offered to servers
    brotli = None

__all__ = ["ACCEPTED", "gunzip", "unpacked"]

_PIECE = 1 << 16
#: RFC 9659: the window that a zstd content coding may need, 8 MB.
_ZSTD_WINDOW_LOG = 23
#: Bytes handed to zstd at once: what is behind a frame is copied when the frame ends.
_ZSTD_STEP = 1 << 12
#: Versions before 1.2 have no bound on what one call makes.
_BROTLI = brotli is not None and hasattr(brotli.Decompressor, "can_accept_more_data")

#: What requests say they take.
ACCEPTED = "gzip, deflate, zstd, br" if _BROTLI else "gzip, deflate, zstd"


class _Layer(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Raw:
    """The body as sent, counted."""

    def __init__(self, chunks: Iterator[bytes], limit: int, tick: Callable[[], object]) -> None:
        self._chunks = chunks
        self._held = b""
        self._limit = limit
        self._tick = tick
        self.n_bytes = 0

    def read(self, size: int, /) -> bytes:
        while not self._held:
            self._tick()
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self.n_bytes += len(chunk)
            if self.n_bytes > self._limit:
                raise Stopped("fetch.too_large", f"more than {self._limit:,} bytes were sent")
            self._held = chunk
        got, self._held = self._held[:size], self._held[size:]
        return got


class _Counted:
    """A layer whose output is counted: inner layers of nested bombs stop as well as the last."""

    def __init__(self, layer: _Layer, raw: _Raw, limits: FetchLimits) -> None:
        self._layer = layer
        self._raw = raw
        self._limits = limits
        self._n_bytes = 0

    def read(self, size: int, /) -> bytes:
        got = self._layer.read(size)
        self._n_bytes += len(got)
        if self._n_bytes > self._limits.max_bytes:
            raise Stopped("fetch.too_large", f"unpacks to more than {self._limits.max_bytes:,} bytes")
        packed = max(self._raw.n_bytes, 1)
        if self._n_bytes > self._limits.ratio_from and self._n_bytes > packed * self._limits.max_ratio:
            raise Stopped("fetch.too_large", f"unpacks to more than {self._limits.max_ratio} times its size")
        return got


class _Zlib:
    """gzip, of one member or many, and deflate with or without the zlib head that servers forget."""

    def __init__(self, below: _Layer, *, gzip: bool) -> None:
        self._below = below
        self._gzip = gzip
        self._object = zlib.decompressobj(zlib.MAX_WBITS | 16 if gzip else zlib.MAX_WBITS)
        self._held = b""
        self._started = False

    def read(self, size: int, /) -> bytes:
        while True:
            if self._object.eof:
                rest = self._object.unused_data or self._held or self._below.read(_PIECE)
                self._held = b""
                if not self._gzip or not rest.startswith(b"\x1f"):
                    self._pass_over_rest()
                    return b""
                self._object = zlib.decompressobj(zlib.MAX_WBITS | 16)
                self._held = rest
            data = self._held or self._below.read(_PIECE)
            if not data and not self._started:
                return b""
            if (
                not self._started and len(data) == 1
            ):  # whether a zlib head stands there takes two bytes to tell
                data += self._below.read(_PIECE)
            got = self._inflate(data, size)  # without data: what is still held back inside
            if not data and not got and not self._object.eof:
                raise Stopped("fetch.incomplete", "the packed body is cut short")
            self._started = True
            self._held = self._object.unconsumed_tail
            if got:
                return got

    def _pass_over_rest(self) -> None:
        """What follows the last member is no part of it, and damage in it shows all the same."""
        while self._below.read(_PIECE):
            pass

    def _inflate(self, data: bytes, size: int) -> bytes:
        try:
            return self._object.decompress(data, size)
        except zlib.error as error:
            if self._started or self._gzip:
                raise Stopped("fetch.encoding", f"cannot be unpacked: {cut(str(error))}") from error
        self._object = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            return self._object.decompress(data, size)
        except zlib.error as error:
            raise Stopped("fetch.encoding", f"cannot be unpacked: {cut(str(error))}") from error


class _Zstd:
    """Frames of zstd, one after another."""

    def __init__(self, below: _Layer) -> None:
        self._below = below
        self._object = unpacker_of(_ZSTD_WINDOW_LOG)
        self._held = memoryview(b"")
        self._started = False

    def read(self, size: int, /) -> bytes:
        try:
            while True:
                step = b""
                if self._object.eof:
                    step = self._object.unused_data
                    self._object, self._started = unpacker_of(_ZSTD_WINDOW_LOG), False
                if not step and self._object.needs_input:
                    step = self._step()
                    if not step and self._started:
                        raise Stopped("fetch.incomplete", "the packed body is cut short")
                    if not step:
                        return b""
                self._started = True
                if got := self._object.decompress(step, size):
                    return got
        except (ZstdError, MemoryError) as error:
            raise Stopped("fetch.encoding", f"cannot be unpacked: {cut(str(error))}") from error

    def _step(self) -> bytes:
        self._held = self._held or memoryview(self._below.read(_PIECE))
        step, self._held = bytes(self._held[:_ZSTD_STEP]), self._held[_ZSTD_STEP:]
        return step


class _Brotli:
    """One stream of brotli."""

    def __init__(self, below: _Layer) -> None:
        self._below = below
        self._object = brotli.Decompressor()
        self._started = False

    def read(self, size: int, /) -> bytes:
        try:
            while not self._object.is_finished():
                got: bytes = self._object.process(b"", output_buffer_limit=size) if self._started else b""
                if got:
                    return got
                data = self._below.read(_PIECE)
                if not data and self._started:
                    raise Stopped("fetch.incomplete", "the packed body is cut short")
                if not data:
                    return b""
                self._started = True
                got = self._object.process(data, output_buffer_limit=size)
                if got:
                    return got
        except brotli.error as error:
            raise Stopped("fetch.encoding", f"cannot be unpacked: {cut(str(error))}") from error
        if self._below.read(_PIECE):  # as the decompressor says where they come with the end in one piece
            raise Stopped("fetch.encoding", "bytes follow the end of the packed body")
        return b""


def _layer(name: str, below: _Layer) -> _Layer:
    if name in ("gzip", "x-gzip"):
        return _Zlib(below, gzip=True)
    if name == "deflate":
        return _Zlib(below, gzip=False)
    if name == "zstd":
        return _Zstd(below)
    if name == "br" and _BROTLI:
        return _Brotli(below)
    raise Stopped("fetch.encoding", f"content encoding {cut(name)} is not known")


def unpacked(
    chunks: Iterator[bytes], encodings: str, limits: FetchLimits, tick: Callable[[], object]
) -> tuple[bytes, int]:
    """The body unpacked, and how many bytes were sent.

    Args:
        chunks: the body as sent.
        encodings: the header Content-Encoding: names between commas, in the order applied.
        limits: sizes, ratio and number of layers.
        tick: called before each chunk; raises when the time is up.

    Raises:
        Stopped: a limit is passed, an encoding is not known, or the bytes are damaged or cut short.
    """
    names = [n for n in (p.strip().lower() for p in encodings.split(",")) if n not in ("", "identity")]
    if len(names) > limits.max_encodings:
        raise Stopped("fetch.encoding", f"{len(names)} content encodings on top of one another")
    raw = _Raw(
        chunks, min(limits.max_raw_bytes, limits.max_bytes) if not names else limits.max_raw_bytes, tick
    )
    top: _Layer = raw
    for name in reversed(names):
        top = _Counted(_layer(name, top), raw, limits)
    pieces = []
    while piece := top.read(_PIECE):
        pieces.append(piece)
        tick()
    return b"".join(pieces), raw.n_bytes


def gunzip(packed: bytes, limits: FetchLimits) -> bytes:
    """A gzip file unpacked under the limits of a body; other bytes as they are.

    Raises:
        Stopped: it is a bomb, damaged or cut short.
    """
    if not packed.startswith(b"\x1f\x8b"):
        return packed
    return unpacked(iter((packed,)), "gzip", limits, lambda: None)[0]
