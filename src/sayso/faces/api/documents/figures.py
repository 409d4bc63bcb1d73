"""How-many series, speakers and office holders."""

from __future__ import annotations

from pydantic import Field

from sayso.engine.figures import TimeFrom
from sayso.engine.rates import RateBasis
from sayso.faces.api.documents.claims import PlainClaimDocument
from sayso.faces.api.documents.parts import (
    ActorDocument,
    CertaintyDocument,
    Document,
    EvidenceDocument,
    Number,
    PlaceDocument,
    Probability,
    QuantityDocument,
    Schema,
    SpeakerDocument,
)
from sayso.records import Measure, Nature, SpeakerKind, Status

__all__ = [
    "FiguresAnswer",
    "OfficesAnswer",
    "SaidAnswer",
    "SpeakersAnswer",
]


class BoundsDocument(Document):
    """The smallest and the largest number."""

    low: Number = Field(description="The smallest.")
    high: Number = Field(description="The largest.")


class OpenBoundsDocument(Document):
    """Two bounds, null where one is not stated."""

    low: Number | None = Field(description="Lower bound.")
    high: Number | None = Field(description="Upper bound.")


class DailyDocument(OpenBoundsDocument):
    """The daily rate that an amount implies."""

    basis: RateBasis = Field(description="What it was divided by.")
    days: BoundsDocument = Field(description="By how many days.")
    cut: bool = Field(description="Whether the period reaches past publication and counts up to it alone.")


class FigureTimeDocument(Document):
    """The time that an amount is for."""

    edtf: str | None = Field(description="ISO 8601-2.")
    earliest: str | None = Field(description="First day.")
    latest: str | None = Field(description="Last day.")
    text: str | None = Field(description="The words of the report.")
    from_: TimeFrom = Field(alias="from", description="Where the time comes from.")


class FigurePointDocument(Document):
    """One amount for one time, with everybody who gives it."""

    id: str = Field(description="Identifier of the claim that stands for it.")
    event: str | None = Field(description="Identifier of its event.")
    claims: list[str] = Field(description="The claims that give it.")
    time: FigureTimeDocument
    quantity: QuantityDocument
    daily: DailyDocument | None = Field(description="The daily rate it implies.")
    attribution: list[SpeakerDocument] = Field(description="Who says so, outermost first.")
    said_by: list[str] = Field(description="On whose word the accounts rest.")
    status: Status = Field(description="Where it stands in the world.")
    certainty: CertaintyDocument
    place: PlaceDocument | None = Field(description="Where.")
    reports: int = Field(description="How many reports give it.")
    publishers: int = Field(description="How many publishers.")
    origins: int = Field(description="How many independent origins.")
    rests_on: str | None = Field(description="The speaker on whom all of them rest.")
    report: str = Field(description="Identifier of the first report.")
    publisher: str | None = Field(description="Its publisher.")
    published: str | None = Field(description="Its day of publication.")
    evidence: EvidenceDocument
    differs: list[str] = Field(description="Points that give another amount for the same time.")
    p: Probability = Field(description="How sure we are that the text says this.")


class SeriesDocument(Document):
    """The amounts of one item, in one unit, that one measure has of one subject."""

    subject: ActorDocument | None = Field(description="Whose.")
    measure: Measure = Field(description="What is counted.")
    item: str = Field(description="Of what.")
    unit: str | None = Field(description="In which unit.")
    ranges: dict[Nature, BoundsDocument] = Field(description="How far the amounts range, by nature.")
    daily: BoundsDocument | None = Field(description="How far the daily rates range.")
    points: list[FigurePointDocument] = Field(description="The amounts, in the order of time.")


class FiguresAnswer(Document):
    """How-many series, as `sayso figures --format json` gives them."""

    schema_: Schema
    series: list[SeriesDocument] = Field(description="Those of most figures first.")


class SpeakerCountsDocument(Document):
    """One speaker with the counts of what he says."""

    name: str = Field(description="The speaker's name.")
    kind: SpeakerKind = Field(description="What kind of source.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    affiliation: str | None = Field(description="The body he belongs to.")
    claims: int = Field(description="How many claims.")
    reports: int = Field(description="In how many reports.")
    events: int | None = Field(description="Of how many events; null where that was not counted.")
    alone: Probability | None = Field(description="Share in events with no other independent origin.")
    by_outlet: Probability = Field(description="Share that an outlet passes on.")
    certain: int = Field(description="Claims he is certain of.")
    hedged: int = Field(description="Claims he hedges.")
    denied: int = Field(description="Claims that something is not so.")
    first_published: str | None = Field(description="First day.")
    last_published: str | None = Field(description="Last day.")


class TotalsDocument(Document):
    """On whose word claims rest."""

    claims: int = Field(description="How many claims there are.")
    own_voice: int = Field(description="How many reports say in their own voice.")
    rest_on: dict[SpeakerKind, int] = Field(description="How many rest on speakers of each kind.")


class SpeakersAnswer(Document):
    """Speakers, most claims first, as `sayso sources --format json` gives them."""

    schema_: Schema
    totals: TotalsDocument
    speakers: list[SpeakerCountsDocument] = Field(description="The speakers.")


class EchoDocument(Document):
    """Another account that confirms or denies a claim."""

    claim: str = Field(description="Identifier of it.")
    who: str = Field(description="On whose word it rests.")
    published: str | None = Field(description="Day of publication.")


class SaidDocument(Document):
    """A claim of a speaker, with who confirms and who denies it."""

    speaker: str = Field(description="The speaker's name.")
    kind: SpeakerKind = Field(description="What kind of source.")
    published: str | None = Field(description="Day of publication.")
    publisher: str | None = Field(description="Who publishes it.")
    event_id: str | None = Field(description="The event it is an account of.")
    claim: PlainClaimDocument
    confirmed_by: list[EchoDocument] = Field(description="Independent accounts that say the same.")
    denied_by: list[EchoDocument] = Field(description="Accounts that say it is not so.")


class SaidAnswer(Document):
    """Claims of a speaker, latest published first, as `sayso sources NAME --format json` gives them."""

    schema_: Schema
    claims: list[SaidDocument] = Field(description="The claims.")


class OfficeDocument(Document):
    """One person in one office of one country, as reports tell."""

    name: str = Field(description="The person's name.")
    aliases: list[str] = Field(description="Other full names.")
    office: str = Field(description="The office.")
    country: str = Field(description="ISO 3166 alpha-3, or a PLOVER code of an international body.")
    sectors: list[str] = Field(description="PLOVER sectors.")
    first_published: str = Field(description="First day on which a report says so.")
    last_published: str = Field(description="Last day.")
    reports: int = Field(description="How many reports.")
    publishers: int = Field(description="How many publishers.")
    former: bool = Field(description="Whether a report calls the person a former holder.")
    from_: str | None = Field(alias="from", description="First day of the term; null where it is open.")
    to: str | None = Field(description="Last day of the term; null where it is open.")
    claim: str = Field(description="Identifier of a claim of the first report.")


class OfficesAnswer(Document):
    """Office holders, most reports first, as `sayso offices --format json` gives them."""

    schema_: Schema
    offices: list[OfficeDocument] = Field(description="The holders.")
