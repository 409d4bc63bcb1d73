"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from sayso.engine.config import Settings, load_settings

__all__ = [
    "ActorOption",
    "CertaintyOption",
    "CountryOption",
    "DateOption",
    "KindOption",
    "LedgerOption",
    "MinOriginsOption",
    "PlaceOption",
    "RuleOption",
    "SinceOption",
    "SpeakerOption",
    "StatusOption",
    "TargetOption",
    "TextOption",
    "TypeOption",
    "UntilOption",
    "WhoOption",
    "day",
    "settings_with",
]

LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="PATH",
        help="The ledger: a file, or postgresql://user@host/database. "
        "Default: SAYSO_LEDGER, else the user's data folder.",
    ),
]


# The conditions of `sayso events`, which `sayso export` and `sayso search save` have as well.
ActorOption = Annotated[
    str | None,
    typer.Option(metavar="A", help="Who acts: an id, a name or words of one, or a country (PRK)."),
]
TargetOption = Annotated[
    str | None, typer.Option(metavar="B", help="To whom, or the other side of a mutual act; as --actor.")
]
WhoOption = Annotated[
    str | None, typer.Option(metavar="A", help="Somebody who takes part in any role; as --actor.")
]
KindOption = Annotated[
    str | None, typer.Option(metavar="K", help="event: somebody acts; figure: how many, how much.")
]
TypeOption = Annotated[
    str | None, typer.Option("--type", metavar="T", help="PLOVER type: CONSULT, ASSAULT, …")
]
PlaceOption = Annotated[
    str | None, typer.Option(metavar="P", help="Place: an id, a name or words of one, a province.")
]
CountryOption = Annotated[str | None, typer.Option(metavar="ISO3", help="Country of the place: ROU, UKR, …")]
SinceOption = Annotated[
    str | None,
    typer.Option(metavar="D", help="First day; what has no resolved time counts by its publication."),
]
UntilOption = Annotated[str | None, typer.Option(metavar="D", help="Last day.")]
StatusOption = Annotated[
    str | None,
    typer.Option(metavar="S", help="happened, ongoing, planned, possible, attempted, negated or unknown."),
]
CertaintyOption = Annotated[
    str | None,
    typer.Option(metavar="C", help="How sure the speaker is: certain, probable, possible or unknown."),
]
SpeakerOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Words of the name of somebody who says so.")
]
MinOriginsOption = Annotated[int, typer.Option(metavar="N", help="Independent origins at least.")]
RuleOption = Annotated[str | None, typer.Option(metavar="R", help="A rule that an account touches.")]
TextOption = Annotated[
    str | None,
    typer.Option(metavar="Q", help='Words, or a "phrase" in quotes, in one sentence of evidence.'),
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


def settings_with(ledger: str | None) -> Settings:
    """The settings of this call; the ledger flag comes last and wins."""
    return load_settings(flags={"ledger.path": ledger or None})
