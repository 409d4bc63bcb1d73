"""`sayso export` and `sayso import` as they are called."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import exported
from ledgers import open_ledger
from sayso.faces.cli.main import main
from sayso.faces.export.forms import FORMS, Form

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Run the command line; exit code, stdout and stderr."""

    def act(*arguments: object) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return int(left.value.code or 0), out.decode("utf-8", "replace"), " ".join(err.decode().split())

    return act


@pytest.mark.parametrize("form", [f for f in Form if len(FORMS[f].endings) == 1])
def test_every_form_to_a_file_and_to_stdout(
    command: Command, ledger: Path, tmp_path: Path, form: Form
) -> None:
    path = tmp_path / "out"
    code, out, err = command("export", "--to", form, path, "--ledger", ledger)
    assert (code, out) == (0, "")
    assert err.startswith(f"{form}: ")
    assert err.endswith(f"→ {path}")
    assert list(tmp_path.iterdir()) == [path]
    code, out, err = command("export", "--to", form, "-", "--ledger", ledger)
    assert code == 0
    assert "stdout" in err
    if form is not Form.PARQUET:
        assert out == path.read_bytes().decode()


def test_gdelt_is_two_files_in_a_folder_or_with_a_beginning(
    command: Command, ledger: Path, tmp_path: Path
) -> None:
    assert command("export", "--to", "gdelt", tmp_path, "--ledger", ledger)[0] == 0
    assert command("export", "--to", "gdelt", f"{tmp_path}/new/", "--ledger", ledger)[0] == 0
    assert command("export", "--to", "gdelt", tmp_path / "may", "--ledger", ledger)[0] == 0
    files = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    assert files == [
        "events.export.CSV", "may.events.export.CSV", "may.mentions.CSV", "mentions.CSV", "new/events.export.CSV",
        "new/mentions.CSV",
    ]  # fmt: skip
    code, _, err = command("export", "--to", "gdelt", "-", "--ledger", ledger)
    assert code == 2
    assert "folder" in err


def test_conditions_are_those_of_events(command: Command, ledger: Path, tmp_path: Path) -> None:
    asked = ("--type", "CONSULT", "--country", "ROU", "--actor", "NOR", "--target", "aydin", "--place", "constanta",
             "--since", "2024-05-15", "--until", "2024-05-15", "--status", "happened", "--text", "wednesday",
             "--who", "TUR", "--kind", "event", "--certainty", "certain", "--speaker", "ministry")  # fmt: skip
    code, out, _ = command("export", "--to", "csv", "-", *asked, "--ledger", ledger)
    assert code == 0
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["type"] == "CONSULT"
    assert out == command("events", "--format", "csv", *asked, "--ledger", ledger)[1]
    assert command("export", "--to", "csv", "-", "--status", "nonsense", "--ledger", ledger)[0] == 2
    for none in (("--who", "FRA"), ("--kind", "figure"), ("--certainty", "possible"), ("--speaker", "navy")):
        out = command("export", "--to", "csv", "-", *asked, *none, "--ledger", ledger)[1]
        assert list(csv.DictReader(io.StringIO(out))) == []
    limited = command("export", "--to", "csv", "-", "--limit", "2", "--ledger", ledger)[1]
    assert len(list(csv.DictReader(io.StringIO(limited)))) == 2
    none = command("export", "--to", "csv", "-", "--min-origins", "9", "--ledger", ledger)[1]
    assert none.count("\r\n") == 1


