"""Two watchers into one ledger: the second is refused, and a killed one bars nobody."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sayso.errors import LedgerError
from sayso.ledger.lock import only_watcher

pytestmark = pytest.mark.of_a_file


def test_a_second_watcher_is_refused_until_the_first_has_gone(tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    with only_watcher(ledger), pytest.raises(LedgerError, match="another sayso"), only_watcher(ledger):
        pass
    with only_watcher(ledger):
        pass


def test_a_killed_watcher_bars_nobody(tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    code = f"""
        import sys
        from pathlib import Path
        from sayso.ledger.lock import only_watcher
        with only_watcher(Path({str(ledger)!r})):
            print("held", flush=True)
            sys.stdin.read()
    """
    held = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert held.stdin is not None
    assert held.stdout is not None
    assert held.stdout.readline() == b"held\n"
    with pytest.raises(LedgerError), only_watcher(ledger):
        pass
    held.kill()
    held.communicate()
    with only_watcher(ledger):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be locked"), only_watcher(tmp_path / "no" / "l.db"):
        pass
