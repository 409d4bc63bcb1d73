"""Undoes what HTTP did to a body as stored: chunks and content encodings, bounded, with its end checked.

`fastwarc` undoes them, too, but gives the half of a body that was cut short as if it were the whole.

Source:
    RFC 9112, section 7.1 (chunks); RFC 9110, section 8.4 (content encodings).
"""

from __future__ import annotations

import io
import re
import zlib

import brotli

from sayso.classes import dataclass
from sayso.ingest.formats.packed import Packing, Unpacker
from sayso.ingest.intake import SourceFault

__all__ = ["TooLargeError", "Undone", "undo"]

_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,12})[ \t]*(?:;[^\r\n]{0,500})?\r?\n")
#: A body packed over and over is an attack; real ones are packed once.
_MAX_CODINGS = 3
_STEP = 1 << 16


class TooLargeError(ValueError):
    """The body is larger than the limit once unpacked."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The body as meant, and whether its end is missing."""

    body: bytes
    cut: bool = False


def undo(body: bytes, transfer: str, content: str, limit: int) -> Undone:
    """The body without chunks and content encodings.

    Archives often keep the headers as received beside a body that is unpacked already. So what does not
    look as the headers say is taken as it is.

    Raises:
        TooLargeError: it has more than ``limit`` bytes.
    """
    cut = False
    if "chunked" in transfer.lower():
        body, cut = _joined(body)
    codings = [c.strip().lower() for c in content.split(",") if c.strip() and c.strip().lower() != "identity"]
    for coding in reversed(codings[:_MAX_CODINGS]):
        found = _UNPACK[coding](body, limit) if coding in _UNPACK else None
        if found is None:  # not packed so after all
            break
        body, cut = found.body, cut or found.cut
    if len(body) > limit:
        raise TooLargeError
    return Undone(body, cut)


def _joined(body: bytes) -> tuple[bytes, bool]:
    """Chunks put together, and whether the last is missing; as it is if it is not in chunks."""
    parts: list[bytes] = []
    at = 0
    while (found := _SIZE.match(body, at)) is not None:
        size = int(found[1], 16)
        if not size:
            return b"".join(parts), False
        at = found.end()
        parts.append(body[at : at + size])
        at += size
        if at > len(body):
            break
    return (b"".join(parts), True) if parts else (body, False)


def _limited(size: int, limit: int) -> None:
    if size > limit:
        raise TooLargeError


def _gzip(body: bytes, limit: int) -> Undone | None:
    return _packed(body, Packing.GZIP, limit) if body.startswith(b"\x1f\x8b") else None


def _zstd(body: bytes, limit: int) -> Undone | None:
    return _packed(body, Packing.ZSTD, limit) if body.startswith(b"\x28\xb5\x2f\xfd") else None


def _packed(body: bytes, packing: Packing, limit: int) -> Undone | None:
    unpacker = Unpacker(io.BytesIO(body), packing, max_ratio=limit)
    parts: list[bytes] = []
    size = 0
    try:
        while piece := unpacker.piece():
            parts.append(piece)
            size += len(piece)
            _limited(size, limit)
    except SourceFault:
        return Undone(b"".join(parts), cut=True)
    return Undone(b"".join(parts))


def _deflate(body: bytes, limit: int) -> Undone | None:
    """Of two kinds: as RFC 9110 has it, with zlib's frame, and as some servers send it, without."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(bits)
        try:
            found = unpacker.decompress(body, limit + 1)
        except zlib.error:
            continue
        _limited(len(found), limit)
        return Undone(found, cut=not unpacker.eof)
    return None


def _brotli(body: bytes, limit: int) -> Undone | None:
    """Brotli has no mark at its beginning: what cannot be unpacked is taken as it is."""
    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        piece = unpacker.process(body, output_buffer_limit=_STEP)
        while piece or not unpacker.can_accept_more_data():
            parts.append(piece)
            size += len(piece)
            _limited(size, limit)
            if unpacker.is_finished():
                break
            piece = unpacker.process(b"", output_buffer_limit=_STEP)
    except brotli.error:
        return Undone(b"".join(parts), cut=True) if parts and not body.lstrip().startswith(b"<") else None
    return Undone(b"".join(parts), cut=not unpacker.is_finished())


_UNPACK = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip
