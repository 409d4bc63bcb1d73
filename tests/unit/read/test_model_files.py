"""A model whose files are missing, cut or changed is not used: what it reads would look like any other claims."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sayso.errors import ModelError
from sayso.read import model
from sayso.read.model import FILES, MODEL_DIR, SEAL, Model, model_digest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped model, without the weights that take long to copy."""
    for name in (*FILES, SEAL):
        (tmp_path / name).write_bytes((MODEL_DIR / name).read_bytes())
    return tmp_path


def test_the_shipped_model_is_as_it_was_made() -> None:
    assert (MODEL_DIR / SEAL).read_text(encoding="ascii").strip() == model_digest()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        Model.load(folder)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", ["cut", "changed"])
def test_a_file_that_is_another_is_not_used(folder: Path, name: str, change: str) -> None:
    body = (folder / name).read_bytes()
    middle = len(body) // 2
    other = bytes([body[middle] ^ 1])
    (folder / name).write_bytes(body[:-1] if change == "cut" else body[:middle] + other + body[middle + 1 :])
    with pytest.raises(ModelError, match="changed or cut"):
        Model.load(folder)


@pytest.mark.parametrize("name", FILES)
def test_without_a_seal_a_file_that_is_nonsense_is_an_error_of_ours(folder: Path, name: str) -> None:
    (folder / SEAL).unlink()
    (folder / name).write_bytes(b"\xff\xfe nonsense")
    with pytest.raises(ModelError, match="cannot be opened"):
        Model.load(folder)


def test_the_shipped_model_needs_its_seal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / SEAL).write_bytes(b"\xff")
    with pytest.raises(ModelError, match="changed or cut"):
        Model.load(folder)
    (folder / SEAL).unlink()
    monkeypatch.setattr(model, "MODEL_DIR", folder)
    with pytest.raises(ModelError, match="changed or cut"):
        Model.load(folder)


def test_a_command_says_so_and_ends_with_3(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        "President Amara Voss met Prime Minister Lindqvist in Riga on Tuesday.", encoding="utf-8"
    )
    script = (
        "import sys; from sayso.read import model; model.SEAL = 'vocab.txt'; "
        f"sys.argv = ['sayso', 'code', {str(report)!r}]; from sayso.faces.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "reinstall sayso" in done.stderr
    assert "Traceback" not in done.stderr
