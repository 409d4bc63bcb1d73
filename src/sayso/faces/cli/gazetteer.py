"""`sayso gazetteer build`: a second gazetteer from a GeoNames dump of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sayso.engine.config import load_settings
from sayso.engine.gazetteer import ALL_CLASSES, USUAL_CLASSES, build_gazetteer, built_beside
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted

__all__ = ["gazetteer"]

_STAGES = {
    "areas": "areas of the dump",
    "places": "places",
    "names": "alternate names",
    "sorting": "sorting and writing",
}


def gazetteer(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="build FILE", help="build, and GeoNames' allCountries.txt or .zip, or one country's file."
        ),
    ],
    alt: Annotated[
        Path | None,
        typer.Option("--alt", metavar="FILE", help="GeoNames' alternateNamesV2.txt or .zip: better names."),
    ] = None,
    classes: Annotated[
        str,
        typer.Option(
            metavar="LETTERS",
            help=f"Feature classes taken, of {ALL_CLASSES}: P towns, A areas, H waters, T mountains, L parks "
            "and regions, R roads, S sites, V forests, U undersea.",
        ),
    ] = USUAL_CLASSES,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="The file to write; unasked, beside the ledger."),
    ] = None,
) -> None:
    """Build a gazetteer from a GeoNames dump, which is asked after the one that ships with sayso.

    Download allCountries.zip from GeoNames yourself; it is under CC BY 4.0. The shipped gazetteer stays and
    is asked first; the one built here is asked for names that it lacks or knows only poor places of. To use
    it, set places.gazetteer to its path.
    """
    if len(words) != 2 or words[0] != "build":
        raise typer.BadParameter("expected: sayso gazetteer build FILE")
    settings = load_settings()
    target = out or built_beside(settings)
    streams = Streams(machine=False)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=streams.err,
        transient=True,
    ) as bar:
        task = bar.add_task(_STAGES["areas"], total=None)

        def tell(stage: str, lines: int) -> None:
            bar.update(task, description=f"{_STAGES[stage]}: {lines:,}")

        places, names, size = build_gazetteer(Path(words[1]), target, alt=alt, classes=classes, progress=tell)
    streams.say(f"{counted(places, 'place')}, {counted(names, 'name')}, {size / 1e6:,.1f} MB: {target}")
    if settings.places.gazetteer != str(target):
        streams.say(f'to use it, set gazetteer = "{target}" under [places] in sayso/config.toml')
