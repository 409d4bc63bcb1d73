"""Factors: "doubled", "tenfold", "three times as many", "half as many"."""

from __future__ import annotations

import re

from sayso.extract.quantity import lists
from sayso.extract.quantity.found import Found, bare, one
from sayso.extract.quantity.items import counted_noun
from sayso.extract.quantity.nature import is_change
from sayso.extract.quantity.row import Row
from sayso.lang.amounts import Amount
from sayso.records import Nature

__all__ = ["FACTOR_RULES", "VERBS", "half_as", "is_fold"]

#: Verbs by their dictionary form.
VERBS = {verb: float(value) for verb, value in lists.table("factors.verbs").items()}
_FOLDS = {word: float(value) for word, value in lists.table("factors.folds").items()}
_FOLD = re.compile(r"(\d{1,9})fold")
_COMPARED = lists.words("factors.compared")
_OWNERS = frozenset({"the", "its", "their", "his", "her"})


def is_fold(low: str) -> bool:
    """Whether a word in lower case is one such as "tenfold"."""
    return low in _FOLDS or _FOLD.fullmatch(low) is not None


def _factor(at: int, end: int, amount: Amount, noun: int | None = None) -> Found:
    """The record of a factor in words [at, end)."""
    return Found(
        start=at,
        end=end,
        amount=amount,
        nature=Nature.FACTOR,
        unit="times",
        code="x",
        dimension="factor",
        noun=noun,
    )


def _said(row: Row, at: int) -> Found | None:
    """As in "doubled", "has tripled", "halved", "tenfold"."""
    token, low = row.token(at), row.low[at]
    if token.upos == "VERB" and (value := VERBS.get(token.lemma.lower())) is not None:
        return _factor(at, at + 1, one(at, at + 1, value))
    if not low.endswith("fold"):
        return None
    digits = _FOLD.fullmatch(low)
    value = float(digits[1]) if digits is not None else _FOLDS.get(low)
    return None if value is None else _factor(at, at + 1, one(at, at + 1, value))


def _times(row: Row, at: int) -> Found | None:
    """As in "three times as many", "eight times the price", "five-fold", "twice as high"."""
    if row.low[at] == "twice" and at + 1 < len(row) and row.low[at + 1] in _COMPARED:
        return _factored(row, at, at + 1, one(at, at + 1, 2.0))
    amount = row.amount(at, 6)
    if amount is None or amount.low is None or amount.share or amount.score:
        return None
    end, nxt = amount.end, list(row.low[amount.end : amount.end + 2])
    if nxt[:1] == ["times"] and len(nxt) > 1:
        said = _is_compared(row, end + 1) or is_change(row.tree, row.words[at].token)
        return _factored(row, at, end + 1, bare(amount)) if said else None
    return _factored(row, at, end + 2, bare(amount)) if nxt == ["-", "fold"] else None


def _is_compared(row: Row, at: int) -> bool:
    """Whether the word after "times" compares: "as", "the", "more", "dirtier"."""
    low = row.low[at]
    if low in _COMPARED or low in ("more", "less", "larger"):
        return True
    than = list(row.low[at + 1 : at + 2]) == ["than"]
    return low.endswith("er") and (than or row.upos(at) in ("ADJ", "ADV"))


def _factored(row: Row, at: int, end: int, amount: Amount) -> Found:
    """A factor; "ten times the load" is of the load."""
    noun = None
    if end < len(row) and row.low[end] in _OWNERS:
        token = row.words[end].token
        noun = counted_noun(row.tree, token, token + 1, vague=False)
    return _factor(at, end, amount, noun)


def half_as(row: Row, at: int) -> Found | None:
    """As in "half as many Swedes ski"."""
    if list(row.low[at : at + 3]) not in (["half", "as", "many"], ["half", "as", "much"]):
        return None
    noun = row.words[at + 3].token if row.upos(at + 3) in ("NOUN", "PROPN") else None
    return _factor(at, at + 3, one(at, at + 3, 0.5), noun)


#: Rules in the order in which they are tried.
FACTOR_RULES = (_said, _times)
