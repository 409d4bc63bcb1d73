"""What the words around a number make of it: a lower or upper bound, nearly, about."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass
from sayso.extract.quantity import lists
from sayso.lang.amounts import Amount
from sayso.records import Approx

__all__ = ["Bound", "after", "before", "bounded", "by_verb", "joined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How words bound a number.

    ``side`` is low, high or "" for neither; ``closed`` says whether the number itself may be.
    """

    side: str = ""
    closed: bool = True
    approx: Approx = Approx.NONE


_PLAIN = Bound()
#: Verbs whose particle "over" is, and forms of being before "short of".
_WITH_OVER, _BEING = lists.words("bounds.of_verbs.over"), lists.words("bounds.of_verbs.being")
#: What phrases of each list in `data/quantity.toml` make of a number.
_MEANINGS = {
    "least": Bound(side="low"),
    "over": Bound(side="low", closed=False),
    "most": Bound(side="high"),
    "under": Bound(side="high", closed=False),
    "nearly": Bound(side="high", closed=False, approx=Approx.NEARLY),
    "just_over": Bound(side="low", closed=False, approx=Approx.JUST_OVER),
    "about": Bound(approx=Approx.ABOUT),
    "plain": _PLAIN,
}


def _read(name: str) -> dict[tuple[str, ...], Bound]:
    """The phrases of a table of `data/quantity.toml`, with what they make of a number."""
    return {
        tuple(phrase.split()): _MEANINGS[kind]
        for kind, told in lists.phrases(name).items()
        for phrase in told
    }


_BEFORE = _read("bounds.before")
_LAST = frozenset(words[-1] for words in _BEFORE)
_LONGEST = max(len(words) for words in _BEFORE)
_AFTER = _read("bounds.after")
#: Verbs that say a number was passed or not, and what they make of it.
_VERBS = {verb: bound for (verb,), bound in _read("bounds.verbs").items()}


def before(words: Sequence[str], start: int, floor: int = 0) -> tuple[Bound, int]:
    """The bound that words right before ``start`` state, and where they begin.

    ``words`` are in lower case; those below ``floor`` are not looked at.
    """
    found, at = _PLAIN, start
    while True:
        step = _one(words, at, floor)
        if step is None or (found.side and step[0].side) or _is_other(words, step[1], floor):
            return found, at
        bound, at = step
        if bound != _PLAIN:
            found = _both(bound, found)


def _one(words: Sequence[str], start: int, floor: int) -> tuple[Bound, int] | None:
    """The bound of the longest phrase that ends right before ``start``, and where it begins."""
    if start <= floor or words[start - 1] not in _LAST:
        return None
    for n in range(min(_LONGEST, start - floor), 0, -1):
        bound = _BEFORE.get(tuple(words[start - n : start]))
        if bound is not None:
            return bound, start - n
    return None


def _is_other(words: Sequence[str], start: int, floor: int) -> bool:
    """Whether words that bound elsewhere belong to the verb before them: "hand over 3", "is short of 40"."""
    if start <= floor or start < 1:
        return False
    first, older = words[start], words[start - 1]
    if first == "over":
        return older in _WITH_OVER
    return list(words[start : start + 2]) == ["short", "of"] and older in _BEING


def _both(outer: Bound, inner: Bound) -> Bound:
    """Two bounds one before the other: "at least some 40" is at least 40, "an estimated 50 or more" both."""
    if outer.side or (not inner.side and inner.approx is Approx.NONE):
        return outer
    return inner


def after(words: Sequence[str], end: int) -> tuple[Bound, int]:
    """The bound that words right after a number state, and where they end; ``words`` are in lower case."""
    for n in (2, 1):
        told = tuple(words[end : end + n])
        if len(told) == n and told in _AFTER:
            return _AFTER[told], end + n
    return _PLAIN, end


def joined(head: Bound, tail: Bound) -> Bound:
    """The bound of words before and after a number together."""
    if tail == _PLAIN or head.side:
        return head
    if tail.side:
        return tail
    return head if head.approx is not Approx.NONE else tail


def by_verb(lemma: str, *, denied: bool = False) -> Bound | None:
    """What a verb makes of its object's number: "topped 3,000", "must not exceed 10"."""
    told = _VERBS.get(lemma)
    return _MEANINGS["most"] if denied and told == _MEANINGS["over"] else told


def bounded(amount: Amount, bound: Bound) -> tuple[float | None, float | None, bool, bool]:
    """Ends of an amount under a bound, and whether each is closed."""
    low, high = amount.low, amount.high
    if low is None and high is None:
        return None, None, True, True
    if bound.side == "low":
        return low, None, bound.closed, True
    if bound.side == "high":
        return None, high, True, bound.closed
    return low, high, True, True
