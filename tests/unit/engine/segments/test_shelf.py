from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import stubs
from sayso.engine.segments.plan import Look, Measured, Piece, Segment
from sayso.engine.segments.shelf import Manifest, Row, Shelf
from sayso.engine.told import Told
from sayso.errors import SegmentError
from sayso.records import Refusal

LOOK = Look(name="rows.jsonl", size_bytes=10, changed_ns=1)
SEGMENT = Segment(key="k1", reading="reading", pieces=(Piece(look=LOOK, sha256="f" * 64, start=0, stop=200),))
FIRST = date(2024, 5, 1)


def row(n: int) -> Row:
    """Reports of some days, of which some are copies, refused when they are read, or have no day."""
    published = None if n % 17 == 0 else FIRST + timedelta(days=n % 5)
    made = stubs.article_of(f"They met, the ministry said, for the {n}th time.", f"rows.jsonl:{n}", published)
    if n % 11 == 0:
        return Row(made=Refusal(name=f"rows.jsonl:{n}", stage="ingest", code="input.no_text", reason="none"))
    if n % 7 == 0:
        return Row(made=made)
    if n % 13 == 0:
        return Row(made=made, told=Refusal(name=made.name, stage="read", code="internal", reason="a fault"))
    claim = stubs.claim_of(made)
    assert claim is not None
    return Row(
        made=made, told=Told(claims=(claim,), vectors=(bytes([n % 256]) * 4,), n_claims=1, unread_words=n % 3)
    )


ROWS = [row(n) for n in range(200)]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path / "parts")
    made.prepare()
    return made


def kept(shelf: Shelf) -> Manifest:
    return shelf.keep(SEGMENT, ROWS, version="1", model="m", took_s=1.0)


def test_rows_come_back_day_by_day_each_in_the_order_of_the_inputs(shelf: Shelf) -> None:
    manifest = kept(shelf)
    assert shelf.manifest(SEGMENT) == manifest
    assert list(manifest.days) == sorted(manifest.days)
    assert "" in manifest.days
    for day, n in manifest.days.items():
        found = list(shelf.rows(manifest, day))
        assert found == [each for each in ROWS if each.day == day]
        assert len(found) == n
    assert list(shelf.rows(manifest, "2031-01-01")) == []
    assert manifest.rows == len(ROWS)


def test_a_manifest_counts_exactly(shelf: Shelf) -> None:
    manifest = kept(shelf)
    outcomes = [each.outcome for each in ROWS]
    assert manifest.outcomes == {name: outcomes.count(name) for name in sorted(set(outcomes))}
    assert set(outcomes) == {"coded", "copy", "input.no_text", "internal"}
    assert manifest.claims == outcomes.count("coded")
    assert manifest.inputs == (("rows.jsonl", "f" * 64, 0, 200),)
    path = shelf.folder / "segments" / "k1.parquet"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == manifest.sha256


def test_other_programs_read_it_by_columns(shelf: Shelf) -> None:
    kept(shelf)
    table = pq.read_table(shelf.folder / "segments" / "k1.parquet")
    days = table.column("day").to_pylist()
    assert days == sorted(days, key=lambda day: day or date.min)
    claim = json.loads(next(claims for claims in table.column("claims").to_pylist() if claims)[0])
    assert claim["event"]["type"] == "CONSULT"


def test_what_is_not_whole_was_not_coded(shelf: Shelf) -> None:
    assert shelf.manifest(SEGMENT) is None
    manifest = kept(shelf)
    parquet, said = (shelf.folder / "segments" / f"k1.{ending}" for ending in ("parquet", "json"))
    whole = parquet.read_bytes()
    parquet.write_bytes(whole[:-5])
    assert shelf.manifest(SEGMENT) is None
    parquet.write_bytes(whole)
    assert shelf.manifest(SEGMENT) == manifest
    for damaged in (
        "",
        "{",
        "[]",
        '{"schema": "sayso-segment/0"}',
        json.dumps(manifest.as_json() | {"key": "k2"}),
    ):
        said.write_text(damaged)
        assert shelf.manifest(SEGMENT) is None
    said.unlink()
    assert shelf.manifest(SEGMENT) is None


def test_a_damaged_file_is_an_error_that_names_it(shelf: Shelf) -> None:
    manifest = kept(shelf)
    path = shelf.folder / "segments" / "k1.parquet"
    whole = bytearray(path.read_bytes())
    draw = random.Random(3)
    for at in draw.sample(range(4, len(whole) - 2000), 400):
        whole[at] ^= 255
    path.write_bytes(whole)
    with pytest.raises(SegmentError) as caught:
        [list(shelf.rows(manifest, day)) for day in manifest.days]
    assert caught.value.item == str(path)


def test_nothing_half_written_is_left_and_writing_again_replaces(shelf: Shelf) -> None:
    first, again = kept(shelf), kept(shelf)
    assert first.sha256 == again.sha256
    assert sorted(p.name for p in (shelf.folder / "segments").iterdir()) == ["k1.json", "k1.parquet"]


def test_measured_files_are_known_while_they_look_the_same(shelf: Shelf) -> None:
    file = Measured(look=LOOK, sha256="f" * 64, inputs=3, passed={"WARC request": 2})
    assert shelf.measured(LOOK) is None
    shelf.keep_measured(file)
    assert shelf.measured(LOOK) == file
    assert shelf.measured(replace(LOOK, changed_ns=2)) is None
    assert shelf.measured(replace(LOOK, size_bytes=11)) is None


def test_tries_are_counted_until_it_ends_and_forgotten_by_the_next_load(shelf: Shelf) -> None:
    assert shelf.tried("k1") == 0
    shelf.begin("k1")
    shelf.begin("k1")
    assert shelf.tried("k1") == 2
    shelf.end("k1")
    assert shelf.tried("k1") == 0
    shelf.begin("k1")
    shelf.prepare()
    assert shelf.tried("k1") == 0


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SegmentError, match="cannot be made"):
        Shelf(tmp_path / "file" / "parts").prepare()
