"""Sentence ends that no stop marks: what stood on a line of its own before the line ends were lost.

Headings, addresses, signatures and list items run into the next sentence when a feed drops its line ends.
A linear classifier of the gap between two words finds most of them. It is trained on treebanks
(`train/gaps.py`), and may overrule the rules of `sentences` where it is sure.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files

import regex

__all__ = ["HEADER", "N_BUCKETS", "gap_features", "revised_ends"]

#: Hash buckets of the weights; one byte each.
N_BUCKETS = 1 << 16
#: Before the weights in the file: bias, and how much one step of a weight is worth.
HEADER = struct.Struct("<ff")
#: Log-odds from which a gap is an end. Chosen on the development parts of EWT and GUM.
FLOOR = -0.7
#: Log-odds below which a stop of the rules is none.
STOP_FLOOR = -2.2

_TOKEN = regex.compile(r"\S+")
_LOWER, _UPPER, _DIGIT = (regex.compile(p) for p in (r"\p{Ll}+", r"\p{Lu}+", r"\p{N}+"))
_ADDRESS = regex.compile(r"@|://|www\.|\.\.\.")
_SHAPE_LENGTH = 8
_OPENING, _QUOTES = "\"'([-", "\"'”’»"


@cache
def _weights() -> tuple[float, float, memoryview]:
    raw = files("sayso.lang").joinpath("data/gaps.bin").read_bytes()
    bias, scale = HEADER.unpack_from(raw)
    return bias, scale, memoryview(raw)[HEADER.size :].cast("b")


def _shape(word: str) -> str:
    """Runs of letters and digits as one sign each: "Rain," is "Aa,"."""
    short = _DIGIT.sub("0", _UPPER.sub("A", _LOWER.sub("a", word)))
    return short[:_SHAPE_LENGTH] or "#"


def gap_features(words: Sequence[str], i: int, since: int, stopped: bool) -> Iterator[int]:
    """Buckets of what is known of the gap after word ``i``.

    Args:
        words: the words of a paragraph, as white space parts them.
        i: the word before the gap; there is one after it.
        since: words since the last stop, this one counted.
        stopped: whether the rules see a stop here.
    """
    before = words[i - 1] if i else ""
    left, right = words[i], words[i + 1]
    after = words[i + 2] if i + 2 < len(words) else ""
    low, next_low = left.lower(), right.lower()
    s0, s1, s2, s3 = _shape(before), _shape(left), _shape(right), _shape(after)
    mark = "!" if stopped else ""
    for feature in (
        f"r{mark}", f"p:{low}", f"n:{next_low}", f"ps:{s1}", f"ns:{s2}", f"b:{s1}|{s2}",
        f"t:{s0}|{s1}|{s2}|{s3}", f"e:{left[-1]}|{right[0] if right[0] in _OPENING else ''}",
        f"rn:{mark}{next_low}", f"rp:{mark}{low}", f"rs:{mark}{s2}{s3}", f"s:{min(since, 20)}{s2[:1]}",
        f"pn:{low}|{next_low}", f"n2:{s2}|{after.lower()}", f"p2:{before.lower()}|{s2}",
        f"w:{min(len(words) // 8, 8)}",
    ):  # fmt: skip
        yield zlib.crc32(feature.encode()) % N_BUCKETS


def revised_ends(
    text: str, start: int, end: int, stops: Sequence[int], short: Callable[[str], bool]
) -> list[int]:
    """Where sentences of ``text[start:end]`` end: the likely stops, and ends without one.

    Args:
        text: any text.
        start: where the paragraph begins.
        end: where it ends.
        stops: ends that the rules found, in order.
        short: whether a word is an abbreviation; the rules have judged what follows it.
    Invariants:
        Line ends among the stops stay.
    Cost:
        Linear in the length; most gaps (before a small letter, not after a stop) are not weighed.
    """
    found = [m.span() for m in _TOKEN.finditer(text, start, end)]
    words = [text[a:b] for a, b in found]
    known = set(stops)
    bias, scale, weights = _weights()
    out = [at for at in stops if text[at - 1] == "\n"]
    since = 0
    for i in range(len(words) - 1):
        since += 1
        at = found[i][1]
        stopped = at in known
        if stopped or (_may_end(words[i], words[i + 1]) and not short(words[i])):
            odds = bias + scale * sum(weights[k] for k in gap_features(words, i, since, stopped))
            if odds > (STOP_FLOOR if stopped else FLOOR):
                out.append(at)
        if stopped:
            since = 0
    return sorted({*out, *(at for at in stops if at == end)})


def _may_end(left: str, right: str) -> bool:
    """Not after a comma or a colon, which open what follows; before a small letter only behind a mark."""
    if left.rstrip(_QUOTES)[-1:] in ",:;":
        return False
    return not right[0].islower() or left[-1] in ".!?" or _ADDRESS.search(left) is not None
