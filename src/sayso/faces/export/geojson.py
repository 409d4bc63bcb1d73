"""Events as features of a map (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from sayso.faces.export.flat import as_row
from sayso.faces.export.json_text import write_collection
from sayso.faces.words import actor_names, what
from sayso.records import Event, Role

__all__ = ["as_feature", "write_geojson"]


def as_feature(event: Event) -> dict[str, object]:
    """One event as a feature; its geometry is null where no point is known.

    The property `within_km` is the radius that surely holds the place: a point alone would look exact.
    """
    row = as_row(event)
    lat, lon = row.pop("lat"), row.pop("lon")
    # RFC 7946, section 3.1.1: longitude comes first.
    point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    row["label"] = f"{what(event.lead)}: {actor_names(event.lead.actors, Role.ACTOR)}"
    return {"type": "Feature", "id": event.event_id, "geometry": point, "properties": row}


def write_geojson(events: Iterable[Event], out: TextIO) -> int:
    """Events as one feature collection, written as they come; how many."""
    head = '{"type": "FeatureCollection", "features": ['
    return write_collection(map(as_feature, events), out, head=head, tail="]}", tidy=True)
