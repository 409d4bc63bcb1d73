"""Sorted runs of sampled hashes with the reports that carry them: merged, searched, packed for the ledger.

The index of `ledger.prints` is made of these. All here is arithmetic on arrays; SQL is for `shelves`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass, field

__all__ = [
    "CHUNK",
    "GONE",
    "MAX_REPORTS",
    "Entries",
    "Hashes",
    "Head",
    "Owners",
    "Places",
    "Sheet",
    "from_reports",
    "joined",
    "lengthened",
    "make_sieve",
    "merged",
    "pack_chunks",
    "selected",
    "through_sieve",
    "together",
    "unpack_chunk",
]

#: Entries of one packed chunk, about 4 kB: what one look-up reads where a segment is not held in memory.
CHUNK = 1024
#: Owners are numbered in 16 bits.
MAX_REPORTS = 1 << 16
#: Stands for the day of a report that was removed.
GONE = -1
#: A gap between neighbouring hashes that does not fit in 16 bits; the gap itself stands at the chunk's end.
_WIDE = 0xFFFF
#: 12 bits an entry and 4 of them set let 0.7 % of absent hashes pass (Bloom 1970; test_segments).
_SIEVE_BITS = 12 * CHUNK
#: Odd multipliers that spread a hash over the sieve: any will do that share no pattern. From the fractional
#: parts of the square roots of 5, 2, 3 and 7.
_SPREADS = tuple(np.uint32(x) for x in (0x9E3779B1, 0x6A09E667, 0xBB67AE85, 0xA54FF53B))

#: Hashes below which a plain bisection stays within the processor's cache.
_INDEXED = 1 << 13
#: The longest stretch that is bisected step by step, for all needles together.
_STRETCH = 15
_STEPS = (8, 4, 2, 1)

Hashes = NDArray[np.uint32]
Owners = NDArray[np.uint16]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The reports of a segment, and where its chunks begin.

    Shapes:
        reports: (reports,), int64, ascending. days: (reports,), int32, `GONE` for one removed.
        fences: (chunks,), uint32, the first hash of each chunk.

    ``whole`` says that none of the reports was removed.
    """

    reports: NDArray[np.int64]
    days: NDArray[np.int32]
    fences: Hashes
    whole: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", bool((self.days != GONE).all()))

    def pack(self) -> bytes:
        """The head as bytes, little-endian."""
        parts = (self.reports.astype("<i8"), self.days.astype("<i4"), self.fences.astype("<u4"))
        return b"".join(part.tobytes() for part in parts)

    @classmethod
    def unpack(cls, body: bytes, n_reports: int) -> Head:
        """The head that `pack` packed."""
        return cls(
            np.frombuffer(body, "<i8", n_reports),
            np.frombuffer(body, "<i4", n_reports, 8 * n_reports),
            np.frombuffer(body, "<u4", -1, 12 * n_reports),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Hashes in ascending order, each with who carries it.

    Shapes:
        hashes: (entries,), uint32. owners: (entries,), uint16, places in ``reports``, ascending within a
        hash. reports: (reports,), int64, ascending. days: (reports,), int32.
    """

    hashes: Hashes
    owners: Owners
    reports: NDArray[np.int64]
    days: NDArray[np.int32]

    @property
    def head(self) -> Head:
        """What is kept of these entries beside their chunks."""
        return Head(self.reports, self.days, self.hashes[::CHUNK].copy())


class Sheet:
    """Hashes in ascending order and their owners, to be searched: a whole segment, or some chunks of one."""

    __slots__ = ("_bounds", "_distinct", "_first", "_hashes", "_shift", "_starts", "owners")

    def __init__(self, hashes: Hashes, owners: Owners) -> None:
        self._hashes: Hashes | None = hashes
        self.owners: Owners = owners

    @property
    def hashes(self) -> Hashes:
        """The hash of every owner."""
        return np.repeat(self._distinct, np.diff(self._bounds)) if self._hashes is None else self._hashes

    def find(self, needles: Hashes) -> tuple[Places, Places, Places]:
        """Where ascending ``needles`` stand.

        Returns:
            For each needle found: its place among the needles, where its run begins, how long the run is.
        Cost:
            0.2 ms for 1,000 needles in a million hashes. A bisection would wait for memory some ten times a
            needle; here the beginnings of the needles' leading bits are looked up first.
        """
        if self._hashes is not None and self.owners.size < _INDEXED:
            begin = np.searchsorted(self._hashes, needles)
            length = np.searchsorted(self._hashes, needles, "right") - begin
            found = np.flatnonzero(length)
            return found, begin[found], length[found]
        if self._hashes is not None:
            self._index(self._hashes)
            self._hashes = None
        place = self._bisected(needles)
        found = np.flatnonzero(self._distinct.take(place, mode="clip") == needles)
        place = place[found]
        begin = self._bounds[place].astype(np.intp)
        return found, begin, self._bounds[place + 1] - begin

    def _index(self, hashes: Hashes) -> None:
        """Keep each hash once, and where those with the same leading bits begin, two to four on average."""
        fresh = np.flatnonzero(hashes[1:] != hashes[:-1]) + 1
        self._bounds = np.concatenate(([0], fresh, [hashes.size])).astype(np.uint32)
        self._distinct = hashes[self._bounds[:-1]]
        self._first = self._distinct[0]
        span = int(self._distinct[-1]) - int(self._first)
        self._shift = np.uint32(max(0, span.bit_length() - self._distinct.size.bit_length() + 2))
        counts = np.bincount((self._distinct - self._first) >> self._shift)
        self._starts = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)

    def _bisected(self, needles: Hashes) -> Places:
        """As `numpy.searchsorted` in the distinct hashes, within the stretch of a needle's leading bits."""
        bucket = (np.maximum(needles, self._first) - self._first) >> self._shift
        bucket = np.minimum(bucket, np.uint32(self._starts.size - 2)).astype(np.intp)
        begin: Places = self._starts[bucket].astype(np.intp)
        end: Places = self._starts[bucket + 1].astype(np.intp)
        wide = end - begin > _STRETCH
        for step in _STEPS:
            after = begin + step
            begin += step * ((after <= end) & (self._distinct.take(after - 1, mode="clip") < needles))
        if wide.any():  # hashes that are far from spread evenly
            begin[wide] = np.searchsorted(self._distinct, needles[wide])
        return begin


def from_reports(reports: Sequence[tuple[int, int, Hashes]]) -> Entries:
    """Entries of at most `MAX_REPORTS` reports, each given once as number, day and hashes."""
    ordered = sorted(reports, key=lambda r: r[0])
    return Entries(
        *together([r[2] for r in ordered]),
        np.array([r[0] for r in ordered], np.int64),
        np.array([r[1] for r in ordered], np.int32),
    )


def merged(parts: Sequence[Entries]) -> Entries:
    """The entries of all parts, without those of reports that were removed. No report is in two parts.

    Cost:
        About 15 ns an entry: sorted runs are merged, not sorted anew.
    """
    live = [part.days != GONE for part in parts]
    reports = np.concatenate([p.reports[alive] for p, alive in zip(parts, live, strict=True)])
    days = np.concatenate([p.days[alive] for p, alive in zip(parts, live, strict=True)])
    order = np.argsort(reports, kind="stable")
    reports, days = reports[order], days[order]
    runs: list[NDArray[np.uint64]] = []
    for part, alive in zip(parts, live, strict=True):
        places = np.searchsorted(reports, part.reports).astype(np.uint64)
        run = (part.hashes.astype(np.uint64) << np.uint64(16)) | places[part.owners]
        runs.append(run if alive.all() else run[alive[part.owners]])
    entries = np.concatenate(runs)
    entries.sort(kind="stable")  # finds the sorted runs; ten times faster here than the default
    return Entries(*_apart(entries), reports, days)


def selected(entries: Entries, wanted: NDArray[np.bool_]) -> Entries:
    """The entries of the reports ``wanted``, a flag for each."""
    keep = wanted[entries.owners]
    places = (np.cumsum(wanted) - 1).astype(np.uint16)
    return Entries(
        entries.hashes[keep], places[entries.owners[keep]], entries.reports[wanted], entries.days[wanted]
    )


def together(texts: Sequence[Hashes]) -> tuple[Hashes, Owners]:
    """The hashes of several texts in ascending order, with the place of the text; each once in a text."""
    owners = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(hashes) for hashes in texts])
    entries = (np.concatenate(texts).astype(np.uint64) << np.uint64(16)) | owners
    entries.sort()
    return _apart(entries[np.concatenate(([True], entries[1:] != entries[:-1]))[: entries.size]])


