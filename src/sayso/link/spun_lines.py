"""What the spun flag sees of a text, put together from its lines, which are remembered: copies repeat them.

Everything here gives, bit for bit, what `spun_table` gives for the whole text: a line's end is a mark like
any other there, for which nothing was put and which no phrase holds, and nothing here looks further than to
the word or mark beside a word. What looks further, the network, is never put together from lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass
from sayso.link.kept import Kept
from sayso.link.spun_table import (
    LINE,
    MOST,
    Floats,
    Ints,
    Table,
    features,
    oddness,
    raw_numbers,
    resolved,
    shipped,
)

__all__ = ["Seen", "SpunLines", "shipped_lines"]

_Raw = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A text as the network sees it. Shapes: ids, small: (n,), as in `Numbered`; seen: (n, FEATURES)."""

    ids: Ints
    small: NDArray[np.bool_]
    seen: Floats


class SpunLines:
    """What one table sees of texts; lines met lately are remembered.

    Units:
        A line of 40 words takes 0.6 kB, and 2.7 kB more if its report was not let go after the first look. Of
        news as it is, 14 MB are held at most.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._raw: Kept[_Raw] = Kept()
        self._seen: Kept[Floats] = Kept(most=1 << 12)

    def oddness(self, text: str, reach: int) -> float:
        """`oddness` of the first ``reach`` characters."""
        lines = text[:reach].split("\n")
        # the last of these may be cut inside a word
        cut = raw_numbers(self._table, lines.pop()) if len(text) > reach else None
        parts: list[NDArray[np.int32]] = self._raw.of(lines, partial(_raw_of, self._table))
        raw = np.concatenate(parts)[:-1] if cut is None else np.concatenate([*parts, cut])
        return oddness(self._table, raw)

    def seen(self, text: str) -> Seen | None:
        """What the network sees of a text; None where lines do not tell: capitals, no words, too long."""
        if len(text) > MOST:
            return None
        lines = text.split("\n")
        parts = self._raw.of(lines, partial(_raw_of, self._table))
        sizes = [len(part) for part in parts]
        ids, small, told = resolved(np.concatenate(parts)[:-1])
        if not told or min(sizes) < 2:
            return None
        ends = list(accumulate(sizes))
        by_line = {
            line: ids[end - size : end - 1] for line, size, end in zip(lines, sizes, ends, strict=True)
        }
        seen = self._seen.of(lines, lambda new: _seen_of(self._table, [by_line[line] for line in new]))
        out = np.concatenate(seen)[:-1]
        self._between(out, np.array(ends[:-1], np.int64) - 1)
        return Seen(ids, small, out)

    def _between(self, out: Floats, ends: Ints) -> None:
        """What is seen of the lines' ends: how common they are, and how they fit to what is beside them."""
        out[ends, 0] = (self._table.common[LINE] + 10) / 3
        out[ends, 1], out[ends, 3] = out[ends - 1, 2], out[ends - 1, 4]
        out[ends, 2], out[ends, 4] = out[ends + 1, 1], out[ends + 1, 3]


_LINE = np.array([LINE], np.int64)


@cache
def shipped_lines() -> SpunLines:
    """Those of the table that ships."""
    return SpunLines(shipped())


def _raw_of(table: Table, lines: Sequence[str]) -> list[_Raw]:
    """The words of each line by number, as `raw_numbers` gives them, and the line's end."""
    raw = raw_numbers(table, "\n".join([*lines, ""])).astype(np.int32)
    edges = [0, *((raw == LINE).nonzero()[0] + 1).tolist()]
    return [raw[start:end].copy() for start, end in pairwise(edges)]


def _seen_of(table: Table, lines: Sequence[Ints]) -> list[Floats]:
    """What is seen of the words of each line, and a row for its end."""
    seen, _ = features(table, np.concatenate([part for line in lines for part in (line, _LINE)]))
    ends = accumulate(len(line) + 1 for line in lines)
    return [seen[end - len(line) - 1 : end].copy() for line, end in zip(lines, ends, strict=True)]
