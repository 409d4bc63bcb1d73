"""Runs the notebooks and writes what they print into them; `--check` only says which say something else."""

# ruff: noqa: INP001  a script, no package

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
NOTEBOOKS = sorted((HERE / "notebooks").glob("*.ipynb"))
#: Time for one cell: the first opens the model.
_CELL_S = 300


# `Any` throughout: a notebook is a JSON document.
def read(path: Path) -> Any:
    """A notebook as it lies."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def executed(path: Path) -> Any:
    """The notebook, run from its first cell to its last in an interpreter of its own.

    Raises:
        CellExecutionError: a cell fails.
    """
    notebook = read(path)
    resources = {"metadata": {"path": HERE}}
    NotebookClient(
        notebook, timeout=_CELL_S, kernel_name="python3", record_timing=False, resources=resources
    ).execute()
    # which Python ran it is no news, and would change the file on every machine
    notebook.metadata.pop("language_info", None)
    return notebook


def printed(notebook: Any) -> list[list[str]]:
    """What each cell prints, as text, blanks made alike.

    What is printed as HTML as well has scores, which differ a little from one processor to another.
    """
    return [
        [" ".join(_text(output).split()) for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def _text(output: Any) -> str:
    if output.output_type == "stream":
        return str(output.text)
    return str(output.get("data", {}).get("text/plain", output.output_type))


def main() -> None:
    """Write the notebooks, or only name those that are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a notebook is stale")
    check = parser.parse_args().check
    stale = False
    for path in NOTEBOOKS:
        notebook = executed(path)
        if printed(notebook) != printed(read(path)):
            stale = True
            sys.stdout.write(f"{path.name}\n")
        if not check:
            nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
    if check and stale:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
