"""Claims, reports and events as the JSON documents other programs read, and claims back again.

The names of the fields are the public contract. A claim survives the round trip exactly; whole numbers are
written without a fraction ("high": 5), because JSON knows only one kind of number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sayso.records.amount_codec import (
    maybe,
    number_to_json,
    quantity_from_json,
    quantity_to_json,
    span_to_json,
    time_from_json,
    time_to_json,
)
from sayso.records.base import (
    ActorKind,
    Aspect,
    ClaimKind,
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
    Reason,
    RuleHit,
    Speaker,
)
from sayso.records.finders import RunnerUp
from sayso.records.link_codec import origin_to_json
from sayso.records.links import Origin
from sayso.records.reading import ToponymUse
from sayso.records.text import Article

__all__ = [
    "SCHEMA",
    "actor_to_json",
    "claim_from_json",
    "claim_to_json",
    "event_to_json",
    "header_to_json",
    "place_from_json",
    "place_to_json",
    "report_to_json",
    "why_from_json",
    "why_to_json",
]

SCHEMA = "sayso/1"

_RULE = ("rule", "reading", "why", "regime", "issuer", "basis")

# `Any` throughout this module: a decoded JSON document has no static type until it is a record.
Json = dict[str, Any]


def actor_to_json(actor: Actor) -> Json:
    """One actor of a claim, or the subject of a figure."""
    return {
        "role": actor.role.value,
        "text": actor.text,
        "span": span_to_json(actor.span),
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


def place_to_json(place: Place) -> Json:
    """One place of a claim."""
    return {
        "text": place.text,
        "span": span_to_json(place.span),
        "name": place.name,
        "id": place.place_id,
        "kind": place.kind.value,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "within_km": number_to_json(place.within_km),
        "p": place.p,
        "use": place.use.value,
        "runner_up": None
        if place.runner_up is None
        else {"id": place.runner_up.place_id, "name": place.runner_up.name, "p": place.runner_up.p},
    }


def place_from_json(doc: Json) -> Place:
    """The place that `place_to_json` wrote."""
    return Place(
        text=doc["text"],
        span=Span(*doc["span"]),
        name=doc["name"],
        place_id=doc["id"],
        kind=PlaceKind(doc["kind"]),
        country=doc["country"],
        admin1=doc["admin1"],
        lat=maybe(float, doc["lat"]),
        lon=maybe(float, doc["lon"]),
        within_km=maybe(float, doc["within_km"]),
        p=float(doc["p"]),
        # claims stored before 2026-11-27 lack these
        use=ToponymUse(doc.get("use", ToponymUse.LITERAL)),
        runner_up=maybe(_runner_up, doc.get("runner_up")),
    )


def _runner_up(doc: Json) -> RunnerUp:
    return RunnerUp(place_id=doc["id"], name=doc["name"], p=float(doc["p"]))


def _speaker_to_json(speaker: Speaker) -> Json:
    return {
        "text": speaker.text,
        "span": span_to_json(speaker.span),
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
        "subject": maybe(actor_to_json, figure.subject),
    }


def _figure(doc: Json) -> Figure:
    return Figure(measure=Measure(doc["measure"]), item=doc["item"], subject=maybe(_actor, doc["subject"]))


def _evidence_to_json(evidence: Evidence) -> Json:
    return {
        "sentence": evidence.sentence,
        "span": span_to_json(evidence.span),
        "trigger": span_to_json(evidence.trigger),
        "cue": maybe(span_to_json, evidence.cue),
    }


def _evidence(doc: Json) -> Evidence:
    return Evidence(
        sentence=doc["sentence"],
        span=Span(*doc["span"]),
        trigger=Span(*doc["trigger"]),
        cue=maybe(lambda ends: Span(*ends), doc["cue"]),
    )


def _rule(doc: Json) -> RuleHit:
    # claims stored before 2026-11-26 lack the rest
    more = {name: doc[name] for name in _RULE[3:] if name in doc}
    return RuleHit(rule=doc["rule"], reading=doc["reading"], why=doc["why"], **more)


def _content(claim: Claim) -> Json:
    """What a claim says, without its id: the fields that an event shows as well."""
    doc: Json = {"kind": claim.kind.value}
    if claim.event is not None:
        doc["event"] = _code_to_json(claim.event)
    if claim.figure is not None:
        doc["figure"] = _figure_to_json(claim.figure)
    return doc | {
        "actors": [actor_to_json(a) for a in claim.actors],
        "place": maybe(place_to_json, claim.place),
        "time": maybe(time_to_json, claim.time),
        "status": claim.status.value,
        "certainty": {
            "polarity": claim.certainty.polarity.value,
            "modality": claim.certainty.modality.value,
            "p": claim.certainty.p,
        },
        "quantities": [quantity_to_json(q) for q in claim.quantities],
        "attribution": [_speaker_to_json(s) for s in claim.attribution],
        "evidence": _evidence_to_json(claim.evidence),
        "rules": [{name: getattr(r, name) for name in _RULE} for r in claim.rules],
        "p": claim.p,
    }


def why_to_json(why: Iterable[Reason]) -> list[Json]:
    """Why a claim is as it is; whole, because it is a document of its own in a ledger."""
    return [
        {
            "what": r.what.value,
            "by": r.by,
            "score": number_to_json(r.score),
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
            score=maybe(float, doc["score"]),
            said=doc["said"],
            instead=tuple(doc["instead"]),
        )
        for doc in docs
    )


def claim_to_json(claim: Claim) -> Json:
    """One claim; `report` is the id of the report that makes it."""
    doc = {"id": claim.claim_id, "report": claim.article_id, "carried_from": claim.carried_from}
    return doc | _content(claim) | {"why": why_to_json(claim.why)}


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
        event=maybe(_code, doc.get("event")),
        figure=maybe(_figure, doc.get("figure")),
        actors=tuple(_actor(a) for a in doc["actors"]),
        place=maybe(place_from_json, doc["place"]),
        time=maybe(time_from_json, doc["time"]),
        quantities=tuple(quantity_from_json(q) for q in doc["quantities"]),
        attribution=tuple(_speaker(s) for s in doc["attribution"]),
        rules=tuple(_rule(r) for r in doc["rules"]),
        p=float(doc["p"]),
        # documents written before reasons were kept have none
        why=why_from_json(doc.get("why", ())),
        carried_from=doc.get("carried_from"),
    )


def header_to_json(article: Article, origin: Origin | None = None) -> Json:
    """What is known of a report, without its text.

    Every report is an origin of its own until copies are looked for, so the origin's id follows from
    the report's.
    """
    stands = origin or Origin(
        origin_id="o" + article.article_id[1:], kind=OriginKind.ORIGINAL, spun=article.spun
    )
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
        "copy_of": stands.copy_of,
        "origin": origin_to_json(stands),
    }


def report_to_json(article: Article, claims: Iterable[Claim], origin: Origin | None = None) -> Json:
    """A coded report: what is known of it, and its claims."""
    return {
        "schema": SCHEMA,
        "report": header_to_json(article, origin),
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
        "origins_interval": list(event.origins_interval),
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
