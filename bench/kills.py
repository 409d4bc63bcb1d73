"""Kills a loading and a watching process at random moments, again and again, and looks what became of the ledger.

    sayso bench kills

The own stream (bench/stream) is loaded by `sayso load` in a process of its own, which is killed (SIGKILL) after a
random time, started again, killed again, until it gets through; then the ledger must be the one that an
undisturbed load makes: the same reports, claims, origins and events. After each kill SQLite checks every page.
`sayso watch --once` follows feeds that a server on the loopback plays, and is killed in the same way: while it asks
for feeds and pages, reads, links and writes; each entry must end with one outcome.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import apsw

from bench.harness import Score
from bench.made_news import reports
from bench.origins import settings_for
from bench.stream.make import read_stream
from sayso.engine.catalog import open_ledger
from sayso.ledger import EventQuery

__all__ = ["measure"]

Process = subprocess.Popen[bytes]

SEED = 6
KILLS, WATCH_KILLS = 200, 60
#: Feeds that are watched, each on a host of its own, and their entries; pages answer as slowly as this.
FEEDS, ENTRIES, SLOW_S = 12, 10, 0.15
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
    waiting: int = 0


def _load(source: Path, ledger: Path) -> Process:
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


def _again(found: Found, kills: int, ledger: Path, start: Callable[[], Process], draw: random.Random) -> None:
    """Start a process and kill it, until there were so many kills; then let one get through."""
    while True:
        process = start()
        try:
            process.wait(timeout=draw.uniform(SHORTEST, LONGEST) if found.kills < kills else None)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            found.kills += 1
            found.damaged += not _whole(ledger)
        else:
            return


def _compared(found: Found, ledger: Path, calm: Path) -> None:
    wanted, concluded = _state(calm)
    claims, so_concluded = _state(ledger)
    found.loads += 1
    found.lost += len(wanted.keys() - claims.keys())
    found.doubled += sum(len(each) - len(set(each)) for each in claims.values())
    found.different += claims != wanted or so_concluded != concluded
    found.faults += _faults(ledger)


def run(kills: int, folder: Path) -> Found:
    """Load and kill until there were so many kills, and the last load got through."""
    source, draw = folder / "stream.jsonl", random.Random(SEED)  # noqa: S311  seeded, no secret
    source.write_text("".join(row.line() + "\n" for row in read_stream("dev").rows), encoding="utf-8")
    calm = folder / "calm.db"
    _load(source, calm).wait()
    found = Found()
    while found.kills < kills:
        ledger = folder / f"load{found.loads}.db"
        _again(found, kills, ledger, lambda ledger=ledger: _load(source, ledger), draw)  # type: ignore[misc]
        _compared(found, ledger, calm)
    return found


# ------------------------------------------------------------------ watching


class _Paper(BaseHTTPRequestHandler):
    """Feeds with teasers, and their pages: /feed/N and /page/N/M."""

    rows: Sequence[Mapping[str, str]] = ()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as in the library
        """Say nothing."""

    def do_GET(self) -> None:
        """One request."""
        kind, *numbers = self.path.strip("/").split("/")
        if kind == "feed":
            self._send("application/rss+xml", self._feed(int(numbers[0])))
        elif kind == "page":
            time.sleep(SLOW_S)
            row = self.rows[int(numbers[0]) * ENTRIES + int(numbers[1])]
            body = "".join(f"<p>{escape(part)}</p>" for part in row["text"].split("\n\n"))
            page = (
                f"<html><head><title>{row['id']}</title></head><body><article>{body}</article></body></html>"
            )
            self._send("text/html; charset=utf-8", page)
        else:
            self.send_error(404)

    def _feed(self, feed: int) -> str:
        host = self.headers.get("Host")
        items = "".join(
            f"<item><title>{self.rows[feed * ENTRIES + n]['id']}</title><link>http://{host}/page/{feed}/{n}</link>"
            f"<guid>{feed}:{n}</guid><pubDate>Tue, 03 Mar 2026 {n:02d}:00:00 GMT</pubDate></item>"
            for n in range(ENTRIES)
        )
        return f'<rss version="2.0"><channel><title>Paper {feed}</title>{items}</channel></rss>'

    def _send(self, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # whoever asked was killed
            self.wfile.write(body)


def _watch(feeds: Path, ledger: Path, port: int) -> Process:
    env = os.environ | {
        "SAYSO_BULK_COMMIT_REPORTS": COMMIT,
        "OMP_NUM_THREADS": "1",
        "SAYSO_FETCH_ALLOW_PRIVATE": "true",
        "SAYSO_FETCH_PORTS": str(port),
        "SAYSO_WATCH_DELAY_S": "1",
    }
    command = [sys.executable, "-m", "sayso", "watch", str(feeds), "--once", "--show", "none"]
    command += ["--ledger", str(ledger)]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run_watch(kills: int, folder: Path) -> Found:
    """Watch and kill until there were so many kills, and the last watch got through."""
    draw = random.Random(SEED)  # noqa: S311  seeded, no secret
    rows = list(reports(SEED, FEEDS * ENTRIES))
    server = ThreadingHTTPServer(("0.0.0.0", 0), type("Paper", (_Paper,), {"rows": rows}))  # noqa: S104  every 127.0.0.x
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port, feeds = server.server_port, folder / "feeds.toml"
    feeds.write_text(
        "".join(
            f'[[feed]]\nurl = "http://127.0.0.{n + 1}:{port}/feed/{n}"\npublisher = "Paper {n}"\n'
            for n in range(FEEDS)
        )
    )
    calm, found = folder / "calm_watch.db", Found()
    _until_done(lambda: _watch(feeds, calm, port), calm)
    while found.kills < kills:
        ledger = folder / f"watch{found.loads}.db"
        _again(found, kills, ledger, lambda ledger=ledger: _watch(feeds, ledger, port), draw)  # type: ignore[misc]
        _until_done(lambda ledger=ledger: _watch(feeds, ledger, port), ledger)  # type: ignore[misc]
        _compared(found, ledger, calm)
        with open_ledger(settings_for(ledger), create=False) as opened:
            counts = opened.watch.counts()
        found.waiting += counts.waiting + abs(sum(counts.outcomes.values()) - len(rows))
    server.shutdown()
    server.server_close()
    return found


def _until_done(start: Callable[[], Process], ledger: Path) -> None:
    """Watch once and again, until nothing waits."""
    for _ in range(20):
        start().wait()
        with open_ledger(settings_for(ledger), create=False) as opened:
            if not opened.watch.counts().waiting:
                return


def measure(_data: Path | None = None, kills: int = KILLS, watch_kills: int = WATCH_KILLS) -> Iterable[Score]:
    """What the kills did to the ledgers."""
    for what, run_one, n in (("load", run, kills), ("watch", run_watch, watch_kills)):
        with tempfile.TemporaryDirectory(prefix="kills") as folder:
            found = run_one(n, Path(folder))
        yield Score(name=f"{what}: kills", value=float(found.kills))
        yield Score(name=f"{what}: times it got through", value=float(found.loads))
        for name, value in (
            ("ledgers that SQLite finds damaged after a kill", found.damaged),
            ("reports lost", found.lost),
            ("claims doubled", found.doubled),
            ("another outcome than undisturbed", found.different),
            ("faults that a full check finds", found.faults),
            ("entries without one outcome", found.waiting),
        ):
            yield Score(name=f"{what}: {name}", value=float(value), better="lower")


def main() -> None:
    """Print what was found after some kills."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--watch-kills", type=int, default=WATCH_KILLS)
    args = parser.parse_args()
    for score in measure(kills=args.kills, watch_kills=args.watch_kills):
        print(f"{score.name:60s} {score.value:8.0f}")


if __name__ == "__main__":
    main()
