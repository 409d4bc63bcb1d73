"""Lists and counts of a ledger as JSON documents other programs read: reports, actors, facets, days, runs."""

from __future__ import annotations

from typing import Any

from sayso.engine.answers import ActorFacts
from sayso.ledger import ActorFound, Count, Days, KeptRefusal, KeptRun, PlaceCount, ReportRow, Tally
from sayso.records.amount_codec import number_to_json
from sayso.records.codec import SCHEMA

__all__ = [
    "actor_found_to_json",
    "actor_to_json",
    "days_to_json",
    "facets_to_json",
    "map_to_json",
    "refusal_to_json",
    "report_row_to_json",
    "run_to_json",
]

# `Any`: a JSON document.
Json = dict[str, Any]


def report_row_to_json(row: ReportRow) -> Json:
    """One report of a list."""
    return {
        "id": row.article_id,
        "title": row.title,
        "publisher": row.publisher,
        "published": row.published,
        "url": row.url,
        "claims": row.claims,
        "run": row.run_id,
    }


def actor_found_to_json(actor: ActorFound) -> Json:
    """One actor of a list."""
    return {
        "id": actor.actor_id,
        "name": actor.name,
        "country": actor.country,
        "kind": actor.kind,
        "events": actor.events,
    }


def actor_to_json(facts: ActorFacts) -> Json:
    """An actor: its names, its days, and who speaks of it."""
    return {
        "schema": SCHEMA,
        "actor": {
            "id": facts.actor_id,
            "names": list(facts.names),
            "country": facts.country,
            "kind": facts.kind,
        },
        "days": [{"day": day or None, "role": role, "events": n} for day, role, n in facts.days],
        "speakers": [{"name": name, "kind": kind, "claims": n} for name, kind, n in facts.speakers],
    }


def facets_to_json(tally: Tally) -> Json:
    """What events have in common, by condition."""
    return {
        "schema": SCHEMA,
        "events": tally.events,
        "capped": tally.capped,
        "facets": {name: [_count(c) for c in counts] for name, counts in tally.facets.items()},
    }


def _count(count: Count) -> Json:
    return {"value": count.value, "label": count.label, "events": count.events}


def days_to_json(days: Days) -> Json:
    """Events by day and type, earliest first; null for a day not known, and for types not told apart."""
    return {
        "schema": SCHEMA,
        "partly": days.partly,
        "data": [
            {"day": day or None, "type": type_ or None, "events": n}
            for (day, type_), n in sorted(days.counts.items())
        ],
    }


def map_to_json(tally: Tally) -> Json:
    """The places of events as a GeoJSON collection (RFC 7946); those without a point have no geometry."""
    return {
        "type": "FeatureCollection",
        "events": tally.events,
        "capped": tally.capped,
        "features": [_feature(place) for place in tally.places],
    }


def _feature(place: PlaceCount) -> Json:
    point = None
    if place.lat is not None and place.lon is not None:
        # RFC 7946, section 3.1.1: longitude comes first
        point = {"type": "Point", "coordinates": [place.lon, place.lat]}
    return {
        "type": "Feature",
        "geometry": point,
        "properties": {
            "id": place.place_id or None,
            "name": place.name,
            "kind": place.kind,
            "country": place.country,
            "within_km": number_to_json(place.within_km),
            "events": place.events,
            "newest": place.newest,
        },
    }


def run_to_json(kept: KeptRun) -> Json:
    """One run, with what it has in the ledger."""
    run = kept.run
    return {
        "id": run.run_id,
        "code_version": run.code_version,
        "config_sha256": run.config_sha256,
        "model_sha256": run.model_sha256,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "reports": kept.reports,
        "refusals": kept.refusals,
    }


def refusal_to_json(kept: KeptRefusal) -> Json:
    """One refusal."""
    return {
        "number": kept.number,
        "run": kept.run_id,
        "at": kept.at,
        "name": kept.refusal.name,
        "stage": kept.refusal.stage,
        "code": kept.refusal.code,
        "reason": kept.refusal.reason,
    }
