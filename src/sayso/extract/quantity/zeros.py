"""Zeros: "nobody", "none of the crew", "no civilians", "not one of the accused"."""

from __future__ import annotations

from sayso.extract.quantity.found import Found, one
from sayso.extract.quantity.items import counted_noun
from sayso.extract.quantity.row import Row
from sayso.records import Nature

__all__ = ["nobody", "not_one", "nothing"]

#: Kinds of things of which there may be none; "no questions" counts nothing.
_KINDS = frozenset({"person", "object", "animal", "event", "organization"})


def _zero(at: int, end: int, noun: int | None, item: str | None = None) -> Found:
    """None of what a noun names, told in words [at, end)."""
    return Found(start=at, end=end, amount=one(at, end, 0.0), nature=Nature.FLOW, noun=noun, item=item)


def nobody(row: Row, at: int) -> Found | None:
    """As in "no one", "nobody", "none of the crew"."""
    low, end = row.low[at], at + 1
    if low == "no" and at + 1 < len(row) and row.low[at + 1] == "one":
        end = at + 2
    elif low not in ("nobody", "none"):
        return None
    noun = counted_noun(row.tree, row.words[at].token, row.words[end - 1].token + 1, vague=True)
    return _zero(at, end, noun, None if low == "none" else "person")


def nothing(row: Row, at: int) -> Found | None:
    """As in "no civilians": only before a plural noun, or a person; "no evidence" counts nothing."""
    if row.low[at] != "no" or at + 1 >= len(row):
        return None
    tree, here = row.tree, row.words[at].token
    head = tree[here].head
    if tree[here].deprel != "det" or not 0 < head - here <= 3 or tree[head].upos not in ("NOUN", "PROPN"):
        return None
    kind = row.kind(head)
    counts = kind == "person" or (kind in _KINDS and tree.feat(head, "Number=Plur"))
    return _zero(at, at + 1, head) if counts else None


def not_one(row: Row, at: int) -> Found | None:
    """As in "not one of the accused", "not a single ship"."""
    low = list(row.low[at : at + 3])
    end = at + 2 if low[:2] == ["not", "one"] else at + 3 if low == ["not", "a", "single"] else 0
    if not end:
        return None
    last = row.words[end - 1].token
    return _zero(at, end, counted_noun(row.tree, last, last + 1, vague=True))
