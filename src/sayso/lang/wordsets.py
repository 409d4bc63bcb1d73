"""Word lists, kept as data beside the code that reads them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["word_set"]


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).with_name("data") / "words.toml").read_text(encoding="utf-8"))


def word_set(name: str) -> frozenset[str]:
    """The list called ``module.name`` in `data/words.toml`.

    Raises:
        KeyError: there is no such list; a fault of the caller.
    """
    module, _, key = name.partition(".")
    return frozenset(_tables()[module][key])
