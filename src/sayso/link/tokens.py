"""One fast pass over a report's text: its words, what each is folded to, and which stand in quotation marks.

Everything that compares reports starts here, a million texts a day, so the pass works on arrays of code
points rather than on strings: a 600-word report takes about 0.15 ms.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sayso.classes import dataclass, fields
from sayso.link.quoting import MARKS, quoted_ranges
from sayso.link.wordkinds import ABBREVIATION, FURNITURE, small_words
from sayso.records.base import Span

__all__ = ["NAME", "NUMBER", "OTHER", "SMALL", "Bools", "Hashes", "Words", "mixed", "word_id", "words_of"]

Hashes: TypeAlias = npt.NDArray[np.uint64]
Bools: TypeAlias = npt.NDArray[np.bool_]

#: What a word is for comparing: one that a rewriter changes, a function word (numbers spelled out among
#: them), a name, a number in digits.
OTHER, SMALL, NAME, NUMBER = range(4)

_WORD, _LETTER, _DIGIT, _UPPER, _END, _SILENT, _POINT, _MARK = (1 << k for k in range(8))
#: Characters below this have their properties in a table; rarer ones are looked up one by one.
_TABLED = 0x2100
#: Words at each end of a text among which a site's own lines are looked for.
_EDGE = 80
#: Characters of a text up to which the powers of the base are kept at hand (1 MB); few reports have more.
_FEW = 1 << 16
#: Bits for the place of a known word in a table, and how many tables there are.
_SMALL_BITS, _SMALL_TABLES = 14, 2
_SMALL_MASK = (1 << _SMALL_BITS) - 1
_BASE = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one text.

    Shapes:
        spans: (n, 2), int32, code points; ids: (n,), uint64, equal for words that fold alike;
        kinds: (n,), uint8, ``OTHER`` … ``NUMBER``; quoted, opens: (n,), bool, whether the word stands in
        quotation marks, and whether it opens a sentence or line; aside: (n,), bool, whether it belongs to
        what a site prints above and below every report, its copyright for one.
    """

    spans: npt.NDArray[np.int32]
    ids: Hashes
    kinds: npt.NDArray[np.uint8]
    quoted: Bools
    opens: Bools
    aside: Bools

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def kept(self) -> Bools:
        """Which words a rewriter seldom touches: function words, names, numbers."""
        return np.not_equal(self.kinds, OTHER)

    @property
    def anchors(self) -> Bools:
        """Which words are names or numbers."""
        return np.greater_equal(self.kinds, NAME)

    def outside(self, stretches: Sequence[Span]) -> Words:
        """The words that begin in none of these stretches of the text."""
        if not stretches:
            return self
        keep = np.ones(len(self), bool)
        for stretch in stretches:
            first, last = self.spans[:, 0].searchsorted((stretch.start, stretch.end))
            keep[first:last] = False
        return Words(*(getattr(self, part.name)[keep] for part in fields(self)))


