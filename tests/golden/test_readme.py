"""What the README shows of Python is what comes out."""

import contextlib
import io
import os
import re
from pathlib import Path

import pytest

import sayso
from sayso.faces.python import coding

ROOT = Path(__file__).resolve().parents[2]


def shown() -> tuple[str, str]:
    """The lines of Python under "Use", and what is said to come out."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1], found[2]


def test_the_lines_of_python_print_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script, wanted = shown()
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(coding, "_MADE", [sayso.Coder(sayso.load_settings({"HOME": os.fspath(tmp_path)}))])
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(script, "README.md", "exec"), {})
    assert [line.split() for line in out.getvalue().splitlines()] == [
        line.split() for line in wanted.splitlines()
    ]
