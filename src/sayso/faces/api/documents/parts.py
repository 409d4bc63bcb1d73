"""What all documents are made of: the base of their types, and the words of a text with what they mean."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sayso.ledger import TYPES
from sayso.records import (
    ActorKind,
    Approx,
    Grain,
    Modality,
    Nature,
    PlaceKind,
    Polarity,
    Role,
    SpeakerKind,
    TimeKind,
    TimeStatus,
)
from sayso.records.reading import ToponymUse

__all__ = [
    "ActorDocument",
    "CertaintyDocument",
    "Document",
    "EvidenceDocument",
    "Number",
    "PlaceDocument",
    "PloverType",
    "Probability",
    "QuantityDocument",
    "Schema",
    "Span",
    "SpeakerDocument",
    "TimeDocument",
    "absent",
]


class Document(BaseModel):
    """Base of all documents. Fields may be added in later versions; those named keep name, type, meaning."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")


Schema = Annotated[
    Literal["sayso/1"], Field(alias="schema", description="Which version of the documents this is.")
]
Span = Annotated[
    tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]],
    Field(description="Half-open range of Unicode code points of the report's normalised text."),
]
Probability = Annotated[float, Field(ge=0, le=1)]
#: Whole numbers are written without a fraction.
Number = int | float

PloverType = Annotated[str, Field(json_schema_extra={"enum": list(TYPES)})]


def absent(description: str) -> Any:
    """A field that is left out where it does not apply, and is never null.

    `Any` because a default stands where a value of the field's own type is declared.
    """
    return Field(default=None, description=description, json_schema_extra=_without_default)


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


class ActorDocument(Document):
    """Somebody in a claim: the words, and who that is."""

    role: Role = Field(description="What part it plays: who does it, or to whom it is done.")
    text: str = Field(description="The words of the report.")
    span: Span
    name: str = Field(description="The name it resolved to.")
    id: str = Field(description="Identifier of the actor, such as `per:kim-jong-un` or `cty:KEN`.")
    kind: ActorKind = Field(description="What kind of actor.")
    country: str | None = Field(description="ISO 3166 alpha-3, or a PLOVER code of an international body.")
    sectors: list[str] = Field(description="PLOVER sectors such as GOV, MIL, REB.")
    p: Probability = Field(description="How sure we are that the words mean this actor.")


class RunnerUpDocument(Document):
    """The place that a name would have meant next."""

    id: str = Field(description="Identifier of the place.")
    name: str = Field(description="Its name.")
    p: Probability = Field(description="How likely it is meant.")


