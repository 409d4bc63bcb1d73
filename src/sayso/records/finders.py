"""What extraction asks of resolution: matches and the protocols that give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sayso.records.base import ActorKind, PlaceKind

__all__ = ["ActorFinder", "ActorMatch", "PlaceFinder", "PlaceMatch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMatch:
    """A place the gazetteer knows. ``within_km`` is the radius that surely holds it."""

    place_id: str
    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    within_km: float | None
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMatch:
    """Who a phrase names. ``country`` is ISO3 or a PLOVER international code.

    ``named`` tells an individual name ("Sergei Lavrov", "Hamas") from a description
    ("the rebels", "a senior U.S. official"). ``office`` is the office the phrase states, if any.
    """

    actor_id: str
    name: str
    kind: ActorKind
    country: str | None
    sectors: tuple[str, ...]
    named: bool
    office: str | None
    p: float


class PlaceFinder(Protocol):
    """Resolves place names."""

    def find(self, name: str, *, near: Sequence[str] = ()) -> PlaceMatch | None:
        """The best place of that name; ``near`` lists ISO3 countries of the report, likeliest first."""
        ...


class ActorFinder(Protocol):
    """Resolves actor phrases."""

    def find(
        self, phrase: str, *, label: str | None = None, on: date | None = None, near: Sequence[str] = ()
    ) -> ActorMatch:
        """Who ``phrase`` names. ``label`` is the reader's mention label, ``on`` the day of the report."""
        ...
