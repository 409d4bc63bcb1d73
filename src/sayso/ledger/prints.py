"""Finds the reports that share sampled hashes with a text, among those of about the same days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass
from sayso.ledger.connection import Connection
from sayso.ledger.segments import GONE, Hashes, Head, Owners, Places, from_reports, lengthened, together
from sayso.ledger.shelves import SCHEMA, UNDATED, YOUNG, Segment, Shelves

__all__ = ["CACHE_BYTES", "MOST", "SCHEMA", "PrintIndex"]

#: A hash that more reports of the window carry is boilerplate and not followed. The caller keeps one report
#: of each set of copies here, so these are different texts.
MOST = 64
#: What may be held in memory. A window takes some 800 bytes a report to be held whole, and 110 for the sieves
#: alone; with these a look-up reads rows only where a hash is. A million reports were asked for 16 at a time
#: in 3.2 ms each with this much, in 0.5 ms with 1 GiB.
CACHE_BYTES = 128 << 20
#: Of a text that is mostly boilerplate, so many of its rarest hashes are followed all the same …
_SPARE = 8
#: … each to at most so many times `MOST` reports, those of the nearest days.
_SPARE_DEPTH = 8
#: Reports added, and texts asked for, at a time: bounds what one call holds in memory.
_TOGETHER = 4096
_MAX_REPORT = 1 << 47

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Texts asked for. Shapes: hashes, texts: (needles,), by hash; days, low, high: (texts,).

    ``from_day`` … ``to_day`` is what all of their windows have in common.
    """

    hashes: Hashes
    texts: Places
    days: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    from_day: int
    to_day: int

    @classmethod
    def of(cls, queries: Sequence[tuple[int, Hashes]], window_days: int) -> _Asked:
        days = np.array([day for day, _ in queries], np.int64)
        hashes, texts = together([hashes for _, hashes in queries])
        low = np.where(days == 0, 0, np.maximum(days - window_days, 0))
        high = np.where(days == 0, np.iinfo(np.int64).max, days + window_days)
        return cls(hashes, texts.astype(np.intp), days, low, high, int(low.max()), int(high.min()))

    def within(self, segment: Segment) -> bool:
        """Whether a segment lies within the windows of all texts."""
        inside = self.from_day <= segment.first_day and segment.last_day <= self.to_day
        return inside or segment.shelf == UNDATED


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Where needles were found. Shapes: needle, source, begin, length: (runs,), by source."""

    needle: Places
    source: Places
    begin: Places
    length: Places
    sources: list[tuple[Owners, Head]]

    def only(self, which: Flags) -> _Runs:
        return _Runs(
            self.needle[which], self.source[which], self.begin[which], self.length[which], self.sources
        )

    def cut(self, enough: int) -> _Runs:
        """The runs of each needle up to so many carriers in all."""
        order = np.argsort(self.needle, kind="stable")
        needle, length = self.needle[order], self.length[order]
        before = np.cumsum(length) - length
        before -= before[np.searchsorted(needle, needle)]
        cut = np.empty_like(length)
        cut[order] = np.clip(enough - before, 0, length)
        return _Runs(self.needle, self.source, self.begin, cut, self.sources)


@dataclass(frozen=True, slots=True, eq=False)
class _Carriers:
    """Reports of the window that carry a needle. Shapes: needle, report, day: (carriers,)."""

    needle: Places
    report: NDArray[np.int64]
    day: NDArray[np.int64]

    def only(self, which: Flags | Places) -> _Carriers:
        return _Carriers(self.needle[which], self.report[which], self.day[which])


class PrintIndex:
    """Which reports carry which sampled hashes, kept in the ledger behind ``connection``.

    Changes are part of the caller's transaction and never committed here; whatever any process has committed
    is seen. A day is a proleptic ordinal, 0 where it is not known.

    Invariants:
        What is found does not depend on the order or the batches in which reports were added, nor on what was
        merged meanwhile: it is a function of the reports that are there.
    """

    def __init__(self, connection: Connection, *, most: int = MOST, cache_bytes: int = CACHE_BYTES) -> None:
        self._connection = connection
        self._most = most
        self._shelves = Shelves(connection, cache_bytes)

    def add(self, reports: Sequence[tuple[int, int, Hashes]]) -> None:
        """Add reports: number, day, hashes. One that is there already is replaced; of two given, the last is.

        Raises:
            ValueError: a report's number is not within 0 … 2**47, or a day is below 0.
            LedgerError: there is no transaction.
        """
        given = {number: (number, day, hashes) for number, day, hashes in reports}
        for number, day, _ in given.values():
            if not (0 <= number < _MAX_REPORT and 0 <= day < 1 << 31):
                raise ValueError(f"no number of a report and day: {number}, {day}")
        self._shelves.begin()
        self._remove(np.array(sorted(given), np.int64))
        full = [row for row in given.values() if len(row[2])]
        for shelf, rows in (
            (UNDATED, [r for r in full if r[1] == 0]),
            (YOUNG, [r for r in full if r[1] > 0]),
        ):
            for begin in range(0, len(rows), _TOGETHER):
                self._shelves.put(shelf, from_reports(rows[begin : begin + _TOGETHER]))
        self._shelves.seal()

    def remove(self, report: int) -> None:
        """Take a report out; nothing happens if it is not there.

        Raises:
            LedgerError: there is no transaction.
        """
        self._shelves.begin()
        self._remove(np.array([report], np.int64))
        self._shelves.seal()

    def clear(self) -> None:
        """Take out every report.

        Raises:
            LedgerError: there is no transaction.
        """
        self._shelves.begin()
        for segment in list(self._shelves.segments.values()):
            self._shelves.take(segment)
        self._shelves.seal()

    def drop(self, before_day: int) -> None:
        """Take out every report of a known day before ``before_day``.

        Raises:
            LedgerError: there is no transaction.
        """
        self._shelves.begin()
        for segment in list(self._shelves.segments.values()):
            if segment.shelf == UNDATED or segment.first_day >= before_day:
                continue
            if segment.last_day < before_day:
                self._shelves.take(segment)
            else:
                self._shelves.forget(segment, self._shelves.head(segment).days < before_day)
        self._shelves.seal()

    def candidates(
        self, queries: Sequence[tuple[int, Hashes]], *, window_days: int, at_least: int = 2
    ) -> list[list[tuple[int, int]]]:
        """The reports that share hashes with each text asked for, given as its day and hashes.

        A hash that more than ``most`` reports of the text's window carry is not followed. If that befalls
        more than half of a text's hashes, the 8 rarest of those (the smaller hash first where equally rare)
        are followed as well, each to at most 8 × ``most`` reports, those of the nearest days, then the lower
        numbers.

        Units:
            window_days: how far a report's day may lie from the text's, before or after. Reports of unknown
            day are within every window, and every report is within that of a text of unknown day.
        Returns:
            For each text (report, number of followed hashes shared) of all that share ``at_least``, most
            shared first, then the lower number.
        Cost:
            Some 0.13 ms a text where 100,000 reports are held and 16 texts are asked for together.
        """
        found: list[list[tuple[int, int]]] = []
        for begin in range(0, len(queries), _TOGETHER):
            some = queries[begin : begin + _TOGETHER]
            with self._connection:  # one state of the index throughout, whatever others commit
                self._shelves.sync()
                asked = _Asked.of(some, window_days)
                followed = self._followed(asked)
            found += _ranked(asked, followed, len(some), at_least)
        return found

    def prints_between(self, first: int, last: int) -> dict[int, Hashes]:
        """The hashes of every report in the index whose number is within two numbers, both inclusive.

        Shapes:
            Each array: (hashes,), uint32, ascending.
        Cost:
            Reads every segment that has such a report, once; holds some 12 bytes for each hash found.
        """
        self._shelves.sync()
        numbers: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        hashes: list[Hashes] = [np.empty(0, np.uint32)]
        for segment in self._shelves.segments.values():
            if segment.high < first or last < segment.low:
                continue
            whole = self._shelves.entries(segment)
            wanted = (whole.reports >= first) & (whole.reports <= last) & (whole.days != GONE)
            inside = wanted[whole.owners]
            numbers.append(whole.reports[whole.owners[inside]])
            hashes.append(whole.hashes[inside])
        every, found = np.concatenate(numbers), np.concatenate(hashes)
        order = np.lexsort((found, every))
        every, found = every[order], found[order]
        reports, begins = np.unique(every, return_index=True)
        return dict(zip(reports.tolist(), np.split(found, begins[1:]), strict=True)) if reports.size else {}

    def _remove(self, reports: NDArray[np.int64]) -> None:
        """Take out reports, given in ascending order."""
        if not reports.size:
            return
        first, last = int(reports[0]), int(reports[-1])
        for segment in list(self._shelves.segments.values()):
            if first <= segment.high and segment.low <= last:
                own = self._shelves.head(segment).reports
                self._shelves.forget(segment, np.isin(own, reports))

    def _runs(self, asked: _Asked, only: Flags | None = None) -> _Runs:
        """Where the segments hold the hashes asked for, or ``only`` some of them.

        Unless given ``only``, needles that have proved to be boilerplate are not looked up any further.
        """
        near = list(self._near(asked))
        self._shelves.settle([segment for segment, _ in near])
        sources: list[tuple[Owners, Head]] = []
        runs: list[tuple[Places, Places, Places]] = []
        wanted = np.ones(asked.hashes.size, np.bool_) if only is None else only
        count = np.zeros(asked.hashes.size, np.intp)
        for segment, texts in near:
            needles = (wanted if texts is None else wanted & texts[asked.texts]).nonzero()[0]
            hashes = asked.hashes[needles]
            sheet = self._shelves.near(segment, hashes)
            found, begin, length = sheet.find(hashes)
            if not found.size:
                continue
            head = self._shelves.head(segment)
            runs.append((needles[found], begin, length))
            sources.append((sheet.owners, head))
            if only is None and texts is None and head.whole and asked.within(segment):
                count[needles[found]] += length
                wanted = count <= self._most
        none = np.empty(0, np.intp)
        needle, begin, length = (np.concatenate([none, *(run[i] for run in runs)]) for i in range(3))
        source = np.repeat(np.arange(len(runs)), [run[0].size for run in runs])
        return _Runs(needle, source, begin, length, sources)

    def _near(self, asked: _Asked) -> Iterator[tuple[Segment, Flags | None]]:
        """Segments that reach into the window of any text, with a flag for each such text; None for all."""
        # Those wholly within the windows first, of them those in memory: boilerplate is known by them.
        every = self._shelves.segments.values()
        for segment in sorted(every, key=lambda s: (not asked.within(s), s.held is None)):
            if asked.within(segment):
                yield segment, None
                continue
            texts = (asked.low <= segment.last_day) & (segment.first_day <= asked.high)
            if texts.all():
                yield segment, None
            elif texts.any():
                yield segment, texts

    def _followed(self, asked: _Asked) -> _Carriers:
        """The carriers of the hashes that tell something."""
        runs = self._runs(asked)
        n_needles = asked.hashes.size
        # Boilerplate is mostly known from the beginning of its runs: enough of those are read to tell.
        some = runs.cut(2 * self._most)
        carriers = _carriers(asked, some)
        count = np.bincount(carriers.needle, minlength=n_needles)
        cut = np.zeros(n_needles, np.bool_)
        cut[runs.needle[runs.length > some.length]] = True
        if (unclear := cut & (count <= self._most)).any():
            whole = _carriers(asked, runs.only(unclear[runs.needle]))
            carriers = _both(carriers.only(~unclear[carriers.needle]), whole)
            count = np.bincount(carriers.needle, minlength=n_needles)
        over = count > self._most
        if not over.any():
            return carriers
        followed = carriers.only(~over[carriers.needle])
        texts = np.bincount(asked.texts, weights=np.where(over, 1, -1), minlength=asked.days.size) > 0
        spare = over & texts[asked.texts]
        if spare.any():
            followed = _both(followed, self._spare(asked, self._runs(asked, spare)))
        return followed

    def _spare(self, asked: _Asked, runs: _Runs) -> _Carriers:
        """Of each text's boilerplate, carriers of the rarest hashes, those of the nearest days."""
        carriers = _carriers(asked, runs)
        count = np.bincount(carriers.needle, minlength=asked.hashes.size)
        needles = np.flatnonzero(count)
        # Needles stand by hash, so that a stable order puts the smaller of two equally rare ones first.
        needles = needles[np.lexsort((count[needles], asked.texts[needles]))]
        chosen = np.zeros(asked.hashes.size, np.bool_)
        chosen[needles[_rank(asked.texts[needles]) < _SPARE]] = True
        carriers = carriers.only(chosen[carriers.needle])
        day = asked.days[asked.texts[carriers.needle]]
        far = np.where((carriers.day == 0) & (day != 0), np.iinfo(np.int64).max, abs(carriers.day - day))
        far[day == 0] = 0
        carriers = carriers.only(np.lexsort((carriers.report, far, carriers.needle)))
        return carriers.only(_rank(carriers.needle) < _SPARE_DEPTH * self._most)


