"""The comparable side of an account as a ledger keeps it, apart from what its whole report shares."""

from __future__ import annotations

from sys import intern
from typing import Any

from sayso.records.amount_codec import maybe
from sayso.records.base import Status
from sayso.records.codec import place_from_json, place_to_json
from sayso.records.facts import Facts

__all__ = ["facts_from_json", "facts_to_json"]

# `Any`: a JSON document.
Json = dict[str, Any]


def facts_to_json(facts: Facts) -> Json:
    """One account's facts without ids and story, which the row and the report have."""
    return {
        "key": facts.key,
        "mode": facts.mode,
        "status": facts.status.value,
        "actors": list(facts.actors),
        "recipients": sorted(facts.recipients),
        "place": maybe(place_to_json, facts.place),
        "first": facts.first,
        "last": facts.last,
        "published": facts.published,
        "sentence": facts.sentence,
        "figure": facts.figure,
        "mutual": facts.mutual,
        "lands": [list(pair) for pair in facts.lands],
        "scene": list(facts.scene),
        **({"amount": list(facts.amount), "whose": facts.whose, "toll": facts.toll} if facts.figure else {}),
    }


def facts_from_json(
    doc: Json, *, claim_id: str, article_id: str, story: tuple[int, ...], vector: bytes
) -> Facts:
    """The facts that `facts_to_json` wrote; words that many have are kept once."""
    return Facts(
        claim_id=claim_id,
        article_id=article_id,
        key=intern(doc["key"]),
        mode=doc["mode"],
        status=Status(doc["status"]),
        actors=tuple(map(intern, doc["actors"])),
        recipients=frozenset(map(intern, doc["recipients"])),
        place=maybe(place_from_json, doc["place"]),
        first=doc["first"],
        last=doc["last"],
        published=doc["published"],
        sentence=doc["sentence"],
        figure=doc["figure"],
        mutual=doc["mutual"],
        lands=tuple((intern(party), intern(land)) for party, land in doc["lands"]),
        story=story,
        vector=vector,
        scene=tuple(map(intern, doc["scene"])),
        amount=tuple(doc.get("amount", (None, None))),
        whose=doc.get("whose", ""),
        toll=doc.get("toll", False),
    )
