"""The documents build into a site: every link and anchor leads somewhere, and nothing is fetched from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(target)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    # built strictly: a link that leads nowhere is an error
    assert done.returncode == 0, done.stderr[-2000:]
    return target


def test_every_document_is_a_page(site: Path) -> None:
    pages = [p.relative_to(ROOT / "docs").with_suffix(".html") for p in (ROOT / "docs").rglob("*.md")]
    assert [p for p in pages if not (site / p).exists()] == []


def test_no_page_loads_anything_from_outside(site: Path) -> None:
    loads = re.compile(
        r"<(?:script|img|iframe)[^>]* src=.?(https?://[^ >]+)|<link[^>]* href=.?(https?://[^ >]+)[^>]*"
    )
    found = {m[0] for page in site.rglob("*.html") for m in loads.finditer(page.read_text(encoding="utf-8"))}
    assert [f for f in found if 'rel="canonical"' not in f] == []
