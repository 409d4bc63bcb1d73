"""Where an actor was, is, and is said to go; and with whom it acts."""

from __future__ import annotations

from pydantic import Field

from sayso.engine.partners import Way
from sayso.engine.presence import Did, StopStatus
from sayso.faces.api.documents.parts import Document, Number, PloverType, Probability, Schema
from sayso.records import ActorKind, Grain, Modality, PlaceKind, Polarity, Status

__all__ = ["ItineraryAnswer", "PartnersAnswer"]


class WhoDocument(Document):
    """An actor."""

    id: str = Field(description="Identifier of the actor.")
    name: str = Field(description="Its name.")
    kind: ActorKind = Field(description="What kind of actor.")
    country: str | None = Field(description="ISO 3166 alpha-3.")


class StopPlaceDocument(Document):
    """Where a stop is."""

    name: str = Field(description="The place's name.")
    id: str | None = Field(description="Identifier of the place.")
    kind: PlaceKind = Field(description="How fine it is.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    admin1: str | None = Field(description="First-order division.")
    lat: float | None = Field(description="Latitude in degrees (WGS 84).")
    lon: float | None = Field(description="Longitude in degrees.")
    within_km: Number | None = Field(description="Radius that surely holds the place, in kilometres.")
    p: Probability = Field(description="How sure we are that this place is meant.")


class StopTimeDocument(Document):
    """When a stop is."""

    edtf: str | None = Field(description="ISO 8601-2.")
    earliest: str | None = Field(description="First day.")
    latest: str | None = Field(description="Last day.")
    grain: Grain | None = Field(
        description="`day` if it holds on all of these days; else on some of them. Null where accounts "
        "name none."
    )


class DoingDocument(Document):
    """What puts somebody at a place."""

    event: str = Field(description="Identifier of the event.")
    did: Did = Field(description="What.")
    type: PloverType = Field(description="PLOVER's type.")
    mode: str | None = Field(description="The finer kind.")
    status: Status = Field(description="Where the act stands.")
    claims: list[str] = Field(description="The claims.")


class CompanionDocument(WhoDocument):
    """Somebody met there, or along."""

    accounts: int = Field(description="How many accounts say so.")


class SureDocument(Document):
    """How sure the speakers are."""

    polarity: Polarity = Field(description="`+` it is so, `-` it is not so, `u` left open.")
    modality: Modality = Field(description="How sure.")


class WordDocument(Document):
    """That a stop was announced, denied or called off."""

    first_published: str | None = Field(description="Day of the first report that says so.")
    said_by: list[str] = Field(description="Who says so.")
    told: str = Field(description="The status, or the word for it.")
    edtf: str | None = Field(description="For which days.")
    claims: list[str] = Field(description="The claims.")


class StopDocument(Document):
    """Somebody at a place, or said to go there, or said not to."""

    number: int = Field(description="Its number, by which legs name it.")
    id: str = Field(description="Identifier of the stop.")
    status: StopStatus = Field(description="Whether somebody was there, is said to go, or is said not to.")
    told: str = Field(description="The finest word for it: happened, ongoing, planned, postponed, …")
    place: StopPlaceDocument
    reported: StopPlaceDocument | None = Field(
        description="The coarser place that is all that is reported, where the finer was only announced."
    )
    home: bool = Field(description="Whether it is in the actor's own country.")
    time: StopTimeDocument
    planned_until: str | None = Field(description="A later day up to which it is said to last.")
    current: bool = Field(description="Whether it holds on the day of `as_of`.")
    unconfirmed: bool = Field(description="Whether it was planned for a day before, and nobody tells of it.")
    did: list[DoingDocument] = Field(description="What puts the actor there.")
    with_: list[CompanionDocument] = Field(alias="with", description="With whom.")
    said_by: list[str] = Field(description="On whose word it rests.")
    rests_on: str | None = Field(description="The one speaker on whom all of it rests.")
    certainty: SureDocument
    p: Probability = Field(description="How sure we are that the texts say so.")
    reports: int = Field(description="How many reports.")
    publishers: int = Field(description="How many publishers.")
    origins: int = Field(description="How many independent origins.")
    first_published: str | None = Field(description="Day of the first report.")
    last_published: str | None = Field(description="Day of the last one.")
    claims: list[str] = Field(description="The claims that give its status.")
    support: list[str] = Field(description="Those of them that name a larger place or a longer time.")
    announced: WordDocument | None = Field(description="That it was announced.")
    denied: WordDocument | None = Field(description="That it was denied.")
    called_off: WordDocument | None = Field(description="That it was called off.")
    disagreements: dict[str, dict[str, list[str]]] = Field(
        description="In what accounts differ: each value with the claims that give it."
    )
    clashes: list[int] = Field(description="Numbers of other stops that cannot well hold as well.")


class LegDocument(Document):
    """From one stop to the next."""

    from_: int = Field(alias="from", description="Number of a stop.")
    to: int = Field(description="Number of the next.")
    status: StopStatus = Field(description="Whether both were done.")
    km: Number | None = Field(description="Great-circle distance in kilometres.")
    gap_days: int | None = Field(description="Days from the last day here to the first there.")
    kmh: Number | None = Field(description="The least speed that would do, in kilometres an hour.")
    impossible: bool = Field(description="Whether one person cannot well have done both.")
    why: str = Field(description="On what ground.")


class ItineraryAnswer(Document):
    """Where an actor was, is, and is said to go, as `sayso itinerary --format json` gives it."""

    schema_: Schema
    actor: WhoDocument
    as_of: str | None = Field(description="The day from which `ahead` and `unconfirmed` are reckoned.")
    unplaced: int = Field(description="Visits and meetings of which no account tells a place.")
    stops: list[StopDocument] = Field(description="The stops, in the order of their days.")
    legs: list[LegDocument] = Field(description="The legs between them.")


class TieDocument(Document):
    """Events of one type and one way round."""

    type: PloverType = Field(description="PLOVER's type.")
    way: Way = Field(description="Side by side, the actor to the other, or the other to the actor.")
    events: int = Field(description="How many.")
    ahead: int = Field(description="How many of them are planned or possible.")


class PartnerDocument(WhoDocument):
    """Somebody with whom an actor takes part in events."""

    described: bool = Field(description="Whether the identifier is of a description that many share.")
    events: int = Field(description="In how many events.")
    ahead: int = Field(description="How many of them are planned or possible.")
    origins: int = Field(description="How many independent origins tell of them, at most of one.")
    first: str | None = Field(description="Day of the first.")
    last: str | None = Field(description="Day of the last.")
    last_event: str | None = Field(description="Identifier of the last.")
    ties: list[TieDocument] = Field(description="Of which types, and which way round.")


class EdgeDocument(Document):
    """Two partners who meet in events."""

    one: str = Field(description="Identifier of the one.")
    other: str = Field(description="Identifier of the other.")
    events: int = Field(description="In how many events.")
    types: dict[str, int] = Field(description="Of which types.")


class PartnersAnswer(Document):
    """With whom an actor acts."""

    schema_: Schema
    actor: WhoDocument
    claims: int = Field(description="Claims about the actor.")
    counted: int = Field(description="Those of them that were looked at, the latest.")
    whole: bool = Field(description="Whether that is all of them.")
    others: int = Field(description="Partners that are not listed.")
    partners: list[PartnerDocument] = Field(description="The partners, those of most events first.")
    edges: list[EdgeDocument] = Field(description="Where partners meet one another, if that was asked for.")
    edge_claims: int = Field(description="Claims that were looked at for that.")
    edges_whole: bool = Field(description="Whether that was all of them.")
