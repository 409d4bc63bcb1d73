"""The collector is left as it is in programs that are not ours."""

import subprocess
import sys

import pytest

_PROGRAM = """
import gc
from sayso.engine import collector
{first}
collector.opened()
print(gc.get_threshold()[0], gc.get_freeze_count() > 0)
"""


@pytest.mark.parametrize(
    ("first", "said"), [("", "700 False"), ("collector.look_seldom()", "50000 True")], ids=["theirs", "ours"]
)
def test_only_who_asked_for_it_has_it_look_seldom(first: str, said: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(first=first)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == said
