"""What a body is, told by its first bytes: servers call films and archives pages."""

from __future__ import annotations

import re
from enum import Enum

__all__ = ["Form", "sniff", "unsupported"]


class Form(Enum):
    """What a body can be read as."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    JSON = "json"
    XML = "xml"
    GZIP = "gzip"
    TEXT = "text"
    EMPTY = "empty"
    BINARY = "binary"


#: First bytes of what is no text (WHATWG MIME Sniffing, 6 and 7, and what news sites link to).
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "a PDF"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"PK\x05\x06", "a ZIP archive"),
    (4, b"ftyp", "a film (MP4)"),
    (0, b"\x1aE\xdf\xa3", "a film (Matroska, WebM)"),
    (0, b"RIFF", "a film, sound or picture (RIFF)"),
    (0, b"OggS", "sound (Ogg)"),
    (0, b"ID3", "sound (MP3)"),
    (0, b"fLaC", "sound (FLAC)"),
    (0, b"FLV\x01", "a film (FLV)"),
    (0, b"\x00\x00\x01\xba", "a film (MPEG)"),
    (0, b"\x00\x00\x01\xb3", "a film (MPEG)"),
    (0, b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (0, b"GIF8", "a picture (GIF)"),
    (0, b"\xff\xd8\xff", "a picture (JPEG)"),
    (0, b"II*\x00", "a picture (TIFF)"),
    (0, b"MM\x00*", "a picture (TIFF)"),
    (0, b"\x00\x00\x01\x00", "a picture (ICO)"),
    (0, b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (0, b"Rar!\x1a\x07", "an archive (RAR)"),
    (0, b"BZh", "an archive (bzip2)"),
    (0, b"\xfd7zXZ\x00", "an archive (xz)"),
    (0, b"\x28\xb5\x2f\xfd", "an archive (zstd)"),
    (257, b"ustar", "an archive (tar)"),
    (0, b"\x7fELF", "a program"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"\x00asm", "a program"),
    (0, b"SQLite format 3\x00", "a database"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (0, b"{\\rtf", "an office document (RTF)"),
    (0, b"%!PS-Adobe", "a PostScript document"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
)
_HEAD = 4096
#: Bytes that no text in an ASCII-compatible encoding has (WHATWG MIME Sniffing, "binary data byte").
_BINARY_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_PROLOG = re.compile(
    rb"\s*(?:<\?[^>]{0,500}\?>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[.{0,2000}?\])?\s*>|\s+)",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(rb"\s*<(?:[\w.-]{1,40}:)?([\w.-]{1,40})")
_FEEDS = frozenset({b"rss", b"feed", b"rdf"})
_MAPS = frozenset({b"urlset", b"sitemapindex"})
_PAGE_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|article|div|p|h1|meta|script|link)\b", re.IGNORECASE
)
#: Types that are refused on the word of the server, before the body is read.
_NO_TEXT = ("audio/", "font/", "image/", "model/", "video/")
_NO_TEXT_TYPES = frozenset(
    {
        "application/epub+zip",
        "application/java-archive",
        "application/msword",
        "application/pdf",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/x-7z-compressed",
        "application/x-rar-compressed",
        "application/x-tar",
        "application/zip",
    }
)


def unsupported(media_type: str) -> bool:
    """Whether a stated type is one that nothing here reads."""
    return (
        media_type in _NO_TEXT_TYPES
        or media_type.startswith(_NO_TEXT)
        or media_type.startswith("application/vnd.openxmlformats")
    )


def sniff(body: bytes) -> tuple[Form, str]:
    """What a body is by its own bytes, and that in words for a binary one.

    Cost:
        Looks at the first few thousand bytes.
    """
    head = body[:_HEAD]
    if not head.strip():
        return Form.EMPTY, "empty"
    if head.startswith(b"\x1f\x8b"):
        return Form.GZIP, "an archive (gzip)"
    for at, magic, name in _MAGIC:
        if head.startswith(magic, at):
            return Form.BINARY, name
    if not _is_utf16(head) and len(_BINARY_BYTE.findall(head)) > len(head) // 100:
        return Form.BINARY, "no text (binary data)"
    return _text_form(head), "text"


def _is_utf16(head: bytes) -> bool:
    """By its mark, or by every other byte of markup being zero."""
    return head.startswith(_BOMS) or head[:4] in (b"<\x00?\x00", b"\x00<\x00?", b"<\x00!\x00", b"\x00<\x00!")


def _text_form(head: bytes) -> Form:
    text = head
    if _is_utf16(head):
        text = head.replace(b"\x00", b"")
    text = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text[:1] in (b"{", b"["):
        return Form.JSON
    rest, xml = text, text.startswith(b"<?xml")
    while (step := _PROLOG.match(rest)) and step.end():
        rest = rest[step.end() :]
    root = _ROOT.match(rest)
    name = root.group(1).lower() if root else b""
    if name in _FEEDS:
        return Form.FEED
    if name in _MAPS:
        return Form.SITEMAP
    if name == b"html" or _PAGE_TAG.search(text):
        return Form.PAGE
    return Form.XML if xml else Form.TEXT
