"""What is known of single lines, remembered for a while: copies repeat nearly every line of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

__all__ = ["LINES_KEPT", "LONGEST_LINE", "Kept", "remembered"]

_P = ParamSpec("_P")
_V = TypeVar("_V")

#: Lines longer than this are not remembered, so that what is kept is bounded whatever comes in. Paragraphs of
#: news have 250 characters on average, and one in a thousand has more than this.
LONGEST_LINE = 1500
#: Lines remembered at most: those of some 200 reports.
LINES_KEPT = 1 << 12


class Kept(Generic[_V]):
    """The values of one function of a line, made for many lines together; those met last are remembered.

    Args:
        most: how many are held; half as many, at least, are those met last.
    """

    def __init__(self, most: int = LINES_KEPT) -> None:
        self._most = most // 2
        # Two shelves, the older dropped whole when the younger is full: cheaper than an order of use.
        self._young: dict[str, _V] = {}
        self._old: dict[str, _V] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def of(self, lines: Sequence[str], make: Callable[[Sequence[str]], Sequence[_V]]) -> list[_V]:
        """The value of each line; ``make`` gives those not remembered, each from its line alone."""
        young, old = self._young, self._old
        try:
            return [young[line] for line in lines]
        except KeyError:
            pass
        known = {line: young[line] for line in lines if line in young}
        again = {line: old[line] for line in lines if line in old and line not in known}
        wanted = list(dict.fromkeys(line for line in lines if line not in known and line not in again))
        fresh = again | dict(zip(wanted, make(wanted) if wanted else (), strict=True))
        for line, value in fresh.items():
            if len(line) <= LONGEST_LINE:
                self._keep(line, value)
        known |= fresh
        return [known[line] for line in lines]

    def _keep(self, line: str, value: _V) -> None:
        if len(self._young) >= self._most:
            self._old = self._young
            self._young = {}
        self._young[line] = value


def remembered(function: Callable[Concatenate[str, _P], _V]) -> Callable[Concatenate[str, _P], _V]:
    """A function of a line, and of what can be hashed, whose values for the lines met last are remembered.

    Units:
        `LINES_KEPT` values, each with its line: 1.5 MB for news as it is, 8 MB at most, and the values.
    """
    # `Any`: an `lru_cache` does not know that what it is given can be hashed
    kept: Any = lru_cache(maxsize=LINES_KEPT)(function)

    def of(line: str, /, *args: _P.args, **kwargs: _P.kwargs) -> _V:
        found: _V = (kept if len(line) <= LONGEST_LINE else function)(line, *args, **kwargs)
        return found

    update_wrapper(of, function)
    return of