def _carriers(asked: _Asked, runs: _Runs) -> _Carriers:
    """The reports of these runs that lie within the windows; ``runs`` are by source."""
    needle = np.repeat(runs.needle, runs.length)
    place = lengthened(runs.begin, runs.length)
    ends = np.concatenate(([0], np.cumsum(runs.length)))
    ends = ends[np.searchsorted(runs.source, np.arange(len(runs.sources) + 1))].tolist()
    report = np.empty(place.size, np.int64)
    day = np.empty(place.size, np.int64)
    for (owners, head), begin, end in zip(runs.sources, ends[:-1], ends[1:], strict=True):
        if begin < end:
            owner = owners[place[begin:end]]
            report[begin:end] = head.reports[owner]
            day[begin:end] = head.days[owner]
    text = asked.texts[needle]
    within = (day == 0) | ((asked.low[text] <= day) & (day <= asked.high[text]))
    return _Carriers(needle, report, day).only(within)


def _both(one: _Carriers, other: _Carriers) -> _Carriers:
    return _Carriers(
        np.concatenate((one.needle, other.needle)),
        np.concatenate((one.report, other.report)),
        np.concatenate((one.day, other.day)),
    )


def _rank(groups: Places) -> Places:
    """The place of each element within its group; ``groups`` are ascending."""
    return np.arange(groups.size) - np.searchsorted(groups, groups)


def _ranked(asked: _Asked, carriers: _Carriers, n_texts: int, at_least: int) -> list[list[tuple[int, int]]]:
    """For each text its (report, shared), best first."""
    text = asked.texts[carriers.needle].astype(np.int64)
    pairs, shared = np.unique((text << 47) | carriers.report, return_counts=True)
    pairs, shared = pairs[shared >= at_least], shared[shared >= at_least]
    text, report = pairs >> 47, pairs & (_MAX_REPORT - 1)
    order = np.lexsort((report, -shared, text))
    found: list[list[tuple[int, int]]] = [[] for _ in range(n_texts)]
    for owner, number, count in zip(
        text[order].tolist(), report[order].tolist(), shared[order].tolist(), strict=True
    ):
        found[owner].append((number, count))
    return found
