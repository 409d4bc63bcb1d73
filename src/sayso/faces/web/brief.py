"""Text that fits where there is no room for all of it."""

from __future__ import annotations

__all__ = ["shortened"]

#: Characters of a name in a list. Names that an outlet gave may be a hundred thousand long.
_NAME = 120


def shortened(text: str, most: int = _NAME) -> str:
    """Text of so many characters at most, on one line, its blanks made single."""
    words = " ".join(text[: 4 * most].split())
    return words if len(words) <= most and len(text) <= 4 * most else words[: most - 1].rstrip() + "…"
