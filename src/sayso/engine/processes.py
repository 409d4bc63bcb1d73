"""Processes of our own that are asked over pipes."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, BinaryIO, Self

from sayso.text.page_pool import end_process

__all__ = ["Child", "Children", "answer_all", "run_as_child"]

#: What a process runs: a clean interpreter on the search path of this one, not a fork, because other threads
#: and open ledgers are here, and not what runs this program, which need not expect to be run twice. There is
#: one for each core, so that what libraries would do with threads of their own is done with one.
_PROGRAM = (
    "import os, sys; sys.path[:] = sys.argv[1:];"
    "[os.putenv(name + '_NUM_THREADS', '1') for name in ('OMP', 'OPENBLAS', 'MKL')];"
    "from {module} import main; main()"
)


#: Behind who asks the ledger and who writes it, where all cores are busy.
_NICENESS = 5


def run_as_child(serve: Callable[[BinaryIO, BinaryIO], None]) -> None:
    """Serve the process that started this one until its questions end."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not stand between answers
    serve(sys.stdin.buffer, answers)


# `Any`: what came over the pipe.
def answer_all(asked: BinaryIO, answers: BinaryIO, begin: Callable[[Any], Callable[[Any], object]]) -> None:
    """Answer each pickle with one, but for the first: what is made of that answers the others."""
    answer: Callable[[Any], object] | None = None
    while True:
        try:
            said = pickle.load(asked)  # noqa: S301  the owner of this process, our own program, wrote it
        except EOFError:
            return
        if answer is None:
            answer = begin(said)
            continue
        pickle.dump(answer(said), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


class Child:
    """One process and the pipes to it.

    Args:
        module: whose ``main`` it runs. That reads pickles from standard input and answers each with one on
            standard output, but for the first.
        given: the first.
    """

    def __init__(self, module: str, given: object) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own program, no shell
            [sys.executable, "-c", _PROGRAM.format(module=module), *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._given: object | None = given

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ask(self, asked: object) -> Any:  # `Any`: what came over the pipe
        """What the process answers.

        Raises:
            EOFError, OSError, UnpicklingError: the process ended.
        """
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise EOFError
        if self._given is not None:
            pickle.dump(self._given, questions)
            self._given = None
        pickle.dump(asked, questions, protocol=pickle.HIGHEST_PROTOCOL)
        questions.flush()
        return pickle.load(answers)  # noqa: S301  our own program wrote it

    def kill(self) -> None:
        """End the process; whoever waits for it sees its end."""
        self._process.kill()

    def end(self) -> None:
        """End the process and close the pipes."""
        end_process(self._process)


class Children:
    """Processes that are asked side by side, each one thing at a time; use it in a ``with``.

    They are started when they are needed, and one that ends is replaced; those of an owner that was killed
    see the end of it and end too.

    Args:
        start: starts one.
        size: how many there are at once.
    """

    def __init__(self, start: Callable[[], Child], size: int) -> None:
        self.n_started: int = 0
        self._start = start
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="children")
        self._idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._children: list[Child] = []
        self._over = threading.Event()

    def submit(self, asked: object, tries: int | None = None) -> Future[Any]:  # `Any`: as `Child.ask`
        """Ask whichever is free; another if it ends over it, so often, or as often as it takes.

        The answer may be a ChildProcessError: as many ended over it, or all of them were closed.
        """
        return self._threads.submit(self._ask, asked, tries)

    def _ask(self, asked: object, tries: int | None) -> Any:  # `Any`: as above
        n = 0
        while (tries is None or n < tries) and not self._over.is_set():
            n += 1
            child = self._taken()
            try:
                answer = child.ask(asked)
            except (EOFError, OSError, pickle.UnpicklingError):
                child.end()
                continue
            self._idle.put(child)
            return answer
        raise ChildProcessError("the process that was asked ended")

    def _taken(self) -> Child:
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        child = self._start()
        self.n_started += 1
        self._children.append(child)
        return child

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._over.set()
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
