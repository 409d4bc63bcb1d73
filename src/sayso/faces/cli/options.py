"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sayso.engine.config import Settings, load_settings

__all__ = ["DateOption", "LedgerOption", "day", "settings_with"]

LedgerOption = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="PATH",
        help="The ledger file. Default: SAYSO_LEDGER, else the user's data folder.",
    ),
]


def day(text: str | None) -> date | None:
    """A calendar day as ISO 8601 writes it; a usage error otherwise."""
    if text is None:
        return None
    try:
        # Python 3.11 also takes the basic and the week form; both are ISO 8601.
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day such as 2024-05-16") from None


DateOption = Annotated[
    str | None,
    typer.Option(
        "--published", metavar="DATE", help="Day of publication of reports that state none (2024-05-16)."
    ),
]


def settings_with(ledger: Path | None) -> Settings:
    """The settings of this call; the ledger flag comes last and wins."""
    return load_settings(flags={"ledger.path": str(ledger) if ledger else None})
