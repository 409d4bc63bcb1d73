from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archived import PACKERS, codes, items, parquet, read, read_bytes
from sayso.errors import MissingExtraError
from sayso.ingest import Limits
from sayso.ingest.formats.columns import fields_of
from sayso.ingest.formats.parquet import read_parquet
from sayso.ingest.intake import Intake
from sayso.records import Item, Position, Refusal


@pytest.mark.parametrize("end", PACKERS)
def test_rows_are_numbered_as_spreadsheets_number_them(end: str) -> None:
    data = b'id,url,title,text,published\n7,http://n.example/7,"A, B","one\n\nsaid ""two""",2024-05-16\n8,,,three,\n'
    first, second = items(read_bytes("a.csv" + end, PACKERS[end](data)))
    assert (first.name, first.body, first.title, first.published, first.given_id) == (
        f"a.csv{end}:2", 'one\n\nsaid "two"', "A, B", "2024-05-16", "7",
    )  # fmt: skip
    assert second.position is not None
    assert (second.name, second.body, second.url, second.position.record) == (
        f"a.csv{end}:3", "three", None, 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (["Text", "URL", "Date"], ["text", "url", "published"]),
        (["content", "body"], ["content", "text"]),
        (["body", "text"], ["body", "text"]),
        (["published", "date"], ["published", "date"]),
        (["headline", "Source Name", "pub_date", "html"], ["title", "publisher", "published", "html"]),
        (["x", "x", "", "text"], ["x", "x (2)", "column 3", "text"]),
        (["text", "text"], ["text", "text (2)"]),
    ],
)
def test_columns_are_known_by_what_others_call_them(columns: list[str], fields: list[str]) -> None:
    assert fields_of(columns) == fields


@pytest.mark.parametrize(
    "data",
    [
        "text;title\nÜber uns;a\n".encode(),
        "text\ttitle\nÜber uns\ta\n".encode(),
        "\ufefftext|title\nÜber uns|a\n".encode(),
        "text,title\nÜber uns,a\n".encode("utf-16"),
        "text,title\r\nÜber uns,a\r\n".encode("cp1252"),
        "text,title\rÜber uns,a\r".encode(),
        "title,text,other\na,Über uns,\n".encode(),
    ],
)
def test_separators_encodings_and_line_ends(data: bytes) -> None:
    (item,) = items(read_bytes("a.csv", data))
    assert (item.body, item.title) == ("Über uns", "a")


def test_bad_rows_are_refused_by_number_and_the_rest_is_read() -> None:
    data = (
        b"text,title\none,a\ntwo\nthree,b,c\n,d\n\nlong "
        + b"x" * 300
        + b',e\n"qu"o,f\nn\0ul,g\nlast,"open\nmore,h\n'
    )
    result = read_bytes("a.csv", data, max_row_bytes=200)
    assert [(r.name, r.code) for r in result if isinstance(r, Refusal)] == [
        ("a.csv:3", "input.bad_row"),
        ("a.csv:4", "input.bad_row"),
        ("a.csv:5", "input.no_text"),
        ("a.csv:7", "input.too_large"),
        ("a.csv:8", "input.bad_row"),
        ("a.csv:10", "input.bad_row"),
    ]
    assert [(i.name, i.title) for i in items(result)] == [
        ("a.csv:2", "a"),
        ("a.csv:9", "g"),
        ("a.csv:11", "h"),
    ]


def test_an_open_quotation_mark_costs_its_own_row() -> None:
    data = b'text,title\n"one,a\n' + b"two,b\n" * 100
    result = read_bytes("a.csv", data, max_row_bytes=200)
    assert (codes(result), len(items(result))) == (["input.too_large"], 100)


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b'"open\n', b"\0\0\0", b"text" + b"x" * 2_000_000])
def test_a_table_without_texts_is_refused(data: bytes) -> None:
    assert codes(read_bytes("a.csv", data)) == ["input.bad_format"]


def test_a_header_alone_is_an_empty_table() -> None:
    assert read_bytes("a.csv", b"text,title\n") == []


