"""What the spun flag knows of words: how common each is, beside which it stands, what it may be put for.

The data (`data/spun.npz`) is made by train/spun.py; `data/SPUN_CARD.md` says from what. A text becomes a row
of word numbers; everything is looked up for all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass

__all__ = [
    "FEATURES",
    "FIRST_WORD",
    "LINE",
    "MARKS",
    "MOST",
    "REACH",
    "WIDE",
    "Alternatives",
    "Numbered",
    "Table",
    "chances",
    "features",
    "load",
    "oddness",
    "phrases_in",
    "raw_numbers",
    "resolved",
    "shipped",
    "slots_of",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

#: Numbers of what the table does not list: nothing, a small word, a name, a figure, a mark, a line's end.
NOTHING, UNLISTED, NAME, FIGURE, MARK, LINE = range(6)
#: Marks that have numbers of their own behind these; curly ones count as straight.
MARKS = ". , ; : ? ! ( ) - $ % ' \" /".split()
#: Number of the first word.
FIRST_WORD = 6 + len(MARKS)
_CURLY = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "."}
#: By number: whether a sentence may begin behind it.
_ENDS = np.zeros(FIRST_WORD + 1, dtype=bool)
_ENDS[[NOTHING, LINE, *(6 + MARKS.index(m) for m in '. ? ! : " ('.split())]] = True
_TOKEN = re.compile(r"[^\W\d_]+|[’'](?:s|t|re|ve|ll|d|m)(?!\w)|\d[\d.,:]*|\n|[^\w\s]|_")
CAPITAL = 1 << 20
#: Words remembered beside those listed, and listed ones, of at most so many characters.
_WORDS_KEPT, _SHORT_WORD = 90_000, 24
#: Characters of a text that are looked at: some 10,000 words.
MOST = 60_000
#: The logarithm of a chance is kept in 6 bits, from this one up in these steps.
LOWEST, STEP = -17.0, 0.2
#: Two words never seen side by side are taken to stand so this much rarer than by chance, at least.
_UNSEEN = -1.0
#: How many words on each side are looked at one by one, and in the mean.
REACH, WIDE = 3, 12
#: Per word: see `features`.
FEATURES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A text's words by number, with what is needed to find them in it again."""

    ids: Ints
    starts: Ints
    ends: Ints
    small: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """What may have been meant: for each word the best other (-1: none), how much better it fits; phrases."""

    word: Ints
    gain: Floats
    phrases: Sequence[tuple[int, str, int, float]] = ()


class _Numbers(dict[str, int]):
    """Number by word; a word with a capital gets its small word's number and a bit more.

    Words that are not listed are remembered as they are met, up to some 5 MB: names come again.
    """

    def __init__(self, listed: Mapping[str, int]) -> None:
        super().__init__(listed)
        self._listed = dict(listed)

    def __missing__(self, word: str) -> int:
        number = self._of(word)
        if len(self) < _WORDS_KEPT and len(word) <= _SHORT_WORD:
            self[word] = number
        return number

    def _of(self, word: str) -> int:
        if word[0].isdigit():
            return FIGURE
        low = word.lower()
        if low != word:
            return self._listed.get(low, NAME) | CAPITAL
        return UNLISTED if word.isalpha() else MARK


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The numbers' words, how common they are, how common two side by side, and what each may be put for."""

    numbers: Mapping[str, int]
    words: tuple[str, ...]
    common: Floats
    slots: NDArray[np.uint16]
    first: Ints
    meant: Ints
    prior: Floats
    pairs: Ints
    begins: NDArray[np.bool_]
    phrases: tuple[str, ...]
    weights: Mapping[str, Floats]

    def read(self, text: str) -> Numbered:
        """A text's words by number; words with a capital inside a sentence are names."""
        text = text[:MOST]
        found = [m.span() for m in _TOKEN.finditer(text)]
        if not found:
            none = np.zeros(0, dtype=np.int64)
            return Numbered(ids=none, starts=none, ends=none, small=np.zeros(0, dtype=bool))
        numbers = self.numbers
        ids = np.array([numbers[text[a:b]] for a, b in found], dtype=np.int64)
        at = np.array(found, dtype=np.int64)
        ids, small, _ = resolved(ids)
        return Numbered(ids=ids, starts=at[:, 0], ends=at[:, 1], small=small)

    def beside(self, left: Ints, right: Ints) -> tuple[Floats, NDArray[np.bool_]]:
        """Logarithm of how much likelier than by chance two words stand side by side; whether seen so."""
        *places, tag = slots_of(left, right)
        kept = np.zeros(len(tag), dtype=np.uint16)
        for place in places:
            there = self.slots[place]
            np.copyto(kept, there, where=there >> 6 == tag)
        seen = kept > 0
        chance = self.common[left] + self.common[right]
        told = (kept & np.uint16(63)) * np.float32(STEP) + np.float32(LOWEST) - chance
        unseen = np.minimum(np.float32(0.0), np.float32(LOWEST + 0.5) - chance) + np.float32(_UNSEEN)
        return np.where(seen, told, unseen), seen


