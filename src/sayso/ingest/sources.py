"""From what a person names (a path, a folder, a URL, ``-``) to items, each input one item or one refusal."""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import zstandard

from sayso.errors import cut
from sayso.ingest.limits import Limits
from sayso.ingest.outside import Outside
from sayso.ingest.rows import Defaults, item_of_row, open_stream, read_rows
from sayso.records import Item, Refusal

__all__ = ["read_source"]

_ROWS = (".jsonl", ".ndjson")
_PAGES = (".html", ".htm", ".xhtml")
_FEEDS = (".rss", ".atom", ".rdf", ".xml", ".json")
_PACKED = (".gz", ".zst", ".zstd")


def read_source(
    spec: str,
    *,
    limits: Limits,
    published: date | None = None,
    publisher: str | None = None,
    stdin: BinaryIO | None = None,
    outside: Outside | None = None,
) -> Iterator[Item | Refusal]:
    """Items of one source, in order; every input ends as exactly one item or one refusal.

    Args:
        spec: a file, a folder, an http(s) address, or ``-`` for ``stdin``. Of a feed each entry with a text
            of its own is an item.
        limits: sizes beyond which an input is refused.
        published: the day of reports that state none.
        publisher: the publisher of reports that state none.
        stdin: the stream behind ``-``.
        outside: the web and the clock; without it no address is fetched. robots.txt is not asked for an
            address that a person names: it speaks to robots, and a person asks for this one page.
    """
    reader = _Sources(limits, Defaults(published=published, publisher=publisher), outside or Outside())
    if spec == "-":
        yield from reader.stream(stdin)
    elif _is_address(spec):
        yield from reader.address(spec)
    else:
        yield from reader.path(Path(spec), set())


def _refuse(name: str, code: str, reason: str) -> Refusal:
    return Refusal(name=name, stage="ingest", code=code, reason=reason)


