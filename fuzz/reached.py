"""How much of the code a corpus reaches, file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import sayso
from fuzz.findings import Allowed, attempt
from fuzz.target import Target
from fuzz.tracing import Tracer, lines_of

__all__ = ["reached_by", "table_of"]


def reached_by(corpus: Iterable[tuple[Target, bytes]]) -> set[tuple[str, int]]:
    """Lines of functions that run when these inputs are read, each as file and number."""
    tracer = Tracer(settled=None)
    for target, data in corpus:
        tracer.begin()
        try:
            attempt(target.name, target.run, data, Allowed(cpu_s=120))
        finally:
            tracer.end()
    return tracer.lines()


def table_of(reached: set[tuple[str, int]], *, least: float = 0.25) -> Mapping[str, tuple[int, int]]:
    """Lines reached and lines there are, for each file of which at least the share ``least`` is reached.

    Files below that are called by parsers and are none: their other functions belong to something else.
    """
    there = lines_of({file for file, _ in reached})
    seen = Counter(file for file, _ in reached & there)
    whole = Counter(file for file, _ in there)
    root = Path(sayso.__file__).parent
    return {
        Path(file).relative_to(root).as_posix(): (seen[file], whole[file])
        for file in sorted(whole)
        if seen[file] >= least * whole[file]
    }
