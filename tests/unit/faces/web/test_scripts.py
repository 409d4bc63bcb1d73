"""The scripts of the pages parse, and their pure parts pass the tests that Node runs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[4] / "web"
SCRIPTS = sorted([*(WEB / "js").glob("*.js"), *WEB.glob("*.mjs"), *(WEB / "tests").glob("*.mjs")])
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not on the path")


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NODE or "node", *map(str, arguments)],
        cwd=WEB,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@needs_node
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_scripts_parse(path: Path) -> None:
    done = node("--check", path)
    assert done.returncode == 0, done.stderr


@needs_node
def test_pure_parts() -> None:
    done = node("--test", *sorted((WEB / "tests").glob("*.test.mjs")))
    assert done.returncode == 0, done.stdout
    assert "# fail 0" in done.stdout
    assert "# pass 0" not in done.stdout


@pytest.mark.parametrize("path", [*SCRIPTS, *sorted((WEB / "css").glob("*.css"))], ids=lambda p: p.name)
def test_files_are_short_enough_to_be_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", sorted((WEB / "js").glob("*.js")), ids=lambda p: p.name)
def test_words_of_reports_never_become_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "setHTML(",
        "eval(",
        "new Function",
    ):
        assert way not in text
