"""Processes of our own that are asked over pipes."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from sayso.text.page_pool import end_process

__all__ = ["Child", "run_as_child"]

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
