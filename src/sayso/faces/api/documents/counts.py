"""Actors, and what events have in common: facets, days, places."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sayso.faces.api.documents.parts import Document, Number, Schema
from sayso.records import ActorKind, PlaceKind, Role, SpeakerKind

__all__ = [
    "ActorAnswer",
    "ActorList",
    "DaysAnswer",
    "FacetsAnswer",
    "MapAnswer",
]


class ActorFoundDocument(Document):
    """An actor by one of its names."""

    id: str = Field(description="Identifier of the actor.")
    name: str = Field(description="One of its names.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    kind: ActorKind = Field(description="What kind of actor.")
    events: int = Field(description="In how many events it takes part; one in two roles counts twice.")


class ActorList(Document):
    """Actors, those of most events first."""

    schema_: Schema
    data: list[ActorFoundDocument] = Field(description="The actors.")


class NamedActorDocument(Document):
    """An actor apart from its events."""

    id: str = Field(description="Identifier of the actor.")
    names: list[str] = Field(description="Names under which claims know it.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    kind: ActorKind = Field(description="What kind of actor.")


class ActorDayDocument(Document):
    """Events of an actor on a day, in one role."""

    day: str | None = Field(description="The day (ISO 8601).")
    role: str = Field(
        description="actor, recipient, or subject of a figure.",
        json_schema_extra={"enum": [*Role, "subject"]},
    )
    events: int = Field(description="How many.")


class SpeaksDocument(Document):
    """A speaker, and how many claims of his name the actor."""

    name: str = Field(description="The speaker's name.")
    kind: SpeakerKind = Field(description="What kind of source.")
    claims: int = Field(description="How many.")


class ActorAnswer(Document):
    """An actor: its names, its days, and who speaks of it."""

    schema_: Schema
    actor: NamedActorDocument = Field(description="The actor.")
    days: list[ActorDayDocument] = Field(description="Its events by day and role.")
    speakers: list[SpeaksDocument] = Field(description="Who speaks of it, most claims first.")


class CountDocument(Document):
    """A value that can be asked for, and how many events have it."""

    value: str = Field(description="What to ask for.")
    label: str = Field(description="What people call it.")
    events: int = Field(ge=1, description="How many events.")


class FacetsAnswer(Document):
    """What the newest events of a question have in common."""

    schema_: Schema
    events: int = Field(ge=0, description="Over how many events was counted.")
    capped: bool = Field(description="Whether there are more, which were not counted.")
    facets: dict[str, list[CountDocument]] = Field(
        description="For each condition the values its events have: type, status, certainty, country, "
        "origins, rule, actor, target, speaker."
    )


class DayDocument(Document):
    """Events of one type on one day."""

    day: str | None = Field(description="The day (ISO 8601); null where it is not known.")
    type: str | None = Field(
        description="PLOVER's type, or FIGURE; null where the question does not let types be told apart."
    )
    events: int = Field(ge=1, description="How many.")


class DaysAnswer(Document):
    """Events by day."""

    schema_: Schema
    partly: bool = Field(description="Whether only the newest events were counted.")
    data: list[DayDocument] = Field(description="The days, earliest first.")


class PointDocument(Document):
    """A GeoJSON point."""

    type: Literal["Point"] = Field(description="Always Point.")
    coordinates: tuple[float, float] = Field(description="Longitude and latitude in degrees (WGS 84).")


class PlacePropertiesDocument(Document):
    """A place and its events."""

    id: str | None = Field(description="Identifier of the place; null where it did not resolve.")
    name: str = Field(description="The place's name.")
    kind: PlaceKind = Field(description="How fine it is; a country's point is not where something happened.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    within_km: Number | None = Field(description="Radius that surely holds the place, in kilometres.")
    events: int = Field(ge=1, description="How many events.")
    newest: str = Field(description="Identifier of the newest.")


class FeatureDocument(Document):
    """A place as a GeoJSON feature."""

    type: Literal["Feature"] = Field(description="Always Feature.")
    geometry: PointDocument | None = Field(description="Its point; null where none is known.")
    properties: PlacePropertiesDocument


class MapAnswer(Document):
    """The places of the newest events of a question as GeoJSON (RFC 7946)."""

    type: Literal["FeatureCollection"] = Field(description="Always FeatureCollection.")
    events: int = Field(ge=0, description="Of how many events the places are.")
    capped: bool = Field(description="Whether there are more events.")
    features: list[FeatureDocument] = Field(description="The places, those of most events first.")
