"""`sayso itinerary`: where somebody was, is, and is said to go."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sayso.engine.itinerary import Itinerary
from sayso.engine.itinerary_json import (
    STOP_COLUMNS,
    itinerary_to_features,
    itinerary_to_json,
    itinerary_to_rows,
    leg_to_json,
    legs_to,
    stop_to_json,
)
from sayso.engine.session import ItineraryQuery, Session
from sayso.engine.stops import Stop
from sayso.faces.cli.options import LedgerOption, day, settings_with
from sayso.faces.cli.rows import TABLE_ROWS, write_rows
from sayso.faces.cli.stops import STOP_HEADINGS, stop_cells
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, plain
from sayso.faces.exits import SOME_REFUSED

__all__ = ["itinerary"]

_LEGEND = (
    "km: great-circle distance from the stop before; ..D: by that day; D..: some day from then on; "
    "unconfirmed: its day has passed and no report tells that it took place; "
    "origins: independent origins/reports"
)


class ItineraryFormat(StrEnum):
    """How an itinerary is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    GEOJSON = "geojson"


def itinerary(
    actor: Annotated[
        str,
        typer.Argument(
            metavar="ACTOR", help="Whose: an id, a country (PRK), a name or words of one that mean one actor."
        ),
    ],
    since: Annotated[str | None, typer.Option(metavar="D", help="First day of the stops.")] = None,
    until: Annotated[str | None, typer.Option(metavar="D", help="Last day of the stops.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="D",
            help="As it was known on that day; plans for earlier days are unconfirmed. "
            "Default: the last day of publication in the ledger.",
        ),
    ] = None,
    form: Annotated[
        ItineraryFormat,
        typer.Option(
            "--format",
            help="table for people; json: one document; jsonl and csv: one line per stop; "
            "geojson: a point per stop and a line per leg.",
        ),
    ] = ItineraryFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """Ask the ledger where somebody was, is, and is said to go.

    Stops are read from what is done face to face: visits, meetings, receptions, signings, arrests. Accounts
    of one stay are one stop. Plans are marked until a report tells that they came true, and so are stops that
    one person cannot well have made both.

    Exits with 1 if the ledger knows nobody by that name.
    """
    query = ItineraryQuery(actor=actor, since=day(since), until=day(until), as_of=day(as_of))
    streams = Streams(machine=form is not ItineraryFormat.TABLE)
    found = Session(settings_with(ledger)).itinerary(query)
    if found is None:
        streams.missing(
            actor,
            message="nobody in the ledger has the id or name",
            hint="`sayso events --actor NAME` looks for words of a name",
        )
        raise typer.Exit(SOME_REFUSED)
    if form is ItineraryFormat.JSON:
        streams.document(itinerary_to_json(found), indent=2)
    elif form is ItineraryFormat.JSONL:
        legs = legs_to(found)
        for stop in found.stops:
            leg = legs.get(stop.number)
            line = {"actor": found.who.actor_id} | stop_to_json(stop)
            streams.document(line | {"leg": None if leg is None else leg_to_json(leg)}, indent=None)
    elif form is ItineraryFormat.CSV:
        write_rows(STOP_COLUMNS, itinerary_to_rows(found), sys.stdout)
    elif form is ItineraryFormat.GEOJSON:
        streams.collection(
            itinerary_to_features(found), head='{"type": "FeatureCollection", "features": [', tail="]}"
        )
    else:
        _print(found, streams)


# ------------------------------------------------------------------ for people


def _print(found: Itinerary, streams: Streams) -> None:
    streams.block(_head(found))
    if not found.stops:
        streams.say("no stop of theirs is told in the ledger" + _unplaced(found))
        return
    stops = found.stops[-TABLE_ROWS:]
    streams.block(Group(Text(), _table(found, stops), Text(), Text(_LEGEND, style="dim")))
    if len(stops) < len(found.stops):
        shown = f"only the last {counted(len(stops), 'stop')} of {len(found.stops):,}"
        streams.say(f"{shown}; --until D gives earlier ones")
    if found.unplaced:
        streams.say(_unplaced(found).removeprefix("; "))


def _head(found: Itinerary) -> RenderableType:
    who = found.who
    country = f" ({who.country})" if who.country and who.country != who.name else ""
    as_of = f" · as of {found.as_of}" if found.as_of else ""
    facts = f"  {plain(who.actor_id)} · {counted(len(found.stops), 'stop')}{as_of}"
    return Text(plain(who.name) + country, style="bold").append(facts, style="dim")


def _unplaced(found: Itinerary) -> str:
    if not found.unplaced:
        return ""
    return f"; {counted(found.unplaced, 'visit or meeting', 'visits or meetings')} told without a place"


def _table(found: Itinerary, stops: Sequence[Stop]) -> Table:
    legs = legs_to(found)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("", *STOP_HEADINGS):
        # days, statuses and ids are copied and searched for, so they are never broken over lines
        whole = heading not in ("where", "what", "who says so")
        table.add_column(
            heading,
            ratio=None if whole else {"where": 2}.get(heading, 3),
            no_wrap=whole,
            overflow="fold",
            justify="right" if heading in ("", "km", "origins") else "left",
        )
    for stop in stops:
        table.add_row(Text(str(stop.number), style="dim"), *stop_cells(stop, legs.get(stop.number)))
    return table
