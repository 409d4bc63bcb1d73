"""Archives cut at every byte, damaged at any, and made to do harm: always outcomes, never a traceback."""

from __future__ import annotations

import csv
import io
import random
import struct
import tarfile
import time
import tracemalloc
from collections import Counter
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archived import (
    PACKERS,
    answer,
    codes,
    gz,
    items,
    jsonl,
    message,
    page,
    pages,
    read_bytes,
    record,
    rows,
    tarred,
    zipped,
    zst,
)  # fmt: skip
from sayso.errors import REFUSAL_CODES
from sayso.records import Item, Refusal

MEMBERS = {
    "a.txt": b"some text",
    "b.jsonl": rows(3),
    "c.csv": b"text\none\ntwo\n",
    "d.eml": message("S", "words"),
}
BOX = b"".join(b"From a@b Thu May 16 08:00:00 2024\n" + message(f"S{n}", "words") + b"\n" for n in range(3))


def _ends(parts: list[bytes]) -> tuple[int, ...]:
    out = [0]
    for part in parts:
        out.append(out[-1] + len(part))
    return tuple(out)


#: By name of a file: its bytes, and the lengths at which a cut cannot be told, as nothing is missing there.
WHOLE: dict[str, tuple[bytes, tuple[int, ...]]] = {
    **{
        f"a.warc{end}": (b"".join(map(pack, pages(3))), _ends(list(map(pack, pages(3)))))
        for end, pack in PACKERS.items()
    },
    "whole.warc.gz": (gz(b"".join(pages(3))), ()),
    "whole.warc.zst": (zst(b"".join(pages(3))), ()),
    "a.jsonl.gz": (gz(rows(9)), ()),
    "a.jsonl.zst": (zst(rows(4)) + zst(rows(5)), (len(zst(rows(4))),)),
    "two.jsonl.gz": (gz(rows(4)) + gz(rows(5)), (len(gz(rows(4))),)),
    "a.csv.gz": (gz(b"text,title\n" + b"one,two\n" * 9), ()),
    "a.mbox.gz": (gz(BOX), ()),
    "a.eml.zst": (zst(message("S", "words")), ()),
    "a.txt.gz": (gz(b"some text"), ()),
    "a.json.gz": (gz(b'[{"text": "a"}, {"text": "b"}]'), ()),
    "a.json": (b'[{"text": "a"}, {"text": "b"}]', ()),
    "a.zip": (zipped(MEMBERS), ()),
    "a.tgz": (gz(tarred(MEMBERS)), ()),
    "a.tar.zst": (zst(tarred(MEMBERS)), ()),
    "in.zip": (zipped({"b.tar": tarred(MEMBERS), "c.jsonl.gz": gz(rows(3))}), ()),
}


@cache
def whole(name: str) -> Counter[tuple[str, object]]:
    return Counter((i.name, i.body) for i in items(read_bytes(name, WHOLE[name][0])))


@pytest.mark.parametrize("name", WHOLE)
def test_every_cut_is_told_and_nothing_else_is_made_up(name: str) -> None:
    data, quiet = WHOLE[name]
    for at in range(1, len(data)):
        result = read_bytes(name, data[:at])
        assert result, at
        assert (at in quiet) or ("input.truncated" in codes(result)), (at, result)
        assert set(codes(result)) <= {"input.truncated"}, (at, result)
        assert not Counter((i.name, i.body) for i in items(result)) - whole(name), at


@pytest.mark.parametrize("name", [n for n in WHOLE if n.startswith("a.warc")])
def test_every_whole_record_before_a_cut_is_read(name: str) -> None:
    data, ends = WHOLE[name]
    for at in range(1, len(data)):
        assert len(items(read_bytes(name, data[:at]))) >= sum(end <= at for end in ends[1:]), at


