"""Text that fits where there is no room for all of it."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["alone", "shortened"]

#: Signs that turn the words behind them around.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Characters of a name in a list. Names that an outlet gave may be a hundred thousand long.
_NAME = 120


def shortened(text: str, most: int = _NAME) -> str:
    """Text of so many characters at most, on one line, its blanks made single."""
    words = " ".join(text[: 4 * most].split())
    return words if len(words) <= most and len(text) <= 4 * most else words[: most - 1].rstrip() + "…"


def alone(name: str) -> str:
    """A name as a part of a line in English, where no element can set it apart, as in a page's title.

    What would turn the rest of the line around is left out; a name that is written from right to left stands
    between isolating signs (UAX 9).
    """
    plain = _TURNING.sub("", name)
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in plain):
        return f"\u2068{plain}\u2069"
    return plain
