"""One ledger that many people ask at once: pages of events, counts, whatever an id names. Nothing is written.

Web pages, the HTTP API and assistants stand on this. A question is answered as of one moment, by one of a few
connections that cannot write, and is stopped when it takes too long.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from queue import Empty, LifoQueue

from sayso.classes import dataclass
from sayso.engine.catalog import now, open_browser, open_ledger, open_titles
from sayso.engine.config import Settings
from sayso.engine.figures import FigureQuery, Series, find_series
from sayso.engine.itinerary import Itinerary, ItineraryQuery, find_itinerary
from sayso.engine.judging import the_one
from sayso.engine.looking import pair_of, shown_of
from sayso.engine.offices import Holder, OfficeQuery, holders
from sayso.engine.overviews import TALLIED, Overviews
from sayso.engine.partners import Partners, PartnersQuery, find_partners
from sayso.engine.shown import Shown, ShownPair
from sayso.engine.status import Status, status_of
from sayso.engine.suggesting import Suggestion, suggested
from sayso.errors import BusyError, QueryError, SaysoError, cut
from sayso.ledger import (
    ActorFound,
    ActorQuery,
    Browser,
    Edge,
    EventQuery,
    Found,
    Hit,
    KeptRefusal,
    KeptRun,
    Page,
    RefusalQuery,
    ReportQuery,
    ReportRow,
    Tally,
)
from sayso.records import Claim, Event, Judged, OfficeFinder, Verdict

__all__ = ["MOST", "TALLIED", "ActorFacts", "Answers", "EventPage", "News", "Suggestion", "Turn", "cursor_of"]

#: Seconds a question may take, and wait for a connection.
_WITHIN_S, _WAIT_S = 5.0, 10.0
#: Connections. Python answers one question at a time but for the time SQLite takes.
_HANDS = 4
#: Changed events that are looked through for what is new.
NEWS = 2_000
#: Events on a page at most.
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Which page: ``n`` events before or after a cursor, as `EventPage` gives them; the newest without one.

    Raises:
        QueryError: ``n`` is not from 1 to 200, or a cursor is none that was given.
    """

    n: int = 50
    older: str | None = None
    newer: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.n <= MOST:
            raise QueryError(f"a page has 1 to {MOST} events, not {self.n}", item="limit")
        if self.older is not None and self.newer is not None:
            raise QueryError("a page is older or newer than one event, not both", item="cursor")

    def page(self) -> Page:
        """The page as the ledger knows it, and one event more, which tells whether another page follows."""
        return Page(
            n=self.n + 1,
            after=_edge(self.older) if self.older is not None else None,
            before=_edge(self.newer) if self.newer is not None else None,
        )


