from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import stubs
from sayso.engine.catalog import Given
from sayso.engine.config import load_settings
from sayso.engine.pipeline import Parts
from sayso.engine.segments.plan import Look, Measured, Segment, segments_of
from sayso.engine.segments.shelf import Row, Shelf
from sayso.engine.segments.work import (
    Job,
    Measure,
    Worker,
    answer_of,
    code_segment,
    task_from_json,
    task_to_json,
)
from sayso.engine.told import Told, told_of
from sayso.errors import ModelError, SegmentError
from sayso.ingest import Limits, Progress, read_source
from sayso.records import Article, Refusal

TEXTS = ["They met in Oslo.", "", "Others met in Riga.", "poison", "Nobody came."]


def build(_settings: object, given: Given, reader: Any = None) -> Parts:
    progress = Progress(meter=given.meter, marks=given.marks)
    return replace(
        stubs.parts({}, reader or stubs.StubReader("poison")),
        open_source=partial(read_source, limits=Limits(), progress=progress),
    )


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.chdir(tmp_path)
    Path("rows.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS))
    made = Job(settings=load_settings({}), given=Given(), folder=tmp_path / "parts")
    Shelf(made.folder).prepare()
    return made


def segment(file: Measured, inputs: int = 3) -> Segment:
    return next(segments_of([file], "reading", inputs))


def measured(job: Job) -> Measured:
    look = Look.of("rows.jsonl")
    Worker(job, build).do(Measure(looks=(look,)))
    found = Shelf(job.folder).measured(look)
    assert found is not None
    return found


def rows(job: Job, key: Segment) -> list[Row]:
    shelf = Shelf(job.folder)
    manifest = shelf.manifest(key)
    assert manifest is not None
    return [row for day in manifest.days for row in shelf.rows(manifest, day)]


def test_a_file_is_measured_once(job: Job) -> None:
    file = measured(job)
    assert file.inputs == len(TEXTS)
    assert len(file.sha256) == 64
    assert not list((job.folder / "tries").iterdir())


def test_every_input_is_a_row_and_a_fault_of_ours_is_one(job: Job) -> None:
    made = segment(measured(job), 5)
    Worker(job, build).do(made)
    found = rows(job, made)
    assert sorted(row.outcome for row in found) == ["coded", "coded", "coded", "input.no_text", "internal"]
    (fault,) = [row for row in found if row.outcome == "internal"]
    assert isinstance(fault.made, Article)
    assert isinstance(fault.told, Refusal)
    assert sum(len(row.told.claims) for row in found if isinstance(row.told, Told)) == 2


def test_a_segment_is_its_own_inputs_alone(job: Job) -> None:
    first, second = segments_of([measured(job)], "reading", 3)
    worker = Worker(job, build)
    worker.do(second)
    worker.do(first)
    assert [row.made.name for row in rows(job, second)] == ["rows.jsonl:4", "rows.jsonl:5"]
    assert {row.made.name for row in rows(job, first)} == {"rows.jsonl:1", "rows.jsonl:2", "rows.jsonl:3"}


def test_a_file_that_was_written_to_is_not_coded_as_what_it_was(job: Job) -> None:
    made = segment(measured(job))
    with Path("rows.jsonl").open("a") as file:
        file.write('{"text": "More met."}\n')
    with pytest.raises(SegmentError, match="written to"):
        Worker(job, build).do(made)
    with pytest.raises(SegmentError, match="written to"):
        Worker(job, build).do(Measure(looks=(made.pieces[0].look,)))
    assert Shelf(job.folder).manifest(made) is None


def test_fewer_inputs_than_there_were_are_an_error(job: Job) -> None:
    file = measured(job)
    (longer,) = segments_of([replace(file, inputs=9)], "reading", 20)
    with pytest.raises(SegmentError, match="fewer inputs"):
        Worker(job, build).do(longer)


def test_what_was_begun_too_often_is_given_up_and_named(job: Job) -> None:
    made = segment(measured(job))
    for _ in range(4):
        Shelf(job.folder).begin(made.key)
    error = answer_of(Worker(job, build), made)
    assert isinstance(error, SegmentError)
    assert "ended 4 times" in error.message
    assert error.item == "rows.jsonl"


def test_what_ends_all_reading_is_answered(job: Job) -> None:
    class Broken(stubs.StubReader):
        def read(self, articles: object) -> Any:
            raise ModelError("the model is damaged")

    made = segment(measured(job))
    error = answer_of(Worker(job, partial(build, reader=Broken())), made)
    assert isinstance(error, ModelError)
    assert Shelf(job.folder).manifest(made) is None


def test_a_fault_of_ours_outside_of_reading_is_answered_with_its_place(job: Job) -> None:
    def broken(*_: object) -> Parts:
        raise ZeroDivisionError("a made-up fault")

    error = answer_of(Worker(job, broken), segment(measured(job)))
    assert isinstance(error, SegmentError)
    assert "ZeroDivisionError at test_work.py" in error.message


def test_a_folder_that_is_gone_is_an_error(job: Job, tmp_path: Path) -> None:
    made = segment(measured(job))
    gone = replace(job, folder=tmp_path / "gone")
    assert isinstance(answer_of(Worker(gone, build), made), SegmentError)


@pytest.mark.parametrize("of", [lambda m: Measure(looks=(m.look,)), segment])
def test_tasks_come_back_from_another_process(job: Job, of: Callable[[Measured], Any]) -> None:
    task = of(measured(job))
    assert task_from_json(json.loads(json.dumps(task_to_json(task)))) == task


def test_a_copy_in_a_segment_is_not_read() -> None:
    story = " ".join(
        f"They met in town {n} on a day of rain to speak of the harbour, its mines and its ships."
        for n in range(30)
    )
    reader = stubs.StubReader()
    parts = stubs.parts({"a": [story, "Others met in Riga.", story + " And that was all."]}, reader)
    tells = partial(told_of, parts.reader, parts.extract)
    settings = load_settings({})
    found = code_segment(settings, parts, tells, parts.open_source("a"))
    told = [row.outcome for row in found]
    assert told.count("coded") + told.count("copy") == 3
    assert sum(reader.batches) == told.count("coded")
    assert all(row.day == date(2024, 5, 16).isoformat() for row in found)
