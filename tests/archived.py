"""Archives for tests, written by hand so that they can lie as well."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
from backports import zstd

from sayso.ingest import Limits, Meter, Progress, read_source
from sayso.records import Item, Position, Refusal

Result = Item | Refusal


def read(
    path: Path | str, *, meter: Meter | None = None, after: Position | None = None, **limits: int
) -> list[Result]:
    return list(read_source(str(path), limits=Limits(**limits), progress=Progress(meter=meter, after=after)))


def read_bytes(name: str, data: bytes, **limits: int) -> list[Result]:
    """What a file of this name and content gives; names are without their folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return [_moved(r, str(path.parent) + "/") for r in read(path, **limits)]


def _moved(result: Result, folder: str) -> Result:
    fields = {f: getattr(result, f) for f in result.__dataclass_fields__}
    return type(result)(**{**fields, "name": result.name.removeprefix(folder)})


def items(results: Iterable[Result]) -> list[Item]:
    return [r for r in results if isinstance(r, Item)]


def codes(results: Iterable[Result]) -> list[str]:
    return [r.code for r in results if isinstance(r, Refusal)]


def answer(
    body: bytes, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", more: str = ""
) -> bytes:
    """A stored HTTP answer."""
    head = f"HTTP/1.1 {status}\r\n" + (f"Content-Type: {kind}\r\n" if kind else "") + more + "\r\n"
    return head.encode() + body


def record(
    block: bytes,
    *,
    uri: str = "http://news.example/1",
    kind: str = "response",
    length: int | None = None,
    media: str = "application/http; msgtype=response",
    more: str = "",
) -> bytes:
    """One WARC record; ``length`` is what it claims."""
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-05-16T08:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: {media}\r\n{more}"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def page(number: int, words: int = 20) -> bytes:
    return f"<html><body><p>Page {number} {'word ' * words}</p></body></html>".encode()


def pages(n: int) -> list[bytes]:
    """Records with a page each, at addresses of their own."""
    return [record(answer(page(i, 5 * i)), uri=f"http://news.example/{i}") for i in range(1, n + 1)]


def zst(data: bytes) -> bytes:
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


PACKERS: dict[str, Callable[[bytes], bytes]] = {"": lambda d: d, ".gz": gz, ".zst": zst}


def jsonl(rows: Iterable[object]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def rows(n: int) -> bytes:
    return jsonl({"id": i, "text": f"row {i}"} for i in range(1, n + 1))


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 16, 0, 0, 0)), data, method)
    return out.getvalue()


def tarred(members: Mapping[str, bytes | tarfile.TarInfo], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in members.items():
            info = data if isinstance(data, tarfile.TarInfo) else tarfile.TarInfo(name)
            body = b"" if isinstance(data, tarfile.TarInfo) else data
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def parquet(path: Path, select: str) -> Path:
    """A Parquet file of what a query gives."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
    return path


def message(subject: str, body: str, headers: Sequence[str] = ()) -> bytes:
    more = "".join(f"{h}\r\n" for h in headers)
    return (
        f"From: Example Alerts <alerts@news.example>\r\nSubject: {subject}\r\n"
        f"Date: Thu, 16 May 2024 08:00:00 +0200\r\nMessage-ID: <1@news.example>\r\n{more}\r\n{body}\r\n"
    ).encode()
