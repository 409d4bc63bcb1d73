"""What an input may be at most."""

from __future__ import annotations

from sayso.classes import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes from which an input is refused, in bytes, and the deepest nesting of a page.

    ``max_message_bytes`` is for e-mail, which carries pictures: 25 MB is what large providers let through.
    ``max_ratio`` bounds how far a packed stream may unpack, once it has given more than 16 MB: news packs
    by 3 to 20, the worst real text (rows that hardly differ) by about 100, gzip can do 1,032. An archive is
    read as a stream, so ``max_unpacked_bytes`` bounds time, not memory.
    """

    max_bytes: int = 8_000_000
    max_row_bytes: int = 8_000_000
    max_depth: int = 200
    max_message_bytes: int = 25_000_000
    max_members: int = 200_000
    max_unpacked_bytes: int = 100_000_000_000
    max_ratio: int = 200
