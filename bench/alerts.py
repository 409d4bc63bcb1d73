"""Whether every happening is told of once, what looking costs, and how long a judgement waits for a load.

    sayso bench alerts

Made-up reports (bench/made_news.py) are loaded in portions; after each, ten saved searches are looked at as
`sayso alerts` does, in processor time. Persons judge at random, and at the end everything is rebuilt. What was told is compared with
what each search finds. Then reports are loaded by a process of its own while this one judges pairs of events.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from bench.harness import Score
from bench.made_news import reports
from sayso.engine.alerts import due, look
from sayso.engine.catalog import open_desk, open_ledger
from sayso.engine.config import Settings, load_settings
from sayso.engine.searches import Alerting, SavedSearches
from sayso.engine.session import Session
from sayso.ledger import EventQuery, Ledger
from sayso.ledger.desk import Desk
from sayso.records import Judgement

__all__ = ["measure"]

SEED, N_BEFORE, N_LATER, PORTION = 6, 200, 400, 20
JUDGING_S = 90.0
NOBODY = Alerting(on=True, mail=("nobody@example.org",), every_s=0)
QUERIES = {
    "everything": EventQuery(),
    "a type": EventQuery(type="ASSAULT"),
    "an actor": EventQuery(actor="Turkey"),
    "a country": EventQuery(country="TUR"),
    "words": EventQuery(text="ceasefire"),
    "a place and a type": EventQuery(place="Ankara", type="CONSULT"),
    "two sides": EventQuery(actor="Turkey", target="Norway"),
    "plans": EventQuery(status="planned"),
    "two origins": EventQuery(min_origins=2),
    "denials": EventQuery(status="negated"),
}


@dataclass
class Told:
    """What was told of, by search: claims of every event told as new, and how long looks took."""

    new: dict[str, list[set[str]]] = field(default_factory=lambda: defaultdict(list))
    again: Counter[str] = field(default_factory=Counter)
    look_ms: list[float] = field(default_factory=list)
    entries: int = 0
    after_rebuild: int = 0


def _settings(folder: Path) -> Settings:
    return load_settings({}, flags={"ledger.path": str(folder / "alerts.db")})


def _load(session: Session, folder: Path, rows: Iterable[dict[str, str]]) -> None:
    path = folder / "portion.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for _ in session.load([str(path)]):
        pass


def _looked(ledger: Ledger, desk: Desk, told: Told) -> list[str]:
    """Look until nothing is new; the events that were told of."""
    found: list[str] = []
    names = {search.search_id: search.name for search in desk.searches.every()}
    while True:
        begun = time.process_time()
        looks = due(ledger, desk, datetime.now(UTC))
        told.look_ms.append(1000 * (time.process_time() - begun))
        if not looks:
            return found
        for each in looks:
            desk.searches.keep(each)
            for message in each.messages:
                for entry in (message.document or {})["entries"]:
                    found.append(entry["event"]["id"])
                    event = ledger.event(entry["event"]["id"])
                    if "new" in entry["changes"] and event is not None:
                        told.new[names[each.search_id]].append(set(event.claim_ids))
                    told.again.update(entry["changes"])


def _judged(session: Session, ledger: Ledger, draw: random.Random) -> None:
    """Two pairs of events are judged, one of them to be one event."""
    ids = [event.event_id for event in ledger.events(EventQuery(limit=200))]
    for said in (Judgement.SAME, Judgement.DIFFERENT):
        left, right = draw.sample(ids, 2)
        session.judge(left, right, said, by="bench")


def _missed(ledger: Ledger, desk: Desk, since: int) -> int:
    """Events that a search finds, of which nothing was there when telling began, and whose happening it does not know."""
    missed = 0
    for search in desk.searches.every():
        for event in ledger.events(search.query):
            old = ledger.changes.stored_by(event.claim_ids, since)
            missed += not old and not desk.searches.told(search.search_id, event.claim_ids)
    return missed


def _doubled(told: Told) -> int:
    """Events told of as new that share a claim with one told of before."""
    doubled = 0
    for every in told.new.values():
        seen: set[str] = set()
        for claims in every:
            doubled += not seen.isdisjoint(claims)
            seen |= claims
    return doubled


def telling(folder: Path) -> tuple[Told, int, int, dict[str, float]]:
    """Load, look, judge, rebuild: what was told, what was missed and doubled, and what an idle look costs."""
    settings, draw, told = _settings(folder), random.Random(SEED), Told()  # noqa: S311  seeded, no secret
    session, rows = Session(settings), reports(SEED)
    _load(session, folder, islice(rows, N_BEFORE))
    searches = SavedSearches(settings)
    for name, query in QUERIES.items():
        searches.save(name, query, by="bench", alerting=NOBODY)
    with open_ledger(settings, create=False) as ledger:
        since = ledger.changes.last_claim()
    for _ in range(N_LATER // PORTION):
        _load(session, folder, islice(rows, PORTION))
        with open_ledger(settings, create=False) as ledger, open_desk(settings, create=False) as desk:
            told.entries += len(_looked(ledger, desk, told))
            _judged(session, ledger, draw)
    with open_ledger(settings, create=False) as ledger, open_desk(settings, create=False) as desk:
        told.entries += len(_looked(ledger, desk, told))
        missed, doubled = _missed(ledger, desk, since), _doubled(told)
        before = {event.event_id: event for event in ledger.events(EventQuery())}
        session.rebuild()
        again = _looked(ledger, desk, told)
        told.after_rebuild = sum(before.get(event_id) == ledger.event(event_id) for event_id in again)
        idle = {search.name: _idle(ledger, desk, search.search_id) for search in desk.searches.every()}
    return told, missed, doubled, idle


def _idle(ledger: Ledger, desk: Desk, search_id: str) -> float:
    """Milliseconds of a look at a search for which nothing is new; the middle of many."""
    search = desk.searches.get(search_id)
    if search is None:
        raise ValueError(f"no search {search_id}")
    took = []
    for _ in range(200):
        begun = time.process_time()
        look(ledger, desk, search, datetime.now(UTC))
        took.append(time.process_time() - begun)
    return 1000 * sorted(took)[100]


def _feed(loading: subprocess.Popen[str], stop: threading.Event) -> None:
    if loading.stdin is None:
        raise ValueError("the loading process must have a pipe for its standard input")
    for row in reports(SEED + 1):
        if stop.is_set():
            break
        loading.stdin.write(json.dumps(row) + "\n")
    loading.stdin.close()


def judging(folder: Path) -> tuple[list[float], int, int]:
    """Judge while a load runs: seconds each judgement took, how many had to wait their turn, how many were lost."""
    path = folder / "judged.db"
    settings, draw = load_settings({}, flags={"ledger.path": str(path)}), random.Random(SEED)  # noqa: S311  as above
    stop = threading.Event()
    loading = subprocess.Popen(
        [sys.executable, "-m", "sayso", "load", "-", "--ledger", str(path)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    threading.Thread(target=_feed, args=(loading, stop), daemon=True).start()
    while not path.exists() or path.stat().st_size < 1_000_000:
        time.sleep(0.5)
    session, took, given, queued = Session(settings), [], [], 0
    until = time.monotonic() + JUDGING_S
    while loading.poll() is None and time.monotonic() < until:
        with open_ledger(settings, create=False) as ledger:
            ids = [event.event_id for event in ledger.events(EventQuery(limit=100))]
        left, right = draw.sample(ids, 2)
        begun = time.perf_counter()
        done = session.submit(left, right, Judgement.DIFFERENT, by="bench")
        took.append(time.perf_counter() - begun)
        if done is not None:
            given.append((done.verdict.left_id, done.verdict.right_id, done.verdict.decided_at))
            queued += not done.applied
        time.sleep(draw.uniform(0.1, 0.5))
    stop.set()
    loading.wait()
    kept = Counter((v.left_id, v.right_id, v.decided_at) for v in session.verdicts())
    return took, queued, sum((Counter(given) - kept).values())


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _told_scores(folder: Path) -> Iterator[Score]:
    told, missed, doubled, idle = telling(folder)
    yield Score(name="events told of, in ten searches", value=float(told.entries))
    yield Score(name="events told of as new twice", value=float(doubled), better="lower")
    yield Score(name="new events not told of", value=float(missed), better="lower")
    yield Score(
        name="events told of after a rebuild that it left as they were",
        value=float(told.after_rebuild),
        better="lower",
    )
    for change, n in sorted(told.again.items()):
        yield Score(name=f"told as {change}", value=float(n))
    for share in (0.5, 0.95):
        name = f"a look at ten searches after {PORTION} reports, {share:.0%} within"
        yield Score(name=name, value=_percentile(told.look_ms, share), unit="ms", better="lower")
    yield Score(
        name="a look where nothing is new, slowest search",
        value=max(idle.values()),
        unit="ms",
        better="lower",
    )


def measure(_data: Path | None = None) -> Iterable[Score]:
    """What telling leaves, and what waiting for a load costs."""
    with tempfile.TemporaryDirectory(prefix="alerts") as folder:
        yield from _told_scores(Path(folder))
        took, queued, lost = judging(Path(folder))
    yield Score(name="judgements given during a load", value=float(len(took)))
    yield Score(name="judgements that waited on the desk", value=float(queued), better="lower")
    yield Score(name="judgements lost", value=float(lost), better="lower")
    for share in (0.5, 0.95, 0.99, 1.0):
        name = f"a judgement, {share:.0%} within"
        yield Score(name=name, value=_percentile(took, share), unit="s", better="lower")


def main() -> None:
    """Run from the command line."""
    for score in measure():
        print(f"{score.name:60s} {score.value:10.2f} {score.unit}")


if __name__ == "__main__":
    main()
