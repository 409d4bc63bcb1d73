"""Time, memory and bytes against the number of reports: one load that goes on, looked at each time there are more.

    python -m bench.growth FOLDER --n 100000

Made-up reports of some 60 words (`bench/made_news.py`), 100 a day and 15 of 100 of them copies, go through `sayso load`. At each
power of ten and half of it (1,000, 3,000, 10,000, ...) a line says what the reports since the line before took, each:
processor time of all processes, time on the clock, memory at most, and how large the ledger is. A step that grows
faster than its input shows as a number that rises from line to line. Killed, it has printed what it saw.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from bench.made_news import reports
from bench.watched import look

#: Reports of a day: so few that the days which may hold accounts of one event are all there before the second line.
A_DAY = 100
SEED, LOOK_S = 8, 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a load has come: reports, claims and bytes in the ledger; seconds on the clock and of processors."""

    reports: int
    claims: int
    ledger_bytes: int
    seconds: float
    processor_s: float
    memory_mb: float


def lines_at(n: int) -> Iterator[int]:
    """1,000, 3,000, 10,000 and so on, the last of them ``n``."""
    at = 1_000
    while at < n:
        yield at
        at = at * 3 if str(at).startswith("1") else at // 3 * 10
    yield n


def watched(rows: Path, ledger: Path, n: int) -> Iterator[Seen]:
    """Load the rows; what is seen when so many reports are kept.

    Raises:
        RuntimeError: the load failed.
    """
    command = [sys.executable, "-m", "sayso", "load", str(rows), "--ledger", str(ledger)]
    begun, most = time.perf_counter(), 0.0
    spent: dict[int, float] = {}
    at = lines_at(n)
    wanted = next(at)
    with subprocess.Popen(
        command, stderr=subprocess.DEVNULL, env=os.environ | {"OMP_NUM_THREADS": "1"}
    ) as load:
        done = False
        while not done:
            done = load.poll() is not None
            if not done:
                most = max(most, look(load.pid, spent))
                time.sleep(LOOK_S)
            kept, claims = _kept(ledger)
            if kept >= wanted or done:
                yield Seen(
                    kept, claims, _size(ledger), time.perf_counter() - begun, sum(spent.values()), most
                )
                most = 0.0
                wanted = next(at, n)
    if load.returncode:
        raise RuntimeError(f"the load ended with {load.returncode}")


def _kept(ledger: Path) -> tuple[int, int]:
    """Numbers of the last report and the last claim."""
    try:
        base = apsw.Connection(str(ledger), flags=apsw.SQLITE_OPEN_READONLY)
    except apsw.CantOpenError:
        return 0, 0
    try:
        base.set_busy_timeout(5_000)
        ((reports_, claims),) = base.execute(
            "SELECT (SELECT coalesce(max(rowid), 0) FROM reports), (SELECT coalesce(max(claim), 0) FROM claims)"
        ).fetchall()
    except apsw.SQLError:  # its tables are not there yet
        return 0, 0
    finally:
        base.close()
    return int(reports_), int(claims)


def _size(ledger: Path) -> int:
    return sum(each.stat().st_size for each in ledger.parent.glob(f"{ledger.name}*") if each.is_file())


def main() -> None:
    """Make the reports, load them, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where reports and ledger go; they are left there")
    parser.add_argument("--n", type=int, default=10_000)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    rows = args.folder / "rows.jsonl"
    with rows.open("w", encoding="utf-8") as out:
        for row in reports(SEED, args.n, A_DAY):
            out.write(json.dumps(row) + "\n")
    print(
        f"{'reports':>9s} {'claims':>9s} {'s':>8s} {'CPU ms each':>12s} {'a second':>9s} {'MB':>6s} {'kB each':>8s}",
        flush=True,
    )
    before = Seen(0, 0, 0, 0.0, 0.0, 0.0)
    for now in watched(rows, args.folder / "ledger.db", args.n):
        more = now.reports - before.reports
        if more:
            print(
                f"{now.reports:9,d} {now.claims:9,d} {now.seconds:8.0f}"
                f" {1000 * (now.processor_s - before.processor_s) / more:12.1f}"
                f" {more / (now.seconds - before.seconds):9.1f} {now.memory_mb:6.0f}"
                f" {(now.ledger_bytes - before.ledger_bytes) / more / 1000:8.1f}",
                flush=True,
            )
        before = now


if __name__ == "__main__":
    main()
