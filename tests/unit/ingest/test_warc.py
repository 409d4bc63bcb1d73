from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli
import pytest
from backports import zstd

from archived import PACKERS, answer, codes, gz, items, page, pages, read, read_bytes, record, zst
from sayso.ingest import Meter
from sayso.records import Item, Refusal
from sayso.text.decode import decode

CHUNKED = "Transfer-Encoding: chunked\r\n"


def only(data: bytes, name: str = "a.warc", **limits: int) -> Item | Refusal:
    (result,) = read_bytes(name, data, **limits)
    return result


@pytest.mark.parametrize("end", PACKERS)
@pytest.mark.parametrize("whole", [False, True])
def test_pages_become_items_with_what_the_archive_knows(end: str, whole: bool) -> None:
    pack = PACKERS[end]
    made = pages(3)
    data = pack(b"".join(made)) if whole else b"".join(map(pack, made))
    found = items(read_bytes("news.warc" + end, data))
    assert [i.name for i in found] == [
        f"news.warc{end}:record {n} http://news.example/{n}" for n in (1, 2, 3)
    ]
    assert [i.body for i in found] == [page(n, 5 * n) for n in (1, 2, 3)]
    first = found[0]
    assert (first.html, first.url) == (True, "http://news.example/1")
    assert first.extra == {
        "fetched_at": "2024-05-16T08:00:00Z", "record_id": "<urn:uuid:1>", "http_charset": "utf-8",
    }  # fmt: skip


def test_what_is_no_report_is_counted_by_kind(tmp_path: Path) -> None:
    path, meter = tmp_path / "a.warc", Meter()
    path.write_bytes(
        record(b"software: x", kind="warcinfo", media="application/warc-fields")
        + record(b"GET / HTTP/1.1\r\n\r\n", kind="request", media="application/http; msgtype=request")
        + record(answer(b"gone", status="404 Not Found"))
        + record(answer(b"", status="301 Moved"))
        + record(answer(b"\x89PNG", kind="image/png"))
        + record(answer(b"{}", kind="application/json"))
        + record(answer(page(1)))
    )
    assert len(read(path, meter=meter)) == 1
    assert meter.passed == {
        "WARC warcinfo": 1, "WARC request": 1, "HTTP 404": 1, "HTTP 301": 1, "image/*": 1, "application/*": 1,
    }  # fmt: skip


def test_texts_and_stored_pages_are_read_too() -> None:
    found = items(
        read_bytes(
            "a.warc.wet",
            record(b"plain words", kind="conversion", media="text/plain")
            + record(page(1), kind="resource", media="text/html")
            + record(answer(b"plain answer", kind="text/plain"))
            + record(answer(page(2), kind="", more="Server: x\r\n")),
        )
    )
    assert [(i.html, i.body) for i in found] == [
        (False, b"plain words"), (True, page(1)), (False, b"plain answer"), (True, page(2)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (gzip.compress(page(1)), "Content-Encoding: gzip\r\n"),
        (zlib.compress(page(1)), "Content-Encoding: deflate\r\n"),
        (zlib.compress(page(1), wbits=-15), "Content-Encoding: deflate\r\n"),
        (brotli.compress(page(1)), "Content-Encoding: br\r\n"),
        (zstd.compress(page(1)), "Content-Encoding: zstd\r\n"),
        (
            b"5\r\n" + page(1)[:5] + b"\r\n%x;x=y\r\n" % len(page(1)[5:]) + page(1)[5:] + b"\r\n0\r\n\r\n",
            CHUNKED,
        ),
        (page(1), "Content-Encoding: gzip\r\n"),  # unpacked when stored, and the header kept
        (page(1), "Content-Encoding: br\r\n"),
        (page(1), CHUNKED),
        (page(1), "Content-Encoding: identity\r\n"),
        (page(1), "Content-Encoding: rot13\r\n"),
    ],
)
def test_what_http_did_is_undone(body: bytes, more: str) -> None:
    result = only(record(answer(body, more=more)))
    assert isinstance(result, Item), result
    assert result.body == page(1)


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (gzip.compress(page(1, 900))[:-30], "Content-Encoding: gzip\r\n"),
        (zstd.compress(page(1, 900))[:-3], "Content-Encoding: zstd\r\n"),
        (brotli.compress(bytes(range(256)) * 9)[:-9], "Content-Encoding: br\r\n"),
        (b"fff\r\n" + page(1), CHUNKED),
    ],
)
def test_half_a_body_is_not_taken_for_the_whole(body: bytes, more: str) -> None:
    assert codes([only(record(answer(body, more=more)))]) == ["input.truncated"]


@pytest.mark.parametrize("pack", [gzip.compress, brotli.compress, zstd.compress, zlib.compress])
def test_a_body_that_unpacks_without_end_is_refused(pack: object) -> None:
    name = {gzip.compress: "gzip", brotli.compress: "br", zstd.compress: "zstd"}.get(pack, "deflate")  # type: ignore[call-overload]
    body = pack(b"a" * 3_000_000)  # type: ignore[operator]
    result = only(record(answer(body, more=f"Content-Encoding: {name}\r\n")), max_bytes=1_000_000)
    assert codes([result]) == ["input.too_large"]


