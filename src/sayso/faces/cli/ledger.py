"""`sayso ledger rebuild`: origins and events anew from what the ledger holds."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sayso.engine.session import Session
from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted

__all__ = ["ledger"]


class Work(StrEnum):
    """What can be done with a ledger."""

    REBUILD = "rebuild"


def ledger(
    work: Annotated[Work, typer.Argument(metavar="rebuild", help="rebuild: origins and events anew.")],
    path: LedgerOption = None,
) -> None:
    """Find copies, origins and events anew from the reports, claims and verdicts of the ledger.

    The result is that of the stream in which they came in. Needed after an older sayso made the ledger, whose
    reports have no origins yet. Nothing is read again, and nothing stored is lost.
    """
    streams = Streams(machine=False)
    session = Session(settings_with(path))
    with Progress(
        SpinnerColumn(),
        BarColumn(),
        TextColumn("{task.completed:,} reports"),
        TimeElapsedColumn(),
        console=streams.err,
        transient=True,
    ) as bar:
        task = bar.add_task(work.value, total=None)
        done = session.rebuild(lambda n: bar.update(task, completed=n))
    counts = ((done.reports, "report"), (done.origins, "origin"), (done.events, "event"))
    streams.say(", ".join(counted(n, noun) for n, noun in counts))