def test_raw_and_bom(command: Command, ledger: Path, tmp_path: Path) -> None:
    for words in (("events", "--format", "csv"), ("export", "--to", "csv", "-")):
        safe = command(*words, "--ledger", ledger)[1]
        bare = command(*words, "--raw", "--ledger", ledger)[1]
        assert "\"'=HYPERLINK" in safe
        assert '"=HYPERLINK' in bare
    path = tmp_path / "e.csv"
    command("export", "--to", "csv", path, "--bom", "--ledger", ledger)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_a_file_is_replaced_only_by_force(command: Command, ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("mine")
    code, _, err = command("export", "--to", "csv", path, "--ledger", ledger)
    assert code == 3
    assert "exists" in err
    assert "--force" in err
    assert path.read_text() == "mine"
    assert command("export", "--to", "csv", path, "--force", "--ledger", ledger)[0] == 0
    assert path.read_text().startswith("id,")


def test_no_ledger_leaves_no_file(command: Command, tmp_path: Path) -> None:
    code, _, err = command("export", "--to", "csv", tmp_path / "e.csv", "--ledger", tmp_path / "no.db")
    assert code == 3
    assert "no ledger" in err
    assert list(tmp_path.iterdir()) == []


def test_file_names_come_from_the_caller_alone(command: Command, ledger: Path, tmp_path: Path) -> None:
    command("export", "--to", "csv", tmp_path / "a.csv", "--text", "HYPERLINK ../../x", "--ledger", ledger)
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_out_and_in_again(command: Command, ledger: Path, tmp_path: Path) -> None:
    for name in ("d.jsonl", "d.jsonl.gz", "d.jsonl.zst"):
        path, new = tmp_path / name, tmp_path / f"{name}.db"
        assert command("export", "--to", "jsonl", path, "--ledger", ledger)[0] == 0
        code, out, err = command("import", path, "--ledger", new)
        assert (code, out) == (0, "")
        assert "3 reports, 4 claims" in err
        assert "4 events in the ledger" in err
        again = tmp_path / f"again-{name}"
        command("export", "--to", "jsonl", again, "--ledger", new)
        assert again.read_bytes() == path.read_bytes()
    assert gzip.decompress((tmp_path / "d.jsonl.gz").read_bytes()) == (tmp_path / "d.jsonl").read_bytes()
    code, _, err = command("import", tmp_path / "d.jsonl", "--ledger", tmp_path / "d.jsonl.db")
    assert code == 0
    assert "nothing new" in err
    assert "3 reports" in err


def test_what_is_refused_is_named_with_its_code(command: Command, ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    command("export", "--to", "jsonl", path, "--ledger", ledger)
    path.write_bytes(path.read_bytes()[:-10])
    code, _, err = command("import", path, "--ledger", tmp_path / "new.db")
    assert code == 1
    assert f"refused {path}:" in err
    assert "import." in err
    assert "nothing was taken in" in err
    code, _, err = command("import", tmp_path / "no.jsonl", "--ledger", tmp_path / "new.db")
    assert code == 2


def test_import_from_stdin(
    command: Command, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "d.jsonl"
    command("export", "--to", "jsonl", path, "--ledger", ledger)
    with path.open("rb") as source:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(source))
        assert command("import", "-", "--ledger", tmp_path / "new.db")[0] == 0


def test_events_and_export_give_the_same_events(command: Command, ledger: Path) -> None:
    listed = [
        json.loads(x)["id"]
        for x in command("events", "--format", "jsonl", "--ledger", ledger)[1].splitlines()
    ]
    doc = json.loads(command("export", "--to", "geojson", "-", "--ledger", ledger)[1])
    assert [f["id"] for f in doc["features"]] == listed


#: The command line, killed when the first row is on its way.
KILLED = """
import os, signal, sys
from sayso.engine.exporting import Exporting
def killed(self, things):
    for n, thing in enumerate(things):
        if n == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        yield thing
Exporting._counted = killed
from sayso.faces.cli.main import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("form", ["csv", "jsonl", "gdelt"])
def test_a_killed_export_leaves_no_half_file(ledger: Path, tmp_path: Path, form: str) -> None:
    arguments = ["export", "--to", form, str(tmp_path / "out"), "--ledger", str(ledger)]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert all(p.suffix == ".part" for p in tmp_path.iterdir())


def test_a_reader_sees_one_moment_while_others_write(ledger: Path, tmp_path: Path) -> None:
    path = exported.small_ledger(tmp_path / "l.db")
    with exported.exporting(path) as found:
        n = found.n_events
        late = exported.report("Late talks: the mayor met the press.", url="https://late.example/")
        with open_ledger(path) as ledger_:
            exported.add(ledger_, late, [exported.claim(late, "met")])
            ledger_.refresh()
        assert len(list(found.events())) == n
        assert len([d for d in found.documents() if d["kind"] == "report"]) == 3
