"""Reports, origins and what reports have of one another."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from sayso.faces.api.documents.claims import ClaimDocument, EventDocument
from sayso.faces.api.documents.parts import Document, Probability, Schema, Span, absent
from sayso.records import Judgement, LinkKind, OriginKind

__all__ = [
    "ClaimAnswer",
    "CodedReport",
    "CompareAnswer",
    "EventAnswer",
    "OriginAnswer",
    "ReportAnswer",
    "ReportHeader",
]


class OriginOfReport(Document):
    """From where a report has its text."""

    id: str = Field(description="Identifier of the origin, which copies share.")
    kind: OriginKind = Field(description="How the report relates to it.")
    wire: str | None = Field(description="The agency whose text it is.")
    p: Probability = Field(description="How sure we are.")
    spun: Probability = Field(description="How likely a machine paraphrased it.")
    parts: list[str] = Field(description="Further origins whose texts it holds.")


class ReportHeader(Document):
    """What is known of a report, without its text."""

    id: str = Field(description="Identifier of the report.")
    given_id: str | None = Field(description="The identifier it came with.")
    url: str | None = Field(description="Its address on the web.")
    publisher: str | None = Field(description="Who publishes it.")
    author: str | None = Field(description="Who wrote it.")
    title: str | None = Field(description="Its headline.")
    published: str | None = Field(description="Day of publication (ISO 8601).")
    language: str | None = Field(description="ISO 639-1.")
    sentences: int = Field(description="How many sentences it has.")
    # `Any`: whatever else its input said
    extra: dict[str, Any] = Field(description="What else its input said.")
    copy_of: str | None = Field(description="The report it is a copy of.")
    origin: OriginOfReport = Field(description="From where it has its text.")
    text_kept: str = absent("`evidence` or `none` where the whole text was let go of.")


class SharedRunDocument(Document):
    """Words that two reports have alike."""

    left: Span
    right: Span
    quoted: bool = Field(description="Whether they stand in quotation marks.")


class LinkDocument(Document):
    """What the left report has of the right one, with the proof."""

    left: str = Field(description="Identifier of a report.")
    right: str = Field(description="Identifier of another.")
    kind: LinkKind = Field(description="What the left one has of it.")
    judgement: Judgement = Field(description="Whether they are of one origin.")
    p: Probability = Field(description="How sure that is.")
    share_left: Probability = Field(description="Share of the left text's words that the other has.")
    share_right: Probability = Field(description="Share of the right text's words.")
    replaced: Probability = Field(description="Share of words changed within what was aligned.")
    runs: list[SharedRunDocument] = Field(description="The longest stretches both have.")
    says: str = Field(description="The words by which one names the other, where that is the link.")
    features: dict[str, float] = Field(description="What was weighed.")
    decided_by: str = Field(description="`sayso`, or the name of a person.")
    decided_at: str | None = Field(description="When (ISO 8601, UTC).")


class ComparedRunDocument(SharedRunDocument):
    """Words that two reports have alike, written out."""

    text: str = Field(description="The words as the left report has them.")


class ComparedLinkDocument(LinkDocument):
    """What the left report has of the right one, with the words."""

    # what is compared anew has its words written out
    runs: list[ComparedRunDocument] = Field(description="The stretches both have.")  # type: ignore[assignment]


class LeafDocument(Document):
    """One report under its origin."""

    id: str = Field(description="Identifier of the report.")
    publisher: str | None = Field(description="Who publishes it.")
    published: str | None = Field(description="Day of publication.")
    title: str | None = Field(description="Its headline.")
    kind: OriginKind = Field(description="How it relates to the origin.")
    link: LinkKind | None = Field(description="What it has of the report that stands for the origin.")
    share: Probability | None = Field(description="Share of its words that it has from there.")
    replaced: Probability | None = Field(description="Share of words changed in them.")
    spun: Probability = Field(description="How likely a machine paraphrased it.")


class BranchDocument(Document):
    """One origin with its reports, nearest to the source first."""

    id: str = Field(description="Identifier of the origin.")
    named: str | None = Field(description="The agency, else the publisher nearest to the source.")
    wire: str | None = Field(description="The agency.")
    rests_on: list[str] = Field(description="Speakers on whom its accounts rest.")
    reports: list[LeafDocument] = Field(description="Its reports.")


class EventAnswer(EventDocument):
    """An event with every account of it, the reports they stand in, and why they were joined."""

    schema_: Schema
    accounts: list[ClaimDocument] = Field(description="The claims, first published first.")
    report_headers: list[ReportHeader] = Field(description="The reports they stand in.")
    why_joined: list[str] = Field(description="Why they are held for one happening.")
    origin_tree: list[BranchDocument] = Field(description="The origins, those of most reports first.")


class CodedReport(Document):
    """A report with everything it claims."""

    schema_: Schema
    report: ReportHeader = Field(description="What is known of the report.")
    claims: list[ClaimDocument] = Field(description="Its claims, in the order of the text.")


class ClaimAnswer(CodedReport):
    """A coded report with one claim, and the event it is an account of."""

    event_id: str | None = Field(description="The event; null while the claim is not joined.")


class ReportAnswer(CodedReport):
    """A coded report, and what it has of other reports."""

    links: list[LinkDocument] = Field(description="What it has of others, and they of it.")


class OriginAnswer(Document):
    """An origin with all of its reports."""

    schema_: Schema
    origin: BranchDocument = Field(description="The origin.")


class CompareAnswer(Document):
    """Two reports side by side."""

    schema_: Schema
    left: ReportHeader = Field(description="The one.")
    right: ReportHeader = Field(description="The other.")
    one_origin: bool = Field(description="Whether they share an origin.")
    link: ComparedLinkDocument | None = Field(
        description="What the left one has of the right one; null where nothing was found."
    )
