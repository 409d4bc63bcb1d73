"""Judgements that persons have given and that are not in the ledger yet: another process writes to it."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.classes import dataclass
from sayso.ledger.clean import clean
from sayso.ledger.desk.unit import Unit
from sayso.records import Judged, Judgement, Verdict

__all__ = ["Judgements", "Waiting"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A verdict that waits, and its number in the queue.

    ``trouble`` is why it could not be applied and is not tried again, None while it only waits its turn.
    """

    number: int
    verdict: Verdict
    trouble: str | None = None


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
        """Whether one waits its turn."""
        return bool(self._unit.rows("SELECT 1 FROM judgements WHERE trouble IS NULL LIMIT 1"))

    def waiting(self) -> list[Waiting]:
        """Those that are not in the ledger, in the order in which they were given."""
        rows = self._unit.rows(
            "SELECT judgement, what, left_id, right_id, judgement_said, note, decided_by, decided_at, "
            "trouble FROM judgements ORDER BY judgement"
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
                trouble,
            )
            for number, what, left, right, said, note, by, at, trouble in rows
        ]

    def set_aside(self, number: int, trouble: str) -> None:
        """Write down why one cannot be applied; it stays, and is not tried again."""
        with self._unit.work() as db:
            db.execute("UPDATE judgements SET trouble = ? WHERE judgement = ?", (clean(trouble), number))

    def applied(self, numbers: Iterable[int]) -> None:
        """Take out of the queue what the ledger has."""
        with self._unit.work() as db:
            db.executemany("DELETE FROM judgements WHERE judgement = ?", [(n,) for n in numbers])
