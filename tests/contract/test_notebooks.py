"""Notebooks run, and print what they say they print."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_notebooks", ROOT / "docs" / "run_notebooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
# what runs a kernel leaves sockets and loops to the collector
@pytest.mark.filterwarnings("default::ResourceWarning", "default::DeprecationWarning")
@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_a_notebook_prints_what_it_says(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    run = runner()
    notebook = run.executed(path)
    assert run.printed(notebook) == run.printed(run.read(path)), "run `make notebooks`"
    assert sum(len(outputs) for outputs in run.printed(notebook)) > 10


def test_notebooks_name_no_machine() -> None:
    for path in (ROOT / "docs" / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "/tmp" not in text
        assert "/home" not in text
        assert "Traceback" not in text
