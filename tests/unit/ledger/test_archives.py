"""Positions in archives: kept with the reports, never taken back, and seen through when they cannot be right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledgers import look, open_ledger
from sayso.ledger import Archive, Done, Keep, Ledger
from sayso.records import Position, Run
from stubs import Told

RUN = Run(run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at="2024-05-16")
AT = "2026-11-26T12:00:00+00:00"
ONE = Archive(sha256="5" * 64, size_bytes=1000, reading="r" * 64)
HALF = Done(
    position=Position(record=7, offset=600, back=2, inner=Position(record=3)),
    coded=1,
    copies=1,
    known=2,
    refused={"text.empty": 3, "input.bad_row": 1},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        opened.begin_run(RUN)
        article, claim = Told().made()
        opened.add_report(RUN.run_id, article, [claim])
        yield opened


def keep(ledger: Ledger, done: Done, archive: Archive = ONE) -> None:
    ledger.archives.keep(archive, done, name="a.warc.gz", at=AT)


def test_a_position_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    assert ledger.archives.done(ONE) is None
    keep(ledger, HALF)
    assert ledger.archives.done(ONE) == HALF
    assert HALF.inputs == 7


@pytest.mark.parametrize(
    "other",
    [replace(ONE, sha256="6" * 64), replace(ONE, size_bytes=1001), replace(ONE, reading="s" * 64)],
)
def test_another_content_or_another_way_to_read_it_has_no_position(ledger: Ledger, other: Archive) -> None:
    keep(ledger, HALF)
    assert ledger.archives.done(other) is None
    keep(ledger, replace(HALF, position=Position(record=1)), other)
    assert ledger.archives.done(ONE) == HALF


def test_a_position_is_written_with_the_reports_or_not_at_all(ledger: Ledger, path: Path) -> None:
    ledger.commit()
    article, claim = Told(number=1).made()
    ledger.add_report(RUN.run_id, article, [claim])
    keep(ledger, HALF)
    with open_ledger(path) as reader:
        assert reader.archives.done(ONE) is None
    ledger.roll_back()
    assert ledger.archives.done(ONE) is None


@pytest.mark.parametrize(
    ("further", "wins"),
    [
        (Done(position=Position(record=6, offset=900)), False),
        (Done(position=Position(record=7, inner=Position(record=2))), False),
        (Done(position=Position(record=7, inner=Position(record=4))), True),
        (Done(position=Position(record=7)), True),
        (Done(position=Position(record=8)), True),
        (Done(finished=True), True),
    ],
)
def test_of_two_loads_the_one_that_is_further_counts(ledger: Ledger, further: Done, wins: bool) -> None:
    keep(ledger, HALF)
    keep(ledger, further)
    assert ledger.archives.done(ONE) == (further if wins else HALF)


def test_a_position_can_be_dropped(ledger: Ledger) -> None:
    keep(ledger, HALF)
    ledger.archives.drop(ONE)
    assert ledger.archives.done(ONE) is None


def test_a_ledger_with_positions_is_whole(ledger: Ledger) -> None:
    keep(ledger, HALF)
    keep(ledger, Done(finished=True), replace(ONE, size_bytes=0))
    assert ledger.care.faults() == []


def test_a_position_holds_when_a_report_before_it_is_forgotten(ledger: Ledger) -> None:
    keep(ledger, HALF)
    ledger.care.forget_report(Told().made()[0].article_id, "asked for", AT)
    assert ledger.archives.done(ONE) == HALF
    assert ledger.care.faults(full=True) == []


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE archives SET coded = 2", "archives have coded 2 reports, and 1 are kept"),
        ("DELETE FROM reports", "archives have coded 1 reports, and 0 are kept"),
        ("UPDATE archives SET known = -1", "counts of a.warc.gz are not possible"),
        ("UPDATE archives SET copies = 2", "counts of a.warc.gz are not possible"),
        ("UPDATE archives SET refused = '[1]'", "cannot be read"),
        ("UPDATE archives SET position = '{}'", "cannot be read"),
        ("UPDATE archives SET position = 'x'", "cannot be read"),
        ("UPDATE archives SET position = NULL", "neither a position nor an end"),
        ("UPDATE archives SET position = '[7, 1000, 2, null]'", "lies outside of it"),
        ("UPDATE archives SET position = '[7, 600, 8, null]'", "lies outside of it"),
        ("UPDATE archives SET position = '[-1, null, 0, null]'", "lies outside of it"),
    ],
)
def test_a_position_that_cannot_be_right_is_found(
    ledger: Ledger, path: Path, sql: str, what: str, kept: str
) -> None:
    if sql == "DELETE FROM reports" and kept == "postgres":
        return  # the server lets nobody break a reference
    keep(ledger, HALF)
    ledger.commit()
    db = look(path)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(sql)
    db.close()
    found = [f.what for f in ledger.care.faults() if f.check == "archives"]
    assert len(found) == 1
    assert what in found[0]


def test_a_position_that_cannot_be_read_is_none(ledger: Ledger, path: Path) -> None:
    keep(ledger, HALF)
    ledger.commit()
    db = look(path)
    db.execute("UPDATE archives SET position = '7'")
    db.close()
    assert ledger.archives.done(ONE) is None
    keep(ledger, HALF)
    assert ledger.archives.done(ONE) == HALF


def test_a_position_holds_when_texts_are_let_go(ledger: Ledger) -> None:
    keep(ledger, HALF)
    ledger.commit()
    assert ledger.care.let_texts_go(Keep.NONE, "2030-01-01") == 1
    assert ledger.archives.done(ONE) == HALF
    assert ledger.care.faults(full=True) == []


@pytest.mark.of_a_file
def test_positions_are_in_copies_of_a_ledger(ledger: Ledger, tmp_path: Path) -> None:
    keep(ledger, HALF)
    ledger.commit()
    ledger.care.back_up(tmp_path / "copy.db")
    with open_ledger(tmp_path / "copy.db", create=False) as copy:
        assert copy.archives.done(ONE) == HALF
