"""What others ask of resolution: matches, offices and the protocols that give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from sayso.classes import dataclass
from sayso.records.base import ActorKind, PlaceKind, Span
from sayso.records.reading import ToponymUse

__all__ = [
    "ActorFinder",
    "ActorMatch",
    "Office",
    "OfficeFinder",
    "PlaceContext",
    "PlaceFinder",
    "PlaceMatch",
    "PlaceMention",
    "RunnerUp",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerUp:
    """The place that a name would have meant next."""

    place_id: str
    name: str
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place name as a report writes it.

    ``start`` counts characters of the report's text; ``before`` and ``after`` are the characters round the
    name, some forty of each, of which the words right after tell most ("Springfield, Ill."). ``use`` is what
    the reader takes the name to be used for, None where it was not asked.
    """

    text: str
    start: int = 0
    before: str = ""
    after: str = ""
    use: ToponymUse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceContext:
    """What is known of a report whose places are resolved.

    ``publisher`` is a domain ("example.org") or an address with one; ``dateline`` the place that opens the
    report; ``countries`` lists ISO3 countries that it speaks of, likeliest first.
    """

    publisher: str | None = None
    dateline: str | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMatch:
    """A place the gazetteer knows. ``within_km`` is the radius that surely holds it.

    ``geonameid`` is GeoNames' id where it has one; ``use`` what the name is used for; ``runner_up`` the place
    it would have meant next; ``anchored`` tells that the gazetteer lacks the name itself, a site's, and the
    place is a town of the report that stands in for it.
    """

    place_id: str
    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    within_km: float | None
    p: float
    geonameid: int | None = None
    use: ToponymUse = ToponymUse.LITERAL
    runner_up: RunnerUp | None = None
    anchored: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the words beside a name say of an office.

    ``holder`` is the name as written, without titles; ``country`` ISO3 or a PLOVER international code;
    ``sectors`` those of the office while it is held; ``former`` whether the words say that it is over;
    ``sole`` whether one person holds it at a time ("foreign minister", not "lawmaker").
    """

    holder: str
    office: str
    country: str
    sectors: tuple[str, ...]
    former: bool
    sole: bool


class PlaceFinder(Protocol):
    """Resolves place names."""

    def find(self, name: str, *, near: Sequence[str] = ()) -> PlaceMatch | None:
        """The best place of that name; ``near`` lists ISO3 countries of the report, likeliest first."""
        ...

    def resolve_all(
        self, mentions: Sequence[PlaceMention], context: PlaceContext
    ) -> tuple[PlaceMatch | None, ...]:
        """The place of every mention of one report, decided together; None where none is known."""
        ...


class ActorFinder(Protocol):
    """Resolves actor phrases."""

    def find(
        self, phrase: str, *, label: str | None = None, on: date | None = None, near: Sequence[str] = ()
    ) -> ActorMatch:
        """Who ``phrase`` names. ``label`` is the reader's mention label, ``on`` the day of the report."""
        ...


class OfficeFinder(Protocol):
    """Reads titles."""

    def offices(self, sentence: str, name: Span, *, near: Sequence[str] = ()) -> tuple[Office, ...]:
        """The offices that the words beside ``name``, a span of ``sentence``, say it holds or held.

        ``near`` lists ISO3 countries of the report, likeliest first.
        """
        ...
