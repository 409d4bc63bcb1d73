"""Saved searches."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sayso.faces.alerts.feeds import FeedFormat
from sayso.faces.api.asking import Asked, EventConditions
from sayso.faces.api.documents.parts import Document, Schema, absent
from sayso.ledger.desk import Change

__all__ = ["SearchAnswer", "SearchAsked", "SearchList"]

_MAIL = Annotated[str, Field(max_length=254)]


class AlertsAsked(Asked):
    """Who is told of what is new, of what, how often."""

    mail: list[_MAIL] = Field(default_factory=list, max_length=20, description="Mail addresses.")
    hook: str | None = Field(
        default=None, max_length=2_000, description="The address that is posted to; one of the web's."
    )
    every_s: int = Field(default=900, ge=0, description="Seconds between two messages, at least.")
    min_origins: int = Field(default=1, ge=1, description="Independent origins at least.")
    rise_to: int | None = Field(
        default=None, ge=2, description="Tell again when so many independent origins say so."
    )
    changes: list[Change] = Field(
        default_factory=lambda: list(Change), description="What to tell of; everything if left out."
    )


class SearchAsked(Asked):
    """A question under a name, and who is told of what is new for it."""

    name: str = Field(max_length=100, description="What it is called; no two have one name.")
    query: EventConditions = Field(description="Conditions on events, as `/v1/events` takes them.")
    alerts: AlertsAsked | None = Field(default=None, description="Who is told; nobody if left out.")


class AlertsDocument(Document):
    """Who is told of what. Addresses and the secret are shown to those alone who may write."""

    on: bool = Field(description="Whether anybody is told.")
    every_s: int = Field(description="Seconds between two messages, at least.")
    min_origins: int = Field(description="Independent origins at least.")
    rise_to: int | None = Field(description="Told again when so many independent origins say so.")
    changes: list[Change] = Field(description="What is told of.")
    receivers: int = Field(description="How many are told.")
    mail: list[str] = absent("Mail addresses.")
    hook: str | None = absent("The address that is posted to.")
    secret: str | None = absent("What posts are signed with.")


class SearchDocument(Document):
    """A saved search."""

    id: str = Field(description="Identifier of the search.")
    name: str = Field(description="What it is called.")
    query: dict[str, str] = Field(description="The conditions that are set, as parameters of `/v1/events`.")
    created_at: str = Field(description="When it was saved (ISO 8601, UTC).")
    created_by: str = Field(description="By whom: the name of a token or user.")
    alerts: AlertsDocument
    feeds: dict[FeedFormat, str] = absent(
        "Where it can be read as a feed, with the key that lets anybody read it; for those who may write."
    )


class SearchList(Document):
    """Saved searches, by name."""

    schema_: Schema
    data: list[SearchDocument] = Field(description="The searches.")


class SearchAnswer(SearchDocument):
    """A saved search, alone."""

    schema_: Schema
