"""Rows of JSONL: streamed, each an item or a refusal."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, BinaryIO, cast

import zstandard

from sayso.errors import cut
from sayso.ingest.limits import Limits
from sayso.records import Item, Refusal

__all__ = ["Defaults", "item_of_row", "open_stream", "read_rows"]

_FIELDS = ("id", "url", "title", "published", "publisher", "author", "language")
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the caller says of rows and files that do not say it themselves."""

    published: date | None = None
    publisher: str | None = None

    def day(self) -> str | None:
        """The day as ISO 8601."""
        return self.published.isoformat() if self.published else None


def open_stream(path: Path) -> BinaryIO:
    """A file's bytes, unpacked if its name says that it is packed.

    Raises:
        OSError: it cannot be opened.
    """
    name = path.name.lower()
    if name.endswith(".gz"):
        return cast("BinaryIO", gzip.open(path, "rb"))  # GzipFile reads like any binary file
    if name.endswith((".zst", ".zstd")):
        return cast("BinaryIO", io.BufferedReader(zstandard.open(path, "rb")))  # so does this
    return path.open("rb")


def read_rows(stream: IO[bytes], name: str, limits: Limits, defaults: Defaults) -> Iterator[Item | Refusal]:
    """Each row of a JSONL stream; blank lines are none. Memory is bounded by one row."""
    number = 0
    try:
        for number, line in _lines(stream, limits.max_row_bytes):
            where = f"{name}:{number}"
            if line is None:
                yield _refuse(
                    where, "input.too_large", f"the row has more than {limits.max_row_bytes:,} bytes"
                )
            elif line.strip():
                yield _row(line, where, defaults)
    except (EOFError, zlib.error, zstandard.ZstdError, gzip.BadGzipFile) as error:
        yield _refuse(
            f"{name}:{number + 1}",
            "input.truncated",
            f"the archive is damaged or cut short: {cut(str(error))}",
        )
    except OSError as error:
        yield _refuse(
            f"{name}:{number + 1}", "input.missing", f"cannot read on: {error.strerror or cut(str(error))}"
        )


def _lines(stream: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one that is longer than the limit, of which no more is kept."""
    number = 0
    while True:
        line = stream.readline(limit + 1)
        if not line:
            return
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            while rest := stream.readline(_CHUNK):
                if rest.endswith(b"\n"):
                    break
            yield number, None
        else:
            yield number, line


def _refuse(name: str, code: str, reason: str) -> Refusal:
    return Refusal(name=name, stage="ingest", code=code, reason=reason)


def _row(line: bytes, where: str, defaults: Defaults) -> Item | Refusal:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _refuse(where, "input.bad_encoding", "the row is not UTF-8")
    except (ValueError, RecursionError) as error:
        return _refuse(where, "input.bad_row", f"not JSON: {cut(str(error))}")
    return item_of_row(row, where, defaults)


def item_of_row(row: object, where: str, defaults: Defaults) -> Item | Refusal:
    """One row as an item; its unknown keys are kept."""
    if not isinstance(row, Mapping):
        return _refuse(where, "input.bad_row", f"expected a JSON object, got {cut(row)}")
    for key in ("text", "html", *_FIELDS):
        value = row.get(key)
        if value is not None and not isinstance(value, str) and not (key == "id" and isinstance(value, int)):
            return _refuse(where, "input.bad_row", f"{key} must be text, got {cut(value)}")
    text, html = row.get("text"), row.get("html")
    body = text or html
    if body is None or (text is None and html is None):
        return _refuse(where, "input.no_text", "the row has neither text nor html")
    given = {key: None if row.get(key) is None else str(row[key]) for key in _FIELDS}
    return Item(
        name=where,
        body=body,
        html=not text,
        given_id=given["id"],
        url=given["url"],
        title=given["title"] or None,
        published=given["published"] or defaults.day(),
        publisher=given["publisher"] or defaults.publisher,
        author=given["author"],
        language=given["language"],
        extra={str(k): v for k, v in row.items() if k not in ("text", "html", *_FIELDS)},
    )
