"""From what a person names (a path, a folder, a URL, ``-``) to items, each input one item or one refusal."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from sayso.classes import dataclass, replace
from sayso.errors import ConfigError, cut
from sayso.ingest.formats.feed_file import is_json_feed, read_feed_body
from sayso.ingest.formats.json_file import read_json
from sayso.ingest.formats.parquet import read_parquet
from sayso.ingest.formats.streams import Kind, Named, is_page, is_rows, kind_of, read_stream
from sayso.ingest.intake import Defaults, Intake, refuse
from sayso.ingest.limits import Limits
from sayso.ingest.marks import Mark, Marks
from sayso.ingest.meter import Meter
from sayso.ingest.outside import Outside
from sayso.ingest.rows import rows_of
from sayso.records import Item, Position, Refusal

__all__ = ["Progress", "archive_sha256", "files_of", "read_source", "size_of"]

_BUFFER = 1 << 16
#: What may hold many reports; the others are one.
_OF_MANY = frozenset(Kind) - {Kind.PAGE, Kind.TEXT, Kind.UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A file to read, or why there is none."""

    path: Path
    size: int = 0
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a load has come: a meter that is filled, and the position in an archive to go on behind.

    ``after`` is for a source that is one file, and only for the file it was taken in; see `archive_sha256`.
    ``marks`` keeps positions in any number of files, and says where to go on in each.
    """

    meter: Meter | None = None
    after: Position | None = None
    marks: Marks | None = None


def read_source(
    spec: str,
    *,
    limits: Limits,
    published: date | None = None,
    publisher: str | None = None,
    progress: Progress | None = None,
    outside: Outside | None = None,
) -> Iterator[Item | Refusal]:
    """Items of one source, in order; every input ends as exactly one item or one refusal.

    Args:
        spec: a file, a folder, an http(s) address, or ``-`` for standard input. Of a feed each entry with a
            text of its own is an item.
        limits: sizes beyond which an input is refused.
        published: the day of reports that state none.
        publisher: the publisher of reports that state none.
        progress: the meter to fill, and where in an archive to go on.
        outside: the web, the clock, and the stream behind ``-``; without it no address is fetched.
            robots.txt is not asked for an address that a person names: it speaks to robots, and a person
            asks for this one page.
    """
    progress = progress or Progress()
    intake = Intake(
        limits=limits,
        defaults=Defaults(published=published, publisher=publisher),
        meter=progress.meter or Meter(),
        after=progress.after,
        marks=progress.marks,
        outside=outside or Outside(),
    )
    if spec == "-":
        yield from _stdin(intake.outside.stdin, intake)
    elif _is_address(spec):
        yield from _address(spec, intake)
    else:
        for entry in _entries(Path(spec), set()):
            if entry.refused is not None:
                yield entry.refused
            else:
                yield from _file(entry, intake)


def size_of(specs: Iterable[str]) -> int | None:
    """Bytes of everything named, as they lie; None if something has no size, as streams and addresses."""
    total = 0
    for spec in specs:
        if spec == "-" or _is_address(spec):
            return None
        total += sum(entry.size for entry in _entries(Path(spec), set()))
    return total


def files_of(specs: Iterable[str]) -> Iterator[str | Refusal]:
    """The files of files and folders, each as a source of its own, in the order in which they are read.

    Raises:
        ConfigError: a source is a stream or an address.
    """
    for spec in specs:
        if spec == "-" or _is_address(spec):
            raise ConfigError(
                "only files and folders can be read in segments", item=_named(spec), hint="leave --parts out"
            )
        for entry in _entries(Path(spec), set()):
            yield entry.refused or str(entry.path)


def archive_sha256(path: Path) -> str:
    """Digest of a file, for keeping a position in it: the position holds as long as the digest does.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entries(path: Path, seen: set[tuple[int, int]]) -> Iterator[_Entry]:
    """A file, or everything in a folder, in the order of names; hidden files are none."""
    try:
        if path.is_dir():
            status = path.stat()
            mark = (status.st_dev, status.st_ino)
            if mark in seen:  # a link back up
                return
            seen.add(mark)
            for entry in sorted(os.listdir(path)):  # noqa: PTH208  names alone are sorted
                if not entry.startswith("."):
                    yield from _entries(path / entry, seen)
        elif path.exists():
            yield _Entry(path=path, size=path.stat().st_size)
        else:
            missing = refuse(str(path), "input.missing", "no such file or folder")
            yield _Entry(path=path, refused=missing)
    except (OSError, ValueError) as error:  # a name with a NUL raises ValueError
        reason = f"cannot be read: {cut(str(error))}"
        yield _Entry(path=path, refused=refuse(str(path), "input.missing", reason))


class _Metered(io.FileIO):
    """A file that tells the meter how far it is read."""

    def __init__(self, path: Path, meter: Meter) -> None:
        super().__init__(path, "rb")
        self._meter = meter

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        n = super().readinto(buffer) or 0
        self._meter.at(self.tell())
        return n


