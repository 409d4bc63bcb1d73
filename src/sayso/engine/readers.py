"""Processes that read reports side by side, each with a model and gazetteers of its own."""

from __future__ import annotations

import contextlib
import pickle
import queue
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Self

from sayso.engine.config import Settings
from sayso.engine.processes import Child
from sayso.engine.told import Told
from sayso.records import Article, Refusal
from sayso.text.page_pool import cores

__all__ = ["Readers", "readers_of"]

#: What a process runs.
_PROGRAM = "sayso.engine.reading_child"
#: How often a report is given to a new process where one ended over it.
_TRIES = 2


class Readers:
    """Reads reports in processes of their own, several at a time; for one thread to ask.

    Use it in a ``with``. Processes are started when the first reports come; those of an owner that was killed
    see the end of it and end too.

    Args:
        settings: what the stages are built with.
        size: how many processes.
    """

    def __init__(self, settings: Settings, size: int) -> None:
        self.size = size
        self.n_started: int = 0
        self._settings = settings
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="reader")
        self._idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._children: list[Child] = []

    def begin(self, articles: Sequence[Article]) -> Iterator[Told | Refusal]:
        """Start to read reports; what is told of each, in order, once it is asked for.

        A report over which a process ends twice is refused.

        Raises:
            ModelError, GazetteerError: nothing can be read at all; when the first is asked for.
        """
        waiting = [self._threads.submit(self._read, article) for article in articles]
        return self._results(waiting)

    @staticmethod
    def _results(waiting: Sequence[Future[Told | Refusal]]) -> Iterator[Told | Refusal]:
        for future in waiting:
            yield future.result()

    def _read(self, article: Article) -> Told | Refusal:
        for _ in range(_TRIES):
            child = self._taken()
            try:
                answer = child.ask(article)
            except (EOFError, OSError, pickle.UnpicklingError):
                child.end()
                continue
            self._idle.put(child)
            if isinstance(answer, Told | Refusal):
                return answer
            raise answer
        return Refusal(
            name=article.name,
            stage="read",
            code="internal",
            reason="the process that read it ended, twice",
        )

    def _taken(self) -> Child:
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        child = Child(_PROGRAM, self._settings)
        self.n_started += 1
        self._children.append(child)
        return child

    def close(self) -> None:
        """End the processes, whatever they are reading."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.kill()
        self._threads.shutdown()
        for child in self._children:
            child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def readers_of(settings: Settings) -> Callable[[], Readers] | None:
    """What starts the processes that settings ask for; None where reports are read in this one."""
    size = min(settings.reader.workers, cores())
    return partial(Readers, settings, size) if size > 1 and sys.executable else None
