"""The ledger: reports, claims, runs and refusals are added to it and never taken from it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import apsw

from sayso.errors import LedgerError
from sayso.ledger.acting import Acting
from sayso.ledger.adding import add_claims, told
from sayso.ledger.archives import Archives
from sayso.ledger.care import Care
from sayso.ledger.changes import Changes
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.excerpt import Excerpt
from sayso.ledger.figures import FigureGroup, FigureQuery, figure_groups, newest_groups, nth_day
from sayso.ledger.forgetting import is_forgotten, without_forgotten
from sayso.ledger.joining import Joins
from sayso.ledger.listing import Listing
from sayso.ledger.opening import connected, connected_to_read, shown
from sayso.ledger.people import LedgerActor, actors_of
from sayso.ledger.prints import PrintIndex
from sayso.ledger.publishers import VoiceCounts, voices
from sayso.ledger.query import EventQuery
from sayso.ledger.refresh import Remembered, compare_anew, mark_all_stale, refresh_some
from sayso.ledger.rollups import DayCount, days_of_types
from sayso.ledger.said import SaidClaim, said_by
from sayso.ledger.standings import Standings
from sayso.ledger.translated import translated
from sayso.ledger.undump import Undump
from sayso.ledger.verdicts import add_verdict, every_verdict, has_verdict, last_verdict, verdicts_on
from sayso.ledger.view import Found, StoredReport, View
from sayso.ledger.voices import SpeakerCounts, SpeakerQuery, speakers
from sayso.ledger.watching import Watch
from sayso.records import Account, Article, Claim, Event, Judged, Refusal, Run, Verdict
from sayso.records.codec import header_to_json

__all__ = ["Ledger"]

#: How long to wait for another process's commit. A commit of 64 reports takes some 50 ms.
BUSY_MS = 5000
#: Claims joined per transaction, so that a reader's or another writer's wait stays under a second.
_JOINED_TOGETHER = 250


class Ledger:
    """An open ledger. Additions become visible, and safe from a killed process, with `commit`.

    As a context manager it commits what is left on the way out, and discards it if an error is on its way.
    """

    def __init__(
        self,
        connection: Connection,
        path: str,
        joins: Joins,
        busy_ms: int = BUSY_MS,
        clock: Callable[[], int] = time.time_ns,
        *,
        read_only: bool = False,
    ) -> None:
        self._connection = connection
        self._joins = joins
        self._clock, self._remembered = clock, Remembered()
        self._standings = Standings(connection, PrintIndex(connection))
        self._busy_ms = busy_ms
        self._read_only = read_only
        self._view = View(connection)
        self._path = path
        self.care: Care = Care(connection, self._standings, path, self._writing, self.commit)
        self.watch: Watch = Watch(connection, path, self._writing)
        self.archives: Archives = Archives(connection, path, self._writing)
        self.changes: Changes = Changes(connection, path, joins, self._try_refresh)
        self.listing: Listing = Listing(connection, path)
        self.acting: Acting = Acting(connection, path, self._try_refresh)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        joins: Joins,
        create: bool = True,
        busy_ms: int = BUSY_MS,
        clock: Callable[[], int] = time.time_ns,
    ) -> Ledger:
        """Open the ledger in the file ``path``, made anew if it is not there and ``create`` allows.

        ``joins`` judges which claims tell of one event; ``clock`` says when one has changed, in nanoseconds
        since 1970 (UTC).

        Raises:
            LedgerError: the folder is missing or cannot be written, the file is no ledger or a newer
                sayso's, or another process has it locked.
        """
        return cls(connected(path, create=create, busy_ms=busy_ms), shown(path), joins, busy_ms, clock)

    @classmethod
    def open_to_read(
        cls, path: str | Path, *, joins: Joins, frozen: bool = False, busy_ms: int = BUSY_MS
    ) -> Ledger:
        """Open the ledger in the file ``path`` so that nothing in it can be changed.

        Claims that are not joined yet (`Listing.unjoined`) stay so. ``frozen`` says that nobody changes the
        file, as on a medium that cannot be written.

        Raises:
            LedgerError: there is none, it is no ledger, or of another version than this sayso's.
        """
        connection = connected_to_read(path, frozen=frozen, busy_ms=busy_ms)
        return cls(connection, shown(path), joins, busy_ms, read_only=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.close()

    def close(self) -> None:
        """Close the file. What was not committed is discarded."""
        with translated(self._path):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._connection.close()

    def commit(self) -> None:
        """Keep everything added since the last commit."""
        with translated(self._path):
            if self._connection.in_transaction:
                self._standings.flush()
                self._connection.execute("COMMIT")

    def roll_back(self) -> None:
        """Discard everything added since the last commit."""
        with translated(self._path):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        self._standings.discard()

    def begin_run(self, run: Run) -> None:
        """Record a run; what is added later names it."""
        with self._writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?)",
                (
                    run.run_id,
                    run.code_version,
                    run.config_sha256,
                    run.model_sha256,
                    run.started_at,
                    run.ended_at,
                ),
            )

    def end_run(self, run_id: str, ended_at: str) -> None:
        """Record when a run ended."""
        with self._writing() as db:
            db.execute("UPDATE runs SET ended_at = ? WHERE run_id = ?", (ended_at, run_id))

    def add_refusal(self, run_id: str, refusal: Refusal) -> None:
        """Record that an input was refused; the same one twice in a run counts once."""
        with self._writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO refusals (run_id, name, stage, code, reason) VALUES (?, ?, ?, ?, ?)",
                (run_id, *map(clean, (refusal.name, refusal.stage, refusal.code, refusal.reason))),
            )

    def add_report(
        self, run_id: str, article: Article, claims: Sequence[Claim], vectors: Sequence[bytes] = ()
    ) -> bool:
        """Add a report with its claims. A report that is there already, or was forgotten, is left as it is.

        Claims that name somebody who was forgotten are left out.

        Returns:
            Whether it was added.
        """
        with self._writing() as db:
            if self._view.has_report(article.article_id) or self.is_forgotten(article):
                return False
            claims = without_forgotten(db, claims)
            published = article.published.isoformat() if article.published else None
            db.execute(
                "INSERT INTO reports (article_id, run_id, given_id, name, publisher, published, text_sha256, "
                "header, text, vectors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    article.article_id,
                    run_id,
                    clean(article.given_id) if article.given_id is not None else None,
                    clean(article.name),
                    clean(article.publisher) if article.publisher is not None else None,
                    published,
                    article.text_sha256,
                    json.dumps(header_to_json(article)),
                    article.text.encode("utf-8", "surrogatepass"),
                    b"".join(vectors),
                ),
            )
            add_claims(db, told(claims, published, article.publisher, article.text_sha256), self._joins)
        return True

    @contextmanager
    def standings(self) -> Iterator[Standings]:
        """Where reports stand, for reading."""
        with translated(self._path):
            self._standings.sync()
            yield self._standings

    @contextmanager
    def placing(self) -> Iterator[Standings]:
        """Where reports stand, for writing inside the open unit of work; a fault undoes only this step."""
        done = False
        try:
            with self._writing():
                self._standings.sync()
                yield self._standings
            done = True
        finally:
            if not done:
                self._standings.let_go()

    def begin(self, wait_ms: int) -> bool:
        """Begin a unit of work, if nobody else writes within so long from now; whether it was begun."""
        with translated(self._path):
            if self._connection.in_transaction:
                return True
            try:
                self._connection.set_busy_timeout(wait_ms)
                self._connection.execute("BEGIN IMMEDIATE")
            except apsw.BusyError:
                return False
            finally:
                self._connection.set_busy_timeout(self._busy_ms)
        return True

    def judge(self, verdict: Verdict) -> None:
        """Keep what a person has judged, and join the claims of it anew."""
        self.add_verdict(verdict)
        self.commit()

    def add_verdict(self, verdict: Verdict) -> None:
        """As `judge`, inside the open unit of work; a verdict that was kept already is kept once."""
        with self._writing() as db:
            if has_verdict(db, verdict):
                return
            add_verdict(db, verdict)
            self._standings.let_go()
            if verdict.what is Judged.EVENT:
                db.execute(
                    "INSERT OR IGNORE INTO stale SELECT claim FROM claims WHERE claim_id IN (?, ?)",
                    (verdict.left_id, verdict.right_id),
                )

    def verdicts(self) -> list[Verdict]:
        """Everything that persons have judged, in that order, what was superseded included."""
        with translated(self._path):
            return list(every_verdict(self._connection))

    def last_verdict(self) -> int:
        """The number of the verdict given last, 0 if nobody has judged anything; later ones are greater."""
        with translated(self._path):
            return last_verdict(self._connection)

    def verdicts_on(self, what: Judged, id_: str) -> list[Verdict]:
        """What persons have judged of one claim or report, and still holds."""
        with translated(self._path):
            return verdicts_on(self._connection, what, id_)

    def add_claims(self, article_id: str, claims: Sequence[Claim]) -> None:
        """Add claims to a report that is kept; those it has already are left as they are."""
        with self._writing() as db:
            report = self._view.report(article_id)
            if report is None:
                return
            accounts = told(claims, report.published, report.publisher, report.text_sha256)
            add_claims(db, accounts, self._joins)

    def refresh(self) -> None:
        """Join claims that are not in an event yet.

        `events`, `event` and `find` do so by themselves; after a large load it is better done at once.
        Commits as it goes, unless it is called between an addition and its commit.
        """
        open_before = self._connection.in_transaction
        left = True
        while left:
            with self._writing() as db:
                left = refresh_some(db, self._joins, _JOINED_TOGETHER, self._clock, self._remembered)
            if not open_before:
                self.commit()

    def is_forgotten(self, article: Article) -> bool:
        """Whether a report, or its very text, was forgotten."""
        with translated(self._path):
            report = is_forgotten(self._connection, "report", [article.article_id])
            return bool(report or is_forgotten(self._connection, "text", [article.text_sha256]))

    def day_counts(self, since: str = "", until: str = "9999") -> list[DayCount]:
        """How many events each day has by type and country, between two days (ISO 8601, both inclusive)."""
        self._try_refresh()
        with translated(self._path):
            return list(days_of_types(self._connection, since=since, until=until))

    def rebuild(self, *, compare: bool = True) -> None:
        """Throw all events away and derive them again from the claims, in one transaction.

        ``compare`` makes anew what claims are compared by, for which the texts are needed.
        """
        with self._writing() as db:
            if compare:
                compare_anew(db, self._joins)
            mark_all_stale(db)
            while refresh_some(db, self._joins, _JOINED_TOGETHER, self._clock, self._remembered):
                pass
        self.commit()

    @contextmanager
    def excerpt(self, query: EventQuery) -> Iterator[Excerpt]:
        """What ``query`` finds and all that it rests on, as of one moment, while others go on writing.

        Nothing may be written with this object meanwhile.
        """
        self._try_refresh()
        with translated(self._path):
            self._connection.execute("BEGIN")
            try:
                found = Excerpt(self._connection, self._view, self._standings)
                found.pick(query)
                self._standings.sync()
                yield found
            finally:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def undumping(self) -> Iterator[Undump]:
        """What takes a dump in, inside the open unit of work, begun if need be; the caller commits."""
        with translated(self._path):
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN IMMEDIATE")
            self._standings.sync()
            taking = Undump(self._connection, self._standings, self._joins)
            try:
                yield taking
            finally:
                taking.close()

    def has_report(self, article_id: str) -> bool:
        """Whether the report is kept already."""
        with translated(self._path):
            return self._view.has_report(article_id)

    def report(self, article_id: str) -> StoredReport | None:
        """One report, or None."""
        with translated(self._path):
            return self._view.report(article_id)

    def claim(self, claim_id: str) -> Claim | None:
        """One claim, or None."""
        with translated(self._path):
            return self._view.claim(claim_id)

    def claims_of(self, article_id: str) -> tuple[Claim, ...]:
        """The claims of one report, in the order they were read."""
        with translated(self._path):
            return self._view.claims_of(article_id)

    def accounts_of(self, event_id: str, *, start: int = 0, n: int | None = None) -> tuple[Claim, ...]:
        """The claims of one event, first published first; ``n`` of them from number ``start`` on."""
        with translated(self._path):
            return self._view.accounts_of(event_id, start=start, n=n)

    def accounts_in(self, event_id: str) -> tuple[Account, ...]:
        """The accounts of one event with their origins and copies, first published first."""
        with translated(self._path):
            return self._view.accounts_in(event_id)

    def dated_accounts(self, since: date | None = None, until: date | None = None) -> Iterator[Account]:
        """Every claim of a report with a day of publication between two days, one at a time, as stored."""
        with translated(self._path):
            yield from self._view.dated_accounts(since, until)

    def event(self, event_id: str) -> Event | None:
        """One event, or None."""
        self._try_refresh()
        with translated(self._path):
            return self._view.event(event_id)

    def event_of(self, claim_id: str) -> str | None:
        """Id of the event a claim is in, or None."""
        self._try_refresh()
        with translated(self._path):
            return self._view.event_of(claim_id)

    def events(self, query: EventQuery) -> Iterator[Event]:
        """The events that ``query`` asks for, newest first."""
        self._try_refresh()
        with translated(self._path):
            yield from self._view.events(query)

    def events_with(self, actor_id: str) -> Iterator[Event]:
        """The events in which an actor takes part in any role, newest first."""
        self._try_refresh()
        with translated(self._path):
            yield from self._view.events_with(actor_id)

    def speakers(self, query: SpeakerQuery) -> list[SpeakerCounts]:
        """The speakers that ``query`` asks for, most claims first."""
        self._try_refresh()
        with translated(self._path):
            return speakers(self._connection, query, with_events=True)

    def voices(self, query: SpeakerQuery) -> VoiceCounts:
        """On whose word the claims of the days that ``query`` asks for rest."""
        with translated(self._path):
            return voices(self._connection, query.since, query.until)

    def said_by(self, query: SpeakerQuery) -> Iterator[SaidClaim]:
        """The claims of the speakers that ``query`` names, latest published first."""
        self._try_refresh()
        with translated(self._path):
            yield from said_by(self._connection, self._joins, query)

    def figures(self, query: FigureQuery, *, since: str | None = None) -> Iterator[FigureGroup]:
        """The figure claims of what was asked, those of one event together; see `figure_groups`."""
        self._try_refresh()
        with translated(self._path):
            yield from figure_groups(self._connection, query, since=since)

    def newest_figures(self, query: FigureQuery, at_most: int) -> tuple[list[FigureGroup], bool]:
        """The figure claims of what was asked that were stored last; see `newest_groups`."""
        self._try_refresh()
        with translated(self._path):
            return newest_groups(self._connection, query, at_most)

    def nth_figure_day(self, query: FigureQuery, n: int) -> str | None:
        """The day (ISO 8601) that the n-th latest figure asked for is of; None if there are fewer."""
        with translated(self._path):
            return nth_day(self._connection, query, n)

    def actors(self) -> Iterator[LedgerActor]:
        """Every actor of every claim, those of most claims first."""
        with translated(self._path):
            yield from actors_of(self._connection)

    def actor_names(self, actor_id: str) -> tuple[str, ...]:
        """Names under which claims know an actor; none if they do not."""
        with translated(self._path):
            return self._view.actor_names(actor_id)

    def find(self, prefix: str, *, limit: int = 10) -> list[Found]:
        """Everything that an id, or the beginning of one, may name."""
        self._try_refresh()
        with translated(self._path):
            return self._view.find(prefix, limit=limit)

    def counts(self) -> dict[str, int]:
        """How many runs, reports, claims, events and refusals there are."""
        self._try_refresh()
        with translated(self._path):
            return self._view.counts()

    def _try_refresh(self) -> None:
        """Join what is not joined yet, if it can be done now; a reader must not wait for a bulk load."""
        if self._read_only:
            return
        with translated(self._path):
            if self._connection.execute("SELECT 1 FROM stale LIMIT 1").fetchone() is None:
                return
        try:
            self._connection.set_busy_timeout(0)
            self.refresh()
        except LedgerError as error:
            if not isinstance(error.__cause__, apsw.BusyError | apsw.ReadOnlyError):
                raise
        finally:
            self._connection.set_busy_timeout(self._busy_ms)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """The connection inside the open unit of work, begun if need be; a fault undoes only this step."""
        with translated(self._path):
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield self._connection
