"""`sayso serve`: the web pages and the HTTP API."""

from __future__ import annotations

from typing import Annotated

import typer

from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.streams import Streams

__all__ = ["serve"]


def serve(
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help="Where to listen. Default: 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one. Default: 8420."),
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open the pages in the browser.")] = False,
    log: Annotated[bool, typer.Option("--log", help="Write a line for every request.")] = False,
    ledger: LedgerOption = None,
) -> None:
    """Show the ledger as web pages, and answer programs at /api.

    Everything comes from this server, nothing from elsewhere. It listens on this machine alone; beyond it
    only where access tokens were made. It goes on until it is stopped (Ctrl-C).
    """
    # no other command needs the web libraries, which take a fifth of a second to import
    from sayso.faces.web.app import build_app  # noqa: PLC0415
    from sayso.faces.web.server import check_address, open_desk, prepare, run  # noqa: PLC0415

    settings = settings_with(ledger)
    address = host or settings.serve.host
    check_address(settings, address)
    with open_desk(settings) as desk:
        prepare(desk)
        run(
            build_app(desk, listening=address),
            address,
            settings.serve.port if port is None else port,
            tell=lambda url: Streams(machine=False).say(f"the ledger is at {url} (Ctrl-C stops)"),
            open_it=open_it,
            log=log,
        )
