"""Commands are imported when they are called, and are shown as they say of themselves."""

import inspect
import subprocess
import sys
from importlib import import_module

import pytest

from sayso.faces.cli.main import COMMANDS

#: Asks for help and names what was imported besides the command line itself.
_PROGRAM = """
import sys
from sayso.faces.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    heavy = [name for name in sys.modules if name == "numpy" or name.startswith(("sayso.engine", "sayso.ledger"))]
    sys.stderr.write(f"{end.code} {heavy}")
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_shown_as_it_says_of_itself(name: str) -> None:
    module, function, says = COMMANDS[name]
    said = inspect.getdoc(getattr(import_module(f"sayso.faces.cli.{module}"), function)) or ""
    assert " ".join(said.split("\n\n")[0].split()) == says


@pytest.mark.parametrize("asked", [["--help"], ["-h"], ["--version"]])
def test_help_imports_no_room(asked: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *asked], capture_output=True, text=True, check=False
    )
    assert run.stderr == "0 []"
    if asked != ["--version"]:
        assert all(f"\n  {name} " in run.stdout for name in COMMANDS)


def test_an_unknown_command_is_wrong_usage() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, "evnts"], capture_output=True, text=True, check=False
    )
    assert run.stderr.startswith("Usage: sayso")
    assert "No such command 'evnts'" in run.stderr
    assert run.stderr.endswith("2 []")


def test_a_command_has_its_own_help() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "sayso", "import", "--help"], capture_output=True, text=True, check=False
    )
    assert run.stdout.startswith("Usage: sayso import [OPTIONS]")
