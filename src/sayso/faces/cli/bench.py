"""`sayso bench`: the published benchmarks beside their floors and anchors."""

from __future__ import annotations

import importlib
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from sayso.engine.config import load_settings
from sayso.faces.cli.streams import Streams
from sayso.faces.exits import SOME_REFUSED

__all__ = ["bench"]

_STYLES = {"holds": "green", "below": "bold red", "no floor": "dim", "other data": "yellow"}


def bench(
    name: Annotated[str | None, typer.Argument(help="One benchmark; all of them if left out.")] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the corpora lie. Default: SAYSO_BENCH_DATA.")
    ] = None,
    refloor: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Set the floors to what is measured now, as of this day."),
    ] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Only name the benchmarks.")] = False,
) -> None:
    """Run the benchmarks and compare them with their floors and with published anchors.

    They lie in the source repository, not in the installed package. One that falls below its floor
    by more than its noise width makes the exit code 1; one whose corpus is not here is named and left out.
    """
    if refloor is not None:
        try:
            date.fromisoformat(refloor)
        except ValueError:
            raise typer.BadParameter(f"{refloor!r} is not a day such as 2024-05-16") from None
    harness = _harness()
    streams = Streams(machine=False)
    known = harness.discover()
    if list_only:
        for each, purpose in known.items():
            streams.out.print(Text(f"{each}  {purpose}"))
        return
    if name is not None and name not in known:
        raise typer.BadParameter(f"no benchmark {name!r}; there are: {', '.join(known) or 'none'}")
    folder = data or harness.data_folder(load_settings().bench.data)
    floors = harness.read_floors()
    rows = []
    for each in [name] if name else list(known):
        try:
            rows += harness.run(each, folder, floors)
        except FileNotFoundError as missing:
            streams.say(f"{each}: left out, its corpus is not here ({missing.filename})")
    streams.out.print(_table(rows))
    if refloor is not None:
        harness.write_floors(rows, on=refloor)
    elif any(row.verdict == "below" for row in rows):
        raise typer.Exit(SOME_REFUSED)


def _harness() -> ModuleType:
    """The benchmarks of the checkout this package runs from."""
    root = Path(__file__).resolve().parents[4]
    if not (root / "bench" / "floors.toml").is_file():
        raise typer.BadParameter(
            "the benchmarks come with the source repository, and this is an installed copy"
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return importlib.import_module("bench")


def _table(rows: list[object]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("benchmark", "measure", "value", "floor", "anchor", "whose", "verdict"):
        table.add_column(heading, justify="right" if heading in ("value", "floor", "anchor") else "left")
    for row in rows:
        # The harness lies outside the package, so its rows have no type here.
        score, floor, verdict = row.score, row.floor, str(row.verdict)  # type: ignore[attr-defined]
        table.add_row(
            Text(row.bench),  # type: ignore[attr-defined]  # as above
            Text(score.name),
            Text(f"{score.value:,.4g} {score.unit}".rstrip()),
            Text(f"{floor.value:,.4g}" if floor else ""),
            Text(f"{score.anchor:,.4g}" if score.anchor is not None else ""),
            Text(score.anchor_of),
            Text(verdict, style=_STYLES[verdict]),
        )
    return table
