"""Events as flat rows: the columns of the CSV and Parquet files, and the properties of map features."""

from __future__ import annotations

from sayso.records import Actor, Event, Role

__all__ = ["BETWEEN", "COLUMNS", "COUNTS", "DAYS", "NUMBERS", "as_row"]

#: Columns of `sayso events --format csv`, and properties of its GeoJSON features.
COLUMNS = (
    "id",
    "kind",
    "type",
    "mode",
    "contexts",
    "actors",
    "actor_ids",
    "actor_countries",
    "recipients",
    "recipient_ids",
    "recipient_countries",
    "place",
    "place_country",
    "lat",
    "lon",
    "within_km",
    "time",
    "earliest",
    "latest",
    "status",
    "polarity",
    "modality",
    "measure",
    "item",
    "low",
    "high",
    "unit",
    "speakers",
    "reports",
    "publishers",
    "origins",
    "origins_certain",
    "origins_possible",
    "rests_on",
    "first_published",
    "last_published",
    "evidence",
    "p",
)
#: Of these the columns of numbers, of whole numbers, and of days; the others are text.
NUMBERS = frozenset({"lat", "lon", "within_km", "low", "high", "p"})
COUNTS = frozenset({"reports", "publishers", "origins", "origins_certain", "origins_possible"})
DAYS = frozenset({"earliest", "latest", "first_published", "last_published"})
#: Between several values in one cell.
BETWEEN = "; "


def _actors(event: Event, role: Role) -> list[Actor]:
    return [actor for actor in event.lead.actors if actor.role is role]


def _people(event: Event) -> dict[str, object]:
    row: dict[str, object] = {}
    for role in (Role.ACTOR, Role.RECIPIENT):
        those = _actors(event, role)
        row[f"{role}s"] = BETWEEN.join(a.name for a in those)
        row[f"{role}_ids"] = BETWEEN.join(a.actor_id for a in those)
        row[f"{role}_countries"] = BETWEEN.join(a.country or "" for a in those)
    return row


def _what(event: Event) -> dict[str, object]:
    code, figure = event.lead.event, event.lead.figure
    row: dict[str, object] = {}
    if code is not None:
        row = {"type": code.type, "mode": code.mode, "contexts": BETWEEN.join(code.contexts)}
    if figure is not None:
        row |= {"measure": figure.measure.value, "item": figure.item}
        if figure.subject is not None:
            row |= {"actors": figure.subject.name, "actor_ids": figure.subject.actor_id}
            row |= {"actor_countries": figure.subject.country}
    if event.lead.quantities:
        first = event.lead.quantities[0]
        row |= {"low": first.low, "high": first.high, "unit": first.unit}
    return row


def _where_and_when(event: Event) -> dict[str, object]:
    place, time = event.lead.place, event.lead.time
    row: dict[str, object] = {}
    if place is not None:
        row |= {"place": place.name, "place_country": place.country}
        row |= {"lat": place.lat, "lon": place.lon, "within_km": place.within_km}
    if time is not None:
        row |= {"time": time.edtf, "earliest": time.earliest, "latest": time.latest}
    return row


def as_row(event: Event) -> dict[str, object]:
    """One event, flat: the lead claim's fields and the counts. Missing values are None."""
    lead = event.lead
    row: dict[str, object] = {
        "id": event.event_id,
        "kind": lead.kind.value,
        "status": lead.status.value,
        "polarity": lead.certainty.polarity.value,
        "modality": lead.certainty.modality.value,
        "speakers": BETWEEN.join(s.name for s in lead.attribution),
        "reports": event.n_reports,
        "publishers": event.n_publishers,
        "origins": event.n_origins,
        "origins_certain": event.origins_interval[0],
        "origins_possible": event.origins_interval[1],
        "rests_on": event.rests_on,
        "first_published": event.first_published,
        "last_published": event.last_published,
        "evidence": lead.evidence.sentence,
        "p": lead.p,
    }
    row |= _people(event)
    row |= _what(event)
    row |= _where_and_when(event)
    return {column: row.get(column) for column in COLUMNS}