def _apart(entries: NDArray[np.uint64]) -> tuple[Hashes, Owners]:
    return (entries >> np.uint64(16)).astype(np.uint32), entries.astype(np.uint16)


def lengthened(begin: Places, length: Places) -> Places:
    """The places ``begin`` … ``begin + length`` of every run, one run after another."""
    ends = np.cumsum(length)
    total = int(ends[-1]) if ends.size else 0
    places: Places = np.arange(total) + np.repeat(begin - (ends - length), length)
    return places


def pack_chunks(entries: Entries) -> list[bytes]:
    """Entries as chunks of bytes: gaps between hashes and owners in 16 bits, then the wide gaps in 32."""
    chunks: list[bytes] = []
    for begin in range(0, entries.hashes.size, CHUNK):
        hashes = entries.hashes[begin : begin + CHUNK]
        gaps = np.diff(hashes, prepend=hashes[:1])
        wide = gaps[gaps >= _WIDE]
        narrow = np.minimum(gaps, _WIDE).astype("<u2")
        owners = entries.owners[begin : begin + CHUNK].astype("<u2")
        chunks.append(narrow.tobytes() + owners.tobytes() + wide.astype("<u4").tobytes())
    return chunks


def unpack_chunk(body: bytes, size: int, fence: np.uint32) -> Sheet:
    """The ``size`` entries of a chunk that begins with the hash ``fence``.

    Raises:
        ValueError: the chunk is damaged.
    """
    gaps = np.frombuffer(body, "<u2", size).astype(np.uint32)
    owners = np.frombuffer(body, "<u2", size, 2 * size)
    if (wide := gaps == _WIDE).any():
        gaps[wide] = np.frombuffer(body, "<u4", np.count_nonzero(wide), 4 * size)
    gaps[0] = fence
    return Sheet(np.cumsum(gaps, dtype=np.uint32), owners)


