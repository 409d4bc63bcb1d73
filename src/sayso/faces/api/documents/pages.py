"""Pages of lists: events, accounts, reports, runs, refusals, verdicts."""

from __future__ import annotations

from pydantic import Field

from sayso.errors import REFUSAL_CODES
from sayso.faces.api.documents.claims import ClaimDocument, EventDocument
from sayso.faces.api.documents.parts import Document, Schema
from sayso.records import Judged, Judgement

__all__ = [
    "AccountPage",
    "EventPage",
    "RefusalPage",
    "ReportPage",
    "RunPage",
    "VerdictAnswer",
    "VerdictPage",
]


class PageLinks(Document):
    """Addresses, from this server's root."""

    self: str = Field(description="This page.")
    next: str | None = Field(description="The page behind it.")
    prev: str | None = Field(description="The page before it.")


class PageDocument(Document):
    """One page of a list, and where the list goes on."""

    schema_: Schema
    next: str | None = Field(description="`cursor` of the page behind; null on the last.")
    prev: str | None = Field(
        description="`cursor` of the page before; null on the first, and where a list is read forwards only."
    )
    links: PageLinks


class EventPage(PageDocument):
    """Events, newest first."""

    data: list[EventDocument] = Field(description="The events, as `sayso events --format json` gives them.")


class AccountPage(PageDocument):
    """Accounts of one event, first published first."""

    data: list[ClaimDocument] = Field(description="The claims, with reasons.")


class ReportRowDocument(Document):
    """One report of a list."""

    id: str = Field(description="Identifier of the report.")
    title: str | None = Field(description="Its headline.")
    publisher: str | None = Field(description="Who publishes it.")
    published: str | None = Field(description="Day of publication.")
    url: str | None = Field(description="Its address on the web.")
    claims: int = Field(description="How many claims were read in it; a copy's are another report's.")
    run: str = Field(description="The run in which it was read.")


class ReportPage(PageDocument):
    """Reports, latest published first."""

    data: list[ReportRowDocument] = Field(description="The reports.")


class RunDocument(Document):
    """One invocation that wrote to the ledger."""

    id: str = Field(description="Identifier of the run.")
    code_version: str = Field(description="Version of sayso.")
    config_sha256: str = Field(description="Digest of the settings that can change results.")
    model_sha256: str = Field(description="Digest of the model; empty where nothing was read.")
    started_at: str = Field(description="When (ISO 8601, UTC).")
    ended_at: str | None = Field(description="When it ended; null while it goes on, or if it was killed.")
    reports: int = Field(description="Reports of it in the ledger.")
    refusals: int = Field(description="Refusals of it in the ledger.")


class RunPage(PageDocument):
    """Runs, latest first."""

    data: list[RunDocument] = Field(description="The runs.")


class RefusalDocument(Document):
    """One input that yielded no report."""

    number: int = Field(description="Its number; later ones are greater.")
    run: str = Field(description="The run.")
    at: str = Field(description="When that began (ISO 8601, UTC).")
    name: str = Field(description="The input: a path, an address, a row.")
    stage: str = Field(description="The room that refused it.")
    code: str = Field(description="Why.", examples=sorted(REFUSAL_CODES)[:3])
    reason: str = Field(description="Why, in words.")


class RefusalPage(PageDocument):
    """Refusals, latest first."""

    data: list[RefusalDocument] = Field(description="The refusals.")
    codes: dict[str, int] = Field(description="How many each code has, in the run asked for or in all.")


class VerdictDocument(Document):
    """What a person judged two things to be."""

    what: Judged = Field(description="Whether they are of one event, or of one origin.")
    left: str = Field(description="Identifier of a claim or report.")
    right: str = Field(description="Identifier of another.")
    judgement: Judgement = Field(description="One, or not.")
    note: str = Field(description="Why, in the person's words.")
    decided_by: str = Field(description="Who.")
    decided_at: str = Field(description="When (ISO 8601, UTC).")
    retired_at: str | None = Field(description="Since when a later verdict has its place.")


class VerdictPage(PageDocument):
    """Verdicts in the order in which they were given."""

    data: list[VerdictDocument] = Field(description="The verdicts, superseded ones included.")


class VerdictAnswer(Document):
    """A verdict that was given."""

    schema_: Schema
    verdict: VerdictDocument
    applied: bool = Field(description="Whether it stands in the ledger already.")