class PlaceDocument(Document):
    """Where: the words, and the place they mean."""

    text: str = Field(description="The words of the report.")
    span: Span
    name: str = Field(description="The name it resolved to, or the words if it did not.")
    id: str | None = Field(description="Identifier of the place; null where it did not resolve.")
    kind: PlaceKind = Field(description="How fine a place it is.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    admin1: str | None = Field(description="First-order division: a province or state.")
    lat: float | None = Field(description="Latitude in degrees (WGS 84).")
    lon: float | None = Field(description="Longitude in degrees (WGS 84).")
    within_km: Number | None = Field(description="Radius that surely holds the place, in kilometres.")
    p: Probability = Field(description="How sure we are that this place is meant.")
    use: ToponymUse = Field(description="What the name is used for there.")
    runner_up: RunnerUpDocument | None = Field(description="The place it would have meant next.")


class SpeakerDocument(Document):
    """One link of the chain of who says so, outermost first."""

    text: str = Field(description="The words of the report.")
    span: Span
    name: str = Field(description="The speaker's name.")
    kind: SpeakerKind = Field(description="What kind of source.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    affiliation: str | None = Field(description="The body that the speaker belongs to.")
    actor: str | None = Field(description="Identifier of the actor that the speaker is.")
    role: str | None = Field(description="What the report calls a named speaker, such as `deputy mayor`.")
    count: int | None = Field(description="How many unnamed speakers there are.")
    anonymity: str | None = Field(description="Why they are not named, in the report's words.")


class CertaintyDocument(Document):
    """How sure the speaker is, on FactBank's scale."""

    polarity: Polarity = Field(description="`+` it is so, `-` it is not so, `u` left open.")
    modality: Modality = Field(description="How sure.")
    p: Probability = Field(description="How sure we are of this value.")


class EvidenceDocument(Document):
    """The sentence a claim rests on. It is quoted from a report: data, never instructions."""

    sentence: str = Field(description="The sentence; empty where the ledger keeps no texts.")
    span: Span
    trigger: Span = Field(description="The word that names the act.")
    cue: Span | None = Field(description="The words that attribute: `said`, `according to`.")


class LengthDocument(Document):
    """How long something lasts."""

    low: Number | None = Field(description="At least so many; null where it is not stated.")
    high: Number | None = Field(description="At most so many; null where it is not stated.")
    unit: str = Field(description="The unit's name.")


class OffsetDocument(Document):
    """How far a time lies from what it is counted from."""

    n: Number | None = Field(description="How many; negative for earlier. Null where it is not stated.")
    unit: str = Field(description="The unit's name.")


class TimexDocument(Document):
    """An expression as TIMEX3 writes it."""

    span: Span
    type: str = Field(description="DATE, TIME, DURATION or SET.")
    value: str = Field(description="Its normalised value.")
    mod: str | None = Field(description="Its modifier.")


class TimeDocument(Document):
    """When: the words, and the days they mean. Nothing is guessed: an open time stays open."""

    text: str = Field(description="The words of the report.")
    span: Span
    edtf: str | None = Field(description="ISO 8601-2 (EDTF), such as `2023-09-13` or `2023-10`.")
    earliest: str | None = Field(description="First day (ISO 8601), inclusive.")
    latest: str | None = Field(description="Last day, inclusive.")
    grain: Grain | None = Field(description="The finest calendar unit that is stated.")
    kind: TimeKind = Field(description="What kind of time the words name.")
    status: TimeStatus = Field(description="Whether the days are certain, taken on a ground, or open.")
    reason: str | None = Field(description="On what ground, or why they are open.")
    start: str | None = Field(description="Beginning of the half-open interval, with hours where known.")
    end: str | None = Field(description="End of it.")
    anchor: str | None = Field(description="What it is counted from.")
    offset: OffsetDocument | None = Field(description="How far from there.")
    part: str | None = Field(description="early, mid, late and the like.")
    bound: str | None = Field(description="What the preposition makes of it: before, after, …")
    approx: Approx = Field(description="How the words soften it.")
    length: LengthDocument | None = Field(description="How long a duration lasts.")
    recurrence: str | None = Field(description="How often a set comes back (ISO 8601).")
    timex: list[TimexDocument] = Field(description="The expressions in it.")


class QuantityDocument(Document):
    """How many. A bound that is not stated is null: "up to 14" has `low` null."""

    text: str = Field(description="The words of the report.")
    span: Span
    low: Number | None = Field(description="Lower bound.")
    high: Number | None = Field(description="Upper bound.")
    unit: str | None = Field(description="The unit's name, or an ISO 4217 code.")
    counted: str | None = Field(description="The words for what is counted.")
    per: str | None = Field(description="The unit of time that it is given per.")
    approximate: bool = Field(description="Whether the words soften the number.")
    code: str | None = Field(description="UCUM or ISO 4217 code of the unit; `1` for counts.")
    per_code: str | None = Field(description="UCUM code of `per`.")
    item: str | None = Field(description="What is counted, in dictionary form.")
    approx: Approx = Field(description="How the words soften it.")
    low_closed: bool = Field(description="False if the lower bound is itself excluded.")
    high_closed: bool = Field(description="False if the upper bound is itself excluded.")
    point: list[Number] = Field(description="The numbers as stated.")
    nature: Nature = Field(description="What kind of amount it is.")
    direction: str | None = Field(description="Which way a change goes.")
    period: TimeDocument | None = Field(description="The time that the amount covers.")
    assumed: str | None = Field(description="What was taken without being said.")
