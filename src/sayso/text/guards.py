"""What is looked at in the bytes of a page before anything parses them; linear, and none of it recursive."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PageLimits", "kind_of_bytes", "problem_of_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLimits:
    """What a page may be at most, beyond which it is refused before it is parsed.

    Parsers are quadratic in nesting and in the attributes of a tag: 16,000 nested elements took one of them
    3.5 s, 40,000 attributes on a tag the other 1.8 s; at 2,000 attributes both take milliseconds. No page
    of a news site nests half as deep as ``depth``.
    """

    bytes: int = 10_000_000
    depth: int = 200
    attributes: int = 2_000


#: What formats begin with that are no text, whatever a server calls them, with their names.
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"8BPS", "PSD"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"ID3\x02", "MP3"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
    (b"\x1aE\xdf\xa3", "Matroska"),
    (b"FLV\x01", "FLV"),
    (b"wOFF", "WOFF"),
    (b"wOF2", "WOFF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90\x00", "EXE"),
    (b"\x00asm", "WebAssembly"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "OLE document"),
    (b"SQLite format 3\x00", "SQLite"),
)
_RIFF = {b"WEBP": "WebP", b"WAVE": "WAV", b"AVI ": "AVI"}
#: XML that is no page: its first element tells.
_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--(?:(?!-->).){0,2000}-->\s*+|<!DOCTYPE\s+svg[^>]{0,300}>\s*+)?"
    rb"<(rss|feed|rdf:RDF|urlset|sitemapindex|svg|opml)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_XML_NAMES = {b"svg": "SVG", b"urlset": "a sitemap", b"sitemapindex": "a sitemap", b"opml": "OPML"}
_OPENS = re.compile(rb"<(?:(/?)([a-zA-Z][^\s/<>]{0,60})|(!--))")
#: Where a tag goes on after a stretch that holds no quote: a quote after "=", or its end.
_NEXT_QUOTE_OR_END = re.compile(rb">|=[\s]{0,20}[\"']")
_ATTRIBUTE = re.compile(rb"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+")
#: What holds characters and no elements.
_RAW = frozenset([b"script", b"style", b"textarea", b"title", b"xmp", b"noembed", b"noframes", b"iframe"])
_VOID = frozenset(
    b"area base br col embed hr img input link meta param source track wbr frame keygen basefont"
    b" bgsound".split()
)
#: Elements that end where the next of their kind begins (HTML standard, section 13.1.2.4), whatever is left
#: open in them, and within what: a list in a list item has items of its own.
_ENDED_BY_NEXT = {
    **dict.fromkeys(b"li".split(), frozenset(b"ul ol menu".split())),
    **dict.fromkeys(b"dt dd".split(), frozenset(b"dl".split())),
    **dict.fromkeys(b"td th tr thead tbody tfoot".split(), frozenset(b"table".split())),
    **dict.fromkeys(b"option optgroup".split(), frozenset(b"select".split())),
}
#: What begins where a paragraph stands open ends it, but for one outside of these.
_ENDS_PARAGRAPH = frozenset(
    b"p div article aside blockquote center details dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header"
    b" hr main nav ol pre section table ul".split()
)
_PARAGRAPH_IN = frozenset(b"table td th caption button object template svg math".split())
#: What shapes letters. Left open in a paragraph that ends, it is opened anew in the next one, and so on
#: (HTML standard, section 13.2.4.3): 3,000 paragraphs with one each nested 3,000 deep and took 9 s. Not more
#: than three of one kind with the same attributes are; and not out of a cell.
_SHAPING = frozenset(b"b big code em font i s small strike strong tt u".split())
_SAME_SHAPING = 3
_SHAPING_WITHIN = frozenset(b"td th caption object template marquee applet".split())
#: How many elements left open in one that ends are looked through; more than any writer forgets.
_LOOK_BACK = 12
#: Elements of which "/>" ends one, as it does not in HTML.
_FOREIGN = (b"svg", b"math")
#: Characters of a tag's attributes from which they can be too many to be parsed: an attribute takes two at
#: least.
_SHORTEST = 2


def kind_of_bytes(body: bytes) -> str | None:
    """The name of a format that is no page (PDF, ZIP, an image, a feed), told by the first bytes, or None."""
    for mark, name in _MAGIC:
        if body.startswith(mark):
            return name
    if body[4:8] == b"ftyp":
        return "MP4"
    if body.startswith(b"RIFF") and body[8:12] in _RIFF:
        return _RIFF[body[8:12]]
    head = body[:4096]
    at = head[:1024].find(b"%PDF-")
    if at > 0 and b"<" not in head[:at]:
        # ISO 32000-1, annex H: readers accept the mark anywhere in the first 1,024 bytes
        return "PDF"
    found = _XML.match(head)
    return _XML_NAMES.get(found[1].lower(), "a feed") if found else None


def problem_of_page(body: bytes, limits: PageLimits) -> tuple[str, str] | None:
    """The refusal code and reason of a page too large, too deep or with a tag of too many attributes.

    ``body`` is in an encoding that holds ASCII as it is.

    Cost:
        Linear.
    """
    if len(body) > limits.bytes:
        return "input.too_large", f"more than {limits.bytes:,} bytes"
    return _Scan(body, limits).problem()


class _Scan:
    """One walk over the tags, with the elements that stand open."""

    def __init__(self, body: bytes, limits: PageLimits) -> None:
        self._body = body
        self._limits = limits
        self._open: list[bytes] = []
        #: with its attributes, each element that stands open; and those that shape what is to come
        self._tags: list[bytes] = []
        self._shaping: list[list[bytes]] = [[]]
        self._n_open: dict[bytes, int] = {}

    def problem(self) -> tuple[str, str] | None:
        at = 0
        while (found := _OPENS.search(self._body, at)) is not None:
            closing, name, comment = found.groups()
            if comment:
                end = self._body.find(b"-->", found.end())
                at = end + 3
                if end < 0:
                    return None
                continue
            at = self._end(found.end())
            name = name.lower()
            if closing:
                self._close(name)
                continue
            inside = self._body[found.end() : at]
            if len(inside) >= _SHORTEST * self._limits.attributes and self._too_many(inside):
                return (
                    "html.too_many_attributes",
                    f"a tag has more than {self._limits.attributes:,} attributes",
                )
            if name in _RAW:
                at = self._after_raw(name, at)
            elif not self._closed_at_once(name, inside):
                self._enter(name, inside)
                if len(self._open) + len(self._shaping[-1]) > self._limits.depth:
                    return "html.too_deep", f"elements nest deeper than {self._limits.depth}"
        return None

    def _end(self, at: int) -> int:
        """Where the tag ends whose name ends at ``at``: at a ">" outside quotes."""
        while (found := _NEXT_QUOTE_OR_END.search(self._body, at)) is not None:
            if found.group() == b">":
                return found.end()
            quoted = self._body.find(found.group()[-1:], found.end())
            if quoted < 0:
                # a quote that never ends: what parsers make of it differs, so go on behind it
                return found.end()
            at = quoted + 1
        return len(self._body)

    def _too_many(self, inside: bytes) -> bool:
        return any(n >= self._limits.attributes for n, _ in enumerate(_ATTRIBUTE.finditer(inside)))

    def _after_raw(self, name: bytes, at: int) -> int:
        found = re.compile(rb"</" + re.escape(name) + rb"(?=[\s/>])", re.IGNORECASE).search(self._body, at)
        return found.start() if found else len(self._body)

    def _enter(self, name: bytes, inside: bytes) -> None:
        if name in _ENDS_PARAGRAPH:
            self._end_open(b"p", _PARAGRAPH_IN)
        elif name in _ENDED_BY_NEXT:
            self._end_open(name, _ENDED_BY_NEXT[name])
        if name in _SHAPING_WITHIN:
            self._shaping.append([])
        self._open.append(name)
        self._tags.append(name + inside if name in _SHAPING else name)
        self._n_open[name] = self._n_open.get(name, 0) + 1

    def _end_open(self, name: bytes, within: frozenset[bytes]) -> None:
        """End an element of that name if one stands open, not looking out of what holds it."""
        if not self._n_open.get(name):
            return
        for last in reversed(self._open[-_LOOK_BACK:]):
            if last == name:
                self._close(name)
                return
            if last in within:
                return

    def _closed_at_once(self, name: bytes, inside: bytes) -> bool:
        if name in _VOID:
            return True
        foreign = name in _FOREIGN or any(self._n_open.get(each) for each in _FOREIGN)
        return foreign and inside.endswith(b"/>")

    def _close(self, name: bytes) -> None:
        """End an element, and with it whatever was left open inside; each is taken off once."""
        if not self._n_open.get(name):
            if name in _SHAPING:
                self._end_shaping(name)
            return
        while True:
            last, tag = self._open.pop(), self._tags.pop()
            self._n_open[last] -= 1
            if last in _SHAPING_WITHIN:
                self._shaping.pop()
            if last == name:
                return
            if last in _SHAPING and self._shaping[-1].count(tag) < _SAME_SHAPING:
                self._shaping[-1].append(tag)

    def _end_shaping(self, name: bytes) -> None:
        """Take the last one of that name off what shapes the paragraphs to come."""
        left = self._shaping[-1]
        for at in range(len(left) - 1, -1, -1):
            if left[at].startswith(name) and not left[at][len(name) : len(name) + 1].isalnum():
                del left[at]
                return
