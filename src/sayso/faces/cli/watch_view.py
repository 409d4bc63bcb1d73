"""A watch as a person sees it in a terminal: counts that stay up to date, and what happened last."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from sayso.engine.watching import Watched
from sayso.faces.cli.watch_log import line_of

__all__ = ["View"]

#: Lines of what happened last.
_LINES = 10
_PER_SECOND = 4
_RATE_OVER_S = 60.0


class View:
    """Shows counts and the last lines."""

    def __init__(
        self, counts: Watched, console: Console | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._counts = counts
        self._clock = clock
        self._began = clock()
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._read: deque[tuple[float, int]] = deque()
        self._console = console or Console(stderr=True, highlight=False)
        self._live = Live(console=self._console, get_renderable=self.drawn, refresh_per_second=_PER_SECOND)

    @contextmanager
    def showing(self) -> Iterator[View]:
        """Within it, the view is on the terminal."""
        with self._live:
            yield self

    def tell(self, counts: Watched) -> None:
        """Take counts that have changed."""
        now = self._clock()
        self._read.append((now, counts.tally.coded))
        while now - self._read[0][0] > _RATE_OVER_S:
            self._read.popleft()

    def note(self, record: Mapping[str, object]) -> None:
        """Take what has happened."""
        self._lines.append(line_of(record))

    def drawn(self) -> Group:
        """The view as it is now."""
        counts, tally = self._counts, self._counts.tally
        table = Table(box=None, pad_edge=False, show_header=False)
        for _ in range(2):
            table.add_column(style="dim")
            table.add_column(justify="right")
        up = int(self._clock() - self._began)
        pairs = [
            ("up", f"{up // 3600}:{up % 3600 // 60:02d}:{up % 60:02d}"),
            ("polls", f"{counts.polls:,} ({counts.failed_polls:,} failed)"),
            ("new entries", f"{counts.entries:,}"),
            ("waiting", f"{counts.waiting:,}"),
            ("coded", f"{tally.coded - tally.carried:,}"),
            ("copies", f"{tally.carried:,}"),
            ("known", f"{tally.known:,}"),
            ("refused", f"{tally.n_refused:,}"),
            ("claims", f"{tally.claims:,}"),
            ("reports a minute", f"{self._rate():.0f}"),
        ]
        for left, right in zip(pairs[::2], pairs[1::2], strict=True):
            table.add_row(*left, *right)
        stalled = [Text(f"stalled: {counts.stalled}", style="bold red")] if counts.stalled else []
        lines = [Text(line, no_wrap=True, overflow="ellipsis") for line in self._lines]
        return Group(table, *stalled, Text(""), *lines, Text("Ctrl-C ends it in good order", style="dim"))

    def _rate(self) -> float:
        """Reports a minute, over the last minute."""
        if len(self._read) < 2:
            return 0.0
        (first, before), (last, after) = self._read[0], self._read[-1]
        return 60 * (after - before) / max(1.0, last - first)
