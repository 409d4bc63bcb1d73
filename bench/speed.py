"""Reports a second from a JSONL file to claims, origins and events in the ledger, on all cores of this machine.

    sayso bench speed

Three loads by the command line, each into a new ledger: reports of 600 words of which none is a copy, in one process
and in one for each core; and a mix in which 60 of 100 are copies of others. Starting up counts. Beside them, in the
same run, what the encoder's products of matrices alone allow (bench/limit.py): machines differ, and shared ones differ
from hour to hour, so floors are kept for that ratio.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.harness import Score
from bench.limit import taken
from bench.long_reports import fresh, with_copies
from bench.watched import Run, run
from sayso.text.page_pool import cores

__all__ = ["measure"]

REPORTS, COPIES, SEED = 240, 0.6, 8


def load(rows: Sequence[dict[str, str]], folder: Path, name: str, workers: int) -> Run:
    """Load reports by the command line.

    Raises:
        RuntimeError: not every report was coded.
    """
    source, ledger = folder / f"{name}.jsonl", folder / f"{name}.db"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    environment = os.environ | {"SAYSO_READER_WORKERS": str(workers), "OMP_NUM_THREADS": "1"}
    done = run([sys.executable, "-m", "sayso", "load", str(source), "--ledger", str(ledger)], environment)
    counts = re.search(r"([\d,]+) inputs: ([\d,]+) coded", done.said)
    if done.code or not counts or int(counts[2].replace(",", "")) != len(rows):
        raise RuntimeError(f"not every report was coded: {done.said[-300:]}")
    return done


def measure(_data: Path | None = None, n: int = REPORTS) -> Iterable[Score]:
    """Rates, memory, and how they stand to the limit."""
    rows = list(fresh(n, SEED))
    mixed = with_copies(rows[: round(n * (1 - COPIES))], COPIES, SEED)
    limit = taken()
    with tempfile.TemporaryDirectory(prefix="speed") as folder:
        alone = load(rows[: n // 2], Path(folder), "alone", 1)
        every = load(rows, Path(folder), "every", cores())
        copies = load(mixed, Path(folder), "mixed", cores())
    most = cores() / limit["products"]
    yield Score(name="cores", value=float(cores()))
    yield Score(name="fresh reports a second", value=n / every.seconds)
    yield Score(name="fresh reports a second, one process", value=n // 2 / alone.seconds)
    yield Score(name="reports a second, 60 % copies", value=len(mixed) / copies.seconds)
    yield Score(
        name="processor time of a fresh report", value=1000 * every.processor_s / n, unit="ms", better="lower"
    )
    yield Score(name="memory, all processes", value=every.memory_mb, unit="MB", better="lower")
    yield Score(name="reports a second, were there products of matrices alone", value=most)
    yield Score(name="fresh, share of that", value=100 * n / every.seconds / most, unit="%")
    yield Score(name="60 % copies, share of that", value=100 * len(mixed) / copies.seconds / most, unit="%")


if __name__ == "__main__":
    for score in measure():
        print(f"{score.name:60s} {score.value:8.1f} {score.unit}")
