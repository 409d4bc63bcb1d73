"""Templates as tests render them, with addresses that need no build."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import Environment

from sayso.faces.web.rendering import environment


class Unbuilt:
    """Stands for a manifest: gives an address to every name, and keeps the names."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def url(self, name: str) -> str:
        self.asked.add(name)
        return f"/static/unbuilt/{name}"


@lru_cache(maxsize=1)
def templates() -> tuple[Environment, Unbuilt]:
    manifest = Unbuilt()
    return environment(manifest), manifest  # type: ignore[arg-type]


def macro(file: str, name: str) -> Callable[..., str]:
    """A macro of `templates/macros/`, to be called with its arguments."""
    made: Any = getattr(templates()[0].get_template(f"macros/{file}.html").module, name)
    return lambda *given, **named: str(made(*given, **named))
