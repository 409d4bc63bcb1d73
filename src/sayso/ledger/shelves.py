"""Keeps segments of sampled hashes as rows of the ledger, merges them as they grow, holds what is asked.

New reports come in small segments on the shelf of the young; segments of one size become one of the next,
so that an entry is rewritten about ten times while a million others come. A young segment that has grown
large is parted into weeks, so that a question about some days leaves the other weeks alone. Rows are
written once and deleted, never changed, but for the few that say which reports were removed.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass
from sayso.errors import LedgerError
from sayso.ledger.connection import Connection
from sayso.ledger.segments import (
    CHUNK,
    GONE,
    MAX_REPORTS,
    Entries,
    Hashes,
    Head,
    Sheet,
    joined,
    make_sieve,
    merged,
    pack_chunks,
    selected,
    through_sieve,
    unpack_chunk,
)

__all__ = ["SCHEMA", "UNDATED", "YOUNG", "Segment", "Shelves"]

#: ``shelf`` is 0 for reports of unknown day, 1 for young ones, else 2 + day // 7. ``low`` and ``high`` bound
#: the numbers of the reports. ``mark`` digests the rows: the same number and mark are the same segment.
#: ``stamp`` digests the list of segments. A part's number is that of its segment × 65,536 + 0 for the head, 1
#: for the sieve, 2 + n for chunk n.
SCHEMA = """
CREATE TABLE print_segments (
    segment INTEGER PRIMARY KEY, mark INTEGER NOT NULL, shelf INTEGER NOT NULL,
    first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
    n_entries INTEGER NOT NULL, n_reports INTEGER NOT NULL
) STRICT;
CREATE TABLE print_parts (part INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE print_state (one INTEGER PRIMARY KEY CHECK (one = 1), stamp INTEGER NOT NULL) STRICT;
INSERT INTO print_state VALUES (1, 0);
"""

UNDATED = 0
YOUNG = 1
_FIRST_WEEK = 2
_WEEK = 7
_PARTS = 1 << 16
_CHUNKS = 2
#: Segments of one size that are merged. More mean fewer rewrites and more places to look; a small segment is
#: looked up in the processor's cache, a large one in memory.
FANOUT = 4
LARGE_FANOUT = 2
LARGE = 1 << 14
#: Smaller segments count as of one size: 16 reports added together are larger.
FIRST_TIER = 1 << 10
#: A young segment of so many entries (some 16,000 reports) is parted into weeks.
YOUNG_ENTRIES = 1 << 20
#: Segments grow no further: a merge to this size, some 0.7 s on a busy processor, is the longest that a
#: single addition waits for.
MAX_ENTRIES = 1 << 22
#: Smaller segments have no sieve and are always held in memory.
SIEVED = 1 << 16
_ENTRY_BYTES = 12
_REPORT_BYTES = 12
_CHUNK_BYTES = CHUNK * _ENTRY_BYTES


@dataclass(slots=True, eq=False)
class Segment:
    """One row of ``print_segments``, and as much of its parts as is held in memory."""

    number: int
    mark: int
    shelf: int
    first_day: int
    last_day: int
    low: int
    high: int
    n_entries: int
    n_reports: int
    head: Head | None = None
    held: Sheet | None = None
    sieve: NDArray[np.uint8] | None = None

    @property
    def n_bytes(self) -> int:
        """What the whole segment takes in memory."""
        return self.n_entries * _ENTRY_BYTES + self.n_reports * _REPORT_BYTES

    @property
    def sieve_bytes(self) -> int:
        """What its sieve takes; 0 without one."""
        return self.n_entries * 3 // 2 if self.n_entries >= SIEVED else 0

    def let_go(self) -> None:
        """Hold nothing of it in memory."""
        self.head = self.held = self.sieve = None


class Shelves:
    """The segments of one ledger. Nothing is committed here.

    What is held follows what the connection sees: `sync` reads one row, and the list of segments anew if that
    row has changed, be it by another process or by a rollback.
    """

    def __init__(self, connection: Connection, cache_bytes: int) -> None:
        self.segments: dict[int, Segment] = {}
        self._connection = connection
        self._cache_bytes = cache_bytes
        self._stamp: int | None = None
        self._chunks: OrderedDict[tuple[int, int, int], Sheet] = OrderedDict()

    def sync(self) -> None:
        """Take note of what has changed. Must run before anything else, in the same transaction."""
        stamp = self._stored_stamp()
        if stamp == self._stamp:
            return
        known = self.segments
        self.segments = {}
        row: Any  # a row holds whatever its query selects
        for row in self._connection.execute(
            "SELECT segment, mark, shelf, first_day, last_day, low, high, n_entries, n_reports "
            "FROM print_segments ORDER BY segment"
        ):
            fresh = Segment(*row)
            old = known.get(fresh.number)
            self.segments[fresh.number] = old if old and old.mark == fresh.mark else fresh
        self._stamp = stamp

    def begin(self) -> None:
        """Take note of what has changed, and be ready to change more; `seal` ends it.

        Raises:
            LedgerError: there is no transaction.
        """
        if not self._connection.in_transaction:
            raise LedgerError("the index of prints is changed outside a transaction", hint="begin one first")
        self.sync()
        self._stamp = None  # whatever fails before `seal` is read anew

    def seal(self) -> None:
        """End a change: others, and this object after a rollback, will see that the list is another."""
        self._make_room()
        marks = sorted((s.number, s.mark) for s in self.segments.values())
        stamp = _digest([repr(marks).encode()])
        self._connection.execute("UPDATE print_state SET stamp = ? WHERE one = 1", (stamp,))
        self._stamp = stamp

    def head(self, segment: Segment) -> Head:
        """The reports of a segment."""
        if segment.head is None:
            segment.head = Head.unpack(self._part(segment, 0), segment.n_reports)
        return segment.head

    def entries(self, segment: Segment) -> Entries:
        """All of a segment."""
        head = self.head(segment)
        sheet = segment.held or self._all_chunks(segment)
        return Entries(sheet.hashes, sheet.owners, head.reports, head.days)

    def near(self, segment: Segment, needles: Hashes) -> Sheet:
        """Entries of a segment, ascending, among them all whose hashes are in ``needles`` (ascending)."""
        if segment.held is not None:
            return segment.held
        sieve = self._sieve(segment) if segment.sieve is None else segment.sieve
        chunks = through_sieve(sieve, self.head(segment).fences, needles)
        return joined([self._chunk(segment, number) for number in chunks.tolist()])

    def settle(self, wanted: Collection[Segment]) -> None:
        """Decide what to hold in memory while ``wanted`` are asked: whole segments, else their sieves."""
        if all(s.held for s in wanted) and self._held_bytes() <= self._room:
            return
        left = self._room
        asked = {s.number for s in wanted}
        for segment in self.segments.values():
            if segment.number not in asked:
                segment.let_go()
        # Sieves first: with them, what is not held costs one small read for each hash that is there.
        for segment in sorted(wanted, key=lambda s: s.n_entries):
            left -= segment.sieve_bytes + segment.n_reports * _REPORT_BYTES
            if left < 0:
                segment.sieve = None
            elif segment.sieve is None and segment.held is None and segment.sieve_bytes:
                segment.sieve = self._sieve(segment)
        for segment in sorted(wanted, key=lambda s: (s.sieve_bytes > 0, s.held is None, s.n_entries)):
            cost = segment.n_entries * _ENTRY_BYTES - segment.sieve_bytes
            if cost > left and segment.sieve_bytes:
                segment.held = None
                continue
            left -= cost
            segment.held = segment.held or self._all_chunks(segment)
            segment.sieve = None

    def put(self, shelf: int, entries: Entries) -> None:
        """Write entries as a new segment, then merge what has become too much on its shelf."""
        if shelf == YOUNG and entries.hashes.size >= YOUNG_ENTRIES:
            weeks = entries.days // _WEEK
            for week in np.unique(weeks).tolist():
                self.put(_FIRST_WEEK + week, selected(entries, weeks == week))
            return
        if entries.hashes.size:
            self._write(shelf, entries)
            while crowd := self._crowd(shelf):
                together = merged([self.entries(s) for s in crowd])
                for segment in crowd:
                    self.take(segment)
                if shelf == YOUNG and together.hashes.size >= YOUNG_ENTRIES:
                    self.put(shelf, together)
                elif together.hashes.size:
                    self._write(shelf, together)

    def take(self, segment: Segment) -> None:
        """Delete a segment."""
        first = segment.number * _PARTS
        self._connection.execute(
            "DELETE FROM print_parts WHERE part >= ? AND part < ?", (first, first + _PARTS)
        )
        self._connection.execute("DELETE FROM print_segments WHERE segment = ?", (segment.number,))
        del self.segments[segment.number]

    def forget(self, segment: Segment, which: NDArray[np.bool_]) -> None:
        """Take the reports ``which``, a flag for each, out of a segment.

        Their entries stay until the segment is merged, or half of its reports are gone.
        """
        head = self.head(segment)
        if not (which & (head.days != GONE)).any():
            return
        days = np.where(which, np.int32(GONE), head.days)
        if 2 * np.count_nonzero(days == GONE) > days.size:
            whole = self.entries(segment)
            left = merged([Entries(whole.hashes, whole.owners, whole.reports, days)])
            self.take(segment)
            if left.hashes.size:
                self._write(segment.shelf, left)
            return
        head = Head(head.reports, days, head.fences)
        body = head.pack()
        segment.mark = _digest([segment.mark.to_bytes(8, "big"), body])
        segment.head = head
        self._connection.execute(
            "UPDATE print_parts SET body = ? WHERE part = ?", (body, segment.number * _PARTS)
        )
        self._connection.execute(
            "UPDATE print_segments SET mark = ? WHERE segment = ?", (segment.mark, segment.number)
        )

    @property
    def _room(self) -> int:
        return self._cache_bytes * 7 // 8  # the rest is for chunks

    def _held_bytes(self) -> int:
        return sum(s.n_bytes for s in self.segments.values() if s.held)

    def _make_room(self) -> None:
        """Let the largest segments go if too much is held."""
        over = self._held_bytes() - self._room
        for segment in sorted(self.segments.values(), key=lambda s: s.n_entries, reverse=True):
            if over <= 0 or segment.n_entries < SIEVED:
                break
            over -= segment.n_bytes if segment.held else 0
            segment.let_go()

    def _stored_stamp(self) -> int:
        row = self._connection.execute("SELECT stamp FROM print_state WHERE one = 1").fetchone()
        return int(row[0]) if row else 0

    def _crowd(self, shelf: int) -> list[Segment]:
        """Segments of a shelf to merge next, none if it is in order."""
        tiers: dict[tuple[bool, int], list[Segment]] = {}
        for segment in self.segments.values():
            if segment.shelf == shelf:
                tiers.setdefault(_tier(segment.n_entries), []).append(segment)
        for _, tier in sorted(tiers.items()):
            if len(tier) >= (LARGE_FANOUT if tier[0].n_entries >= LARGE else FANOUT):
                crowd = _fitting(tier)
                if len(crowd) > 1:
                    return crowd
        return []

    def _write(self, shelf: int, entries: Entries) -> None:
        head = entries.head
        size = entries.hashes.size
        sieve = make_sieve(entries.hashes) if size >= SIEVED else b""
        bodies = [head.pack(), sieve, *pack_chunks(entries)]
        number = max(self.segments, default=0) + 1
        row = (
            number,
            _digest(bodies),
            shelf,
            int(entries.days.min()),
            int(entries.days.max()),
            int(entries.reports[0]),
            int(entries.reports[-1]),
            size,
            entries.reports.size,
        )
        self._connection.execute(
            "INSERT INTO print_segments (segment, mark, shelf, first_day, last_day, low, high, n_entries, "
            "n_reports) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        first = number * _PARTS
        self._connection.executemany(
            "INSERT INTO print_parts (part, body) VALUES (?, ?)",
            [(first + n, body) for n, body in enumerate(bodies) if body],
        )
        self.segments[number] = Segment(*row, head=head, held=Sheet(entries.hashes, entries.owners))

    def _part(self, segment: Segment, number: int) -> bytes:
        row = self._connection.execute(
            "SELECT body FROM print_parts WHERE part = ?", (segment.number * _PARTS + number,)
        ).fetchone()
        if row is None:
            raise _damaged(segment)
        return bytes(row[0])

    def _sieve(self, segment: Segment) -> NDArray[np.uint8]:
        return np.frombuffer(self._part(segment, 1), np.uint8)

    def _chunk(self, segment: Segment, number: int) -> Sheet:
        key = (segment.number, segment.mark, number)
        found = self._chunks.get(key)
        if found is not None:
            self._chunks.move_to_end(key)
            return found
        found = self._unpacked(segment, number, self._part(segment, _CHUNKS + number))
        self._chunks[key] = found
        if len(self._chunks) * _CHUNK_BYTES > max(self._cache_bytes // 8, 64 * _CHUNK_BYTES):
            self._chunks.popitem(last=False)
        return found

    def _all_chunks(self, segment: Segment) -> Sheet:
        first = segment.number * _PARTS
        rows = self._connection.execute(
            "SELECT body FROM print_parts WHERE part >= ? AND part < ? ORDER BY part",
            (first + _CHUNKS, first + _PARTS),
        )
        found = joined([self._unpacked(segment, n, row[0]) for n, row in enumerate(rows)])
        if found.owners.size != segment.n_entries:
            raise _damaged(segment)
        return found

    def _unpacked(self, segment: Segment, number: int, body: bytes) -> Sheet:
        size = min(CHUNK, segment.n_entries - number * CHUNK)
        try:
            return unpack_chunk(body, size, self.head(segment).fences[number])
        except (ValueError, IndexError) as error:
            raise _damaged(segment) from error


def _tier(n_entries: int) -> tuple[bool, int]:
    """Which segments are of one size: up to fourfold while they are small, then up to twofold."""
    doublings = (n_entries // FIRST_TIER).bit_length()
    return (True, doublings) if n_entries >= LARGE else (False, (doublings + 1) // 2)


def _fitting(tier: Sequence[Segment]) -> list[Segment]:
    """The smallest segments of a tier that together make no segment too large."""
    crowd: list[Segment] = []
    entries = reports = 0
    for segment in sorted(tier, key=lambda s: (s.n_entries, s.number)):
        entries += segment.n_entries
        reports += segment.n_reports
        if entries > MAX_ENTRIES or reports > MAX_REPORTS:
            break
        crowd.append(segment)
    return crowd


def _digest(bodies: Sequence[bytes]) -> int:
    whole = hashlib.blake2b(digest_size=8)
    for body in bodies:
        whole.update(body)
    return int.from_bytes(whole.digest(), "big") >> 1  # SQL integers have a sign


def _damaged(segment: Segment) -> LedgerError:
    return LedgerError(
        f"the index of prints is damaged in segment {segment.number}",
        hint="restore the ledger from a copy, or load anew",
    )
