"""Questions about one actor: who is meant, where he was, with whom he acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import apsw

from sayso.ledger.translated import translated
from sayso.ledger.whereabouts import (
    NamedActor,
    Part,
    Telling,
    actors_meant,
    last_published,
    tellings,
    unplaced,
)

__all__ = ["Acting"]


class Acting:
    """Read-only questions about one actor, over the connection of a ledger.

    Args:
        refresh: joins what is not joined into events yet.

    Every method raises LedgerError if the ledger cannot be read.
    """

    def __init__(self, connection: apsw.Connection, path: str, refresh: Callable[[], None]) -> None:
        self._connection = connection
        self._path = path
        self._refresh = refresh

    def meant(self, asked: str, *, limit: int) -> list[NamedActor]:
        """Everybody whom an id, a country's code, a name or words of one may mean; see `actors_meant`."""
        self._refresh()
        with translated(self._path):
            return actors_meant(self._connection, asked, limit=limit)

    def tellings(self, actor_id: str, parts: Sequence[Part]) -> Iterator[Telling]:
        """The events, whole, in which an actor has one of these parts and of which a place is told."""
        with translated(self._path):
            yield from tellings(self._connection, actor_id, parts)

    def unplaced(self, actor_id: str) -> int:
        """How many meetings and visits an actor takes part in of which no account tells a place."""
        with translated(self._path):
            return unplaced(self._connection, actor_id)

    def last_published(self) -> str | None:
        """The latest day of publication of any report, ISO 8601; None if no report has one."""
        with translated(self._path):
            return last_published(self._connection)
