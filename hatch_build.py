"""Builds the files of the web pages when a package is made from a clone that lacks them, or has older ones.

A source archive brings the built files along, so that installing from it needs no Node.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: What the built files depend on; web/build.mjs has the same list.
SOURCES = ("package-lock.json", "build.mjs", "geo.mjs", "geo-points.mjs", "css", "geo", "img", "js")
STATIC = "src/sayso/faces/web/static"
#: Set, it makes a package whose pages cannot be served, for whoever has no Node and wants none.
WITHOUT = "SAYSO_WITHOUT_PAGES"


class StaticFiles(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves the config's type open
    """Builds web/ where the manifest does not tell of the sources as they are."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's own names
        """Before a wheel or a source archive is put together; an editable install makes no files."""
        root = Path(self.root)
        if version == "editable" or os.environ.get(WITHOUT) or is_fresh(root / "web", root / STATIC):
            return
        make(root / "web")


def is_fresh(web: Path, static: Path) -> bool:
    """Whether every built file is there, and was built from the sources that are there now."""
    try:
        told = json.loads((static / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not all((static / name).is_file() for name in told["files"]):
        return False
    return bool(told["sources"] == {name: _digest(web / name) for name in _sources(web)})


def make(web: Path) -> None:
    """Build, with the packages of the lock file."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        sys.exit(
            "sayso: the files of the web pages are missing or older than their sources, and building them "
            "needs Node 20 or newer with npm (https://nodejs.org); install these, build from a released "
            f"archive, or set {WITHOUT}=1 to go without the pages"
        )
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=web, check=True)  # noqa: S603
    subprocess.run([node, "build.mjs"], cwd=web, check=True)  # noqa: S603


def _sources(web: Path) -> list[str]:
    found = []
    for name in SOURCES:
        path = web / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [file.relative_to(web).as_posix() for file in files if file.is_file()]
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
