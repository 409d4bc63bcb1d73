"""`sayso alerts`: tells those who saved a search of what is new for it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from threading import Event as Signal
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from sayso.engine.catalog import now
from sayso.engine.searches import SavedSearches
from sayso.engine.telling import Told, tell
from sayso.faces.alerts.documents import delivery_to_json
from sayso.faces.alerts.messages import writers_of
from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.rows import RowFormat, write_rows
from sayso.faces.cli.stopping import stopping
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, plain
from sayso.faces.exits import SOME_REFUSED
from sayso.ledger.desk import Delivery, Fate
from sayso.records.codec import SCHEMA

__all__ = ["alerts"]

_COLUMNS = (
    "id",
    "search",
    "made_at",
    "channel",
    "receiver",
    "events",
    "outcome",
    "attempts",
    "due_at",
    "code",
    "reason",
    "done_at",
)
#: Deliveries that are listed, the latest; those of the last month are kept.
_LISTED = 1000


def alerts(
    once: Annotated[
        bool, typer.Option("--once", help="Look and send once, and stop; so it does unasked.")
    ] = False,
    every: Annotated[
        int | None,
        typer.Option("--every", metavar="MIN", min=1, help="Look and send so often, until Ctrl-C."),
    ] = None,
    sent: Annotated[
        bool, typer.Option("--sent", help="Send nothing: list what was sent, what waits, what was given up.")
    ] = False,
    form: Annotated[
        RowFormat, typer.Option("--format", help="--sent: table for people; json; jsonl: a line each; csv.")
    ] = RowFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """Look what is new for saved searches, and tell of it by mail and webhook.

    Whoever is told, of what and how often is said with `sayso search alert`. A message that cannot be brought
    is tried again for some days, and given up with the reason. Exits with 1 if one could not be brought.
    """
    settings = settings_with(ledger)
    streams = Streams(machine=form is not RowFormat.TABLE)
    if sent:
        _list(streams, SavedSearches(settings).deliveries(limit=_LISTED), form)
        return
    if once and every is not None:
        raise typer.BadParameter("--once and --every cannot go together")
    stop, writers = Signal(), writers_of(settings)
    with stopping(stop):
        told = tell(settings, writers, now, stop)
        _say(streams, told)
        while every is not None and not stop.wait(60.0 * every):
            told = tell(settings, writers, now, stop)
            if told.entries or told.delivered.troubles:
                _say(streams, told)
    if every is None and (told.delivered.put_off or told.delivered.given_up):
        raise typer.Exit(SOME_REFUSED)


def _say(streams: Streams, told: Told) -> None:
    done = told.delivered
    for trouble in done.troubles:
        streams.say(trouble)
    streams.say(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {counted(told.entries, 'event')} new for "
        f"{counted(told.searches, 'search', 'searches')}; {done.sent} sent, {done.put_off} put off, "
        f"{done.given_up} given up; {told.waiting} left to send"
    )


def _list(streams: Streams, found: list[Delivery], form: RowFormat) -> None:
    rows = [delivery_to_json(each) for each in found]
    if form is RowFormat.CSV:
        write_rows(_COLUMNS, rows, sys.stdout)
    elif form is RowFormat.JSON:
        streams.document({"schema": SCHEMA, "deliveries": rows}, indent=2)
    elif form is RowFormat.JSONL:
        for row in rows:
            streams.document(row, indent=None)
    elif not found:
        streams.say("nothing was sent, and nothing is to be sent")
    else:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("made", "to", "events", "outcome", "tries", "why"):
            table.add_column(heading, overflow="fold")
        for each in found:
            outcome = each.fate.value if each.fate else f"waits until {each.due_at[:16].replace('T', ' ')}"
            why = "" if each.fate is Fate.SENT or not each.code else f"{each.code}: {each.reason or ''}"
            table.add_row(
                each.made_at[:16].replace("T", " "),
                Text(plain(each.receiver)),
                str(each.entries),
                outcome,
                str(each.attempts),
                Text(plain(why)),
            )
        streams.block(table)
