"""Bytes to characters: marks, declared charsets, validity, then what they look like; never binary data."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding

from sayso.text.guards import kind_of_bytes

__all__ = ["decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""",
    re.IGNORECASE,
)
#: Bytes that text of any 8-bit charset does not use.
_CONTROL = bytes(b for b in range(32) if b not in (9, 10, 12, 13, 27))
#: Share of such bytes from which a file counts as binary; a damaged text has fewer.
_BINARY_SHARE = 0.02
_HEAD = 4096
#: Share of one byte in two that is zero in UTF-16 of mostly Latin text, and of the other byte at most.
_ZERO_SHARE, _OTHER_SHARE = 0.7, 0.1
#: Bytes that are no UTF-8 in a text that is otherwise: at most this many of a hundred of those beyond ASCII.
_DAMAGED = 0.2
_BAD = re.compile("[\udc80-\udcff]")
#: Codecs of Python that are no charsets of text or run long on hostile bytes, and those of two and four
#: bytes, which bytes without a mark show by themselves where the text is Latin.
_NO_CHARSETS = frozenset(
    "base64 bz2 hex quopri rot13 uu zlib idna punycode unicode_escape unicode-escape raw_unicode_escape"
    " raw-unicode-escape undefined utf-7 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be".split()
)


def decode(body: bytes, *, html: bool, charset: str | None = None) -> str | None:
    """The characters of ``body``, or None if it is not text.

    In this order: a byte order mark, UTF-16 without one, valid UTF-8 with characters beyond ASCII, the
    charset of the answer's header, the one that the page declares, UTF-8 with damaged places, and what the
    bytes look like (resiliparse), Windows-1252 at last. That valid UTF-8 goes before a declared charset
    departs from the HTML standard (section 13.2.3.2): a stretch of an 8-bit charset is valid UTF-8 hardly
    ever, and a wrong declaration is common.

    Args:
        body: the bytes as received.
        html: whether it is a page, which may declare its charset.
        charset: the charset that the server declared, if any.

    Raises:
        Nothing: unknown charsets are passed over and bytes that cannot be are replaced.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            try:
                return body.decode(name)
            except UnicodeDecodeError:
                return body.decode(name, "replace") if mark == codecs.BOM_UTF8 else None
    wide = _wide(body)
    if wide is not None:
        return body.decode(wide, "replace")
    if kind_of_bytes(body) in _BINARY_KINDS or _looks_binary(body):
        return None
    return _narrow(body, (*_known(charset), *_declared(body, html=html)))


def _narrow(body: bytes, declared: tuple[str, ...]) -> str:
    """The characters of text in an encoding of single or varying bytes."""
    try:
        plain = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not body.isascii() or not declared:
            return plain
    for name in declared:
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    mixed = body.decode("utf-8", "surrogateescape")
    n_bad = len(_BAD.findall(mixed))
    n_good = len(body) - len(mixed)  # a lower bound: UTF-8 has more bytes than characters by its longer ones
    if n_bad and n_bad <= _DAMAGED * (n_bad + n_good):
        return _BAD.sub(_as_windows, mixed)
    name = detect_encoding(body, html5_compatible=True) or ""
    for each in _known(name):
        try:
            return body.decode(each)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def _as_windows(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")


def _wide(body: bytes) -> str | None:
    """UTF-16 of mostly Latin text without a byte order mark, told by where its zero bytes stand."""
    head = body[: 16 * _HEAD]
    if len(head) < 8:
        return None
    even, odd = head[::2], head[1::2]
    shares = even.count(0) / len(even), odd.count(0) / len(odd)
    if shares[1] >= _ZERO_SHARE and shares[0] <= _OTHER_SHARE:
        return "utf-16-le"
    if shares[0] >= _ZERO_SHARE and shares[1] <= _OTHER_SHARE:
        return "utf-16-be"
    return None


#: Formats of bytes; feeds and drawings are text.
_BINARY_KINDS = frozenset(
    "PDF,PostScript,ZIP,RAR,7-Zip,gzip,bzip2,xz,zstd,PNG,JPEG,GIF,TIFF,ICO,PSD,Ogg,FLAC,MP3,MP4,Matroska,FLV,WOFF,ELF,EXE,"
    "WebAssembly,RTF,OLE document,SQLite,WebP,WAV,AVI".split(",")
)


def _looks_binary(body: bytes) -> bool:
    head = body[: 16 * _HEAD]
    if not head:
        return False
    return len(head) - len(head.translate(None, _CONTROL)) > _BINARY_SHARE * len(head)


def _declared(body: bytes, *, html: bool) -> tuple[str, ...]:
    """A charset the page declares, if it is one that Python knows as a text encoding."""
    found = _DECLARED.search(body[:_HEAD]) if html else None
    if found is None:
        return ()
    name = found.group(1).decode("ascii", "replace").lower()
    return _known(name)


def _known(name: str | None) -> tuple[str, ...]:
    """The codec of a charset's label, where it is one of text."""
    label = (name or "").strip(" \t\"'").lower()[:40]
    try:
        known = codecs.lookup(label)
    except (LookupError, ValueError):
        return ()
    # _is_text_encoding is how Python itself keeps str.encode from such codecs
    if known.name in _NO_CHARSETS or not getattr(known, "_is_text_encoding", True):
        return ()
    # Encoding standard, section 4.2: the labels latin-1 and ascii mean windows-1252
    return ("cp1252",) if known.name in ("iso8859-1", "ascii") else (known.name,)
