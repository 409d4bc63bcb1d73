"""Events as CSV, Parquet and GeoJSON."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet
import pytest

import exported
from sayso.errors import ConfigError
from sayso.faces.export import parquet_file
from sayso.faces.export.csv_file import write_csv, write_rows
from sayso.faces.export.flat import COLUMNS, COUNTS, DAYS, NUMBERS, as_row
from sayso.faces.export.geojson import write_geojson
from sayso.faces.export.parquet_file import DOCUMENT, write_parquet
from sayso.records.codec import event_to_json


def as_csv(ledger: Path, *, raw: bool = False) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    with exported.exporting(ledger) as found:
        n = write_csv(found.events(), out, raw=raw)
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert len(rows) == n
    return rows


def test_a_row_for_each_event_under_the_columns(ledger: Path) -> None:
    rows = as_csv(ledger)
    assert list(rows[0]) == list(COLUMNS)
    (met,) = [r for r in rows if r["type"] == "CONSULT"]
    assert (met["actors"], met["recipient_countries"], met["place"]) == ("Ingrid Solheim", "TUR", "Constanţa")
    assert (met["earliest"], met["reports"], met["origins"], met["polarity"]) == ("2024-05-15", "2", "1", "+")


def test_hostile_words_open_as_text_and_raw_leaves_them(ledger: Path) -> None:
    (safe,) = [r for r in as_csv(ledger) if "HYPERLINK" in r["actors"]]
    (bare,) = [r for r in as_csv(ledger, raw=True) if "HYPERLINK" in r["actors"]]
    assert safe["actors"] == "'" + bare["actors"]
    assert bare["actors"] == exported.HOSTILE.replace("\0", "")
    assert "\u202e" in bare["actors"]


def test_numbers_are_left_to_the_writer() -> None:
    out = io.StringIO(newline="")
    assert write_rows(("a", "b"), [{"a": -5, "b": "-5x"}, {"b": None}], out) == 2
    assert out.getvalue() == "a,b\r\n-5,'-5x\r\n,\r\n"


def test_nothing_is_written_before_the_first_row_is_there() -> None:
    out = io.StringIO(newline="")

    def failing() -> object:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        write_rows(("a",), failing(), out)
    assert out.getvalue() == ""


def test_no_rows_still_have_a_header() -> None:
    out = io.StringIO(newline="")
    assert write_csv([], out) == 0
    assert out.getvalue().strip() == ",".join(COLUMNS)


@pytest.fixture(scope="module")
def parquet(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parquet") / "events.parquet"
    with exported.exporting(ledger) as found, path.open("wb") as out:
        assert write_parquet(found.events(), out) == found.n_events
    return path


def test_parquet_has_types_and_the_whole_event(ledger: Path, parquet: Path) -> None:
    table = pyarrow.parquet.read_table(parquet)
    kinds = {field.name: str(field.type) for field in table.schema}
    assert list(kinds) == [*COLUMNS, DOCUMENT]
    assert {kinds[c] for c in NUMBERS} == {"double"}
    assert {kinds[c] for c in COUNTS} == {"int64"}
    assert {kinds[c] for c in DAYS} == {"date32[day]"}
    assert kinds["evidence"] == "string"
    with exported.exporting(ledger) as found:
        events = list(found.events())
    rows = table.to_pylist()
    assert [r["id"] for r in rows] == [e.event_id for e in events]
    assert [json.loads(r[DOCUMENT]) for r in rows] == [
        json.loads(json.dumps(event_to_json(e))) for e in events
    ]
    (met,) = [r for r in rows if r["type"] == "CONSULT"]
    assert met["earliest"] == date(2024, 5, 15)
    # the same values as the CSV file has, typed
    flat = {e.event_id: as_row(e) for e in events}
    for row in rows:
        for column in set(COLUMNS) - DAYS - {"evidence"}:
            assert row[column] == flat[row["id"]][column], column


@pytest.mark.parametrize("read", [pd.read_parquet, pl.read_parquet])
def test_parquet_opens_in_pandas_and_polars(parquet: Path, read: object) -> None:
    frame = read(parquet)  # type: ignore[operator]
    assert list(frame.columns) == [*COLUMNS, DOCUMENT]
    assert len(frame) == 4
    assert "HYPERLINK" in str(
        frame["actors"].to_list() if hasattr(frame["actors"], "to_list") else frame["actors"]
    )


def test_parquet_opens_in_duckdb(parquet: Path) -> None:
    query = "SELECT count(*), min(earliest) FROM read_parquet(?) WHERE type = 'CONSULT'"
    assert duckdb.execute(query, [str(parquet)]).fetchone() == (1, date(2024, 5, 15))


def test_parquet_is_written_group_by_group(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_file, "GROUP", 3)
    path = tmp_path / "e.parquet"
    with exported.exporting(ledger) as found, path.open("wb") as out:
        assert write_parquet(found.events(), out) == 4
    assert pyarrow.parquet.ParquetFile(path).num_row_groups == 2


def test_days_outside_the_calendar_are_empty_in_parquet() -> None:
    assert parquet_file._day("-0043-03-15") is None
    assert parquet_file._day("2024-05-15T10:00") == date(2024, 5, 15)


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ConfigError, match="pyarrow"):
        write_parquet([], io.BytesIO())


def test_geojson_is_a_feature_collection_with_precision(ledger: Path) -> None:
    out = io.StringIO()
    with exported.exporting(ledger) as found:
        assert write_geojson(found.events(), out) == 4
    out.getvalue().encode()
    doc = json.loads(out.getvalue())
    assert doc["type"] == "FeatureCollection"
    (met,) = [f for f in doc["features"] if f["properties"]["type"] == "CONSULT"]
    assert met["geometry"] == {"type": "Point", "coordinates": [28.63432, 44.18073]}
    assert met["properties"]["within_km"] == 10.0
    assert met["id"] == met["properties"]["id"]
    assert all(f["type"] == "Feature" and "geometry" in f and "properties" in f for f in doc["features"])
    assert {f["geometry"] for f in doc["features"] if f is not met} == {None}


def test_an_empty_collection_is_one_too() -> None:
    out = io.StringIO()
    assert write_geojson([], out) == 0
    assert json.loads(out.getvalue()) == {"type": "FeatureCollection", "features": []}
