"""The process that does tasks of a bulk load for another, which it is told of over a pipe."""

from __future__ import annotations

from functools import partial
from typing import BinaryIO

from sayso.engine.collector import look_seldom
from sayso.engine.processes import answer_all, run_as_child
from sayso.engine.segments.work import Worker, answer_of

__all__ = ["main", "serve"]


def main() -> None:
    """Do tasks from standard input until it ends."""
    look_seldom()
    run_as_child(serve)


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer each task with None, or the error that ends the load; the job comes first.

    Both streams hold pickles: of Job and tasks; of None or an error.
    """
    answer_all(asked, answers, lambda job: partial(answer_of, Worker(job)))
