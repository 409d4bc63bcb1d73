"""A claim as one of several accounts of an event: with its report's day, publisher and origin."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.records.claims import Claim

__all__ = ["MUTUAL", "Account", "Carrier"]

#: In these an act has sides and no direction: "A met B" and "B met A" are one event.
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A report that tells a claim: the one it was read in, or a copy that carries it."""

    article_id: str
    published: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One claim with what its report adds: the day, the publisher, the digest of the text.

    ``origin`` is the id of the origin whose words it is, empty while copies have not been looked for;
    ``voice`` names the agency that speaks in its own voice there, None where the publisher does;
    ``carriers`` are the copies that carry the claim.
    """

    claim: Claim
    published: str | None
    publisher: str | None
    text_sha256: str
    origin: str = ""
    voice: str | None = None
    carriers: tuple[Carrier, ...] = ()

    @property
    def bearers(self) -> tuple[Carrier, ...]:
        """Every report that tells the claim: the one it was read in, and the copies."""
        own = Carrier(article_id=self.claim.article_id, published=self.published, publisher=self.publisher)
        return (own, *self.carriers)
