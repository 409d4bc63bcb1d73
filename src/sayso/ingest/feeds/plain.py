"""The words of a piece of markup, for comparing and counting; not for reading (that is the text room's)."""

from __future__ import annotations

import html
import re

__all__ = ["plain_text"]

_TAG = re.compile(r"<[^<>]{0,5000}>")
_HIDDEN = ("script", "style")


def plain_text(markup: str) -> str:
    """Markup without tags, comments, scripts and styles, entities resolved, white space folded.

    Cost:
        Linear, whatever is left open.
    """
    text = _without(markup, "<!--", "-->")
    for name in _HIDDEN:
        text = _without(text, f"<{name}", f"</{name}")
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _without(text: str, opening: str, closing: str) -> str:
    """Without what stands between two marks; what is never closed stays."""
    lower = text.lower()
    if opening not in lower or len(lower) != len(text):
        return text
    kept, at = [], 0
    while (start := lower.find(opening, at)) >= 0:
        end = lower.find(closing, start + len(opening))
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + len(closing)
        if closing.startswith("</"):
            at = text.find(">", at) + 1 or len(text)
    return "".join([*kept, text[at:]])
