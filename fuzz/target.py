"""What is fuzzed: one parser with what must hold of it, whatever bytes come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["BrokenError", "Target", "hold", "parts_of", "run_twice", "text_of"]

#: Parts of one input, as a target with several arguments takes it apart.
_BETWEEN = b"\x1e"


class BrokenError(Exception):
    """Something that must hold does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One parser.

    Attributes:
        name: as named on the command line.
        run: reads the bytes and raises if anything does not hold. What it returns has a `repr` that is the same
            whenever the same bytes are read, in this process and in others.
        seeds: inputs to begin with, of our own writing.
        words: what mutations put in whole, since chance would not find it.
        max_bytes: inputs longer than this are not made.
    """

    name: str
    run: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    max_bytes: int = 4096


def hold(condition: object, what: str) -> None:
    """Demand a condition.

    Raises:
        BrokenError: it does not hold.
    """
    if not condition:
        raise BrokenError(what)


def run_twice(target: Target, data: bytes) -> None:
    """Read an input two times.

    Raises:
        BrokenError: the second time something else came of it.
    """
    hold(repr(target.run(data)) == repr(target.run(data)), "something else comes of it the second time")


def text_of(data: bytes) -> str:
    """Bytes as text of any kind: what is no UTF-8 becomes lone surrogates, as it does in Python's own strings."""
    return data.decode("utf-8", "surrogateescape")


def parts_of(data: bytes, n: int) -> list[bytes]:
    """An input in ``n`` parts, the last ones empty where there are fewer; the first one takes what is over."""
    parts = data.rsplit(_BETWEEN, n - 1)
    return parts + [b""] * (n - len(parts))
