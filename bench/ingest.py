"""How fast each kind of archive is read, and how much memory that takes, over archives made here.

    sayso bench ingest

Every archive holds the same 10,000 made-up reports of 400 words. Each is read in a process of its own, once, up to
the items; nothing is read in them. MB are bytes of the reports, unpacked.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from backports import zstd

from bench.harness import Score
from sayso.ingest import Limits, read_source
from sayso.records import Item

__all__ = ["measure"]

N_REPORTS = 10_000
WORDS = 400
FORMATS = (
    "jsonl", "jsonl.gz", "jsonl.zst", "json", "csv", "parquet", "warc", "warc.gz", "warc.zst", "mbox", "zip", "tar.gz",
)  # fmt: skip


def reports() -> Iterator[dict[str, str]]:
    """Reports of words drawn so that they pack as news does, about three to one."""
    rng = random.Random(20240516)  # noqa: S311  made-up words
    words = ["".join(rng.choices("etaoinshrdlu", k=rng.randint(2, 9))) for _ in range(20_000)]
    weights = [1 / (n + 3) for n in range(len(words))]
    for n in range(N_REPORTS):
        text = " ".join(rng.choices(words, weights, k=WORDS))
        yield {
            "id": str(n), "url": f"https://news.example/{n}", "title": text[:60], "published": "2024-05-16",
            "publisher": "Example", "text": text,
        }  # fmt: skip


def record(row: dict[str, str]) -> bytes:
    """A report as a page in a WARC record."""
    body = (
        f"<html><head><title>{row['title']}</title></head><body><p>{row['text']}</p></body></html>".encode()
    )
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: x\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {row['url']}\r\nWARC-Date: 2024-05-16T08:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def message(row: dict[str, str]) -> bytes:
    """A report as an e-mail in a mailbox."""
    head = f"From: Example <a@news.example>\nSubject: {row['title']}\nDate: Thu, 16 May 2024 08:00:00 +0000\n"
    return f"From a@news.example Thu May 16 08:00:00 2024\n{head}\n{row['text']}\n\n".encode()


def written(path: Path, rows: list[dict[str, str]]) -> None:
    """Write one archive."""
    end = path.name.split(".", 1)[1]
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    pages: Callable[[Callable[[bytes], bytes]], bytes] = lambda pack: b"".join(pack(record(r)) for r in rows)  # noqa: E731
    plain: dict[str, Callable[[], bytes]] = {
        "jsonl": lambda: lines,
        "jsonl.gz": lambda: gzip.compress(lines, 6),
        "jsonl.zst": lambda: zstd.compress(lines),
        "json": lambda: json.dumps(rows).encode(),
        "csv": lambda: table(rows),
        "warc": lambda: pages(lambda b: b),
        "warc.gz": lambda: pages(lambda b: gzip.compress(b, 6)),
        "warc.zst": lambda: pages(zstd.compress),
        "mbox": lambda: b"".join(map(message, rows)),
        "zip": lambda: zipped(rows),
        "tar.gz": lambda: tarred(rows),
    }
    if end == "parquet":
        import duckdb

        (path.parent / "rows.jsonl").write_bytes(lines)
        duckdb.sql(f"COPY (FROM read_json('{path.parent}/rows.jsonl')) TO '{path}' (FORMAT parquet)")
    else:
        path.write_bytes(plain[end]())


def table(rows: Iterable[dict[str, str]]) -> bytes:
    """Reports as CSV, every cell in quotation marks."""
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "url", "title", "published", "publisher", "text"])
    writer.writerows(row.values() for row in rows)
    return out.getvalue().encode()


def zipped(rows: Iterable[dict[str, str]]) -> bytes:
    """A text file for each report."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            archive.writestr(f"{row['id']}.txt", row["text"])
    return out.getvalue()


def tarred(rows: Iterable[dict[str, str]]) -> bytes:
    """A text file for each report."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as archive:
        for row in rows:
            body = row["text"].encode()
            info = tarfile.TarInfo(f"{row['id']}.txt")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def one(path: str) -> None:
    """Read an archive and print reports, bytes, seconds of this process, and peak memory over that of its start."""
    before = _memory("VmRSS")
    began = time.process_time()
    n = size = 0
    for found in read_source(path, limits=Limits()):
        if isinstance(found, Item):
            n += 1
            size += len(found.body)
    took = time.process_time() - began
    print(json.dumps([n, size, took, _memory("VmHWM") - before]))


def _memory(name: str) -> float:
    """Resident memory in MB. `getrusage` would tell that of the process that started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name)) / 1024


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  everything is made here
    """Reports and megabytes a second of one core, and megabytes of memory, by format."""
    rows = list(reports())
    with tempfile.TemporaryDirectory() as folder:
        for end in FORMATS:
            path = Path(folder) / f"a.{end}"
            written(path, rows)
            code = "import sys, bench.ingest; bench.ingest.one(sys.argv[1])"
            root = str(Path(__file__).resolve().parents[1])
            environ = {**os.environ, "PYTHONPATH": os.pathsep.join((root + "/src", root))}
            done = subprocess.run(
                [sys.executable, "-c", code, str(path)],
                capture_output=True,
                text=True,
                check=True,
                env=environ,
            )
            n, size, took, peak = json.loads(done.stdout)
            path.unlink()
            yield Score(name=f"{end}: read", value=100 * n / N_REPORTS, unit="%")
            yield Score(name=f"{end}: reports", value=n / took, unit="/s")
            yield Score(name=f"{end}: text", value=size / took / 1e6, unit="MB/s")
            yield Score(name=f"{end}: memory above start", value=peak, unit="MB", better="lower")
