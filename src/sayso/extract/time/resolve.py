"""Which days an expression means: a function of it, the day spoken from, the tense and the time told before.

Nothing here knows a clock. Without a day of publication only what names its year resolves. The rules are in
`resolve_days`, `resolve_periods`, `resolve_units` and `resolve_parts`; those for an expression made of
another are handed the function that says what the other means.
"""

from __future__ import annotations

from collections.abc import Mapping

from sayso.extract.time import resolve_days, resolve_parts, resolve_periods, resolve_units
from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.meaning import NO_DAY, Asked, Composed, Meaning, Rule, UnresolvedError

__all__ = ["resolve"]

_PLAIN: Mapping[Sort, Rule] = {**resolve_days.PLAIN, **resolve_periods.PLAIN, **resolve_units.PLAIN}
_COMPOSED: Mapping[Sort, Composed] = {
    **resolve_days.COMPOSED,
    **resolve_units.COMPOSED,
    **resolve_parts.COMPOSED,
}
#: Why what names no days stays open.
_NAMELESS: Mapping[Sort, str] = {Sort.DURATION: "how long, not when", Sort.SET: "again and again"}
_REFERENCES = {"past": "some time ago", "present": "about now", "future": "some time ahead"}


def resolve(said: Expr, asked: Asked) -> Meaning:
    """The days an expression means, or why they stay open.

    Invariants:
        Never raises; the same arguments always give the same answer; every interval begins before it ends.
    """
    try:
        return _meaning(said, asked)
    except UnresolvedError as why:
        return Meaning(open=str(why))
    except (ValueError, OverflowError):
        return Meaning(open="no such day")


def _meaning(said: Expr, asked: Asked) -> Meaning:
    """What an expression means, itself or within another.

    Raises:
        UnresolvedError: it stays open; the message is the reason.
        ValueError: no calendar has such a day.
    """
    if said.sort in _NAMELESS:
        raise UnresolvedError(_NAMELESS[said.sort])
    if said.sort is Sort.REFERENCE:
        raise UnresolvedError(_REFERENCES[said.name])
    if asked.today is None and not said.fixed and said.sort is not Sort.STORY:
        raise UnresolvedError(NO_DAY)
    plain = _PLAIN.get(said.sort)
    return plain(said, asked) if plain is not None else _COMPOSED[said.sort](said, asked, _meaning)
