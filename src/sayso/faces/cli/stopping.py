"""How a command that runs for long is asked to end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Signal

__all__ = ["stopping"]


@contextmanager
def stopping(stop: Signal) -> Iterator[None]:
    """Within it, a first SIGINT or SIGTERM asks the command to end; a second one ends it at once."""

    def asked(number: int, _frame: object) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
