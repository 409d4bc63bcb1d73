"""Text as a database can hold it."""

from __future__ import annotations

__all__ = ["LONGEST_NAME", "clean", "clean_name"]

#: Characters of a name that it is found by. What is longer is no name, and PostgreSQL's indexes take no more
#: than 2.7 kB of a row.
LONGEST_NAME = 200


def clean(text: str) -> str:
    """``text`` without lone surrogates, which cannot be written as UTF-8; a question mark stands for each."""
    return text.encode("utf-8", "replace").decode()


def clean_name(text: str) -> str:
    """As `clean`, and no longer than what names are found by."""
    return clean(text)[:LONGEST_NAME]
