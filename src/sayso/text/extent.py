"""How much of one report is read: news is short, and what is longer is read up to a stated length."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.lang.words import split_words

__all__ = ["Extent", "cut_to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The most characters and words of one report that are read; whichever comes first ends it.

    Set by time: a core reads 2,500 words of dense news a second, and of texts made to be slow, 1,500 or
    more (docs/quality/robustness.md), so that no report takes ten seconds. The longest of 1,600 news texts
    has 3,000 words; 12,000 are 30 pages of a book.
    """

    chars: int = 80_000
    words: int = 12_000


def cut_to(text: str, most: Extent) -> str:
    """The text up to the last line or word that ends within the extent; the very text if all of it does.

    Invariants:
        A text that was cut is not cut again.
    Cost:
        Linear in ``most.chars``, whatever the length of the text.
    """
    end = min(len(text), most.chars)
    if end > most.words:
        words = split_words(text, 0, end)
        end = words[most.words - 1][1] if len(words) > most.words else end
    if end == len(text):
        return text
    # a whole paragraph is the better end, unless a tenth of what may be read would be lost for it
    at = text.rfind("\n", end - end // 10, end + 1)
    at = at if at > 0 else text.rfind(" ", end // 2, end + 1)
    return text[: at if at > 0 else end].rstrip()
