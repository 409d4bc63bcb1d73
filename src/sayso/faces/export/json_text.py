"""JSON as it is written: one document, one line, or one document of many values as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TextIO

from sayso.faces.export.cells import utf8

__all__ = ["as_json", "write_collection", "write_lines"]

#: Characters that end a line for some readers (Python's `splitlines` among them) and may stand in JSON.
_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def as_json(value: Mapping[str, object], *, indent: int | None = None, tidy: bool = False) -> str:
    """``value`` as JSON. Lone surrogates cannot be written as UTF-8, so they stay escaped.

    ``tidy`` puts question marks in their place, since many programs take no JSON with such escapes.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if not text.isascii():
        text = text.translate(_BREAKS)
    if tidy:
        return utf8(text)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, indent=indent)
    return text


def write_lines(values: Iterable[Mapping[str, object]], out: TextIO, *, tidy: bool = False) -> int:
    """One line for each value; how many. ``tidy`` as for `as_json`."""
    n = 0
    for value in values:
        out.write(as_json(value, tidy=tidy) + "\n")
        n += 1
    return n


def write_collection(
    values: Iterable[Mapping[str, object]], out: TextIO, *, head: str, tail: str, tidy: bool = False
) -> int:
    """One JSON document that holds many values, written as they come; how many. ``tidy`` as for `as_json`.

    The head waits for the first value: if that cannot be had, nothing is written.
    """
    before, n = head + "\n", 0
    for value in values:
        out.write(before + as_json(value, tidy=tidy))
        before, n = ",\n", n + 1
    out.write(("\n" if n else before) + tail + "\n")
    return n
