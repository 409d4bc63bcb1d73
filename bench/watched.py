"""Runs a program and sees what it takes: seconds, processor time and memory, its processes together."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil

__all__ = ["Run", "look", "run"]

LOOK_S = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what it said on stderr, seconds on the clock and of processor time, most memory in use at once in MB."""

    code: int
    said: str
    seconds: float
    processor_s: float
    memory_mb: float


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a program to its end; it must say little on stderr, which is read when it has ended."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=dict(environment), text=True) as process:
        spent: dict[int, float] = {}
        most = 0.0
        while process.poll() is None:
            most = max(most, look(process.pid, spent))
            time.sleep(LOOK_S)
        took = time.perf_counter() - begun
        said = process.stderr.read() if process.stderr else ""
    return Run(process.returncode, said, took, sum(spent.values()), most)


def look(pid: int, spent: dict[int, float]) -> float:
    """Memory of a process and its children in MB; the seconds of processor time of each are noted by its number."""
    total = 0.0
    try:
        process = psutil.Process(pid)
        every = (process, *process.children(recursive=True))
    except psutil.NoSuchProcess:
        return total
    for each in every:
        with suppress(psutil.NoSuchProcess):
            total += each.memory_info().rss / 1e6
            spent[each.pid] = sum(each.cpu_times()[:2])
    return total
