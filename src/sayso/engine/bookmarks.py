"""Follows how far each archive of a load is dealt with, and keeps that in the ledger with the reports.

What is met in an archive is a ticket until it has an outcome. A position counts once everything up to it has
one; outcomes may come out of order.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sayso
from sayso.classes import dataclass, field, replace
from sayso.engine.config import Settings
from sayso.ledger import Archive, Done, Ledger, Outcome
from sayso.records import Item, Position, Refusal

if TYPE_CHECKING:
    from datetime import date

    from sayso.ingest import Meter

__all__ = ["Bookmarks", "reading_of"]

#: Refusals that speak of the moment, not of the archive: what could not be read may be readable next time.
_OF_THE_MOMENT = frozenset({"input.missing"})


def reading_of(
    settings: Settings, *, published: date | None, publisher: str | None, model_sha256: str
) -> str:
    """A digest of whatever alters what comes of an archive; with another one, positions do not hold.

    A new version of sayso, or a new model, may read what an older one refused: archives are looked through
    once more then. What the ledger has of them is known by its ids.
    """
    alters = {
        "version": sayso.__version__,
        "model": model_sha256,
        "limits": asdict(settings.limits),
        "published": published.isoformat() if published else None,
        "publisher": publisher,
    }
    return hashlib.sha256(json.dumps(alters, sort_keys=True).encode()).hexdigest()


@dataclass(slots=True, kw_only=True)
class _Ticket:
    """One input of an archive; ``outcome`` is what became of it, a code where it was refused."""

    mark: _Mark
    position: Position | None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class _Looks:
    """What a file looks like from outside; it changes if the file is written to."""

    size_bytes: int
    changed_ns: int
    number: int

    @classmethod
    def of(cls, path: Path) -> _Looks | None:
        """None for what is no file, or cannot be looked at."""
        try:
            status = path.stat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)


@dataclass(slots=True, kw_only=True)
class _Mark:
    """One archive that is read."""

    path: Path
    archive: Archive
    looks: _Looks
    done: Done
    anew: bool
    tickets: deque[_Ticket] = field(default_factory=deque)
    register: Callable[[str, _Ticket], None]
    #: Outcomes of what has no position of its own: it counts with what comes behind it.
    between: Counter[str] = field(default_factory=Counter)
    over: bool = False
    stopped: bool = False
    news: bool = False

    @property
    def after(self) -> Position | None:
        """The position behind which reading begins."""
        return self.done.position

    @property
    def finished(self) -> bool:
        """Whether there is nothing in it that was not dealt with."""
        return self.done.finished

    def met(self, found: Item | Refusal) -> None:
        """Take a ticket for what is found."""
        if isinstance(found, Refusal) and found.code in _OF_THE_MOMENT:
            self.stopped = True
        if not self.stopped:
            ticket = _Ticket(mark=self, position=found.position)
            self.tickets.append(ticket)
            self.register(found.name, ticket)

    def ended(self) -> None:
        """The archive was read to its end."""
        self.over = not self.stopped
        self.advance()

    def advance(self) -> None:
        """Count everything up to the first input without an outcome."""
        while self.tickets and self.tickets[0].outcome is not None:
            ticket = self.tickets.popleft()
            self.between[ticket.outcome or ""] += 1
            if ticket.position is not None:
                self._count(replace(self.done, position=ticket.position.reached_from(self.done.position)))
        if self.over and not self.tickets and not self.done.finished:
            self._count(replace(self.done, finished=True))

    def _count(self, done: Done) -> None:
        counts, self.between = self.between, Counter()
        copies, known = counts.pop(Outcome.COPY, 0), counts.pop(Outcome.KNOWN, 0)
        self.done = replace(
            done,
            coded=done.coded + counts.pop(Outcome.CODED, 0) + copies,
            copies=done.copies + copies,
            known=done.known + known,
            refused=Counter(done.refused) + counts,
        )
        self.news = True


class Bookmarks:
    """The positions of one load.

    Args:
        ledger: where they are kept.
        reading: the digest of whatever alters what is read, asked for when the first archive is opened.
        meter: told what an earlier load has dealt with.
        anew: read archives from their beginning, whatever is kept of them.
        clock: the present instant.
    """

    def __init__(
        self,
        ledger: Ledger,
        reading: Callable[[], str],
        *,
        meter: Meter | None,
        anew: bool,
        clock: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._ask_reading = reading
        self._reading = ""
        self._meter = meter
        self._anew = anew
        self._clock = clock
        #: What was kept of each archive when it was first opened.
        self._opened: dict[Archive, Done] = {}
        self._marks: list[_Mark] = []
        self._tickets: defaultdict[str, deque[_Ticket]] = defaultdict(deque)

    def open(self, path: Path, kind: str) -> _Mark | None:
        """Where to go on in a file; None if it is no file, cannot be read, or was opened before.

        An archive that comes twice in a load is passed over twice if an earlier load has got through it, else
        it is read twice, whatever of it was committed meanwhile: the second time its reports are known.
        """
        # the readers of archives take longer to load than most questions to answer
        from sayso.ingest import archive_sha256  # noqa: PLC0415

        looks = _Looks.of(path)
        if looks is None:
            return None
        try:
            digest = archive_sha256(path)
        except OSError:
            return None
        self._reading = self._reading or self._ask_reading()
        archive = Archive(sha256=digest, size_bytes=looks.size_bytes, reading=f"{self._reading}:{kind}")
        done = self._opened.get(archive)
        if done is not None and not done.finished:
            return None
        if done is not None:
            done = replace(done, coded=0, copies=0, known=done.coded + done.known)
        elif not self._anew:
            done = self._ledger.archives.done(archive)
        done = done or Done()
        self._opened.setdefault(archive, done)
        self._passed_over(done)
        mark = _Mark(
            path=path,
            archive=archive,
            looks=looks,
            done=done,
            anew=self._anew,
            register=lambda name, ticket: self._tickets[name].append(ticket),
        )
        if not mark.finished:
            self._marks.append(mark)
        return mark

    def _passed_over(self, done: Done) -> None:
        if self._meter is not None:
            self._meter.earlier += Counter({"coded": done.coded, "known": done.known, **done.refused})
            self._meter.whole += done.finished

    def settled(self, name: str, outcome: str) -> None:
        """An input has an outcome, which is written in the unit of work that is open."""
        waiting = self._tickets.get(name)
        if waiting is None:
            return  # of no archive
        ticket = waiting.popleft()
        if not waiting:
            del self._tickets[name]
        ticket.outcome = outcome
        ticket.mark.advance()

    @property
    def has_news(self) -> bool:
        """Whether an archive is further on than the ledger says."""
        return any(mark.news for mark in self._marks)

    def keep(self) -> None:
        """Write down how far each archive is dealt with, in the unit of work that is open."""
        at = self._clock().isoformat(timespec="microseconds")
        for mark in self._marks:
            # what was read of a file that is written to may be of neither content
            if mark.news and _Looks.of(mark.path) == mark.looks:
                if mark.anew:
                    self._ledger.archives.drop(mark.archive)
                    mark.anew = False
                self._ledger.archives.keep(mark.archive, mark.done, name=str(mark.path), at=at)
            mark.news = False
        self._marks = [mark for mark in self._marks if not mark.finished]
