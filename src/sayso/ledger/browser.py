"""A ledger open for looking around: many questions, each of one moment, none of them without end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import apsw

from sayso.errors import LedgerError, QueryError
from sayso.ledger import overview
from sayso.ledger.browse import Hits, Page, count_of, page_of
from sayso.ledger.connection import Connection
from sayso.ledger.joining import Joins
from sayso.ledger.lists import (
    ActorFound,
    ActorQuery,
    ReportQuery,
    ReportRow,
    actors_by_ids,
    actors_found,
    refusal_codes,
    reports_of,
    speakers_about,
    who_is,
)
from sayso.ledger.naming import Named, named_exactly, named_partly
from sayso.ledger.opening import connected_to_read, shown
from sayso.ledger.overview import Countries, Days, SpeakerTopics
from sayso.ledger.publishers import PublisherCounts, PublisherQuery, publishers
from sayso.ledger.query import EventQuery
from sayso.ledger.rollups import days_of_actor
from sayso.ledger.store import BUSY_MS, Ledger
from sayso.ledger.tally import Tally, newest_of, tally_of
from sayso.ledger.translated import translated
from sayso.ledger.voices import SpeakerCounts, SpeakerDay, SpeakerQuery, days_of_speakers, speakers
from sayso.records import Account

__all__ = ["Browser"]

_T = TypeVar("_T")

#: Steps of SQLite's machine between two looks at the clock, about a millisecond.
_STEPS = 20_000
#: Pages of the file that one connection keeps, in kibibytes.
_CACHE_KIB = 64 * 1024


class Browser:
    """Questions over one connection that cannot write, for one thread at a time."""

    def __init__(self, ledger: Ledger, connection: Connection, path: str) -> None:
        self.ledger = ledger
        self._db = connection
        self._path = path
        self._held: tuple[tuple[int, int, EventQuery], Hits] | None = None

    @classmethod
    def open(cls, path: str | Path, *, joins: Joins) -> Browser:
        """Open the ledger for reading alone.

        Raises:
            LedgerError: there is none, it is no ledger, or another version's.
        """
        connection = connected_to_read(path, frozen=False, busy_ms=BUSY_MS)
        name = shown(path)
        with translated(name):
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        return cls(Ledger(connection, name, joins, read_only=True), connection, name)

    def close(self) -> None:
        """Close the file."""
        self.ledger.close()

    def version(self) -> int:
        """A number that is another whenever the ledger has changed; only differences tell."""
        with translated(self._path):
            row = self._db.execute("PRAGMA data_version").fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def moment(self, within_s: float, clock: Callable[[], float] = time.monotonic) -> Iterator[Browser]:
        """Everything asked inside is answered as of one moment, and stopped after ``within_s`` seconds.

        Raises:
            QueryError: it took longer.
        """
        until = clock() + within_s
        with translated(self._path):
            self._db.execute("BEGIN")
        self._db.set_progress_handler(lambda: clock() > until, _STEPS)
        try:
            yield self
        except (LedgerError, apsw.InterruptError) as error:
            if not isinstance(error.__cause__ or error, apsw.InterruptError):
                raise
            raise QueryError(
                f"took longer than {within_s:g} s",
                item="query",
                hint="ask for less: a shorter period, one more condition",
            ) from error
        finally:
            self._db.set_progress_handler(None)
            with translated(self._path):
                self._db.execute("ROLLBACK")

    def page(self, query: EventQuery, page: Page) -> Hits:
        """The events of one page."""
        return self._ask(lambda db: page_of(db, query, page))

    def count(self, query: EventQuery, most: int) -> int:
        """How many events a question has, counted no further than ``most``."""
        return self._ask(lambda db: count_of(db, query, most))

    def _newest(self, query: EventQuery, cap: int) -> Hits:
        """The newest events of a question; those looked for last are kept while the ledger is as it was."""
        asked = (self.version(), cap, query)
        if self._held is None or self._held[0] != asked:
            self._held = asked, newest_of(self._db, query, cap)
        return self._held[1]

    def tally(self, query: EventQuery, *, cap: int) -> Tally:
        """What the newest ``cap`` events of a question have in common."""
        return self._ask(lambda db: tally_of(db, query, self._newest(query, cap), cap=cap))

    def days(self, query: EventQuery, *, cap: int) -> Days:
        """Events by day, of all where counts are kept for such a question, else of the newest ``cap``."""
        return self._ask(lambda db: overview.days(db, query, lambda: self._newest(query, cap), cap=cap))

    def countries(self, query: EventQuery, *, cap: int) -> Countries:
        """Events by country, of all where counts are kept for such a question, else of the newest ``cap``."""
        return self._ask(lambda db: overview.countries(db, query, lambda: self._newest(query, cap), cap=cap))

    def rules_touched(self) -> dict[str, int]:
        """For each rule that any claim touches, the number of events that do."""
        return self._ask(overview.rules_touched)

    def voices(self, query: SpeakerQuery) -> list[SpeakerCounts]:
        """The speakers that ``query`` asks for; their events are not counted."""
        return self._ask(lambda db: speakers(db, query))

    def speaker_days(self, query: SpeakerQuery) -> list[SpeakerDay]:
        """Claims by day of the speakers that ``query`` asks for together, earliest first."""
        return self._ask(lambda db: days_of_speakers(db, query))

    def topics(self, query: SpeakerQuery) -> SpeakerTopics:
        """What the speakers that ``query`` names speak of, over their latest 2,000 claims."""
        return self._ask(lambda db: overview.topics(db, query))

    def publishers(self, query: PublisherQuery) -> list[PublisherCounts]:
        """The publishers that ``query`` asks for."""
        return self._ask(lambda db: publishers(db, query))

    def accounts_of_actor(self, actor_id: str, at_most: int) -> tuple[list[Account], int]:
        """Claims that name an actor, ``at_most`` of them spread over all, and how many there are."""
        return self._ask(lambda db: overview.accounts_of_actor(db, actor_id, at_most))

    def days_of_actor(self, actor_id: str) -> list[tuple[str, str, int]]:
        """For each day and role how many events an actor takes part in, earliest first."""
        return self._ask(lambda db: list(days_of_actor(db, actor_id)))

    def refusal_codes(self, run_id: str | None = None) -> dict[str, int]:
        """How many refusals each code has, most first."""
        return self._ask(lambda db: refusal_codes(db, run_id))

    def reports(self, query: ReportQuery) -> list[ReportRow]:
        """Reports, latest published first."""
        return self._ask(lambda db: reports_of(db, query))

    def actors(self, query: ActorQuery) -> list[ActorFound]:
        """Actors by words of their names, those of most events first."""
        return self._ask(lambda db: actors_found(db, query))

    def actors_by_ids(self, ids: Iterable[str]) -> list[ActorFound]:
        """Some actors by their ids, in that order; those that no claim names are left out."""
        return self._ask(lambda db: actors_by_ids(db, ids))

    def named(self, names: Iterable[str]) -> list[Named]:
        """The actors and places that are called by one of some names."""
        return self._ask(lambda db: named_exactly(db, names))

    def named_partly(self, words: str, at_most: int) -> list[Named]:
        """The actors whose names hold some words beside others, those of most claims first."""
        return self._ask(lambda db: named_partly(db, words, at_most))

    def who(self, actor_id: str) -> tuple[str | None, str]:
        """Country and kind of an actor."""
        return self._ask(lambda db: who_is(db, actor_id))

    def speakers_about(self, actor_id: str, limit: int) -> list[tuple[str, str, int]]:
        """Who speaks of an actor: name, kind and number of claims."""
        return self._ask(lambda db: speakers_about(db, actor_id, limit))

    def _ask(self, question: Callable[[Connection], _T]) -> _T:
        with translated(self._path):
            return question(self._db)
