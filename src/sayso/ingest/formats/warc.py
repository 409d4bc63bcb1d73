"""WARC files, as Common Crawl's news crawl and other archives write them: pages read, the rest counted."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import IO

from fastwarc import WarcRecord, WarcRecordType

from sayso.errors import cut
from sayso.ingest.formats.http_body import TooLargeError, undo
from sayso.ingest.formats.packed import Packing, Unpacker
from sayso.ingest.formats.warc_frames import Framed, Trouble, WarcFrames
from sayso.ingest.intake import Intake, on_one_line, refuse, refused_at
from sayso.records import Item, Position, Refusal

__all__ = ["read_warc"]

_PAGES = ("text/html", "application/xhtml+xml")
_WANTED = (*_PAGES, "text/plain")
#: Records whose block is an HTTP answer, or the page or text itself (WET files hold the latter).
_PLAIN_KINDS = (WarcRecordType.resource, WarcRecordType.conversion)
#: HTTP headers of an answer, besides its body.
_HTTP_HEADERS = 1 << 16
_NAMES = {
    Trouble.SHORT: "input.bad_record",
    Trouble.JUNK: "input.bad_record",
    Trouble.CUT: "input.truncated",
    Trouble.DAMAGED: "input.truncated",
    Trouble.BOMB: "input.bomb",
    Trouble.TOO_LARGE: "input.too_large",
}


def read_warc(stream: IO[bytes], name: str, packing: Packing, intake: Intake) -> Iterator[Item | Refusal]:
    """Pages and plain texts of a WARC file; each is an item or a refusal, other records are counted.

    Requests, metadata, redirects, errors (HTTP 300 and above), pictures and the like are no reports and are
    passed over; `Meter.passed` says how many of each. What is cut short or damaged is refused by its record,
    with how much was read and lost, and the next packed record is looked for.

    Cost:
        Memory for one record; a record larger than the limit is passed over unread.
    """
    limits = intake.limits
    unpacker = Unpacker(stream, packing, max_ratio=limits.max_ratio)
    first = 1
    if intake.start is not None:
        offset, first = intake.start  # the record there is met once more, and gets its own number
        unpacker.go_to(offset)
    n_records = n_whole = 0
    for framed in WarcFrames(unpacker, max_block=limits.max_bytes + _HTTP_HEADERS, number=first - 1):
        n_records += 1
        n_whole += framed.trouble is Trouble.NONE
        if framed.number <= intake.done:
            continue
        found = _outcome(framed, name, intake, f"{n_whole:,}" + (f", from {first:,} on" if first > 1 else ""))
        if found is not None:
            # what is wrong is met again as it was only from a whole record before it
            at = framed.offset if framed.trouble is Trouble.NONE else None
            yield refused_at(found, Position(record=framed.number, offset=at))
    if not n_records:
        yield refuse(name, "input.no_records", "the file holds no records")


def _outcome(framed: Framed, name: str, intake: Intake, whole: str) -> Item | Refusal | None:
    """What a record comes to; None where it is of a kind that is passed over."""
    record = _parsed(framed.header + framed.block) if framed.header else None
    uri = _uri(record) if record is not None else ""
    where = f"{name}:record {framed.number}" + (f" {on_one_line(uri)}" if uri else "")
    trouble = framed.trouble
    if trouble in (Trouble.CUT, Trouble.DAMAGED, Trouble.BOMB):
        return refuse(where, _NAMES[trouble], f"{framed.reason}; whole records read before: {whole}")
    if trouble is Trouble.JUNK:
        return refuse(where, _NAMES[trouble], framed.reason)
    if trouble is Trouble.SHORT:
        return refuse(where, _NAMES[trouble], framed.reason)
    if record is None:
        return refuse(where, "input.bad_record", "its header cannot be read")
    if record.record_type is not WarcRecordType.response and record.record_type not in _PLAIN_KINDS:
        intake.meter.passes(f"WARC {record.record_type}")
        return None
    if trouble is Trouble.TOO_LARGE:
        limit = intake.limits.max_bytes
        return refuse(where, "input.too_large", f"{framed.length:,} bytes; the limit is {limit:,}")
    page = _Page(framed, record, where, uri)
    return page.answer(intake) if record.record_type is WarcRecordType.response else page.plain(intake)


def _parsed(record: bytes) -> WarcRecord | None:
    try:
        return WarcRecord.from_reader(io.BytesIO(record), quirks_mode=True)
    except (OSError, ValueError):
        return None


def _uri(record: WarcRecord) -> str:
    # WARC/1.0 had it in angle brackets, and wget still writes them
    return (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")


class _Page:
    """One record that may hold a page."""

    def __init__(self, framed: Framed, record: WarcRecord, where: str, uri: str) -> None:
        self._framed = framed
        self._record = record
        self._where = where
        self._uri = uri

    def answer(self, intake: Intake) -> Item | Refusal | None:
        """A stored HTTP answer."""
        record = self._record
        head = record.headers.get("Content-Type") or "application/http"
        if not head.lower().startswith("application/http"):
            intake.meter.passes(f"response over {_main_type(head)}")
            return None
        try:
            record.parse_http(auto_decode="none", max_header_len=_HTTP_HEADERS, strict_mode=False)
            body = record.reader.read()
        except (OSError, ValueError) as error:
            return refuse(self._where, "input.bad_record", f"no HTTP answer: {cut(str(error))}")
        headers = record.http_headers
        # it is None where there is no status line, whatever the types say
        status = headers.status_code if record.is_http_parsed and headers else None
        if status is None or not 100 <= status < 600:
            return refuse(self._where, "input.bad_record", "no HTTP answer: it has no status")
        if not 200 <= status < 300:
            intake.meter.passes(f"HTTP {status}")
            return None
        kind = self._kind(headers.get("Content-Type"), body, intake)
        if kind is None:
            return None
        try:
            undone = undo(
                body,
                headers.get("Transfer-Encoding") or "",
                headers.get("Content-Encoding") or "",
                intake.limits.max_bytes,
            )
        except TooLargeError:
            limit = intake.limits.max_bytes
            return refuse(self._where, "input.too_large", f"it unpacks to more than {limit:,} bytes")
        if undone.cut:
            return refuse(self._where, "input.truncated", "the page was cut short when it was stored")
        return self._item(undone.body, kind, _charset(headers.get("Content-Type")), intake)

    def plain(self, intake: Intake) -> Item | Refusal | None:
        """A record that is the page itself."""
        body, head = self._framed.block, self._record.headers.get("Content-Type")
        kind = self._kind(head, body, intake)
        return None if kind is None else self._item(body, kind, _charset(head), intake)

    def _kind(self, head: str | None, body: bytes, intake: Intake) -> str | None:
        """The media type, if it is one that is read; else it is counted."""
        kind = (head or "").split(";")[0].strip().lower()
        if not kind:
            start = body[:500].lstrip().lower()
            kind = "text/html" if start.startswith((b"<!doctype html", b"<html")) else ""
        if kind in _WANTED:
            return kind
        intake.meter.passes(_main_type(kind))
        return None

    def _item(self, body: bytes, kind: str, charset: str | None, intake: Intake) -> Item | Refusal:
        if not body.strip():
            return refuse(self._where, "input.no_text", "the page is empty")
        if len(body) > intake.limits.max_bytes:
            limit = intake.limits.max_bytes
            return refuse(self._where, "input.too_large", f"{len(body):,} bytes; the limit is {limit:,}")
        headers = self._record.headers
        told = {
            "fetched_at": headers.get("WARC-Date"),
            "record_id": headers.get("WARC-Record-ID"),
            "payload_digest": headers.get("WARC-Payload-Digest"),
            "http_charset": charset,
            "cut_when_stored": headers.get("WARC-Truncated"),
        }
        extra: dict[str, object] = {k: on_one_line(v) for k, v in told.items() if v}
        web = self._uri.lower().startswith(("http://", "https://"))
        if self._uri and not web:
            extra["target_uri"] = on_one_line(self._uri)
        return Item(
            name=self._where,
            body=body,
            html=kind in _PAGES,
            url=on_one_line(self._uri, 4000) if web else None,
            published=intake.defaults.day(),
            publisher=intake.defaults.publisher,
            charset=charset,
            fetched_at=headers.get("WARC-Date"),
            extra=extra,
            position=Position(record=self._framed.number, offset=self._framed.offset),
        )


def _main_type(kind: str) -> str:
    """A media type's first half: the second would let an archive make any number of kinds."""
    main = kind.split("/", maxsplit=1)[0].strip().lower()
    known = ("application", "audio", "font", "image", "message", "model", "multipart", "text", "video")
    return f"{main}/*" if main in known else "no media type" if not main else "odd media type"


def _charset(head: str | None) -> str | None:
    """The charset a Content-Type names, None if it names none that Python has."""
    for part in (head or "").split(";")[1:20]:
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset":
            try:
                name = codecs.lookup(value.strip().strip("\"'")[:40]).name
            except (LookupError, ValueError):
                return None
            # HTML standard, section 4.2: the label latin-1 means windows-1252
            return "cp1252" if name in ("iso8859-1", "ascii") else name
    return None
