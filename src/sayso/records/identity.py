"""Identifiers, made from what they name: the same thing has the same one in every run and every ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sayso.records.base import Role, Span, Status
from sayso.records.claims import Claim

__all__ = ["claim_id", "claim_id_of", "event_id", "figure_words", "report_id", "run_id"]


def _digest(parts: Iterable[str], errors: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", errors)).hexdigest()[:15]


def report_id(text_sha256: str, *, at: str, published: str, publisher: str) -> str:
    """The id of a report: of its text, its address (or the id it came with), its day and its publisher.

    What is not known is an empty string.
    """
    return "r" + _digest((text_sha256, at, published, publisher), "replace")


def claim_id(
    article_id: str, says: tuple[str, str], at: Span, status: Status, sides: Iterable[tuple[Role, str]] = ()
) -> str:
    """The id of a claim: of its report, what it says, the words it rests on, its status and its actors.

    ``says`` is ("event", type), or `figure_words` of a figure with an empty string; ``at`` is the trigger of
    an event, the quantity of a figure; ``sides`` are role and id of an event's actors, in any order.
    """
    actors = sorted(f"{role.value}:{actor_id}" for role, actor_id in sides)
    parts = (article_id, *says, f"{at.start}-{at.end}", status.value, *actors)
    return "c" + _digest(parts, "surrogatepass")


def figure_words(measure: str, item: str) -> str:
    """What a figure says, for its id."""
    return f"figure {measure} {item}"


def claim_id_of(claim: Claim) -> str:
    """The id that follows from what a claim says."""
    if claim.event is not None:
        sides = [(a.role, a.actor_id) for a in claim.actors]
        return claim_id(
            claim.article_id, ("event", claim.event.type), claim.evidence.trigger, claim.status, sides
        )
    says = figure_words(claim.figure.measure.value, claim.figure.item) if claim.figure else ""
    return claim_id(claim.article_id, (says, ""), claim.quantities[0].span, claim.status)


def event_id(first_claim: str) -> str:
    """The id of an event: of the claim in it that was published first."""
    return "e" + _digest((first_claim,), "strict")


def run_id(code_version: str, config_sha256: str, model_sha256: str, started_at: str) -> str:
    """The id of a run: of its versions, its settings and the instant it began."""
    seed = f"{code_version}\n{config_sha256}\n{model_sha256}\n{started_at}"
    return "run" + hashlib.sha256(seed.encode()).hexdigest()[:13]
