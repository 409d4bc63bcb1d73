"""`sayso mcp`: the ledger for assistants."""

from __future__ import annotations

from sayso.faces.cli.options import LedgerOption, settings_with

__all__ = ["mcp"]


def mcp(ledger: LedgerOption = None) -> None:
    """Let an assistant read the ledger, over the Model Context Protocol on stdin and stdout.

    An assistant starts it by itself, from its configuration; docs/assistants.md has that of the common ones.
    Nothing can be changed by it. Needs the extra mcp: pip install 'sayso[mcp]'.
    """
    # the libraries take long to import, and no other command needs them
    from sayso.engine.coder import Coder  # noqa: PLC0415
    from sayso.engine.collector import opened  # noqa: PLC0415
    from sayso.faces.mcp.server import run  # noqa: PLC0415
    from sayso.faces.mcp.tool import Room  # noqa: PLC0415

    settings = settings_with(ledger)
    opened()  # it runs for long, and may never open the reader
    run(Room(settings, codes=Coder(settings).code))