def test_every_whole_member_before_a_cut_is_read() -> None:
    parts = [tarred({n: d}, tarfile.USTAR_FORMAT) for n, d in MEMBERS.items()]
    data = tarred(MEMBERS, tarfile.USTAR_FORMAT)
    counts = [len(read_bytes("a.tar", p)) for p in parts]
    for at in range(0, len(data) - 10_240, 7):
        n_whole = sum(counts[: at // 1024])  # each takes a block for its header and one for itself
        result = read_bytes("a.tar", data[:at])
        assert len(items(result)) >= min(n_whole, sum(counts)), at
        assert "input.truncated" in codes(result), at


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6))  # fmt: skip
def test_damage_anywhere_ends_in_outcomes(name: str, damage: list[tuple[float, int]]) -> None:
    data = bytearray(WHOLE[name][0])
    for where, byte in damage:
        data[int(where * len(data))] = byte
    result = read_bytes(name, bytes(data))
    assert set(codes(result)) <= set(REFUSAL_CODES)


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc.zst"])
def test_one_damaged_byte_costs_one_record_and_changes_none(name: str) -> None:
    data = WHOLE[name][0]
    rng = random.Random(20240516)
    for _ in range(300):
        damaged = bytearray(data)
        damaged[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        result = read_bytes(name, bytes(damaged))
        bodies = {i.body for i in items(result)}
        assert bodies <= {body for _, body in whole(name)}
        assert len(bodies) >= 2


NAMES = sorted(
    {*WHOLE, "a.warc", "a.tar", "a.csv", "a.tsv", "a.mbox", "a.eml", "a.jsonl", "a.json", "a", "a.html"}
)
PIECES = [
    b"WARC/1.0\r\n", b"Content-Length: 5\r\n", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"WARC-Type: response\r\n",
    b"Content-Type: application/http\r\n", b'"', b",", b"\n", b"text,title\n", b'{"text": "x"}\n', b"[", b"]", b"{",
    b"From a@b 08:00 2024\n", b"Subject: x\n", b"boundary=", b"--x\n", b"Content-Type: multipart/mixed; boundary=x\n",
    b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02", b"ustar\x0000", b"\0" * 512, b"\xff",
    b"Content-Type: message/rfc822\n", b"\n\n", b"5\r\n", b"0", gz(b"x"), zst(b"y"), pages(1)[0], b"PAR1",
]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(NAMES), st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=14)
)
def test_any_bytes_end_in_outcomes(name: str, parts: list[bytes]) -> None:
    result = read_bytes(name, b"".join(parts))
    assert set(codes(result)) <= set(REFUSAL_CODES)
    assert len({r.name for r in result if isinstance(r, Refusal)}) <= len(result)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), min_size=1, max_size=8))
@example([["\r", "\n"]])
def test_what_csv_writes_is_read_back(table: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    # with lines that end in "\n" alone the writer of Python 3.12 and before leaves a lone "\r" without marks
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["text", "title"], *table])
    data = out.getvalue().encode("utf-8", "replace")
    result = read_bytes("a.csv", data)
    assert len(result) == len(table)
    for row, found in zip(table, result, strict=True):
        wanted = row[0].encode("utf-8", "replace").decode()
        assert isinstance(found, Refusal) if not wanted else found.body == wanted  # type: ignore[union-attr]


BIG = 60_000_000


def _spaces(n: int) -> bytes:
    return b" " * n


