"""Is this news of the kind that events are coded from? Sports, screens, kitchens and markets are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.extract.wordsets import word_set

__all__ = ["off_topic"]

_SETS = {kind: word_set(f"domain.{kind}") for kind in ("sport", "screen", "kitchen", "market", "game")}
_WORD = re.compile(r"[a-z&][a-z&'-]+")
#: Words of politics and conflict; they outweigh the others, since stadium attacks and oil embargoes are news.
_PUBLIC = word_set("domain.public")
#: Shares of a text's words: measured on our own examples of each kind (tests/unit/extract/test_domain.py).
_FLOOR = 0.045
_MIN_HITS = 4


def off_topic(words: Sequence[str]) -> str | None:
    """The kind of other news this text is ("sport", "market", …), or None.

    A text counts as other news when one kind's words are frequent and clearly outnumber public affairs'.
    """
    low = [w for word in words for w in _WORD.findall(word.lower())]
    if not low:
        return None
    public = sum(w in _PUBLIC for w in low)
    best, kind = max((len([w for w in low if w in members]), name) for name, members in _SETS.items())
    if best < _MIN_HITS or best / len(low) < _FLOOR:
        return None
    return kind if best > 1.5 * public else None
