"""Flame graphs of stacks."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from bench.flame import drawn, grown

STACKS = [
    "main (/opt/x/site-packages/sayso/__main__.py);read (/opt/x/site-packages/sayso/read/reader.py:12) 30",
    "main (/opt/x/site-packages/sayso/__main__.py);tell (/opt/x/site-packages/sayso/extract/claims.py) 10",
    "wait (/usr/lib/python3.11/threading.py:9) 60",
]


def test_samples_add_up() -> None:
    tree = grown(STACKS)
    assert tree.samples == 100
    main = tree.calls["main, sayso/__main__.py"]
    assert main.samples == 40
    assert {name: box.samples for name, box in main.calls.items()} == {
        "read, sayso/read/reader.py": 30,
        "tell, sayso/extract/claims.py": 10,
    }


def test_a_root_leaves_other_stacks_out() -> None:
    tree = grown(STACKS, "main, sayso/__main__.py")
    assert tree.samples == 40
    assert list(tree.calls) == ["main, sayso/__main__.py"]


def test_no_path_of_a_machine_is_drawn() -> None:
    picture = drawn(grown(STACKS))
    assert "/opt" not in picture
    assert "/usr" not in picture


def test_boxes_are_as_wide_as_their_share_and_upon_their_callers() -> None:
    picture = ET.fromstring(drawn(grown(STACKS)))
    boxes = {}
    for group in picture.iter("{http://www.w3.org/2000/svg}g"):
        title, box, _ = group
        boxes[str(title.text).split(",")[0].split(":")[0]] = {
            k: float(box.get(k, "")) for k in ("x", "y", "width")
        }
    assert boxes["main"]["width"] == pytest.approx(480)
    assert boxes["read"]["width"] == pytest.approx(360)
    assert boxes["read"]["y"] < boxes["main"]["y"] < boxes["all"]["y"]
    assert boxes["tell"]["x"] == pytest.approx(boxes["read"]["x"] + 360)


def test_what_is_narrow_is_left_out() -> None:
    assert "thin" not in drawn(grown(["wide 999", "thin 1"]))


def test_a_line_without_a_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        grown(["main;read"])
