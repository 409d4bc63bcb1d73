"""Does the tasks of a bulk load on this machine, in a process for each core."""

from __future__ import annotations

import contextlib
import pickle
import queue
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from sayso.engine.processes import Child
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
        yield from _apart(job, tasks, size)


def _apart(job: Job, tasks: Sequence[Task], size: int) -> Iterator[SaysoError | None]:
    idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
    children: list[Child] = []
    over = threading.Event()

    def done(task: Task) -> SaysoError | None:
        while not over.is_set():
            try:
                child = idle.get_nowait()
            except queue.Empty:
                child = Child(_PROGRAM, job)
                children.append(child)
            try:
                answer = child.ask(task)
            except (EOFError, OSError, pickle.UnpicklingError):
                child.end()
                continue
            idle.put(child)
            return answer if isinstance(answer, SaysoError) else None
        return None

    threads = ThreadPoolExecutor(size, thread_name_prefix="segments")
    try:
        for future in as_completed([threads.submit(done, task) for task in tasks]):
            yield future.result()
    finally:
        over.set()
        threads.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.kill()
        threads.shutdown()
        for child in children:
            with contextlib.suppress(OSError):
                child.end()
