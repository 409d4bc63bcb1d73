"""`sayso gazetteer build`: from a dump to a file, and what is said when it is none."""

from pathlib import Path

import pytest

from sayso.faces.cli.main import main

LINE = "90000003\tSkjoldvik\tSkjoldvik\t\t60.5\t5.5\tP\tPPL\tNO\t\t77\t0101\t\t\t900\t\t\tEurope/Oslo\t2024-01-01\n"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_a_dump_becomes_a_file_beside_the_ledger(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "NO.txt").write_text(LINE, encoding="utf-8")
    assert run("gazetteer", "build", str(home / "NO.txt")) == 0
    out = home / "data" / "sayso" / "places.sqlite"
    assert out.is_file()
    told = " ".join(capsys.readouterr().err.split())
    assert "1 place, 1 name" in told
    assert "[places]" in told


def test_the_file_may_be_named(home: Path) -> None:
    (home / "NO.txt").write_text(LINE, encoding="utf-8")
    assert (
        run("gazetteer", "build", str(home / "NO.txt"), "--out", str(home / "own.sqlite"), "--classes", "P")
        == 0
    )
    assert (home / "own.sqlite").is_file()


def test_a_malformed_dump_is_refused_with_its_code(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "NO.txt").write_text("not\ta dump\n", encoding="utf-8")
    assert run("gazetteer", "build", str(home / "NO.txt")) != 0
    assert "format: line 1 has 2 columns, not 19" in capsys.readouterr().err
    assert not (home / "data" / "sayso" / "places.sqlite").exists()


@pytest.mark.parametrize(
    "arguments",
    [("gazetteer",), ("gazetteer", "make", "x"), ("gazetteer", "build"), ("gazetteer", "build", "a", "b")],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert run(*arguments) == 2


def test_unknown_classes_are_wrong_usage(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "NO.txt").write_text(LINE, encoding="utf-8")
    assert run("gazetteer", "build", str(home / "NO.txt"), "--classes", "PX") == 2
    assert "no such feature class: 'X'" in capsys.readouterr().err
