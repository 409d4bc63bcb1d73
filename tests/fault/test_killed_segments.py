"""A load in segments whose workers are killed: nothing lost, nothing twice, the records of a plain load."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sameledger import content

pytest.importorskip("pyarrow")

CITIES = "Riga Oslo Ankara Lima Accra Hanoi Seoul Turin".split()
DAYS = ["2024-05-01", "2024-05-02", "2024-05-03"]
SEGMENTS = 4


def report(k: int, city: str) -> str:
    return (
        f"Police in {city} arrested {k + 2} people after a protest on Monday, a mayor told reporters.\n\n"
        f"Soldiers shelled a village near {city} and killed {k + 3} civilians, the army said. "
        f"The foreign minister of Norway met the president of Kenya in {city} and promised {k + 5} boats."
    )


def rows() -> list[dict[str, object]]:
    """Reports of three days in the order of days, copies of some the day after, one without a text."""
    found: list[dict[str, object]] = []
    for n, day in enumerate(DAYS):
        found += [
            {"id": f"{n}-{k}", "text": report(8 * n + k, CITIES[k]), "published": day} for k in range(8)
        ]
        if n:
            copied = report(8 * (n - 1) + 2, CITIES[2])
            found.append({"id": f"{n}-copy", "text": copied, "published": day, "publisher": "Paper Two"})
    found[5]["text"] = ""
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, and the ledger of a plain load of it."""
    made = tmp_path_factory.mktemp("segments")
    (made / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows()))
    plain = started(made, "plain.db")
    _, said = plain.communicate(timeout=300)
    assert plain.returncode == 1, said
    assert counts(said) == "26 inputs: 25 coded (2 copies not read again), 0 known already, 1 refused"
    return made


def started(folder: Path, ledger: str, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sayso", "load", "--ledger", ledger, "rows.jsonl", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ | {"SAYSO_BULK_SEGMENT_INPUTS": "7", "COLUMNS": "200"},
    )


def counts(said: str) -> str:
    found = re.search(r"^\d+ inputs: .*refused", said, re.MULTILINE)
    assert found, said
    return found[0]


def command(process: psutil.Process) -> str:
    """What a process runs; nothing where it has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def killed_once(load: subprocess.Popen[str], parts: Path, words: str) -> int:
    """Kill one process of a load while it codes a segment; its number."""
    end = time.monotonic() + 240
    while time.monotonic() < end and load.poll() is None:
        coding = [p.name for p in (parts / "tries").glob("*")] if list(parts.glob("files/*.json")) else []
        at_work = [
            p for p in psutil.Process(load.pid).children(recursive=True) if re.search(words, command(p))
        ]
        if coding and at_work and len(list(parts.glob("segments/*.json"))) < SEGMENTS:
            os.kill(at_work[0].pid, signal.SIGKILL)
            return at_work[0].pid
        time.sleep(0.02)
    load.kill()
    raise AssertionError(f"nothing was there to be killed: {load.communicate()[1]}")


@pytest.mark.parametrize(
    ("engine", "words"), [("local", r"segments\.child"), ("ray", r"^ray::.*_Actor")], ids=["local", "ray"]
)
def test_a_worker_that_is_killed_costs_nothing(folder: Path, engine: str, words: str) -> None:
    if engine == "ray":
        pytest.importorskip("ray")
    parts = folder / f"{engine}-parts"
    load = started(folder, f"{engine}.db", "--engine", engine, "--parts", parts.name)
    killed_once(load, parts, words)
    _, said = load.communicate(timeout=300)
    assert load.returncode == 1, said
    assert counts(said) == "26 inputs: 25 coded (2 copies not read again), 0 known already, 1 refused"
    assert f"{SEGMENTS} segments, 0 coded by an earlier load" in said
    assert content(folder / f"{engine}.db") == content(folder / "plain.db")
    assert not list((parts / "tries").iterdir())
    assert not list((parts / "segments").glob("*.part"))

    # once more: nothing is coded again and nothing is new
    before = content(folder / f"{engine}.db")
    again = started(folder, f"{engine}.db", "--parts", parts.name)
    _, said = again.communicate(timeout=300)
    assert counts(said) == "26 inputs: 0 coded, 25 known already, 1 refused"
    assert f"{SEGMENTS} segments, {SEGMENTS} coded by an earlier load" in said
    after = content(folder / f"{engine}.db")
    del before["refusals"], after["refusals"]  # each run has its own
    assert after == before


def test_a_load_that_is_killed_goes_on_with_what_was_coded(folder: Path) -> None:
    parts = folder / "own-parts"
    load = started(folder, "own.db", "--parts", parts.name)
    end = time.monotonic() + 240
    while not list(parts.glob("segments/*.json")) and time.monotonic() < end and load.poll() is None:
        time.sleep(0.02)
    workers = psutil.Process(load.pid).children(recursive=True)
    os.kill(load.pid, signal.SIGKILL)
    load.communicate(timeout=60)
    _, alive = psutil.wait_procs(workers, timeout=60)
    assert not [p for p in alive if p.status() != psutil.STATUS_ZOMBIE], "workers outlive the load"
    done = len(list(parts.glob("segments/*.json")))
    assert done > 0
    again = started(folder, "own.db", "--parts", parts.name)
    _, said = again.communicate(timeout=300)
    assert counts(said) == "26 inputs: 25 coded (2 copies not read again), 0 known already, 1 refused"
    assert f"{SEGMENTS} segments, {done} coded by an earlier load" in said
    assert content(folder / "own.db") == content(folder / "plain.db")
