"""Which stretches of a text stand in quotation marks; a mark without a partner never swallows the rest."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["LONGEST", "MARKS", "quoted_ranges"]

#: Characters between two marks beyond which they are taken for strangers: four long sentences.
LONGEST = 1200
#: The same for single marks, which are mostly apostrophes.
LONGEST_SINGLE = 400

_OPENING = "“„‟«"
_CLOSING = "”»"
_SINGLE = "`'‘’"
#: Every character that may begin or end a quotation.
MARKS = '"' + _OPENING + _CLOSING + _SINGLE
_LINE_ENDS = "\n\r\u2028\u2029"
_OPENERS = " \t\u00a0([{-–—" + _LINE_ENDS

#: Which way a mark points.
_OPEN, _CLOSE, _EITHER = 1, -1, 0


def quoted_ranges(text: str, marks: Sequence[int]) -> list[tuple[int, int]]:
    """Half-open ranges of characters inside quotation marks, in order; the marks themselves included.

    Pairs are “ ”, „ “, « », straight ones, `` '' and single ones around words. A quotation may run over lines
    if its end comes before another beginning; one that is opened anew on a later line before it was closed,
    as papers do with each paragraph, runs to the end of its own line.

    Units:
        marks: where in ``text`` the characters of ``MARKS`` stand, in order.
    """
    double, single = _directed(text, marks)
    out = _paired(double, text, LONGEST)
    if single:
        out = sorted(out + _paired(single, text, LONGEST_SINGLE))
    return out


def _directed(text: str, marks: Sequence[int]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The double marks and the single ones, each with its direction; apostrophes are left out."""
    double: list[tuple[int, int]] = []
    single: list[tuple[int, int]] = []
    skip = -1
    for at in marks:
        if at <= skip:
            continue
        char = text[at]
        before, after = text[at - 1 : at] or "\n", text[at + 1 : at + 2] or "\n"
        if char in _SINGLE:
            if after == char and char != "‘":
                skip = at + 1
                double.append((at, _OPEN) if char == "`" else (skip, _CLOSE))
            elif way := _single(char, before, after):
                single.append((at, way))
        elif char == '"':
            double.append((at, _straight(before, after)))
        else:
            double.append((at, _OPEN if char in _OPENING else _CLOSE))
    return double, single


def _single(char: str, before: str, after: str) -> int:
    """Which way a single mark points, 0 if it is none."""
    if char == "‘" or (before in _OPENERS and after.isalnum()):
        return _OPEN
    return _CLOSE if char != "`" and not after.isalnum() and before not in _OPENERS else 0


def _straight(before: str, after: str) -> int:
    if before in _OPENERS:
        return _EITHER if after in _OPENERS else _OPEN
    return _EITHER if after.isalnum() else _CLOSE


def _paired(marks: list[tuple[int, int]], text: str, longest: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    opened = -1
    for at, looks in marks:
        way = looks
        if opened >= 0 and at - opened > longest:
            opened = -1
        line_end = _line_end(text, opened, at) if opened >= 0 else -1
        if opened >= 0 and line_end < 0 and text[at] == text[opened] == '"':
            way = _CLOSE  # straight marks do not nest, wherever the spaces stand
        if way == _OPEN or (way == _EITHER and opened < 0):
            if line_end >= 0 and text[at - 1] in _LINE_ENDS:
                out.append((opened, line_end))
            opened = at
        elif opened >= 0:
            out.append((opened, at + 1))
            opened = -1
    return out


def _line_end(text: str, start: int, end: int) -> int:
    """Where the line of ``start`` ends before ``end``, -1 if it does not."""
    return min((at for mark in _LINE_ENDS if (at := text.find(mark, start, end)) >= 0), default=-1)
