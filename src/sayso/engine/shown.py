"""What an id turns out to name, with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sayso.classes import dataclass
from sayso.engine.origins import Branch, ShownOrigin, ShownPair, branch_to_json
from sayso.ledger import StoredReport
from sayso.records import Claim, Event, InNotebooks, Link
from sayso.records.codec import SCHEMA, claim_to_json, event_to_json
from sayso.records.link_codec import link_to_json

__all__ = [
    "Shown",
    "ShownActor",
    "ShownClaim",
    "ShownEvent",
    "ShownOrigin",
    "ShownPair",
    "ShownReport",
    "StoredReport",
]

# `Any`: a JSON document.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvent(InNotebooks):
    """An event with every account of it, the reports they stand in by id, and why they were joined."""

    event: Event
    accounts: tuple[Claim, ...]
    reports: Mapping[str, StoredReport]
    why: tuple[str, ...]
    origins: tuple[Branch, ...] = ()

    def as_json(self) -> Json:
        """The event as `sayso events` gives it, with accounts, reports and reasons."""
        return (
            {"schema": SCHEMA}
            | event_to_json(self.event, self.accounts)
            | {
                "report_headers": [dict(r.header) for r in self.reports.values()],
                "why_joined": list(self.why),
                "origin_tree": [branch_to_json(branch) for branch in self.origins],
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim(InNotebooks):
    """A claim with the report it stands in and the event it is an account of."""

    claim: Claim
    report: StoredReport
    event_id: str | None

    def as_json(self) -> Json:
        """A coded report with this one claim, and the event's id."""
        claims = [claim_to_json(self.claim)]
        return {
            "schema": SCHEMA,
            "report": dict(self.report.header),
            "claims": claims,
            "event_id": self.event_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReport(InNotebooks):
    """A report with all of its claims, and what it has of other reports."""

    report: StoredReport
    claims: tuple[Claim, ...]
    links: tuple[Link, ...] = ()

    def as_json(self) -> Json:
        """The coded report, as `sayso code` gave it."""
        claims = [claim_to_json(c) for c in self.claims]
        return {
            "schema": SCHEMA,
            "report": dict(self.report.header),
            "claims": claims,
            "links": [link_to_json(link) for link in self.links],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownActor(InNotebooks):
    """An actor with the names claims know it by and the events it takes part in."""

    actor_id: str
    names: tuple[str, ...]
    events: tuple[Event, ...]

    def as_json(self) -> Json:
        """The actor and its events."""
        return {
            "schema": SCHEMA,
            "actor": {"id": self.actor_id, "names": list(self.names)},
            "events": [event_to_json(e) for e in self.events],
        }


Shown = ShownEvent | ShownClaim | ShownReport | ShownActor | ShownOrigin | ShownPair