BOMBS = {
    "a.zip": lambda: zipped({"a.jsonl": b"\0" * BIG, "b.csv": b"text\n" + b"x" * BIG}),
    "a.tgz": lambda: gz(tarred({"a.jsonl": b"\0" * BIG})),
    "a.tar.zst": lambda: zst(tarred({"a.txt": b"\0" * BIG})),
    "a.jsonl.gz": lambda: gz(b'{"text": "' + b"x" * BIG + b'"}\n'),
    "a.json.zst": lambda: zst(b"[" + _spaces(BIG) + b"]"),
    "a.csv.gz": lambda: gz(b'text\n"' + b"\n" * 1_000_000),
    "a.mbox.zst": lambda: zst(b"From a@b 08:00:00 2024\n" + b"x" * BIG),
    "a.eml.gz": lambda: gz(b"Subject: " + b"x" * BIG),
    "a.warc.gz": lambda: gz(record(answer(b"\0" * BIG))),
    "a.html.gz": lambda: gz(b"<" * BIG),
    "a": lambda: gz(gz(b"\0" * BIG)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_bombs_take_neither_memory_nor_time(name: str) -> None:
    data = BOMBS[name]()
    tracemalloc.start()
    began = time.process_time()
    result = read_bytes(name, data)
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(codes(result)) <= {"input.bomb", "input.too_large", "input.unsupported", "input.bad_format"}
    assert peak < 45_000_000
    assert took < 20


def test_more_members_than_allowed() -> None:
    many = {f"{n}.txt": b"x" for n in range(50)}
    for name, data in (("a.zip", zipped(many)), ("a.tar", tarred(many))):
        result = read_bytes(name, data, max_members=20)
        assert len(items(result)) == 20
        assert codes(result) == ["input.bomb"]


def test_members_that_are_too_much_together() -> None:
    many = {f"{n}.txt": b"x" * 1000 for n in range(50)}
    for name, data in (("a.zip", zipped(many)), ("a.tar", tarred(many))):
        result = read_bytes(name, data, max_unpacked_bytes=20_000)
        assert 15 <= len(items(result)) <= 20
        assert set(codes(result)) == {"input.bomb"}


def test_members_that_share_their_bytes_are_bounded_together() -> None:
    """A table of contents may name the same packed bytes any number of times."""
    one = zipped({"0.txt": b"\0" * 500_000})
    at, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry = one[at:end]
    table = b"".join(entry for _ in range(300))
    tail = bytearray(one[end:])
    tail[8:12] = (300).to_bytes(2, "little") * 2
    tail[12:16] = len(table).to_bytes(4, "little")
    result = read_bytes("a.zip", one[:at] + table + bytes(tail), max_unpacked_bytes=5_000_000)
    assert codes(result) == ["input.bomb"] * 300
    assert not items(result)


def test_a_member_that_reaches_into_the_next_is_not_unpacked() -> None:
    """Members that overlap by parts unpack to far more than the file could hold (Fifield 2019)."""
    both = bytearray(zipped({"a.txt": b"alpha " * 200, "b.txt": b"beta " * 200}))
    at = both.index(b"PK\x01\x02")
    (packed,) = struct.unpack_from("<I", both, at + 20)
    struct.pack_into("<I", both, at + 20, packed + 40)
    first, second = read_bytes("a.zip", bytes(both))
    assert isinstance(first, Refusal)
    assert (first.name, first.code) == ("a.zip!a.txt", "input.bomb")
    assert isinstance(second, Item)
    assert second.name == "a.zip!b.txt"


def test_a_pax_header_of_any_size_is_passed_over() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = b"x", 5_000_000
    data = info.tobuf(tarfile.USTAR_FORMAT) + b"9 path=x\n" * 555_556
    data += b"\0" * (-len(data) % 512)
    result = read_bytes("a.tar", data[: 512 + 5_000_192] + tarred({"a.txt": b"fine"}))
    assert [i.body for i in items(result)] == [b"fine"]


def test_records_without_number_take_no_quadratic_time() -> None:
    began = time.process_time()
    assert len(read_bytes("a.warc.gz", gz(b"") * 20_000 + gz(pages(1)[0]))) == 1
    assert set(codes(read_bytes("a.warc", b"\nWARC/1.0\r\n" * 20_000))) == {
        "input.bad_record",
        "input.truncated",
    }
    assert codes(read_bytes("a.csv", b"text,title\n" + b'"x,\n' * 20_000, max_row_bytes=100_000))
    assert codes(read_bytes("a.json", b'[{"text": ' * 20_000, max_row_bytes=100_000))
    assert time.process_time() - began < 20


def test_a_false_member_in_front_of_every_byte_is_no_quadratic_search() -> None:
    head = bytes.fromhex("1f8b080000000000000300ffff0000") + b"WARC/1.0\r\n"
    began = time.process_time()
    result = read_bytes("a.warc.gz", head * 30_000)
    assert set(codes(result)) <= {"input.truncated", "input.bad_record", "input.bomb"}
    assert time.process_time() - began < 60


def test_rows_of_any_length_are_passed_over() -> None:
    long = b'{"text": "' + b"x" * 30_000_000 + b'"}\n'
    tracemalloc.start()
    result = read_bytes("a.jsonl", rows(1) + long + rows(1))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (codes(result), len(items(result))) == (["input.too_large"], 2)
    assert peak < 75_000_000  # the file itself, twice, and a row


def test_one_outcome_per_record_of_every_kind() -> None:
    made = [*pages(3), record(b"x"), record(answer(b"")), record(answer(page(9, 2000)))]
    assert len(read_bytes("a.warc", b"".join(made), max_bytes=5000)) == 6
    assert len(read_bytes("a.jsonl", rows(3) + b"bad\n[]\n" + jsonl([{}]))) == 6
