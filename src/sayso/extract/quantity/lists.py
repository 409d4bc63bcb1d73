"""Word lists and tables of the amounts, kept as data in `data/quantity.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["pairs", "phrases", "table", "words"]

_DATA = Path(__file__).parents[1] / "data" / "quantity.toml"


@cache
def _tables() -> dict[str, Any]:  # Any: what TOML holds differs from key to key
    """The whole file."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _at(name: str) -> Any:  # Any: see above
    """What the file holds under a dotted name."""
    found: Any = _tables()
    for key in name.split("."):
        found = found[key]
    return found


def words(name: str) -> frozenset[str]:
    """The list of words called ``module.name``.

    Raises:
        KeyError: there is no such list; a fault of the caller.
    """
    return frozenset(str(_at(name)).split())


def phrases(name: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of phrases under ``name``, by their key; a list of single words is one of phrases too."""
    found: dict[str, str | list[str]] = _at(name)
    return {k: tuple(told.split()) if isinstance(told, str) else tuple(told) for k, told in found.items()}


def table(name: str) -> Mapping[str, str]:
    """The table called ``module.name``: a value for each word, in the order of the file."""
    return {str(key): str(value) for key, value in _at(name).items()}


def pairs(name: str) -> Mapping[str, Mapping[str, str]]:
    """The lists of ``key:value`` under ``name``, by the name of the list."""
    return {key: dict(pair.split(":", 1) for pair in told.split()) for key, told in _at(name).items()}
