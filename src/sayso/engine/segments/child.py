"""The process that does tasks of a bulk load for another, which it is told of over a pipe."""

from __future__ import annotations

import os
import pickle
import sys
from typing import BinaryIO

from sayso.engine.segments.work import Worker, answer_of

__all__ = ["main", "serve"]

#: Behind who asks the ledger, where all cores are busy.
_NICENESS = 5


def main() -> None:
    """Do tasks from standard input until it ends."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not stand between answers
    serve(sys.stdin.buffer, answers)


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer each task with None, or the error that ends the load; the job comes first.

    Both streams hold pickles: of Job and tasks; of None or an error.
    """
    worker: Worker | None = None
    while True:
        try:
            said = pickle.load(asked)  # noqa: S301  the owner of this process, our own program, wrote it
        except EOFError:
            return
        if worker is None:
            worker = Worker(said)
            continue
        pickle.dump(answer_of(worker, said), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
