"""Finds the amounts of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from sayso.extract.quantity import bounds, lists
from sayso.extract.quantity.counted import noun_counted
from sayso.extract.quantity.found import Found
from sayso.extract.quantity.measures import with_unit
from sayso.extract.quantity.nature import governor, is_change
from sayso.extract.quantity.record import Earlier, record_of
from sayso.extract.quantity.refuse import is_designator
from sayso.extract.quantity.row import Row, row_of
from sayso.extract.quantity.special import opens, special_at
from sayso.extract.quantity.stores import stores
from sayso.extract.quantity.units import currency_before
from sayso.extract.tree import Tree
from sayso.lang.amounts import Amount, may_begin, read_amount
from sayso.records import Article, Quantity, SentenceReading, TimeRange

__all__ = ["quantities_in"]

#: Words without which a sentence tells no amount, and what others begin with.
_COUNTING = lists.words("find.counting")
_STEMS = tuple(sorted(lists.words("find.stems")))
#: Verbs of votes and games.
_ENDED = lists.words("find.ended")
_DASHES = ("-", "–")
_MINUSES = ("-", "−", "–")


def quantities_in(
    sentence: SentenceReading,
    article: Article,
    times: Sequence[TimeRange],
    *,
    countries: Sequence[str] = (),
    tree: Tree | None = None,
) -> tuple[Quantity, ...]:
    """Quantities of a sentence in order.

    ``times`` are the sentence's times: numbers in dates are left out, and the one an amount covers is its
    period. ``countries`` are those the report speaks of, likeliest first, for currencies that share a name;
    ``tree`` is the sentence's, if there is one already. A bound the text does not state is None: "up to 14"
    has ``low`` None, "at least 20" ``high`` None.
    """
    if not any(_may_count(t.text) for t in sentence.tokens):
        return ()
    tree = tree or Tree(sentence)
    found = [*_all(row_of(tree, article, times, countries)), *stores(tree, article)]
    return tuple(sorted(found, key=lambda q: q.span))


@lru_cache(maxsize=8192)
def _may_count(text: str) -> bool:
    """Whether a word may be part of an amount."""
    low = text.lower()
    return (
        low[:1].isdigit()
        or low[-1:].isdigit()
        or low in _COUNTING
        or low.startswith(_STEMS)
        or low.endswith("fold")
        or low.rstrip("s") in _COUNTING
    )


def _all(row: Row) -> Iterator[Quantity]:
    """Every amount, left to right."""
    blocked, earlier, end = _in_dates(row), Earlier(), len(row)
    at = last = 0
    while at < end:
        if at in blocked:
            at = last = at + 1
            continue
        found = _at(row, at, last, blocked) if opens(row, at) else None
        if found is None:
            at += 1
            continue
        at = last = max(found.end, at + 1)
        made, earlier = record_of(row, found, earlier)
        yield made


def _in_dates(row: Row) -> frozenset[int]:
    """Words that are part of a time that names days."""
    dated = [t.span for t in row.times if t.dated]
    return frozenset(
        i
        for i, word in enumerate(row.words if dated else ())
        if any(s.start <= word.start and word.end <= s.end for s in dated)
    )


def _at(row: Row, at: int, last: int, blocked: frozenset[int]) -> Found | None:
    """The amount that begins at a word; bounds before it do not reach below ``last``."""
    special = special_at(row, at)
    if special is not None:
        bound, start = bounds.before(row.said, special.start, last)
        return replace(special, start=start, bound=bounds.joined(bound, special.bound))
    read = _read(row, at) if may_begin(row.texts, at) else None
    if read is None:
        return None
    amount, between = read
    if not blocked.isdisjoint(range(amount.start, amount.end)) or _is_idle(row, amount):
        return None
    amount = _first_of_change(row, _negative(row, amount))
    found = _as_score(row, with_unit(row, amount, between=between, last=last))
    amount = found.amount
    result = amount.score and _is_result(row, amount)
    if amount.score and row.said[amount.start + 1] == "to" and not result:
        return None
    measured = found.dimension not in ("count", "share") or found.unit is not None
    if not result and is_designator(row, amount, measured=measured and not amount.score):
        return None
    return found


def _read(row: Row, at: int) -> tuple[Amount, bool] | None:
    """The number or range at a word, and whether "between" or "from" before it belongs to it."""
    signed = currency_before(row.texts, at)
    lead = (signed[1] if signed is not None else at) - 1
    word = row.said[lead] if lead >= 0 else ""
    amount = read_amount(row.texts, at, after_between=word == "between")
    between = word == "between" or (
        word == "from" and amount is not None and not is_change(row.tree, row.words[at].token)
    )
    return None if amount is None else (amount, between)


def _is_idle(row: Row, amount: Amount) -> bool:
    """Whether "several" or "a few" counts nothing: "a few say so"."""
    if not amount.vague or row.said[amount.start] not in ("several", "a"):
        return False
    if row.said[amount.end - 1] not in ("several", "few"):
        return False
    return noun_counted(row, amount.start, amount.end, vague=True) is None


def _negative(row: Row, amount: Amount) -> Amount:
    """As in "-1.3%": a sign that stands apart from what is before it and at the digits after it."""
    at = amount.start
    if at == 0 or row.texts[at - 1] not in _MINUSES or amount.low is None or amount.low != amount.high:
        return amount
    sign, word = row.words[at - 1], row.words[at]
    older = row.words[at - 2] if at > 1 else None
    apart = older is None or older.end < sign.start or older.text in ("$", "£", "€", "(")
    if sign.end != word.start or not apart or not word.text[:1].isdigit():
        return amount
    return replace(amount, low=-amount.low, high=-amount.low)


def _first_of_change(row: Row, amount: Amount) -> Amount:
    """The first end of a range after a verb of change: "rose from 40 to 50" are two levels."""
    at = amount.start
    if (
        amount.low == amount.high
        or at == 0
        or row.said[at - 1] not in ("from", "by")
        or not is_change(row.tree, row.words[at].token)
    ):
        return amount
    joints = ("to", "and", "or", *_DASHES)
    end = next((i for i in range(at + 1, amount.end) if row.said[i] in joints), amount.end)
    return read_amount([*row.texts[:end], "."], at) or amount


def _as_score(row: Row, found: Found) -> Found:
    """The same as a score where "52-48" is how something ended, whichever number is greater."""
    amount = found.amount
    dashed = amount.end == amount.start + 3 and row.said[amount.start + 1] in _DASHES
    ended = dashed and amount.low != amount.high and found.unit is None and _is_result(row, amount)
    return replace(found, amount=replace(amount, score=True)) if ended else found


def _is_result(row: Row, amount: Amount) -> bool:
    """Whether "251 to 170" is how something ended: a vote, a game."""
    before = row.said[amount.start - 1] if amount.start else ""
    if before in ("score", "vote", "result") or (before == "by" and amount.score):
        return True
    verb = governor(row.tree, row.words[amount.start].token)
    return verb is not None and row.tree[verb].lemma.lower() in _ENDED
