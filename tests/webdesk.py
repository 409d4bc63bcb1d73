"""A server of tests: the real application over a ledger of made-up reports, asked without a socket."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment
from starlette.testclient import TestClient

from ledgers import open_ledger
from sayso.engine.answers import Answers
from sayso.engine.config import load_settings
from sayso.faces.web.app import build_app
from sayso.faces.web.assets import Asset, Manifest
from sayso.faces.web.desk import Desk
from sayso.faces.web.rendering import environment
from sayso.records import Article, Claim, Run

__all__ = [
    "HOME", "NOW", "asking", "desk_over", "fake_manifest", "links_of", "stored", "token_in", "words_of",
]  # fmt: skip

HOME = "http://localhost:8420"
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
_RUN = Run(
    run_id="run1", code_version="0", config_sha256="", model_sha256="", started_at="2024-06-01T00:00:00"
)


class _Anything(dict[str, Asset]):
    """Every static file there could be, so that these tests need none that were built."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)


def fake_manifest() -> Manifest:
    every: Mapping[str, Asset] = MappingProxyType(_Anything())
    return Manifest(version="test", assets=every)


@cache
def _templates() -> Environment:
    """The templates, compiled once for all tests."""
    return environment(fake_manifest())


def stored(path: Path, told: Iterable[tuple[Article, Claim]]) -> Path:
    """A ledger of reports with one claim each."""
    with open_ledger(path) as ledger:
        ledger.begin_run(_RUN)
        for article, claim in told:
            ledger.add_report(_RUN.run_id, article, (claim,))
        ledger.commit()
        ledger.refresh()
    return path


@contextmanager
def desk_over(path: Path, **changes: object) -> Iterator[Desk]:
    """The desk of a ledger; ``changes`` are other attributes of it."""
    settings = load_settings({}, flags={"ledger.path": str(path)})
    manifest = fake_manifest()
    answers = Answers(settings, clock=lambda: NOW)
    given = {
        "answers": answers,
        "settings": settings,
        "manifest": manifest,
        "templates": _templates(),
        "clock": lambda: NOW,
    }
    try:
        yield Desk(**(given | changes))  # type: ignore[arg-type]
    finally:
        answers.close()


@contextmanager
def asking(desk: Desk) -> Iterator[TestClient]:
    """A browser without scripts."""
    with TestClient(build_app(desk), base_url=HOME, raise_server_exceptions=False) as client:
        yield client


_TAG = re.compile(r"<[^>]*>")


def words_of(page: str) -> str:
    """What of a page is read: its text, entities resolved, blanks made single."""
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(_TAG.sub(" ", body)).split())


def links_of(page: str, beginning: str = "/") -> list[str]:
    """Where a page leads to, in the order of the page."""
    return [
        html.unescape(found) for found in re.findall(r'href="([^"]*)"', page) if found.startswith(beginning)
    ]


def token_in(page: str) -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]
