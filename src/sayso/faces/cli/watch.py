"""`sayso watch`: follows feeds for as long as it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from threading import Event as Signal
from typing import Annotated

import typer

from sayso.engine.session import Session
from sayso.engine.watching import Hooks, Watched
from sayso.faces.alerts.messages import writers_of
from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.stopping import stopping
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted
from sayso.faces.cli.watch_log import Log, LogForm
from sayso.faces.cli.watch_view import View
from sayso.faces.exits import SOME_REFUSED
from sayso.faces.metrics import serving

__all__ = ["watch"]


class Shown(StrEnum):
    """What a watch shows on stderr."""

    AUTO = "auto"
    LIVE = "live"
    TEXT = "text"
    JSON = "json"
    NONE = "none"


def watch(
    feeds: Annotated[
        Path, typer.Argument(metavar="FEEDS.toml", help="The list of feeds; see docs/watching.md.")
    ],
    once: Annotated[
        bool, typer.Option("--once", help="Ask each feed one time, read what it brings, and stop.")
    ] = False,
    show: Annotated[
        Shown,
        typer.Option(
            help="live: a table that stays up to date; text, json: a line for each poll and report; auto: "
            "live in a terminal, else text."
        ),
    ] = Shown.AUTO,
    metrics: Annotated[
        int | None,
        typer.Option(
            metavar="PORT", min=1, max=65_535, help="Serve Prometheus metrics on this loopback port."
        ),
    ] = None,
    path: LedgerOption = None,
) -> None:
    """Follow feeds and news sitemaps politely, for as long as it runs.

    New entries are fetched as robots.txt allows, read and kept. Whatever comes in ends as coded, as a copy
    that was not read again, as known, or as refused with a code; `sayso status` counts them. Stop it with
    Ctrl-C or SIGTERM: what is under way is finished, and the next watch goes on from there. A killed one
    loses nothing.
    """
    settings = settings_with(path)
    session = Session(settings)
    stop, counts = Signal(), Watched()
    with ExitStack() as stack:
        stack.enter_context(stopping(stop))
        hooks = stack.enter_context(_showing(show, counts))
        if metrics is not None:
            stack.enter_context(serving(metrics, counts))
        hooks = replace(hooks, writers=writers_of(settings))
        done = session.watch(feeds, stop, once=once, hooks=hooks)
    _say(Streams(machine=False), done)
    if once and (done.tally.n_refused or done.failed_polls):
        raise typer.Exit(SOME_REFUSED)


@contextmanager
def _showing(show: Shown, counts: Watched) -> Iterator[Hooks]:
    if show is Shown.AUTO:
        show = Shown.LIVE if sys.stderr.isatty() else Shown.TEXT
    if show is Shown.NONE:
        yield Hooks(counts=counts)
    elif show is Shown.LIVE:
        with View(counts).showing() as view:
            yield Hooks(counts=counts, tell=view.tell, note=view.note)
    else:
        log = Log(LogForm(show.value), sys.stderr)
        note: Callable[[Mapping[str, object]], None] = log.note
        yield Hooks(counts=counts, note=note)


def _say(streams: Streams, done: Watched) -> None:
    tally = done.tally
    copies = counted(tally.carried, "copy", "copies")
    refused = ", ".join(f"{n} {code}" for code, n in tally.refused.most_common())
    streams.say(
        f"{counted(done.polls, 'poll')} ({done.failed_polls} failed), "
        f"{counted(done.entries, 'entry', 'entries')} new: {tally.coded} coded ({copies} not read again), "
        f"{tally.known} known already, {tally.n_refused} refused{f' ({refused})' if refused else ''}; "
        f"{counted(done.waiting, 'entry', 'entries')} left to do"
    )
