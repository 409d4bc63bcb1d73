"""Bytes to characters: byte order marks, declared charsets, UTF-8, then Windows-1252; never binary data."""

from __future__ import annotations

import codecs
import re

__all__ = ["decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
#: Bytes that text of any 8-bit charset does not use.
_CONTROL = bytes(b for b in range(32) if b not in (9, 10, 12, 13, 27))
#: Share of such bytes from which a file counts as binary; a damaged text has fewer.
_BINARY_SHARE = 0.02
_HEAD = 4096
#: What binary formats begin with; they may hold long stretches of text.
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ\x90",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
)


def decode(body: bytes, *, html: bool) -> str | None:
    """The characters of ``body``, or None if it is not text."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            try:
                return body.decode(name)
            except UnicodeDecodeError:
                return body.decode(name, "replace") if mark == codecs.BOM_UTF8 else None
    if body.startswith(_MAGIC) or _looks_binary(body):
        return None
    for name in (*_declared(body, html=html), "utf-8"):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


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
    try:
        known = codecs.lookup(name)
    except LookupError:
        return ()
    # HTML standard, section 4.2: the label latin-1 means windows-1252
    return ("cp1252",) if known.name in ("iso8859-1", "ascii") else (known.name,)
