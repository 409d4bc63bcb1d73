"""JSON as it is written: one document, one line, or one document of many values as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TextIO

__all__ = ["as_json", "write_collection", "write_lines"]


def as_json(value: Mapping[str, object], *, indent: int | None = None) -> str:
    """``value`` as JSON. Lone surrogates cannot be written as UTF-8, so they stay escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, indent=indent)
    return text


def write_lines(values: Iterable[Mapping[str, object]], out: TextIO) -> int:
    """One line for each value; how many."""
    n = 0
    for value in values:
        out.write(as_json(value) + "\n")
        n += 1
    return n


def write_collection(values: Iterable[Mapping[str, object]], out: TextIO, *, head: str, tail: str) -> int:
    """One JSON document that holds many values, written as they come; how many.

    The head waits for the first value: if that cannot be had, nothing is written.
    """
    before, n = head + "\n", 0
    for value in values:
        out.write(before + as_json(value))
        before, n = ",\n", n + 1
    out.write(("\n" if n else before) + tail + "\n")
    return n
