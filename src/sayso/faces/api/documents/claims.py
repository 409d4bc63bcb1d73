"""Claims and events."""

from __future__ import annotations

from pydantic import Field

from sayso.faces.api.documents.parts import (
    ActorDocument,
    CertaintyDocument,
    Document,
    EvidenceDocument,
    Number,
    PlaceDocument,
    PloverType,
    Probability,
    QuantityDocument,
    SpeakerDocument,
    TimeDocument,
    absent,
)
from sayso.records import Aspect, ClaimKind, Measure, Status

__all__ = ["ClaimDocument", "ContentDocument", "EventDocument", "PlainClaimDocument"]


class ActDocument(Document):
    """What is done, after PLOVER."""

    type: PloverType = Field(description="PLOVER's type.")
    mode: str | None = Field(description="The finer kind inside the type.")
    contexts: list[str] = Field(description="What it is about: military, diplomatic, …")
    cameo: str | None = Field(description="CAMEO root code.")
    plover_reduced: str | None = Field(
        description="PLOVER's own reading, in which a planned CONSULT counts as AGREE."
    )


class FigureDocument(Document):
    """What a how-many claim measures."""

    measure: Measure = Field(description="What it counts: use, stock, production, …")
    item: str = Field(description="What is counted, in the report's words.")
    subject: ActorDocument | None = Field(description="Whose it is.")


class RuleHitDocument(Document):
    """An embargo or sanctions regime that a claim touches, and how it reads. No legal advice."""

    rule: str = Field(description="Identifier of the rule; see `/v1/rules`.")
    reading: str = Field(description="How the claim reads beside the rule, such as `would breach`.")
    why: str = Field(description="What of the claim meets the rule.")
    regime: str = Field(description="The rule's name; empty in claims stored before it was kept.")
    issuer: str = Field(description="Whose rule it is.")
    basis: str = Field(description="The texts it rests on.")


class ReasonDocument(Document):
    """Why one thing in a claim is as it is."""

    what: Aspect = Field(description="What the reason is for.")
    by: str = Field(description="The rule, or the head of the model, that decided.")
    score: Number | None = Field(description="What it weighed; null for a plain rule.")
    said: str = Field(description="The words of the text it rests on.")
    instead: list[str] = Field(description="What else was weighed.")


class ContentDocument(Document):
    """What a claim says: an act in `event`, or how many in `figure`."""

    kind: ClaimKind = Field(description="Whether it tells of an act or of an amount.")
    event: ActDocument = absent("The act; only where `kind` is event.")
    figure: FigureDocument = absent("The measure; only where `kind` is figure.")
    actors: list[ActorDocument] = Field(description="Who takes part.")
    place: PlaceDocument | None = Field(description="Where.")
    time: TimeDocument | None = Field(description="When.")
    status: Status = Field(description="Where the act stands in the world.")
    certainty: CertaintyDocument = Field(description="How sure the speaker is.")
    quantities: list[QuantityDocument] = Field(description="How many; exactly one in a figure.")
    attribution: list[SpeakerDocument] = Field(
        description="Who says so, outermost first; empty where the report says it in its own voice."
    )
    evidence: EvidenceDocument = Field(description="The sentence it rests on.")
    rules: list[RuleHitDocument] = Field(description="Rules that it touches.")
    p: Probability = Field(description="How sure we are that the text says this.")


class PlainClaimDocument(ContentDocument):
    """What one report says, without reasons."""

    id: str = Field(description="Identifier of the claim.")
    report: str = Field(description="Identifier of the report that makes it.")
    carried_from: str | None = Field(description="The report in which a claim of a copy was read.")


class ClaimDocument(PlainClaimDocument):
    """What one report says, with the reasons for each part of it."""

    why: list[ReasonDocument] = Field(description="Why it is as it is.")


class EventDocument(ContentDocument):
    """What many claims say together: the fields of the claim that leads, and who supports each."""

    id: str = Field(description="Identifier of the event.")
    supporters: dict[str, list[str]] = Field(
        description="For each field, the claims that say the same as the event."
    )
    claims: list[str] = Field(description="Identifiers of the claims, first published first.")
    reports: int = Field(ge=1, description="How many reports tell of it.")
    publishers: int = Field(ge=0, description="How many publishers.")
    origins: int = Field(
        ge=1,
        description="How many independent origins: copies, and accounts on one speaker's word, count once.",
    )
    origins_interval: tuple[int, int] = Field(
        description="That number if every doubtful tie counts, and if none does."
    )
    rests_on: str | None = Field(description="The speaker on whom all accounts rest, if there is one.")
    first_published: str | None = Field(description="Day of the first report (ISO 8601).")
    last_published: str | None = Field(description="Day of the last report.")
    disagreements: dict[str, dict[str, list[str]]] = Field(
        description="Fields in which accounts differ: each value with the claims that give it."
    )
