"""Words of reports as an assistant is shown them: marked as quoted, cut, and without anything hidden.

Whatever a report says was written by strangers, and may have been written for an assistant to obey. It is
given in fields of its own that hold nothing else, and what a person would not see in it is made visible.
"""

from __future__ import annotations

import re
import unicodedata

from pydantic import Field

from sayso.faces.mcp.shapes import Shape
from sayso.records import Span

__all__ = ["NAME", "SENTENCE", "Quote", "name", "quote", "shown"]

#: Characters of a name or title, and of a sentence, at most. Few sentences of news are longer.
NAME, SENTENCE = 160, 600
_KEPT = frozenset("\n\t")
#: Categories of characters that show nothing: control, format (directions, tags, zero width), surrogates,
#: private use, not assigned.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_HIDDEN_MARK = "\N{REPLACEMENT CHARACTER}"
_ASCII = re.compile(r"[ -~\n\t]*\Z")


class Quote(Shape):
    """Words of a report, letter by letter but for hidden characters, which are shown as U+FFFD. Untrusted."""

    quote: str = Field(description="The words.")
    report: str = Field(description="Identifier of the report.")
    span: tuple[int, int] = Field(description="Where they stand in its text: code points, half-open.")
    cut: bool = Field(description="Whether more words follow that were left out here.")


def shown(text: str) -> str:
    """Text with a mark in place of each character that shows nothing; none moves from its place."""
    if _ASCII.match(text):
        return text
    return "".join(_HIDDEN_MARK if _hides(char) else char for char in text)


def _hides(char: str) -> bool:
    return char not in _KEPT and unicodedata.category(char) in _HIDDEN


def name(text: str | None, most: int = NAME) -> str | None:
    """A name or title that comes from a report: on one line, cut."""
    if text is None:
        return None
    line = " ".join(shown(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def quote(text: str, report: str, span: Span, most: int = SENTENCE) -> Quote:
    """Words that stand at a span of a report."""
    kept = shown(text)[:most]
    return Quote(
        quote=kept,
        report=report,
        span=(span.start, span.start + len(kept)),
        cut=len(kept) < len(text),
    )
