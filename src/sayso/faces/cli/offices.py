"""`sayso offices`: who holds which office, and since when, as reports tell."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sayso.engine.offices import HOLDER_COLUMNS, Holder, holder_to_json, holder_to_row, holders_to_json
from sayso.engine.session import OfficeQuery, Session
from sayso.faces.cli.options import LedgerOption, day, settings_with
from sayso.faces.cli.rows import TABLE_ROWS, RowFormat, write_rows
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, plain

__all__ = ["offices"]

_LEGEND = (
    "first, last: days of publication; until: the last day that follows from them, empty while it is open"
)


def offices(  # noqa: PLR0913, PLR0917  each is an option of the command
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Words of a person's name; everybody if left out."),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="D", help="First day of publication.")] = None,
    until: Annotated[str | None, typer.Option(metavar="D", help="Last day of publication.")] = None,
    reports: Annotated[
        int,
        typer.Option(metavar="N", help="Reports at least that tell of the person in the office; 2 unasked."),
    ] = 2,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", help=f"Rows at most; a table stops at {TABLE_ROWS} unasked."),
    ] = None,
    form: Annotated[
        RowFormat,
        typer.Option(
            "--format",
            help="table for people; json: one document; jsonl: one line per row; "
            "csv: what the setting actors.people reads.",
        ),
    ] = RowFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """Ask the ledger who holds which office, and since when, as reports tell.

    One row per person, office and country, from the titles that reports of a known day write beside full
    names. With --format csv, the rows are a table of office holders for the setting actors.people.
    """
    query = OfficeQuery(name=name, since=day(since), until=day(until), reports=reports, limit=limit)
    found = Session(settings_with(ledger)).offices(query)
    streams = Streams(machine=form is not RowFormat.TABLE)
    if form is RowFormat.JSON:
        streams.document(holders_to_json(found), indent=2)
    elif form is RowFormat.JSONL:
        for holder in found:
            streams.document(holder_to_json(holder), indent=None)
    elif form is RowFormat.CSV:
        write_rows(HOLDER_COLUMNS, map(holder_to_row, found), sys.stdout)
    else:
        rows = found if limit is not None else found[:TABLE_ROWS]
        if not rows:
            streams.say("no office holder in the ledger meets these conditions")
            return
        streams.block(Group(_table(rows), Text(), Text(_LEGEND, style="dim")))
        if len(rows) < len(found):
            streams.say(f"only the first {counted(len(rows), 'row')}; --limit N gives more")


def _table(rows: Iterable[Holder]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("name", "office"):
        table.add_column(heading, ratio=1, overflow="fold")
    table.add_column("country")
    for heading in ("first", "last", "until", "reports", "claim"):
        table.add_column(heading, no_wrap=True, justify="right" if heading == "reports" else "left")
    for h in rows:
        table.add_row(
            Text(plain(h.name)),
            Text(plain(f"{h.office} (former)" if h.former else h.office)),
            Text(" ".join((h.country, *h.sectors))),
            h.first.isoformat(),
            h.last.isoformat(),
            h.ends.isoformat() if h.ends else "",
            f"{h.reports}/{h.publishers}",
            Text(h.claim, style="dim"),
        )
    return table
