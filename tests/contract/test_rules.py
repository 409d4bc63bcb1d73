"""Rules of the house that a tool or a short look over the source can check."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = sorted((ROOT / "src").rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "src"))


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SRC, ids=name_of)
def test_modules_say_what_they_are_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SRC, ids=name_of)
def test_nothing_is_left_for_later(path: Path) -> None:
    assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SRC, ids=name_of)
def test_no_asserts_and_no_prints_outside_the_command_line(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asserts = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Assert)]
    prints = [
        n.lineno
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print"
    ]
    assert (asserts, [] if path.parent.name == "cli" else prints) == ([], [])


@pytest.mark.parametrize("path", SRC, ids=name_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    reads = re.search(r"\bos\.(environ|getenv)\b|import environ", path.read_text(encoding="utf-8"))
    assert reads is None or name_of(path) == "sayso/engine/config.py"


@pytest.mark.parametrize("path", SRC, ids=name_of)
def test_there_is_one_broad_catch(path: Path) -> None:
    broad = re.findall(r"except (?:Base)?Exception\b(?!.*\braise\b)", path.read_text(encoding="utf-8"))
    allowed = {"sayso/engine/told.py": 1, "sayso/read/model.py": 1}
    assert len(broad) <= allowed.get(name_of(path), 0)


def test_the_lock_names_versions_and_nothing_else() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[0-9][A-Za-z0-9.+!]*", pin) for pin in pins)
    assert len(pins) > 10
