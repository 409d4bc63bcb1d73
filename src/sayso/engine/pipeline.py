"""Wires the stages: sources to items, to articles, past copies to readings, to claims, in the order given.

Every input ends as a coded report, as a report known already, or as a recorded refusal. The one broad
catch of sayso (`told.attempt`) makes a fault of ours an `internal` refusal, and the run goes on.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

from sayso.classes import dataclass, field, replace
from sayso.engine.linking import Linker
from sayso.engine.readers import Readers
from sayso.engine.texts import Looked
from sayso.engine.told import MOST_CLAIMS, Extracts, Reads, Tells, Told, attempt, told_of
from sayso.records import Article, Claim, InNotebooks, Item, Refusal, left_out
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

_R = TypeVar("_R")

#: Articles of a run that are remembered, for those that come twice before the ledger has the first: more than
#: lie between looking one up and its commit.
_LATELY = 4096
#: Batches that are read elsewhere while one is looked up or written down.
_AHEAD = 2


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


@dataclass(frozen=True, slots=True)
class _Twice:
    """An article that came before in this run, and that the ledger did not have yet."""

    name: str
    article_id: str


#: An input that was looked at, before it is read.
_Entry = Article | Looked | KnownReport | _Twice | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The stages, built. ``open_source`` has the limits and the caller's defaults bound already.

    ``readers`` starts processes that do what ``reader`` and ``extract`` do, None if there are to be none.
    ``tells`` says what is told in reports in place of ``reader`` and ``extract``, without ``readers``.
    """

    open_source: Callable[[str], Iterator[Item | Refusal]]
    make_article: Callable[[Item], Article | Refusal]
    reader: Reads
    extract: Extracts
    readers: Callable[[], Readers] | None = None
    tells: Tells | None = None


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
        items = (item for spec in specs for item in self.items(spec))
        yield from self.run_items(items, known=known, forgotten=forgotten, linker=linker)

    def run_items(
        self,
        items: Iterable[Item | Refusal],
        *,
        known: Callable[[str], bool] = _nothing_known,
        forgotten: Callable[[Article], bool] = _nothing_forgotten,
        linker: Linker | None = None,
    ) -> Iterator[Result]:
        """Yield one result per item, in the order of the items; see `run_articles`."""
        yield from self.run_articles(self.made(items), known=known, forgotten=forgotten, linker=linker)

    def made(self, items: Iterable[Item | Refusal]) -> Iterator[Article | Refusal]:
        """The article of each item, or why there is none, in the order of the items."""
        for item in items:
            if isinstance(item, Refusal):
                yield item
            else:
                yield attempt("text", item.name, partial(self._parts.make_article, item))

    def run_articles(
        self,
        made: Iterable[Article | Refusal],
        *,
        known: Callable[[str], bool] = _nothing_known,
        forgotten: Callable[[Article], bool] = _nothing_forgotten,
        linker: Linker | None = None,
    ) -> Iterator[Result]:
        """Yield one result per article, in the order of the articles; a refusal is its own result.

        ``known`` says of an article id whether its claims are stored already; such an article is
        not read again; ``forgotten`` of an article whether a person had it forgotten, and it is refused.
        ``linker`` finds copies; one that says what another report says is not read either.

        Raises:
            ModelError, GazetteerError: nothing can be read at all.
        Invariants:
            Independent of the batch size.
        """
        waiting: list[_Entry] = []
        n_articles = n_chars = 0
        lately = _Lately(known)
        articles = self._articles(made, lately, forgotten)
        with _Ahead(self._parts) as ahead:
            for entry in self._looked(articles, linker, lately) if linker is not None else articles:
                waiting.append(entry)
                if (article := _to_read(entry)) is not None:
                    n_articles += 1
                    n_chars += len(article.text)
                full = n_articles >= self._batch_articles or n_chars >= self._batch_chars
                if full or not (n_articles or ahead.busy):
                    ahead.begin(waiting, full=full)
                    waiting = []
                    n_articles = n_chars = 0
                    for begun, told in ahead.done(_AHEAD):
                        yield from self._finish(begun, told, linker, lately)
            ahead.begin(waiting, full=False)
            for begun, told in ahead.done(0):
                yield from self._finish(begun, told, linker, lately)

    def _looked(self, articles: Iterable[_Entry], linker: Linker, lately: _Lately) -> Iterator[_Entry]:
        """Articles looked up, as many together as are read together, which costs less."""
        every = iter(articles)
        while some := list(islice(every, self._batch_articles)):
            found = iter(_looked_together([a for a in some if isinstance(a, Article)], linker))
            for entry in some:
                if isinstance(entry, Article):
                    looked = next(found)
                    yield lately.ended(entry, looked) if isinstance(looked, Refusal) else looked
                else:
                    yield entry

    @staticmethod
    def _articles(
        made: Iterable[Article | Refusal],
        lately: _Lately,
        forgotten: Callable[[Article], bool],
    ) -> Iterator[_Entry]:
        for article in made:
            if isinstance(article, Refusal):
                yield article
            elif lately.stored(article.article_id):
                yield KnownReport(name=article.name, article_id=article.article_id)
            elif forgotten(article):
                yield Refusal(
                    name=article.name,
                    stage="ledger",
                    code="ledger.forgotten",
                    reason="a person had this report forgotten",
                )
            elif lately.taken(article.article_id):
                yield _Twice(article.name, article.article_id)
            else:
                yield article

    def items(self, spec: str) -> Iterator[Item | Refusal]:
        """The items of one source; what cannot be read of it is refused."""
        source = attempt("ingest", spec, lambda: iter(self._parts.open_source(spec)))
        if isinstance(source, Refusal):
            yield source
            return
        while (item := attempt("ingest", spec, lambda: next(source, None))) is not None:
            yield item

    def _finish(
        self,
        waiting: Sequence[_Entry],
        told: Iterator[Told | Refusal],
        linker: Linker | None,
        lately: _Lately,
    ) -> Iterator[Result]:
        for entry in waiting:
            if isinstance(entry, KnownReport | Refusal):
                yield entry
            elif isinstance(entry, _Twice):
                yield lately.outcome(entry)
            elif isinstance(entry, Looked) and linker is not None:
                yield lately.ended(entry.article, self._linked(entry, told, linker))
            else:
                article = _article(entry)
                yield lately.ended(article, _coded(article, next(told)))

    def _linked(self, looked: Looked, told: Iterator[Told | Refusal], linker: Linker) -> Result:
        """A report that was looked up: read, or with the claims it carries."""
        if looked.source is None:
            result = _news(_coded(looked.article, next(told), looked))
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


