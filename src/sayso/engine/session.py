"""One configured use of sayso: reads reports, keeps their claims, asks the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event as Signal
from typing import TYPE_CHECKING

from sayso.engine.beside import beside
from sayso.engine.bookmarks import Bookmarks, reading_of
from sayso.engine.care import Forgotten, backup_path, forget, keep_of, let_texts_go, words_of
from sayso.engine.catalog import (
    Given,
    build_parts,
    build_pipeline,
    now,
    open_desk,
    open_ledger,
    open_titles,
)
from sayso.engine.config import Settings
from sayso.engine.dumping import Line, TakenIn, take_in
from sayso.engine.exporting import Exporting
from sayso.engine.figures import FigureQuery, Series, find_series
from sayso.engine.itinerary import Itinerary, ItineraryQuery, find_itinerary
from sayso.engine.judging import Judging, Submitted, the_one
from sayso.engine.keeping import Keeper, kept
from sayso.engine.linking import Linker
from sayso.engine.looking import pair_of, shown_of
from sayso.engine.offices import Holder, OfficeQuery, holders
from sayso.engine.partners import Partners, PartnersQuery, find_partners
from sayso.engine.pipeline import Parts, Pipeline, Result
from sayso.engine.rebuilding import Rebuilt, rebuilt
from sayso.engine.shown import Shown, ShownPair
from sayso.engine.speaking import SaidClaim, Speakers
from sayso.engine.status import Status, status_of
from sayso.ledger import BackedUp, EventQuery, Fault, Keep, Ledger, SpeakerQuery
from sayso.ledger.desk import Waiting, desk_beside
from sayso.records import Event, Judgement, OfficeFinder, Refusal, Verdict

if TYPE_CHECKING:
    from sayso.engine.segments import Loading
    from sayso.engine.watching import Hooks, Watched

__all__ = [
    "EventQuery",
    "FigureQuery",
    "ItineraryQuery",
    "OfficeQuery",
    "PartnersQuery",
    "Session",
    "SpeakerQuery",
]


class Session:
    """Reads and asks with one set of settings.

    Args:
        build: builds the stages; another one stands in for model and gazetteers.
        clock: the present instant, for the times of runs.
        titles: opens what reads titles; another one stands in for the gazetteers.
        asked: opens the ledger for one question, and closes it if need be; the configured one if left out.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        build: Callable[[Settings, Given], Parts] = build_parts,
        clock: Callable[[], datetime] = now,
        titles: Callable[[Settings], OfficeFinder] = open_titles,
        asked: Callable[[], AbstractContextManager[Ledger]] | None = None,
    ) -> None:
        self._settings = settings
        self._build = build
        self._clock = clock
        self._titles = titles
        self._asked = asked or partial(open_ledger, settings, create=False)

    def code(self, specs: Iterable[str], given: Given | None = None, *, keep: bool) -> Iterator[Result]:
        """Read every input and yield one result each, in order; ``keep`` stores them as well.

        Reports are read even if the ledger has them; the ledger then stays as it is.

        Raises:
            LedgerError, ModelError, GazetteerError: nothing can be stored or read at all.
        """
        if not keep:
            yield from self._pipeline(given)[1].run(specs, linker=self._linker(None))
            return
        with open_ledger(self._settings, create=True) as ledger:
            parts, pipeline = self._pipeline(given)
            linker = self._linker(ledger)
            keeper = Keeper(ledger, linker, self._settings, parts, self._clock)
            yield from kept(keeper, pipeline.run(specs, forgotten=ledger.is_forgotten, linker=linker))

    def load(
        self, specs: Iterable[str], given: Given | None = None, *, anew: bool = False
    ) -> Iterator[Result]:
        """Read inputs into the ledger and yield one result each; reports that it has are not read again.

        What an earlier load has dealt with in an archive is passed over and yields nothing; ``given.meter``
        counts it. ``anew`` looks at all of it once more.

        Raises:
            LedgerError, ModelError, GazetteerError: as `code`.
        Invariants:
            A killed process loses at most `bulk.commit_reports` results; running again makes up for them.
        """
        said = given or Given()
        with open_ledger(self._settings, create=True) as ledger:
            marks = Bookmarks(
                ledger,
                lambda: reading_of(
                    self._settings,
                    published=said.published,
                    publisher=said.publisher,
                    model_sha256=parts.reader.model_sha256,
                ),
                meter=said.meter,
                anew=anew,
                clock=self._clock,
            )
            parts, pipeline = self._pipeline(replace(said, marks=marks))
            linker = self._linker(ledger)
            keeper = Keeper(ledger, linker, self._settings, parts, self._clock, marks)
            yield from kept(
                keeper,
                pipeline.run(specs, known=ledger.has_report, forgotten=ledger.is_forgotten, linker=linker),
            )

    def load_in_segments(
        self, specs: Iterable[str], given: Given | None, loading: Loading
    ) -> Iterator[Result]:
        """As `load`, in segments that are coded apart and joined day by day; see `engine.segments`.

        Raises:
            ConfigError: a source is neither a file nor a folder.
            SegmentError, MissingExtraError: not everything could be coded; what could is kept.
            LedgerError, ModelError, GazetteerError: as `code`.
        """
        from sayso.engine.segments import joined, load_segments  # noqa: PLC0415  for bulk loads alone

        said = given or Given()
        with open_ledger(self._settings, create=True) as ledger:
            parts, _ = self._pipeline(said)
            found = load_segments(self._settings, said, parts, specs, loading)
            linker = self._linker(ledger)
            keeper = Keeper(ledger, linker, self._settings, parts, self._clock)
            yield from kept(keeper, joined(self._settings, parts, ledger, linker, found, loading))

    def events(self, query: EventQuery) -> Iterator[Event]:
        """The events that ``query`` asks for, newest first.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            yield from ledger.events(query)

    @contextmanager
    def exporting(
        self, query: EventQuery, tell: Callable[[int], None] = lambda _n: None
    ) -> Iterator[Exporting]:
        """What ``query`` finds and all that it rests on, for writing files: one moment of the ledger.

        ``tell`` is called with the number of events, or of reports, handed out so far.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger, ledger.excerpt(query) as excerpt:
            yield Exporting(excerpt, tell, whole=query == EventQuery())

    def take_in(
        self, documents: Iterable[Line | Refusal], name: str, tell: Callable[[int], None] = lambda _n: None
    ) -> TakenIn | Refusal:
        """Take the documents of a dump into the ledger, all or none of them; see `engine.dumping.take_in`.

        Raises:
            LedgerError: the ledger cannot be written.
        """
        with open_ledger(self._settings, create=True) as ledger:
            return take_in(ledger, self._linker(ledger), documents, name, tell)

    def speakers(self, query: SpeakerQuery) -> Speakers:
        """The speakers that ``query`` asks for, most claims first, and on whose word claims rest.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            return Speakers(speakers=tuple(ledger.speakers(query)), voices=ledger.voices(query))

    def said_by(self, query: SpeakerQuery) -> Iterator[SaidClaim]:
        """The claims of the speakers that ``query`` names, latest published first.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            yield from ledger.said_by(query)

    def figures(self, query: FigureQuery) -> list[Series]:
        """The how-many series that ``query`` asks for, those of most figures first.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            return find_series(ledger, query)

    def offices(self, query: OfficeQuery) -> list[Holder]:
        """The office holders that ``query`` asks for, as reports name them, most reports first.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
            GazetteerError: a table that titles are read with is missing or damaged.
        """
        with self._asked() as ledger:
            accounts = ledger.dated_accounts(query.since, query.until)
            return holders(accounts, self._titles(self._settings), query)

    def itinerary(self, query: ItineraryQuery) -> Itinerary | None:
        """Where an actor was, is, and is said to go; None if the ledger knows nobody by that name.

        Raises:
            QueryError: the name may mean several actors; the hint lists them.
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            return find_itinerary(ledger, query)

    def partners(self, query: PartnersQuery) -> Partners | None:
        """With whom an actor acts, those of most events first; None if the ledger knows nobody by that name.

        Raises:
            QueryError: the name may mean several actors; the hint lists them.
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            return find_partners(ledger, query)

    def show(self, id_: str) -> Shown | None:
        """What ``id_``, or the beginning of one id, names; None if nothing in the ledger.

        Raises:
            QueryError: it may name several things; the hint lists them.
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            found = the_one(ledger, id_)
            return shown_of(ledger, found) if found else None

    def compare(self, left: str, right: str) -> ShownPair | None:
        """Two reports side by side, by their ids or the beginnings of them; None if one is not there.

        Raises:
            QueryError: an id may name several things, or does not name a report.
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            return pair_of(ledger, left, right)

    def judge(self, left: str, right: str, said: Judgement, *, by: str, note: str = "") -> Verdict | None:
        """Keep what a person judges of two events, claims or reports; None if one of them is not there.

        It takes the place of what was concluded, and of an earlier verdict on the same pair.

        While another process writes, it waits on the desk and that process takes it over: see `submit`.

        Raises:
            QueryError: an id may name several things, or the two are not of one kind.
            LedgerError: there is no ledger, or it cannot be read.
            DeskError: another process writes, and the desk cannot be written.
        """
        given = self.submit(left, right, said, by=by, note=note)
        return given.verdict if given else None

    def submit(self, left: str, right: str, said: Judgement, *, by: str, note: str = "") -> Submitted | None:
        """As `judge`, and says whether the verdict is in the ledger already."""
        return self._judging().submit((left, right), said, by=by, note=note)

    def pending(self) -> list[Waiting]:
        """The verdicts that wait until they can be written into the ledger, first given first."""
        return self._judging().pending()

    def verdicts(self) -> list[Verdict]:
        """Everything that persons have judged, in that order, what was superseded included.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            return ledger.verdicts()

    def rebuild(self, tell: Callable[[int], None] = lambda _n: None) -> Rebuilt:
        """Find copies, origins and events anew from the reports, claims and verdicts of the ledger.

        ``tell`` is called with the number of reports done so far. All is done in one transaction: whoever
        reads meanwhile sees the ledger as it was.

        Raises:
            LedgerError: there is no ledger, or it cannot be written.
        """
        with open_ledger(self._settings, create=False) as ledger:
            done = rebuilt(ledger, self._linker(ledger), tell)
            ledger.commit()
            self._judging().apply_pending(ledger)
            return done

    def forget(self, id_: str, reason: str) -> Forgotten | None:
        """Delete a report, or whatever names an actor, and keep a mark of it; see `engine.care.forget`.

        What was to be sent of it, or was sent, is deleted from the desk as well.
        """
        with open_ledger(self._settings, create=False) as ledger:
            words = words_of(ledger, id_)
            done = forget(ledger, self._linker(ledger), id_, reason, self._now())
        if done is not None:
            with open_desk(self._settings, create=False) as desk:
                desk.outbox.forget(words, self._now())
                desk.tidy()
        return done

    def back_up(self, target: Path | None = None) -> BackedUp:
        """Copy the ledger into a new file while it is in use, and look the copy through; its desk with it.

        Raises:
            LedgerError: there is no ledger, the file exists or cannot be written, the copy is not whole.
        """
        stamp = self._clock().strftime("%Y%m%dT%H%M%SZ")
        with open_ledger(self._settings, create=False) as ledger:
            copy = ledger.care.back_up(target or backup_path(self._settings, stamp))
        if desk_beside(beside(self._settings)).exists():
            with open_desk(self._settings, create=False) as desk:
                desk.back_up(desk_beside(copy.path))
        return copy

    def faults(self, *, full: bool = False) -> list[Fault]:
        """Everything in the ledger that cannot be right; ``full`` reads every page and every text.

        Raises:
            LedgerError: there is no ledger, or it cannot be read at all.
        """
        with self._asked() as ledger:
            found = ledger.care.faults(full=full)
        with open_desk(self._settings, create=False) as desk:
            if not desk.is_whole():
                found.append(Fault(check="desk", what="the desk beside the ledger is not whole"))
        return found

    def let_texts_go(self, keep: Keep | None = None, days: int | None = None) -> int:
        """Let go of the texts of older reports, as the settings or the caller say; how many were changed.

        Raises:
            ConfigError: a setting names nothing that can be kept, or too few days.
            LedgerError: there is no ledger, or it cannot be written.
        """
        kept = keep or keep_of(self._settings)
        with open_ledger(self._settings, create=False) as ledger:
            n_days = days if days is not None else self._settings.keep.days
            return let_texts_go(ledger, self._settings, kept, n_days, self._clock().date())

    def watch(self, feeds: Path, stop: Signal, *, once: bool = False, hooks: Hooks | None = None) -> Watched:
        """Follow the feeds of a list into the ledger until ``stop`` is set; see `engine.follow.follow`."""
        # what asks the web takes longer to load than most questions to answer
        from sayso.engine.follow import follow  # noqa: PLC0415
        from sayso.engine.watching import Hooks  # noqa: PLC0415

        how = (self._build, self._clock)
        return follow(self._settings, feeds, how, stop, hooks or Hooks(), once=once)

    def status(self) -> Status:
        """How the ledger and its watch stand.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
        """
        with self._asked() as ledger:
            return status_of(ledger, self._clock())

    def _pipeline(self, given: Given | None) -> tuple[Parts, Pipeline]:
        parts = self._build(self._settings, given or Given())
        return parts, build_pipeline(self._settings, parts)

    def _linker(self, ledger: Ledger | None) -> Linker:
        return Linker(ledger, window_days=self._settings.link.window_days, now=self._now)

    def _judging(self) -> Judging:
        return Judging(self._settings, self._now)

    def _now(self) -> str:
        return self._clock().isoformat(timespec="microseconds")
