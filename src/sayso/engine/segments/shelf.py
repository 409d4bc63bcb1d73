"""The folder of a bulk load: what comes of each segment, as a Parquet file with a manifest beside it.

A file is written under another name and moved to its own, the manifest last: a segment is there when its
manifest is, whatever was killed. Rows stand in the order of days: a day is a few groups of rows of a file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sayso.classes import dataclass
from sayso.engine.segments.plan import Look, Measured, Segment
from sayso.engine.told import Told
from sayso.errors import MissingExtraError, SegmentError
from sayso.records import Article, Refusal
from sayso.records.article_codec import (
    article_from_json,
    article_to_json,
    refusal_from_json,
    refusal_to_json,
)
from sayso.records.codec import claim_from_json, claim_to_json

__all__ = ["Manifest", "Row", "Shelf"]

SCHEMA = "sayso-segment/1"
#: Rows in a group: what is read for one day at least.
_GROUP = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One input: its article or why there is none, and what is told in it; None where it was not read."""

    made: Article | Refusal
    told: Told | Refusal | None = None

    @property
    def day(self) -> str:
        """The day of publication; empty where there is none, which comes first."""
        if isinstance(self.made, Refusal) or self.made.published is None:
            return ""
        return self.made.published.isoformat()

    @property
    def outcome(self) -> str:
        """What became of it: coded, copy, or the code it was refused with."""
        for found in (self.made, self.told):
            if isinstance(found, Refusal):
                return found.code
        return "copy" if self.told is None else "coded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of a segment that was coded.

    Attributes:
        key: the segment's.
        inputs: of each piece, its file, the file's digest, and where it begins and ends.
        outcomes: inputs by what became of them: coded, copy, or the code they were refused with.
        days: rows by day of publication, in the order in which they stand in the file.
        size_bytes, sha256: of the Parquet file.
        processor_s: seconds of processor time that it took.
    """

    key: str
    reading: str
    version: str
    model: str
    inputs: tuple[tuple[str, str, int, int], ...]
    outcomes: Mapping[str, int]
    claims: int
    days: Mapping[str, int]
    size_bytes: int
    sha256: str
    processor_s: float
    schema: str = SCHEMA

    @property
    def rows(self) -> int:
        """Inputs, whatever became of them."""
        return sum(self.days.values())

    def as_json(self) -> dict[str, Any]:  # `Any`: a JSON document
        """As it is written."""
        return asdict(self)

    @classmethod
    def from_json(cls, doc: Mapping[str, Any]) -> Manifest:
        """What `as_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        if doc["schema"] != SCHEMA:
            raise ValueError("a manifest of another version")
        return cls(**{**doc, "inputs": tuple((a, b, c, d) for a, b, c, d in doc["inputs"])})


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of segments.

    Args:
        folder: made if it is not there.
    """

    folder: Path

    def prepare(self) -> None:
        """Make the folders, and forget what was tried before.

        Raises:
            SegmentError: they cannot be made.
            MissingExtraError: pyarrow is not installed.
        """
        _pyarrow()
        try:
            for part in ("segments", "files", "tries"):
                (self.folder / part).mkdir(parents=True, exist_ok=True)
            for tried in (self.folder / "tries").iterdir():
                tried.unlink()
        except OSError as error:
            raise SegmentError(
                f"the folder of segments cannot be made: {error.strerror}", item=str(self.folder)
            ) from error

    # ------------------------------------------------------------------ files that were measured

    def measured(self, look: Look) -> Measured | None:
        """What is known of a file that looks so, None if it was not measured yet."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            doc = json.loads(self._measured(look).read_bytes())
            found = Measured.from_json(doc)
            return found if found.look == look else None
        return None

    def keep_measured(self, file: Measured) -> None:
        """Keep what is known of a file."""
        _write(self._measured(file.look), json.dumps(file.as_json()).encode())

    def _measured(self, look: Look) -> Path:
        return (
            self.folder
            / "files"
            / (hashlib.sha256(json.dumps(asdict(look)).encode()).hexdigest()[:24] + ".json")
        )

    # ------------------------------------------------------------------ segments

    def manifest(self, segment: Segment) -> Manifest | None:
        """The manifest of a segment; None if it was not coded, or the file beside it is not whole."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            found = Manifest.from_json(json.loads(self._path(segment.key, "json").read_bytes()))
            if (
                found.key == segment.key
                and self._path(found.key, "parquet").stat().st_size == found.size_bytes
            ):
                return found
        return None

    def keep(
        self, segment: Segment, rows: Sequence[Row], *, version: str, model: str, took_s: float
    ) -> Manifest:
        """Write what came of a segment.

        Raises:
            MissingExtraError: pyarrow is not installed.
            OSError: it cannot be written.
        """
        ordered = sorted(enumerate(rows), key=lambda nr: (nr[1].day, nr[0]))
        path = self._path(segment.key, "parquet")
        aside = _aside(path)
        _write_parquet(aside, ordered, segment)
        with aside.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        size = aside.stat().st_size
        aside.replace(path)
        manifest = Manifest(
            key=segment.key,
            reading=segment.reading,
            version=version,
            model=model,
            inputs=tuple((p.look.name, p.sha256, p.start, p.stop) for p in segment.pieces),
            outcomes=dict(sorted(Counter(row.outcome for row in rows).items())),
            claims=sum(len(row.told.claims) for row in rows if isinstance(row.told, Told)),
            days=dict(Counter(row.day for _, row in ordered)),
            size_bytes=size,
            sha256=digest,
            processor_s=round(took_s, 3),
        )
        _write(self._path(segment.key, "json"), json.dumps(manifest.as_json(), indent=1).encode())
        return manifest

    def rows(self, manifest: Manifest, day: str) -> Iterator[Row]:
        """The inputs of a segment that are of a day, in their order.

        Raises:
            SegmentError: the file is not the one that was written.
            MissingExtraError: pyarrow is not installed.
        """
        begin = 0
        for each, n in manifest.days.items():
            if each == day:
                yield from self._between(manifest, begin, begin + n)
                return
            begin += n

    def _between(self, manifest: Manifest, begin: int, end: int) -> Iterator[Row]:
        pq = _pyarrow()[1]
        path = self._path(manifest.key, "parquet")
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                for group in range(begin // _GROUP, -(-end // _GROUP)):
                    first = group * _GROUP
                    table = file.read_row_group(group, columns=_READ)
                    wanted = table.slice(max(0, begin - first), min(end, first + _GROUP) - max(begin, first))
                    yield from map(_row, wanted.to_pylist())
        except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's own errors are of these
            raise SegmentError(
                f"a segment cannot be read: {error}",
                item=str(path),
                hint="delete it, and its .json; the next load codes it again",
            ) from error

    def _path(self, key: str, ending: str) -> Path:
        return self.folder / "segments" / f"{key}.{ending}"

    # ------------------------------------------------------------------ tries

    def tried(self, key: str) -> int:
        """How often something was begun that has not ended."""
        with suppress(OSError):
            return (self.folder / "tries" / key).stat().st_size
        return 0

    def begin(self, key: str) -> None:
        """Something is begun."""
        with (self.folder / "tries" / key).open("ab") as file:
            file.write(b".")

    def end(self, key: str) -> None:
        """It has ended."""
        (self.folder / "tries" / key).unlink(missing_ok=True)


#: What is read of a file again; the other columns are for people and other programs.
_READ = ["text", "article", "claims", "vectors", "n_claims", "unread_words", "refusal"]


# `Any`: pyarrow's modules, which are optional and whose types are not known where it is not installed.
def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415  optional
        import pyarrow.parquet as pq  # noqa: PLC0415  as above
    except ImportError as error:
        raise MissingExtraError(
            "segments are Parquet files, which need pyarrow",
            hint="pip install 'sayso[frames]', or 'sayso[ray]' for a cluster",
        ) from error
    return pa, pq


def _write_parquet(path: Path, rows: Sequence[tuple[int, Row]], segment: Segment) -> None:
    pa, pq = _pyarrow()
    text, whole = pa.string(), pa.int32()
    schema = pa.schema(
        [
            ("input", whole),
            ("day", pa.date32()),
            ("outcome", text),
            ("name", text),
            ("article_id", text),
            ("publisher", text),
            ("url", text),
            ("title", text),
            ("text", text),
            ("article", text),
            ("claims", pa.list_(text)),
            ("vectors", pa.list_(pa.binary())),
            ("n_claims", whole),
            ("unread_words", whole),
            ("refusal", text),
        ],
        metadata={"schema": SCHEMA, "segment": segment.key, "reading": segment.reading},
    )
    table = pa.Table.from_pylist([_cells(n, row) for n, row in rows], schema=schema)
    pq.write_table(table, path, row_group_size=_GROUP, compression="zstd", write_page_checksum=True)


# `Any`: a cell holds what its column holds.
def _cells(number: int, row: Row) -> dict[str, Any]:
    made, told = row.made, row.told
    cells: dict[str, Any] = {"input": number, "outcome": row.outcome, "name": _utf8(made.name)}
    if isinstance(made, Article):
        cells |= {
            "day": made.published,
            "article_id": made.article_id,
            "publisher": _utf8(made.publisher),
            "url": _utf8(made.url),
            "title": _utf8(made.title),
            "text": made.text,
            "article": json.dumps(article_to_json(made)),
        }
    if isinstance(told, Told):
        cells |= {
            "claims": [json.dumps(claim_to_json(claim)) for claim in told.claims],
            "vectors": list(told.vectors),
            "n_claims": told.n_claims,
            "unread_words": told.unread_words,
        }
    refused = next((found for found in (made, told) if isinstance(found, Refusal)), None)
    if refused is not None:
        cells["refusal"] = json.dumps(refusal_to_json(refused))
    return cells


def _row(cells: Mapping[str, Any]) -> Row:
    refused = refusal_from_json(json.loads(cells["refusal"])) if cells["refusal"] is not None else None
    if cells["article"] is None:
        if refused is None:
            raise ValueError("a row with neither a report nor a refusal")
        return Row(made=refused)
    made = article_from_json(json.loads(cells["article"]), cells["text"])
    if cells["claims"] is None:
        return Row(made=made, told=refused)
    told = Told(
        claims=tuple(claim_from_json(json.loads(doc)) for doc in cells["claims"]),
        vectors=tuple(cells["vectors"]),
        n_claims=cells["n_claims"],
        unread_words=cells["unread_words"],
    )
    return Row(made=made, told=told)


def _utf8(text: str | None) -> str | None:
    return text.encode("utf-8", "replace").decode() if text is not None else None


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}.part")


def _write(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all."""
    aside = _aside(path)
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