@dataclass(frozen=True, slots=True)
class _Sources:
    """Reads sources under one set of limits."""

    limits: Limits
    defaults: Defaults
    outside: Outside

    def path(self, path: Path, seen: set[tuple[int, int]]) -> Iterator[Item | Refusal]:
        """A file or a folder with everything in it."""
        try:
            if path.is_dir():
                yield from self._folder(path, seen)
            elif path.exists():
                yield from self._file(path)
            else:
                yield _refuse(str(path), "input.missing", "no such file or folder")
        except (OSError, ValueError) as error:  # a name with a NUL raises ValueError
            yield _refuse(str(path), "input.missing", f"cannot be read: {cut(str(error))}")

    def _folder(self, path: Path, seen: set[tuple[int, int]]) -> Iterator[Item | Refusal]:
        status = path.stat()
        mark = (status.st_dev, status.st_ino)
        if mark in seen:  # a link back up
            return
        seen.add(mark)
        for entry in sorted(os.listdir(path)):  # noqa: PTH208  names alone are sorted
            if not entry.startswith("."):
                yield from self.path(path / entry, seen)

    def _file(self, path: Path) -> Iterator[Item | Refusal]:
        suffixes = [s.lower() for s in path.suffixes[-2:]]
        kind = suffixes[-2] if len(suffixes) > 1 and suffixes[-1] in _PACKED else (suffixes or [""])[-1]
        if kind in _ROWS:
            with open_stream(path) as stream:
                yield from read_rows(stream, str(path), self.limits, self.defaults)
            return
        body = self._whole(path)
        if isinstance(body, Refusal):
            yield body
        else:
            yield from self._body(body, str(path), kind)

    def _whole(self, path: Path) -> bytes | Refusal:
        limit = self.limits.max_bytes
        try:
            with open_stream(path) as stream:
                body = stream.read(limit + 1)
        except (EOFError, zlib.error, zstandard.ZstdError, gzip.BadGzipFile):
            return _refuse(str(path), "input.truncated", "the archive is damaged or cut short")
        except OSError as error:
            return _refuse(str(path), "input.missing", f"cannot be read: {error.strerror or cut(str(error))}")
        if len(body) > limit:
            return _refuse(str(path), "input.too_large", f"more than {limit:,} bytes")
        return body

    def _body(self, body: bytes, name: str, kind: str) -> Iterator[Item | Refusal]:
        if kind == ".json" and not _is_json_feed(body):
            yield from self._json(body, name)
        elif kind in _FEEDS and _is_feed(body):
            yield from self._feed(body, name)
        elif kind not in (*_PAGES, ".txt", ".md") and _is_rows(body):
            yield from read_rows(BytesIO(body), name, self.limits, self.defaults)
        else:
            yield self._item(name, body, html=kind in _PAGES or _is_page(body))

    def _item(self, name: str, body: bytes, *, html: bool, url: str | None = None) -> Item:
        return Item(
            name=name,
            body=body,
            html=html,
            url=url,
            published=self.defaults.day(),
            publisher=self.defaults.publisher,
        )

    def _json(self, body: bytes, name: str) -> Iterator[Item | Refusal]:
        """A JSON file: one row, or a list of rows."""
        try:
            found = json.loads(body.decode("utf-8-sig"))
        except UnicodeDecodeError:
            yield _refuse(name, "input.bad_encoding", "the file is not UTF-8")
            return
        except (ValueError, RecursionError) as error:
            yield _refuse(name, "input.bad_row", f"not JSON: {cut(str(error))}")
            return
        if isinstance(found, list):
            for number, row in enumerate(found, start=1):
                yield item_of_row(row, f"{name}:{number}", self.defaults)
        else:
            yield item_of_row(found, name, self.defaults)

    def stream(self, stdin: BinaryIO | None) -> Iterator[Item | Refusal]:
        """Standard input: rows if it begins like them, else one report."""
        if stdin is None:
            yield _refuse("-", "input.missing", "there is no standard input")
            return
        head = stdin.read(self.limits.max_bytes + 1)
        if _is_rows(head):
            yield from read_rows(_Joined(head, stdin), "-", self.limits, self.defaults)
        elif len(head) > self.limits.max_bytes:
            yield _refuse("-", "input.too_large", f"more than {self.limits.max_bytes:,} bytes")
        else:
            yield self._item("-", head, html=_is_page(head))

    def address(self, url: str) -> Iterator[Item | Refusal]:
        """One page of the web."""
        # the web's libraries take longer to load than most inputs to read
        from sayso.ingest.net import Failure, Form, Request  # noqa: PLC0415

        if self.outside.open_fetcher is None:
            yield _refuse(cut(url), "input.missing", "there is nothing to fetch addresses with")
            return
        got = self.outside.open_fetcher().fetch(Request(url=url))
        if isinstance(got, Failure):
            yield got.refusal(_named(url))
        elif got.form in (Form.FEED, Form.SITEMAP, Form.GZIP) or _is_json_feed(got.body):
            yield from self._feed(got.body, got.url)
        elif got.form is Form.JSON:
            yield from self._served_json(got.body, got.url)
        else:
            yield self._item(url, got.body, html=got.html, url=got.url)

    def _served_json(self, body: bytes, url: str) -> Iterator[Item | Refusal]:
        """JSON of the web: rows, one a line, or one document with a row or a list of them."""
        if _is_rows(body) and b"\n{" in body.strip():
            yield from read_rows(BytesIO(body), url, self.limits, self.defaults)
        else:
            yield from self._json(body, url)

    def _feed(self, body: bytes, name: str) -> Iterator[Item | Refusal]:
        """The entries of a feed: items where they have a text of their own, else refusals."""
        # the feed reader takes longer to load than most inputs to read
        from sayso.ingest.feeds import FeedFault, entry_item, read_feed  # noqa: PLC0415

        feed = read_feed(body, name, self.outside.now())
        if isinstance(feed, FeedFault):
            yield feed.refusal(name)
            return
        for number, entry in enumerate(feed.entries, start=1):
            given = self.defaults
            yield entry_item(
                entry, feed, f"{name}:{number}", publisher=given.publisher, published=given.day()
            )
        if not feed.entries:
            yield _refuse(name, "feed.no_text", "the feed has no entries")


class _Joined(BytesIO):
    """What was read of a stream already, and then the rest of it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__(head)
        self._rest = rest

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if line.endswith(b"\n") or (size is not None and 0 <= size <= len(line)):
            return line
        left = -1 if size is None or size < 0 else size - len(line)
        return line + self._rest.readline(left)


def _is_address(spec: str) -> bool:
    """Whether a source is an address, of the web or of anything else: it has a scheme."""
    return re.match(r"[a-z][a-z0-9+.-]+://", spec, re.IGNORECASE) is not None


def _named(url: str) -> str:
    """An address as a name that may be shown: without the password that some carry."""
    return re.sub(r"(?<=//)[^/@]*@", "…@", url)


def _is_rows(body: bytes) -> bool:
    """Whether bytes begin with a JSON object on a line of its own that could be a row."""
    line = body.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return line.startswith(b"{") and (b'"text"' in line or b'"html"' in line or line.rstrip().endswith(b"}"))


def _is_json_feed(body: bytes) -> bool:
    """Whether JSON names a version of JSON Feed, near its beginning or its end."""
    return any(b"jsonfeed.org/version" in part.replace(b"\\/", b"/") for part in (body[:4096], body[-4096:]))


def _is_feed(body: bytes) -> bool:
    """Whether XML or JSON begins like a feed or a sitemap; other files keep the reading they had."""
    from sayso.ingest.net.sniffing import Form, sniff  # noqa: PLC0415  see `_Sources.address`

    return sniff(body)[0] in (Form.FEED, Form.SITEMAP, Form.JSON)


def _is_page(body: bytes) -> bool:
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        head.startswith(b"<?xml") and b"<html" in head
    )
