import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

import sayso
import stubs
from sayso.engine.coder import Coder
from sayso.faces.python import coding


class Built:
    """Counts the coders of the process."""

    def __init__(self) -> None:
        self.coders = 0
        self.parts = 0

    def coder(self) -> Coder:
        self.coders += 1

        def build(_settings: object, _given: object) -> object:
            self.parts += 1
            return stubs.parts({})

        settings = sayso.load_settings({"HOME": "/nowhere"})
        return Coder(settings, build=build, clock=lambda: datetime(2024, 5, 16, tzinfo=UTC))  # type: ignore[arg-type]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[Built]:
    built = Built()
    monkeypatch.setattr(coding, "_MADE", [])
    monkeypatch.setattr(coding, "Coder", built.coder)
    return built  # type: ignore[return-value]


def test_one_coder_serves_the_process_and_all_threads(built: Built, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(sayso.code, [f"They met {n}." for n in range(30)]))
    assert [len(r.claims) for r in reports] == [1] * 30
    assert len(list(sayso.code_many(["One met.", "Two met."]))) == 2
    assert sayso.load(["One met."], ledger=tmp_path / "l.db").coded == 1
    assert (built.coders, built.parts) == (1, 1)


def test_what_is_said_of_a_text_is_handed_on(built: Built) -> None:
    report = sayso.code(
        "They met.", published="2024-05-16", publisher="p", title="t", url="https://u.example/"
    )
    assert report.name == "https://u.example/"
    with pytest.raises(sayso.RefusedError) as caught:
        sayso.code(" ")
    assert caught.value.refusal_code == "text.empty"


def imported(script: str) -> set[str]:
    """The modules that a program has imported in the end."""
    script += "\nimport sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return set(run.stdout.split())


def test_importing_sayso_imports_and_opens_next_to_nothing() -> None:
    heavy = {
        "onnxruntime",
        "numpy",
        "apsw",
        "pandas",
        "polars",
        "pyarrow",
        "spacy",
        "IPython",
        "rich",
        "typer",
    }
    assert heavy.isdisjoint(imported("import sayso"))
    optional = {"pandas", "polars", "pyarrow", "spacy", "IPython"}
    script = "import sayso; sayso.code; sayso.open; sayso.Claims; sayso.Coder"
    assert optional.isdisjoint(imported(script))
