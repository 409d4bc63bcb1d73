"""Copies of a ledger that can be relied on, and the question whether a ledger is whole."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import apsw

from sayso.classes import dataclass
from sayso.errors import LedgerError
from sayso.ledger.archives import archive_faults
from sayso.ledger.connection import Connection
from sayso.ledger.voice_index import voice_faults

__all__ = ["BackedUp", "Fault", "back_up", "faults"]

#: Tables whose rows are counted in a ledger and in its copy.
_COUNTED = ("runs", "reports", "claims", "events", "refusals", "links", "verdicts", "tombstones", "archives")
#: Faults of one kind that are named; more are only counted.
_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A copy that was made and looked through: where it is, its bytes, and how much is in it."""

    path: Path
    size_bytes: int
    reports: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in a ledger that cannot be right: which check found it, and what it found."""

    check: str
    what: str


def back_up(connection: Connection, target: Path) -> BackedUp:
    """Copy a ledger into a new file while it is in use, and look whether the copy is whole.

    The copy is one moment of the ledger. It gets its name only when it is written out and checked, so a file
    of that name is a good copy whatever happened.

    Raises:
        LedgerError: the file exists, cannot be written, or the copy is not whole.
    """
    if not isinstance(connection, apsw.Connection):
        connection.execute("VACUUM INTO ?")  # which says how a server's are copied
    if target.exists():
        raise LedgerError("the file exists", item=str(target), hint="name a new file; copies replace nothing")
    if not target.parent.is_dir():
        raise LedgerError("the folder does not exist", item=str(target), hint=f"make {target.parent} first")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
        _settle(part)
        found = _looked_through(part)
        part.rename(target)
        _settle(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return BackedUp(
        path=target, size_bytes=target.stat().st_size, reports=found["reports"], claims=found["claims"]
    )


def _settle(path: Path) -> None:
    """See to it that a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _looked_through(path: Path) -> dict[str, int]:
    copy = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        told = [str(row[0]) for row in copy.execute("PRAGMA quick_check(1)")]
        if told != ["ok"]:
            raise LedgerError(f"the copy is not whole: {told[0]}", item=str(path), hint="try again")
        return _counts(copy)
    finally:
        copy.close()


def _counts(db: Connection) -> dict[str, int]:
    there = {name for (name,) in _rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        table: int(_rows(db, f"SELECT count(*) FROM {table}")[0][0]) for table in _COUNTED if table in there
    }


def faults(connection: Connection, *, full: bool = False) -> Iterator[Fault]:
    """Everything in a ledger that cannot be right; nothing for one that is whole.

    Looked at are the pages, references between tables, the full-text index, whether every claim that holds is
    in one event or waits for it, whether the counts by day, by speaker and by publisher are those of the
    events, claims and reports, every figure is among the figures and every claim among the marks, whether
    positions in archives are possible and not ahead of the reports, and, if ``full``, every page's content
    and the words of every claim in the text of its report.

    Raises:
        apsw.CorruptError: it is too damaged to be asked.
    """
    pragma = "integrity_check" if full else "quick_check"
    for (told,) in _rows(connection, f"PRAGMA {pragma}({_NAMED})"):
        if told != "ok":
            yield Fault(check=pragma, what=str(told))
    for table, row, parent, _ in _rows(connection, "PRAGMA foreign_key_check")[:_NAMED]:
        yield Fault(check="references", what=f"row {row} of {table} names something that {parent} has not")
    yield from _index_faults(connection)
    yield from _misplaced(connection)
    yield from _count_faults(connection)
    for check, found in (("voices", voice_faults(connection)), ("archives", archive_faults(connection))):
        yield from (Fault(check=check, what=what) for what in islice(found, _NAMED))
    if full:
        yield from _evidence_faults(connection)


def _index_faults(db: Connection) -> Iterator[Fault]:
    try:
        db.execute("INSERT INTO evidence (evidence) VALUES ('integrity-check')")
    except apsw.CorruptError as error:
        yield Fault(check="full text", what=str(error))
    except apsw.ReadOnlyError:
        return  # the index checks itself by a write that changes nothing


#: Rows that cannot be: which check finds them, what there is to say of each, and how they are found.
_MISPLACED = (
    (
        "events",
        "claim {} is in no event and does not wait for one",
        (
            "SELECT claim_id FROM claims c WHERE retired_at IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM event_claims m WHERE m.claim = c.claim) "
            "AND NOT EXISTS (SELECT 1 FROM stale s WHERE s.claim = c.claim) LIMIT ?"
        ),
    ),
    (
        "events",
        "event {} has no claim",
        (
            "SELECT event_id FROM events e WHERE NOT EXISTS "
            "(SELECT 1 FROM event_claims m WHERE m.event_id = e.event_id) LIMIT ?"
        ),
    ),
    (
        "marks",  # no question would find it
        "claim {} is missing among the marks",
        (
            "SELECT claim_id FROM claims c WHERE NOT EXISTS "
            "(SELECT 1 FROM claim_marks k WHERE k.claim = c.claim) LIMIT ?"
        ),
    ),
    (
        "figures",  # a question for figures would not find it
        "claim {} is missing among the figures",
        (
            "SELECT claim_id FROM claims c WHERE kind = 'figure' "
            "AND NOT EXISTS (SELECT 1 FROM figures f WHERE f.claim = c.claim) LIMIT ?"
        ),
    ),
)


def _misplaced(db: Connection) -> Iterator[Fault]:
    for check, what, sql in _MISPLACED:
        for (id_,) in _rows(db, sql, _NAMED):
            yield Fault(check=check, what=what.format(id_))


def _count_faults(db: Connection) -> Iterator[Fault]:
    """Days whose kept counts are not those of the events."""
    kept = "SELECT day, type, country, events, origins FROM day_types"
    made = (
        "SELECT coalesce(e.day, ''), coalesce(c.type, 'FIGURE'), coalesce(c.country, ''), count(*), "
        "sum(e.n_origins) FROM events e JOIN claims c ON c.claim = e.lead GROUP BY 1, 2, 3"
    )
    both = f"SELECT * FROM ({kept} EXCEPT {made}) UNION SELECT * FROM ({made} EXCEPT {kept}) LIMIT ?"
    for day, type_, country, *_ in _rows(db, both, _NAMED):
        yield Fault(
            check="counts", what=f"the events of {type_} in {country or 'no country'} on {day or '?'}"
        )


def _evidence_faults(db: Connection) -> Iterator[Fault]:
    """Claims whose sentence does not stand where they say it does; texts that were let go tell nothing."""
    named = 0
    for (article_id,) in _rows(db, "SELECT article_id FROM reports ORDER BY article_id"):
        row = _rows(
            db, "SELECT text, header ->> '$.text_kept' FROM reports WHERE article_id = ?", article_id
        )[0]
        if row[1] == "none":
            continue
        text = bytes(row[0]).decode("utf-8", "surrogatepass")
        for claim_id, document in _rows(
            db, "SELECT claim_id, document FROM claims WHERE article_id = ?", article_id
        ):
            evidence = json.loads(document)["evidence"]
            start, end = evidence["span"]
            if text[start:end] != evidence["sentence"] and named < _NAMED:
                named += 1
                yield Fault(
                    check="evidence", what=f"claim {claim_id} rests on other words than its report has"
                )


# `Any`: a row holds whatever its query selects.
def _rows(db: Connection, sql: str, *values: object) -> list[Any]:
    return db.execute(sql, values).fetchall()
