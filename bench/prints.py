"""The index of sampled hashes beside a plain table of them: texts a second and bytes on disk.

    sayso bench prints

Texts are made up: each has 65 hashes, of which most are its own, a fifth come from phrases in the manner of news
(few common, many rare), some from boilerplate, and one text in ten shares half of its hashes with one of the last
days. Each is looked up among those before it and then added, in one ledger file, committed as `sayso load` does.
The plain table, `(hash, report)` without row ids, is asked and filled with the same; both find the same reports.
Times are of the processor.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Protocol

import apsw
import numpy as np
from numpy.typing import NDArray

from bench.harness import Score
from sayso.ledger.prints import CACHE_BYTES, MOST, SCHEMA, PrintIndex

__all__ = ["measure"]

Hashes = NDArray[np.uint32]
Row = tuple[int, int, Hashes]
Found = list[list[tuple[int, int]]]

N_HASHES = 65
N_DAYS = 30
FIRST_DAY = 739_000
#: Reports committed together by `sayso load`.
COMMIT = 64
PLAIN = "CREATE TABLE plain (hash INTEGER NOT NULL, report INTEGER NOT NULL, PRIMARY KEY (hash, report)) STRICT, WITHOUT ROWID"


class Index(Protocol):
    """What is measured: look up, then add."""

    def ask(self, rows: Sequence[Row]) -> Found:
        """Reports that share two hashes with each."""

    def add(self, rows: Sequence[Row]) -> None:
        """Add all."""


class Ours:
    """The index under test."""

    def __init__(self, connection: apsw.Connection, cache_bytes: int = CACHE_BYTES) -> None:
        connection.execute(SCHEMA)
        self._index = PrintIndex(connection, cache_bytes=cache_bytes)

    def ask(self, rows: Sequence[Row]) -> Found:
        return self._index.candidates([(day, hashes) for _, day, hashes in rows], window_days=N_DAYS)

    def add(self, rows: Sequence[Row]) -> None:
        self._index.add(rows)


class Plain:
    """One row for each hash and report; the window is not asked, as all days are within it."""

    def __init__(self, connection: apsw.Connection) -> None:
        connection.execute(PLAIN)
        self._connection = connection

    def ask(self, rows: Sequence[Row]) -> Found:
        return [self._one(hashes) for _, _, hashes in rows]

    def _one(self, hashes: Hashes) -> list[tuple[int, int]]:
        shared: Counter[int] = Counter()
        for one in np.unique(hashes).tolist():
            carriers = self._connection.execute(
                "SELECT report FROM plain WHERE hash = ? LIMIT ?", (one, MOST + 1)
            ).fetchall()
            if len(carriers) <= MOST:
                shared.update(int(str(row[0])) for row in carriers)
        return sorted(((r, n) for r, n in shared.items() if n > 1), key=lambda x: (-x[1], x[0]))

    def add(self, rows: Sequence[Row]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO plain VALUES (?, ?)",
            [(h, report) for report, _, hashes in rows for h in hashes.tolist()],
        )


def texts(n: int, *, seed: int = 5, shuffled: bool = False) -> Iterator[Row]:
    """``n`` made-up reports in order of their days, or in none."""
    random = np.random.default_rng(seed)
    phrases = random.integers(0, 2**32, 4_000_000, dtype=np.uint32)
    boilerplate = random.integers(0, 2**32, 200, dtype=np.uint32)
    days = FIRST_DAY + np.arange(n) * N_DAYS // n
    if shuffled:
        random.shuffle(days)
    recent = np.zeros((max(1, n // 10), N_HASHES), np.uint32)
    for number in range(n):
        hashes = random.integers(0, 2**32, N_HASHES, dtype=np.uint32)
        # Ranks of a power law: the n-th phrase is used about 1/n as often as the first.
        ranks = np.exp(random.random(13) * np.log(phrases.size)).astype(np.int64) - 1
        hashes[:13] = phrases[ranks]
        hashes[13:15] = random.choice(boilerplate, 2)
        if number % 10 == 9:
            hashes[32:] = recent[random.integers(min(number, len(recent)))][32:]
        recent[number % len(recent)] = hashes
        yield number, int(days[number]), hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one index did: CPU time and time on the clock per text, worst call, bytes on disk, what it found."""

    ms: float
    wall_ms: float
    worst_ms: float
    n_bytes: float
    n_found: int
    digest: int


