"""`sayso status`: how the ledger and its watch stand."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table

from sayso.engine.session import Session
from sayso.engine.status import FeedStatus, Status, status_to_json
from sayso.faces.cli.options import LedgerOption, settings_with
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, plain
from sayso.ledger import WatchCounts

__all__ = ["status"]

#: Refusal codes that are named in the table; `--format json` has all.
_MOST_CODES = 8


class StatusFormat(StrEnum):
    """How the status is printed."""

    TABLE = "table"
    JSON = "json"


def status(
    format_: Annotated[
        StatusFormat, typer.Option("--format", help="table for people; json: one document.")
    ] = StatusFormat.TABLE,
    path: LedgerOption = None,
) -> None:
    """Say what the ledger holds, what a watch has brought, what waits, and which feeds fail.

    May be asked while a watch runs.
    """
    found = Session(settings_with(path)).status()
    streams = Streams(machine=format_ is StatusFormat.JSON)
    if format_ is StatusFormat.JSON:
        streams.document(status_to_json(found), indent=2)
    else:
        streams.block(_shown(found))


def _shown(found: Status) -> Group:
    rows = found.rows
    held = ", ".join(counted(rows[name], name.removesuffix("s")) for name in ("reports", "claims", "events"))
    lines: list[str | Table] = [f"{held}; {counted(rows['refusals'], 'refusal')}"]
    if not found.feeds:
        return Group(*lines, "no feed was ever watched: `sayso watch FEEDS.toml`")
    waits = f"{counted(found.ever.waiting, 'entry', 'entries')} without an outcome"
    lag = f", the oldest for {_span(found.lag_s)}" if found.lag_s is not None else ""
    lines += [waits + lag, "", _counts(found), "", _feeds(found.feeds)]
    return Group(*lines)


def _span(seconds: float) -> str:
    """A length of time in its largest unit."""
    for name, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return counted(int(seconds // size), name)
    return counted(int(seconds), "second")


def _counts(found: Status) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("entries")
    columns: list[tuple[str, WatchCounts]] = [
        ("last hour", found.hour), ("last day", found.day), ("ever", found.ever),
    ]  # fmt: skip
    for name, _ in columns:
        table.add_column(name, justify="right")
    table.add_row("came in", *(f"{counts.entries:,}" for _, counts in columns))
    for outcome in ("coded", "copy", "known", "refused"):
        table.add_row(outcome, *(f"{counts.outcomes.get(outcome, 0):,}" for _, counts in columns))
    for code in list(found.ever.refusals)[:_MOST_CODES]:
        table.add_row(f"  {code}", *(f"{counts.refusals.get(code, 0):,}" for _, counts in columns))
    return table


def _feeds(feeds: tuple[FeedStatus, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("feed", "due", "answered", "entries", "waiting", "trouble"):
        table.add_column(name, justify="right" if name in ("entries", "waiting") else "left", overflow="fold")
    for feed in feeds:
        trouble = f"{feed.code}, {feed.failures} in a row" if feed.code and feed.failures else feed.code or ""
        table.add_row(
            plain(feed.feed),
            _moment(feed.due_at) or "not asked any more",
            _moment(feed.last_ok_at) or "never",
            f"{sum(feed.outcomes.values()):,}",
            f"{feed.outcomes.get('waiting', 0):,}",
            trouble,
        )
    return table


def _moment(iso: str | None) -> str:
    return iso[:16].replace("T", " ") if iso else ""
