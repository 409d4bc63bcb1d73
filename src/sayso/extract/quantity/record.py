"""The record of an amount: its bounds, item, rate, nature and period put together."""

from __future__ import annotations

from sayso.classes import dataclass, replace
from sayso.extract.quantity import bounds
from sayso.extract.quantity.ages import age_end
from sayso.extract.quantity.bounds import Bound
from sayso.extract.quantity.counted import noun_of, said_of
from sayso.extract.quantity.found import Found, Place
from sayso.extract.quantity.items import item_of, name_of, top_word
from sayso.extract.quantity.nature import direction_of, governor, nature_of, way_before
from sayso.extract.quantity.periods import period_of
from sayso.extract.quantity.rates import Rate, exchanged, of_opinion, per_after, per_behind, taken_apart
from sayso.extract.quantity.row import Row
from sayso.extract.tree import Tree
from sayso.records import Approx, Nature, Quantity, Span

__all__ = ["Earlier", "record_of"]

_PLAIN = Bound()
#: Natures of amounts that cover no time.
_TIMELESS = frozenset({Nature.SCORE, Nature.DURATION, Nature.AGE})
_DENIED = frozenset({"not", "n't", "n’t", "never", "longer"})
#: Dimensions of which a change may be told by the word before the amount.
_MOVING = frozenset({"share", "points", "money", "count"})
#: Dimensions that are not measured in a unit of their own.
_UNMEASURED = frozenset({"count", "share", "time"})
#: Dimensions whose rate stands right behind the amount, if anywhere.
_UNRATED = frozenset({"count", "money", "share", "time"})
#: How far behind its amount a counted noun may stand to belong to its words.
_FAR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the amounts before in the sentence told: the last item, the last bound and where its words end."""

    item: str | None = None
    bound: Bound = _PLAIN
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the words behind an amount tell: what it counts and its rate, and where they end."""

    end: int
    item: str | None = None
    counted: str | None = None
    rate: Rate | None = None


def record_of(row: Row, found: Found, earlier: Earlier) -> tuple[Quantity, Earlier]:
    """The record of an amount, and what it tells those behind it."""
    place, first = _placed(row, found)
    bound = _bound(row, found, place, earlier)
    own_end = found.end
    found, rate = _rated(row, found, place)
    told = _told(row, found, place, rate, earlier)
    direction = _direction(row, found, place)
    words = (first, row.words[told.end - 1].token + 1)
    nature = found.nature or _nature(row, found, place, words, direction)
    amount = found.amount
    low, high, low_closed, high_closed = bounds.bounded(amount, bound)
    approx = Approx.VAGUE if amount.vague else bound.approx
    span = Span(row.words[found.start].start, row.words[told.end - 1].end)
    made = Quantity(
        text=span.of(row.article.text),
        span=span,
        low=None if amount.score else low,
        high=None if amount.score else high,
        unit=found.unit,
        counted=told.counted,
        per=None if told.rate is None else told.rate.name,
        approximate=approx is not Approx.NONE,
        code=found.code or (None if found.dimension == "money" else "1"),
        per_code=None if told.rate is None else told.rate.code,
        item=told.item,
        approx=approx,
        low_closed=low_closed,
        high_closed=high_closed,
        point=tuple(dict.fromkeys(p for p in (amount.low, amount.high) if p is not None)),
        nature=nature,
        direction=direction if nature is Nature.CHANGE else "",
        period=None if nature in _TIMELESS else period_of(row, place, span),
        assumed=found.assumed,
    )
    counts = made.code == "1" and made.item is not None and nature is not Nature.RANK
    return made, Earlier(item=made.item if counts else earlier.item, bound=bound, end=own_end)


def _placed(row: Row, found: Found) -> tuple[Place, int]:
    """Where an amount hangs, and the first word of the tree that is its own."""
    first = found.amount.start
    if found.dimension == "money" and first > found.start and not row.texts[first - 1][:1].isalnum():
        first -= 1  # the sign is the head of its number
    a = row.words[first].token
    top = top_word(row.tree, a, row.words[max(found.amount.end, found.end) - 1].token + 1)
    return Place(top=top, verb=governor(row.tree, top)), a


# ------------------------------------------------------------------ bounds


def _bound(row: Row, found: Found, place: Place, earlier: Earlier) -> Bound:
    """The bound of an amount's own words, else of its verb, else of the amount it restates."""
    if found.bound != _PLAIN:
        return found.bound
    told = None if place.verb is None else _verb_bound(row.tree, place.top, place.verb)
    if told is not None:
        return told
    return earlier.bound if earlier.bound.side and _restates(row, found, earlier) else _PLAIN


