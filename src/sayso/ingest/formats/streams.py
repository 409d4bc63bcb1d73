"""Which reader a stream gets: by its name, and by its first bytes where the name says nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from enum import Enum
from functools import partial
from pathlib import PurePosixPath

from sayso.classes import dataclass, replace
from sayso.ingest.formats.feed_file import is_feed, is_json_feed, read_feed_body
from sayso.ingest.formats.json_file import read_json
from sayso.ingest.formats.mail import read_mailbox, read_message
from sayso.ingest.formats.packed import SUFFIXES, Packing, UnpackedFile, Unpacker, packing_of
from sayso.ingest.formats.separated import Recoded, read_separated
from sayso.ingest.formats.tar_file import read_tar
from sayso.ingest.formats.warc import read_warc
from sayso.ingest.formats.zip_file import read_zip
from sayso.ingest.intake import Intake, SourceFault, Stream, fault_of, refuse
from sayso.ingest.rows import rows_of
from sayso.records import Item, Position, Refusal

__all__ = ["Kind", "Named", "is_page", "is_rows", "kind_of", "read_stream"]

_HEAD = 1 << 16
#: An archive inside an archive is read, one inside that is not.
_MAX_NESTING = 1
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Kind(Enum):
    """What a file holds, by the ends of names that say so."""

    ROWS = (".jsonl", ".ndjson")
    JSON = (".json",)
    FEED = (".rss", ".atom", ".rdf", ".xml")
    TABLE = (".csv", ".tsv")
    PAGE = (".html", ".htm", ".xhtml")
    TEXT = (".txt", ".md")
    WARC = (".warc", ".wet")
    PARQUET = (".parquet", ".pq")
    MESSAGE = (".eml",)
    MAILBOX = (".mbox",)
    ZIP = (".zip",)
    TAR = (".tar", ".tgz")
    # No name ends so. Not `()`, which Python 3.11.0 to 3.11.3 take for an object of its own.
    UNKNOWN = ("/",)


_ENDS = {end: kind for kind in Kind for end in kind.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A stream's name as shown, its own name where it lies, and how many archives it lies in.

    ``plain`` says that offsets in the stream are offsets in a file that a person has.
    """

    shown: str
    own: str
    nesting: int = 0
    plain: bool = False
    url: str | None = None


def kind_of(name: str) -> Kind:
    """What a name says of its file; what it is packed with set aside."""
    path = PurePosixPath(name.lower().replace("\\", "/"))
    if path.suffix in SUFFIXES and path.suffix not in _ENDS:
        path = path.with_suffix("") if path.stem else path
    return _ENDS.get(path.suffix, Kind.UNKNOWN)


def is_page(body: bytes) -> bool:
    """Whether bytes begin like a page of HTML."""
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        head.startswith(b"<?xml") and b"<html" in head
    )


def is_rows(body: bytes) -> bool:
    """Whether bytes begin with a JSON object on a line of its own that could be a row."""
    line = body.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return line.startswith(b"{") and (b'"text"' in line or b'"html"' in line or line.rstrip().endswith(b"}"))


def _sniffed(head: bytes) -> Kind:
    """What the first bytes say."""
    if head.startswith((b"WARC/1.", b"WARC/0.")):
        return Kind.WARC
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"PK\x03\x04"):
        return Kind.ZIP
    if head[257:262] == b"ustar":
        return Kind.TAR
    return Kind.ROWS if is_rows(head) else Kind.UNKNOWN


def read_stream(stream: Stream, named: Named, intake: Intake) -> Iterator[Item | Refusal]:
    """Items of one stream, packed or not, an archive or not."""
    try:
        head = _peek(stream)
        packing = packing_of(head, named.own)
        kind = kind_of(named.own)
        if kind is Kind.UNKNOWN and _unpacked(head, packing).startswith(b"WARC/"):
            kind = Kind.WARC
        if packing is not Packing.NONE and kind is not Kind.WARC:
            unpacker = Unpacker(stream, packing, max_ratio=intake.limits.max_ratio)
            stream = io.BufferedReader(UnpackedFile(unpacker), _HEAD)
            named = Named(shown=named.shown, own=named.own, nesting=named.nesting, url=named.url)
            head = _peek(stream)
    except SourceFault as fault:
        yield fault_of(fault, named.shown)
        return
    if kind is Kind.UNKNOWN:
        kind = _office(named.own) or _sniffed(head)
    yield from _read(kind, stream, head, packing, named, intake)


