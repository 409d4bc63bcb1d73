"""Claims, reports and events as the JSON documents other programs read, and claims back again.

The names of the fields are the public contract. A claim survives the round trip exactly; whole numbers are
written without a fraction ("high": 5), because JSON knows only one kind of number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sayso.records.base import (
    ActorKind,
    Aspect,
    ClaimKind,
    Grain,
    Measure,
    Modality,
    OriginKind,
    PlaceKind,
    Polarity,
    Role,
    Span,
    SpeakerKind,
    Status,
)
from sayso.records.claims import (
    Actor,
    Certainty,
    Claim,
    Event,
    EventCode,
    Evidence,
    Figure,
    Place,
    Quantity,
    Reason,
    RuleHit,
    Speaker,
    TimeRange,
)
from sayso.records.text import Article

__all__ = [
    "SCHEMA",
    "actor_to_json",
    "claim_from_json",
    "claim_to_json",
    "event_to_json",
    "header_to_json",
    "report_to_json",
    "why_from_json",
    "why_to_json",
]

SCHEMA = "sayso/1"

#: Whole numbers up to here are exact as floats.
_EXACT = 2**53

# `Any` throughout this module: a decoded JSON document has no static type until it is a record.
Json = dict[str, Any]
_A = TypeVar("_A")
_B = TypeVar("_B")


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _number(value: float | None) -> float | int | None:
    if value is not None and abs(value) < _EXACT and value == int(value):
        return int(value)
    return value


def _maybe(make: Callable[[_A], _B], value: _A | None) -> _B | None:
    return None if value is None else make(value)


def actor_to_json(actor: Actor) -> Json:
    """One actor of a claim, or the subject of a figure."""
    return {
        "role": actor.role.value,
        "text": actor.text,
        "span": _span(actor.span),
        "name": actor.name,
        "id": actor.actor_id,
        "kind": actor.kind.value,
        "country": actor.country,
        "sectors": list(actor.sectors),
        "p": actor.p,
    }


def _actor(doc: Json) -> Actor:
    return Actor(
        role=Role(doc["role"]),
        text=doc["text"],
        span=Span(*doc["span"]),
        name=doc["name"],
        actor_id=doc["id"],
        kind=ActorKind(doc["kind"]),
        country=doc["country"],
        sectors=tuple(doc["sectors"]),
        p=float(doc["p"]),
    )


def _place_to_json(place: Place) -> Json:
    return {
        "text": place.text,
        "span": _span(place.span),
        "name": place.name,
        "id": place.place_id,
        "kind": place.kind.value,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "within_km": _number(place.within_km),
        "p": place.p,
    }


def _place(doc: Json) -> Place:
    return Place(
        text=doc["text"],
        span=Span(*doc["span"]),
        name=doc["name"],
        place_id=doc["id"],
        kind=PlaceKind(doc["kind"]),
        country=doc["country"],
        admin1=doc["admin1"],
        lat=_maybe(float, doc["lat"]),
        lon=_maybe(float, doc["lon"]),
        within_km=_maybe(float, doc["within_km"]),
        p=float(doc["p"]),
    )


def _time_to_json(time: TimeRange) -> Json:
    return {
        "text": time.text,
        "span": _span(time.span),
        "edtf": time.edtf,
        "earliest": time.earliest,
        "latest": time.latest,
        "grain": time.grain.value if time.grain else None,
    }


def _time(doc: Json) -> TimeRange:
    return TimeRange(
        text=doc["text"],
        span=Span(*doc["span"]),
        edtf=doc["edtf"],
        earliest=doc["earliest"],
        latest=doc["latest"],
        grain=_maybe(Grain, doc["grain"]),
    )


def _quantity_to_json(quantity: Quantity) -> Json:
    return {
        "text": quantity.text,
        "span": _span(quantity.span),
        "low": _number(quantity.low),
        "high": _number(quantity.high),
        "unit": quantity.unit,
        "counted": quantity.counted,
        "per": quantity.per,
        "approximate": quantity.approximate,
    }


def _quantity(doc: Json) -> Quantity:
    return Quantity(
        text=doc["text"],
        span=Span(*doc["span"]),
        low=_maybe(float, doc["low"]),
        high=_maybe(float, doc["high"]),
        unit=doc["unit"],
        counted=doc["counted"],
        per=doc["per"],
        approximate=doc["approximate"],
    )


def _speaker_to_json(speaker: Speaker) -> Json:
    return {
        "text": speaker.text,
        "span": _span(speaker.span),
        "name": speaker.name,
        "kind": speaker.kind.value,
        "country": speaker.country,
        "affiliation": speaker.affiliation,
        "actor": speaker.actor_id,
        "role": speaker.role,
        "count": speaker.count,
        "anonymity": speaker.anonymity,
    }


def _speaker(doc: Json) -> Speaker:
    return Speaker(
        text=doc["text"],
        span=Span(*doc["span"]),
        name=doc["name"],
        kind=SpeakerKind(doc["kind"]),
        country=doc["country"],
        affiliation=doc["affiliation"],
        # claims stored before 2026-11-26 lack these
        actor_id=doc.get("actor"),
        role=doc.get("role"),
        count=doc.get("count"),
        anonymity=doc.get("anonymity"),
    )


def _code_to_json(code: EventCode) -> Json:
    return {
        "type": code.type,
        "mode": code.mode,
        "contexts": list(code.contexts),
        "cameo": code.cameo,
        "plover_reduced": code.plover_reduced,
    }


def _code(doc: Json) -> EventCode:
    return EventCode(
        type=doc["type"],
        mode=doc["mode"],
        contexts=tuple(doc["contexts"]),
        cameo=doc["cameo"],
        plover_reduced=doc["plover_reduced"],
    )


def _figure_to_json(figure: Figure) -> Json:
    return {
        "measure": figure.measure.value,
        "item": figure.item,
        "subject": _maybe(actor_to_json, figure.subject),
    }


def _figure(doc: Json) -> Figure:
    return Figure(measure=Measure(doc["measure"]), item=doc["item"], subject=_maybe(_actor, doc["subject"]))


def _evidence_to_json(evidence: Evidence) -> Json:
    return {
        "sentence": evidence.sentence,
        "span": _span(evidence.span),
        "trigger": _span(evidence.trigger),
        "cue": _maybe(_span, evidence.cue),
    }


def _evidence(doc: Json) -> Evidence:
    return Evidence(
        sentence=doc["sentence"],
        span=Span(*doc["span"]),
        trigger=Span(*doc["trigger"]),
        cue=_maybe(lambda ends: Span(*ends), doc["cue"]),
    )


def _content(claim: Claim) -> Json:
    """What a claim says, without its id: the fields that an event shows as well."""
    doc: Json = {"kind": claim.kind.value}
    if claim.event is not None:
        doc["event"] = _code_to_json(claim.event)
    if claim.figure is not None:
        doc["figure"] = _figure_to_json(claim.figure)
    return doc | {
        "actors": [actor_to_json(a) for a in claim.actors],
        "place": _maybe(_place_to_json, claim.place),
        "time": _maybe(_time_to_json, claim.time),
        "status": claim.status.value,
        "certainty": {
            "polarity": claim.certainty.polarity.value,
            "modality": claim.certainty.modality.value,
            "p": claim.certainty.p,
        },
        "quantities": [_quantity_to_json(q) for q in claim.quantities],
        "attribution": [_speaker_to_json(s) for s in claim.attribution],
        "evidence": _evidence_to_json(claim.evidence),
        "rules": [{"rule": r.rule, "reading": r.reading, "why": r.why} for r in claim.rules],
        "p": claim.p,
    }


def why_to_json(why: Iterable[Reason]) -> list[Json]:
    """Why a claim is as it is; whole, because it is a document of its own in a ledger."""
    return [
        {
            "what": r.what.value,
            "by": r.by,
            "score": _number(r.score),
            "said": r.said,
            "instead": list(r.instead),
        }
        for r in why
    ]


def why_from_json(docs: Iterable[Json]) -> tuple[Reason, ...]:
    """The reasons that `why_to_json` wrote."""
    return tuple(
        Reason(
            what=Aspect(doc["what"]),
            by=doc["by"],
            score=_maybe(float, doc["score"]),
            said=doc["said"],
            instead=tuple(doc["instead"]),
        )
        for doc in docs
    )


def claim_to_json(claim: Claim) -> Json:
    """One claim; `report` is the id of the report that makes it."""
    doc = {"id": claim.claim_id, "report": claim.article_id} | _content(claim)
    return doc | {"why": why_to_json(claim.why)}


def claim_from_json(doc: Mapping[str, Any]) -> Claim:
    """The claim that `claim_to_json` wrote.

    Raises:
        KeyError, ValueError: ``doc`` is no claim.
    """
    certainty = doc["certainty"]
    return Claim(
        claim_id=doc["id"],
        article_id=doc["report"],
        kind=ClaimKind(doc["kind"]),
        status=Status(doc["status"]),
        certainty=Certainty(
            polarity=Polarity(certainty["polarity"]),
            modality=Modality(certainty["modality"]),
            p=float(certainty["p"]),
        ),
        evidence=_evidence(doc["evidence"]),
        event=_maybe(_code, doc.get("event")),
        figure=_maybe(_figure, doc.get("figure")),
        actors=tuple(_actor(a) for a in doc["actors"]),
        place=_maybe(_place, doc["place"]),
        time=_maybe(_time, doc["time"]),
        quantities=tuple(_quantity(q) for q in doc["quantities"]),
        attribution=tuple(_speaker(s) for s in doc["attribution"]),
        rules=tuple(RuleHit(rule=r["rule"], reading=r["reading"], why=r["why"]) for r in doc["rules"]),
        p=float(doc["p"]),
        # documents written before reasons were kept have none
        why=why_from_json(doc.get("why", ())),
    )


def header_to_json(article: Article) -> Json:
    """What is known of a report, without its text.

    Every report is an origin of its own until copies are looked for, so the origin's id follows from
    the report's.
    """
    return {
        "id": article.article_id,
        "given_id": article.given_id,
        "url": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "sentences": len(article.sentences),
        "extra": dict(article.extra),
        "copy_of": None,
        "origin": {
            "id": "o" + article.article_id[1:],
            "kind": OriginKind.ORIGINAL.value,
            "wire": None,
            "p": 1.0,
            "spun": article.spun,
        },
    }


def report_to_json(article: Article, claims: Iterable[Claim]) -> Json:
    """A coded report: what is known of it, and its claims."""
    return {
        "schema": SCHEMA,
        "report": header_to_json(article),
        "claims": [claim_to_json(c) for c in claims],
    }


def event_to_json(event: Event, claims: Iterable[Claim] | None = None) -> Json:
    """An event: the fields of its lead claim, who supports each, and the counts.

    With ``claims`` the accounts are written out in full as well.
    """
    doc: Json = {"id": event.event_id} | _content(event.lead)
    doc |= {
        "supporters": {name: list(ids) for name, ids in event.supporters.items()},
        "claims": list(event.claim_ids),
        "reports": event.n_reports,
        "publishers": event.n_publishers,
        "origins": event.n_origins,
        "rests_on": event.rests_on,
        "first_published": event.first_published,
        "last_published": event.last_published,
        "disagreements": {
            name: {value: list(ids) for value, ids in values.items()}
            for name, values in event.disagreements.items()
        },
    }
    if claims is not None:
        doc["accounts"] = [claim_to_json(c) for c in claims]
    return doc
