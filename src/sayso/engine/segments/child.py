"""The process that does tasks of a bulk load for another, which it is told of over a pipe."""

from __future__ import annotations

import pickle
from typing import BinaryIO

from sayso.engine.processes import run_as_child
from sayso.engine.segments.work import Worker, answer_of

__all__ = ["main", "serve"]


def main() -> None:
    """Do tasks from standard input until it ends."""
    run_as_child(serve)


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
