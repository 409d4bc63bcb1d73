"""Reading goes on behind every position with exactly what is left, in every format."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from archived import (
    Result,
    answer,
    gz,
    jsonl,
    message,
    page,
    pages,
    parquet,
    read,
    record,
    rows,
    tarred,
    zipped,
    zst,
)
from sayso.records import Item, Position, Refusal

ROWS = rows(3) + b"\n{no row\n" + rows(2) + jsonl([{"id": 1}, {"text": "last"}])
TABLE = b'id,text\n1,one\n2,"two\nlines"\n\n3\n4,four \xe9\n"5,open\n6,six\n7,seven\n8,"eight"\n9,nine\n'
OTHER = record(b"q", kind="request")
MIXED = [
    OTHER, *pages(2), OTHER, record(answer(b""), uri="http://news.example/e"), record(answer(page(7)), length=9),
    OTHER, *pages(4)[2:], OTHER,
]  # fmt: skip
MESSAGES = [message("One", "first"), message("Two", ""), message("Three", "third\r\n\r\n>From here")]
MAILBOX = b"".join(b"From a@news.example Thu May 16 08:00:00 2024\r\n" + m + b"\r\n" for m in MESSAGES)
FORWARD = (
    b"From a@news.example Thu May 16 08:00:00 2024\nSubject: All\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nhere they are\n'
    + b"".join(b"--b\nContent-Type: message/rfc822\n\nSubject: %d\n\nattached %d\n" % (n, n) for n in (1, 2))
    + b"--b--\n\n"
)
LONG = "Several words of a report stand here, one after another. " * 20
FEED = (
    "<rss version='2.0'><channel><title>Example</title>"
    + "".join(
        f"<item><title>{n}</title><link>http://news.example/{n}</link><description>{n} {LONG}</description></item>"
        for n in (1, 2, 3)
    )
    + "</channel></rss>"
).encode()
MEMBERS = {
    "a.txt": b"some text",
    "../b.txt": b"out",
    "rows.jsonl": ROWS,
    ".hidden": b"x",
    "c.csv": TABLE,
    "d.jsonl.gz": gz(rows(3)),
    "e.warc.gz": b"".join(map(gz, MIXED)),
    "f.warc": b"".join(MIXED),
    "g.warc.zst": b"".join(map(zst, MIXED)),
    "m.mbox": MAILBOX + FORWARD,
    "m.eml": FORWARD.split(b"\n", 1)[1],
    "feed.xml": FEED,
    "inner.zip": zipped({"1.txt": b"one", "2.jsonl": rows(2)}),
    "inner.tar": tarred({"1.txt": b"one", "2.jsonl": rows(2)}),
    "long" * 40 + ".txt": b"a long name",
    "z.txt": b"last",
}


def damaged(pieces: list[bytes], at: int) -> bytes:
    """Packed records one of which is spoilt."""
    spoilt = bytearray(pieces[at])
    spoilt[len(spoilt) // 2] ^= 0xFF
    return b"".join([*pieces[:at], bytes(spoilt), *pieces[at + 1 :]])


def headless(archive: bytes) -> bytes:
    """A tar archive with a damaged header in its middle."""
    at = archive.index(b"c.csv")
    return archive[:at] + b"\xff" * 300 + archive[at + 300 :]


ARCHIVES = {
    "a.jsonl": ROWS,
    "a.jsonl.gz": gz(ROWS),
    "a.jsonl.zst": zst(ROWS[:40]) + zst(ROWS[40:]),
    "wide.jsonl": ROWS.decode().encode("utf-16"),
    "list.json": b'[{"text": "1"}, {"id": 2}, 3, {"text": "4"}, {"text": "5"}]',
    "values.json": b'{"text": "1"} {"text": "2"} {"id": 3} {"text": "4"}',
    "a.csv": TABLE,
    "bom.csv": b"\xef\xbb\xbf" + TABLE,
    "crlf.csv": TABLE.replace(b"\n", b"\r\n"),
    "mac.csv": b"id,text\r1,one\r2,two\r3,three\r",
    "wide.csv": "id,text\n1,one\n2,two\n3,three\n".encode("utf-16"),
    "a.csv.gz": gz(TABLE),
    "a.warc": b"".join(MIXED),
    "a.warc.gz": b"".join(map(gz, MIXED)),
    "a.warc.zst": b"".join(map(zst, MIXED)),
    "whole.warc.gz": gz(b"".join(MIXED)),
    "damaged.warc.gz": damaged([gz(m) for m in MIXED], 5),
    "cut.warc.gz": b"".join(map(gz, MIXED))[:-30],
    "a.mbox": MAILBOX + FORWARD + MAILBOX,
    "a.mbox.gz": gz(MAILBOX + FORWARD + MAILBOX),
    "a.eml": FORWARD.split(b"\n", 1)[1],
    "feed.xml": FEED,
    "m.zip": zipped(MEMBERS),
    "stored.zip": zipped(MEMBERS, zipfile.ZIP_STORED),
    "endless.zip": zipped(MEMBERS)[:-40],
    "m.tar": tarred(MEMBERS),
    "headless.tar": headless(tarred(MEMBERS)),
    "m.tgz": gz(tarred(MEMBERS)),
}


def told(result: Result) -> tuple[object, ...]:
    """What a result says. How much was read before a fault is said of what one load read."""
    if isinstance(result, Refusal):
        return result.name, result.code, result.position and result.position.order
    return result.name, result.body, result.url, result.published, result.position and result.position.order


def stops_in(every: list[Result]) -> list[tuple[int, Position]]:
    """Where a load may have stopped, with the position that it kept then."""
    stops: list[tuple[int, Position]] = []
    kept: Position | None = None
    places = [result.position.order for result in every if result.position]
    assert places == sorted(set(places))
    for number, result in enumerate(every):
        if result.position is not None:
            kept = result.position.reached_from(kept)
            stops.append((number, kept))
    return stops


def goes_on(path: Path) -> int:
    every = read(path)
    stops = stops_in(every)
    for number, position in stops:
        rest = read(path, after=position)
        assert list(map(told, rest)) == list(map(told, every[number + 1 :])), position
    return len(stops)


@pytest.mark.parametrize("name", ARCHIVES)
def test_reading_goes_on_behind_every_position(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(ARCHIVES[name])
    assert goes_on(path) >= 3


def test_reading_goes_on_behind_every_row_of_parquet(tmp_path: Path) -> None:
    select = "SELECT range AS id, CASE WHEN range % 1000 = 3 THEN NULL ELSE 'text ' || range END AS text FROM range(5000)"
    path = parquet(tmp_path / "a.parquet", select)
    every = read(path)
    stops = stops_in(every)
    assert len(stops) == len(every) == 5000
    for number, position in random.Random(1).sample(stops, 12):
        assert list(map(told, read(path, after=position))) == list(map(told, every[number + 1 :]))


def test_members_that_were_read_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    path.write_bytes(zipped({"a.jsonl": rows(3), "b.jsonl": rows(3)}, zipfile.ZIP_STORED))
    data = path.read_bytes().replace(b'{"id": 1, "text": "row 1"}', b'{"id": 9, "text": "row 9"}', 1)
    path.write_bytes(data)  # the first member's checksum is wrong now, which nobody sees who does not read it
    assert isinstance(read(path)[-4], Refusal)
    assert [type(r) for r in read(path, after=Position(record=1))] == [Item] * 3


def test_a_position_without_a_byte_is_reached_from_one_before() -> None:
    first = Position(record=7, offset=500)
    second = Position(record=9).reached_from(first)
    third = Position(record=12).reached_from(second)
    assert (second, third) == (
        Position(record=9, offset=500, back=2),
        Position(record=12, offset=500, back=5),
    )
    assert Position(record=13, offset=900).reached_from(third) == Position(record=13, offset=900)
    inner = Position(record=3, inner=Position(record=2)).reached_from(
        Position(record=3, inner=Position(record=1, offset=10))
    )
    assert inner.inner == Position(record=2, offset=10, back=1)
    assert Position(record=4, inner=Position(record=2)).reached_from(inner).inner == Position(record=2)


def test_the_end_of_a_member_comes_behind_all_that_is_in_it() -> None:
    places = [
        Position(record=2, inner=Position(record=9)),
        Position(record=2, inner=Position(record=10)),
        Position(record=2),
        Position(record=3, inner=Position(record=1)),
    ]
    assert sorted({p.order: p for p in places}) == [p.order for p in places]
