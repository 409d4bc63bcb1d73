"""What is looked at in the bytes of a page before anything parses them; linear, and none of it recursive."""

from __future__ import annotations

import re

from sayso.classes import dataclass

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
#: A tag to its name, the beginning of a comment, or of what is taken for one (HTML standard, 13.2.5.6 to 8).
#: A name ends at white space, "/" or ">", and at nothing else: "<ul<>" opens no list.
_OPENS = re.compile(rb"<(?:(/?)([a-zA-Z][^\t\n\f\r />]{0,60})|(!--)|(!\[CDATA\[)|[!?]|/(?!>))")
#: "<!-->" is a whole comment, and "--!>" ends one.
_COMMENT_ENDS = re.compile(rb"(?<=<!--)-?>|--!?>")
_ATTRIBUTE = re.compile(
    rb"[^\t\n\f\r />][^\t\n\f\r />=]*+(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"
    rb"(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^\t\n\f\r >]*+))?+"
)
#: What stands in a tag behind its name. A quote without an end is a character like others: what parsers make
#: of it differs, so what follows is counted.
_ATTRIBUTES = re.compile(rb"(?:[\t\n\f\r /]++|" + _ATTRIBUTE.pattern + rb")*+")
_SCRIPT_STEPS = re.compile(rb"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
#: What holds characters and no elements.
_RAW = frozenset([b"script", b"style", b"textarea", b"title", b"xmp", b"noembed", b"noframes", b"iframe"])
_VOID = frozenset(
    b"area base br col embed hr img input link meta param source track wbr frame keygen basefont"
    b" bgsound".split()
)
#: Elements out of which an end tag of another kind does not reach (HTML standard, section 13.2.4.2)
_SPECIAL = frozenset(
    b"address applet article aside blockquote body button caption center colgroup dd details dir div dl dt"
    b" fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html li listing"
    b" main marquee menu nav noscript object ol p plaintext pre search section select summary table tbody td"
    b" template tfoot th thead tr ul foreignobject desc annotation-xml mi mo mn ms mtext".split()
)
#: and out of which one of theirs does not (scopes, same section).
_SCOPE = frozenset(
    b"applet caption table td th marquee object template foreignobject desc annotation-xml mi mo mn ms"
    b" mtext".split()
)
_TABLE_PARTS = frozenset(b"caption colgroup tbody td tfoot th thead tr".split())
_TABLE_SCOPE = frozenset(b"table template".split())
_END_WITHIN = {
    **dict.fromkeys(_SPECIAL, _SCOPE),
    **dict.fromkeys(_TABLE_PARTS | {b"table"}, _TABLE_SCOPE),
    b"li": _SCOPE | {b"ol", b"ul"},
    b"p": _SCOPE | {b"button"},
    b"template": frozenset[bytes](),
}
#: What there is one of, wherever it is written; and its end ends nothing.
_ONCE = frozenset([b"html", b"head", b"body"])
#: Elements that end where the next of their kind begins (HTML standard, section 13.1.2.4), whatever is left
#: open in them, and within what.
_ENDED_BY_NEXT = {
    **dict.fromkeys(b"li dt dd".split(), _SPECIAL - {b"address", b"div", b"p"}),
    **dict.fromkeys(_TABLE_PARTS, _TABLE_SCOPE),
}
_CHOICES = frozenset([b"option", b"optgroup"])
#: What begins where a paragraph stands open ends it, but for one outside of these.
_ENDS_PARAGRAPH = frozenset(
    b"p div article aside blockquote center details dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header"
    b" hr main nav ol pre section table ul".split()
)
_PARAGRAPH_IN = _END_WITHIN[b"p"] | {b"svg", b"math"}
#: What shapes letters. Left open in a paragraph that ends, it is opened anew in the next one, and so on
#: (HTML standard, section 13.2.4.3): 3,000 paragraphs with one each nested 3,000 deep and took 9 s. Not more
#: than three of one kind with the same attributes are; and not out of a cell.
_SHAPING = frozenset(b"b big code em font i s small strike strong tt u".split())
_SAME_SHAPING = 3
#: What an end tag takes out from around what stands open in it, which stays open.
_TAKEN_OUT = _SHAPING | {b"a", b"nobr", b"form"}
_SHAPING_WITHIN = frozenset(b"td th caption object template marquee applet".split())
#: How many elements left open in one that ends are looked through; more than any writer forgets.
_LOOK_BACK = 12
#: Elements of which, and in which, "/>" ends one, as it does not in HTML.
_FOREIGN = frozenset([b"svg", b"math"])
#: What holds HTML inside of them again (HTML standard, section 13.2.6), and what ends them (13.2.6.5).
_HTML_AGAIN = frozenset(b"foreignobject desc title annotation-xml mi mo mn ms mtext".split())
_ENDS_FOREIGN = frozenset(
    b"b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing"
    b" menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var".split()
)
_FONT_ENDS_FOREIGN = re.compile(rb"[\s/\"'](?:color|face|size)[\s=/>]", re.IGNORECASE)
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
            closing, name, comment, section = found.groups()
            if name is None:
                at = self._after_comment(found, comment=comment, section=section)
                continue
            at = self._end(found.end())
            name = name.lower()
            if closing:
                if name in (b"p", b"br"):
                    self._leave_foreign()
                self._close(name)
                continue
            inside = self._body[found.end() : at]
            if len(inside) >= _SHORTEST * self._limits.attributes and self._too_many(inside):
                return (
                    "html.too_many_attributes",
                    f"a tag has more than {self._limits.attributes:,} attributes",
                )
            if name in _ENDS_FOREIGN or (name == b"font" and _FONT_ENDS_FOREIGN.search(inside)):
                self._leave_foreign()
            if name in _ONCE:
                continue
            if name in _RAW and self._foreign() is None:
                at = self._after_raw(name, at)
            elif not self._closed_at_once(name, inside):
                self._enter(name, inside)
                if len(self._open) + len(self._shaping[-1]) > self._limits.depth:
                    return "html.too_deep", f"elements nest deeper than {self._limits.depth}"
        return None

    def _end(self, at: int) -> int:
        """Where the tag ends whose name ends at ``at``: at a ">" outside quotes."""
        found = _ATTRIBUTES.match(self._body, at)
        return (found.end() if found else at) + 1

    def _after_comment(self, found: re.Match[bytes], *, comment: bytes | None, section: bytes | None) -> int:
        """Where a comment ends, or what is taken for one: declarations, and "</" before what is no name."""
        if comment:
            end = _COMMENT_ENDS.search(self._body, found.end())
            return end.end() if end else len(self._body)
        mark = b"]]>" if section and self._foreign() is not None else b">"
        at = self._body.find(mark, found.end())
        return len(self._body) if at < 0 else at + len(mark)

    def _too_many(self, inside: bytes) -> bool:
        return any(n >= self._limits.attributes for n, _ in enumerate(_ATTRIBUTE.finditer(inside)))

    def _after_script(self, at: int) -> int:
        """Where a script ends; one in a comment in it is a part of it (HTML standard, 13.2.5.20 and on)."""
        in_comment = in_script = False
        for step in _SCRIPT_STEPS.finditer(self._body, at):
            if step[1] == b"/" and not in_script:
                return step.start()
            if step[1] is not None:
                in_script = in_comment and not step[1]
            else:
                in_comment, in_script = step[0] == b"<!--", in_script and step[0] == b"<!--"
        return len(self._body)

    def _after_raw(self, name: bytes, at: int) -> int:
        if name == b"script":
            return self._after_script(at)
        found = re.compile(rb"</" + re.escape(name) + rb"(?=[\s/>])", re.IGNORECASE).search(self._body, at)
        return found.start() if found else len(self._body)

    def _enter(self, name: bytes, inside: bytes) -> None:
        if self._foreign() is None and not self._make_room(name):
            return
        if name in _SHAPING_WITHIN:
            self._shaping.append([])
        self._open.append(name)
        self._tags.append(name + inside if name in _SHAPING else name)
        self._n_open[name] = self._n_open.get(name, 0) + 1

    def _make_room(self, name: bytes) -> bool:
        """End what ends where an element begins; whether it begins at all."""
        if name in _TABLE_PARTS and not any(self._n_open.get(each) for each in _TABLE_SCOPE):
            return False
        if name in _ENDS_PARAGRAPH:
            self._end_open(b"p", _PARAGRAPH_IN)
        if name in _ENDED_BY_NEXT:
            self._end_open(name, _ENDED_BY_NEXT[name])
        elif name in _CHOICES and self._open[-1:] == [name]:
            self._pop_to(len(self._open) - 1)
        return True

    def _end_open(self, name: bytes, within: frozenset[bytes]) -> None:
        """End an element of that name if one stands open, not looking out of what holds it."""
        if not self._n_open.get(name):
            return
        for at in range(len(self._open) - 1, max(-1, len(self._open) - 1 - _LOOK_BACK), -1):
            if self._open[at] == name:
                self._pop_to(at)
                return
            if self._open[at] in within:
                return

    def _closed_at_once(self, name: bytes, inside: bytes) -> bool:
        if name in _VOID:
            return True
        return inside.endswith(b"/>") and (name in _FOREIGN or self._foreign() is not None)

    def _foreign(self) -> int | None:
        """Where the drawing or the formula begins in which what comes next stands, if it stands in one."""
        if any(self._n_open.get(each) for each in _FOREIGN):
            for at in range(len(self._open) - 1, -1, -1):
                if self._open[at] in _FOREIGN:
                    return at
                if self._open[at] in _HTML_AGAIN:
                    return None
        return None

    def _leave_foreign(self) -> None:
        while (at := self._foreign()) is not None:
            self._pop_to(at)

    def _close(self, name: bytes) -> None:
        """What an end tag ends: an element, and with it whatever was left open inside; or nothing."""
        if not self._n_open.get(name) or name in _ONCE:
            if name in _SHAPING:
                self._end_shaping(name)
            return
        within = _END_WITHIN.get(name, _SPECIAL)
        crossed = False
        for at in range(len(self._open) - 1, -1, -1):
            last = self._open[at]
            if last == name:
                if crossed or name == b"form":
                    self._take_out(at)
                else:
                    self._pop_to(at)
                return
            if last in within:
                if name not in _TAKEN_OUT or last in _SCOPE:
                    return
                crossed = True

    def _pop_to(self, at: int) -> None:
        """End the element at that depth, and what stands open in it; each is taken off once."""
        while len(self._open) > at:
            last, tag = self._open.pop(), self._tags.pop()
            self._n_open[last] -= 1
            if last in _SHAPING_WITHIN:
                self._shaping.pop()
            if last in _SHAPING and len(self._open) > at and self._shaping[-1].count(tag) < _SAME_SHAPING:
                self._shaping[-1].append(tag)

    def _take_out(self, at: int) -> None:
        self._n_open[self._open.pop(at)] -= 1
        del self._tags[at]

    def _end_shaping(self, name: bytes) -> None:
        """Take the last one of that name off what shapes the paragraphs to come."""
        left = self._shaping[-1]
        for at in range(len(left) - 1, -1, -1):
            if left[at].startswith(name) and not left[at][len(name) : len(name) + 1].isalnum():
                del left[at]
                return
