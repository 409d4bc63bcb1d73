"""Where to go on in files that were read before: asked of whoever keeps it, and told what is met in them."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sayso.records import Item, Position, Refusal

__all__ = ["Mark", "Marks"]


class Mark(Protocol):
    """One file that is read."""

    @property
    def after(self) -> Position | None:
        """The position behind which reading begins; None begins at the beginning."""
        ...

    @property
    def finished(self) -> bool:
        """Whether there is nothing in it that was not dealt with."""
        ...

    def met(self, found: Item | Refusal) -> None:
        """Something was found in it, and is handed on next."""
        ...

    def ended(self) -> None:
        """It was read to its end."""
        ...


class Marks(Protocol):
    """Keeps positions in files."""

    def open(self, path: Path, kind: str) -> Mark | None:
        """A file that may hold many records is about to be read; None if no position is kept in it.

        ``kind`` is what its name says it holds: under another name the same bytes may be read otherwise.
        """
        ...
