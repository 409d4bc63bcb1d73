"""The command `sayso`: the commands, and what an error makes of the exit code.

A command's own module is imported when it is called: all of them together take a second and a half, and a
question to the ledger has no use for most of that.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from sayso.errors import SaysoError

__all__ = ["COMMANDS", "app", "command_of", "main"]

_LOOK: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


class _Command(NamedTuple):
    """A command: its module in this package, the function there, and what it says of itself first."""

    module: str
    function: str
    says: str


#: Every command, in the order in which they are shown.
COMMANDS: dict[str, _Command] = {
    "code": _Command("code", "code", "Read reports and print what they claim."),
    "load": _Command("code", "load", "Read many reports into the ledger."),
    "watch": _Command("watch", "watch", "Follow feeds and news sitemaps politely, for as long as it runs."),
    "events": _Command("query", "events", "Ask the ledger what happened, what is planned and what is said."),
    "show": _Command(
        "query",
        "show",
        "Show an event with every account of it, or a claim, a report, an origin or an actor, "
        "or two reports.",
    ),
    "itinerary": _Command(
        "itinerary", "itinerary", "Ask the ledger where somebody was, is, and is said to go."
    ),
    "export": _Command(
        "export",
        "export",
        "Write the ledger for other tools: all of it, or the events that meet the conditions of "
        "`sayso events`.",
    ),
    "figures": _Command(
        "figures",
        "figures",
        "Ask the ledger how many: figures with their bounds, who says so, and what they come to a day.",
    ),
    "sources": _Command(
        "sources", "sources", "Ask the ledger who says what, how often alone, and how often unnamed."
    ),
    "offices": _Command(
        "offices", "offices", "Ask the ledger who holds which office, and since when, as reports tell."
    ),
    "rules": _Command(
        "rules", "rules", "List embargoes and sanctions regimes, explain one, or say what a country is under."
    ),
    "screen": _Command(
        "screen",
        "screen",
        "Screen names, or everybody in the ledger, against imported lists of sanctioned people and bodies.",
    ),
    "judge": _Command(
        "judge",
        "judge",
        "Say that two events or claims are of one event, or two reports of one origin, or that they are not.",
    ),
    "verdicts": _Command(
        "judge",
        "verdicts",
        "List everything that persons have judged, in that order; one that another superseded says when.",
    ),
    "search": _Command(
        "search",
        "search",
        "Keep questions to the ledger, have somebody told of what is new for them, and read them as feeds.",
    ),
    "alerts": _Command(
        "alerts", "alerts", "Look what is new for saved searches, and tell of it by mail and webhook."
    ),
    "token": _Command("token", "token", "Make access tokens for pages and API, list them, take them back."),
    "ledger": _Command("ledger", "ledger", "Keep the ledger in order."),
    "backup": _Command(
        "ledger", "backup", "Copy the ledger into a new file while it is in use, and look the copy through."
    ),
    "forget": _Command(
        "ledger",
        "forget",
        "Delete a report with its claims, or every claim that names somebody, and never take it in again.",
    ),
    "status": _Command(
        "status",
        "status",
        "Say what the ledger holds, what a watch has brought, what waits, and which feeds fail.",
    ),
    "gazetteer": _Command(
        "gazetteer",
        "gazetteer",
        "Build a gazetteer from a GeoNames dump, which is asked after the one that ships with sayso.",
    ),
    "serve": _Command("serve", "serve", "Show the ledger as web pages, and answer programs at /api."),
    "mcp": _Command(
        "mcp", "mcp", "Let an assistant read the ledger, over the Model Context Protocol on stdin and stdout."
    ),
    "bench": _Command(
        "bench", "bench", "Run the benchmarks and compare them with their floors and with published anchors."
    ),
    "import": _Command(
        "take_in", "take_in", "Take a ledger that was exported as JSON lines into another, or into a new one."
    ),
}


@cache
def command_of(name: str) -> Any:  # `Any`: a command of the library's, whose class it does not show
    """A command by its name, which must be one of `COMMANDS`, imported now."""
    known = COMMANDS[name]
    function = getattr(import_module(f"sayso.faces.cli.{known.module}"), known.function)
    alone = typer.Typer(**_LOOK)
    alone.command(name)(function)
    return typer.main.get_command(alone)


class _Commands(TyperGroup):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  as the library calls it
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  as the library calls it
        if cmd_name not in COMMANDS:
            return None
        from sayso.engine.collector import look_seldom  # noqa: PLC0415  help alone imports no room

        look_seldom()
        return command_of(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  as the library calls it
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.says) for name, command in COMMANDS.items()])


app: typer.Typer = typer.Typer(cls=_Commands, no_args_is_help=True, **_LOOK)


def _version(wanted: bool) -> None:
    if wanted:
        import sayso  # noqa: PLC0415  only its version is wanted

        sys.stdout.write(f"sayso {sayso.__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    _version_asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Turn news into claims with receipts: who did what to whom, where, when, how sure, and who says so."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line. Wrong usage exits with 2 by itself; our own errors as `faces.exits` says."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=given, prog_name="sayso")
    except SaysoError as error:
        from sayso.faces.cli.streams import Streams  # noqa: PLC0415  only where something went wrong
        from sayso.faces.exits import answer_to  # noqa: PLC0415

        machine = any(word.removeprefix("--format=") in ("json", "jsonl", "geojson") for word in given)
        Streams(machine=machine).failed(error)
        sys.exit(answer_to(error).exit_code)