def words_of(text: str) -> Words:
    """The words of a text, in order.

    A word is a run of letters, digits and marks; "1,500" and "U.S." are one word each, "don't" is two. Words
    fold alike if they differ only in case, accents, commas in numbers and stops in abbreviations.

    Invariants:
        Spans are in order, not empty, and do not overlap. Ids are the same in every process and release.
    Cost:
        0.15 ms for 600 words (bench/spun.py).
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    flags, values = _looked_up(codes)
    is_word = (flags & _WORD).view(np.bool_)
    silent = _join_points(flags, is_word)
    starts, ends = _edges(is_word)
    ids = _hashed(values, starts, ends)
    if silent and len(starts):
        _respell(text, flags, starts, ends, ids)
    opens = _opens(flags, is_word, starts)
    known = _known(ids)
    spans = np.empty((len(starts), 2), np.int32)
    spans[:, 0], spans[:, 1] = starts, ends
    return Words(
        spans=spans,
        ids=ids,
        kinds=_kinds(flags[starts], ids, known, opens),
        quoted=_quoted(text, flags, starts),
        opens=opens,
        aside=_aside(known, opens),
    )


@lru_cache(maxsize=1 << 14)
def word_id(word: str) -> int:
    """The id of one word, as `words_of` gives it; for lists of words fixed in code or data."""
    return _id_of(word)


def mixed(hashes: Hashes) -> Hashes:
    """Hashes with every bit hanging on every bit: the finaliser of splitmix64."""
    out = hashes ^ (hashes >> np.uint64(30))
    out *= np.uint64(0xBF58476D1CE4E5B9)
    out ^= out >> np.uint64(27)
    out *= np.uint64(0x94D049BB133111EB)
    out ^= out >> np.uint64(31)
    return out


# --- characters -------------------------------------------------------------------------------


def _flags_of(char: str) -> int:
    category = unicodedata.category(char)
    if category in ("Mn", "Me") or char in "\u00ad\u200b\u200c\u200d\u2060\ufeff":
        return _WORD | _SILENT
    if category[0] == "L" or category == "Mc":
        return _WORD | _LETTER | (_UPPER if category in ("Lu", "Lt") else 0)
    if category[0] == "N":
        return _WORD | _DIGIT
    if char in ".,":
        return _POINT | (_END if char == "." else 0)
    if char in MARKS:
        return _MARK
    return _END if char in "!?\n\r\u2028\u2029…:" else 0


def _folded(char: str) -> str:
    """The letter without case and accents, one character for one."""
    base = unicodedata.normalize("NFKD", char)[:1] or char
    low = base.lower()
    return low[:1] if low else base


@lru_cache(maxsize=1 << 12)
def _value_of(char: str) -> int:
    """What a character adds to the hash of its word; nothing for the silent ones."""
    silent = _flags_of(char) & (_SILENT | _POINT)
    return 0 if silent else int(mixed(np.array([ord(_folded(char))], np.uint64))[0])


@cache
def _tables() -> tuple[npt.NDArray[np.uint8], Hashes]:
    chars = [chr(code) for code in range(_TABLED)]
    flags = np.array([_flags_of(c) for c in chars], np.uint8)
    values = mixed(np.array([ord(_folded(c)) for c in chars], np.uint64))
    values[(flags & (_SILENT | _POINT)) != 0] = 0
    return flags, values


def _looked_up(codes: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint8], Hashes]:
    """Flags and values of every character."""
    flags, values = _tables()
    if not len(codes) or int(codes.max()) < _TABLED:
        return flags[codes], values[codes]
    far = codes >= _TABLED
    near = np.where(far, 0, codes)
    found, worth = flags[near], values[near]
    rare, which = np.unique(codes[far], return_inverse=True)
    chars = [chr(code) for code in rare.tolist()]
    found[far] = np.array([_flags_of(c) for c in chars], np.uint8)[which]
    worth[far] = np.array([_value_of(c) for c in chars], np.uint64)[which]
    return found, worth


def _join_points(flags: npt.NDArray[np.uint8], is_word: Bools) -> bool:
    """Let stops and commas within numbers, and stops within abbreviations like U.S., belong to the word.

    Returns:
        Whether the text has any character that belongs to a word and counts for nothing in it.
    """
    points = (flags & _POINT).nonzero()[0]
    points = points[(points > 0) & (points < len(flags) - 1)]
    points = points[flags[points + 1] & _WORD != 0]
    silent = False
    for at in points.tolist():
        before, after = int(flags[at - 1]), int(flags[at + 1])
        letters = before & after & _LETTER and flags[at] & _END and not (at > 1 and flags[at - 2] & _WORD)
        if letters or before & after & _DIGIT:
            is_word[at] = silent = True
            flags[at] |= _SILENT
    return silent or bool((flags & _SILENT).any())


def _edges(is_word: Bools) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where words start and end."""
    turns = np.empty(len(is_word) + 1, np.bool_)
    turns[0] = turns[-1] = False
    if len(is_word):
        np.not_equal(is_word[1:], is_word[:-1], out=turns[1:-1])
        turns[0], turns[-1] = is_word[0], is_word[-1]
    edges = turns.nonzero()[0]
    return edges[::2], edges[1::2]


# --- hashes -----------------------------------------------------------------------------------


def _powers(n: int) -> tuple[Hashes, Hashes]:
    """Powers of the base up to at least n, and their inverses modulo 2 ** 64."""
    return _few_powers() if n <= _FEW else _many_powers(n)


@cache
def _few_powers() -> tuple[Hashes, Hashes]:
    return _many_powers(_FEW)


def _many_powers(n: int) -> tuple[Hashes, Hashes]:
    inverse = pow(_BASE, -1, 1 << 64)
    up, down = np.empty(n, np.uint64), np.empty(n, np.uint64)
    for out, base in ((up, _BASE), (down, inverse)):
        out[0] = 1
        done = 1
        while done < n:  # doubling: the second half is the first times base ** done
            step = min(done, n - done)
            out[done : done + step] = out[:step] * np.uint64(pow(base, done, 1 << 64))
            done += step
    return up, down


def _hashed(values: Hashes, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Hashes:
    """A polynomial hash of each word's characters, from one running sum over the text."""
    up, down = _powers(len(values))
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values * up[: len(values)], out=sums[1:])
    return mixed((sums[ends] - sums[starts]) * down[starts])


def _id_of(word: str) -> int:
    """The hash of one word, its silent characters left out."""
    total, power = 0, 1
    for char in word:
        value = _value_of(char)
        if value:
            total = (total + value * power) & _MASK
            power = (power * _BASE) & _MASK
    return int(mixed(np.array([total], np.uint64))[0])


