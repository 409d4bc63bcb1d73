"""How soon pages are there, in a Chromium that draws by software: `PYTHONPATH=tests python -m bench.web`, after `make web`.

Each row is the median of five loads with an empty cache: when the map has drawn, and how many bytes came over the line.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from playwright.sync_api import sync_playwright
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

import mapped
import styleguide
import webserver
from sayso.faces.web.assets import static_manifest
from sayso.faces.web.rendering import environment

ARGUMENTS = "--no-sandbox --disable-gpu --use-angle=swiftshader --enable-unsafe-swiftshader".split()
PAGE = """
{% extends "base.html" %}{% import "macros/map.html" as maps %}
{% block head %}{% if url %}{{ maps.preload() }}{% endif %}{% endblock %}
{% block main %}<h1>Page</h1>{% if url %}{{ maps.map("map", "Map", url, "main") }}{% endif %}{% endblock %}
"""
READY = "(document.querySelector('[data-map]') ?? document.documentElement).dataset.{}"
LOADS, LIMIT_S = 5, 60.0


def load(browser: Any, address: str, path: str, width: int) -> tuple[float, int]:
    """Seconds until a page is ready, and bytes that came."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    done: list[Any] = []

    def finished(request: Any) -> None:
        done.append(request)

    page.on("requestfinished", finished)
    start = time.perf_counter()
    page.goto(address + path)
    ready = READY.format("scripts" if path == "/plain" else "ready")
    while not page.evaluate(ready):
        if time.perf_counter() - start > LIMIT_S:
            raise TimeoutError(path)
        page.wait_for_timeout(20)
    took = time.perf_counter() - start
    parts = [request.sizes() for request in done]
    context.close()
    return took, sum(part["responseBodySize"] + part["responseHeadersSize"] for part in parts)


def main() -> None:
    """Load every page and print a table."""
    manifest = static_manifest()
    template = environment(manifest).from_string(PAGE)

    def shown(url: str) -> Any:
        return lambda _: HTMLResponse(template.render(frame=styleguide.frame(), url=url))

    def answered(sent: Any) -> Any:
        return lambda _: JSONResponse(sent)

    routes = [Route("/plain", shown("")), *(Route(f"/map{n}", shown(f"/points{n}")) for n in (50, 400, 2000))]
    routes.extend(Route(f"/points{n}", answered(mapped.points(n))) for n in (50, 400, 2000))
    with webserver.serving(webserver.app(manifest, routes)) as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for path in ("/plain", "/map50", "/map400", "/map2000"):
            for width in (1280, 380):
                loads = [load(browser, address, path, width) for _ in range(LOADS)]
                seconds, sizes = zip(*loads, strict=True)
                print(
                    f"{path:9} {width:5} {statistics.median(seconds):6.2f} s {statistics.median(sizes) / 1000:7.0f} kB"
                )
        browser.close()


if __name__ == "__main__":
    main()
