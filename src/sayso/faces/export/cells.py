"""Text from anybody's page as one cell of a table: what a line, a file or a spreadsheet would trip over."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["formula_safe", "one_line", "utf8"]

#: What ends a line or a cell in some reader: C0 and C1 controls, and Unicode's line and paragraph separators.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
#: A number as a program writes it; a minus sign before anything else may begin a formula.
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
#: What begins a formula in a spreadsheet. Full-width and small forms of these fold to them (Unicode NFKC).
_FORMULA = frozenset("=+-@")
#: Characters that a spreadsheet may pass over before a formula: white space, controls, marks without width.
_NO_INK = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def utf8(text: str) -> str:
    """``text`` as UTF-8 can hold it: a question mark stands for each lone surrogate."""
    return text.encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    """``text`` for a tab-separated file: tabs, line breaks and other controls are spaces."""
    return _BREAKS.sub(" ", utf8(text)).strip()


def formula_safe(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula: an apostrophe before it where it might.

    NUL is left out. Plain numbers stay as they are, and so does a sign that stands alone.

    Source: OWASP ASVS 5.0, 1.2.10.
    """
    text = text.replace("\0", "")
    if not text or _begins_in_plain_letters(text) or text in _FORMULA or _NUMBER.fullmatch(text):
        return text
    if text[0] in "\t\r\n":
        return f"'{text}"
    first = next((c for c in text if unicodedata.category(c) not in _NO_INK), "")
    return f"'{text}" if unicodedata.normalize("NFKC", first)[:1] in _FORMULA else text


def _begins_in_plain_letters(text: str) -> bool:
    """The common case, told without looking at Unicode."""
    return text[0].isascii() and text[0].isalnum()
