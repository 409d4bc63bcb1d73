"""Which lines of ours ran after which, as Python's own tracing tells it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import sayso

__all__ = ["Tracer", "lines_of"]

_OURS = str(Path(sayso.__file__).parent)
#: A function in which this many calls showed nothing new is traced in one input of eight only: tracing a
#: line costs as much as running a dozen.
_SETTLED = 200
_ALL_EVERY = 8


class _Code:
    """One function: the steps from line to line that were seen."""

    __slots__ = ("edges", "name", "quiet")

    def __init__(self, name: str) -> None:
        self.name = name
        self.edges: set[tuple[int, int]] = set()
        self.quiet = 0


class Tracer:
    """Counts steps between lines of `sayso`, over all inputs; says of each whether it made a new one.

    Args:
        settled: calls without anything new after which a function is traced more seldom; None for never.
    """

    def __init__(self, settled: int | None = _SETTLED) -> None:
        # by identity: hashing code takes as long as running it; `_held` keeps identities from being used again
        self._codes: dict[int, _Code | None] = {}
        self._held: list[CodeType] = []
        self._settled = sys.maxsize if settled is None else settled
        self._n_inputs = 0
        self._all = True
        self._n_new = 0

    @property
    def n_edges(self) -> int:
        """Steps from line to line seen so far."""
        return sum(len(c.edges) for c in self._codes.values() if c is not None)

    def lines(self) -> set[tuple[str, int]]:
        """Lines seen so far, each as file and number."""
        return {(c.name, line) for c in self._codes.values() if c is not None for _, line in c.edges}

    def begin(self) -> None:
        """An input is about to run."""
        self._n_inputs += 1
        self._all = self._n_inputs % _ALL_EVERY == 0
        self._n_new = 0
        sys.settrace(self._called)

    def end(self) -> int:
        """It ran; how many new steps it made."""
        sys.settrace(None)
        return self._n_new

    # `Any`: what tracing functions are called with and return has no narrower type
    def _called(self, frame: FrameType, _event: str, _arg: object) -> Any:
        code = frame.f_code
        try:
            known = self._codes[id(code)]
        except KeyError:
            ours = code.co_filename.startswith(_OURS)
            known = self._codes[id(code)] = _Code(code.co_filename) if ours else None
            self._held.append(code)
        if known is None or (known.quiet > self._settled and not self._all):
            return None
        known.quiet += 1
        edges, before = known.edges, 0

        def step(frame: FrameType, event: str, _arg: object) -> Any:
            nonlocal before
            if event == "line":
                edge = (before, frame.f_lineno)
                before = edge[1]
                if edge not in edges:
                    edges.add(edge)
                    self._n_new += 1
                    known.quiet = 0
            return step

        return step


def lines_of(files: Iterable[str]) -> set[tuple[str, int]]:
    """Lines of these files that run when a function is called, each as file and number."""
    found: set[tuple[str, int]] = set()
    for file in files:
        module = compile(Path(file).read_text(encoding="utf-8"), file, "exec", dont_inherit=True)
        for code in _codes_in(module):
            if code.co_flags & inspect.CO_OPTIMIZED:  # functions; bodies of classes run once, on import
                found.update((file, n) for _, _, n in code.co_lines() if n and n != code.co_firstlineno)
    return found


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes_in(constant)
