"""Who takes part in the claims of a ledger: every actor by name, with how often and where first."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone

from __future__ import annotations

from collections.abc import Iterator

from sayso.classes import dataclass
from sayso.ledger.connection import LONG, Connection

__all__ = ["LedgerActor", "actors_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerActor:
    """An actor as claims name it: ``claims`` that do, and the first of them."""

    actor_id: str
    name: str
    country: str | None
    kind: str
    claims: int
    claim_id: str


def actors_of(connection: Connection) -> Iterator[LedgerActor]:
    """Every actor of every claim, most claims first."""
    rows = connection.execute(
        f"{LONG} WITH told AS ("
        "SELECT actor, count(DISTINCT claim) AS n, min(claim) AS claim FROM claim_actors "
        "JOIN claims k USING (claim) WHERE k.retired_at IS NULL GROUP BY actor) "
        "SELECT a.actor_id, a.name, a.country, a.kind, t.n, c.claim_id "
        "FROM told t JOIN actors a USING (actor) JOIN claims c USING (claim) ORDER BY t.n DESC, a.actor"
    )
    for actor_id, name, country, kind, n, claim_id in rows:
        yield LedgerActor(
            actor_id=actor_id, name=name, country=country or None, kind=kind, claims=int(n), claim_id=claim_id
        )
