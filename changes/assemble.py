"""Moves the change fragments of this folder into CHANGELOG.md under the current version."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

KINDS = {
    "breaking": "Breaking",
    "added": "Added",
    "changed": "Changed",
    "fixed": "Fixed",
    "data": "Data and models",
}
ROOT = Path(__file__).resolve().parent.parent


def version() -> str:
    """The version the package states."""
    text = (ROOT / "src/sayso/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise SystemExit("src/sayso/__init__.py states no __version__")
    return found.group(1)


def section(fragments: list[Path], on: str) -> str:
    """The changelog section these fragments make."""
    lines = [f"## {version()} ({on})"]
    for kind, heading in KINDS.items():
        texts = [f.read_text(encoding="utf-8").strip() for f in fragments if f.suffixes[-2] == f".{kind}"]
        if texts:
            lines += ["", f"### {heading}", "", *texts]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the section below the changelog's head and remove the fragments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True, help="the release's day, YYYY-MM-DD")
    on = parser.parse_args().date
    fragments = sorted(f for f in (ROOT / "changes").glob("*.*.md"))
    unknown = [f.name for f in fragments if f.suffixes[-2].lstrip(".") not in KINDS]
    if unknown or not fragments:
        raise SystemExit(f"unknown kinds: {', '.join(unknown)}" if unknown else "no fragments")
    changelog = ROOT / "CHANGELOG.md"
    head, mark, rest = changelog.read_text(encoding="utf-8").partition("\n## ")
    changelog.write_text(head.rstrip() + "\n\n" + section(fragments, on) + mark + rest, encoding="utf-8")
    for fragment in fragments:
        fragment.unlink()
    sys.stdout.write(f"{len(fragments)} fragments moved into CHANGELOG.md\n")


if __name__ == "__main__":
    main()
