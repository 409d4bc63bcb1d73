"""Does the tasks of a bulk load on this machine, in a process for each core."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed

from sayso.engine.processes import Child, Children
from sayso.engine.segments.work import Job, Task, Worker, answer_of
from sayso.errors import SaysoError
from sayso.text.page_pool import cores

__all__ = ["LocalPool"]

_PROGRAM = "sayso.engine.segments.child"


class LocalPool:
    """Processes of this machine, as many as settings ask for and there are cores.

    A process that ends is replaced and its task is begun anew: the worker counts how often.
    """

    def each(self, job: Job, tasks: Sequence[Task]) -> Iterator[SaysoError | None]:
        """Do the tasks; how each ended, in the order in which they do."""
        size = min(job.settings.reader.workers, cores(), len(tasks))
        if size <= 1 or not sys.executable:
            worker = Worker(job)
            for task in tasks:
                yield answer_of(worker, task)
            return
        with Children(lambda: Child(_PROGRAM, job), size) as children:
            for done in as_completed([children.submit(task) for task in tasks]):
                answer = done.result()
                yield answer if isinstance(answer, SaysoError) else None
