"""`sayso token`: who may ask over HTTP, and who may write."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from sayso.engine.access import Access, Scope, Token
from sayso.faces.alerts.documents import token_to_json
from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.rows import RowFormat, write_rows
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, plain
from sayso.faces.exits import SOME_REFUSED
from sayso.records.codec import SCHEMA

__all__ = ["token"]

_COLUMNS = ("id", "name", "scope", "created_at", "expires_at", "revoked_at", "last_used_at")


class TokenWork(StrEnum):
    """What can be done with tokens."""

    CREATE = "create"
    LIST = "list"
    REVOKE = "revoke"


def token(  # noqa: PLR0913, PLR0917  each is an option of the command
    work: Annotated[
        TokenWork,
        typer.Argument(help="create: make one and print it, once. list: those there are. revoke: take back."),
    ],
    which: Annotated[
        str | None, typer.Argument(metavar="NAME_OR_ID", help="revoke: which one is taken back.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="N", help="create: whom or what it is for.")
    ] = None,
    scope: Annotated[Scope, typer.Option(help="create: what it allows.")] = Scope.READ,
    days: Annotated[
        int | None, typer.Option(metavar="D", min=1, help="create: for how long; until revoked, unasked.")
    ] = None,
    form: Annotated[
        RowFormat, typer.Option("--format", help="list: table for people; json; jsonl: a line each; csv.")
    ] = RowFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """Make access tokens for pages and API, list them, take them back.

    A token is printed once, to stdout; what is kept of it is a digest. Exits with 1 if there is none to
    revoke.
    """
    access = Access(settings_with(ledger))
    streams = Streams(machine=form is not RowFormat.TABLE)
    if work is TokenWork.CREATE:
        named = name or which
        if named is None:
            raise typer.BadParameter("say whom it is for: sayso token create --name N")
        made, text = access.create(named, scope, days)
        sys.stdout.write(text + "\n")
        until = f"until {made.expires_at[:10]}" if made.expires_at else "until it is revoked"
        streams.say(f"{made.name} may {made.scope.value} {until}; this is shown once (id {made.token_id})")
    elif work is TokenWork.REVOKE:
        wanted = which or name
        if wanted is None:
            raise typer.BadParameter("name the token: sayso token revoke NAME_OR_ID")
        gone = access.revoke(wanted)
        streams.say(f"{counted(len(gone), 'token')} revoked")
        if not gone:
            raise typer.Exit(SOME_REFUSED)
    else:
        _list(streams, access.every(), form)


def _list(streams: Streams, found: list[Token], form: RowFormat) -> None:
    rows = [token_to_json(each) for each in found]
    if form is RowFormat.CSV:
        write_rows(_COLUMNS, rows, sys.stdout)
    elif form is RowFormat.JSON:
        streams.document({"schema": SCHEMA, "tokens": rows}, indent=2)
    elif form is RowFormat.JSONL:
        for row in rows:
            streams.document(row, indent=None)
    elif not found:
        streams.say("there are no tokens; `sayso token create --name N` makes one")
    else:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("name", "scope", "made", "until", "revoked", "last used", "id"):
            table.add_column(heading)
        for each in found:
            instants = (each.created_at, each.expires_at, each.revoked_at, each.last_used_at)
            made, until, revoked, used = ((at or "")[:16].replace("T", " ") for at in instants)
            table.add_row(Text(plain(each.name)), each.scope.value, made, until, revoked, used, each.token_id)
        streams.block(table)
