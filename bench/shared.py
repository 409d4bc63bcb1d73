"""A ledger on a PostgreSQL server beside one in a file: the same made-up reports into both, the same questions.

    python -m bench.shared postgresql://user@host/database [--reports 600]

The encoder takes no part: what is measured is what a ledger does with claims. On the server a schema of its own
is made, and is left there (`DROP SCHEMA bench_shared CASCADE`). Rates are of wall time, one process each.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.serve import fill
from sayso.ledger import EventQuery, FigureQuery, Ledger, SpeakerQuery
from sayso.ledger.postgres import connection as driver
from sayso.ledger.postgres.address import Address
from sayso.link import EventJoins

__all__ = ["measure"]

#: Times that each question is asked.
ASKED = 15
QUESTIONS: dict[str, Callable[[Ledger], object]] = {
    "newest 50 events": lambda ledger: [*ledger.events(EventQuery(limit=50))],
    "50 events of a type": lambda ledger: [*ledger.events(EventQuery(type="CONSULT", limit=50))],
    "50 events with a word": lambda ledger: [*ledger.events(EventQuery(text="minister", limit=50))],
    "20 speakers": lambda ledger: ledger.speakers(SpeakerQuery(limit=20)),
    "newest figures": lambda ledger: ledger.newest_figures(FigureQuery(), 50),
}


def measure(place: str, reports: int) -> dict[str, float]:
    """What one ledger takes, by what was done."""
    found: dict[str, float] = {}
    with Ledger.open(place, joins=EventJoins()) as ledger:
        began = time.perf_counter()
        fill(ledger, 1, at_most=reports)
        took = time.perf_counter() - began
        counts = ledger.counts()
        found["reports a second, added and joined"] = reports / took
        found["claims a second, added and joined"] = counts["claims"] / took
        for name, ask in QUESTIONS.items():
            found[f"{name}, ms"] = 1000 * statistics.median(_timed(ask, ledger) for _ in range(ASKED))
        began = time.perf_counter()
        with ledger.excerpt(EventQuery()) as every:
            documents = sum(1 for _ in every.documents(part=False))
        found["documents a second, written down"] = documents / (time.perf_counter() - began)
        began = time.perf_counter()
        if ledger.care.faults():
            raise SystemExit(f"{place} is not whole")
        found["checked, s"] = time.perf_counter() - began
    return found


def _timed(ask: Callable[[Ledger], object], ledger: Ledger) -> float:
    began = time.perf_counter()
    ask(ledger)
    return time.perf_counter() - began


def copied(address: str, rows: int = 20_000) -> dict[str, float]:
    """Rows a second that are inserted one by one, many by one statement, and by COPY."""
    server = driver.Server(Address.of(address))
    found: dict[str, float] = {}
    ways = {"one by one": (10**9, 10**9), "by arrays": (2, 10**9), "by COPY": (10**9, 2)}
    for name, (driver.AT_ONCE, driver.COPIED) in ways.items():
        server.execute("BEGIN IMMEDIATE")
        server.execute("CREATE TEMP TABLE many (number INTEGER, name TEXT)")
        began = time.perf_counter()
        server.executemany("INSERT INTO many VALUES (?, ?)", ((n, f"name {n}") for n in range(rows)))
        server.execute("SELECT count(*) FROM temp.many").fetchone()
        found[f"rows a second, {name}"] = rows / (time.perf_counter() - began)
        server.execute("ROLLBACK")
    server.close()
    return found


def main() -> None:
    """Measure both and print them beside each other."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address")
    parser.add_argument("--reports", type=int, default=600)
    given = parser.parse_args()
    address = f"{given.address}{'&' if '?' in given.address else '?'}schema=bench_shared"
    with tempfile.TemporaryDirectory() as folder:
        file = measure(str(Path(folder) / "ledger.db"), given.reports)
    server = measure(address, given.reports)
    print(f"{'':38}{'file':>12}{'server':>12}")
    for name, value in file.items():
        print(f"{name:38}{value:12,.1f}{server[name]:12,.1f}")
    for name, value in copied(address).items():
        print(f"{name:50}{value:12,.0f}")


if __name__ == "__main__":
    main()
