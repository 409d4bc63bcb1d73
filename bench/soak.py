"""Hours of loading while ten readers ask: memory, answers' times, the write-ahead log.

    sayso bench soak                # two hours
    python -m bench.soak --hours 0.1

`sayso load -` reads made-up reports (bench/made_news.py) from its standard input without end. Ten readers, each with a
connection of its own in another process, ask as people do who look around: a pause of a second in the mean, then a
question of a random kind. Resident memory of the loading process and its children is looked at every ten seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from bench import made_news
from bench.harness import Score, digest
from bench.made_news import CITIES, FIRST, reports
from bench.traffic import PEOPLE
from bench.watched import look
from sayso.engine.catalog import open_ledger
from sayso.engine.config import load_settings
from sayso.engine.figures import find_series
from sayso.ledger import EventQuery, FigureQuery, Ledger

__all__ = ["measure"]

HOURS, READERS, PAUSE_S, LOOK_S = 2.0, 10, 1.0, 10.0
SEED = 6
#: Reports of one day of publication: weeks pass in two hours. There are few names in made-up news, so that with
#: thousands a day of one week nearly every claim meets every other, and ever more do (docs/quality/faults.md).
A_DAY = 250
#: Part of the time at the start that is not counted for memory: caches fill, and the encoder's arena grows.
WARM = 0.2
#: Where the last third begins: by then every cache is full, and what still grows would go on growing.
LAST = 2 / 3
#: Another stream of reports, or another pace of its days, is other data: what it leaves cannot be compared.
_STREAM = hashlib.sha256(f"{digest(Path(made_news.__file__))} {SEED} {A_DAY}".encode()).hexdigest()
PAGE = 50
COUNTRIES = "TUR NOR PER GHA NGA VNM KEN IRQ YEM SDN".split()
TYPES = "COERCE ASSAULT CONSULT ACCUSE AGREE THREATEN SANCTION PROTEST".split()

Ask = Callable[[Ledger, random.Random], object]


def _first(ledger: Ledger) -> list[str]:
    return [event.event_id for event in ledger.events(EventQuery(limit=PAGE))]


def _shown(ledger: Ledger, draw: random.Random) -> object:
    day = FIRST + timedelta(days=draw.randrange(40))
    found = list(ledger.events(EventQuery(since=day - timedelta(days=7), until=day, limit=1)))
    return [ledger.accounts_of(event.event_id) for event in found]


#: What readers ask: pages of events by each facet, an event with its accounts, a country's figures, counts by day.
QUESTIONS: dict[str, Ask] = {
    "newest": lambda ledger, _draw: _first(ledger),
    "country": lambda ledger, draw: list(
        ledger.events(EventQuery(country=draw.choice(COUNTRIES), limit=PAGE))
    ),
    "type": lambda ledger, draw: list(ledger.events(EventQuery(type=draw.choice(TYPES), limit=PAGE))),
    "actor": lambda ledger, draw: list(ledger.events(EventQuery(actor=draw.choice(PEOPLE), limit=PAGE))),
    "place": lambda ledger, draw: list(ledger.events(EventQuery(place=draw.choice(CITIES), limit=PAGE))),
    "origins": lambda ledger, _draw: list(ledger.events(EventQuery(min_origins=2, limit=PAGE))),
    "words": lambda ledger, draw: list(
        ledger.events(EventQuery(text=f"{draw.choice(CITIES)} rebels", limit=PAGE))
    ),
    "days": lambda ledger, draw: list(
        ledger.events(
            EventQuery(since=(day := FIRST + timedelta(days=draw.randrange(40))), until=day, limit=PAGE)
        )
    ),
    "event": _shown,
    "figures": lambda ledger, draw: find_series(
        ledger, FigureQuery(subject=draw.choice(COUNTRIES), limit=PAGE)
    ),
    "counts": lambda ledger, _draw: ledger.day_counts(since=date(2026, 3, 1).isoformat()),
}


def ask(path: str, seed: int) -> None:
    """Ten readers, until standard input ends; prints one line of JSON for each answer: kind and seconds."""
    stop, lock = threading.Event(), threading.Lock()

    def reader(number: int) -> None:
        draw = random.Random(seed + number)  # noqa: S311  seeded, no secret
        with open_ledger(load_settings({}, flags={"ledger.path": path}), create=False) as ledger:
            while not stop.wait(draw.expovariate(1 / PAUSE_S)):
                kind = draw.choice(list(QUESTIONS))
                begun = time.perf_counter()
                QUESTIONS[kind](ledger, draw)
                took = time.perf_counter() - begun
                with lock:
                    sys.stdout.write(json.dumps([kind, took]) + "\n")

    threads = [threading.Thread(target=reader, args=(n,)) for n in range(READERS)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()
    sys.stdout.flush()


@dataclass
class Soaked:
    """What was seen."""

    seconds: float = 0.0
    memory: list[tuple[float, float]] = field(default_factory=list)
    wal_mb: float = 0.0
    ledger_mb: float = 0.0
    answers: dict[str, list[float]] = field(default_factory=dict)
    coded: int = 0
    refused: int = 0
    code: int = -1


def _feed(loading: subprocess.Popen[str], until: float) -> None:
    """Write reports to the loading process until the time has come."""
    if loading.stdin is None:
        raise ValueError("the loading process must have a pipe for its standard input")
    for row in reports(SEED, a_day=A_DAY):
        if time.monotonic() >= until:
            break
        loading.stdin.write(json.dumps(row) + "\n")
    loading.stdin.close()


def run(hours: float, folder: Path) -> Soaked:
    """Load and ask for so many hours."""
    path, told = folder / "soak.db", folder / "told.txt"
    begun = time.monotonic()
    seen, until = Soaked(), begun + hours * 3600
    with told.open("w") as errors, (folder / "answers.jsonl").open("w") as answers:
        loading = subprocess.Popen(
            [sys.executable, "-m", "sayso", "load", "-", "--ledger", str(path)],
            stdin=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        feeding = threading.Thread(target=_feed, args=(loading, until), daemon=True)
        feeding.start()
        while not path.exists() or path.stat().st_size < 1_000_000:
            time.sleep(1)
        asking = subprocess.Popen(
            [sys.executable, "-m", "bench.soak", "--ask", str(path)],
            stdin=subprocess.PIPE,
            stdout=answers,
            text=True,
        )
        while loading.poll() is None:
            if time.monotonic() < until:
                seen.memory.append((time.monotonic() - begun, look(loading.pid, {})))
            wal = Path(f"{path}-wal")
            seen.wal_mb = max(seen.wal_mb, wal.stat().st_size / 1e6 if wal.exists() else 0.0)
            time.sleep(LOOK_S)
        asking.communicate()
    seen.seconds, seen.code = time.monotonic() - begun, loading.returncode
    seen.ledger_mb = path.stat().st_size / 1e6
    for line in (folder / "answers.jsonl").read_text().splitlines():
        kind, took = json.loads(line)
        seen.answers.setdefault(kind, []).append(took)
    counts = re.search(r"([\d,]+) inputs: ([\d,]+) coded.* ([\d,]+) refused", told.read_text())
    if counts:
        seen.coded, seen.refused = (int(counts[n].replace(",", "")) for n in (2, 3))
    return seen


def _growth(memory: Sequence[tuple[float, float]], behind: float) -> float:
    """Megabytes an hour by which memory grows behind a share of the time: the slope between the middles of two halves."""
    late = [row for row in memory if row[0] >= behind * memory[-1][0]]
    half = len(late) // 2
    (t1, m1), (t2, m2) = (
        (statistics.median(t for t, _ in part), statistics.median(m for _, m in part))
        for part in (late[:half], late[half:])
    )
    return (m2 - m1) / (t2 - t1) * 3600


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(_data: Path | None = None, hours: float = HOURS) -> Iterable[Score]:
    """What hours of it leave."""
    for score in _left(hours):
        yield replace(score, data_sha256=_STREAM)


def _left(hours: float) -> Iterable[Score]:
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        seen = run(hours, Path(folder))
    every = [took for each in seen.answers.values() for took in each]
    late = [m for t, m in seen.memory if t >= WARM * seen.memory[-1][0]]
    kinds = Counter({kind: _percentile(each, 0.99) for kind, each in seen.answers.items()})
    yield Score(name="hours", value=seen.seconds / 3600)
    yield Score(name="exit code", value=float(seen.code), better="lower")
    yield Score(name="reports coded", value=float(seen.coded))
    yield Score(name="reports refused", value=float(seen.refused), better="lower")
    yield Score(
        name="memory, median after the warm-up", value=statistics.median(late), unit="MB", better="lower"
    )
    yield Score(name="memory, most", value=max(m for _, m in seen.memory), unit="MB", better="lower")
    yield Score(name="memory grows an hour", value=_growth(seen.memory, WARM), unit="MB", better="lower")
    yield Score(
        name="memory grows an hour, last third", value=_growth(seen.memory, LAST), unit="MB", better="lower"
    )
    yield Score(name="write-ahead log, most", value=seen.wal_mb, unit="MB", better="lower")
    yield Score(name="ledger at the end", value=seen.ledger_mb, unit="MB", better="lower")
    yield Score(name="answers", value=float(len(every)))
    for share in (0.5, 0.95, 0.99):
        name = f"answers, {share:.0%} within"
        yield Score(name=name, value=1000 * _percentile(every, share), unit="ms", better="lower")
    for kind, took in kinds.most_common():
        yield Score(name=f"{kind}, 99% within", value=1000 * took, unit="ms", better="lower")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=HOURS)
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        ask(given.ask, SEED)
        return
    for score in measure(hours=given.hours):
        print(f"{score.name:45s} {score.value:10.1f} {score.unit}")


if __name__ == "__main__":
    main()
