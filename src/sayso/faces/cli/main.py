"""The command `sayso`."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def _root() -> None:
    """Turn news into claims with receipts."""


def main() -> None:
    """Run the command line."""
    app()
