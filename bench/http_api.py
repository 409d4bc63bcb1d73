"""How soon the HTTP API answers, over a socket, from a server in a process of its own.

`python -m bench.http_api LEDGER [n]`: for each kind of question n different ones (default 200), one after another by
one client that keeps its connection and takes gzip. Wall time and the server's processor time, in milliseconds.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psutil

_WAIT_S = 60.0


class Client:
    """One connection to a server, and how long each answer took."""

    def __init__(self, port: int, server: psutil.Process) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_WAIT_S)
        self._server = server
        self.port = port

    def get(self, address: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, str]:
        """Status, body and tag of an answer."""
        self._connection.request("GET", address, headers=headers or {})
        answer = self._connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("ETag", "")

    def document(self, address: str) -> Any:  # a JSON document
        """The document at an address."""
        status, body, _ = self.get(address)
        if status != 200:
            raise SystemExit(f"{address}: {status} {body[:200]!r}")
        return json.loads(body)

    def measure(self, name: str, addresses: Sequence[str], headers: dict[str, str] | None = None) -> None:
        """Ask all, and print a row."""
        headers = {"Accept-Encoding": "gzip", **(headers or {})}
        took, sizes, statuses = [], [], set()
        before = sum(self._server.cpu_times()[:2])
        for address in addresses:
            start = time.perf_counter()
            status, body, _ = self.get(address, headers)
            took.append(1_000 * (time.perf_counter() - start))
            sizes.append(len(body))
            statuses.add(status)
        cpu = 1_000 * (sum(self._server.cpu_times()[:2]) - before) / len(addresses)
        took.sort()
        p95 = took[min(len(took) - 1, int(0.95 * len(took)))]
        shown = ",".join(map(str, sorted(statuses)))
        print(
            f"{name:34} {len(took):5} {statistics.median(took):8.1f} {p95:8.1f} {took[-1]:8.1f} {cpu:8.1f} "
            f"{statistics.median(sizes) / 1000:8.1f} {shown}"
        )


@contextmanager
def served(ledger: Path) -> Iterator[Client]:
    """A server over a ledger, until it is done with."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sayso", "serve", "--ledger", str(ledger), "--port", str(port)]
    environment = {"SAYSO_SERVE_BURST": "1000000", **os.environ}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            client = Client(port, psutil.Process(process.pid))
            until = time.monotonic() + _WAIT_S
            while True:
                try:
                    client.get("/api/v1/status")
                    break
                except OSError:
                    if time.monotonic() > until:
                        raise
                    client = Client(port, psutil.Process(process.pid))
                    time.sleep(0.1)
            yield client
        finally:
            process.terminate()


def asked(client: Client, n: int, path: str) -> list[str]:
    """Different questions to a list: combinations of values that the ledger has."""
    chance = random.Random(5)  # noqa: S311  chance that can be repeated
    facets = client.document("/api/v1/facets")["facets"]
    some: dict[str, list[str]] = {
        name: [one["value"] for one in facets[name] if one["value"] != "FIGURE"]
        for name in ("type", "country", "status", "actor", "speaker", "certainty")
    }
    some["min_origins"] = ["2", "3"]
    some["since"] = ["2024-01-01", "2026-01-01", "2026-02-15"]
    some["text"] = ["minister", "talks", "killed", "agreed to"]
    found = []
    for _ in range(n):
        names = chance.sample(sorted(some), chance.choice((0, 1, 1, 2, 2, 3)))
        conditions = {name: chance.choice(some[name]) for name in names if some[name]}
        found.append(path + (f"?{urlencode(conditions)}" if conditions else ""))
    return found


def walked(client: Client, n: int) -> tuple[list[str], list[str]]:
    """Addresses of pages that follow one another, and ids of their events."""
    pages, ids = [], []
    address = "/api/v1/events?limit=50"
    while address and len(pages) < n:
        pages.append(address)
        page = client.document(address)
        ids += [event["id"] for event in page["data"]]
        address = page["links"]["next"]
    return pages, ids


def main() -> None:
    """Measure and print a table."""
    ledger, n = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    chance = random.Random(7)  # noqa: S311  as above
    with served(ledger) as client:
        print(f"{'question':34} {'n':>5} {'median':>8} {'p95':>8} {'max':>8} {'cpu':>8} {'kB':>8} status")
        pages, ids = walked(client, n)
        client.measure("nothing (404)", ["/api/v1/none"] * n)
        client.measure("pages of 50 events, one by one", pages)
        client.measure(
            "pages of 20 events, any conditions",
            [a + _also(a, "limit=20") for a in asked(client, n, "/api/v1/events")],
        )
        client.measure("pages of 50 events, any conditions", asked(client, n, "/api/v1/events"))
        many = [
            one
            for _, one in zip(range(n), itertools.cycle(chance.sample(ids, min(n, len(ids)))), strict=False)
        ]
        client.measure("one event", [f"/api/v1/events/{one}" for one in many])
        claims = [client.document(f"/api/v1/events/{one}")["claims"][0] for one in many]
        client.measure("one claim", [f"/api/v1/claims/{one}" for one in claims])
        address = "/api/v1/events?limit=50"
        _, _, tag = client.get(address, {"Accept-Encoding": "gzip"})
        client.measure("a page that has not changed (304)", [address] * n, {"If-None-Match": tag})
        client.measure("facets, any conditions", asked(client, n // 4, "/api/v1/facets"))
        client.measure("days, any conditions", asked(client, n // 4, "/api/v1/days"))
        client.measure("map, any conditions", asked(client, n // 4, "/api/v1/map"))
        actors = [
            one["id"] for w in ("a", "co", "mi") for one in client.document(f"/api/v1/actors?q={w}")["data"]
        ]
        client.measure(
            "actors by a name", [f"/api/v1/actors?q={w}" for w in ("a", "co", "mi", "ka")] * (n // 4)
        )
        client.measure("one actor", [f"/api/v1/actors/{quote(one, safe='')}" for one in actors])
        client.measure(
            "partners of an actor", [f"/api/v1/actors/{quote(one, safe='')}/partners" for one in actors]
        )
        client.measure("reports", ["/api/v1/reports"] * (n // 4))


def _also(address: str, asked_for: str) -> str:
    return ("&" if "?" in address else "?") + asked_for


if __name__ == "__main__":
    main()