@pytest.mark.parametrize(
    ("charset", "body", "expected"),
    [
        ("windows-1251", "Пожар".encode("cp1251"), "Пожар"),
        ("iso-8859-1", "café “q”".encode("cp1252"), "café “q”"),
        ("iso-8859-1", "café".encode(), "café"),  # bytes that are UTF-8 are nothing else
        ("no-such", b"plain", "plain"),
        ("utf-8", b"caf\xe9", "café"),
    ],
)
def test_the_charset_of_the_server_counts_unless_the_bytes_deny_it(
    charset: str, body: bytes, expected: str
) -> None:
    result = only(record(answer(body, kind=f"text/html; charset={charset}")))
    assert isinstance(result, Item)
    assert isinstance(result.body, bytes)
    assert decode(result.body, html=True, charset=result.charset) == expected
    assert result.fetched_at == "2024-05-16T08:00:00Z"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input.no_records"),
        (b"\r\n\r\n", "input.no_records"),
        (b"no archive at all", "input.bad_record"),
        (record(answer(b"")), "input.no_text"),
        (record(b"no answer"), "input.bad_record"),
        (record(answer(page(1), status="abc")), "input.bad_record"),
        (record(answer(page(1, 2000))), "input.too_large"),
        (b"WARC/1.0\r\n" + b"x" * 70_000, "input.bad_record"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "input.bad_record"),
    ],
)
def test_refused_by_name(data: bytes, code: str) -> None:
    assert codes(read_bytes("a.warc", data, max_bytes=1000)) == [code]


@pytest.mark.parametrize("uri", ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\x", "\x00"])
def test_a_target_that_is_a_path_is_no_address_and_no_file(uri: str) -> None:
    result = only(record(answer(page(1)), uri=uri))
    assert isinstance(result, Item)
    assert (result.body, result.url) == (page(1), None)


@pytest.mark.parametrize("wrong", [10, 40, 400, 10**6, 10**12])
@pytest.mark.parametrize("end", PACKERS)
def test_a_lying_length_costs_no_other_record(wrong: int, end: str) -> None:
    pack = PACKERS[end]
    made = pages(4)
    made[1] = record(answer(page(2, 10)), uri="http://news.example/2", length=wrong)
    result = read_bytes("a.warc" + end, b"".join(map(pack, made)))
    assert [i.url for i in items(result)] == [f"http://news.example/{n}" for n in (1, 3, 4)]
    assert set(codes(result)) == {"input.bad_record"}


@pytest.mark.parametrize("end", [".gz", ".zst"])
def test_a_damaged_record_is_refused_and_the_rest_is_read(end: str) -> None:
    made = list(map(PACKERS[end], pages(5)))
    at = sum(map(len, made[:2]))
    data = bytearray(b"".join(made))
    data[at + len(made[2]) // 2] ^= 0xFF
    result = read_bytes("a.warc" + end, bytes(data))
    assert [i.url for i in items(result)] == [f"http://news.example/{n}" for n in (1, 2, 4, 5)]
    (refusal,) = [r for r in result if isinstance(r, Refusal)]
    assert refusal.code == "input.truncated"
    assert f"{len(made[2]):,} bytes from byte {at:,} on are lost" in refusal.reason
    assert "whole records read before: 2" in refusal.reason


def test_a_member_that_unpacks_without_end_costs_no_other_record() -> None:
    bomb = record(answer(b"\0" * 40_000_000))
    made = pages(3)
    result = read_bytes("a.warc.gz", b"".join(map(gz, [made[0], bomb, made[1]])))
    assert [i.url for i in items(result)] == ["http://news.example/1", "http://news.example/2"]
    assert len(codes(result)) == 1


@pytest.mark.parametrize("end", PACKERS)
@pytest.mark.parametrize("whole", [False, True])
def test_reading_goes_on_behind_a_position(tmp_path: Path, end: str, whole: bool) -> None:
    made = pages(5)
    made.insert(2, record(b"GET / HTTP/1.1\r\n\r\n", kind="request"))
    pack = PACKERS[end]
    path = tmp_path / f"a.warc{end}"
    path.write_bytes(pack(b"".join(made)) if whole else b"".join(map(pack, made)))
    every = items(read(path))
    for n, item in enumerate(every, start=1):
        assert item.position is not None
        assert items(read(path, after=item.position)) == every[n:]


def test_a_dictionary_in_front_is_used(tmp_path: Path) -> None:
    made = pages(40)
    samples = zstd.train_dict(made * 3, 2000)
    data = samples.dict_content
    front = b"\x5d\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data
    path = tmp_path / "a.warc.zst"
    path.write_bytes(front + b"".join(zstd.compress(page, zstd_dict=samples) for page in made))
    found = items(read(path))
    assert len(found) == 40
    assert items(read(path, after=found[9].position)) == found[10:]


def test_a_pipe_is_told_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "without_an_end"
    path.write_bytes(b"".join(map(zst, pages(3))))
    assert len(items(read(path))) == 3
