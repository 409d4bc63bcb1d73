"""`sayso code` and `sayso load`: reports in, claims out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.engine.beside import beside
from sayso.engine.catalog import Given, new_meter
from sayso.engine.config import Settings
from sayso.engine.pipeline import CodedReport, Result, Tally
from sayso.engine.session import Session
from sayso.faces.cli.options import DateOption, LedgerOption, day, settings_with
from sayso.faces.cli.streams import ReportFormat, Streams
from sayso.faces.cli.tables import counted, report_block
from sayso.faces.exits import SOME_REFUSED
from sayso.records import Refusal

if TYPE_CHECKING:
    from sayso.engine.segments import Loading

__all__ = ["code", "load"]

Publisher = Annotated[
    str | None, typer.Option("--publisher", metavar="NAME", help="Publisher of reports that name none.")
]


#: What an earlier load may have made of an input, beside refusing it with a code.
_NOT_REFUSED = frozenset({"coded", "known"})


class LoadEngine(StrEnum):
    """What runs a bulk load."""

    LOCAL = "local"
    RAY = "ray"


def code(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|URL|-]…",
            help="Text, HTML, JSONL, CSV, Parquet, WARC, e-mail, feeds, archives and folders of them, "
            "a URL, or - for stdin; docs/inputs.md has them all.",
        ),
    ] = None,
    published: DateOption = None,
    publisher: Publisher = None,
    form: Annotated[
        ReportFormat,
        typer.Option(
            "--format", help="table for people; json: one document per report; jsonl: one line per report."
        ),
    ] = ReportFormat.TABLE,
    ledger: LedgerOption = None,
    no_store: Annotated[bool, typer.Option("--no-store", help="Only print; keep nothing.")] = False,
) -> None:
    """Read reports and print what they claim.

    Claims are kept in the ledger as well, unless --no-store is given. Refused inputs are named on
    stderr with their code, and the exit code is then 1.
    """
    if ledger is not None and no_store:
        raise typer.BadParameter("--ledger and --no-store exclude one another")
    streams = Streams(machine=form is not ReportFormat.TABLE)
    session = Session(settings_with(ledger))
    given = _given(published, publisher)
    tally = Tally()
    for result in session.code(_sources(sources), given, keep=not no_store):
        tally.add(result)
        _show(result, form, streams)
    if tally.n_refused:
        raise typer.Exit(SOME_REFUSED)


def load(  # noqa: PLR0913, PLR0917  each is an option of the command
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="WARC, Parquet, JSONL, CSV, e-mail, feeds, text, HTML; packed (.gz, .zst), in ZIP or tar "
            "archives, in folders; docs/inputs.md has them all.",
        ),
    ],
    published: DateOption = None,
    publisher: Publisher = None,
    ledger: LedgerOption = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Read archives from their start, though an earlier load has."),
    ] = False,
    engine: Annotated[
        LoadEngine,
        typer.Option(help="What codes: the processes of this machine, or Ray, here or on a cluster."),
    ] = LoadEngine.LOCAL,
    parts: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Code in segments, each into a Parquet file in this folder, then join them day by day. "
            "With --engine ray it is a must; beside the ledger if not named.",
        ),
    ] = None,
) -> None:
    """Read many reports into the ledger.

    An interrupted load goes on where it stopped: what an earlier one has dealt with in an archive is passed
    over, unless the file, --published, --publisher, a limit, the model or sayso is another. --again reads
    all of it once more. Reports that the ledger has are not coded again in any case. Ends with exact
    counts on stderr; the exit code is 1 if inputs were refused, now or by an earlier load of the same.
    """
    streams = Streams(machine=False)
    settings = settings_with(ledger)
    session = Session(settings)
    if engine is LoadEngine.RAY or parts is not None:
        if again:
            raise typer.BadParameter("--again is not for loads in segments; name another folder with --parts")
        ledger_path = beside(settings)
        folder = parts or ledger_path.with_name(f"{ledger_path.name}.parts")
        tally = _in_segments(
            session, settings, sources, _given(published, publisher), (engine, folder), streams
        )
        if tally.n_refused:
            raise typer.Exit(SOME_REFUSED)
        return
    from sayso.faces.cli.bars import of_bytes  # noqa: PLC0415  `code` shows none

    tally = Tally()
    meter = new_meter(sources)
    results = session.load(sources, replace(_given(published, publisher), meter=meter), anew=again)
    with ExitStack() as stack:
        bar = stack.enter_context(of_bytes(streams))
        task = bar.add_task("reading", total=meter.total_bytes, reports=0, claims=0, refused=0)
        for result in results:
            tally.add(result)
            if isinstance(result, Refusal):
                streams.refused(result)
            bar.update(
                task,
                completed=meter.done_bytes,
                reports=tally.n_inputs,
                claims=tally.claims,
                refused=tally.n_refused,
            )
    for line in (*_counts(tally), *_earlier(meter.earlier, meter.whole), *_passed(meter.passed)):
        streams.say(line)
    if tally.n_refused or set(meter.earlier) - _NOT_REFUSED:
        raise typer.Exit(SOME_REFUSED)


def _in_segments(
    session: Session,
    settings: Settings,
    sources: list[str],
    given: Given,
    by: tuple[LoadEngine, Path],
    streams: Streams,
) -> Tally:
    """Load in segments, by an engine into a folder, and say what became of the inputs."""
    from sayso.engine.segments import Loading, LocalPool, RayPool, Stage  # noqa: PLC0415  as in main
    from sayso.faces.cli.bars import of_stages  # noqa: PLC0415

    engine, folder = by
    tally = Tally()
    with of_stages(streams) as bar:
        tasks = {
            Stage.MEASURE: bar.add_task("measuring files", total=None, visible=False),
            Stage.CODE: bar.add_task("coding segments", total=None, visible=False),
            Stage.JOIN: bar.add_task("joining reports", total=None, visible=False),
        }
        loading = Loading(
            folder=folder,
            pool=RayPool(settings.bulk.ray_address) if engine is LoadEngine.RAY else LocalPool(),
            tell=lambda stage, done, n: bar.update(tasks[stage], completed=done, total=n, visible=n > 0),
        )
        for result in session.load_in_segments(sources, given, loading):
            tally.add(result)
            if isinstance(result, Refusal):
                streams.refused(result)
    for line in (*_counts(tally), *_coded(loading), *_passed(loading.passed)):
        streams.say(line)
    return tally


def _coded(loading: Loading) -> Iterator[str]:
    """How many segments, and which of them an earlier load coded."""
    here = f"; {counted(loading.read_here, 'report')} read while joining" if loading.read_here else ""
    yield f"{counted(loading.segments, 'segment')}, {loading.earlier:,} coded by an earlier load{here}"


def _given(published: str | None, publisher: str | None) -> Given:
    return Given(published=day(published), publisher=publisher, stdin=getattr(sys.stdin, "buffer", None))


def _sources(given: list[str] | None) -> list[str]:
    """The sources named; a pipe into sayso needs no name."""
    if given:
        return given
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter("name a file, folder or URL, or pipe a report in")
    return ["-"]


def _show(result: Result, form: ReportFormat, streams: Streams) -> None:
    if isinstance(result, Refusal):
        streams.refused(result)
    elif isinstance(result, CodedReport):
        if form is ReportFormat.TABLE:
            streams.block(report_block(result.article, result.claims, streams.out))
        else:
            streams.document(result.as_json(), indent=2 if form is ReportFormat.JSON else None)


def _earlier(done: Counter[str], whole: int) -> Iterator[str]:
    """What an earlier load has dealt with, by what became of it, in how many whole files."""
    if not done.total() and not whole:
        return
    refused = {code: n for code, n in sorted(done.items()) if code not in _NOT_REFUSED and n}
    files = f" with {counted(whole, 'whole file')}" if whole else ""
    yield (
        f"{counted(done.total(), 'input')} more passed over{files}, done by an earlier load: "
        f"{done['coded']:,} coded, {done['known']:,} known already, {sum(refused.values()):,} refused"
        " (--again reads them once more)"
    )
    for code, n in refused.items():
        yield f"  {code}: {n:,}"


def _passed(kinds: Mapping[str, int]) -> Iterator[str]:
    """What archives held besides reports, the commonest first."""
    if kinds:
        parts = [f"{kind} {n:,}" for kind, n in sorted(kinds.items(), key=lambda kn: (-kn[1], kn[0]))]
        yield f"no reports, passed over: {', '.join(parts)}"


def _of_them(tally: Tally) -> str:
    return f" ({counted(tally.carried, 'copy', 'copies')} not read again)" if tally.carried else ""


def _counts(tally: Tally) -> Iterator[str]:
    yield (
        f"{counted(tally.n_inputs, 'input')}: {tally.coded:,} coded{_of_them(tally)}, "
        f"{tally.known:,} known already, "
        f"{tally.n_refused:,} refused; {counted(tally.claims, 'claim')}"
    )
    if tally.cut:
        yield f"  longer than is read of one report (reader.report_words), so read in part: {tally.cut:,}"
    for reason, n in sorted(tally.refused.items()):
        yield f"  {reason}: {n:,}"
