"""Kills a loading process at random moments, again and again, and looks what became of the ledger.

    sayso bench kills

The own stream (bench/stream) is loaded by `sayso load` in a process of its own, which is killed (SIGKILL) after a
random time, started again, killed again, until it gets through; then the ledger must be the one that an
undisturbed load makes: the same reports, claims, origins and events. After each kill SQLite checks every page.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import apsw

from bench.harness import Score
from bench.origins import settings_for
from bench.stream.make import read_stream
from sayso.engine.catalog import open_ledger
from sayso.ledger import EventQuery

__all__ = ["measure"]

SEED = 6
KILLS = 200
#: Seconds from the start of a process to its end: from before anything is open to after many commits.
SHORTEST, LONGEST = 0.2, 7.0
#: So few reports a commit make many commits to be killed in.
COMMIT = "4"


@dataclass
class Found:
    """What was seen so far."""

    kills: int = 0
    loads: int = 0
    damaged: int = 0
    lost: int = 0
    doubled: int = 0
    different: int = 0
    faults: int = 0


def _load(source: Path, ledger: Path) -> subprocess.Popen[bytes]:
    env = os.environ | {"SAYSO_BULK_COMMIT_REPORTS": COMMIT, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "sayso", "load", str(source), "--ledger", str(ledger)]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _whole(ledger: Path) -> bool:
    """Whether SQLite finds every page in order."""
    if not ledger.exists():
        return True
    connection = apsw.Connection(str(ledger))
    try:
        return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]
    finally:
        connection.close()


def _state(ledger: Path) -> tuple[dict[str, list[str]], object]:
    """The claims of each report, and everything that is concluded of them."""
    with open_ledger(settings_for(ledger), create=False) as opened:
        with opened.standings() as shelf:
            ids = list(shelf.every())
            stand = [(i, shelf.origin(i), sorted(c for c, _ in shelf.carried(i))) for i in ids]
        claims = {i: sorted(c.claim_id for c in opened.claims_of(i)) for i in ids}
        events = sorted((e.event_id, e.claim_ids, e.n_origins) for e in opened.events(EventQuery()))
    return claims, (stand, events)


def _faults(ledger: Path) -> int:
    with open_ledger(settings_for(ledger), create=False) as opened:
        return len(opened.care.faults(full=True))


def run(kills: int, folder: Path) -> Found:
    """Load and kill until there were so many kills, and the last load got through."""
    source, draw = folder / "stream.jsonl", random.Random(SEED)  # noqa: S311  seeded, no secret
    source.write_text("".join(row.line() + "\n" for row in read_stream("dev").rows), encoding="utf-8")
    calm = folder / "calm.db"
    _load(source, calm).wait()
    wanted, concluded = _state(calm)
    found = Found()
    while found.kills < kills:
        ledger = folder / f"load{found.loads}.db"
        while True:
            process = _load(source, ledger)
            try:
                process.wait(timeout=draw.uniform(SHORTEST, LONGEST) if found.kills < kills else None)
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                found.kills += 1
                found.damaged += not _whole(ledger)
        claims, so_concluded = _state(ledger)
        found.loads += 1
        found.lost += len(wanted.keys() - claims.keys())
        found.doubled += sum(len(each) - len(set(each)) for each in claims.values())
        found.different += claims != wanted or so_concluded != concluded
        found.faults += _faults(ledger)
    return found


def measure(_data: Path | None = None, kills: int = KILLS) -> Iterable[Score]:
    """What 200 kills did to the ledgers."""
    with tempfile.TemporaryDirectory(prefix="kills") as folder:
        found = run(kills, Path(folder))
    yield Score(name="kills", value=float(found.kills))
    for name, value in (
        ("ledgers that SQLite finds damaged after a kill", found.damaged),
        ("reports lost", found.lost),
        ("claims doubled", found.doubled),
        (f"loads ({found.loads}) with another outcome than an undisturbed one", found.different),
        ("faults that a full check finds", found.faults),
    ):
        yield Score(name=name, value=float(value), better="lower")


def main() -> None:
    """Print what was found after some kills."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=KILLS)
    args = parser.parse_args()
    for score in measure(kills=args.kills):
        print(f"{score.name:60s} {score.value:8.0f}")


if __name__ == "__main__":
    main()
