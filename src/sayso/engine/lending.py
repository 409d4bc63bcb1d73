"""Open ledgers, lent to one question at a time, so that many questions need not open the file anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from sayso.errors import LedgerError
from sayso.ledger import Ledger

__all__ = ["Lending"]

#: Open ledgers that are kept while nobody asks: one for each thread of a small pool.
_KEPT = 4


class Lending:
    """Lends open ledgers. Each is with one question at a time, so that threads share none.

    Args:
        open_one: opens one more, where all that are open are with a question.
    """

    def __init__(self, open_one: Callable[[], Ledger]) -> None:
        self._open_one = open_one
        self._lock = Lock()
        self._idle: list[Ledger] = []
        self._closed = False

    @contextmanager
    def lent(self) -> Iterator[Ledger]:
        """An open ledger for one question.

        Raises:
            LedgerError: it was closed, or cannot be opened.
        """
        ledger = self._take()
        try:
            yield ledger
        finally:
            self._give_back(ledger)

    def _take(self) -> Ledger:
        with self._lock:
            if self._closed:
                raise LedgerError("the ledger was closed", hint="open it again: sayso.open(…)")
            if self._idle:
                return self._idle.pop()
        return self._open_one()

    def _give_back(self, ledger: Ledger) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _KEPT:
                self._idle.append(ledger)
                return
        ledger.close()

    def close(self) -> None:
        """Close every ledger: those at hand at once, those with a question when it is answered."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for ledger in idle:
            ledger.close()
