"""A load that is killed inside an archive, at a commit, goes on there: nothing lost, nothing twice, counts exact."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import apsw
import pytest

from ledgers import open_ledger
from sayso.ledger import EventQuery

CITIES = "Riga Oslo Ankara Lima Accra Hanoi Seoul Turin".split()
#: The command line, killed in its n-th commit: before it counts, or behind it.
KILLED = """
import os, signal, sys
from sayso.faces.cli.main import main
from sayso.ledger import Ledger
commit, at, left = Ledger.commit, sys.argv.pop(1), int(sys.argv.pop(1))
def killed(self):
    global left
    if self._connection.in_transaction:
        left -= 1
    if left == 0 and at == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    commit(self)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
Ledger.commit = killed
main(sys.argv[1:])
"""


def rows(first: int, n: int) -> str:
    """Short reports of which every fourth has no text."""
    texts = (
        f"Police in {CITIES[k % 8]} arrested {k + 2} people on {k % 28 + 1} May 2024 after a protest, a mayor said."
        for k in range(first, first + n)
    )
    return "".join(
        json.dumps({"id": k, "text": "" if k % 4 == 3 else text, "published": "2024-05-15"}) + "\n"
        for k, text in enumerate(texts, start=first)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of archives, and the ledger of an undisturbed load of it."""
    made = tmp_path_factory.mktemp("killed")
    with zipfile.ZipFile(made / "news.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", rows(0, 12))
        archive.writestr("b.jsonl", rows(12, 12))
        archive.writestr(
            "c.txt", "Rebels shelled a village near Lagos on Tuesday, killing 14 civilians, a doctor said."
        )
    assert load(made, "calm.db").returncode == 1
    return made


def load(
    folder: Path, ledger: str, *, kill: tuple[str, int] | None = None
) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", KILLED, kill[0], str(kill[1])] if kill else [sys.executable, "-m", "sayso"]
    return subprocess.run(
        [*words, "load", "--ledger", ledger, "news.zip"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=folder,
        env=os.environ
        | {"SAYSO_BULK_COMMIT_REPORTS": "4", "SAYSO_READER_BATCH_ARTICLES": "2", "COLUMNS": "200"},
    )


def state(path: Path) -> tuple[object, ...]:
    with open_ledger(path, create=False) as ledger:
        events = sorted((e.event_id, e.claim_ids) for e in ledger.events(EventQuery()))
        assert ledger.care.faults(full=True) == []
        counts = ledger.counts()
    look = apsw.Connection(str(path))
    reports = list(look.execute("SELECT article_id, name FROM reports ORDER BY article_id"))
    refusals = list(look.execute("SELECT name, code FROM refusals ORDER BY name, code"))
    look.close()
    counts.pop("runs")
    return counts, reports, refusals, events


def numbers(err: str) -> list[int]:
    """All inputs, those coded, known and refused, of what was read and of what was passed over together."""
    found = re.findall(
        r"([\d,]+) inputs?\b.*?: ([\d,]+) coded.*?, ([\d,]+) known already, ([\d,]+) refused", err
    )
    return [sum(int(n.replace(",", "")) for n in column) for column in zip(*found, strict=True)]


@pytest.mark.parametrize(("at", "commits"), [("before", (3, 2)), ("behind", (1, 4))])
def test_a_killed_load_goes_on_inside_its_archive(folder: Path, at: str, commits: tuple[int, ...]) -> None:
    ledger = f"{at}.db"
    for number in commits:
        assert load(folder, ledger, kill=(at, number)).returncode == -signal.SIGKILL
    done = load(folder, ledger)
    assert done.returncode == 1, done.stderr
    assert "more passed over, done by an earlier load" in done.stderr
    assert numbers(done.stderr) == [25, 19, 0, 6]
    assert state(folder / ledger) == state(folder / "calm.db")


def test_a_load_that_got_through_is_passed_over(folder: Path) -> None:
    before = state(folder / "calm.db")
    done = load(folder, "calm.db")
    assert done.returncode == 1
    assert "25 inputs more passed over with 1 whole file" in done.stderr
    assert numbers(done.stderr) == [25, 19, 0, 6]
    assert state(folder / "calm.db") == before
