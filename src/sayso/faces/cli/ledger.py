"""`sayso ledger`, `sayso backup`, `sayso forget`: what keeps a ledger in order."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sayso.engine.session import Session
from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted
from sayso.faces.exits import CANNOT_OPEN, SOME_REFUSED, WRONG_USAGE
from sayso.ledger import Keep

__all__ = ["backup", "forget", "ledger"]


class Work(StrEnum):
    """What can be done with a ledger."""

    REBUILD = "rebuild"
    CHECK = "check"
    TRIM = "trim"


def ledger(
    work: Annotated[
        Work,
        typer.Argument(
            help="rebuild: origins and events anew. check: is it whole? trim: let go of older texts.",
        ),
    ],
    full: Annotated[bool, typer.Option(help="check: read every page and every text.")] = False,
    keep: Annotated[
        Keep | None,
        typer.Option(help="trim: what is kept of a text. Default: the setting keep.text."),
    ] = None,
    older_than: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS", min=1, help="trim: days since publication. Default: the setting keep.days."
        ),
    ] = None,
    path: LedgerOption = None,
) -> None:
    """Keep the ledger in order.

    rebuild finds copies, origins and events anew from reports, claims and verdicts, as the stream made them.
    It is needed after an older sayso made the ledger. Nothing is read again, and nothing stored is lost.
    Where texts were let go, origins stay as they are.

    check names everything that cannot be right, and exits with 3 if there is anything.

    trim lets go of what is not to be kept of older texts. Claims, spans and digests stay.
    """
    session = Session(settings_with(path))
    if work is Work.CHECK:
        _check(session, full=full)
    elif work is Work.TRIM:
        changed = session.let_texts_go(keep, older_than)
        Streams(machine=False).say(f"{counted(changed, 'text')} let go")
    else:
        _rebuild(session)


def _rebuild(session: Session) -> None:
    streams = Streams(machine=False)
    with Progress(
        SpinnerColumn(),
        BarColumn(),
        TextColumn("{task.completed:,} reports"),
        TimeElapsedColumn(),
        console=streams.err,
        transient=True,
    ) as bar:
        task = bar.add_task("rebuild", total=None)
        done = session.rebuild(lambda n: bar.update(task, completed=n))
    counts = ((done.reports, "report"), (done.origins, "origin"), (done.events, "event"))
    kept = "" if done.settled else "; origins as they were, since texts were let go"
    streams.say(", ".join(counted(n, noun) for n, noun in counts) + kept)


def _check(session: Session, *, full: bool) -> None:
    streams = Streams(machine=False)
    found = session.faults(full=full)
    for fault in found:
        streams.say(f"{fault.check}: {fault.what}")
    streams.say("whole" if not found else counted(len(found), "fault"))
    if found:
        raise typer.Exit(CANNOT_OPEN)


def backup(
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH", help="A new file. Default: beside the ledger, named after the moment."
        ),
    ] = None,
    path: LedgerOption = None,
) -> None:
    """Copy the ledger into a new file while it is in use, and look the copy through.

    The copy is one moment of the ledger. A file of that name is there only if it is a good copy.
    """
    done = Session(settings_with(path)).back_up(target)
    size = f"{done.size_bytes / 1e6:,.1f} MB"
    counts = f"{counted(done.reports, 'report')}, {counted(done.claims, 'claim')}"
    Streams(machine=False).say(f"{done.path}: {counts}, {size}, looked through")


def forget(
    id_: Annotated[str, typer.Argument(metavar="REPORT|ACTOR", help="An id, or the beginning of one.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the mark that stays.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    path: LedgerOption = None,
) -> None:
    """Delete a report with its claims, or every claim that names somebody, and never take it in again.

    A person's name is blotted out of every text that is kept. A digest of the id, the day and the reason
    stay. Copies made with `sayso backup` are not touched.
    """
    streams = Streams(machine=False)
    if not yes and not _agreed(id_):
        streams.say("nothing was forgotten; --yes does not ask")
        raise typer.Exit(WRONG_USAGE)
    done = Session(settings_with(path)).forget(id_, reason)
    if done is None:
        streams.missing(id_)
        raise typer.Exit(SOME_REFUSED)
    what = f"{done.kind} {done.id} forgotten: {counted(done.claims, 'claim')} deleted"
    blotted = f", blotted out of {counted(done.reports, 'report')}" if done.kind == "actor" else ""
    streams.say(what + blotted)


def _agreed(id_: str) -> bool:
    """Whether a person at a terminal says that it is to be done."""
    return sys.stdin.isatty() and typer.confirm(f"Delete {id_} for good?", err=True)
