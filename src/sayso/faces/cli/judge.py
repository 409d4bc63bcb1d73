"""`sayso judge` and `sayso verdicts`: what a person says of two events or reports, kept and exported."""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from sayso.engine.judging import Waiting
from sayso.engine.session import Session
from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.rows import RowFormat, write_rows
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import plain
from sayso.faces.exits import SOME_REFUSED
from sayso.records import Judged, Judgement, Verdict
from sayso.records.codec import SCHEMA
from sayso.records.link_codec import verdict_to_json

__all__ = ["judge", "user", "verdicts"]

_COLUMNS = ("what", "left", "right", "judgement", "note", "decided_by", "decided_at", "retired_at", "state")


class Said(StrEnum):
    """What a person can say of two things."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


def judge(
    left: Annotated[str, typer.Argument(metavar="LEFT", help="An event, claim, report or origin.")],
    right: Annotated[str, typer.Argument(metavar="RIGHT", help="Another of the same kind.")],
    said: Annotated[
        Said,
        typer.Argument(
            metavar="same|different|unsure",
            help="One event, or one origin; two; or nobody can tell, which takes a verdict back.",
        ),
    ],
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who judges; the user's name unasked.")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why, in a few words.")] = "",
    ledger: LedgerOption = None,
) -> None:
    """Say that two events or claims are of one event, or two reports of one origin, or that they are not.

    The verdict takes the place of what was concluded, also when the ledger is rebuilt. `sayso verdicts` lists
    and exports them. While another process writes to the ledger, the verdict waits on the desk beside it, and
    that process takes it over. Exits with 1 if nothing in the ledger has one of the ids.
    """
    streams = Streams(machine=False)
    given = Session(settings_with(ledger)).submit(
        left, right, Judgement(said.value), by=by or user(), note=note
    )
    if given is None:
        streams.missing(f"{left} or {right}")
        raise typer.Exit(SOME_REFUSED)
    verdict = given.verdict
    what = "event" if verdict.what is Judged.EVENT else "origin"
    words = {
        Said.SAME: f"one {what}",
        Said.DIFFERENT: f"not one {what}",
        Said.UNSURE: "unsure; what was judged before no longer holds",
    }
    streams.say(f"{verdict.left_id} and {verdict.right_id}: {words[said]}, says {verdict.decided_by}")
    if not given.applied:
        streams.say("  another process writes to the ledger; it takes the verdict over after its next commit")


def user() -> str:
    """The name of whoever runs the command, as the system has it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # no name for this user id, as in some containers
        return "unnamed"


def verdicts(
    form: Annotated[
        RowFormat,
        typer.Option("--format", help="table for people; json: one document; jsonl: one line each; csv."),
    ] = RowFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """List everything that persons have judged, in that order; one that another superseded says when.

    Those that wait until another process is done writing come last, and say so.
    """
    session = Session(settings_with(ledger))
    found, waiting = session.verdicts(), session.pending()
    streams = Streams(machine=form is not RowFormat.TABLE)
    rows = [verdict_to_json(verdict) | {"state": "kept"} for verdict in found]
    rows += [
        verdict_to_json(each.verdict) | {"state": "set aside" if each.trouble else "waits"}
        for each in waiting
    ]
    if form is RowFormat.TABLE:
        streams.block(_table(found, waiting))
    elif form is RowFormat.CSV:
        write_rows(_COLUMNS, rows, sys.stdout)
    elif form is RowFormat.JSON:
        streams.document({"schema": SCHEMA, "verdicts": rows}, indent=2)
    else:
        for row in rows:
            streams.document(row, indent=None)


def _table(found: list[Verdict], waiting: list[Waiting]) -> Table | Text:
    if not found and not waiting:
        return Text("nobody has judged anything in this ledger; `sayso judge` does")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("what", "left", "right", "judgement", "by", "at", "superseded", "note"):
        table.add_column(heading, no_wrap=heading in ("left", "right"))
    marked = [(v, (v.retired_at or "")[:19]) for v in found]
    marked += [(w.verdict, plain(f"set aside: {w.trouble}") if w.trouble else "waits") for w in waiting]
    for v, superseded in marked:
        table.add_row(
            v.what.value,
            v.left_id,
            v.right_id,
            v.judgement.value,
            Text(plain(v.decided_by)),
            v.decided_at[:19],
            superseded,
            Text(plain(v.note)),
        )
    return table
