"""Amounts that are no number before a noun: the rules for them, in order, and which words they begin with."""

from __future__ import annotations

from functools import lru_cache

from sayso.extract.quantity.ages import age_in_commas, age_said, aged
from sayso.extract.quantity.factors import FACTOR_RULES, VERBS, half_as, is_fold
from sayso.extract.quantity.found import Found, bare, one
from sayso.extract.quantity.fractions import half_a, one_in, part
from sayso.extract.quantity.ranks import ordinal, rank
from sayso.extract.quantity.row import Row
from sayso.extract.quantity.zeros import nobody, not_one, nothing
from sayso.lang.amounts import may_begin
from sayso.records import Nature

__all__ = ["opens", "special_at"]

#: Words that an amount may begin with beside numbers, ordinals and verbs of factors.
_OPENING = frozenset({"a", "an", "half", "magnitude", "nobody", "none", "no", "not", "one", "twice"})


def opens(row: Row, at: int) -> bool:
    """Whether an amount may begin at a word: false where none does, and quick."""
    if _opening(row.low[at]):
        return True
    token = row.token(at)
    return token.upos == "VERB" and token.lemma.lower() in VERBS


@lru_cache(maxsize=8192)
def _opening(low: str) -> bool:
    """Whether a word in lower case begins amounts, whatever follows."""
    return low in _OPENING or may_begin([low], 0) or ordinal(low) is not None or is_fold(low)


def special_at(row: Row, at: int) -> Found | None:
    """The special amount that begins at a word, None if none does."""
    for rule in _RULES:
        found = rule(row, at)
        if found is not None:
            return found
    return None


def _magnitude(row: Row, at: int) -> Found | None:
    """As in "magnitude 6.3", "a magnitude-5 quake"; "5.8-magnitude" is a measure."""
    if row.low[at] != "magnitude":
        return None
    nxt = at + 2 if at + 1 < len(row) and row.texts[at + 1] in ("-", "–", "of") else at + 1
    amount = row.amount(nxt, 2) if nxt < len(row) else None
    if amount is None or amount.low is None or not 0 <= amount.low <= 10:
        return None
    return Found(
        start=at,
        end=amount.end,
        amount=one(nxt, nxt + 1, amount.low),
        nature=Nature.MEASURE,
        unit="magnitude",
        code="{magnitude}",
        dimension="magnitude",
    )


def _strong(row: Row, at: int) -> Found | None:
    """As in "a 600-strong battalion", "the fund's 12-strong board"."""
    amount = row.amount(at, 5)
    if amount is None or amount.low is None or amount.score:
        return None
    if list(row.low[amount.end : amount.end + 2]) not in (["-", "strong"], ["–", "strong"]):
        return None
    strong = row.words[amount.end + 1].token
    head = row.tree[strong].head
    noun = head if head > strong else None
    return Found(start=at, end=amount.end + 2, amount=bare(amount), nature=Nature.LEVEL, noun=noun)


_RULES = (
    one_in,
    not_one,
    half_as,
    *FACTOR_RULES,
    rank,
    nobody,
    nothing,
    _magnitude,
    aged,
    age_in_commas,
    age_said,
    _strong,
    half_a,
    part,
)
