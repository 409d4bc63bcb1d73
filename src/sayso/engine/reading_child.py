"""The process that reads reports for another: reports on its input, what they tell on its output."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from sayso.engine.catalog import Given, build_parts
from sayso.engine.collector import look_seldom
from sayso.engine.config import Settings
from sayso.engine.pipeline import Parts
from sayso.engine.processes import answer_all, run_as_child
from sayso.engine.told import FATAL, Told, told_of
from sayso.errors import SaysoError
from sayso.records import Article, Refusal

__all__ = ["main", "serve"]


def main() -> None:
    """Read reports from standard input until it ends."""
    look_seldom()
    run_as_child(serve)


def serve(
    asked: BinaryIO, answers: BinaryIO, build: Callable[[Settings, Given], Parts] = build_parts
) -> None:
    """Answer with what is told in each report that is asked for; the settings come first.

    Both streams hold pickles: of Settings and Article; of Told, Refusal or the error that ends all reading.
    """
    answer_all(asked, answers, lambda settings: partial(_told, build(settings, Given())))


def _told(parts: Parts, article: Article) -> Told | Refusal | SaysoError:
    try:
        return next(iter(told_of(parts.reader, parts.extract, [article])))
    except FATAL as error:
        return error
