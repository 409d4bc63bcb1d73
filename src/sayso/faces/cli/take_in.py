"""`sayso import`: a ledger that was written as JSON lines, taken into another."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from sayso.engine.session import Session
from sayso.faces.cli.export import progress
from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted
from sayso.faces.exits import SOME_REFUSED
from sayso.faces.export.jsonl import read_dump
from sayso.records import Refusal

__all__ = ["take_in"]


def take_in(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="A file that `sayso export --to jsonl` wrote; - for stdin.")
    ],
    ledger: LedgerOption = None,
) -> None:
    """Take a ledger that was exported as JSON lines into another, or into a new one.

    Reports are not read again: claims come as they were, and every id is checked against what it names.
    Reports that are there already are passed over, and those that came are compared with them for copies.
    All of the file is taken, or nothing: a fault on any line leaves the ledger as it was, and exits with 1.
    """
    streams = Streams(machine=False)
    session = Session(settings_with(ledger))
    with _source(path) as (source, name), progress(streams, "import") as tell:
        done = session.take_in(read_dump(source, name), name, tell)
    if isinstance(done, Refusal):
        streams.refused(done)
        streams.say("nothing was taken in")
        raise typer.Exit(SOME_REFUSED)
    streams.say(f"{_told(done.came) or 'nothing new'}; {counted(done.events, 'event')} in the ledger")
    if done.known:
        streams.say(f"passed over, as they were there or forgotten here: {_told(done.known)}")
    if done.looked:
        streams.say(f"{counted(done.looked, 'report')} compared with those that were there")


def _told(counts: Mapping[str, int]) -> str:
    named = ((n, *_NOUNS.get(kind, (kind, ""))) for kind, n in counts.items())
    return ", ".join(counted(n, noun, plural) for n, noun, plural in named)


#: What a kind of line is called where that is not its name.
_NOUNS = {
    "standing": ("report's standing", "reports' standings"),
    "carried": ("copy", "copies that carry claims"),
}


@contextmanager
def _source(path: str) -> Iterator[tuple[BinaryIO, str]]:
    if path == "-":
        yield sys.stdin.buffer, "-"
        return
    with ExitStack() as opened:
        try:
            source = opened.enter_context(Path(path).open("rb"))
        except OSError as error:
            raise typer.BadParameter(f"{path} cannot be read: {error.strerror}") from error
        yield source, path
