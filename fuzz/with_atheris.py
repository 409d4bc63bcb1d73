"""One target under atheris: libFuzzer mutates, atheris tells it which branches of ours an input took.

A process of its own, since libFuzzer ends the one it runs in: `python -m fuzz.with_atheris NAME SECONDS SEED
CORPUS FINDINGS`. What breaks a promise is written into the folder FINDINGS, and the run goes on; what kills
the interpreter leaves libFuzzer's `crash-…` there and ends it.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fuzz.target import Target

__all__ = ["Session", "installed", "run_atheris"]

_DONE = re.compile(r"^#\d+\s+DONE\s+cov: (\d+)", re.MULTILINE)
_RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)
#: One input of so many is read a second time, to see whether the same comes of it.
_TWICE_EVERY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """How one target went: inputs run, branches as atheris counts them, and the exit code of the process."""

    runs: int
    branches: int
    code: int
    told: str


def installed() -> bool:
    """Whether atheris is there (the extra `fuzz`)."""
    return find_spec("atheris") is not None


def run_atheris(target: Target, seconds: int, seed: int, corpus: Path, findings: Path) -> Session:
    """Fuzz one target for so long in a process of its own.

    Args:
        target: the parser; its seeds are put into the corpus.
        seconds: for how long.
        seed: where chance begins; zero for anywhere.
        corpus: folder of inputs to begin with, into which those go that reach something new.
        findings: folder for what was found.
    """
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for data in target.seeds:
        (corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(
            data
        )  # libFuzzer's own way
    arguments = (target.name, str(seconds), str(seed), str(corpus), str(findings))
    command = (sys.executable, "-m", "fuzz.with_atheris", *arguments)
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    runs, branches = _RUNS.findall(done.stderr), _DONE.findall(done.stderr)
    return Session(
        runs=int(runs[-1]) if runs else 0,
        branches=int(branches[-1]) if branches else 0,
        code=done.returncode,
        told=done.stderr[-2000:],
    )


def _main(name: str, seconds: str, seed: str, corpus: Path, findings: Path) -> None:
    import atheris  # noqa: PLC0415  the optional extra

    with atheris.instrument_imports(include=["sayso"]):
        from fuzz.targets import TARGETS  # noqa: PLC0415  imported under it, so that branches are seen
    from fuzz.findings import Allowed, attempt, minimised, write_finding  # noqa: PLC0415  they import sayso
    from fuzz.target import run_twice  # noqa: PLC0415  as above

    target, allowed = TARGETS[name], Allowed()
    known: set[str] = set()
    n = 0

    def one_input(data: bytes) -> None:
        nonlocal n
        n += 1
        run = partial(run_twice, target) if n % _TWICE_EVERY == 0 else target.run
        finding = attempt(name, run, data, allowed)
        if finding is not None and finding.key not in known:
            known.add(finding.key)
            write_finding(minimised(finding, run, allowed), findings)

    words = findings / f"{name}.words"
    words.write_text(
        "".join(f'"{_escaped(w)}"\n' for w in (*target.words, b" ")), encoding="ascii"
    )  # never empty
    atheris.Setup(
        [
            sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={target.max_bytes}",
            f"-dict={words}", "-timeout=300", "-rss_limit_mb=4096", "-print_final_stats=1",
            f"-artifact_prefix={findings}/{name}-",
        ],
        one_input,
    )  # fmt: skip
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]), Path(sys.argv[5]))
