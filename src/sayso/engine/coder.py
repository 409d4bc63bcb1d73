"""Codes texts that a Python program holds, with parts that are built once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from sayso.engine.catalog import Given, build_parts, build_pipeline, now, open_ledger
from sayso.engine.config import Settings, load_settings
from sayso.engine.keeping import Keeper, kept
from sayso.engine.linking import Linker
from sayso.engine.pipeline import CodedReport, Parts, Pipeline, Result, Tally
from sayso.engine.rows import Row, Rows, RowsGiven, items_of, one_item
from sayso.engine.session import Session
from sayso.engine.told import Reads
from sayso.errors import REFUSAL_CODES, RefusedError
from sayso.records import Article, Claim, Item, Reading, Refusal

__all__ = ["Coder"]


class _ReadsAlone:
    """The reader, asked by one thread at a time: the gazetteer that it looks into is one connection's.

    It is built by whoever asks first; the others wait.
    """

    def __init__(self, reader: Reads) -> None:
        self._reader = reader
        self._lock = Lock()

    @property
    def model_sha256(self) -> str:
        with self._lock:
            return self._reader.model_sha256

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        with self._lock:
            return self._reader.read(articles)


class _ExtractsAlone:
    """Extraction, one thread at a time, for the same reason."""

    def __init__(self, extract: Callable[[Article, Reading], tuple[Claim, ...]]) -> None:
        self._extract = extract
        self._lock = Lock()

    def __call__(self, article: Article, reading: Reading) -> tuple[Claim, ...]:
        with self._lock:
            return self._extract(article, reading)


class Coder:
    """Codes texts with one set of settings. Model and gazetteers are opened for the first text and kept.

    Several threads may share one; two texts are read at the same time only in two processes.

    Args:
        settings: those of the settings file and the environment, if left out.
        build: builds the stages; another one stands in for model and gazetteers.
        clock: the present instant, for the times of runs.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        build: Callable[[Settings, Given], Parts] = build_parts,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._settings = settings or load_settings()
        self._build = build
        self._clock = clock
        self._lock = Lock()
        self._built: Parts | None = None

    @property
    def settings(self) -> Settings:
        """The settings it codes with."""
        return self._settings

    def code(
        self,
        text: Row,
        *,
        published: date | str | None = None,
        publisher: str | None = None,
        title: str | None = None,
        url: str | None = None,
    ) -> CodedReport:
        """One report with everything it claims.

        Args:
            text: the text, or a page that begins as HTML does; or a mapping with ``text`` or ``html`` and,
                optionally, ``id``, ``url``, ``title``, ``published``, ``publisher``, ``author`` and
                ``language``. What a mapping says comes before what the other arguments say.
            published: the day of publication. Without it, times such as "on Wednesday" keep their words and
                get no dates.
            publisher: who publishes it.
            title: its headline; it is read as well, unless the text begins with it.
            url: where it stands.

        Raises:
            RefusedError: no report could be made of it; ``refusal_code`` says why.
            FormatError: ``published`` is no day.
            ModelError, GazetteerError: nothing can be read at all.
        """
        item = _named(one_item(text, "text", self._rows_given(published, publisher)), title, url)
        result = next(self._pipeline().run_items([item], linker=self._linker()))
        if isinstance(result, CodedReport):
            return result
        raise _refused(result)

    def code_many(
        self, rows: Rows, *, published: date | str | None = None, publisher: str | None = None
    ) -> Iterator[CodedReport | Refusal]:
        """One result for each row, in the order of the rows, as they are read.

        Rows are taken as results are asked for, ``reader.batch_articles`` of them at a time. A copy of an
        earlier row carries the claims of that one, as with `sayso code`.

        Args:
            rows: an iterable of texts or mappings as `code` takes them, or a frame of pandas, polars or
                pyarrow whose columns have the names of those keys.
            published: the day of publication of rows that do not say it themselves.
            publisher: the publisher of such rows.

        Raises:
            FormatError: ``rows`` holds no rows, or ``published`` is no day.
            ModelError, GazetteerError: nothing can be read at all.
        """
        items = items_of(rows, self._rows_given(published, publisher))
        return self._coded(items)

    def _coded(self, items: Iterator[Item | Refusal]) -> Iterator[CodedReport | Refusal]:
        for result in self._pipeline().run_items(items, linker=self._linker()):
            if isinstance(result, CodedReport | Refusal):
                yield result

    def load(
        self,
        rows: Rows | str | Path,
        *,
        ledger: str | Path | None = None,
        published: date | str | None = None,
        publisher: str | None = None,
        tell: Callable[[Result], object] | None = None,
    ) -> Tally:
        """Read reports into a ledger, made anew if need be, and count what became of them.

        Reports that the ledger has are not read again, so that a cell of a notebook may be run twice.

        Args:
            rows: as for `code_many`; or a path or address as text or `Path`, read as `sayso load` reads it.
            ledger: the file; the configured one if left out.
            published: as for `code_many`.
            publisher: as for `code_many`.
            tell: is handed every result, a refusal say, as it comes.

        Raises:
            FormatError: as `code_many`.
            LedgerError: it cannot be opened or written.
            ModelError, GazetteerError: nothing can be read at all.
        """
        given = self._rows_given(published, publisher)
        results: Iterator[Result]
        if isinstance(rows, str | Path):
            results = self._loaded_source(str(rows), given, _with_ledger(self._settings, ledger))
        else:
            results = self._loaded(items_of(rows, given), _with_ledger(self._settings, ledger))
        tally = Tally()
        for result in results:
            tally.add(result)
            if tell is not None:
                tell(result)
        return tally

    def _loaded(self, items: Iterator[Item | Refusal], settings: Settings) -> Iterator[Result]:
        with open_ledger(settings, create=True) as ledger:
            linker = Linker(ledger, window_days=settings.link.window_days, now=self._now)
            keeper = Keeper(ledger, linker, settings, self._parts(), self._clock)
            results = self._pipeline().run_items(
                items, known=ledger.has_report, forgotten=ledger.is_forgotten, linker=linker
            )
            yield from kept(keeper, results)

    def _loaded_source(self, source: str, given: RowsGiven, settings: Settings) -> Iterator[Result]:
        parts = self._parts()

        def build(known: Settings, said: Given) -> Parts:
            return replace(self._build(known, said), reader=parts.reader, extract=parts.extract)

        said = Given(published=given.day, publisher=given.publisher)
        return Session(settings, build=build, clock=self._clock).load([source], said)

    def _parts(self) -> Parts:
        """The stages, built by whoever asks first."""
        with self._lock:
            if self._built is None:
                parts = self._build(self._settings, Given())
                self._built = replace(
                    parts, reader=_ReadsAlone(parts.reader), extract=_ExtractsAlone(parts.extract)
                )
            return self._built

    def _pipeline(self) -> Pipeline:
        return build_pipeline(self._settings, self._parts())

    def _linker(self) -> Linker:
        """Finds copies among the texts of one call alone, and whose text a report is."""
        return Linker(None, window_days=self._settings.link.window_days, now=self._now)

    def _now(self) -> str:
        return self._clock().isoformat(timespec="microseconds")

    def _rows_given(self, published: date | str | None, publisher: str | None) -> RowsGiven:
        return RowsGiven.of(published, publisher, self._settings.limits.max_bytes)


def _named(item: Item | Refusal, title: str | None, url: str | None) -> Item | Refusal:
    """A row that was given alone, with what was said beside it where it does not say so itself."""
    if isinstance(item, Refusal):
        return item
    url = item.url or url
    return replace(item, title=item.title or title, url=url, name=url or item.given_id or item.name)


def _with_ledger(settings: Settings, path: str | Path | None) -> Settings:
    return settings if path is None else replace(settings, ledger=replace(settings.ledger, path=str(path)))


def _refused(result: Result) -> RefusedError:
    if not isinstance(result, Refusal):
        raise TypeError("a text that is coded alone is a report or a refusal")
    return RefusedError(
        f"{result.code}: {result.reason}",
        refusal_code=result.code,
        stage=result.stage,
        item=result.name,
        hint=REFUSAL_CODES.get(result.code),
    )
