"""Whoever writes a page finds every macro, record and chart in docs/front.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayso.faces.web import charts, parts

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs" / "front.md").read_text(encoding="utf-8")
MACROS = ROOT / "src" / "sayso" / "faces" / "web" / "templates" / "macros"
PUBLIC = [
    (path.stem, name, " ".join(given.split()))
    for path in sorted(MACROS.glob("*.html"))
    for name, given in re.findall(r"{% macro ([a-z]\w*)(\(.*?\))\s*-?%}", path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("file", "name", "given"), PUBLIC, ids=str)
def test_a_macro_is_listed_with_its_arguments(file: str, name: str, given: str) -> None:
    assert f"`{name}{given}`" in PAGE
    assert f"| {file} |" in PAGE


@pytest.mark.parametrize(
    "name", sorted({*parts.__all__, *charts.__all__} - {"Link", "Bar", "gathered", "Chart"})
)
def test_a_record_or_chart_is_named(name: str) -> None:
    assert re.search(rf"`(?:Frame\(|{name}\b)|{name}\(", PAGE)
