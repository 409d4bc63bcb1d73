"""A ledger as JSON lines from which another can be made that says the same: written, and read in again.

The first line says what it is, the last how many lines there are before it and their digest: a file that was
cut off, or changed on its way, is known as such. Who changes it on purpose leaves the digest out.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NoReturn, cast

from sayso.engine.dumping import Line
from sayso.errors import cut
from sayso.faces.export.checks import fault_of
from sayso.faces.export.json_text import as_json
from sayso.faces.export.packed import UNPACKING_ERRORS, BombError, unpacking
from sayso.ledger import DUMP, KINDS
from sayso.records import Refusal
from sayso.records.codec import SCHEMA

__all__ = ["MAX_LINE", "read_dump", "write_dump"]

#: Bytes of a line at most. A report of a million characters with 5,000 sentence vectors takes some 6 MB.
MAX_LINE = 64 << 20
_END = "end"


def write_dump(documents: Iterable[Mapping[str, object]], out: BinaryIO) -> int:
    """Documents as lines, and a last line that tells whether all of it is there; how many documents."""
    digest, n = hashlib.sha256(), 0
    for document in documents:
        line = (as_json(document) + "\n").encode()
        digest.update(line)
        out.write(line)
        n += 1
    out.write((as_json({"kind": _END, "lines": n, "sha256": digest.hexdigest()}) + "\n").encode())
    return n


def read_dump(source: BinaryIO, name: str) -> Iterator[Line | Refusal]:
    """The documents of a dump, each with the number of its line; the first fault ends it, as a refusal.

    The file may be packed with gzip or Zstandard. What a line is said to be is checked against the schema of
    its kind, but not what it says.
    """
    number = 0
    try:
        for line in _lines(unpacking(_buffered(source))):
            number = line[0]
            yield line
    except _FaultError as fault:
        yield Refusal(name=f"{name}:{number + 1}", stage="import", code=fault.code, reason=fault.reason)
    except BombError as bomb:
        yield Refusal(name=name, stage="import", code="import.too_large", reason=str(bomb))
    except UNPACKING_ERRORS as error:
        yield Refusal(
            name=name, stage="import", code="import.incomplete", reason=f"it cannot be unpacked: {cut(error)}"
        )


class _FaultError(Exception):
    """A line that cannot be taken."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def _buffered(source: BinaryIO) -> io.BufferedReader:
    """A file that can be looked ahead in."""
    if isinstance(source, io.BufferedReader):
        return source
    return io.BufferedReader(cast(io.RawIOBase, source), 1 << 20)  # all that it asks for is `readinto`


def _lines(source: io.BufferedReader) -> Iterator[Line]:
    digest, place, number = hashlib.sha256(), 0, 0
    while raw := source.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            raise _FaultError("import.too_large", f"the line is longer than {MAX_LINE:,} bytes")
        document = _document(raw, first=number == 1)
        kind = document["kind"]
        if kind == _END:
            _check_end(document, number - 1, digest.hexdigest(), source)
            return
        digest.update(raw)
        if KINDS.index(kind) < place or (number > 1) != (kind != KINDS[0]):
            raise _FaultError(
                "import.bad_line", f"a {kind} in the wrong place: they come as {', '.join(KINDS)}"
            )
        place = KINDS.index(kind)
        yield number, document
    raise _FaultError("import.incomplete", "it ends without its last line")


# `Any`: a JSON document.
def _document(raw: bytes, *, first: bool) -> dict[str, Any]:
    """One line, as what its kind says that it is."""
    try:
        document = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if first:
            raise _no_dump() from error
        raise _FaultError("import.bad_line", f"no JSON: {cut(error)}") from error
    kind = document.get("kind") if isinstance(document, dict) else None
    if first and (kind != KINDS[0] or document.get("schema") != SCHEMA or document.get("dump") != DUMP):
        raise _no_dump()
    if kind not in (*KINDS, _END):
        raise _FaultError("import.bad_line", f"{cut(kind)} is no kind of line")
    fault = fault_of(f"line-{kind}", document)
    if fault:
        raise _FaultError("import.bad_line", f"no {kind} as it should be: {fault}")
    found: dict[str, Any] = document
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _no_dump() -> _FaultError:
    return _FaultError(
        "import.version", f"the first line must say that it is a ledger of schema {SCHEMA}, dump {DUMP}"
    )


def _check_end(document: Mapping[str, Any], n: int, digest: str, source: io.BufferedReader) -> None:
    if document["lines"] != n:
        raise _FaultError("import.incomplete", f"it has {n:,} lines, and should have {document['lines']:,}")
    if document.get("sha256") not in (None, digest):
        raise _FaultError("import.incomplete", "the lines are not those that were written")
    if source.read(1):
        raise _FaultError("import.incomplete", "there is something behind its last line")