def joined(chunks: Sequence[Sheet]) -> Sheet:
    """Chunks one after another."""
    if len(chunks) == 1:
        return chunks[0]
    return Sheet(
        np.concatenate([np.empty(0, np.uint32), *(c.hashes for c in chunks)]),
        np.concatenate([np.empty(0, np.uint16), *(c.owners for c in chunks)]),
    )


def make_sieve(hashes: Hashes) -> bytes:
    """Bits that tell most absent hashes from present ones, chunk by chunk: a Bloom filter for each."""
    sieves: list[bytes] = []
    step = 128 * CHUNK  # keeps the unpacked bits within the processor's cache
    for begin in range(0, hashes.size, step):
        some = hashes[begin : begin + step]
        chunk = np.arange(some.size) // CHUNK * _SIEVE_BITS
        bits = np.zeros(int(chunk[-1]) + _SIEVE_BITS, np.bool_)
        for spread in _SPREADS:
            bits[chunk + _bit(some, spread)] = True
        sieves.append(np.packbits(bits).tobytes())
    return b"".join(sieves)


def through_sieve(sieve: NDArray[np.uint8], fences: Hashes, needles: Hashes) -> Places:
    """The chunks of a segment that have to be read to find ``needles``, ascending.

    Invariants:
        No chunk that holds a needle is missing; few that hold none are there.
    """
    first = np.searchsorted(fences, needles) - 1  # the chunk a needle's run begins in, unless with a chunk
    last = np.searchsorted(fences, needles, "right") - 1
    inside = first >= 0
    chunk = first[inside]
    passed = np.ones(chunk.size, np.bool_)
    for spread in _SPREADS:
        at = chunk * _SIEVE_BITS + _bit(needles[inside], spread)
        passed &= ((sieve[at >> 3] >> (7 - (at & 7)).astype(np.uint8)) & 1).astype(np.bool_)
    whole = lengthened(first + 1, last - first)
    return np.unique(np.concatenate((chunk[passed], whole)))


def _bit(hashes: Hashes, spread: np.uint32) -> Places:
    mixed = (hashes ^ (hashes >> np.uint32(15))) * spread
    return ((mixed.astype(np.uint64) * np.uint64(_SIEVE_BITS)) >> np.uint64(32)).astype(np.intp)
