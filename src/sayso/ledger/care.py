"""What a ledger needs beside being written and read: copies, checks, forgetting, letting texts go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sayso.ledger.connection import Connection
from sayso.ledger.forgetting import Blotted, blot_actor, mark, remove_report
from sayso.ledger.retention import Keep, holds_whole_texts, let_go
from sayso.ledger.standings import Standings
from sayso.ledger.translated import translated
from sayso.ledger.upkeep import BackedUp, Fault, back_up, faults

__all__ = ["Care"]


class Care:
    """Looks after a ledger; ``writing`` opens its unit of work, ``commit`` ends it."""

    def __init__(
        self,
        connection: Connection,
        standings: Standings,
        path: str,
        writing: Callable[[], AbstractContextManager[Connection]],
        commit: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._standings = standings
        self._path = path
        self._writing = writing
        self._commit = commit

    def forget_report(self, article_id: str, reason: str, at: str) -> None:
        """Delete a report, and keep a mark by which it is known should it come again.

        No other report may be read in its place: `engine.forgetting` sees to that first.
        """
        with self._writing() as db:
            row: Any = db.execute(  # `Any`: a row holds whatever its query selects
                "SELECT text_sha256 FROM reports WHERE article_id = ?", (article_id,)
            ).fetchone()
            if row is None:
                return
            remove_report(db, self._standings.index_of_prints, article_id)
            mark(db, "report", article_id, reason, at)
            mark(db, "text", row[0], reason, at)
            self._standings.let_go()

    def forget_actor(self, actor_id: str, reason: str, at: str) -> Blotted:
        """Delete the claims that name somebody, and blot the name out of every text that is kept."""
        with self._writing() as db:
            done = blot_actor(db, actor_id)
            mark(db, "actor", actor_id, reason, at)
            self._standings.let_go()
        return done

    def tidy(self) -> None:
        """Overwrite what was deleted, in the file and in its log, so that no page of it can be read any more.

        Commits first. Takes as long as copying the ledger does.
        """
        self._commit()
        with translated(self._path):
            self._connection.execute("INSERT INTO evidence (evidence) VALUES ('optimize')")
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def let_texts_go(self, keep: Keep, before: str) -> int:
        """Let go of the texts of older reports; how many were changed. Commits as it goes."""
        done, changed = 0, 1
        while changed:
            with self._writing() as db:
                changed = let_go(db, keep, before)
            self._commit()
            done += changed
        self._standings.let_go()
        return done

    def holds_whole_texts(self) -> bool:
        """Whether no text was let go."""
        with translated(self._path):
            return holds_whole_texts(self._connection)

    def back_up(self, target: Path) -> BackedUp:
        """Copy the ledger into a new file while it is in use; see `upkeep.back_up`."""
        with translated(str(target)):
            return back_up(self._connection, target)

    def faults(self, *, full: bool = False) -> list[Fault]:
        """Everything in the ledger that cannot be right; see `upkeep.faults`."""
        with translated(self._path):
            return list(faults(self._connection, full=full))
