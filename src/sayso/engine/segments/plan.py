"""What a bulk load is cut into: segments, each some inputs of files one after another."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sayso.classes import dataclass, field
from sayso.engine import bookmarks
from sayso.engine.catalog import Given, rule_files
from sayso.engine.config import Settings
from sayso.errors import ConfigError
from sayso.ingest import archive_sha256

__all__ = ["Look", "Measured", "Piece", "Segment", "looks_of", "reading_of", "segments_of"]

#: Files that are measured together: so many, or so many bytes.
_FILES, _BYTES = 256, 64_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A file as named and as it looks from outside, which changes if it is written to."""

    name: str
    size_bytes: int
    changed_ns: int

    @classmethod
    def of(cls, name: str) -> Look:
        """The file as it is now.

        Raises:
            OSError: it cannot be looked at.
        """
        status = Path(name).stat()
        return cls(name=name, size_bytes=status.st_size, changed_ns=status.st_mtime_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A file that was read once: its digest, how many inputs it holds, and what it holds besides, by kind."""

    look: Look
    sha256: str
    inputs: int
    passed: Mapping[str, int] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:  # `Any`: a JSON document
        """As other processes, and later loads, read it."""
        return asdict(self)

    @classmethod
    def from_json(cls, doc: Mapping[str, Any]) -> Measured:
        """What `as_json` wrote."""
        return cls(
            look=Look(**doc["look"]), sha256=doc["sha256"], inputs=doc["inputs"], passed=dict(doc["passed"])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The inputs ``[start, stop)`` of one file, counted from 0."""

    look: Look
    sha256: str
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Some inputs, and how they are read: whatever alters what comes of them is in its key."""

    key: str
    reading: str
    pieces: tuple[Piece, ...]

    def __len__(self) -> int:
        return sum(map(len, self.pieces))

    def as_json(self) -> dict[str, Any]:  # `Any`: a JSON document
        """As other processes read it."""
        return asdict(self)

    @classmethod
    def from_json(cls, doc: Mapping[str, Any]) -> Segment:
        """What `as_json` wrote."""
        pieces = tuple(
            Piece(look=Look(**p["look"]), sha256=p["sha256"], start=p["start"], stop=p["stop"])
            for p in doc["pieces"]
        )
        return cls(key=doc["key"], reading=doc["reading"], pieces=pieces)


def reading_of(settings: Settings, given: Given, model_sha256: str) -> str:
    """A digest of whatever alters what is told in an input: sayso, its model, limits, the user's own tables.

    Raises:
        ConfigError: a file that a setting names cannot be read.
    """
    named = [settings.actors.people, settings.places.gazetteer, *map(str, rule_files(settings))]
    alters = {
        "archive": bookmarks.reading_of(
            settings, published=given.published, publisher=given.publisher, model_sha256=model_sha256
        ),
        "extent": [settings.reader.report_chars, settings.reader.report_words],
        "files": [_file_sha256(name) for name in named if name],
    }
    return hashlib.sha256(json.dumps(alters, sort_keys=True).encode()).hexdigest()


def _file_sha256(name: str) -> str:
    try:
        return archive_sha256(Path(name))
    except OSError as error:
        raise ConfigError(
            f"a file that a setting names cannot be read: {error.strerror}", item=name
        ) from error


def looks_of(looks: Iterable[Look]) -> Iterator[tuple[Look, ...]]:
    """Files in groups that are measured together, so that none of many small ones is a task of its own."""
    group: list[Look] = []
    n_bytes = 0
    for look in looks:
        if group and (len(group) >= _FILES or n_bytes + look.size_bytes > _BYTES):
            yield tuple(group)
            group, n_bytes = [], 0
        group.append(look)
        n_bytes += look.size_bytes
    if group:
        yield tuple(group)


def segments_of(files: Sequence[Measured], reading: str, inputs: int) -> Iterator[Segment]:
    """Cut files into segments of so many inputs, in their order; the last has what is left.

    A large file is in many segments, and many small ones are in one.
    """
    pieces: list[Piece] = []
    n = 0
    for file in files:
        start = 0
        while start < file.inputs:
            stop = min(file.inputs, start + inputs - n)
            pieces.append(Piece(look=file.look, sha256=file.sha256, start=start, stop=stop))
            n += stop - start
            start = stop
            if n == inputs:
                yield _segment(pieces, reading)
                pieces, n = [], 0
    if pieces:
        yield _segment(pieces, reading)


def _segment(pieces: Sequence[Piece], reading: str) -> Segment:
    names = [[piece.look.name, piece.sha256, piece.start, piece.stop] for piece in pieces]
    key = hashlib.sha256(json.dumps([reading, names]).encode()).hexdigest()[:24]
    return Segment(key=key, reading=reading, pieces=tuple(pieces))
