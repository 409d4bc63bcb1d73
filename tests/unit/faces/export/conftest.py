"""A small ledger to write files of."""

from pathlib import Path

import pytest

import exported


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a report, a copy of it, and a report with hostile words."""
    return exported.small_ledger(tmp_path_factory.mktemp("export") / "ledger.db")
