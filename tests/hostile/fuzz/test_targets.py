"""Every parser of ours, on a fixed number of inputs that are the same each time; and the fuzzer itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fuzz.findings import Allowed, TooLargeError, TooSlowError, attempt, minimised
from fuzz.loop import Bounds, explore
from fuzz.target import Target, hold
from fuzz.targets import TARGETS

ROOT = Path(__file__).parents[3]
RUNS = 120


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_promise(name: str) -> None:
    outcome = explore(TARGETS[name], Bounds(runs=RUNS, seed=7), time.monotonic)
    assert outcome.runs == RUNS
    assert outcome.edges > 5
    assert not outcome.findings, "\n".join(f"{f.key}: {f.data!r}\n{f.told}" for f in outcome.findings)


def test_results_do_not_hang_on_the_order_of_sets() -> None:
    digests = []
    for seed in ("1", "2"):
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.repeat"],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.append(dict(line.split() for line in done.stdout.splitlines()))
    assert digests[0].keys() == TARGETS.keys()
    assert {name for name in TARGETS if digests[0][name] != digests[1][name]} == set()


def _broken_at(data: bytes) -> None:
    hold(b"<!" not in data, "a declaration")


def _target(run: object, *seeds: bytes) -> Target:
    return Target(name="made", run=run, seeds=seeds, words=(b"<!",))


def test_a_fault_is_found_and_made_short() -> None:
    outcome = explore(_target(_broken_at, b"some words"), Bounds(runs=300), time.monotonic)
    assert [f.data for f in outcome.findings] == [b"<!"]


def test_a_result_that_changes_is_a_fault() -> None:
    calls: list[bytes] = []

    def run(data: bytes) -> int:
        calls.append(data)
        return len(calls)

    outcome = explore(_target(run, b"x"), Bounds(runs=3), time.monotonic)
    assert "something else comes of it" in outcome.findings[0].told


def test_the_same_inputs_are_run_each_time() -> None:
    seen: list[list[bytes]] = [[], []]
    for into in seen:
        explore(_target(into.append, b"a", b"bc"), Bounds(runs=50, seed=3), time.monotonic)
    assert seen[0] == seen[1]
    assert len(set(seen[0])) > 20


def test_too_long_and_too_much_are_faults() -> None:
    def spin(_data: bytes) -> None:
        while True:
            pass

    def fill(_data: bytes) -> None:
        bytearray(64 << 20)

    slow = attempt("made", spin, b"x", Allowed(cpu_s=0.05))
    assert slow is not None
    assert slow.key == TooSlowError.__name__
    assert minimised(slow, spin, Allowed(cpu_s=0.02)).data == b""
    large = attempt("made", fill, b"x", Allowed(n_bytes=16 << 20))
    assert large is not None
    assert large.key == TooLargeError.__name__
    assert attempt("made", fill, b"x", Allowed()) is None
