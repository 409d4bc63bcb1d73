"""Questions about one actor: who is meant, where he was, with whom he acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sayso.ledger.connection import Connection
from sayso.ledger.partners import Act, Pairs, acts_with, n_claims, n_origins, names_of, pairs_of
from sayso.ledger.translated import translated
from sayso.ledger.whereabouts import (
    NamedActor,
    Part,
    Telling,
    actors_meant,
    last_published,
    n_events,
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

    def __init__(self, connection: Connection, path: str, refresh: Callable[[], None]) -> None:
        self._connection = connection
        self._path = path
        self._refresh = refresh

    def meant(self, asked: str, *, limit: int) -> list[NamedActor]:
        """Everybody whom an id, a country's code, a name or words of one may mean; see `actors_meant`."""
        self._refresh()
        with translated(self._path):
            return actors_meant(self._connection, asked, limit=limit)

    def tellings(self, actor_id: str, parts: Sequence[Part], newest: int | None = None) -> Iterator[Telling]:
        """The events, whole, in which an actor has one of these parts and of which a place is told.

        ``newest``: of the latest days, so many at most.
        """
        self._refresh()
        with translated(self._path):
            yield from tellings(self._connection, actor_id, parts, newest)

    def unplaced(self, actor_id: str) -> int:
        """How many meetings and visits an actor takes part in of which no account tells a place."""
        self._refresh()
        with translated(self._path):
            return unplaced(self._connection, actor_id)

    def last_published(self) -> str | None:
        """The latest day of publication of any report, ISO 8601; None if no report has one."""
        with translated(self._path):
            return last_published(self._connection)

    def n_events(self, actor_id: str) -> int:
        """How many events an actor takes part in, in any role."""
        self._refresh()
        with translated(self._path):
            return n_events(self._connection, actor_id)

    def n_claims(self, actor_id: str) -> int:
        """How many claims name an actor as one who acts or is acted upon."""
        with translated(self._path):
            return n_claims(self._connection, actor_id)

    def acts_with(self, actor_id: str, newest: int) -> list[Act]:
        """Everybody beside an actor in the claims about him that were read last, ``newest`` at most."""
        self._refresh()
        with translated(self._path):
            return acts_with(self._connection, actor_id, newest)

    def names_of(self, numbers: Iterable[int]) -> dict[int, tuple[str, str, str, str | None]]:
        """Id, name, kind and country of actors by their number."""
        with translated(self._path):
            return names_of(self._connection, numbers)

    def n_origins(self, event_ids: Iterable[str]) -> dict[str, int]:
        """By event, how many independent origins its accounts have."""
        with translated(self._path):
            return n_origins(self._connection, event_ids)

    def pairs_of(self, actor_ids: Sequence[str], budget: int) -> Pairs:
        """The events in which two or more of some actors take part, among the claims read last."""
        self._refresh()
        with translated(self._path):
            return pairs_of(self._connection, actor_ids, budget)
