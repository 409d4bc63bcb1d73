from __future__ import annotations

import stat
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from archived import codes, gz, items, jsonl, message, pages, read, read_bytes, rows, tarred, zipped, zst
from sayso.ingest import Limits, Meter, Progress, read_source, size_of
from sayso.records import Item

MEMBERS = {
    "a.txt": b"some text",
    "folder/b.jsonl": rows(2),
    "c.csv": b"text\none\ntwo,three\n",
    "d.jsonl.gz": gz(rows(1)),
    "e.warc.gz": b"".join(map(gz, pages(2))),
    "f.eml": message("Subject", "words"),
    "g.json": b'[{"text": "x"}]',
}
NAMES = [
    "a.txt", "folder/b.jsonl:1", "folder/b.jsonl:2", "c.csv:2", "c.csv:3", "d.jsonl.gz:1",
    "e.warc.gz:record 1 http://news.example/1", "e.warc.gz:record 2 http://news.example/2", "f.eml", "g.json:1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("m.zip", zipped(MEMBERS)),
        ("m.zip", zipped(MEMBERS, zipfile.ZIP_STORED)),
        ("m.tar", tarred(MEMBERS)),
        ("m.tgz", gz(tarred(MEMBERS, tarfile.GNU_FORMAT))),
        ("m.tar.zst", zst(tarred(MEMBERS, tarfile.USTAR_FORMAT))),
        ("without_an_end", tarred(MEMBERS)),
        ("without_an_end", gz(zipped(MEMBERS))),
    ],
)
def test_members_are_read_by_their_names(name: str, data: bytes) -> None:
    result = read_bytes(name, data)
    assert [r.name for r in result] == [f"{name}!{member}" for member in NAMES]
    assert codes(result) == ["input.bad_row"]
    places = [r.position.order for r in result if r.position]
    assert len(places) == len(result)
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    "name", ["../a.txt", "/a.txt", "a/../../b.txt", "..\\a.txt", "C:\\a.txt", "\\a.txt", "a\nb.txt"]
)
def test_names_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    for end, data in (
        (".zip", zipped({name: b"x", "b.txt": b"fine"})),
        (".tar", tarred({name: b"x", "b.txt": b"fine"})),
    ):
        path = tmp_path / f"m{end}"
        path.write_bytes(data)
        result = read(path)
        assert codes(result) == ["input.unsafe_name"]
        assert [i.body for i in items(result)] == [b"fine"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.tar", "m.zip"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_refused(kind: bytes) -> None:
    info = tarfile.TarInfo("l")
    info.type, info.linkname = kind, "/etc/passwd"
    result = read_bytes("m.tar", tarred({"l": info, "b.txt": b"fine"}))
    assert (codes(result), len(items(result))) == (["input.unsafe_name"], 1)


def test_links_in_zip_archives_are_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("l.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("b.txt", "fine")
    result = read_bytes("m.zip", out.getvalue())
    assert (codes(result), len(items(result))) == (["input.unsafe_name"], 1)


def test_an_archive_in_an_archive_is_read_and_no_further() -> None:
    deep = zipped({"q.txt": b"too deep"})
    for inner in (
        zipped({"i.txt": b"inner", "deep.zip": deep}),
        tarred({"i.txt": b"inner", "deep.tar": tarred({})}),
    ):
        name = "in.zip" if inner.startswith(b"PK") else "in.tar"
        for outer, data in (("m.zip", zipped({name: inner})), ("m.tar", tarred({name: inner}))):
            result = read_bytes(outer, data)
            assert [i.name for i in items(result)] == [f"{outer}!{name}!i.txt"]
            assert codes(result) == ["input.unsupported"]


def test_what_is_encrypted_or_packed_otherwise_is_refused() -> None:
    data = bytearray(zipped({"a.txt": b"secret", "b.txt": b"fine"}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x01\x02"))
    data[at + 8] |= 1
    result = read_bytes("m.zip", bytes(data))
    assert (codes(result), len(items(result))) == (["input.unsupported"], 1)
    assert codes(read_bytes("m.zip", zipped({"a.txt": b"x" * 99}, zipfile.ZIP_BZIP2))) == [
        "input.unsupported"
    ]


def test_parquet_inside_is_refused() -> None:
    assert codes(read_bytes("m.zip", zipped({"a.parquet": b"PAR1"}))) == ["input.unsupported"]
    assert codes(read_bytes("a.parquet.gz", gz(b"PAR1"))) == ["input.unsupported"]


def test_hidden_members_and_folders_are_no_input(tmp_path: Path) -> None:
    path, meter = tmp_path / "m.zip", Meter()
    path.write_bytes(zipped({"a/": b"", "__MACOSX/a.txt": b"x", "a/.hidden": b"x", "a/b.txt": b"fine"}))
    assert [i.body for i in items(read(path, meter=meter))] == [b"fine"]
    assert meter.passed == {"hidden member": 2}


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz", "a.tar.zst"])
def test_what_is_no_archive_is_refused(name: str) -> None:
    assert set(codes(read_bytes(name, b"no archive at all " * 99))) <= {"input.bad_format", "input.truncated"}
    assert codes(read_bytes(name, b"no archive at all " * 99))


def test_a_damaged_member_costs_no_other() -> None:
    data = bytearray(
        zipped({n: bytes(range(256)) * 9 for n in ("a.txt", "b.txt", "c.txt")}, zipfile.ZIP_STORED)
    )
    data[data.find(b"b.txt") + 500] ^= 1
    result = read_bytes("m.zip", bytes(data))
    assert [i.name for i in items(result)] == ["m.zip!a.txt", "m.zip!c.txt"]
    assert codes(result) == ["input.truncated"]


def test_a_damaged_tar_header_costs_its_member() -> None:
    data = bytearray(tarred({"a.txt": b"one", "b.txt": b"two", "c.txt": b"three"}, tarfile.USTAR_FORMAT))
    data[1024 + 148] = 0x7F
    result = read_bytes("m.tar", bytes(data))
    assert [i.body for i in items(result)] == [b"one", b"three"]
    assert codes(result) == ["input.truncated"]


def test_json_files_are_read_value_by_value() -> None:
    (item,) = items(read_bytes("a.json", b'  {"text": "x"}  '))
    assert item.name == "a.json"
    assert [i.name for i in items(read_bytes("a.json", jsonl([{"text": "x"}] * 3)))] == [
        "a.json:1", "a.json:2", "a.json:3",
    ]  # fmt: skip
    assert read_bytes("a.json", b"[]") == []
    assert items(read_bytes("a.json", ("\ufeff" + '[{"text": "é"}]').encode()))[0].body == "é"


@pytest.mark.parametrize(
    ("data", "n_items", "code"),
    [
        (b"", 0, "input.bad_row"),
        (b"nonsense", 0, "input.bad_row"),
        (b'[{"text": "a"}, {"text" "b"}, {"text": "c"}]', 1, "input.bad_row"),
        (b'[{"text": "a"}, 5]', 1, "input.bad_row"),
        (b'[{"text": "a"}] extra', 1, "input.bad_row"),
        (b'[{"text": "a"} {"text": "b"}]', 1, "input.bad_row"),
        (b'[{"text": "a"}, {"text": "b"', 1, "input.truncated"),
        (b'[{"text": "a"},', 1, "input.truncated"),
        (b'[{"text": "a"}', 1, "input.truncated"),
        (b'[{"text": "a"}, {"text": "\xff"}]', 1, "input.bad_encoding"),
        (b'{"text": "a", "text": "b"}', 0, "input.bad_row"),
        (b'{"text": "a", "n": NaN}', 0, "input.bad_row"),
        (b"[" * 100_000, 0, "input.bad_row"),
        (b'[{"text": "' + b"x" * 5000 + b'"}]', 0, "input.too_large"),
        (b'[{"text": "a"}, {"text": "\xc3', 1, "input.truncated"),
    ],
)
def test_json_files_that_are_none(data: bytes, n_items: int, code: str) -> None:
    result = read_bytes("a.json", data, max_row_bytes=4000)
    assert len(items(result)) == n_items
    assert codes(result) == [code]


def test_rows_know_where_they_lie(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(rows(20) + b"bad\n" + rows(5))
    every = read(path)
    for n in (0, 7, 19, 22):
        item = every[n]
        assert isinstance(item, Item)
        assert item.position is not None
        assert path.read_bytes()[item.position.offset :].startswith(b'{"id"')
        assert read(path, after=item.position) == every[n + 1 :]


@pytest.mark.parametrize(
    "row", [b'{"text": "a", "text": "b"}', b'{"text": "a", "n": NaN}', b'{"text": "a", "n": -Infinity}']
)
def test_rows_of_which_something_would_be_lost_are_refused(row: bytes) -> None:
    result = read_bytes("a.jsonl", row + b'\n{"text": "c"}\n')
    assert (codes(result), len(items(result))) == (["input.bad_row"], 1)


def test_rows_in_utf_16() -> None:
    assert items(read_bytes("a.jsonl", '{"text": "é"}\n{"text": "b"}\n'.encode("utf-16")))[0].body == "é"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", rows(3000)), ("a.jsonl.gz", gz(rows(3000))), ("a.csv", b"text\n" + b"one two\n" * 20_000),
        ("a.warc.gz", b"".join(map(gz, pages(40)))), ("a.zip", zipped({f"{i}.txt": b"x" * 999 for i in range(99)})),
        ("a.tar.zst", zst(tarred({f"{i}.txt": b"x" * 999 for i in range(99)}))), ("a.txt", b"one"), ("a.mbox", b"x: y\n\nz"),
    ],
)  # fmt: skip
def test_the_meter_goes_from_nothing_to_all(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    meter = Meter(size_of([str(tmp_path)]))
    results = read_source(str(tmp_path), limits=Limits(), progress=Progress(meter=meter))
    seen = [0, *(meter.done_bytes for _ in results)]
    assert seen == sorted(seen)
    assert meter.done_bytes == meter.total_bytes == len(data)


def test_streams_and_addresses_have_no_size() -> None:
    assert size_of(["-"]) is None
    assert size_of(["https://news.example/"]) is None
    assert size_of(["/no/such/file"]) == 0
