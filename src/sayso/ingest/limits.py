"""What an input may be at most."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes from which an input is refused, in bytes, and the deepest nesting of a page."""

    max_bytes: int = 8_000_000
    max_row_bytes: int = 8_000_000
    max_depth: int = 200