def _unpacked(head: bytes, packing: Packing) -> bytes:
    """The first bytes, unpacked."""
    try:
        return Unpacker(io.BytesIO(head), packing, max_ratio=_HEAD).piece()
    except SourceFault:
        return b""


def _office(name: str) -> Kind | None:
    """Office documents are ZIP archives, too, but no archives of reports."""
    known = (".docx", ".xlsx", ".pptx", ".odt", ".epub", ".jar", ".docm")
    return Kind.TEXT if name.lower().endswith(known) else None


def _peek(stream: Stream) -> bytes:
    """The first bytes, which stay."""
    if isinstance(stream, io.BufferedReader):
        return stream.peek(_HEAD)[:_HEAD]
    head = stream.read(_HEAD)
    stream.seek(0)
    return head


def _read(
    kind: Kind, stream: Stream, head: bytes, packing: Packing, named: Named, intake: Intake
) -> Iterator[Item | Refusal]:
    name = named.shown
    if kind is Kind.ROWS:
        recoded = head.startswith(_UTF16)
        rows = io.BufferedReader(Recoded(stream)) if recoded else stream
        yield from rows_of(rows, name, intake, plain=named.plain and packing is Packing.NONE and not recoded)
    elif kind is Kind.FEED or (kind is Kind.JSON and is_json_feed(head)):
        yield from _feed(kind, stream, named, intake)
    elif kind is Kind.JSON:
        yield from read_json(stream, name, intake)
    elif kind is Kind.TABLE:
        yield from read_separated(stream, name, intake)
    elif kind is Kind.WARC:
        yield from read_warc(stream, name, packing, intake)
    elif kind is Kind.MESSAGE:
        yield from read_message(stream, name, intake)
    elif kind is Kind.MAILBOX:
        yield from read_mailbox(stream, name, intake)
    elif kind is Kind.PARQUET:
        reason = "Parquet is read from a file of its own, not packed or inside an archive"
        yield refuse(name, "input.unsupported", reason)
    elif kind in (Kind.ZIP, Kind.TAR):
        yield from _archive(kind, stream, named, intake)
    else:
        yield _whole(kind, stream, named, intake)


def _feed(kind: Kind, stream: Stream, named: Named, intake: Intake) -> Iterator[Item | Refusal]:
    """A file with a feed's name: its entries, or the one report that it is after all."""
    found = _whole(kind, stream, named, intake)
    if isinstance(found, Refusal) or isinstance(found.body, str) or not is_feed(found.body):
        yield found
    else:
        yield from read_feed_body(found.body, named.shown, intake)


def _archive(kind: Kind, stream: Stream, named: Named, intake: Intake) -> Iterator[Item | Refusal]:
    if named.nesting > _MAX_NESTING:
        yield refuse(named.shown, "input.unsupported", "an archive in an archive in an archive")
        return
    inner = partial(_member, intake=intake, nesting=named.nesting + 1)
    if kind is Kind.TAR:
        yield from read_tar(stream, named.shown, intake, inner)
        return
    if not stream.seekable():  # its table of contents stands at the end
        limit = intake.limits.max_message_bytes
        try:
            body = stream.read(limit + 1)
        except SourceFault as fault:
            yield fault_of(fault, named.shown)
            return
        if len(body) > limit:
            reason = f"a packed ZIP archive of more than {limit:,} bytes"
            yield refuse(named.shown, "input.too_large", reason)
            return
        stream = io.BytesIO(body)
    yield from read_zip(stream, named.shown, intake, inner)


def _member(
    raw: io.RawIOBase, shown: str, own: str, after: Position | None, *, intake: Intake, nesting: int
) -> Iterator[Item | Refusal]:
    opened = io.BufferedReader(raw, _HEAD)
    yield from read_stream(opened, Named(shown=shown, own=own, nesting=nesting), replace(intake, after=after))


def _whole(kind: Kind, stream: Stream, named: Named, intake: Intake) -> Item | Refusal:
    """A stream that is one report."""
    limit = intake.limits.max_bytes
    try:
        body = stream.read(limit + 1)
    except SourceFault as fault:
        return fault_of(fault, named.shown)
    if len(body) > limit:
        return refuse(named.shown, "input.too_large", f"more than {limit:,} bytes")
    return Item(
        name=named.shown,
        body=body,
        html=kind is Kind.PAGE or is_page(body),
        url=named.url,
        published=intake.defaults.day(),
        publisher=intake.defaults.publisher,
    )