def cursor_of(edge: Edge) -> str:
    """A place in the order of events as text that fits into an address."""
    packed = json.dumps([edge.day, edge.event_id], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _edge(cursor: str) -> Edge:
    try:
        padded = cursor.encode("ascii", "strict") + b"=" * (-len(cursor) % 4)
        day, event_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise QueryError(
            f"{cut(cursor)} is no cursor", item="cursor", hint="take it from the page before, or leave it out"
        ) from error
    if not isinstance(event_id, str) or not (day is None or isinstance(day, str)):
        raise QueryError(f"{cut(cursor)} is no cursor", item="cursor")
    return Edge(day=day, event_id=event_id)


def _busy() -> BusyError:
    return BusyError("too many questions at once", hint="ask again in a moment")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Events, newest first, with the cursors of the pages before and behind; None where there is no more."""

    events: tuple[Event, ...]
    older: str | None
    newer: str | None


def _page(browser: Browser, turn: Turn, hits: tuple[Hit, ...]) -> EventPage:
    """A page of what was found for it and one more, which tells whether another page follows."""
    more = len(hits) > turn.n
    backwards = turn.newer is not None
    hits = hits[more:] if backwards else hits[: turn.n]
    has_older = backwards or more
    has_newer = more if backwards else turn.older is not None
    return EventPage(
        events=tuple(e for hit in hits if (e := browser.ledger.event(hit.event_id)) is not None),
        older=cursor_of(hits[-1].edge) if hits and has_older else None,
        newer=cursor_of(hits[0].edge) if hits and has_newer else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Events that changed up to a moment; ``more`` if others changed after it already."""

    events: int
    more: bool
    upto: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFacts:
    """An actor apart from its events: names, most claims first, where and what it is, and who speaks of it.

    ``days`` counts its events by day (ISO 8601) and role; ``speakers`` are names, kinds and claims.
    """

    actor_id: str
    names: tuple[str, ...]
    country: str | None
    kind: str
    days: tuple[tuple[str, str, int], ...]
    speakers: tuple[tuple[str, str, int], ...]


class Answers(Overviews):
    """Answers questions to one ledger, from any thread.

    Args:
        clock: the present instant.
        titles: opens what reads titles; another one stands in for the gazetteers.
        within_s: seconds that one question may take.

    Raises:
        LedgerError: there is no ledger, or it cannot be brought up to date.

    A question raises QueryError if it takes longer, and BusyError if no connection gets free.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = now,
        titles: Callable[[Settings], OfficeFinder] = open_titles,
        within_s: float = _WITHIN_S,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._titles = titles
        self._within_s = within_s
        self._free: LifoQueue[Browser] = LifoQueue()
        self._watching = threading.Lock()
        # a gazetteer is one connection's, so titles are read by one thread at a time
        self._reading_titles = threading.Lock()
        self.tidy()
        browsers = [self._open() for _ in range(_HANDS)]
        self._watched = self._open()
        for browser in browsers:
            self._free.put(browser)

    def close(self) -> None:
        """Close every connection that no question has."""
        self._watched.close()
        while True:
            try:
                self._free.get_nowait().close()
            except Empty:
                return

    def tidy(self) -> None:
        """Bring an older ledger up to date, and join what is not joined yet unless somebody is writing.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
        """
        with open_ledger(self._settings, create=False) as ledger:
            ledger.counts()

    def version(self) -> int:
        """A number that is another whenever the ledger has changed."""
        with self._watching:
            return self._watched.version()

    # ------------------------------------------------------------------ events

    def events(self, query: EventQuery, turn: Turn | None = None) -> EventPage:
        """One page of the events that ``query`` asks for."""
        turn = turn or Turn()
        with self._asking() as browser:
            return _page(browser, turn, browser.page(query, turn.page()).hits)

    def listing(self, query: EventQuery, turn: Turn, cap: int) -> tuple[EventPage, Tally]:
        """A page of events and what the newest ``cap`` of them have in common, as of one moment.

        Cost:
            The first page comes with what was counted, so that nothing is looked for twice.
        """
        with self._asking() as browser:
            tally = browser.tally(query, cap=cap)
            first = turn.older is None and turn.newer is None
            there = len(tally.newest) > turn.n or not tally.capped
            hits = tally.newest[: turn.n + 1] if first and there else browser.page(query, turn.page()).hits
            return _page(browser, turn, hits), tally

    def every_event(self, query: EventQuery) -> Iterator[Event]:
        """All events that ``query`` asks for, newest first, page by page; each page as of its own moment."""
        left, older = query.limit, None
        while left is None or left > 0:
            turn = Turn(n=MOST if left is None else min(left, MOST), older=older)
            page = self.events(query, turn)
            yield from page.events
            left = None if left is None else left - len(page.events)
            older = page.older
            if older is None:
                return

    def suggest(self, query: EventQuery) -> tuple[Suggestion, ...]:
        """What the words of a question may name; see `suggesting.suggested`."""
        with self._asking() as browser:
            return suggested(browser, query)

    # ------------------------------------------------------------------ what is new

    def moment(self) -> int:
        """The moment of the last change of any event; see `ledger.changes`."""
        with self._asking() as browser:
            return browser.ledger.changes.last()

    def state_of(self, event_id: str) -> tuple[int, int] | None:
        """Two numbers that are others once an event, or what persons judge, has changed; None without event.

        The first is the moment of the event's last change.
        """
        with self._asking() as browser:
            standing = browser.ledger.changes.standing(event_id)
            return None if standing is None else (standing.changed, browser.ledger.last_verdict())

    def verdicts_about(self, claim_ids: Sequence[str], article_ids: Sequence[str]) -> list[Verdict]:
        """The verdicts in force on some claims or reports, each once, in the order they were given."""
        asked = [(Judged.EVENT, id_) for id_ in claim_ids] + [(Judged.ORIGIN, id_) for id_ in article_ids]
        with self._asking() as browser:
            if not browser.ledger.last_verdict():
                return []
            found = (v for what, id_ in asked for v in browser.ledger.verdicts_on(what, id_))
            return sorted(dict.fromkeys(found), key=lambda v: v.decided_at)

    def news(self, query: EventQuery, since: int) -> News:
        """How many events that ``query`` asks for have changed since a moment, or are new."""
        with self._asking() as browser:
            changes = browser.ledger.changes
            stretch = changes.since(since, NEWS)
            found = changes.found(query, since, stretch.upto) if stretch.event_ids else ()
            return News(events=len(found), more=stretch.more, upto=stretch.upto)

    # ------------------------------------------------------------------ one thing

    def show(self, id_: str) -> Shown | None:
        """What an id, or the beginning of one, names; None if nothing. An actor comes without its events.

        Raises:
            QueryError: it may name several things; the hint lists them.
        """
        with self._asking() as browser:
            found = the_one(browser.ledger, id_)
            return shown_of(browser.ledger, found, events=0) if found else None

    def one(self, found: Found) -> Shown | None:
        """What has exactly that id and is of that kind; None if nothing. An actor has no events with it."""
        with self._asking() as browser:
            return shown_of(browser.ledger, found, events=0)

    def find(self, id_: str) -> list[Found]:
        """What an id, or the beginning of one, may name; a few of them."""
        with self._asking() as browser:
            return browser.ledger.find(id_, limit=3) if id_ else []

    def accounts(self, event_id: str, *, start: int, n: int) -> tuple[Claim, ...] | None:
        """Some accounts of an event, first published first, from number ``start`` on; None without event."""
        with self._asking() as browser:
            if browser.ledger.event(event_id) is None:
                return None
            return browser.ledger.accounts_of(event_id, start=start, n=n)

    def compare(self, left: str, right: str) -> ShownPair | None:
        """Two reports side by side; None if one is not there.

        Raises:
            QueryError: an id may name several things, or does not name a report.
        """
        with self._asking() as browser:
            return pair_of(browser.ledger, left, right)

    def actor(self, actor_id: str) -> ActorFacts | None:
        """An actor by its whole id; None if no claim names it."""
        with self._asking() as browser:
            names = browser.ledger.actor_names(actor_id)
            if not names:
                return None
            country, kind = browser.who(actor_id)
            return ActorFacts(
                actor_id=actor_id,
                names=names,
                country=country,
                kind=kind,
                days=tuple(browser.days_of_actor(actor_id)),
                speakers=tuple(browser.speakers_about(actor_id, 20)),
            )

    def itinerary(self, query: ItineraryQuery) -> Itinerary | None:
        """Where an actor was, is, and is said to go; None if the ledger knows nobody by that name.

        Raises:
            QueryError: the name may mean several actors; the hint lists them.
        """
        with self._asking() as browser:
            return find_itinerary(browser.ledger, query)

    def partners(self, query: PartnersQuery) -> Partners | None:
        """With whom an actor acts, those of most events first; None if the ledger knows nobody by that name.

        Raises:
            QueryError: the name may mean several actors; the hint lists them.
        """
        with self._asking() as browser:
            return find_partners(browser.ledger, query)

    def actors(self, query: ActorQuery) -> list[ActorFound]:
        """Actors by words of their names, those of most events first."""
        with self._asking() as browser:
            return browser.actors(query)

    # ------------------------------------------------------------------ figures and offices

    def figures(self, query: FigureQuery) -> list[Series]:
        """The how-many series that ``query`` asks for, those of most figures first."""
        with self._asking() as browser:
            return find_series(browser.ledger, query)

    def offices(self, query: OfficeQuery) -> list[Holder]:
        """The office holders that ``query`` asks for, as reports name them, most reports first.

        Raises:
            GazetteerError: a table that titles are read with is missing or damaged.
        """
        with self._titled() as titles, self._asking() as browser:
            accounts = browser.ledger.dated_accounts(query.since, query.until)
            return holders(accounts, titles, query)

    @contextmanager
    def _titled(self) -> Iterator[OfficeFinder]:
        if not self._reading_titles.acquire(timeout=_WAIT_S):
            raise _busy()
        try:
            yield self._finder
        finally:
            self._reading_titles.release()

    def prepare(self) -> None:
        """Open what reads titles before the first question needs it; what is wrong with it is said then."""
        with suppress(SaysoError), self._titled():
            return

    @cached_property
    def _finder(self) -> OfficeFinder:
        return self._titles(self._settings)

    # ------------------------------------------------------------------ what there is besides

    def reports(self, query: ReportQuery) -> list[ReportRow]:
        """Reports, latest published first."""
        with self._asking() as browser:
            return browser.reports(query)

    def runs(self) -> list[KeptRun]:
        """Every run, latest first."""
        with self._asking() as browser:
            return browser.ledger.listing.runs()

    def refusals(self, query: RefusalQuery) -> list[KeptRefusal]:
        """Refusals, latest first."""
        with self._asking() as browser:
            return list(browser.ledger.listing.refusals(query))

    def refusal_codes(self, run_id: str | None = None) -> dict[str, int]:
        """How many refusals each code has, most first."""
        with self._asking() as browser:
            return browser.refusal_codes(run_id)

    def verdicts(self) -> list[Verdict]:
        """Everything that persons have judged, in that order."""
        with self._asking() as browser:
            return browser.ledger.verdicts()

    def status(self) -> Status:
        """How the ledger and its watch stand."""
        with self._asking() as browser:
            return status_of(browser.ledger, self._clock())

    # ------------------------------------------------------------------

    @contextmanager
    def _asking(self) -> Iterator[Browser]:
        try:
            browser = self._free.get(timeout=_WAIT_S)
        except Empty:
            raise _busy() from None
        try:
            with browser.moment(self._within_s):
                yield browser
        finally:
            self._free.put(browser)

    def _open(self) -> Browser:
        return open_browser(self._settings)
