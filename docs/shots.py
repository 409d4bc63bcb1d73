"""Writes the pictures of the pages that the documents show, from the reports under examples/: `make shots`.

They are taken of the real server, at a fixed clock, in a window of 1280 by 800 without a scroll bar. A
browser of another version, or other fonts, draw other pictures; the words on them stay.
"""

# ruff: noqa: INP001, E402  a script, no package; what it imports of the tests is found once their folder is named

from __future__ import annotations

import base64
import os
import struct
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
# pages tell whence reports came
os.chdir(ROOT)

import chromium
import codedledger
import webserver
from pagestates import place_of
from sayso.faces.web.app import build_app
from sayso.faces.web.assets import static_manifest
from sayso.faces.web.rendering import environment
from webdesk import desk_over

IMAGES = ROOT / "docs" / "img"
WIDTH, HEIGHT = 1280, 800
#: Bytes of one picture, so that whoever clones does not wait for pictures.
MOST_BYTES = 150_000
PAGES = {
    "ledger": "/",
    "event": "/event/{copies}",
    "report": "/report/{report}",
    "map": "/map",
    "itinerary": "/actor/per:nino-kalandadze/itinerary",
    "figures": "{series:person}",
    "sources": "/sources?view=publishers",
}
_PIXELS = """async (data) => {
  const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  const pixels = canvas.getContext('2d').getImageData(0, 0, bitmap.width, bitmap.height).data;
  let words = '';
  for (let at = 0; at < pixels.length; at += 32768)
    words += String.fromCharCode(...pixels.subarray(at, at + 32768));
  return [bitmap.width, bitmap.height, btoa(words)];
}"""
_WAIT_S = 40.0


def main() -> None:
    """Write every picture."""
    manifest = static_manifest()
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium.found(), args=chromium.ARGUMENTS)
        # the style below is none that the pages' policy knows
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, bypass_csp=True)
        page, blank = context.new_page(), browser.new_page()
        ledger = codedledger.build(Path(folder) / "ledger.db")
        given = {"manifest": manifest, "templates": environment(manifest)}
        with desk_over(ledger, **given) as desk, webserver.serving(build_app(desk)) as server:
            for name, path in PAGES.items():
                page.goto(place_of(server, path))
                page.add_style_tag(content="html { scrollbar-gutter: auto }")
                _wait(page)
                whole = page.screenshot()
                image = small(*_pixels(blank, whole))
                if len(image) > MOST_BYTES:
                    raise SystemExit(f"{name}.png has {len(image):,} bytes; {MOST_BYTES:,} are the most")
                (IMAGES / f"{name}.png").write_bytes(image)
                sys.stdout.write(f"{name}.png {len(image):,} bytes, {len(whole):,} before\n")
        browser.close()


def _wait(page: Any) -> None:
    limit = time.monotonic() + _WAIT_S
    while not page.evaluate(chromium.READY):
        if time.monotonic() > limit:
            raise SystemExit(f"{page.url} was never ready")
        page.wait_for_timeout(50)


def _pixels(page: Any, image: bytes) -> tuple[int, int, bytes]:
    """Width, height and the bytes of an image, four a pixel; the browser unpacks it."""
    width, height, data = page.evaluate(_PIXELS, base64.b64encode(image).decode())
    return width, height, base64.b64decode(data)


def small(width: int, height: int, pixels: bytes) -> bytes:
    """A PNG with a palette: the 256 colours most pixels have, each other pixel in the nearest of them."""
    rgb = np.frombuffer(pixels, np.uint8).reshape(-1, 4)[:, :3].astype(np.int64)
    packed = (rgb[:, 0] << 16) | (rgb[:, 1] << 8) | rgb[:, 2]
    colours, which, counts = np.unique(packed, return_inverse=True, return_counts=True)
    parts = np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=1)
    kept = np.argsort(-counts, kind="stable")[:256]
    far = ((parts[:, None, :] - parts[kept][None, :, :]) ** 2).sum(axis=2)
    rows = far.argmin(axis=1)[which].astype(np.uint8).reshape(height, width)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", head),
            _chunk(b"PLTE", parts[kept].astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main()
