"""`sayso screen`: whose names are like those on imported sanctions lists."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sayso.engine.config import load_settings
from sayso.engine.screening import (
    HIT_COLUMNS,
    Found,
    ScreenQuery,
    found_to_json,
    hit_to_row,
    import_into,
    lists_of,
    screen_ledger,
    screen_names,
    screened_to_json,
)
from sayso.faces.cli.rows import TABLE_ROWS, RowFormat, write_rows
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, plain

__all__ = ["screen"]

_LEGEND = (
    "a hit says that names are alike, not that they are the same; score: likeness in [0, 1], no probability"
)


def screen(  # noqa: PLR0913, PLR0917  each is an option of the command
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[import FILE | NAME...]",
            help="import and a file of FollowTheMoney entities, or names; a name of several words may be "
            "written in quotation marks.",
        ),
    ] = None,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Screen everybody that claims of the ledger name.")
    ] = False,
    country: Annotated[
        str | None,
        typer.Option(metavar="ISO3", help="The country of the names; another one lowers the score."),
    ] = None,
    person: Annotated[
        bool | None,
        typer.Option(
            "--person/--body", help="Whether the names are people's or bodies'; either if left out."
        ),
    ] = None,
    least: Annotated[
        float | None,
        typer.Option("--min-score", metavar="X", help="Least score shown, from 0 to 1; 0.7 unasked."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="What to call an imported list; its file's name unasked."),
    ] = None,
    form: Annotated[
        RowFormat, typer.Option("--format", help="table for people; json, jsonl or csv for programs.")
    ] = RowFormat.TABLE,
) -> None:
    """Screen names, or everybody in the ledger, against imported lists of sanctioned people and bodies.

    Lists are files of OpenSanctions (targets.nested.json, entities.ftm.json) or any other FollowTheMoney
    entities as JSON lines. Without arguments, the imported lists are shown. A hit is no verdict.
    """
    settings, streams = load_settings(), Streams(machine=form is not RowFormat.TABLE)
    given = list(words or ())
    if least is not None and not 0 <= least <= 1:
        raise typer.BadParameter("--min-score lies between 0 and 1")
    if given[:1] == ["import"]:
        _import(streams, given[1:], name)
        return
    if ledger and given:
        raise typer.BadParameter("either names or --ledger")
    query = ScreenQuery(floor=least, country=country.upper() if country else None, person=person)
    if ledger:
        _print(streams, form, screen_ledger(settings, query))
    elif given:
        _print(streams, form, screen_names(settings, _names(given), query))
    else:
        for one in lists_of(settings):
            streams.say(
                f"{one.name}: {counted(one.entities, 'entity').replace('entitys', 'entities')} of {one.file}"
            )


def _import(streams: Streams, files: Sequence[str], name: str | None) -> None:
    if not files:
        raise typer.BadParameter("import wants a file")
    if name is not None and len(files) > 1:
        raise typer.BadParameter("--name is for one file")
    for file in files:
        made = import_into(load_settings(), Path(file), name=name)
        streams.say(f"imported {made.name}: {made.entities:,} to screen for, sha256 {made.sha256[:12]}")


def _names(words: Iterable[str]) -> list[str]:
    """Words in quotation marks are names of their own; single words that follow one another are one name."""
    out: list[str] = []
    alone: list[str] = []
    for word in words:
        if " " in word.strip():
            out += [" ".join(alone)] * bool(alone)
            alone = []
            out.append(word)
        else:
            alone.append(word)
    return out + [" ".join(alone)] * bool(alone)


def _print(streams: Streams, form: RowFormat, found: Sequence[Found]) -> None:
    if form is RowFormat.JSON:
        streams.document(screened_to_json(found), indent=2)
    elif form is RowFormat.JSONL:
        for one in found:
            streams.document(found_to_json(one), indent=None)
    elif form is RowFormat.CSV:
        write_rows(HIT_COLUMNS, map(hit_to_row, found), sys.stdout)
    elif not found:
        streams.say("no name on the imported lists is like it")
    else:
        streams.block(Group(_table(found[:TABLE_ROWS]), Text(), Text(_LEGEND, style="dim")))
        if len(found) > TABLE_ROWS:
            streams.say(f"only the first {TABLE_ROWS} hits; --format jsonl gives all")


def _table(found: Iterable[Found]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("name", ratio=2, overflow="fold")
    table.add_column("score", no_wrap=True, justify="right")
    table.add_column("listed as", ratio=2, overflow="fold")
    table.add_column("words", ratio=2, overflow="fold")
    table.add_column("list", no_wrap=True)
    table.add_column("entity", ratio=1, overflow="fold")
    table.add_column("but", ratio=2, overflow="fold")
    for one in found:
        row, hit = hit_to_row(one), one.hit
        aside = f" ({one.actor.claims}, {one.actor.claim_id})" if one.actor else ""
        born = f", born {hit.entity.born}" if hit.entity.born else ""
        states = f", {' '.join(hit.entity.countries)}" if hit.entity.countries else ""
        where = f" [{hit.entity.schema}{states}{born}]"
        table.add_row(
            Text(plain(hit.asked.name + aside)),
            f"{hit.score:.2f}{'=' if hit.exact else ''}",
            Text(plain(hit.matched + where)),
            Text(plain(str(row["words"]))),
            plain(hit.list_name),
            Text(plain(hit.entity.entity_id), style="dim"),
            Text(plain(str(row["notes"])), style="dim"),
        )
    return table
