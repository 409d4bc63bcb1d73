"""Weights that join a finished model, and the seal over its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sayso.read.model import SEAL, model_digest

__all__ = ["add_heads", "seal"]


def seal(folder: Path) -> None:
    """Write down the digest of a model folder as it is now; `sayso.read.Model` opens no other."""
    (folder / SEAL).write_text(model_digest(folder) + "\n", encoding="ascii")


def add_heads(folder: Path, prefix: str, heads: Mapping[str, np.ndarray]) -> None:
    """Put weights, all of whose names begin with ``prefix``, into ``heads.npz`` in place of those it had."""
    with np.load(folder / "heads.npz") as packed:
        kept = {k: packed[k] for k in packed.files if not k.startswith(prefix)}
    np.savez(folder / "heads.npz", **kept, **heads)
    seal(folder)
