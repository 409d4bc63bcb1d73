"""Rows of JSONL: streamed, each an item or a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, NoReturn

from sayso.errors import cut
from sayso.ingest.intake import Defaults, Intake, SourceFault, fault_of, refuse, refused_at
from sayso.ingest.limits import Limits
from sayso.records import Item, Position, Refusal

__all__ = ["Defaults", "item_of_row", "json_value", "no_number", "read_rows", "rows_of", "unique"]

_FIELDS = ("id", "url", "title", "published", "publisher", "author", "language")
_CHUNK = 1 << 16


def read_rows(stream: IO[bytes], name: str, limits: Limits, defaults: Defaults) -> Iterator[Item | Refusal]:
    """Each row of a JSONL stream; blank lines are none. Memory is bounded by one row."""
    yield from rows_of(stream, name, Intake(limits=limits, defaults=defaults))


def rows_of(stream: IO[bytes], name: str, intake: Intake, *, plain: bool = False) -> Iterator[Item | Refusal]:
    """Each row of a JSONL stream, behind the last one dealt with before.

    ``plain`` says that the stream's bytes are the file's own, so that positions in it hold.
    """
    number = first = offset = 0
    if plain and intake.start is not None and stream.seekable():
        offset, number = intake.start
        first = number = number - 1
        stream.seek(offset)
    try:
        for number, size, line in _lines(stream, intake.limits.max_row_bytes, first):
            position = Position(record=number, offset=offset if plain else None)
            offset += size
            if number > intake.done and (line is None or line.strip()):
                yield refused_at(_row(line, f"{name}:{number}", intake, position), position)
    except SourceFault as fault:
        yield fault_of(fault, f"{name}:{number + 1}", f"{number:,} whole lines were read before")
    except OSError as error:
        reason = f"cannot read on: {error.strerror or cut(str(error))}"
        yield refuse(f"{name}:{number + 1}", "input.missing", reason)


def _lines(stream: IO[bytes], limit: int, number: int) -> Iterator[tuple[int, int, bytes | None]]:
    """Lines with number and size; None for one that is longer than the limit, of which no more is kept."""
    while True:
        line = stream.readline(limit + 1)
        if not line:
            return
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            size = len(line)
            del line
            while rest := stream.readline(_CHUNK):
                size += len(rest)
                if rest.endswith(b"\n"):
                    break
            yield number, size, None
        else:
            yield number, len(line), line


def _row(line: bytes | None, where: str, intake: Intake, position: Position) -> Item | Refusal:
    if line is None:
        limit = intake.limits.max_row_bytes
        return refuse(where, "input.too_large", f"the row has more than {limit:,} bytes")
    try:
        row = json_value(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return refuse(where, "input.bad_encoding", "the row is not UTF-8")
    except (ValueError, RecursionError) as error:
        return refuse(where, "input.bad_row", f"not JSON: {cut(str(error))}")
    return item_of_row(row, where, intake.defaults, position)


def json_value(text: str) -> object:
    """What a JSON text says.

    Raises:
        ValueError: it is not JSON, has the same key twice (of which one value would be lost), or NaN.
        RecursionError: it nests too deep.
    """
    return json.loads(text, object_pairs_hook=unique, parse_constant=no_number)


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object, every key of which stands there once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in [k for k, _ in pairs[:n]])
        raise ValueError(f"the key {cut(twice, 40)} stands there twice")
    return found


def no_number(name: str) -> NoReturn:
    """NaN and Infinity are no JSON (RFC 8259, section 6)."""
    raise ValueError(f"{name} is no JSON number")


def item_of_row(
    row: object, where: str, defaults: Defaults, position: Position | None = None
) -> Item | Refusal:
    """One row as an item; its unknown keys are kept."""
    if not isinstance(row, Mapping):
        return refuse(where, "input.bad_row", f"expected a JSON object, got {cut(row)}")
    for key in ("text", "html", *_FIELDS):
        value = row.get(key)
        if value is not None and not isinstance(value, str) and not (key == "id" and isinstance(value, int)):
            return refuse(where, "input.bad_row", f"{key} must be text, got {cut(value)}")
    text, html = row.get("text"), row.get("html")
    body = text or html
    if body is None or (text is None and html is None):
        return refuse(where, "input.no_text", "the row has neither text nor html")
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
        position=position,
    )
