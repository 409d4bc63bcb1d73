"""Text as SQLite can hold it."""

from __future__ import annotations

__all__ = ["clean"]


def clean(text: str) -> str:
    """``text`` without lone surrogates, which cannot be written as UTF-8; a question mark stands for each."""
    return text.encode("utf-8", "replace").decode()
