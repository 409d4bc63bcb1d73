"""Ranks: "second-largest", "ranked 112th", "finished fourth"."""

from __future__ import annotations

import re

from sayso.extract.quantity import lists
from sayso.extract.quantity.found import Found, one
from sayso.extract.quantity.row import Row
from sayso.lang.calendar import ORDINALS
from sayso.records import Nature

__all__ = ["ordinal", "rank"]

_WRITTEN = re.compile(r"(\d{1,9})(?:st|nd|rd|th)")
_SUPERLATIVES = lists.words("ranks.superlatives")
#: Verbs and words that place somebody in an order.
_PLACING = lists.words("ranks.placing")


def ordinal(low: str) -> int | None:
    """What an ordinal in lower case is worth: "fourth", "17th"."""
    written = _WRITTEN.fullmatch(low) if low[:1].isdecimal() else None
    return int(written[1]) if written is not None else ORDINALS.get(low)


def rank(row: Row, at: int) -> Found | None:
    """As in "second-largest", "the third biggest", "ranked 112th", "climbed to 17th", "finished fourth"."""
    value = ordinal(row.low[at])
    if value is None:
        return None
    nxt = at + 2 if at + 1 < len(row) and row.texts[at + 1] in ("-", "–") else at + 1
    if nxt < len(row) and _is_superlative(row, nxt):
        return Found(start=at, end=nxt + 1, amount=one(at, nxt + 1, float(value)), nature=Nature.RANK)
    if row.upos(at + 1) in ("NOUN", "PROPN", "ADJ", "NUM"):
        return None
    earlier = {row.token(i).lemma.lower() for i in range(max(0, at - 2), at)}
    if earlier & _PLACING and not earlier & {"on", "by"}:
        return Found(start=at, end=at + 1, amount=one(at, at + 1, float(value)), nature=Nature.RANK)
    return None


def _is_superlative(row: Row, at: int) -> bool:
    """Whether a word says by what things are ranked."""
    low = row.low[at]
    return low in _SUPERLATIVES or (low.endswith("est") and row.upos(at) == "ADJ")
