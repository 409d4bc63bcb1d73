"""Wires the stages: sources to items, to articles, to readings, to claims, in the order given.

Every input ends as a coded report, as a report known already, or as a recorded refusal. The one broad
catch of sayso is here (`_attempt`): a fault of ours becomes an `internal` refusal and the run goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sayso.errors import ConfigError, GazetteerError, LedgerError, ModelError, cut
from sayso.records import Article, Claim, Item, Reading, Refusal
from sayso.records.codec import report_to_json

__all__ = ["CodedReport", "KnownReport", "Parts", "Pipeline", "Reads", "Result", "Tally"]

_T = TypeVar("_T")

#: Without these nothing can be read at all, so they end the run and are no refusal of one input.
_FATAL = (ConfigError, GazetteerError, LedgerError, ModelError)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedReport:
    """One report with everything it claims; ``vectors`` are its sentence vectors."""

    article: Article
    claims: tuple[Claim, ...]
    vectors: tuple[bytes, ...] = ()

    @property
    def name(self) -> str:
        """How a person finds the input again."""
        return self.article.name

    def as_json(self) -> dict[str, Any]:  # `Any`: a JSON document
        """The coded report as other programs read it."""
        return report_to_json(self.article, self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownReport:
    """A report whose claims are stored already; it was not read again."""

    name: str
    article_id: str


Result = CodedReport | KnownReport | Refusal


class Reads(Protocol):
    """The reader, as the pipeline needs it."""

    @property
    def model_sha256(self) -> str:
        """Digest of the model that reads."""
        ...

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        """One reading per article, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The stages, built. ``open_source`` has the limits and the caller's defaults bound already."""

    open_source: Callable[[str], Iterator[Item | Refusal]]
    make_article: Callable[[Item], Article | Refusal]
    reader: Reads
    extract: Callable[[Article, Reading], tuple[Claim, ...]]


@dataclass(slots=True, kw_only=True)
class Tally:
    """Exact counts of a run. Grows as results pass; counts in always equal counts out."""

    coded: int = 0
    known: int = 0
    claims: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        """Count one result."""
        if isinstance(result, Refusal):
            self.refused[result.code] += 1
        elif isinstance(result, KnownReport):
            self.known += 1
        else:
            self.coded += 1
            self.claims += len(result.claims)

    @property
    def n_refused(self) -> int:
        """Inputs refused, whatever the code."""
        return self.refused.total()

    @property
    def n_inputs(self) -> int:
        """Inputs seen."""
        return self.coded + self.known + self.n_refused


def _nothing_known(_article_id: str) -> bool:
    return False


class Pipeline:
    """Runs the stages over sources, reading several articles at a time so that batches fill."""

    def __init__(self, parts: Parts, *, batch_articles: int = 16, batch_chars: int = 250_000) -> None:
        self._parts = parts
        self._batch_articles = batch_articles
        self._batch_chars = batch_chars

    def run(self, specs: Iterable[str], *, known: Callable[[str], bool] = _nothing_known) -> Iterator[Result]:
        """Yield one result per input, in the order of the inputs.

        ``known`` says of an article id whether its claims are stored already; such an article is
        not read again.

        Raises:
            ModelError, GazetteerError: nothing can be read at all.
        Invariants:
            Independent of the batch size.
        """
        waiting: list[Article | KnownReport | Refusal] = []
        n_articles = n_chars = 0
        for entry in self._articles(specs, known):
            waiting.append(entry)
            if isinstance(entry, Article):
                n_articles += 1
                n_chars += len(entry.text)
            if n_articles >= self._batch_articles or n_chars >= self._batch_chars or not n_articles:
                yield from self._finish(waiting)
                waiting = []
                n_articles = n_chars = 0
        yield from self._finish(waiting)

    def _articles(
        self, specs: Iterable[str], known: Callable[[str], bool]
    ) -> Iterator[Article | KnownReport | Refusal]:
        for spec in specs:
            for item in self._items(spec):
                if isinstance(item, Refusal):
                    yield item
                    continue
                article = _attempt("text", item.name, partial(self._parts.make_article, item))
                if isinstance(article, Article) and known(article.article_id):
                    yield KnownReport(name=article.name, article_id=article.article_id)
                else:
                    yield article

    def _items(self, spec: str) -> Iterator[Item | Refusal]:
        source = _attempt("ingest", spec, lambda: iter(self._parts.open_source(spec)))
        if isinstance(source, Refusal):
            yield source
            return
        while (item := _attempt("ingest", spec, lambda: next(source, None))) is not None:
            yield item

    def _finish(self, waiting: Sequence[Article | KnownReport | Refusal]) -> Iterator[Result]:
        readings = self._read([entry for entry in waiting if isinstance(entry, Article)])
        for entry in waiting:
            if not isinstance(entry, Article):
                yield entry
                continue
            reading = next(readings)
            yield reading if isinstance(reading, Refusal) else self._code(entry, reading)

    def _read(self, articles: Sequence[Article]) -> Iterator[Reading | Refusal]:
        if not articles:
            return
        together = _attempt("read", articles[0].name, partial(self._parts.reader.read, articles))
        if not isinstance(together, Refusal):
            yield from together
            return
        # One article spoilt the batch: read each alone, so that only that one is refused.
        for article in articles:
            alone = _attempt("read", article.name, partial(self._parts.reader.read, [article]))
            yield alone if isinstance(alone, Refusal) else alone[0]

    def _code(self, article: Article, reading: Reading) -> CodedReport | Refusal:
        claims = _attempt("extract", article.name, partial(self._parts.extract, article, reading))
        if isinstance(claims, Refusal):
            return claims
        return CodedReport(article=article, claims=claims, vectors=reading.vectors)


def _attempt(stage: str, name: str, act: Callable[[], _T]) -> _T | Refusal:
    """What ``act`` returns, or the refusal that records our own fault."""
    try:
        return act()
    except _FATAL:
        raise
    except Exception as error:  # noqa: BLE001  the one broad catch: one input must never end a run
        return Refusal(name=name, stage=stage, code="internal", reason=_fault(error))


def _fault(error: Exception) -> str:
    """Name, place and message of a fault, in one line."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    where = f" at {Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}" if step else ""
    return f"{type(error).__name__}{where}: {cut(str(error))}"
