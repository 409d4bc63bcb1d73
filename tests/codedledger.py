"""The ledger of the reports under examples/, coded with the shipped model."""

from __future__ import annotations

import os
from pathlib import Path

import sayso

__all__ = ["EXAMPLES", "build"]

#: As from the working directory: pages show where reports without a title came from.
EXAMPLES = Path(os.path.relpath(Path(__file__).resolve().parents[1] / "examples"))


def build(path: Path) -> Path:
    """Write it."""
    talks = EXAMPLES / "harbour-talks.txt"
    sayso.load(str(talks), ledger=path, published="2024-05-16", publisher="Example Wire")
    for name in ("market-attack.jsonl", "two-weeks.jsonl"):
        sayso.load(str(EXAMPLES / name), ledger=path)
    return path
