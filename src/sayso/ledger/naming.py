"""Whom and what words name: actors and places that are called exactly so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sayso.classes import dataclass
from sayso.lang.folding import fold
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection

__all__ = ["Named", "named_exactly", "named_partly"]

#: Stored actors that are looked at for a part of a name.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody or some place by a name.

    Attributes:
        what: "who" or "place", which is also the condition that asks for it.
        id: its id.
        folded: the name in the form in which names are compared.
        name: the name as claims have it; kind and country beside it, "" where there is none.
    """

    what: str
    id: str
    folded: str
    name: str
    kind: str
    country: str


def named_exactly(db: Connection, names: Iterable[str]) -> list[Named]:
    """The actors and places that are called by one of some names, case and marks aside.

    Cost:
        A look-up by index for each name.
    """
    asked = json.dumps([fold(clean(name)) for name in names])
    # `Any`: a row holds whatever its query selects
    rows: Any = db.execute(
        "SELECT 'who', a.actor_id, a.folded, a.name, a.kind, a.country FROM json_each(?1) j "
        "CROSS JOIN actors a ON a.folded = j.value UNION "
        "SELECT 'place', p.place_id, p.folded, coalesce(p.name, p.folded), coalesce(p.kind, ''), p.country "
        "FROM json_each(?1) j CROSS JOIN places p ON p.folded = j.value WHERE p.place_id <> ''",
        (asked,),
    )
    found: dict[tuple[str, str, str], Named] = {}
    for what, id_, folded, name, kind, country in rows:
        one = Named(what=what, id=id_, folded=folded, name=name, kind=kind, country=country)
        found.setdefault((what, id_, folded), one)
    return list(found.values())


def named_partly(db: Connection, words: str, at_most: int) -> list[Named]:
    """The actors whose names hold some words beside others, those of most claims first.

    Cost:
        A look at every name: some 40 ms for 200,000.
    """
    asked = fold(clean(words))
    # `Any`: as above
    rows: Any = db.execute(
        "SELECT a.actor_id, a.folded, a.name, a.kind, a.country, "
        "(SELECT count(*) FROM claim_actors x WHERE x.actor = a.actor) AS n FROM (SELECT * FROM actors "
        "WHERE instr(' ' || folded || ' ', ?) AND folded <> ? AND kind <> 'unknown' LIMIT ?) a "
        "ORDER BY n DESC, a.actor",
        (f" {asked} ", asked, _LOOKED_AT),
    )
    found: dict[str, Named] = {}
    for actor_id, folded, name, kind, country, _ in rows:
        one = Named(what="who", id=actor_id, folded=folded, name=name, kind=kind, country=country)
        found.setdefault(actor_id, one)
    return list(found.values())[:at_most] if asked else []
