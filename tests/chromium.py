"""The Chromium that drives pages: where it is, and how it is started."""

from __future__ import annotations

import os
import shutil

__all__ = ["ARGUMENTS", "READY", "found"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Software drawing, so that the map draws where there is no graphics card; nothing that speaks to other hosts.
ARGUMENTS = (
    "--no-sandbox --disable-gpu --use-angle=swiftshader --enable-unsafe-swiftshader --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
#: Scripts have run, and a map is drawn where there is one that can be.
READY = """document.documentElement.dataset.scripts === 'ready' && [...document.querySelectorAll('[data-map]')]
  .every((map) => !map.checkVisibility() || map.dataset.ready || map.dataset.error)"""


def found() -> str | None:
    """Its path; CHROMIUM names another than the one on the path."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
