"""The built-in loop: mutate, run under tracing, keep what reaches something new.

It stands in where atheris is not installed, and is what CI runs: with a fixed number of inputs it runs the
same ones each time.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from fuzz.findings import Allowed, Finding, attempt, minimised
from fuzz.mutate import Mutator
from fuzz.target import Target, run_twice
from fuzz.tracing import Tracer

__all__ = ["Bounds", "Outcome", "explore"]

#: Inputs that lately reached something new are varied as often as all others together.
_LATELY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """When to stop: after so many inputs, or so many seconds of ``clock``; and what one input may take."""

    runs: int | None = None
    seconds: float | None = None
    allowed: Allowed = field(default_factory=Allowed)
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of fuzzing one target.

    ``edges`` are steps from line to line of `sayso`, ``kept`` inputs that made new ones; ``slowest_s`` is the
    longest that one input, ``slowest``, took.
    """

    target: str
    runs: int
    edges: int
    kept: tuple[bytes, ...]
    findings: tuple[Finding, ...]
    slowest_s: float = 0.0
    slowest: bytes = b""


class _Loop:
    def __init__(self, target: Target, bounds: Bounds, clock: Callable[[], float]) -> None:
        self._target = target
        self._bounds = bounds
        self._clock = clock
        self._tracer = Tracer()
        self._kept: list[bytes] = []
        self._findings: dict[str, Finding] = {}
        self._n = 0
        self._slowest = (0.0, b"")
        self._began = clock()

    def run(self, begin_with: Iterable[bytes]) -> Outcome:
        rng = random.Random(f"{self._target.name} {self._bounds.seed}")
        mutator = Mutator(rng, self._target.words, self._target.max_bytes)
        for data in (*self._target.seeds, *begin_with):
            if self._over():
                break
            self._try(data, seed=True)
        while not self._over():
            pool = self._kept[-_LATELY:] if rng.random() < 0.5 else self._kept
            self._try(mutator.made(rng.choice(pool or [b""]), rng.choice(self._kept or [b""])))
        return Outcome(
            target=self._target.name,
            runs=self._n,
            edges=self._tracer.n_edges,
            kept=tuple(self._kept),
            findings=tuple(self._findings.values()),
            slowest_s=self._slowest[0],
            slowest=self._slowest[1],
        )

    def _over(self) -> bool:
        bounds = self._bounds
        if bounds.runs is not None and self._n >= bounds.runs:
            return True
        return bounds.seconds is not None and self._clock() - self._began >= bounds.seconds

    def _try(self, data: bytes, *, seed: bool = False) -> None:
        self._n += 1
        began = self._clock()
        self._tracer.begin()
        try:
            found = self._found(self._target.run, data)
        finally:
            new = self._tracer.end()
        self._slowest = max(self._slowest, (self._clock() - began, data))
        if not found and (new or seed):
            self._kept.append(data)
            self._found(partial(run_twice, self._target), data)

    def _found(self, run: Callable[[bytes], object], data: bytes) -> bool:
        """Whether an input breaks something; what is new of that is kept, made as short as it goes."""
        finding = attempt(self._target.name, run, data, self._bounds.allowed)
        if finding is not None and finding.key not in self._findings:
            sys.settrace(None)
            self._findings[finding.key] = minimised(finding, run, self._bounds.allowed)
        return finding is not None


def explore(
    target: Target, bounds: Bounds, clock: Callable[[], float], begin_with: Iterable[bytes] = ()
) -> Outcome:
    """Fuzz one target until its bounds are reached.

    Args:
        target: the parser.
        bounds: when to stop; at least one of inputs and seconds is given.
        clock: seconds; only bounds in seconds, and what is told of the slowest input, hang on it.
        begin_with: inputs kept from before, beside the target's own seeds.

    Invariants:
        With a bound in inputs, the same inputs are run each time, whatever the machine's speed.
    """
    return _Loop(target, bounds, clock).run(begin_with)
