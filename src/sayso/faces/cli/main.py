"""The command `sayso`: the commands, and what an error makes of the exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

import sayso
from sayso.errors import SaysoError
from sayso.faces.cli.alerts import alerts
from sayso.faces.cli.bench import bench
from sayso.faces.cli.code import code, load
from sayso.faces.cli.export import export
from sayso.faces.cli.figures import figures
from sayso.faces.cli.gazetteer import gazetteer
from sayso.faces.cli.itinerary import itinerary
from sayso.faces.cli.judge import judge, verdicts
from sayso.faces.cli.ledger import backup, forget, ledger
from sayso.faces.cli.mcp import mcp
from sayso.faces.cli.offices import offices
from sayso.faces.cli.query import events, show
from sayso.faces.cli.rules import rules
from sayso.faces.cli.screen import screen
from sayso.faces.cli.search import search
from sayso.faces.cli.serve import serve
from sayso.faces.cli.sources import sources
from sayso.faces.cli.status import status
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.take_in import take_in
from sayso.faces.cli.token import token
from sayso.faces.cli.watch import watch
from sayso.faces.exits import answer_to

__all__ = ["app", "main"]

app: typer.Typer = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"sayso {sayso.__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    _version_asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Turn news into claims with receipts: who did what to whom, where, when, how sure, and who says so."""


for _command in (
    code, load, watch, events, show, itinerary, export, figures, sources, offices, rules, screen, judge,
    verdicts, search, alerts, token, ledger, backup, forget, status, gazetteer, serve, mcp, bench,
):  # fmt: skip
    app.command()(_command)
# a name of the command that Python keeps for itself
app.command("import")(take_in)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line. Wrong usage exits with 2 by itself; our own errors as `faces.exits` says."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=given, prog_name="sayso")
    except SaysoError as error:
        machine = any(word.removeprefix("--format=") in ("json", "jsonl", "geojson") for word in given)
        Streams(machine=machine).failed(error)
        sys.exit(answer_to(error).exit_code)