def _file(entry: _Entry, intake: Intake) -> Iterator[Item | Refusal]:
    """A file, from where an earlier load has left it if that is known."""
    intake.meter.begin(entry.size)
    mark = _marked(entry, intake)
    if mark is None:
        yield from _content(entry, intake)
    elif not mark.finished:
        yield from _followed(_content(entry, replace(intake, after=mark.after)), mark)
    intake.meter.end()


def _marked(entry: _Entry, intake: Intake) -> Mark | None:
    """Where to go on in a file that may hold many reports.

    A file whose name says nothing may if it is larger than one report is allowed to be.
    """
    kind = kind_of(entry.path.name)
    many = kind in _OF_MANY or (kind is Kind.UNKNOWN and entry.size > intake.limits.max_bytes)
    return intake.marks.open(entry.path, kind.name) if intake.marks and many else None


def _followed(content: Iterator[Item | Refusal], mark: Mark) -> Iterator[Item | Refusal]:
    """What a file holds; the mark is told of it.

    What has no position is the last of its file, and how it ends. The mark hears that nothing follows before
    that is handed on, so that both are written together: else it would be told twice after a kill.
    """
    last: Item | Refusal | None = None
    for found in content:
        if last is not None:
            mark.met(last)
            yield last
        last = found if found.position is None else None
        if last is None:
            mark.met(found)
            yield found
    if last is not None:
        mark.met(last)
    mark.ended()
    if last is not None:
        yield last


def _content(entry: _Entry, intake: Intake) -> Iterator[Item | Refusal]:
    path, name = entry.path, str(entry.path)
    kind = kind_of(path.name)
    try:
        if kind is Kind.PARQUET and path.suffix.lower() in Kind.PARQUET.value:
            yield from read_parquet(path, name, intake)
        else:
            # a ZIP archive's table of contents stands at its end: its own reader knows how far it is
            raw = io.FileIO(path, "rb") if kind is Kind.ZIP else _Metered(path, intake.meter)
            with io.BufferedReader(raw, _BUFFER) as stream:
                yield from read_stream(stream, Named(shown=name, own=path.name, plain=True), intake)
    except (OSError, ValueError) as error:
        strerror = error.strerror if isinstance(error, OSError) else None
        yield refuse(name, "input.missing", f"cannot be read: {strerror or cut(str(error))}")


def _stdin(stdin: BinaryIO | None, intake: Intake) -> Iterator[Item | Refusal]:
    """Standard input: an archive or rows if it begins like them, else one report."""
    if stdin is None:
        yield refuse("-", "input.missing", "there is no standard input")
        return
    with io.BufferedReader(_Unclosed(stdin), _BUFFER) as stream:
        yield from read_stream(stream, Named(shown="-", own=""), intake)


class _Unclosed(io.RawIOBase):
    """A stream of the caller's, which stays open."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # as io calls it
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _is_address(spec: str) -> bool:
    """Whether a source is an address, of the web or of anything else: it has a scheme."""
    return re.match(r"[a-z][a-z0-9+.-]+://", spec, re.IGNORECASE) is not None


def _named(url: str) -> str:
    """An address as a name that may be shown: without the password that some carry."""
    return re.sub(r"(?<=//)[^/@]*@", "…@", url)


def _address(url: str, intake: Intake) -> Iterator[Item | Refusal]:
    """One page of the web, or what else lies at an address."""
    # the web's libraries take longer to load than most inputs to read
    from sayso.ingest.net import Failure, Form, Request  # noqa: PLC0415
    from sayso.ingest.net.headers import charset_of  # noqa: PLC0415

    if intake.outside.open_fetcher is None:
        yield refuse(cut(url), "input.missing", "there is nothing to fetch addresses with")
        return
    got = intake.outside.open_fetcher().fetch(Request(url=url))
    if isinstance(got, Failure):
        yield got.refusal(_named(url))
    elif got.form in (Form.FEED, Form.SITEMAP, Form.GZIP) or is_json_feed(got.body):
        yield from read_feed_body(got.body, got.url, intake)
    elif got.form is Form.JSON:
        yield from _served_json(got.body, got.url, intake)
    else:
        yield Item(
            name=url,
            body=got.body,
            html=got.html or is_page(got.body),
            url=got.url,
            published=intake.defaults.day(),
            publisher=intake.defaults.publisher,
            charset=charset_of(got.headers.get("content-type")),
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def _served_json(body: bytes, url: str, intake: Intake) -> Iterator[Item | Refusal]:
    """JSON of the web: rows, one a line, or one document with a row or a list of them."""
    if is_rows(body) and b"\n{" in body.strip():
        yield from rows_of(io.BytesIO(body), url, intake)
    else:
        yield from read_json(io.BytesIO(body), url, intake)
