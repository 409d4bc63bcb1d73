"""Looks what is new for saved searches and tells of it: once, or beside a watch for as long as that runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event as Signal

from sayso.classes import dataclass, field
from sayso.engine.alerts import due
from sayso.engine.beside import beside, has_ledger
from sayso.engine.catalog import open_desk, open_ledger
from sayso.engine.config import Settings
from sayso.engine.delivering import Delivered, Writers, build_senders, deliver
from sayso.errors import cut
from sayso.ledger.desk import desk_beside

__all__ = ["Teller", "Told", "tell"]

#: Looks one after another at what a long load has left, before what was found is sent.
_ROUNDS = 20
#: How long the last telling of a watch may take.
_FAREWELL_S = 10.0

Note = Callable[[Mapping[str, object]], None]


@dataclass(slots=True)
class Told:
    """What a run of alerts did: searches looked at that had something new, its events, and the deliveries."""

    searches: int = 0
    entries: int = 0
    delivered: Delivered = field(default_factory=Delivered)
    waiting: int = 0


def tell(settings: Settings, writers: Writers, clock: Callable[[], datetime], stop: Signal) -> Told:
    """Look at every search that is due, and send what is to be sent.

    What was found is written down before anything is sent, so that a process killed at any line loses
    nothing; see `desk.outbox`.

    Raises:
        ConfigError: a setting of alerts cannot be used.
        LedgerError: the ledger cannot be read.
        DeskError: the desk cannot be read or written.
    """
    told = Told()
    if not desk_beside(beside(settings)).exists():
        return told
    senders = build_senders(settings, writers, clock)
    with open_desk(settings, create=False) as desk:
        if has_ledger(settings) and any(s.alerting.on for s in desk.searches.every()):
            with open_ledger(settings, create=False) as ledger:
                for _ in range(_ROUNDS):
                    looks = [] if stop.is_set() else due(ledger, desk, clock())
                    kept = [look for look in looks if desk.searches.keep(look)]
                    told.searches += sum(bool(look.messages) for look in kept)
                    told.entries += sum(
                        len((m.document or {}).get("entries", ())) for look in kept for m in look.messages
                    )
                    if not kept:
                        break
        told.delivered = deliver(desk, senders, clock, stop)
        told.waiting = desk.outbox.waiting()
        before = clock() - timedelta(days=settings.alerts.keep_days)
        desk.outbox.tidy(before.isoformat(timespec="microseconds"))
    return told


class Teller:
    """Tells in a thread of its own, so that no receiver stops what runs beside it.

    A run that fails is noted, and another one begins with the next `tick`.
    """

    def __init__(
        self, settings: Settings, writers: Writers, clock: Callable[[], datetime], note: Note
    ) -> None:
        self._settings = settings
        self._writers = writers
        self._clock = clock
        self._note = note
        self._stop = Signal()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="tell")
        self._running: Future[Told] | None = None

    def tick(self) -> None:
        """Begin a run, unless one is under way."""
        if self._running is not None and not self._running.done():
            return
        self._say()
        self._running = self._pool.submit(tell, self._settings, self._writers, self._clock, self._stop)

    def finish(self) -> None:
        """Tell once more of what came last; what is not sent within a few seconds is sent another time."""
        if self._running is not None:
            wait([self._running], timeout=_FAREWELL_S)
        self.tick()
        if self._running is not None:
            wait([self._running], timeout=_FAREWELL_S)
        self._stop.set()
        self._pool.shutdown(wait=True)
        self._say()

    def _say(self) -> None:
        """Note what came of the last run."""
        run, self._running = self._running, None
        if run is None:
            return
        fault = run.exception()
        if fault is not None:
            self._note({"event": "alerts", "reason": f"{type(fault).__name__}: {cut(str(fault), 200)}"})
            return
        told = run.result()
        for trouble in told.delivered.troubles:
            self._note({"event": "alerts", "reason": trouble})
        if told.delivered.sent:
            self._note({"event": "alerts", "reason": f"{told.delivered.sent} sent"})
