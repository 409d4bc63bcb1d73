"""Attributions by the stretches of text they cover, so that those over a word are found without a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from sayso.extract.speech import Frame
from sayso.records import Span

__all__ = ["Covering"]

F = TypeVar("F", bound=Frame)

#: Characters in a stretch: about two sentences, so that few attributions of others are looked at.
_STRETCH = 256


class Covering(Generic[F]):
    """Attributions in the order in which they were put in, found by what their contents cover."""

    def __init__(self, frames: Sequence[F] = ()) -> None:
        self._frames: list[F] = []
        self._over: dict[int, list[int]] = {}
        for frame in frames:
            self.add(frame)

    def __iter__(self) -> Iterator[F]:
        return iter(self._frames)

    def add(self, frame: F) -> None:
        """Put one in behind the others."""
        number = len(self._frames)
        self._frames.append(frame)
        for stretch in _stretches(frame.content):
            self._over.setdefault(stretch, []).append(number)

    def near(self, span: Span) -> Iterator[F]:
        """Those whose contents may share a character with ``span``, none left out, each once, in order."""
        stretches = _stretches(span)
        if len(stretches) == 1:
            numbers: Sequence[int] = self._over.get(stretches.start, ())
        else:
            numbers = sorted({n for s in stretches for n in self._over.get(s, ())})
        return (self._frames[n] for n in numbers)


def _stretches(span: Span) -> range:
    return range(span.start // _STRETCH, max(span.start, span.end - 1) // _STRETCH + 1)
