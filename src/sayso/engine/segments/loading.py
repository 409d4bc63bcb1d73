"""A bulk load in segments: files are measured and cut, segments coded by a pool, and joined day by day.

What was measured and coded lies in a folder and is not done again, so a load that was interrupted goes on.
The ledger is written by one process in the order of days, by the same steps as any load: its records are
those of a load that reads its inputs in that order, and do not depend on the pool.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from sayso.classes import dataclass, field, replace
from sayso.engine.catalog import Given, build_pipeline
from sayso.engine.config import Settings
from sayso.engine.linking import Linker
from sayso.engine.pipeline import Parts, Result
from sayso.engine.segments.plan import Look, Measured, Segment, looks_of, reading_of, segments_of
from sayso.engine.segments.shelf import Manifest, Row, Shelf
from sayso.engine.segments.work import Job, Measure, Task
from sayso.engine.told import Told, told_of
from sayso.errors import ConfigError, SaysoError
from sayso.ingest import files_of
from sayso.ledger import Ledger
from sayso.records import Article, Refusal

__all__ = ["Loading", "Pool", "Stage", "joined", "load_segments"]


class Pool(Protocol):
    """Does tasks apart from one another, somewhere."""

    def each(self, job: Job, tasks: Sequence[Task]) -> Iterator[SaysoError | None]:
        """Do the tasks; how each ended, in the order in which they do."""
        ...


class Stage(StrEnum):
    """What a load in segments does, one after another."""

    MEASURE = "measuring"
    CODE = "coding"
    JOIN = "joining"


@dataclass(slots=True, kw_only=True)
class Loading:
    """A load in segments: where, by whom, and how far it has come.

    Attributes:
        folder: of the segments, made if it is not there.
        pool: who measures and codes.
        tell: is called with the stage, how much of it is done and how much there is: files, segments, inputs.
        passed: what files hold besides inputs, by kind.
        segments, earlier: segments there are, and those of them that an earlier load coded.
        read_here: reports that had to be read while they were joined, since what stood for them in their
            segment does not stand for them in the ledger.
    """

    folder: Path
    pool: Pool
    tell: Callable[[Stage, int, int], None] = lambda _stage, _done, _all: None
    passed: Counter[str] = field(default_factory=Counter)
    segments: int = 0
    earlier: int = 0
    read_here: int = 0


def load_segments(
    settings: Settings, given: Given, parts: Parts, specs: Iterable[str], loading: Loading
) -> tuple[list[Refusal], list[Manifest]]:
    """Measure and code; what could not be found, and the manifests of all segments in their order.

    Raises:
        ConfigError: a source is neither a file nor a folder.
        SegmentError, MissingExtraError, GazetteerError, ModelError: not everything was coded; what was, is
            kept.
    """
    shelf = Shelf(loading.folder)
    shelf.prepare()
    job = Job(
        settings=settings,
        given=Given(published=given.published, publisher=given.publisher),
        folder=loading.folder.absolute(),
    )
    looks, refused = _files(specs)
    files = _measured(shelf, job, looks, loading)
    reading = reading_of(settings, given, parts.reader.model_sha256)
    segments = list(segments_of(files, reading, settings.bulk.segment_inputs))
    return refused, _coded(shelf, job, segments, loading)


def _files(specs: Iterable[str]) -> tuple[list[Look], list[Refusal]]:
    looks: list[Look] = []
    refused: list[Refusal] = []
    for found in files_of(specs):
        if isinstance(found, Refusal):
            refused.append(found)
        else:
            looks.append(Look.of(found))
    return looks, refused


def _measured(shelf: Shelf, job: Job, looks: Sequence[Look], loading: Loading) -> list[Measured]:
    new = [look for look in looks if shelf.measured(look) is None]
    tasks = [Measure(looks=group) for group in looks_of(new)]
    _all_done(loading, Stage.MEASURE, job, tasks)
    files = [file for look in looks if (file := shelf.measured(look)) is not None]
    if len(files) != len(looks):
        raise ConfigError(
            "files were written to while they were measured", hint="load them when they are whole"
        )
    for file in files:
        loading.passed.update(file.passed)
    return files


def _coded(shelf: Shelf, job: Job, segments: Sequence[Segment], loading: Loading) -> list[Manifest]:
    new = [segment for segment in segments if shelf.manifest(segment) is None]
    loading.segments, loading.earlier = len(segments), len(segments) - len(new)
    _all_done(loading, Stage.CODE, job, new)
    return [manifest for segment in segments if (manifest := shelf.manifest(segment)) is not None]


def _all_done(loading: Loading, stage: Stage, job: Job, tasks: Sequence[Task]) -> None:
    """Do all of the tasks; the first error that one ended with is raised when the others are done."""
    first: SaysoError | None = None
    loading.tell(stage, 0, len(tasks))
    for n, error in enumerate(loading.pool.each(job, tasks), start=1):
        first = first or error
        loading.tell(stage, n, len(tasks))
    if first is not None:
        raise first


class _Known:
    """Tells what is told in reports as their segments have it, and reads those of which they have nothing."""

    def __init__(self, parts: Parts, loading: Loading) -> None:
        self._parts = parts
        self._loading = loading
        self._told: dict[str, Told | Refusal] = {}
        self._order: deque[str] = deque()
        self._waiting: Counter[str] = Counter()

    def take(self, row: Row) -> Article | Refusal:
        """Take a row; its article or why there is none, which goes on through the stages."""
        id_ = row.made.article_id if isinstance(row.made, Article) else ""
        self._order.append(id_)
        self._waiting[id_] += 1
        if row.told is not None:
            self._told[id_] = row.told
        return row.made

    def over(self) -> None:
        """The row that was taken first is done with."""
        id_ = self._order.popleft()
        self._waiting[id_] -= 1
        if not self._waiting[id_]:
            del self._waiting[id_]
            self._told.pop(id_, None)

    def __call__(self, articles: Sequence[Article]) -> Iterator[Told | Refusal]:
        for article in articles:
            told = self._told.get(article.article_id)
            if told is None:
                self._loading.read_here += 1
                told = next(iter(told_of(self._parts.reader, self._parts.extract, [article])))
            yield told


def joined(
    settings: Settings,
    parts: Parts,
    ledger: Ledger,
    linker: Linker,
    found: tuple[list[Refusal], list[Manifest]],
    loading: Loading,
) -> Iterator[Result]:
    """One result for each input: those without a day first, then day by day, each in the order of the inputs.

    Raises:
        SegmentError: a segment's file is not the one that was written.
        LedgerError, ModelError, GazetteerError: nothing can be stored or read at all.
    """
    refused, manifests = found
    known = _Known(parts, loading)
    pipeline = build_pipeline(settings, replace(parts, readers=None, tells=known))
    made = (known.take(row) for row in _rows(Shelf(loading.folder), refused, manifests))
    n_all = len(refused) + sum(manifest.rows for manifest in manifests)
    results = pipeline.run_articles(
        made, known=ledger.has_report, forgotten=ledger.is_forgotten, linker=linker
    )
    for n, result in enumerate(results, start=1):
        known.over()
        loading.tell(Stage.JOIN, n, n_all)
        yield result


def _rows(shelf: Shelf, refused: Sequence[Refusal], manifests: Sequence[Manifest]) -> Iterator[Row]:
    for refusal in refused:
        yield Row(made=refusal)
    for day in sorted({day for manifest in manifests for day in manifest.days}):
        for manifest in manifests:
            yield from shelf.rows(manifest, day)
