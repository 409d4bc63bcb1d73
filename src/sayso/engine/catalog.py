"""Builds the parts a session needs. A plain table of builders: nothing registers itself at import.

The rooms that read are imported where they are built, so that a question to the ledger waits for no model.
"""

# ruff: noqa: PLC0415  see above

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import sayso
from sayso.classes import dataclass
from sayso.engine.beside import beside
from sayso.engine.collector import opened
from sayso.engine.config import Settings
from sayso.engine.pipeline import Parts, Pipeline
from sayso.engine.readers import readers_of
from sayso.engine.told import Reads
from sayso.errors import LedgerError
from sayso.ledger import Browser, Ledger, is_address
from sayso.ledger.desk import Desk, desk_beside
from sayso.link import EventJoins
from sayso.records import Article, Claim, OfficeFinder, Reading, Run
from sayso.records.identity import run_id

if TYPE_CHECKING:
    from sayso.ingest import Marks, Meter
    from sayso.ingest.net import Fetcher
    from sayso.read.known_names import NameLookup

__all__ = [
    "Given",
    "build_parts",
    "build_pipeline",
    "new_meter",
    "now",
    "open_browser",
    "open_desk",
    "open_ledger",
    "open_names",
    "open_titles",
    "open_to_read",
    "rule_files",
    "start_run",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the caller says of reports that do not say it themselves, the stream behind ``-``, and a meter.

    The meter says how far reading has come, and counts what archives hold besides reports. ``marks`` says
    where in archives to go on.
    """

    published: date | None = None
    publisher: str | None = None
    stdin: BinaryIO | None = None
    meter: Meter | None = None
    marks: Marks | None = None


class _ReaderWhenNeeded:
    """The reader, opened for the first report: inputs that are known or refused need no model.

    ``meanwhile`` is done while the model is opened, most of which needs no interpreter.
    """

    def __init__(
        self, load: Callable[[], Reads], digest: Callable[[], str], meanwhile: Callable[[], object]
    ) -> None:
        self._load = load
        self._digest = digest
        self._meanwhile = meanwhile

    @cached_property
    def _reader(self) -> Reads:
        with ThreadPoolExecutor(max_workers=1) as apart:
            loaded = apart.submit(self._load)
            self._meanwhile()
            reader = loaded.result()
        opened()
        return reader

    @cached_property
    def model_sha256(self) -> str:
        """Digest of the model that reads, which need not be opened for it."""
        return self._digest()

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        """One reading per article, in order."""
        return self._reader.read(articles)


class _ExtractWhenNeeded:
    """Extraction with its gazetteers, opened for the first reading."""

    def __init__(
        self, people: Path | None, rules: Sequence[Path] = (), gazetteer: Path | None = None
    ) -> None:
        self._people = people
        self._gazetteer = gazetteer
        self._rules = rules

    @cached_property
    def opened(self) -> Callable[[Article, Reading], tuple[Claim, ...]]:
        """What extracts, with every table it needs."""
        from sayso.extract import extract
        from sayso.extract.rules import read_rules
        from sayso.resolve import Actors, Places

        rules = read_rules(self._rules)
        places = Places.open(second=self._gazetteer)
        actors = Actors.open(places, people=self._people)
        return partial(extract, places=places, actors=actors, rules=rules)

    def __call__(self, article: Article, reading: Reading) -> tuple[Claim, ...]:
        """The claims of one article."""
        return self.opened(article, reading)


def build_parts(settings: Settings, given: Given) -> Parts:
    """The stages, with what the caller gave bound to them.

    Model and gazetteers are opened when the first report needs them; what is wrong with them (ModelError,
    GazetteerError) is raised then.
    """
    from sayso.ingest import Limits, Outside, Progress, read_source
    from sayso.text import Extent, make_article

    def load() -> Reads:
        from sayso.read import Reader

        return Reader.load(settings.reader.threads, places=open_names())

    def digest() -> str:
        from sayso.read import model_digest

        return model_digest()

    extract = _ExtractWhenNeeded(
        Path(settings.actors.people) if settings.actors.people else None,
        rule_files(settings),
        Path(settings.places.gazetteer) if settings.places.gazetteer else None,
    )
    return Parts(
        open_source=partial(
            read_source,
            limits=Limits(
                max_bytes=settings.limits.max_bytes,
                max_row_bytes=settings.limits.max_row_bytes,
                max_depth=settings.limits.max_depth,
                max_message_bytes=settings.limits.max_message_bytes,
                max_members=settings.limits.max_members,
                max_unpacked_bytes=settings.limits.max_unpacked_bytes,
                max_ratio=settings.limits.max_ratio,
            ),
            published=given.published,
            publisher=given.publisher,
            outside=Outside(open_fetcher=partial(_fetcher, settings), stdin=given.stdin),
            progress=Progress(meter=given.meter, marks=given.marks),
        ),
        make_article=partial(
            make_article,
            most=Extent(chars=settings.reader.report_chars, words=settings.reader.report_words),
        ),
        reader=_ReaderWhenNeeded(load, digest, lambda: extract.opened),
        extract=extract,
        readers=readers_of(settings),
    )


def _fetcher(settings: Settings) -> Fetcher:
    from sayso.engine.fetching import build_fetcher

    return build_fetcher(settings)


def new_meter(specs: Sequence[str]) -> Meter:
    """A meter for sources, with the size of them all where they have one."""
    from sayso.ingest import Meter, size_of

    return Meter(size_of(specs))


def rule_files(settings: Settings) -> tuple[Path, ...]:
    """The user's own files of rules."""
    return tuple(Path(name.strip()) for name in settings.rules.files.split("|") if name.strip())


def build_pipeline(settings: Settings, parts: Parts) -> Pipeline:
    """A pipeline with the configured batch sizes."""
    return Pipeline(
        parts,
        batch_articles=settings.reader.batch_articles,
        batch_chars=settings.reader.batch_chars,
    )


def open_ledger(settings: Settings, *, create: bool) -> Ledger:
    """Open the configured ledger; ``create`` makes a new one where there is none.

    Raises:
        LedgerError: it cannot be opened.
    """
    place = settings.ledger.path
    # Only the folder of our own default is made: a mistyped --ledger must not leave folders behind.
    if create and not is_address(place) and Path(place).parts[-2:] == ("sayso", "ledger.db"):
        _make_data_folder(Path(place).parent)
    return Ledger.open(place, joins=EventJoins(), create=create)


def _make_data_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(
            f"the user's data folder cannot be made: {error.strerror}",
            item=str(folder),
            hint="name a ledger elsewhere with --ledger or SAYSO_LEDGER",
        ) from error


def open_browser(settings: Settings) -> Browser:
    """Open the configured ledger over a connection that cannot write.

    Raises:
        LedgerError: there is none, or it cannot be opened.
    """
    return Browser.open(settings.ledger.path, joins=EventJoins())


def open_to_read(settings: Settings, *, frozen: bool = False) -> Ledger:
    """Open the configured ledger so that nothing in it can be changed; ``frozen`` if nobody else changes it.

    Raises:
        LedgerError: there is none, it cannot be opened, or an older sayso made it.
    """
    return Ledger.open_to_read(settings.ledger.path, joins=EventJoins(), frozen=frozen)


def open_desk(settings: Settings, *, create: bool) -> Desk:
    """Open the desk beside the configured ledger; without ``create`` one that is not there is empty.

    Raises:
        DeskError: it cannot be opened.
    """
    path = desk_beside(beside(settings))
    if create and is_address(settings.ledger.path):
        _make_data_folder(path.parent)
    return Desk.open(path, create=create)


def open_names() -> NameLookup:
    """What the reader asks of the gazetteer: every place of a name as written, with class, weight and rank.

    Raises:
        GazetteerError: the gazetteer is missing, damaged or of another version.
    """
    from sayso.resolve import gazetteer
    from sayso.resolve.names import key

    held = gazetteer.Gazetteer.open(Path(gazetteer.__file__).with_name("places.sqlite"))
    return lambda name: held.named(key(name))


def open_titles(_settings: Settings) -> OfficeFinder:
    """What reads titles: the shipped tables. A user's own office holders say nothing of what a text says.

    Raises:
        GazetteerError: a table is missing or damaged.
    """
    from sayso.resolve import Actors, Places

    return Actors.open(Places.open())


def now() -> datetime:
    """The present instant, UTC. The only clock of the engine; tests hand in another."""
    return datetime.now(UTC)


def start_run(settings: Settings, model_sha256: str, started_at: datetime) -> Run:
    """The record of a run that begins now. ``model_sha256`` is empty where nothing was read."""
    config, at = settings.sha256(), started_at.isoformat(timespec="microseconds")
    return Run(
        run_id=run_id(sayso.__version__, config, model_sha256, at),
        code_version=sayso.__version__,
        config_sha256=config,
        model_sha256=model_sha256,
        started_at=at,
    )
