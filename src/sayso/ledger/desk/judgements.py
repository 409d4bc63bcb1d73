"""Judgements that persons have given and that are not in the ledger yet: another process writes to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sayso.ledger.clean import clean
from sayso.ledger.desk.unit import Unit
from sayso.records import Judged, Judgement, Verdict

__all__ = ["Judgements", "Waiting"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A verdict that waits, and its number in the queue."""

    number: int
    verdict: Verdict


class Judgements:
    """The queue of a desk: first given, first applied."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def give(self, verdict: Verdict) -> int:
        """Write a verdict down; its number. Once this returns, it is safe."""
        with self._unit.work() as db:
            db.execute(
                "INSERT INTO judgements (what, left_id, right_id, judgement_said, note, decided_by, "
                "decided_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    verdict.what,
                    verdict.left_id,
                    verdict.right_id,
                    verdict.judgement,
                    clean(verdict.note),
                    clean(verdict.decided_by),
                    verdict.decided_at,
                ),
            )
            return int(db.last_insert_rowid())

    def any(self) -> bool:
        """Whether one waits."""
        return bool(self._unit.rows("SELECT 1 FROM judgements LIMIT 1"))

    def waiting(self) -> list[Waiting]:
        """Those that wait, in the order in which they were given."""
        rows = self._unit.rows(
            "SELECT judgement, what, left_id, right_id, judgement_said, note, decided_by, decided_at "
            "FROM judgements ORDER BY judgement"
        )
        return [
            Waiting(
                number,
                Verdict(
                    what=Judged(what),
                    left_id=left,
                    right_id=right,
                    judgement=Judgement(said),
                    note=note,
                    decided_by=by,
                    decided_at=at,
                ),
            )
            for number, what, left, right, said, note, by, at in rows
        ]

    def applied(self, numbers: Iterable[int]) -> None:
        """Take out of the queue what the ledger has."""
        with self._unit.work() as db:
            db.executemany("DELETE FROM judgements WHERE judgement = ?", [(n,) for n in numbers])
