"""What the spun flag sees of a text, put together from its lines, which are remembered: copies repeat them.

Everything here gives, bit for bit, what `spun_table` gives for the whole text: a line's end is a mark like
any other there, for which nothing was put and which no phrase holds, and nothing here looks further than to
the word or mark beside a word. What looks further, the network, is never put together from lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from sayso.link.kept import Kept
from sayso.link.spun_table import (
    CAPITAL,
    FEATURES,
    FIRST_WORD,
    LINE,
    MOST,
    Floats,
    Ints,
    Table,
    features,
    mostly_capitals,
    names,
    oddness,
    raw_numbers,
    shipped,
)

__all__ = ["Seen", "SpunLines", "shipped_lines"]


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """The words of one line.

    Shapes:
        ids, small: (n,), as in `Numbered`, for a text that is not mostly in capitals; plain: the numbers of
        its words in small letters and marks. ``capitals`` and ``words`` are how many begin with a capital,
        and how many are words.
    """

    ids: NDArray[np.int32]
    small: NDArray[np.bool_]
    plain: NDArray[np.int32]
    capitals: int
    words: int


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A text as the network sees it. Shapes: ids, small: (n,), as in `Numbered`; seen: (n, FEATURES)."""

    ids: Ints
    small: NDArray[np.bool_]
    seen: Floats


class SpunLines:
    """What one table sees of texts; lines met lately are remembered.

    Units:
        A line of 40 words takes 0.9 kB, and 2.7 kB more if its report was not let go after the first look. Of
        news as it is, 37 MB are held at most.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows: Kept[_Row] = Kept()
        self._seen: Kept[Floats] = Kept(most=1 << 13)

    def oddness(self, text: str, reach: int) -> float:
        """`oddness` of the first ``reach`` characters."""
        lines = text[:reach].split("\n")
        # the last of these may be cut inside a word
        cut = _row_of(self._table, lines.pop()) if len(text) > reach else None
        rows = self._rows.of(lines, partial(_rows_of, self._table))
        if cut is not None:
            rows.append(cut)
        if _mostly_capitals(rows):
            return oddness(self._table, text[:reach])
        parts = [row.plain for row in rows]
        if len(rows) > 1:
            parts.append(_LINE)
        ids = np.concatenate(parts)
        ids.sort()
        fresh = np.ones(len(ids), np.bool_)
        np.not_equal(ids[1:], ids[:-1], out=fresh[1:])
        different = ids[fresh]
        return float(self._table.weights["odd"][different].sum() / (len(different) + 10))

    def seen(self, text: str) -> Seen | None:
        """What the network sees of a text; None where lines do not tell: capitals, no words, too long."""
        if len(text) > MOST:
            return None
        lines = text.split("\n")
        rows = self._rows.of(lines, partial(_rows_of, self._table))
        sizes = [len(row.ids) for row in rows]
        if not all(sizes) or _mostly_capitals(rows):
            return None
        by_line = dict(zip(lines, rows, strict=True))
        seen = self._seen.of(lines, lambda new: _seen_of(self._table, [by_line[line].ids for line in new]))
        ends = np.cumsum([size + 1 for size in sizes])[:-1] - 1
        n = sum(sizes) + len(ends)
        inside = np.ones(n, np.bool_)
        inside[ends] = False
        ids = np.full(n, LINE, np.int64)
        ids[inside] = np.concatenate([row.ids for row in rows])
        small = np.ones(n, np.bool_)
        small[inside] = np.concatenate([row.small for row in rows])
        out = np.zeros((n, FEATURES), np.float32)
        out[inside] = np.concatenate(seen)
        self._between(out, ends)
        return Seen(ids, small, out)

    def _between(self, out: Floats, ends: Ints) -> None:
        """What is seen of the lines' ends: how common they are, and how they fit to what is beside them."""
        out[ends, 0] = (self._table.common[LINE] + 10) / 3
        out[ends, 1], out[ends, 3] = out[ends - 1, 2], out[ends - 1, 4]
        out[ends, 2], out[ends, 4] = out[ends + 1, 1], out[ends + 1, 3]


_LINE = np.array([LINE], np.int32)


@cache
def shipped_lines() -> SpunLines:
    """Those of the table that ships."""
    return SpunLines(shipped())


def _mostly_capitals(rows: Sequence[_Row]) -> bool:
    return mostly_capitals(sum(row.capitals for row in rows), sum(row.words for row in rows))


def _row_of(table: Table, line: str) -> _Row:
    """A line as far as `SpunLines.oddness` looks at it, not remembered."""
    raw = raw_numbers(table, line)
    plain = raw[raw < CAPITAL]
    words = int(np.count_nonzero((raw & (CAPITAL - 1)) >= FIRST_WORD))
    return _Row(plain, plain, plain, len(raw) - len(plain), words)  # type: ignore[arg-type]


def _rows_of(table: Table, lines: Sequence[str]) -> list[_Row]:
    raw = raw_numbers(table, "\n".join(lines))
    edges = [-1, *(raw == LINE).nonzero()[0].tolist(), len(raw)]
    capital = raw >= CAPITAL
    ids, small = names(raw & (CAPITAL - 1), capital)
    capitals = np.cumsum(capital).tolist()
    words = np.cumsum(raw & (CAPITAL - 1) >= FIRST_WORD).tolist()
    capitals.append(0)
    words.append(0)
    out = []
    for before, end in pairwise(edges):
        start = before + 1
        plain = raw[start:end]
        out.append(
            _Row(
                ids=ids[start:end].astype(np.int32),
                small=small[start:end].copy(),
                plain=plain[plain < CAPITAL].astype(np.int32),
                capitals=capitals[end - 1] - capitals[before],
                words=words[end - 1] - words[before],
            )
        )
    return out


def _seen_of(table: Table, lines: Sequence[NDArray[np.int32]]) -> list[Floats]:
    """What is seen of the words of each line."""
    parts = [part for line in lines for part in (line, _LINE)]
    seen, _ = features(table, np.concatenate(parts[:-1]).astype(np.int64))
    ends = accumulate(len(line) + 1 for line in lines)
    return [seen[end - len(line) - 1 : end - 1].copy() for line, end in zip(lines, ends, strict=True)]
