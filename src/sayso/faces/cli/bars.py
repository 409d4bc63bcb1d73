"""Bars that say how far a load has come."""

from __future__ import annotations

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from sayso.faces.cli.streams import Streams

__all__ = ["of_bytes", "of_stages"]


def of_bytes(streams: Streams) -> Progress:
    """How much of the inputs was read, and what came of it: tasks have reports, claims and refused."""
    return Progress(
        SpinnerColumn(),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[reports]:,} reports"),
        TextColumn("{task.fields[claims]:,} claims, {task.fields[refused]:,} refused"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=streams.err,
        transient=True,
    )


def of_stages(streams: Streams) -> Progress:
    """How many of what each task counts are done."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=streams.err,
        transient=True,
    )