class _Lately:
    """The articles of a run, the latest of them: what comes twice is coded once, though not stored yet.

    Args:
        known: whether an article is stored; a run that stores nothing does not ask, and codes what comes
            twice twice.
    """

    def __init__(self, known: Callable[[str], bool]) -> None:
        self.stored = known
        self._keeps = known is not _nothing_known
        self._refusals: OrderedDict[str, Refusal | None] = OrderedDict()

    def taken(self, article_id: str) -> bool:
        """Whether an article came before; it has from now on."""
        if not self._keeps or article_id in self._refusals:
            return self._keeps
        self._refusals[article_id] = None
        if len(self._refusals) > _LATELY:
            self._refusals.popitem(last=False)
        return False

    def ended(self, article: Article, result: _R) -> _R:
        """What became of an article, as it was given."""
        if isinstance(result, Refusal) and article.article_id in self._refusals:
            self._refusals[article.article_id] = result
        return result

    def outcome(self, twice: _Twice) -> KnownReport | Refusal:
        """What becomes of one that came before, when that one's turn is over."""
        refusal = self._refusals.get(twice.article_id)
        if refusal is not None:
            return replace(refusal, name=twice.name)
        return KnownReport(name=twice.name, article_id=twice.article_id)


class _Ahead:
    """The batches that are being read: elsewhere while others are, or here once their turn comes.

    Processes are started for the first batch that is full, and end with the run.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._readers: Readers | None = None
        self._begun: deque[tuple[Sequence[_Entry], Iterator[Told | Refusal]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._readers is not None:
            self._readers.close()

    @property
    def busy(self) -> bool:
        """Whether there are batches whose turn has not come."""
        return bool(self._begun)

    def begin(self, waiting: Sequence[_Entry], *, full: bool) -> None:
        """Take a batch."""
        articles = [article for entry in waiting if (article := _to_read(entry)) is not None]
        if full and self._readers is None and self._parts.readers is not None:
            self._readers = self._parts.readers()
        if self._readers is not None:
            told = self._readers.begin(articles)
        elif self._parts.tells is not None:
            told = self._parts.tells(articles)
        else:
            told = told_of(self._parts.reader, self._parts.extract, articles)
        self._begun.append((waiting, told))

    def done(self, most: int) -> Iterator[tuple[Sequence[_Entry], Iterator[Told | Refusal]]]:
        """The batches whose turn it is: at most so many are left, and none where they are read here."""
        while len(self._begun) > (most if self._readers is not None else 0):
            yield self._begun.popleft()


def _coded(article: Article, told: Told | Refusal, looked: Looked | None = None) -> CodedReport | Refusal:
    if isinstance(told, Refusal):
        return told
    return CodedReport(
        article=_as_read(article, told), claims=told.claims, vectors=told.vectors, looked=looked
    )


def _as_read(article: Article, told: Told) -> Article:
    """The article, which says so if the reader left words of it unread, or claims were left out."""
    left = {"unread_words": told.unread_words} if told.unread_words else {}
    left |= {"claims": told.n_claims} if told.n_claims > MOST_CLAIMS else {}
    return replace(article, extra=left_out(article.extra, **left)) if left else article


def _news(result: CodedReport | Refusal) -> CodedReport | Refusal:
    """A report without what the page around it claims: headlines of other stories, the outlet's notices."""
    if isinstance(result, Refusal) or result.looked is None:
        return result
    aside = result.looked.side.traits.furniture
    kept = tuple(c for c in result.claims if not any(span.overlaps(c.evidence.trigger) for span in aside))
    return replace(result, claims=kept)


def _to_read(entry: _Entry) -> Article | None:
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
