"""What a person has judged: kept for good, one in force for each pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.records import Judged, Judgement, Verdict

__all__ = ["add_verdict", "every_verdict", "has_verdict", "last_verdict", "verdicts_on"]

_COLUMNS = "what, left_id, right_id, judgement, note, decided_by, decided_at, retired_at"


def add_verdict(connection: Connection, verdict: Verdict) -> None:
    """Keep a verdict; one on the same pair that was in force is retired. Must run inside a transaction."""
    left, right = sorted((verdict.left_id, verdict.right_id))
    connection.execute(
        "UPDATE verdicts SET retired_at = ? WHERE what = ? AND left_id = ? AND right_id = ? "
        "AND retired_at IS NULL",
        (verdict.decided_at, verdict.what.value, left, right),
    )
    connection.execute(
        f"INSERT INTO verdicts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  our own names
        (
            verdict.what.value,
            left,
            right,
            verdict.judgement.value,
            clean(verdict.note),
            clean(verdict.decided_by),
            verdict.decided_at,
            verdict.retired_at,
        ),
    )


def has_verdict(connection: Connection, verdict: Verdict) -> bool:
    """Whether this very verdict, of this person and moment, was kept, in force or superseded."""
    left, right = sorted((verdict.left_id, verdict.right_id))
    row = connection.execute(
        "SELECT 1 FROM verdicts WHERE what = ? AND left_id = ? AND right_id = ? AND judgement = ? "
        "AND decided_by = ? AND decided_at = ?",
        (verdict.what, left, right, verdict.judgement, clean(verdict.decided_by), verdict.decided_at),
    ).fetchone()
    return row is not None


def verdicts_on(connection: Connection, what: Judged, id_: str) -> list[Verdict]:
    """The verdicts in force on one claim or report."""
    return list(
        _read(
            connection,
            "what = ? AND retired_at IS NULL AND (left_id = ? OR right_id = ?) ORDER BY verdict",
            (what.value, id_, id_),
        )
    )


def last_verdict(connection: Connection) -> int:
    """The number of the verdict given last, 0 if there is none."""
    # `Any`: a row holds whatever its query selects
    row: Any = connection.execute("SELECT coalesce(max(verdict), 0) FROM verdicts").fetchone()
    return int(row[0])


def every_verdict(connection: Connection) -> Iterator[Verdict]:
    """Every verdict that was ever given, in that order."""
    yield from _read(connection, "1 ORDER BY verdict", ())


def _read(connection: Connection, which: str, values: tuple[object, ...]) -> Iterator[Verdict]:
    # `Any`: a row holds whatever its query selects.
    rows: Iterator[Any] = connection.execute(
        f"SELECT {_COLUMNS} FROM verdicts WHERE {which}",  # noqa: S608  our own strings
        values,
    )
    for what, left, right, judgement, note, by, at, retired in rows:
        yield Verdict(
            what=Judged(what),
            left_id=left,
            right_id=right,
            judgement=Judgement(judgement),
            decided_by=by,
            decided_at=at,
            note=note,
            retired_at=retired,
        )