def _respell(
    text: str,
    flags: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    ids: Hashes,
) -> None:
    """Hash words that hold silent characters anew without them: the running sum leaves a gap for each."""
    silent = (flags & _SILENT).nonzero()[0]
    for i in set((starts.searchsorted(silent, "right") - 1).tolist()):
        start, end = int(starts[i]), int(ends[i])
        ids[i] = _id_of(text[start:end]) if end - start > 64 else word_id(text[start:end])


# --- what words are ---------------------------------------------------------------------------


def _opens(flags: npt.NDArray[np.uint8], is_word: Bools, starts: npt.NDArray[np.int64]) -> Bools:
    """Whether an end of sentence or line lies between a word and the one before."""
    out = np.zeros(len(starts) + 1, np.bool_)
    ends = (flags & _END).nonzero()[0]
    out[starts.searchsorted(ends[~is_word[ends]])] = True
    out[0] = True
    return out[:-1]


@cache
def _small() -> tuple[int, tuple[Hashes, ...], tuple[npt.NDArray[np.uint8], ...]]:
    """Ids of the words known by sight, and what each is, at the places that bits of the ids give.

    Returns:
        How far an id is shifted for its place; two tables, as two words may have one place.
    """
    known = {word_id(word): kind for word, kind in small_words().items()}
    for shift in range(64 - _SMALL_BITS + 1):
        places: dict[int, list[int]] = {}
        for id_ in known:
            places.setdefault((id_ >> shift) & _SMALL_MASK, []).append(id_)
        if max(map(len, places.values())) <= _SMALL_TABLES:
            break
    tables = [np.zeros(_SMALL_MASK + 1, np.uint64) for _ in range(_SMALL_TABLES)]
    kinds = [np.zeros(_SMALL_MASK + 1, np.uint8) for _ in range(_SMALL_TABLES)]
    for place, ids in places.items():
        for n, id_ in enumerate(ids):
            tables[n][place], kinds[n][place] = id_, known[id_]
    return shift, tuple(tables), tuple(kinds)


def _known(ids: Hashes) -> npt.NDArray[np.uint8]:
    """What each word is by the lists in `wordkinds`, 0 if it is in none."""
    shift, tables, kinds = _small()
    at = ((ids >> np.uint64(shift)) & np.uint64(_SMALL_MASK)).view(np.int64)
    found = np.zeros(len(ids), np.uint8)
    for table, kind in zip(tables, kinds, strict=True):
        found |= kind[at] * (table[at] == ids)
    return found


def _kinds(
    first: npt.NDArray[np.uint8], ids: Hashes, known: npt.NDArray[np.uint8], opens: Bools
) -> npt.NDArray[np.uint8]:
    """Function word, name, number or other.

    A capital that opens a sentence makes a name only if the next word has one too, or if the same word has
    a capital within some sentence of the text.
    """
    n = len(ids)
    out = known & np.uint8(1)
    capital = (first & _UPPER != 0) & (out == OTHER)
    unsure = (capital & opens).nonzero()[0]
    if len(unsure):
        unsure = unsure[(unsure == 0) | (known[unsure - 1] != ABBREVIATION)]
        capital[unsure] = False
        beside = np.minimum(unsure + 1, n - 1)
        capital[unsure] = capital[beside] | _among(ids[unsure], ids[capital])
    out[capital] = NAME
    out[first & _DIGIT != 0] = NUMBER
    return out


def _aside(known: npt.NDArray[np.uint8], opens: Bools) -> Bools:
    """The words of sentences near the ends of the text that hold a word of furniture."""
    out = np.zeros(len(known), np.bool_)
    found = (known == FURNITURE).nonzero()[0]
    found = found[(found < _EDGE) | (found >= len(known) - _EDGE)]
    if len(found):
        starts = np.append(opens.nonzero()[0], len(known))
        for at in set((starts.searchsorted(found, "right") - 1).tolist()):
            out[starts[at] : starts[at + 1]] = True
    return out


def _among(ids: Hashes, others: Hashes) -> Bools:
    if not len(others):
        return np.zeros(len(ids), np.bool_)
    table = np.sort(others)
    at = np.minimum(table.searchsorted(ids), len(table) - 1)
    return np.equal(table[at], ids)


def _quoted(text: str, flags: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64]) -> Bools:
    out = np.zeros(len(starts), np.bool_)
    marks = (flags & _MARK).nonzero()[0]
    ranges = quoted_ranges(text, marks.tolist()) if len(marks) else []
    if ranges:
        for start, end in starts.searchsorted(np.array(ranges)).tolist():
            out[start:end] = True
    return out
