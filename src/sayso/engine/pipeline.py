"""Wires the stages: sources to items, to articles, past copies to readings, to claims, in the order given.

Every input ends as a coded report, as a report known already, or as a recorded refusal. The one broad
catch of sayso is here (`attempt`): a fault of ours becomes an `internal` refusal and the run goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sayso.engine.linking import Linker
from sayso.engine.texts import Looked
from sayso.errors import ConfigError, GazetteerError, LedgerError, ModelError, cut
from sayso.records import Article, Claim, InNotebooks, Item, Reading, Refusal, left_out
from sayso.records.codec import report_to_json

__all__ = [
    "MOST_CLAIMS",
    "CodedReport",
    "KnownReport",
    "Parts",
    "Pipeline",
    "Reads",
    "Result",
    "Tally",
    "attempt",
]

_T = TypeVar("_T")

#: Most claims of one report, the first in it. News has one in 70 words (1,417 in 201 texts), so as much as is
#: read of one report (`sayso.text.Extent`) has 170; a text made of numbers has 3,400, and joining claims into
#: events costs as their number squared.
MOST_CLAIMS = 1_000
#: Without these nothing can be read at all, so they end the run and are no refusal of one input.
_FATAL = (ConfigError, GazetteerError, LedgerError, ModelError)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedReport(InNotebooks):
    """One report with everything it claims; ``vectors`` are its sentence vectors.

    ``looked`` is what was found of it among other reports, None if copies were not looked for.
    """

    article: Article
    claims: tuple[Claim, ...]
    vectors: tuple[bytes, ...] = ()
    looked: Looked | None = field(default=None, compare=False)

    @property
    def carried(self) -> bool:
        """Whether it was not read, since it says what another report says."""
        return self.looked is not None and self.looked.source is not None

    @property
    def name(self) -> str:
        """How a person finds the input again."""
        return self.article.name

    def as_json(self) -> dict[str, Any]:  # `Any`: a JSON document
        """The coded report as other programs read it."""
        return report_to_json(self.article, self.claims, self.looked.origin if self.looked else None)


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
    """Exact counts of a run. Grows as results pass; counts in always equal counts out.

    ``carried`` are those of the coded reports whose claims were those of a report read before, ``cut`` those
    that were longer than is read of one.
    """

    coded: int = 0
    carried: int = 0
    cut: int = 0
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
            self.carried += result.carried
            self.cut += "truncated" in result.article.extra
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


def _nothing_forgotten(_article: Article) -> bool:
    return False


class Pipeline:
    """Runs the stages over sources, reading several articles at a time so that batches fill."""

    def __init__(self, parts: Parts, *, batch_articles: int = 16, batch_chars: int = 250_000) -> None:
        self._parts = parts
        self._batch_articles = batch_articles
        self._batch_chars = batch_chars

    def run(
        self,
        specs: Iterable[str],
        *,
        known: Callable[[str], bool] = _nothing_known,
        forgotten: Callable[[Article], bool] = _nothing_forgotten,
        linker: Linker | None = None,
    ) -> Iterator[Result]:
        """Yield one result per input of some sources, in the order of the inputs; see `run_items`."""
        items = (item for spec in specs for item in self._items(spec))
        yield from self.run_items(items, known=known, forgotten=forgotten, linker=linker)

    def run_items(
        self,
        items: Iterable[Item | Refusal],
        *,
        known: Callable[[str], bool] = _nothing_known,
        forgotten: Callable[[Article], bool] = _nothing_forgotten,
        linker: Linker | None = None,
    ) -> Iterator[Result]:
        """Yield one result per item, in the order of the items.

        ``known`` says of an article id whether its claims are stored already; such an article is
        not read again; ``forgotten`` of an article whether a person had it forgotten, and it is refused.
        ``linker`` finds copies; one that says what another report says is not read either.

        Raises:
            ModelError, GazetteerError: nothing can be read at all.
        Invariants:
            Independent of the batch size.
        """
        waiting: list[Article | Looked | KnownReport | Refusal] = []
        n_articles = n_chars = 0
        articles = self._articles(items, known, forgotten)
        for entry in self._looked(articles, linker) if linker is not None else articles:
            waiting.append(entry)
            if (article := _to_read(entry)) is not None:
                n_articles += 1
                n_chars += len(article.text)
            if n_articles >= self._batch_articles or n_chars >= self._batch_chars or not n_articles:
                yield from self._finish(waiting, linker)
                waiting = []
                n_articles = n_chars = 0
        yield from self._finish(waiting, linker)

    def _looked(
        self, articles: Iterable[Article | KnownReport | Refusal], linker: Linker
    ) -> Iterator[Looked | KnownReport | Refusal]:
        """Articles looked up, as many together as are read together, which costs less."""
        every = iter(articles)
        while some := list(islice(every, self._batch_articles)):
            found = iter(_looked_together([a for a in some if isinstance(a, Article)], linker))
            for entry in some:
                yield next(found) if isinstance(entry, Article) else entry

    def _articles(
        self,
        items: Iterable[Item | Refusal],
        known: Callable[[str], bool],
        forgotten: Callable[[Article], bool],
    ) -> Iterator[Article | KnownReport | Refusal]:
        for item in items:
            if isinstance(item, Refusal):
                yield item
                continue
            article = attempt("text", item.name, partial(self._parts.make_article, item))
            if isinstance(article, Article) and known(article.article_id):
                yield KnownReport(name=article.name, article_id=article.article_id)
            elif isinstance(article, Article) and forgotten(article):
                yield Refusal(
                    name=article.name,
                    stage="ledger",
                    code="ledger.forgotten",
                    reason="a person had this report forgotten",
                )
            else:
                yield article

    def _items(self, spec: str) -> Iterator[Item | Refusal]:
        source = attempt("ingest", spec, lambda: iter(self._parts.open_source(spec)))
        if isinstance(source, Refusal):
            yield source
            return
        while (item := attempt("ingest", spec, lambda: next(source, None))) is not None:
            yield item

    def _finish(
        self, waiting: Sequence[Article | Looked | KnownReport | Refusal], linker: Linker | None
    ) -> Iterator[Result]:
        readings = self._read([article for entry in waiting if (article := _to_read(entry)) is not None])
        for entry in waiting:
            if isinstance(entry, KnownReport | Refusal):
                yield entry
            elif isinstance(entry, Looked) and linker is not None:
                yield self._linked(entry, readings, linker)
            else:
                yield self._coded(_article(entry), next(readings))

    def _linked(self, looked: Looked, readings: Iterator[Reading | Refusal], linker: Linker) -> Result:
        """A report that was looked up: read, or with the claims it carries."""
        if looked.source is None:
            result = _news(self._coded(looked.article, next(readings), looked))
        else:
            claims = attempt("link", looked.article.name, partial(linker.carried, looked))
            result = (
                claims
                if isinstance(claims, Refusal)
                else CodedReport(article=looked.article, claims=claims, looked=looked)
            )
        if isinstance(result, CodedReport):
            linker.done(looked, result.claims)
        else:
            linker.refused(looked)
        return result

    def _read(self, articles: Sequence[Article]) -> Iterator[Reading | Refusal]:
        if not articles:
            return
        together = attempt("read", articles[0].name, partial(self._parts.reader.read, articles))
        if not isinstance(together, Refusal):
            yield from together
            return
        # One article spoilt the batch: read each alone, so that only that one is refused.
        for article in articles:
            alone = attempt("read", article.name, partial(self._parts.reader.read, [article]))
            yield alone if isinstance(alone, Refusal) else alone[0]

    def _coded(
        self, article: Article, reading: Reading | Refusal, looked: Looked | None = None
    ) -> CodedReport | Refusal:
        if isinstance(reading, Refusal):
            return reading
        claims = attempt("extract", article.name, partial(self._parts.extract, article, reading))
        if isinstance(claims, Refusal):
            return claims
        return CodedReport(
            article=_as_read(article, reading, len(claims)),
            claims=claims[:MOST_CLAIMS],
            vectors=reading.vectors,
            looked=looked,
        )


def _as_read(article: Article, reading: Reading, n_claims: int) -> Article:
    """The article, which says so if the reader left words of it unread, or claims were left out."""
    left = {"unread_words": reading.unread_words} if reading.unread_words else {}
    left |= {"claims": n_claims} if n_claims > MOST_CLAIMS else {}
    return replace(article, extra=left_out(article.extra, **left)) if left else article


def _news(result: CodedReport | Refusal) -> CodedReport | Refusal:
    """A report without what the page around it claims: headlines of other stories, the outlet's notices."""
    if isinstance(result, Refusal) or result.looked is None:
        return result
    aside = result.looked.side.traits.furniture
    kept = tuple(c for c in result.claims if not any(span.overlaps(c.evidence.trigger) for span in aside))
    return replace(result, claims=kept)


def _to_read(entry: Article | Looked | KnownReport | Refusal) -> Article | None:
    """The article that the encoder has to read; None for a copy, and for what is not read at all."""
    if isinstance(entry, Looked):
        return entry.article if entry.source is None else None
    return entry if isinstance(entry, Article) else None


def _article(entry: Article | Looked) -> Article:
    return entry.article if isinstance(entry, Looked) else entry


def _looked_together(articles: Sequence[Article], linker: Linker) -> Sequence[Looked | Refusal]:
    together = attempt("link", "", partial(linker.look_all, articles))
    if not isinstance(together, Refusal):
        return together
    # One article spoilt the batch: look each up alone, so that only that one is refused.
    return [attempt("link", each.name, partial(linker.look, each)) for each in articles]


def attempt(stage: str, name: str, act: Callable[[], _T]) -> _T | Refusal:
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
