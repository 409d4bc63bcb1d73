"""A full disk, a failing disk, a disk that may not be written, a damaged file: an error with its cause, and nothing lost."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

PEOPLE = "Voss Aydin Brandt Okoye Silva Moreau Petrov Haddad Lindqvist Castro Nakamura Osei".split()
CITIES = "Riga Oslo Ankara Lima Accra Hanoi Seoul Turin Porto Malmo Quito Lagos".split()
DAY = ("--published", "2024-05-15")


SHAPES = (
    "President {who} met Prime Minister {whom} in {city} on {n} May 2024, an aide said on Tuesday.",
    "In {city}, police arrested {n} members of a gang after a raid; {who}, a prosecutor, confirmed it.",
    "Foreign Minister {who} accused the government of {whom} of breaking the ceasefire near {city} {n} times.",
    "Rebels shelled a village outside {city}, killing {n} civilians, said {who}, who treats the wounded.",
)


def reports(folder: Path) -> Path:
    """Forty-eight short reports as rows, none of them a copy."""
    rows = [
        {
            "id": f"r{number}",
            "text": SHAPES[number // 12].format(
                who=PEOPLE[number % 12],
                whom=PEOPLE[(number + 5) % 12],
                city=CITIES[(number * 5) % 12],
                n=number % 12 + 2,
            ),
        }
        for number in range(48)
    ]
    path = folder / "reports.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def sayso(
    folder: Path, *words: str, before: Callable[[], None] | None = None, within: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*within, sys.executable, "-m", "sayso", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=folder,
        preexec_fn=before,
    )


def ids(folder: Path, ledger: str) -> list[str]:
    done = sayso(folder, "events", "--ledger", ledger, "--format", "jsonl", "--limit", "1000")
    assert done.returncode == 0, done.stderr
    return sorted(json.loads(line)["id"] for line in done.stdout.splitlines())


def is_plain_error(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether a command ended as commands do that cannot open or write what they need."""
    return done.returncode == 3 and "Traceback" not in done.stderr and bool(done.stderr.strip())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the reports, and the ledger of an undisturbed load."""
    folder = tmp_path_factory.mktemp("faults")
    reports(folder)
    done = sayso(folder, "load", "--ledger", "whole.db", *DAY, "reports.jsonl")
    assert done.returncode == 0, done.stderr
    return folder


@cache
def mounting() -> tuple[str, ...]:
    """What runs a script that may mount, if the system allows it."""
    unshare = shutil.which("unshare")
    words = (unshare or "unshare", "--map-root-user", "--mount")
    if unshare is None:
        return ()
    done = subprocess.run([*words, "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True, check=False)
    return words if done.returncode == 0 else ()


def with_a_disk_of_its_own(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a script that may mount disks."""
    return subprocess.run(
        [*mounting(), "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=300,
    )


def test_a_disk_that_fails_costs_no_report(whole: Path) -> None:
    """Writes fail beyond a size, as with a quota or a bad block; the same load goes on later."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, resource.RLIM_INFINITY))

    done = sayso(whole, "load", "--ledger", "short.db", *DAY, "reports.jsonl", before=limited)
    assert is_plain_error(done), (done.returncode, done.stderr)
    again = sayso(whole, "load", "--ledger", "short.db", *DAY, "reports.jsonl")
    assert again.returncode == 0, again.stderr
    assert ids(whole, "short.db") == ids(whole, "whole.db")
    assert sayso(whole, "ledger", "check", "--ledger", "short.db").returncode == 0


def test_a_full_disk_costs_no_report(whole: Path, tmp_path: Path) -> None:
    if not mounting():
        pytest.skip("this system does not let a user mount a small disk")
    shutil.copy(whole / "reports.jsonl", tmp_path)
    (tmp_path / "disk").mkdir()
    script = (
        f"mount -t tmpfs -o size=500k none disk && {sys.executable} -m sayso load --ledger disk/l.db"
        f" {' '.join(DAY)} reports.jsonl; code=$?; df --output=avail disk >&2; cp disk/l.db* . ; exit $code"
    )
    done = with_a_disk_of_its_own(script, tmp_path)
    assert is_plain_error(done), (done.returncode, done.stderr)
    assert "the disk is full" in done.stderr
    again = sayso(tmp_path, "load", "--ledger", "l.db", *DAY, "reports.jsonl")
    assert again.returncode == 0, again.stderr
    assert ids(tmp_path, "l.db") == ids(whole, "whole.db")


def test_a_ledger_that_may_not_be_written(whole: Path, tmp_path: Path) -> None:
    if not mounting():
        pytest.skip("this system does not let a user mount a disk read-only")
    (tmp_path / "disk").mkdir()
    script = (
        f"mount -t tmpfs none disk && cp {whole}/whole.db disk/l.db && mount -o remount,ro disk &&"
        f" {sys.executable} -m sayso load --ledger disk/l.db {' '.join(DAY)} {whole}/reports.jsonl"
    )
    done = with_a_disk_of_its_own(script, tmp_path)
    assert is_plain_error(done), (done.returncode, done.stderr)
    assert "cannot be opened for writing" in done.stderr


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_damaged_page_is_found_and_named(whole: Path, tmp_path: Path, share: float) -> None:
    path = tmp_path / "l.db"
    shutil.copy(whole / "whole.db", path)
    damaged = bytearray(path.read_bytes())
    at = int(len(damaged) * share) // 4096 * 4096
    damaged[at : at + 4096] = bytes(255 - byte for byte in damaged[at : at + 4096])
    path.write_bytes(damaged)
    checked = sayso(tmp_path, "ledger", "check", "--ledger", "l.db", "--full")
    assert checked.returncode in (1, 3), checked.stdout
    assert "Traceback" not in checked.stderr
    asked = sayso(tmp_path, "events", "--ledger", "l.db")
    assert asked.returncode in (0, 3)
    assert "Traceback" not in asked.stderr


@pytest.mark.parametrize("size", [0, 10, 100, 5000])
def test_a_ledger_cut_short_is_no_crash(whole: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "l.db"
    path.write_bytes((whole / "whole.db").read_bytes()[:size])
    asked = sayso(tmp_path, "events", "--ledger", "l.db")
    assert is_plain_error(asked), (asked.returncode, asked.stdout, asked.stderr)


def test_two_loads_at_once_lose_nothing(whole: Path, tmp_path: Path) -> None:
    rows = (whole / "reports.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    for half, part in enumerate((rows[:24], rows[24:])):
        (tmp_path / f"{half}.jsonl").write_text("".join(part), encoding="utf-8")
    words = [sys.executable, "-m", "sayso", "load", "--ledger", "l.db", *DAY]
    running = [
        subprocess.Popen([*words, f"{half}.jsonl"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        for half in (0, 1)
    ]
    for process in running:
        _, told = process.communicate(timeout=300)
        assert process.returncode in (0, 3)
        assert "Traceback" not in told
    for half in (0, 1):  # whoever was turned away comes again
        assert sayso(tmp_path, *words[3:], f"{half}.jsonl").returncode == 0
    assert ids(tmp_path, "l.db") == ids(whole, "whole.db")
