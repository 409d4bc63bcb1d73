"""Inputs made from inputs: what the built-in loop tries next."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

__all__ = ["Mutator"]

#: Bytes and characters on which parsers trip: marks of formats, limits of number types, and characters
#: that change their length when folded, join others, or are no characters.
_ODD = tuple(
    word if isinstance(word, bytes) else word.encode("utf-8", "surrogatepass")
    for word in (
        b"\x00", b"\xff", b"\x80", b"\xc3", b"\r\n", b"\n", b"\t", b" ", b"\\", b'"', b"'", b"<", b">", b"&", b"/", b"%", b"#",
        b"-1", b"0", b"1e999", b"99999999999999999999", b"2147483648", b"65536", b"NaN", b"0x7f",
        "\u0130", "ﬁ", "ß", "\u0149", "\u0301", "\u200b", "\u202e", "\ufeff", "\u2028", "\x85", "\ud800", "\U0001f600", "٣", "²", "½", "Ⅻ",
        "。", "，", "\u00a0", "’", "“", "—",
    )
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")
_MOST_STACKED = 6


class Mutator:
    """Makes inputs by chance, the same ones for the same generator.

    Args:
        rng: where chance comes from.
        words: the target's own words.
        max_bytes: no result is longer.
    """

    def __init__(self, rng: random.Random, words: Sequence[bytes], max_bytes: int) -> None:
        self._rng = rng
        self._words = tuple(words)
        self._max = max_bytes
        self._ways: tuple[Callable[[bytes], bytes], ...] = (
            self._flip, self._set, self._drop, self._drop, self._repeat, self._move, self._odd, self._odd,
            self._word, self._word, self._number, self._cut, self._many,
        )  # fmt: skip

    def made(self, data: bytes, other: bytes) -> bytes:
        """A variant of ``data``, into which a piece of ``other`` may go."""
        if self._rng.random() < 0.15:
            data = self._crossed(data, other)
        for _ in range(self._rng.randrange(1, _MOST_STACKED)):
            data = self._rng.choice(self._ways)(data)
        return data[: self._max]

    def _at(self, data: bytes) -> int:
        return self._rng.randrange(len(data) + 1)

    def _piece(self, data: bytes) -> tuple[int, int]:
        """A stretch of the input, short more often than long."""
        start = self._at(data)
        return start, min(len(data), start + int(2 ** (self._rng.random() * 8)))

    def _flip(self, data: bytes) -> bytes:
        if not data:
            return data
        at = self._rng.randrange(len(data))
        return data[:at] + bytes((data[at] ^ (1 << self._rng.randrange(8)),)) + data[at + 1 :]

    def _set(self, data: bytes) -> bytes:
        at = self._at(data)
        return data[:at] + bytes((self._rng.randrange(256),)) + data[at + 1 :]

    def _drop(self, data: bytes) -> bytes:
        a, b = self._piece(data)
        return data[:a] + data[b:]

    def _repeat(self, data: bytes) -> bytes:
        a, b = self._piece(data)
        return data[:b] + data[a:b] * self._rng.choice((1, 1, 2, 3)) + data[b:]

    def _many(self, data: bytes) -> bytes:
        """One short piece over and over: nesting, and what is quadratic."""
        a, b = self._piece(data)
        b = min(b, a + 12)
        return data[:b] + data[a:b] * self._rng.choice((20, 100, 300)) + data[b:]

    def _move(self, data: bytes) -> bytes:
        a, b = self._piece(data)
        at = self._at(data)
        return data[:at] + data[a:b] + data[at:]

    def _odd(self, data: bytes) -> bytes:
        return self._put(data, self._rng.choice(_ODD))

    def _word(self, data: bytes) -> bytes:
        return self._put(data, self._rng.choice(self._words or _ODD))

    def _put(self, data: bytes, word: bytes) -> bytes:
        at = self._at(data)
        over = len(word) if self._rng.random() < 0.4 else 0
        return data[:at] + word + data[at + over :]

    def _number(self, data: bytes) -> bytes:
        """Another number where one stands."""
        found = list(_NUMBER.finditer(data[:4096]))
        if not found:
            return self._odd(data)
        one = self._rng.choice(found)
        value = int(one[0][:18])
        new = self._rng.choice(
            (value + 1, value - 1, value * 10, 0, 1, 31, 60, 99, 2**31, 2**63, 9999, 10**40, -value)
        )
        return data[: one.start()] + str(new).encode() + data[one.end() :]

    def _cut(self, data: bytes) -> bytes:
        return data[: self._at(data)]

    def _crossed(self, data: bytes, other: bytes) -> bytes:
        a, b = self._piece(other)
        if self._rng.random() < 0.5:
            return data[: self._at(data)] + other[a:]
        at = self._at(data)
        return data[:at] + other[a:b] + data[at:]
