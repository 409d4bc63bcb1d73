"""Which words a text must hold for a pattern to match at all: a look at those is quicker than a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from re import _constants as kinds  # type: ignore[attr-defined]  # the parser of `re`, which has no types
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["needed"]

#: Shorter ones are in every text. More ways to spell one stretch than these are not told apart.
_SHORTEST, _MOST = 2, 64

Needed = frozenset[str] | None


def needed(pattern: str) -> Needed:
    """Strings of which every match of a pattern holds at least one, case as it may be; None if none are sure.

    Raises:
        re.error: the pattern is none.
    """
    return _of(list(parser.parse(pattern)))


def _of(sequence: Sequence[Any]) -> Needed:
    """As `needed`, of a part of a parsed pattern: of what must be there, that of which least would pass."""
    options = [option for option in _options(sequence) if option and min(map(len, option)) >= _SHORTEST]
    return max(options, key=lambda option: (min(map(len, option)), -len(option)), default=None)


def _options(sequence: Sequence[Any]) -> Iterator[Needed]:
    """Of each stretch of a sequence, the ways to spell it; and of each part that has many, what it needs."""
    spelt = [""]
    for item in sequence:
        ways = _spelt(item)
        if ways is not None and len(spelt) * len(ways) <= _MOST:
            spelt = [a + b for a, b in product(spelt, ways)]
            continue
        yield frozenset(spelt)
        spelt = [""]
        yield _inside(item)
    yield frozenset(spelt)


def _spelt(item: Any) -> list[str] | None:
    """All strings that a part of a pattern matches; None where there are too many to tell."""
    kind, value = item
    if kind is kinds.LITERAL:
        return [chr(value)]
    if kind is kinds.AT or kind in (kinds.ASSERT, kinds.ASSERT_NOT):
        return [""]
    if kind is kinds.IN:
        chars = [chr(char) for each, char in value if each is kinds.LITERAL]
        return chars if len(chars) == len(value) <= _MOST else None
    if kind is kinds.SUBPATTERN:
        return _sequence(value[-1])
    if kind is kinds.BRANCH:
        every = [_sequence(part) for part in value[1]]
        ways = [way for part in every if part is not None for way in part]
        return ways if None not in every and len(ways) <= _MOST else None
    return None


def _sequence(parts: Sequence[Any]) -> list[str] | None:
    spelt = [""]
    for item in parts:
        ways = _spelt(item)
        if ways is None or len(spelt) * len(ways) > _MOST:
            return None
        spelt = [a + b for a, b in product(spelt, ways)]
    return spelt


def _inside(item: Any) -> Needed:
    """What a part needs that can be spelt in too many ways; None where it need not be there."""
    kind, value = item
    if kind is kinds.SUBPATTERN:
        return _of(list(value[-1]))
    if kind is kinds.BRANCH:
        every = [_of(list(part)) for part in value[1]]
        return None if None in every else frozenset(s for part in every if part for s in part)
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT) and value[0] > 0:
        return _of(list(value[-1]))
    return None