def test_a_table_goes_on_behind_a_position(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text\none\nbad,row\ntwo\nthree\n")
    every = read(path)
    assert read(path, after=Position(record=3)) == every[2:]


# ------------------------------------------------------------------ Parquet

SELECT = """SELECT i AS id, 'text ' || i AS content, TIMESTAMPTZ '2024-05-16 10:00:00+02' AS "date", 'P' AS domain,
['A', 'B'] AS authors, {'a': 1, 'b': DATE '2024-01-02', 'c': 'nan'::DOUBLE} AS nested, 1.5::DECIMAL(9, 2) AS price,
'infinity'::TIMESTAMP AS odd, 'q' AS "we""ird", i::INTEGER AS n FROM range({n}) t(i)"""


def test_parquet_rows(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a b[1]'*.parquet".replace("'", ""), SELECT.replace("{n}", "5000"))
    found = items(read(path))
    assert len(found) == 5000
    item = found[4321]
    assert (item.name, item.given_id, item.body) == (f"{path}:4322", "4321", "text 4321")
    assert (item.published, item.publisher, item.author) == ("2024-05-16 08:00:00+00:00", "P", "A, B")
    assert item.extra == {
        "nested": {"a": 1, "b": "2024-01-02", "c": None}, "price": 1.5, "odd": "infinity", 'we"ird': "q", "n": 4321,
    }  # fmt: skip
    assert items(read(path, after=item.position)) == found[4322:]


@pytest.mark.parametrize(
    ("value", "stated"),
    [
        ("DATE '2024-05-16'", "2024-05-16"),
        ("TIMESTAMP '2024-05-16 08:00:00'", "2024-05-16 08:00:00"),
        ("'16 May 2024'", "16 May 2024"),
        ("TIMESTAMP_S '2024-05-16 08:00:00'", "2024-05-16 08:00:00"),
    ],
)
def test_days_and_times_are_taken_for_published(tmp_path: Path, value: str, stated: str) -> None:
    path = parquet(tmp_path / "a.parquet", f"SELECT 'x' AS text, {value} AS published")
    (item,) = items(read(path))
    assert item.published == stated


@pytest.mark.parametrize(
    ("select", "code"),
    [
        ("5 AS text", "input.bad_row"),
        ("'x' AS text, 5 AS published", "input.bad_row"),
        ("'x' AS text, [1] AS url", "input.bad_row"),
        ("NULL::VARCHAR AS text", "input.no_text"),
        ("repeat('é', 150) AS text", "input.too_large"),
        ("repeat('x', 300)::BLOB AS html", "input.too_large"),
        ("'x' AS other", "input.bad_format"),
    ],
)
def test_parquet_refusals(tmp_path: Path, select: str, code: str) -> None:
    path = parquet(tmp_path / "a.parquet", f"SELECT {select}")
    assert codes(read(path, max_row_bytes=200)) == [code]


def test_bytes_are_taken_as_they_are(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", r"SELECT 'caf\xE9'::BLOB AS html UNION ALL SELECT 'plain'::BLOB")
    assert sorted(str(i.body) for i in items(read(path))) == ["b'caf\\xe9'", "plain"]


def test_cut_and_false_parquet_files(tmp_path: Path) -> None:
    data = parquet(tmp_path / "a.parquet", "SELECT 'text' AS text FROM range(50)").read_bytes()
    assert {
        tuple(codes(read_bytes("a.parquet", data[:cut])))
        for cut in {*range(9), *range(9, len(data), 40), len(data) - 1}
    } == {("input.truncated",)}
    assert codes(read_bytes("a.parquet", b"no such thing" * 9)) == ["input.bad_format"]
    assert codes(read("/no/such.parquet")) == ["input.missing"]


def test_damage_is_told_with_how_much_was_read(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet", "SELECT md5(i::VARCHAR) || repeat('x', 90) AS text FROM range(9000) t(i)"
    )
    data = bytearray(path.read_bytes())
    at = int(len(data) * 0.7)
    data[at : at + 4000] = b"\xff" * 4000
    path.write_bytes(data)
    result = read(path)
    (refusal,) = [r for r in result if isinstance(r, Refusal)]
    assert refusal.code == "input.truncated"
    assert f"{len(items(result)):,} of 9,000 rows were read before" in refusal.reason


def test_a_parquet_file_that_names_others_reads_none(tmp_path: Path) -> None:
    secret = parquet(tmp_path / "secret.parquet", "SELECT 'secret' AS text")
    results = list(read_parquet(tmp_path / "*.parquet", "x", Intake(limits=Limits())))
    assert codes(results) == ["input.missing"]
    assert secret.exists()
    assert not any(isinstance(r, Item) for r in results)


def test_duckdb_is_imported_for_parquet_alone() -> None:
    code = "import sys, sayso.ingest; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_duckdb_parquet_is_not_refused_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = parquet(tmp_path / "a.parquet", "SELECT 'A text' AS text")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match="DuckDB") as raised:
        list(read_parquet(path, "a.parquet", Intake(limits=Limits())))
    assert "sayso[parquet]" in (raised.value.hint or "")
