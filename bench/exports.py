"""How fast a ledger is written in each form, and in how much memory.

    python -m bench.exports LEDGER [FORM…]

Each form is written to a throw-away file by a process of its own; processor time and the largest memory are what the
system says of it. Time spent on other things than rows (0.8 s for starting) is not taken off.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sayso.faces.export.forms import Form

__all__ = ["main"]


def main() -> None:
    """Print one line for each form: rows, seconds of processor time, rows a second, bytes, peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("forms", nargs="*", choices=[*map(str, Form), []])
    given = parser.parse_args()
    print("| form | written | CPU s | a second | MB | peak memory, MB |\n|---|---|---|---|---|---|")
    for form in given.forms or list(Form):
        with tempfile.TemporaryDirectory(dir=given.ledger.parent) as folder:
            print(_row(given.ledger, str(form), Path(folder) / "out"), flush=True)


def _row(ledger: Path, form: str, out: Path) -> str:
    command = [sys.executable, "-m", "sayso", "export", "--to", form, str(out), "--ledger", str(ledger)]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    said = " ".join((child.stderr.read() if child.stderr else "").split())
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{form}: {said}")
    counts = said.removeprefix(f"{form}: ").partition(" → ")[0]
    n = int(re.findall(r"\d[\d,]*", counts)[-2 if "left out" in counts else -1].replace(",", ""))
    size = sum(p.stat().st_size for p in out.parent.iterdir())
    spent = used.ru_utime + used.ru_stime
    cells = (
        form,
        counts,
        f"{spent:.0f}",
        f"{n / spent:,.0f}",
        f"{size / 1e6:,.0f}",
        f"{used.ru_maxrss / 1000:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
