"""What others hand in as a dump of a ledger, or as files of POLECAT and GDELT."""

from __future__ import annotations

import gzip
import io
import json

from backports import zstd

from fuzz.target import Target, hold
from sayso.errors import REFUSAL_CODES
from sayso.faces.export.gdelt import EVENT_COLUMNS, MENTION_COLUMNS
from sayso.faces.export.jsonl import read_dump
from sayso.faces.export.polecat import COLUMNS
from sayso.faces.export.readers import Faults, read_gdelt_events, read_gdelt_mentions, read_polecat, several
from sayso.ledger import KINDS
from sayso.records import Refusal

__all__ = ["TARGETS"]


def _dump(data: bytes) -> object:
    found = list(read_dump(io.BytesIO(data), "dump"))
    for n, each in enumerate(found):
        if isinstance(each, Refusal):
            hold(n == len(found) - 1, "something after a refusal")
            hold(each.code in REFUSAL_CODES and len(each.reason) < 400, f"no refusal: {each!r}"[:300])
            continue
        number, document = each
        hold(number == n + 1, "numbers that jump")
        hold(
            document["kind"] in KINDS and (n == 0) == (document["kind"] == KINDS[0]),
            "a kind in a wrong place",
        )
        json.dumps(document, allow_nan=False)
    return found


def _event_tables(data: bytes) -> object:
    rows: list[object] = []
    for read, names in (
        (read_polecat, None),
        (read_gdelt_events, EVENT_COLUMNS),
        (read_gdelt_mentions, MENTION_COLUMNS),
    ):
        faults = Faults()
        for row in read(io.BytesIO(data), faults):
            hold(names is None or tuple(row) == names, "other columns")
            hold(all(c is None or "\t" not in c for c in row.values()), "a cell with a tab")
            hold(
                all(part is None or ";" not in part for part in several(row.get("Actor Name"))), "two in one"
            )
            rows.append(row)
        lines = data.count(b"\n") + 1
        hold(faults.n >= len(faults.noted), "more noted than counted")
        hold(all(0 < number <= lines for number, _ in faults.noted), "a line that is not there")
        rows.append((faults.n, faults.noted))
    return rows


def _packed(data: bytes) -> tuple[bytes, ...]:
    return (data, gzip.compress(data, mtime=0), zstd.compress(data))


_HEAD = {"schema": "sayso/1", "kind": "ledger", "dump": 1, "scope": "all"}
_RUN = {
    "kind": "run",
    "run": {"id": "run" + "0" * 13, "code_version": "1", "config_sha256": "1" * 64, "model_sha256": "", "started_at": "2024-05-16T06:30:00+00:00", "ended_at": None},
}  # fmt: skip
_REFUSAL = {
    "kind": "refusal", "run": "run" + "0" * 13, "name": "a.txt", "stage": "text", "code": "text.empty",
    "reason": "nothing in it",
}  # fmt: skip
_TOMBSTONE = {
    "kind": "tombstone", "digest": "2" * 64, "what": "report", "reason": "asked for",
    "forgotten_at": "2024-05-16T06:30:00+00:00",
}  # fmt: skip
_DUMP = "".join(
    json.dumps(d) + "\n" for d in (_HEAD, _RUN, _REFUSAL, _TOMBSTONE, {"kind": "end", "lines": 4})
).encode()
_POLECAT = "\n".join(("\t".join(COLUMNS), "\t".join(["SAYSO-1", *["A; B", "None"] * 20][: len(COLUMNS)])))
_GDELT = "\t".join(["1", "20240516", *[""] * (len(EVENT_COLUMNS) - 2)])
_MENTION = "\t".join(["1", "20240516063000", *["x"] * (len(MENTION_COLUMNS) - 2)])

TARGETS = (
    Target(
        name="dumps",
        run=_dump,
        seeds=_packed(_DUMP),
        words=(b'"kind"', b'"run"', b'"report"', b'"claim"', b'"end"', b'"lines": 4', b'"sha256"', b"null", b"true", b"NaN", b"1e999", b"[", b"{", b"\n", b"\\ud800", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b'"dump": 2'),
    ),
    Target(
        name="event-tables",
        run=_event_tables,
        seeds=(_POLECAT.encode(), _GDELT.encode() + b"\n" + _GDELT.encode(), _MENTION.encode() + b"\r\n"),
        words=(b"\t", b"\n", b"\r\n", b"\t" * 61, b"\t" * 15, b"; ", b"None", b"Event ID", b"Event Intensity", b"\xef\xbb\xbf", b"\xff", "٣".encode()),
        max_bytes=3000,
    ),
)  # fmt: skip
