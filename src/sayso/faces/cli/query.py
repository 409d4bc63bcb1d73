"""`sayso events` and `sayso show`: questions to the ledger."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import Annotated

import typer

from sayso.engine.session import EventQuery, Session
from sayso.engine.shown import ShownActor, ShownClaim, ShownEvent, ShownOrigin, ShownPair, ShownReport
from sayso.faces.cli.options import (
    ActorOption,
    CertaintyOption,
    CountryOption,
    KindOption,
    LedgerOption,
    MinOriginsOption,
    PlaceOption,
    RuleOption,
    SinceOption,
    SpeakerOption,
    StatusOption,
    TargetOption,
    TextOption,
    TypeOption,
    UntilOption,
    WhoOption,
    day,
    settings_with,
)
from sayso.faces.cli.rows import TABLE_ROWS
from sayso.faces.cli.shown import shown_block
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, events_table
from sayso.faces.exits import SOME_REFUSED
from sayso.faces.export.csv_file import write_csv
from sayso.faces.export.geojson import write_geojson
from sayso.faces.export.parquet_file import write_parquet
from sayso.records import Event
from sayso.records.codec import event_to_json

__all__ = ["events", "show"]


class EventFormat(StrEnum):
    """How events are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    GEOJSON = "geojson"


class ShowFormat(StrEnum):
    """How one thing is printed."""

    TABLE = "table"
    JSON = "json"


def events(  # noqa: PLR0913, PLR0917  each is an option of the command
    actor: ActorOption = None,
    target: TargetOption = None,
    who: WhoOption = None,
    kind: KindOption = None,
    type_: TypeOption = None,
    place: PlaceOption = None,
    country: CountryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    status: StatusOption = None,
    certainty: CertaintyOption = None,
    speaker: SpeakerOption = None,
    min_origins: MinOriginsOption = 1,
    rule: RuleOption = None,
    text: TextOption = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", help=f"Events at most; a table stops at {TABLE_ROWS} unasked.")
    ] = None,
    form: Annotated[
        EventFormat,
        typer.Option("--format", help="table for people; json: one array; jsonl: one line per event."),
    ] = EventFormat.TABLE,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="csv: leave text that a spreadsheet would take for a formula as it is."),
    ] = False,
    ledger: LedgerOption = None,
) -> None:
    """Ask the ledger what happened, what is planned and what is said.

    An event is found if one account of it meets every condition. Newest first.
    """
    query = EventQuery(
        actor=actor,
        target=target,
        who=who,
        kind=kind,
        type=type_,
        place=place,
        country=country,
        since=day(since),
        until=day(until),
        status=status,
        certainty=certainty,
        speaker=speaker,
        min_origins=min_origins,
        rule=rule,
        text=text,
        limit=limit,
    )
    if form is EventFormat.PARQUET:
        _check_parquet()
    found = Session(settings_with(ledger)).events(query)
    if form is EventFormat.TABLE:
        _table(found, limit)
    else:
        _write(found, form, raw=raw)


_NAMES = {
    ShownEvent: "an event",
    ShownActor: "an actor",
    ShownOrigin: "an origin",
    ShownPair: "shown beside another",
}


def show(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Event, claim, report, origin or actor; the beginning of it will do."
        ),
    ],
    other: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="A second report, to see what the two share, side by side."),
    ] = None,
    text: Annotated[
        bool, typer.Option("--text", help="Print the report's text, which all spans count in.")
    ] = False,
    form: Annotated[
        ShowFormat, typer.Option("--format", help="table for people; json: one document.")
    ] = ShowFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """Show an event with every account of it, or a claim, a report, an origin or an actor, or two reports.

    An event comes with the tree of its origins: the reports of each, what they have of one another, and the
    speaker they rest on. Two reports are shown side by side with the words they share.

    A claim comes with its reasons: which rule or which of the reader's heads gave each part, on which words,
    and what else was weighed.

    Exits with 1 if nothing in the ledger has that id.
    """
    streams = Streams(machine=form is ShowFormat.JSON)
    session = Session(settings_with(ledger))
    shown = session.show(id_) if other is None else session.compare(id_, other)
    if shown is None:
        streams.missing(id_ if other is None else f"{id_} or {other}")
        raise typer.Exit(SOME_REFUSED)
    if text:
        if not isinstance(shown, ShownReport | ShownClaim):
            raise typer.BadParameter(f"{id_} is {_NAMES[type(shown)]}; --text prints the text of a report")
        streams.text(shown.report.text)
    elif form is ShowFormat.JSON:
        streams.document(shown.as_json(), indent=2)
    else:
        streams.block(shown_block(shown, streams.out))


def _table(found: Iterator[Event], limit: int | None) -> None:
    streams = Streams(machine=False)
    rows = list(islice(found, None if limit is not None else TABLE_ROWS))
    if not rows:
        streams.say("no event in the ledger meets these conditions")
        return
    streams.block(events_table(rows))
    if limit is None and next(found, None) is not None:
        streams.say(f"only the newest {counted(len(rows), 'event')}; --limit N gives more")


def _write(found: Iterator[Event], form: EventFormat, *, raw: bool) -> None:
    """Everything to stdout in a machine-readable form, as it comes from the ledger."""
    streams = Streams(machine=True)
    if form is EventFormat.CSV:
        write_csv(found, sys.stdout, raw=raw)
    elif form is EventFormat.PARQUET:
        write_parquet(found, sys.stdout.buffer)
    elif form is EventFormat.GEOJSON:
        write_geojson(found, sys.stdout)
    elif form is EventFormat.JSON:
        streams.collection((event_to_json(e) for e in found), head="[", tail="]")
    else:
        for event in found:
            streams.document(event_to_json(event), indent=None)


def _check_parquet() -> None:
    if importlib.util.find_spec("pyarrow") is None:
        raise typer.BadParameter("--format parquet needs pyarrow; install it, or use --format jsonl or csv")
    if sys.stdout.isatty():
        raise typer.BadParameter("--format parquet is binary; send it to a file: > events.parquet")
