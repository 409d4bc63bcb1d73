"""Questions as keywords of a Python call: their types, their days, and what a misspelt one is told."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeAlias, TypedDict, TypeVar

from sayso.errors import QueryError, cut

__all__ = [
    "Day",
    "EventConditions",
    "FigureConditions",
    "ItineraryConditions",
    "OfficeConditions",
    "PartnerConditions",
    "RefusalConditions",
    "SpeakerConditions",
    "keywords_of",
    "question",
]

_F = TypeVar("_F", bound=Callable[..., object])
_Q = TypeVar("_Q")
#: A day as a `date`, or as ISO 8601 writes it.
Day: TypeAlias = date | str
#: Conditions that are days.
_DAYS = frozenset({"since", "until", "as_of"})


class EventConditions(TypedDict, total=False):
    """What can be asked of events and claims; see `sayso.EventQuery`."""

    actor: str | None
    target: str | None
    who: str | None
    kind: str | None
    type: str | None
    place: str | None
    country: str | None
    since: Day | None
    until: Day | None
    status: str | None
    certainty: str | None
    speaker: str | None
    min_origins: int
    rule: str | None
    text: str | None
    limit: int | None


class FigureConditions(TypedDict, total=False):
    """What can be asked of figures."""

    item: str | None
    subject: str | None
    measure: str | None
    since: Day | None
    until: Day | None
    limit: int | None


class SpeakerConditions(TypedDict, total=False):
    """What can be asked of speakers and of what they say, besides a name."""

    since: Day | None
    until: Day | None
    whole: bool
    kind: str | None
    country: str | None
    order: str
    at_least: int
    skip: int
    limit: int | None


class OfficeConditions(TypedDict, total=False):
    """What can be asked of office holders, besides a name."""

    since: Day | None
    until: Day | None
    reports: int
    limit: int | None


class ItineraryConditions(TypedDict, total=False):
    """What can be asked of an itinerary, besides whose it is."""

    since: Day | None
    until: Day | None
    as_of: Day | None
    newest: int | None


class PartnerConditions(TypedDict, total=False):
    """What can be asked of partners, besides whose they are."""

    limit: int
    named: bool
    edges: bool
    newest: int


class RefusalConditions(TypedDict, total=False):
    """What can be asked of refusals."""

    code: str | None
    run: str | None
    below: int | None
    limit: int | None


def question(shape: Callable[..., _Q], conditions: Mapping[str, object], **more: object) -> _Q:
    """The question of a kind that keywords ask, days of any form among them.

    Raises:
        TypeError: a keyword is none of those that can be asked; the nearest is named.
        QueryError: a value is none of those that can be asked for.
    """
    known = {field.name for field in fields(shape)} - more.keys()  # type: ignore[arg-type]
    for name in conditions:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            meant = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(known))}"
            raise TypeError(f"unexpected keyword argument {cut(name)}{meant}")
    given = {name: _day(name, v) if name in _DAYS else v for name, v in conditions.items()}
    return shape(**given, **more)


def _day(name: str, value: object) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        # as numpy's days are written as well
        return date.fromisoformat(str(value))
    except ValueError:
        raise QueryError(
            f"{name} is no day: {cut(value)}",
            item=name,
            hint='give a datetime.date, or text such as "2024-05-16"',
        ) from None


def keywords_of(shape: type, conditions: type) -> Callable[[_F], _F]:
    """Gives a function that takes ``conditions`` the signature that a notebook completes and shows."""
    hints: Mapping[str, Any] = conditions.__annotations__  # `Any`: types, written out or not

    def signed(function: _F) -> _F:
        before = [p for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]
        after = [
            inspect.Parameter(
                field.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=field.default,
                annotation=getattr(hints[field.name], "__forward_arg__", hints[field.name]),
            )
            for field in fields(shape)
            if field.name in hints
        ]
        returns = function.__annotations__["return"]
        function.__signature__ = inspect.Signature([*before, *after], return_annotation=returns)  # type: ignore[attr-defined]
        return function

    return signed
