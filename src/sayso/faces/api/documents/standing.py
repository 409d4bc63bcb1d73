"""Rules, and how a ledger and its watch stand."""

from __future__ import annotations

from pydantic import Field

from sayso.faces.api.documents.parts import Document, Number, Schema

__all__ = [
    "RulesAnswer",
    "StatusAnswer",
]


class ResolutionDocument(Document):
    """A text that a rule rests on."""

    n: str = Field(description="Its number or name.")
    on: str = Field(description="Its day.")
    does: str = Field(description="What it does.")


class ExceptionDocument(Document):
    """What a rule does not cover."""

    kind: str = Field(description="What kind of exception.")
    note: str = Field(description="In words.")


class RuleDocument(Document):
    """One row of an embargo or sanctions regime. Facts in data, no legal advice."""

    id: str = Field(description="Identifier of the rule.")
    aka: list[str] = Field(description="Other identifiers.")
    issuer: str = Field(description="Whose rule it is.")
    regime: str = Field(description="The regime it belongs to.")
    name: str = Field(description="Its name.")
    target: list[str] = Field(description="Countries it is on.")
    sectors: list[str] = Field(description="Sectors of actors it is on.")
    groups: list[str] = Field(description="Groups it is on.")
    places: list[str] = Field(description="Places it is limited to.")
    direction: list[str] = Field(description="Which way of trade, seen from the target.")
    covers: list[str] = Field(description="What it covers.")
    binds: list[str] = Field(description="Under whose law one has to be, to be bound; empty for everybody.")
    start: str = Field(description="Since when.")
    end: str | None = Field(description="Until when.")
    term: str | None = Field(description="To which day it was renewed; later renewals are not confirmed.")
    resolutions: list[ResolutionDocument] = Field(description="The texts it rests on.")
    exceptions: list[ExceptionDocument] = Field(description="What it does not cover.")
    note: str | None = Field(description="What else there is to say.")
    confidence: str = Field(description="How sure the row is.")
    verify: bool = Field(description="Whether its days are to be verified.")
    sources: list[str] = Field(description="Where it was taken from.")
    own: bool = Field(description="Whether it is a rule of the user's own.")


class FreeDocument(Document):
    """A country that is often taken to be under an embargo, and is not."""

    issuer: str = Field(description="Whose embargo it is not under.")
    target: str = Field(description="ISO 3166 alpha-3.")
    name: str = Field(description="The country's name.")
    note: str = Field(description="Why one might think so.")


class RulesAnswer(Document):
    """Rules, as `sayso rules --format json` gives them."""

    schema_: Schema
    on: str | None = Field(description="The day that was asked for.")
    country: str | None = Field(description="The country that was asked for, ISO 3166 alpha-3.")
    rules: list[RuleDocument] = Field(description="The rules.")
    free: list[FreeDocument] = Field(description="What is known to be free.")


# ------------------------------------------------------------------ status


class RowsDocument(Document):
    """How many rows a ledger has of each kind."""

    runs: int = Field(description="Runs.")
    reports: int = Field(description="Reports.")
    claims: int = Field(description="Claims.")
    events: int = Field(description="Events.")
    refusals: int = Field(description="Refusals.")


class WatchCountsDocument(Document):
    """What came in by feeds, and what became of it."""

    entries: int = Field(description="Entries that were new or had new words.")
    outcomes: dict[str, int] = Field(description="What became of them.")
    refusals: dict[str, int] = Field(description="Refused ones by code.")


class WatchDocument(Document):
    """How the watch of feeds stands."""

    lag_s: Number | None = Field(
        description="Seconds that the oldest entry without outcome has waited; null if none waits."
    )
    waiting: int = Field(description="Entries without an outcome.")
    leased: int = Field(description="Those of them that a worker has.")
    ever: WatchCountsDocument
    day: WatchCountsDocument
    hour: WatchCountsDocument


class FeedDocument(Document):
    """How one feed stands."""

    feed: str = Field(description="Its address.")
    due_at: str | None = Field(description="When it is asked next (ISO 8601, UTC); null for never again.")
    last_ok_at: str | None = Field(description="When it answered last.")
    failures: int = Field(description="How often it failed since.")
    code: str | None = Field(description="Why it failed last.")
    outcomes: dict[str, int] = Field(description="What became of its entries.")


class StatusAnswer(Document):
    """How the ledger and its watch stand, as `sayso status --format json` gives it."""

    schema_: Schema
    at: str = Field(description="When (ISO 8601, UTC).")
    ledger: RowsDocument
    watch: WatchDocument
    feeds: list[FeedDocument] = Field(description="The feeds.")
