from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.engine.catalog import Given
from sayso.engine.config import Settings, load_settings
from sayso.engine.segments.plan import Look, Measured, Segment, looks_of, reading_of, segments_of
from sayso.errors import ConfigError


def look(name: str, size: int = 10) -> Look:
    return Look(name=name, size_bytes=size, changed_ns=1)


def measured(*inputs: int) -> list[Measured]:
    return [Measured(look=look(f"f{n}"), sha256=f"{n}", inputs=many) for n, many in enumerate(inputs)]


@given(inputs=st.lists(st.integers(0, 40), max_size=12), size=st.integers(1, 15))
def test_every_input_is_in_one_segment_in_its_order(inputs: list[int], size: int) -> None:
    segments = list(segments_of(measured(*inputs), "reading", size))
    found = [(p.look.name, n) for s in segments for p in s.pieces for n in range(p.start, p.stop)]
    assert found == [(f"f{n}", at) for n, many in enumerate(inputs) for at in range(many)]
    assert all(len(segment) == size for segment in segments[:-1])
    assert len({segment.key for segment in segments}) == len(segments)
    assert all(len(piece) > 0 for segment in segments for piece in segment.pieces)


def test_a_segment_comes_back_from_another_process() -> None:
    (segment,) = segments_of(measured(3, 4), "reading", 20)
    assert Segment.from_json(json.loads(json.dumps(segment.as_json()))) == segment
    (file, _) = measured(3, 4)
    assert Measured.from_json(json.loads(json.dumps(file.as_json()))) == file


def test_the_key_changes_with_whatever_alters_what_comes_of_it() -> None:
    (file,) = measured(4)
    variants = [
        (file, "reading"),
        (file, "another"),
        (replace(file, sha256="other"), "reading"),
        (replace(file, look=look("other name")), "reading"),
        (replace(file, inputs=5), "reading"),
    ]
    keys = {segment.key for each, reading in variants for segment in segments_of([each], reading, 9)}
    assert len(keys) == len(variants)
    touched = replace(file, look=replace(file.look, changed_ns=2))
    assert [s.key for s in segments_of([touched], "reading", 9)] == [
        s.key for s in segments_of([file], "reading", 9)
    ]


def test_many_small_files_are_measured_together_and_a_large_one_alone() -> None:
    groups = list(looks_of([look(f"s{n}") for n in range(600)] + [look("large", 90_000_000), look("last")]))
    assert [len(group) for group in groups] == [256, 256, 88, 1, 1]
    assert list(looks_of([])) == []


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings({})


def test_a_reading_is_of_what_alters_it(settings: Settings, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,office\n")
    named = replace(settings, actors=replace(settings.actors, people=str(people)))
    other = replace(settings, reader=replace(settings.reader, report_words=50))
    slower = replace(settings, reader=replace(settings.reader, workers=1))
    plain = reading_of(settings, Given(), "model")
    found = [
        plain,
        reading_of(settings, Given(), "another model"),
        reading_of(settings, Given(published=date(2024, 5, 1)), "model"),
        reading_of(settings, Given(publisher="Example Wire"), "model"),
        reading_of(other, Given(), "model"),
        reading_of(named, Given(), "model"),
    ]
    assert len(set(found)) == len(found)
    people.write_text("name,office\nAnn Example,mayor\n")
    assert reading_of(named, Given(), "model") not in found
    assert reading_of(slower, Given(), "model") == plain
    people.unlink()
    with pytest.raises(ConfigError, match="cannot be read"):
        reading_of(named, Given(), "model")