def run(
    index: Index, connection: apsw.Connection, rows: Sequence[Row], batch: int, base: int = 0
) -> Measured:
    """Look up and add ``rows``, ``batch`` at a time; the first ``base`` are added without being looked up."""
    connection.execute("BEGIN IMMEDIATE")
    for begin in range(0, base, COMMIT):
        index.add(rows[begin : min(begin + COMMIT, base)])
        connection.execute("COMMIT; BEGIN IMMEDIATE")
    n_found = digest = 0
    worst = 0.0
    began, clock = process_time(), perf_counter()
    for begin in range(base, len(rows), batch):
        some = rows[begin : begin + batch]
        call = perf_counter()
        found = index.ask(some)
        index.add(some)
        if begin % COMMIT < batch:
            connection.execute("COMMIT; BEGIN IMMEDIATE")
        worst = max(worst, perf_counter() - call)
        n_found += sum(map(len, found))
        digest = hash((digest, tuple(map(tuple, found))))
    connection.execute("COMMIT")
    n = len(rows) - base
    ms, wall = (process_time() - began) / n * 1e3, (perf_counter() - clock) / n * 1e3
    pages = connection.execute(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    ).fetchone()
    free = connection.execute(
        "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size"
    ).fetchone()
    if pages is None or free is None:
        raise RuntimeError("SQLite tells no size")
    return Measured(
        ms=ms,
        wall_ms=wall,
        worst_ms=worst * 1e3,
        n_bytes=(int(str(pages[0])) - int(str(free[0]))) / len(rows),
        n_found=n_found,
        digest=digest,
    )


def one(kind: str, rows: Sequence[Row], batch: int, base: int, cache_bytes: int = CACHE_BYTES) -> Measured:
    """The index ("ours") or the plain table ("plain") in a file of its own."""
    with TemporaryDirectory() as folder, closing(apsw.Connection(str(Path(folder) / "l.sqlite"))) as db:
        db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        index: Index = Ours(db, cache_bytes) if kind == "ours" else Plain(db)
        return run(index, db, rows, batch, base)


def compare(rows: Sequence[Row], batch: int, base: int) -> tuple[Measured, Measured]:
    """The index and the plain table, one after the other."""
    ours, plain = one("ours", rows, batch, base), one("plain", rows, batch, base)
    if ours.digest != plain.digest:
        raise RuntimeError("the index and the plain table find different reports")
    return ours, plain


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001 - made-up hashes need no data
    """How many times the plain table's speed and thrift, and the numbers themselves."""
    rows = list(texts(20_000))
    for batch, base in ((1, 18_000), (16, 16_000), (64, 16_000)):
        ours, plain = compare(rows, batch, base)
        name = f"{batch} at a time among {len(rows):,}"
        yield Score(name=f"times as fast as a plain table, {name}", value=plain.ms / ours.ms)
        yield Score(name=f"texts a CPU second, {name}", value=1e3 / ours.ms)
    yield Score(
        name=f"times as small as a plain table, {len(rows):,} texts", value=plain.n_bytes / ours.n_bytes
    )
    yield Score(name="bytes a text", value=ours.n_bytes, unit="B", better="lower")


def main() -> None:
    """Print what one size and batch gives."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--base", type=int, default=0, help="so many are only added")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--cache", type=int, default=CACHE_BYTES >> 20, help="MiB")
    parser.add_argument("--shuffled", action="store_true", help="days in no order")
    parser.add_argument("--kinds", nargs="*", choices=("ours", "plain"), default=("ours", "plain"))
    args = parser.parse_args()
    rows = list(texts(args.texts, shuffled=args.shuffled))
    for kind in args.kinds:
        m = one(kind, rows, args.batch, args.base, args.cache << 20)
        print(
            f"{kind:6s}{m.ms:8.3f} ms CPU {m.wall_ms:8.3f} ms wall {m.worst_ms:8.1f} ms worst call"
            f"{m.n_bytes:8.0f} B  {m.n_found / max(1, len(rows) - args.base):.2f} found a text"
        )


if __name__ == "__main__":
    main()
