"""A first pass over XML that is cheap and safe: entities, size, nesting, and where to cut a feed without end.

expat reads no external entity and no external DTD by itself; this pass refuses as well what expands inside,
before a parser that keeps what it reads sees any of it.
"""

from __future__ import annotations

import re
import sys
from xml.parsers import expat

from sayso.classes import dataclass, field
from sayso.errors import cut
from sayso.ingest.feeds.bounds import FeedLimits, FeedStopped

__all__ = ["Guarded", "guard_xml", "new_parser", "utf8"]

#: Entities that feeds declare for themselves stand for one character or a name (`&nbsp;`, `&eacute;`).
_MAX_ENTITY_CHARS = 16
_MAX_ENTITIES = 300
_ENTRY = frozenset({"item", "entry"})
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_CHARACTER = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_NO_CHARACTER = "\N{REPLACEMENT CHARACTER}".encode()
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


class _Enough(Exception):  # noqa: N818  ends the pass; caught below
    """The entry after the last one that is read begins here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A feed that may be parsed: cut at the limit of entries, and whether it is well-formed up to there."""

    body: bytes
    cut_off: bool
    well_formed: bool


@dataclass(slots=True)
class _Pass:
    """Counts while expat reads."""

    limits: FeedLimits
    parser: expat.XMLParserType
    open: list[str] = field(default_factory=list)
    n_elements: int = 0
    n_entries: int = 0
    n_entities: int = 0
    cut_at: int = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.n_elements += 1
        if self.n_elements > self.limits.max_elements:
            raise FeedStopped("feed.too_large", f"more than {self.limits.max_elements:,} elements")
        parts = name.split(" ")  # address of the namespace, local name, prefix
        local = parts[1] if len(parts) > 1 else name
        if local.lower() in _ENTRY:
            self.n_entries += 1
            if self.n_entries > self.limits.max_entries:
                self.cut_at = self.parser.CurrentByteIndex
                raise _Enough
        self.open.append(f"{parts[2]}:{local}" if len(parts) > 2 else local)
        if len(self.open) > self.limits.max_depth:
            raise FeedStopped("feed.too_large", f"elements nest deeper than {self.limits.max_depth}")

    def end(self, _name: str) -> None:
        self.open.pop()


def entity_guard(
    name: str,
    is_parameter: bool,
    value: str | None,
    *_external: str | None,
) -> None:
    """Refuse an entity that could grow or reach outside.

    Raises:
        FeedStopped: it is external, a parameter entity, long, or made of other entities.
    """
    if is_parameter or value is None or len(value) > _MAX_ENTITY_CHARS or "&" in value or "<" in value:
        raise FeedStopped("feed.entities", f"the feed declares an entity of its own: {cut(name)}")


def new_parser() -> expat.XMLParserType:
    """A parser of XML that reaches for nothing and lets no entity grow."""
    # with namespaces, since a prefix that is not declared makes a feed ill-formed to the parser behind
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    n_declared = 0

    def declared(name: str, parameter: bool, value: str | None, *external: str | None) -> None:
        nonlocal n_declared
        n_declared += 1
        if n_declared > _MAX_ENTITIES:
            raise FeedStopped("feed.entities", f"the feed declares more than {_MAX_ENTITIES} entities")
        entity_guard(name, parameter, value, *external)

    parser.EntityDeclHandler = declared
    return parser


def utf8(body: bytes) -> bytes:
    """XML in UTF-16 or UTF-32 as UTF-8 without its declaration; other bytes as they are."""
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"<\x00?\x00", "utf-16-le"),
        (b"\x00<\x00?", "utf-16-be"),
    ):
        if body.startswith(mark):
            text = body.decode(encoding, "replace").lstrip("\ufeff")
            return _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")
    return body


def guard_xml(body: bytes, limits: FeedLimits) -> Guarded:
    """Look a feed over before it is parsed.

    Raises:
        FeedStopped: it is too large, too deep, or declares entities that could grow or reach outside.
    Cost:
        One pass of expat without keeping anything: about 40 MB a second.
    """
    if len(body) > limits.max_bytes:
        raise FeedStopped("feed.too_large", f"more than {limits.max_bytes:,} bytes")
    body = utf8(body).lstrip()
    parser = new_parser()
    state = _Pass(limits=limits, parser=parser)
    parser.StartElementHandler = state.start
    parser.EndElementHandler = state.end
    try:
        parser.Parse(body, True)
    except _Enough:
        closing = "".join(f"</{name}>" for name in reversed(state.open))
        return Guarded(body=body[: state.cut_at] + closing.encode(), cut_off=True, well_formed=True)
    except (expat.ExpatError, LookupError, ValueError):  # the latter two: an encoding that is not known
        return _loose(body, limits)
    return Guarded(body=body, cut_off=False, well_formed=True)


def _loose(body: bytes, limits: FeedLimits) -> Guarded:
    """What is not well-formed goes to a forgiving parser, which needs narrower bounds."""
    if _ENTITY.search(body):
        raise FeedStopped("feed.entities", "the feed declares entities and is not well-formed")
    if len(body) > limits.max_loose_bytes:
        raise FeedStopped(
            "feed.too_large", f"not well-formed, and more than {limits.max_loose_bytes:,} bytes"
        )
    if body.count(b"<") > limits.max_elements:
        raise FeedStopped("feed.too_large", f"not well-formed, and more than {limits.max_elements:,} tags")
    if re.search(rb"<[^<>]{%d}" % limits.max_tag_chars, body):
        raise FeedStopped("feed.too_large", f"a tag of more than {limits.max_tag_chars:,} characters")
    body = _CHARACTER.sub(_character, body)
    found = list(re.finditer(rb"<(?:[\w-]{1,20}:)?(?:item|entry)[\s>/]", body, re.IGNORECASE))
    if len(found) > limits.max_entries:
        return Guarded(body=body[: found[limits.max_entries].start()], cut_off=True, well_formed=False)
    return Guarded(body=body, cut_off=False, well_formed=False)


def _character(found: re.Match[bytes]) -> bytes:
    """A reference to a character as it stands, or a mark in its place where Unicode has no such one."""
    digits = (found[1] or found[2]).lstrip(b"0")
    known = len(digits) <= 7 and 0 < int(digits or b"0", 16 if found[1] else 10) <= sys.maxunicode
    return found[0] if known else _NO_CHARACTER
