"""A text cut wherever something begins or ends in it: claims that lie in one another, words shared twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Generic, TypeVar

from sayso.classes import dataclass, replace

__all__ = ["Segment", "paragraphs", "segments"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Segment(Generic[_T]):
    """A stretch of a text with everything that covers it, and what begins and ends with it."""

    start: int
    end: int
    over: tuple[_T, ...]
    begins: tuple[_T, ...]
    ends: tuple[_T, ...]


def segments(length: int, ranges: Iterable[tuple[int, int, _T]]) -> Iterator[Segment[_T]]:
    """Cut a text of some length at the ends of ranges; those outside it are cut to it, empty ones left out.

    Invariants:
        The segments follow one another and cover the text. Each range begins in one and ends in one.
    Cost:
        A sort, and the number of ranges that lie over one another.
    """
    inside = [(max(0, a), min(length, b), it) for a, b, it in ranges]
    asked = sorted(
        ((a, b, number, it) for number, (a, b, it) in enumerate(inside) if a < b),
        key=lambda r: (r[0], -r[1], r[2]),
    )
    bounds = sorted({0, length, *(r[0] for r in asked), *(r[1] for r in asked)})
    open_: list[tuple[int, int, int, _T]] = []
    waiting = 0
    for start, end in pairwise(bounds):
        open_ = [r for r in open_ if r[1] > start]
        while waiting < len(asked) and asked[waiting][0] == start:
            open_.append(asked[waiting])
            waiting += 1
        yield Segment(
            start,
            end,
            tuple(r[3] for r in open_),
            tuple(r[3] for r in open_ if r[0] == start),
            tuple(r[3] for r in open_ if r[1] == end),
        )


def paragraphs(text: str, ranges: Iterable[tuple[int, int, _T]]) -> list[list[Segment[_T]]]:
    """The segments of a text by its lines, each of which is a paragraph; the line breaks themselves are gone.

    Invariants:
        As `segments`, but that a range that covers nothing but line breaks is left out.
    """
    held: list[tuple[int, int, _T | None]] = [
        (a, b, it) for a, b, it in ranges if text[max(0, a) : b].strip("\n")
    ]
    breaks = [(at, at + 1, None) for at, sign in enumerate(text) if sign == "\n"]
    found: list[list[Segment[_T]]] = [[]]
    begun: tuple[_T, ...] = ()
    for part in segments(len(text), [*held, *breaks]):
        begins = tuple(it for it in part.begins if it is not None)
        ends = tuple(it for it in part.ends if it is not None)
        if text[part.start : part.end] == "\n":
            begun += begins
            if ends:
                # what is left has more than line breaks, so a line of it came before
                line = next(line for line in reversed(found) if line)
                line[-1] = replace(line[-1], ends=(*line[-1].ends, *ends))
            found.append([])
            continue
        over = tuple(it for it in part.over if it is not None)
        found[-1].append(Segment(part.start, part.end, over, (*begun, *begins), ends))
        begun = ()
    return [line for line in found if line]