def _verb_bound(tree: Tree, top: int, verb: int) -> Bound | None:
    """As in "topped 3,000 marchers", "capped at 75,000": only of the verb's own object."""
    at = top
    if tree.rel(top) == "nummod" and tree[top].head >= 0:
        at = tree[top].head
    rel = tree.rel(at)
    if rel not in ("obj", "obl") or tree[at].head != verb:
        return None
    denied = any(tree[c].text.lower() in _DENIED for c in tree.of(verb, "advmod"))
    told = bounds.by_verb(tree[verb].lemma.lower(), denied=denied)
    if told is None:
        return None
    if rel == "obj":
        return told if told.side != "high" or denied or told.approx is Approx.NEARLY else None
    return told if told.side == "high" and tree.preposition(at) in ("at", "to") else None


def _restates(row: Row, found: Found, earlier: Earlier) -> bool:
    """Whether an amount in brackets says the one before it in another unit: "more than 100 km (60 miles)"."""
    before = found.start - 1
    return (
        found.dimension not in _UNMEASURED
        and before >= 0
        and before == earlier.end
        and row.texts[before] == "("
    )


# ------------------------------------------------------------------ rates, items and changes


def _rated(row: Row, found: Found, place: Place) -> tuple[Found, Rate | None]:
    """The amount as its unit makes it: a speed with its rate, an exchange rate, percentage points, an age."""
    found, rate = taken_apart(found)
    if rate is None:
        found, rate = exchanged(row, found, place)
    if found.unit == "point" and of_opinion(row, found, place):
        return replace(found, unit="percentage point", code="{pp}"), rate
    old = age_end(row, found) if found.nature is None else None
    return (found if old is None else replace(found, nature=Nature.AGE, end=old)), rate


def _told(row: Row, found: Found, place: Place, rate: Rate | None, earlier: Earlier) -> _Told:
    """What stands behind an amount: its rate and what it counts."""
    rate = rate or per_after(row, found.end, found)
    end = found.end if rate is None else rate.end
    noun = noun_of(row, found, place, end)
    item, counted = found.item, None
    if noun is not None:
        behind = row.words[end - 1].token + 1
        outside = behind if noun >= behind else -1
        counted = name_of(row.tree, noun)
        item = item or item_of(row.tree, noun, outside, bare=found.dimension != "count")
        if found.dimension == "count" and -1 <= noun - behind < _FAR:
            end = _end_of_noun(row, end, noun)
            second = per_after(row, end, found)
            end = end if second is None else second.end
            rate = rate or second
    elif item is None and _counts(found):
        item = said_of(row, found, place, earlier.item)
    if rate is None and found.dimension not in _UNRATED and list(row.said[end : end + 1]) == ["of"]:
        rate = per_behind(row, end, found)
    return _Told(end=end, item=item, counted=counted, rate=rate)


def _counts(found: Found) -> bool:
    """Whether an amount counts something, said or not."""
    return found.dimension == "count" and not found.amount.score and found.nature is not Nature.RANK


def _end_of_noun(row: Row, end: int, noun: int) -> int:
    """Where the words of an amount end that reach to the noun it counts; not over another number."""
    last = row.last_of(noun)
    over = any(row.texts[i][:1].isdigit() for i in range(end, last))
    return end if over and row.said[end] != "of" else max(end, last + 1)


def _nature(row: Row, found: Found, place: Place, words: tuple[int, int], direction: str) -> Nature:
    """What an amount in words [a, b) of the tree is, where finding it did not tell."""
    if found.amount.score:
        return Nature.SCORE
    return nature_of(row.tree, place, words, dimension=found.dimension, direction=direction)


def _direction(row: Row, found: Found, place: Place) -> str:
    """Up or down by a sign, the verb or the word before an amount, "" if none tells."""
    told = _signed(row, found) or direction_of(row.tree, place.verb, place.top)
    if told or not found.start or found.dimension not in _MOVING:
        return told
    return way_before(row.tree, row.words[found.start - 1].token)


def _signed(row: Row, found: Found) -> str:
    """Up or down by a sign: "+0.2%", "-1.3%"."""
    start = found.amount.start
    if found.dimension not in ("share", "points"):
        return ""
    if start and row.texts[start - 1] == "+":
        return "up"
    return "down" if (found.amount.low or 0) < 0 else ""
