"""Processes that read reports side by side, each with a model and gazetteers of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import Any, Self

from sayso.engine.config import Settings
from sayso.engine.processes import Child, Children
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
        self._children = Children(lambda: Child(_PROGRAM, settings), size)

    @property
    def n_started(self) -> int:
        """How many processes were started, those included that ended."""
        return self._children.n_started

    def begin(self, articles: Sequence[Article]) -> Iterator[Told | Refusal]:
        """Start to read reports; what is told of each, in order, once it is asked for.

        A report over which a process ends twice is refused.

        Raises:
            ModelError, GazetteerError: nothing can be read at all; when the first is asked for.
        """
        waiting = [self._children.submit(article, _TRIES) for article in articles]
        return map(self._result, articles, waiting)

    @staticmethod
    def _result(article: Article, waiting: Future[Any]) -> Told | Refusal:  # `Any`: as `Children.submit`
        try:
            answer = waiting.result()
        except ChildProcessError:
            return Refusal(
                name=article.name,
                stage="read",
                code="internal",
                reason="the process that read it ended, twice",
            )
        if isinstance(answer, Told | Refusal):
            return answer
        raise answer

    def close(self) -> None:
        """End the processes, whatever they are reading."""
        self._children.close()

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
