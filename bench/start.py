"""How soon the command line answers in a new process, and how much is installed for it.

    sayso bench start

`sayso --help`, and `sayso code` of one short report, each in a new process (`TIMES` of them, files in memory): clock
time in the median, and how many times that of a Python that imports numpy and ONNX Runtime alone, which no code of
ours can get below. What is installed is the package with all that its base requires, as unpacked, without bytecode.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution, distribution, requires
from pathlib import Path

from packaging.requirements import Requirement

import sayso
from bench.harness import Score

__all__ = ["installed", "measure"]

TIMES = 11
_REPORT = Path(__file__).parents[1] / "examples" / "harbour-talks.txt"


def seconds(commands: Sequence[Sequence[str]], times: int = TIMES) -> list[float]:
    """Clock time of each command in the median, seconds; they take turns, and a first round is not counted.

    Bytecode is kept from round to round, as pip keeps it.

    Raises:
        CalledProcessError: one failed.
    """
    took: list[list[float]] = [[] for _ in commands]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(times + 1):
        for command, each in zip(commands, took, strict=True):
            begun = time.perf_counter()
            subprocess.run([sys.executable, *command], check=True, capture_output=True, env=environment)
            if turn:
                each.append(time.perf_counter() - begun)
    return [statistics.median(each) for each in took]


def installed() -> dict[str, int]:
    """Bytes of each distribution that the base needs, by its name."""
    found = {"sayso": _of_folder(Path(sayso.__file__).parent)}
    waiting = list(requires("sayso") or ())
    while waiting:
        wanted = Requirement(waiting.pop())
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        extras = wanted.extras or {""}
        if name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        there = distribution(name)
        found[name] = _of_distribution(there)
        for line in there.requires or ():
            inner = Requirement(line)
            if not inner.marker or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
                inner.marker = None
                waiting.append(str(inner))
    return found


def _of_distribution(there: Distribution) -> int:
    paths = (Path(str(there.locate_file(file))) for file in there.files or () if file.suffix != ".pyc")
    return sum(path.stat().st_size for path in paths if path.is_file())


def _of_folder(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


def measure(_data: Path | None = None) -> Iterable[Score]:
    """Times and sizes."""
    with tempfile.TemporaryDirectory(prefix="start") as folder:
        code = (
            "code",
            str(_REPORT),
            "--published",
            "2024-05-16",
            "--ledger",
            str(Path(folder) / "ledger.db"),
        )
        bare, help_, coded = seconds(
            [
                ("-c", "import numpy, onnxruntime"),
                ("-m", "sayso", "--help"),
                ("-m", "sayso", *code),
            ]
        )
    parts = installed()
    yield Score(name="sayso --help", value=1000 * help_, unit="ms", better="lower")
    yield Score(name="sayso code, one report", value=1000 * coded, unit="ms", better="lower")
    yield Score(name="Python with numpy and ONNX Runtime", value=1000 * bare, unit="ms", better="lower")
    yield Score(name="sayso --help, times that", value=help_ / bare, better="lower")
    yield Score(name="sayso code, times that", value=coded / bare, better="lower")
    yield Score(name="installed", value=sum(parts.values()) / 1e6, unit="MB", better="lower")
    yield Score(name="installed, of sayso itself", value=parts["sayso"] / 1e6, unit="MB", better="lower")


if __name__ == "__main__":
    for score in measure():
        print(f"{score.name:60s} {score.value:8.2f} {score.unit}")
    for name, size in sorted(installed().items(), key=lambda row: -row[1])[:12]:
        print(f"    {name:56s} {size / 1e6:8.1f} MB")
