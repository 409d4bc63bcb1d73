"""`sayso export`: the ledger, or what a question finds in it, as files that other tools read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sayso.engine.session import EventQuery, Session
from sayso.faces.cli.options import (
    ActorOption,
    CertaintyOption,
    CountryOption,
    KindOption,
    LedgerOption,
    MinOriginsOption,
    PlaceOption,
    RuleOption,
    SinceOption,
    SpeakerOption,
    StatusOption,
    TargetOption,
    TextOption,
    TypeOption,
    UntilOption,
    WhoOption,
    day,
    settings_with,
)
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted
from sayso.faces.export.files import whole_files
from sayso.faces.export.forms import FORMS, Form, How, write_form
from sayso.faces.export.packed import packing

__all__ = ["export", "progress"]

_PLURALS = {"entity": "entities"}


def export(  # noqa: PLR0913, PLR0917  each is an option of the command
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="The file to write, packed if it ends in .gz or .zst; - for stdout; for gdelt a folder, or "
            "the beginning of two file names.",
        ),
    ],
    form: Annotated[Form, typer.Option("--to", help="What reads it: see the table of forms.")],
    actor: ActorOption = None,
    target: TargetOption = None,
    who: WhoOption = None,
    kind: KindOption = None,
    type_: TypeOption = None,
    place: PlaceOption = None,
    country: CountryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    status: StatusOption = None,
    certainty: CertaintyOption = None,
    speaker: SpeakerOption = None,
    min_origins: MinOriginsOption = 1,
    rule: RuleOption = None,
    text: TextOption = None,
    limit: Annotated[int | None, typer.Option(metavar="N", help="Events at most, the newest.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="csv: leave text that a spreadsheet would take for a formula as it is."),
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="csv: mark the file as UTF-8, for Excel, which guesses else.")
    ] = False,
    ledger: LedgerOption = None,
) -> None:
    """Write the ledger for other tools: all of it, or the events that meet the conditions of `sayso events`.

    The file is one moment of the ledger, whoever else writes to it. It gets its name when it is done, so a
    file of that name is whole; one that is there is replaced only with --force.
    """
    query = EventQuery(
        actor=actor,
        target=target,
        who=who,
        kind=kind,
        type=type_,
        place=place,
        country=country,
        since=day(since),
        until=day(until),
        status=status,
        certainty=certainty,
        speaker=speaker,
        min_origins=min_origins,
        rule=rule,
        text=text,
        limit=limit,
    )
    _check(form, path)
    session, streams = Session(settings_with(ledger)), Streams(machine=False)
    with progress(streams, "export") as tell, session.exporting(query, tell) as found:
        with _outputs(form, path, force=force) as (outs, names):
            written = write_form(form, found, outs, How(raw=raw, bom=bom))
        n_events = found.n_events
    streams.say(f"{form}: " + _told(written, n_events if FORMS[form].acts_only else None) + f" → {names}")


def _check(form: Form, path: str) -> None:
    if path != "-":
        return
    if len(FORMS[form].endings) > 1:
        raise typer.BadParameter(f"{form} is {len(FORMS[form].endings)} files; name a folder")
    if form is Form.PARQUET and sys.stdout.isatty():
        raise typer.BadParameter("parquet is binary; name a file")


@contextmanager
def _outputs(form: Form, path: str, *, force: bool) -> Iterator[tuple[Sequence[BinaryIO], str]]:
    """The files to write, and their names for people."""
    if path == "-":
        yield [sys.stdout.buffer], "stdout"
        sys.stdout.buffer.flush()
        return
    paths = _paths(form, path)
    with whole_files(paths, replace=force) as outs, ExitStack() as packed:
        names = " and ".join(map(str, paths))
        yield [packed.enter_context(packing(out, path)) for out in outs], names


def _paths(form: Form, path: str) -> list[Path]:
    """The names of the files: the given one, or for several those in a folder or with a beginning."""
    endings = FORMS[form].endings
    if len(endings) == 1:
        return [Path(path)]
    folder = Path(path)
    if path.endswith("/") and not folder.exists():
        folder.mkdir()
    if folder.is_dir():
        return [folder / ending for ending in endings]
    return [folder.with_name(f"{folder.name}.{ending}") for ending in endings]


def _told(written: Mapping[str, int], n_events: int | None) -> str:
    counts = ", ".join(counted(n, noun, _PLURALS.get(noun, "")) for noun, n in written.items())
    left = (n_events or 0) - written.get("event", 0) if n_events is not None else 0
    return counts + (f", {left:,} left out that are no acts done (figures, denials, plans)" if left else "")


@contextmanager
def progress(streams: Streams, doing: str) -> Iterator[Callable[[int], None]]:
    """Says on a terminal how far it is."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.completed:,} done"),
        TimeElapsedColumn(),
        console=streams.err,
        transient=True,
        disable=not streams.err.is_terminal,
    ) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda n: bar.update(task, completed=n)
