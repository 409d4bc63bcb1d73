"""Runs a line of Python under two hash seeds: what it prints must not hang on the order of sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def printed_under_two_seeds(script: str, here: Path) -> tuple[str, str]:
    """What ``script`` prints under each seed; modules in ``here`` and above it can be imported."""
    first, second = (_printed(script, here, seed) for seed in ("0", "1"))
    return first, second


def _printed(script: str, here: Path, seed: str) -> str:
    env = os.environ | {
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": os.pathsep.join([str(here), str(here.parent), *sys.path]),
    }
    run = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    return run.stdout
