"""Compare claims with what a golden case asks for: every stated field must agree."""

from __future__ import annotations

from collections.abc import Mapping

from sayso.records import Claim, Role

__all__ = ["agrees"]


def _actor_values(claim: Claim, role: Role, field: str) -> list[str]:
    subject = [claim.figure.subject] if claim.figure and claim.figure.subject else []
    those = [a for a in (*claim.actors, *subject) if a.role is role]
    if field == "sectors":
        return [s for a in those for s in a.sectors]
    return [str(getattr(a, field)) for a in those]


def agrees(claim: Claim, wanted: Mapping[str, object]) -> bool:
    """Whether a claim has every value that ``wanted`` states."""
    return all(_field(claim, key, value) for key, value in wanted.items())


def _field(claim: Claim, key: str, value: object) -> bool:
    event, figure, place, time = claim.event, claim.figure, claim.place, claim.time
    quantity = claim.quantities[0] if claim.quantities else None
    plain: dict[str, object] = {
        "kind": claim.kind.value,
        "status": claim.status.value,
        "polarity": claim.certainty.polarity.value,
        "modality": claim.certainty.modality.value,
        "type": event.type if event else None,
        "mode": event.mode if event else None,
        "measure": figure.measure.value if figure else None,
        "place": place.name if place else None,
        "place_country": place.country if place else None,
        "edtf": time.edtf if time else None,
        "low": quantity.low if quantity else "none",
        "high": quantity.high if quantity else "none",
    }
    if key in plain:
        return plain[key] == value
    lists = {
        "actor": _actor_values(claim, Role.ACTOR, "name"),
        "actor_country": _actor_values(claim, Role.ACTOR, "country"),
        "actor_sector": _actor_values(claim, Role.ACTOR, "sectors"),
        "recipient": _actor_values(claim, Role.RECIPIENT, "name"),
        "recipient_country": _actor_values(claim, Role.RECIPIENT, "country"),
        "rule": [r.rule for r in claim.rules],
    }
    if key in lists:
        return value in lists[key]
    if key == "speaker":
        return any(str(value) in f"{s.name} {s.text}" for s in claim.attribution)
    if key == "hours":
        return any(q.unit == "hour" and value in (q.low, q.high) for q in claim.quantities)
    if key == "item":
        return figure is not None and str(value) in figure.item
    raise KeyError(f"a golden case asks for {key!r}, which claims do not have")
