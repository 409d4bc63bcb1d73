"""What reading a source may touch beyond files: the web, the time of day, standard input; all handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from sayso.classes import dataclass

if TYPE_CHECKING:
    from sayso.ingest.net import Fetcher

__all__ = ["Outside"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The web, the clock and standard input.

    Attributes:
        open_fetcher: makes what fetches addresses; without it they are refused.
        now: the time of day, with zone; dates of feeds are held against it.
        stdin: the stream behind ``-``.
    """

    open_fetcher: Callable[[], Fetcher] | None = None
    now: Callable[[], datetime] = _now
    stdin: BinaryIO | None = None