def raw_numbers(table: Table, text: str) -> Ints:
    """A text's words by number, with the bit ``CAPITAL`` where they begin with one."""
    found = _TOKEN.findall(text)
    return np.fromiter(map(table.numbers.__getitem__, found), dtype=np.int64, count=len(found))


def resolved(raw: NDArray[np.integer[Any]]) -> tuple[Ints, NDArray[np.bool_], bool]:
    """Numbers without the bit for a capital; which are small or open a sentence; whether case tells.

    Returns:
        The third is false where nearly all words begin with capitals.
    """
    capital = raw >= CAPITAL
    ids = (raw & (CAPITAL - 1)).astype(np.int64)
    n_words = int(np.count_nonzero(ids >= FIRST_WORD)) or 1
    if np.count_nonzero(capital) > 0.6 * n_words:  # all capitals
        return ids, ids != NAME, False
    inside = capital.copy()
    inside[0:1] = False
    inside[1:] &= ~_ENDS[np.minimum(ids[:-1], len(_ENDS) - 1)]
    ids[inside] = NAME
    return ids, (ids != NAME) & ~capital, True


def slots_of(left: Ints, right: Ints) -> tuple[Ints, Ints, Ints, NDArray[np.uint16]]:
    """The three places at which a pair of words may be kept, and the tag (never 0) it is known by there."""
    x = ((left.astype(np.uint64) << np.uint64(20)) | right.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
    x ^= x >> np.uint64(29)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    mask = np.uint64((1 << 20) - 1)
    one, two = (x >> np.uint64(44)) & mask, (x >> np.uint64(24)) & mask
    tag = ((x >> np.uint64(14)) & np.uint64(1023)).astype(np.uint16)
    tag[tag == 1023] = 0
    tag += np.uint16(1)
    three = (x * np.uint64(0x94D049BB133111EB)) >> np.uint64(44)
    return one.view(np.int64), two.view(np.int64), three.view(np.int64), tag


def features(table: Table, ids: Ints) -> tuple[Floats, Alternatives]:
    """What is seen of each word beside itself, and what might have been meant.

    Shapes:
        (words, FEATURES): how common; fit to the left and right, seen there; how much better the best
        alternative fits in all, left, right, and how much commoner it is; how it was learnt; the word's share
        among all alternatives; how many; in a phrase put for another; what it is.
    """
    n = len(ids)
    out = np.zeros((n, FEATURES), dtype=np.float32)
    best = np.full(n, -1, dtype=np.int64)
    gains = np.zeros(n, dtype=np.float32)
    if not n:
        return out, Alternatives(word=best, gain=gains)
    row = np.concatenate(([LINE], ids, [LINE]))
    fit, seen = table.beside(row[:-1], row[1:])
    out[:, 0] = (table.common[ids] + 10) / 3
    out[:, 1], out[:, 2] = fit[:-1] / 3, fit[1:] / 3
    out[:, 3], out[:, 4] = seen[:-1], seen[1:]
    out[:, 13] = ids == UNLISTED
    out[:, 14] = ids >= FIRST_WORD
    first = table.first[ids]
    many = table.first[ids + 1] - first
    at = np.repeat(np.arange(n), many)
    if len(at):
        begin = np.cumsum(many) - many
        entry = np.arange(len(at)) - begin[at] + first[at]
        other = table.meant[entry]
        left, _ = table.beside(row[at], other)
        right, _ = table.beside(other, row[at + 2])
        more_left, more_right = left - fit[at], right - fit[at + 1]
        commoner = table.common[other] - table.common[ids[at]]
        gain = more_left + more_right + commoner + table.prior[entry]
        has = np.flatnonzero(many)
        top = np.maximum.reduceat(gain, begin[has])
        shifted = np.exp(gain - np.repeat(top, many[has]))
        hits = np.flatnonzero(gain == np.repeat(top, many[has]))
        pick = hits[np.searchsorted(at[hits], has)]
        best[has], gains[has] = other[pick], top
        out[has, 5] = np.clip(top / 4, -4, 4)
        out[has, 6], out[has, 7] = more_left[pick] / 3, more_right[pick] / 3
        out[has, 8] = commoner[pick] / 3
        out[has, 9] = table.prior[entry][pick]
        everything = np.log(np.add.reduceat(shifted, begin[has])) + top
        out[has, 10] = -np.logaddexp(0, everything).astype(np.float32) / 4
        out[has, 11] = np.minimum(many[has], 12) / 6
    phrases = phrases_in(table, ids)
    for i, _, length, score in phrases:
        out[i : i + length, 12] = np.maximum(out[i : i + length, 12], score)
    return out, Alternatives(word=best, gain=gains, phrases=phrases)


def phrases_in(table: Table, ids: Ints) -> list[tuple[int, str, int, float]]:
    """Phrases put for a word or for another phrase: first word, what was meant, how many words, how sure."""
    out: list[tuple[int, str, int, float]] = []
    # most words begin no phrase
    at = np.flatnonzero(table.begins[ids[:-1]]) if len(ids) > 1 and len(table.pairs) else ids[:0]
    if not len(at):
        return out
    pairs = (ids[at] << 20) | ids[at + 1]
    where = np.searchsorted(table.pairs, pairs)
    where[where == len(table.pairs)] = 0
    found = table.pairs[where] == pairs
    last = -1
    for i, row in zip(at[found].tolist(), where[found].tolist(), strict=True):
        if i < last:
            continue
        for phrase in table.phrases[row].split(";"):  # the longest first
            run, meant, score = phrase.split(":")
            wanted = [int(k) for k in run.split(" ")]
            if ids[i : i + len(wanted)].tolist() == wanted:
                out.append((i, meant, len(wanted), float(score)))
                last = i + len(wanted)
                break
    return out


def chances(table: Table, ids: Ints, seen: Floats) -> Floats:
    """For each word the logit that a machine put it there: a small network over neighbours and ``seen``."""
    w = table.weights
    n = len(ids)
    row = np.zeros(n + 2 * WIDE + 1, dtype=np.int64)
    row[WIDE + 1 : WIDE + 1 + n] = ids
    vectors = w["embed"][row] * w["scale"]
    sums = np.cumsum(vectors, axis=0)
    hidden = seen @ w["seen"] + w["bias"] + (sums[2 * WIDE + 1 :] - sums[:n]) @ w["wide"]
    skip = WIDE + 1 - REACH
    for k in range(2 * REACH + 1):
        hidden += vectors[skip + k : skip + k + n] @ w["near"][k]
    np.maximum(hidden, 0, out=hidden)
    return np.asarray((hidden @ w["out"])[:, 0] + w["last"][0], dtype=np.float32)


def oddness(table: Table, raw: NDArray[np.integer[Any]]) -> float:
    """A first look: how often a text's words are put by machines, on average, whatever stands beside them."""
    ids, small, _ = resolved(raw)
    different = ids[small]
    different.sort()
    fresh = np.ones(len(different), dtype=bool)
    np.not_equal(different[1:], different[:-1], out=fresh[1:])
    different = different[fresh]
    return float(table.weights["odd"][different].sum() / (len(different) + 10))


def load(raw: Mapping[str, Any]) -> Table:
    """The table from the arrays it is kept as."""
    words = bytes(raw["words"]).decode("utf-8").split("\n")
    listed = dict(zip(words, range(len(words)), strict=True))
    listed |= {curly: listed[straight] for curly, straight in _CURLY.items()}
    listed["\n"] = LINE
    weights = {k[2:]: v if k == "w_embed" else v.astype(np.float32) for k, v in raw.items() if k[:2] == "w_"}
    if "odd" in weights:
        weights["odd"] = weights["odd"] / np.float32(65535)
    if "embed" in weights:
        weights["wide"] = weights["wide"] / np.float32(2 * WIDE + 1)
    begins = np.zeros(len(words), dtype=bool)
    begins[raw["pairs"] >> 20] = True
    return Table(
        numbers=_Numbers(listed),
        words=tuple(words),
        common=np.asarray(raw["common"], dtype=np.float32) / np.float32(10.0),
        slots=raw["slots"],
        first=np.concatenate(([0], np.cumsum(raw["many"].astype(np.int64)))),
        meant=raw["meant"].astype(np.int64),
        prior=np.asarray(raw["prior"], dtype=np.float32) / np.float32(10.0),
        pairs=raw["pairs"],
        begins=begins,
        phrases=tuple(bytes(raw["phrases"]).decode("utf-8").split("\n")),
        weights=weights,
    )


@cache
def shipped() -> Table:
    """The table that ships, read once."""
    body = files("sayso.link").joinpath("data/spun.npz").read_bytes()
    with np.load(BytesIO(body), allow_pickle=False) as raw:
        return load({k: raw[k] for k in raw.files})
