"""What is done apart from the ledger, anywhere: measuring files, and coding a segment into a file."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any

import sayso
from sayso.classes import dataclass, replace
from sayso.engine.catalog import Given, build_parts, build_pipeline
from sayso.engine.config import Settings
from sayso.engine.linking import Linker
from sayso.engine.pipeline import Parts
from sayso.engine.readers import Readers
from sayso.engine.segments.plan import Look, Measured, Segment
from sayso.engine.segments.shelf import Row, Shelf
from sayso.engine.told import FATAL, Tells, Told, attempt, told_of
from sayso.errors import MissingExtraError, SaysoError, SegmentError
from sayso.ingest import Meter, archive_sha256
from sayso.records import Article, Item, Refusal

__all__ = ["Job", "Measure", "Task", "Worker", "answer_of", "code_segment", "task_from_json", "task_to_json"]

#: How often something is begun; from the second on reports are read in a process of their own, so that one
#: over which it ends is refused and the others are not lost.
_TRIES, _CAREFULLY = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Files to be measured."""

    looks: tuple[Look, ...]

    @property
    def key(self) -> str:
        """What it is known by."""
        return hashlib.sha256(json.dumps([look.name for look in self.looks]).encode()).hexdigest()[:24]


Task = Measure | Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What all tasks of a load have in common: settings, what the caller says of reports, and the folder.

    ``given`` has no stream and no meter: tasks are done elsewhere.
    """

    settings: Settings
    given: Given
    folder: Path


class _Heard:
    """Tells what is told in reports, and keeps it."""

    def __init__(self, tells: Tells) -> None:
        self._tells = tells
        self.told: dict[str, Told | Refusal] = {}

    def __call__(self, articles: Sequence[Article]) -> Iterator[Told | Refusal]:
        for article, told in zip(articles, self._tells(articles), strict=True):
            self.told[article.article_id] = told
            yield told


def code_segment(
    settings: Settings, parts: Parts, tells: Tells, items: Iterator[Item | Refusal]
) -> list[Row]:
    """One row for each input, in their order.

    A copy of a report before it in the segment is not read: what it carries is found when it is joined.

    Raises:
        ConfigError, GazetteerError, ModelError: nothing can be read at all.
    """
    heard = _Heard(tells)
    pipeline = build_pipeline(settings, replace(parts, tells=heard))
    made = list(pipeline.made(items))
    linker = Linker(None, window_days=settings.link.window_days, now=lambda: "")
    for _ in pipeline.run_articles(made, linker=linker):
        pass
    return [Row(made=m, told=heard.told.get(m.article_id) if isinstance(m, Article) else None) for m in made]


class Worker:
    """Does the tasks of one job, one after another, with stages that are built once.

    Args:
        job: what all tasks have in common.
        build: builds the stages; another one stands in for model and gazetteers.
    """

    def __init__(self, job: Job, build: Callable[[Settings, Given], Parts] = build_parts) -> None:
        self._job = job
        self._build = build
        self._shelf = Shelf(job.folder)

    @cached_property
    def _parts(self) -> Parts:
        return replace(self._build(self._job.settings, self._job.given), readers=None)

    def do(self, task: Task) -> None:
        """Do a task; what comes of it lies in the folder.

        Raises:
            SegmentError: processes ended over it, a file is not as it was, or the folder cannot be written.
            ConfigError, GazetteerError, MissingExtraError, ModelError: nothing can be read at all.
        """
        n = self._shelf.tried(task.key)
        if n >= _TRIES:
            raise SegmentError(
                f"the process that worked on it ended {n} times",
                item=_name_of(task),
                hint="everything else is kept; running the load again tries it again",
            )
        try:
            self._shelf.begin(task.key)
            if isinstance(task, Measure):
                for look in task.looks:
                    self._shelf.keep_measured(self._measured(look))
            else:
                self._code(task, carefully=n >= _CAREFULLY)
            self._shelf.end(task.key)
        except OSError as error:
            raise SegmentError(f"it cannot be read or written: {error}", item=_name_of(task)) from error

    def _measured(self, look: Look) -> Measured:
        meter = Meter()
        parts = self._build(self._job.settings, replace(self._job.given, meter=meter))
        n = sum(1 for _ in build_pipeline(self._job.settings, parts).items(look.name))
        digest = archive_sha256(Path(look.name))
        _same(look)
        return Measured(look=look, sha256=digest, inputs=n, passed=dict(meter.passed))

    def _code(self, segment: Segment, *, carefully: bool) -> None:
        begun = time.process_time()
        parts = self._parts
        if carefully:
            with Readers(self._job.settings, 1) as readers:
                rows = code_segment(self._job.settings, parts, readers.begin, self._items(segment))
        else:
            tells = partial(told_of, parts.reader, parts.extract)
            rows = code_segment(self._job.settings, parts, tells, self._items(segment))
        if len(rows) != len(segment):
            raise SegmentError("a file holds fewer inputs than it did", item=_name_of(segment))
        self._shelf.keep(
            segment,
            rows,
            version=sayso.__version__,
            model=parts.reader.model_sha256,
            took_s=time.process_time() - begun,
        )

    def _items(self, segment: Segment) -> Iterator[Item | Refusal]:
        pipeline = build_pipeline(self._job.settings, self._parts)
        for piece in segment.pieces:
            _same(piece.look)
            yield from islice(pipeline.items(piece.look.name), piece.start, piece.stop)


def _same(look: Look) -> None:
    if Look.of(look.name) != look:
        raise SegmentError(
            "a file was written to while it was read", item=look.name, hint="load it again when it is whole"
        )


def _name_of(task: Task) -> str:
    looks = task.looks if isinstance(task, Measure) else [piece.look for piece in task.pieces]
    return looks[0].name if len(looks) == 1 else f"{looks[0].name} … {looks[-1].name}"


# ------------------------------------------------------------------ over pipes and networks


def task_to_json(task: Task) -> dict[str, Any]:  # `Any`: a JSON document
    """A task as another process is told of it."""
    if isinstance(task, Measure):
        return {"looks": [[k.name, k.size_bytes, k.changed_ns] for k in task.looks]}
    return {"segment": task.as_json()}


def task_from_json(doc: Mapping[str, Any]) -> Task:
    """The task that `task_to_json` wrote."""
    if "looks" in doc:
        return Measure(looks=tuple(Look(name=a, size_bytes=b, changed_ns=c) for a, b, c in doc["looks"]))
    return Segment.from_json(doc["segment"])


def answer_of(worker: Worker, task: Task) -> SaysoError | None:
    """Do a task; the error that ends the load, None if there is none."""

    def act() -> SaysoError | None:
        try:
            worker.do(task)
        except (MissingExtraError, SegmentError) as error:
            return error
        return None

    try:
        ended = attempt("segment", _name_of(task), act)
    except FATAL as error:
        return error
    return SegmentError(ended.reason, item=ended.name) if isinstance(ended, Refusal) else ended
