"""Records as rows of their tables: the values of `columns`, several of them as tuples, none as None."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from sayso.engine.asking import KeptRefusal, KeptRun, ListedClaim
from sayso.engine.figures import Point, Series
from sayso.engine.itinerary import Itinerary
from sayso.engine.itinerary_json import itinerary_to_values, leg_to_json
from sayso.engine.offices import Holder
from sayso.engine.partners import Partner, Partners, edge_to_json, partner_to_json
from sayso.engine.speaking import SaidClaim, SpeakerCounts, speaker_to_json
from sayso.records import Actor, Claim, Event, Role, Span

__all__ = [
    "Row",
    "claim_row",
    "edge_rows",
    "event_row",
    "figure_row",
    "leg_rows",
    "office_row",
    "partner_row",
    "refusal_row",
    "run_row",
    "said_row",
    "source_row",
    "stop_rows",
    "tie_rows",
]

#: One row. Values are checked against the columns of the table when a frame is made of it.
Row: TypeAlias = Mapping[str, object]


def event_row(event: Event) -> Row:
    """An event: what the claim that stands for it says, and the counts."""
    return _says(event.lead) | {
        "id": event.event_id,
        "reports": event.n_reports,
        "publishers": event.n_publishers,
        "origins": event.n_origins,
        "origins_certain": event.origins_interval[0],
        "origins_possible": event.origins_interval[1],
        "rests_on": event.rests_on,
        "first_published": event.first_published,
        "last_published": event.last_published,
    }


def claim_row(listed: ListedClaim) -> Row:
    """A claim with its report, its event, and the characters it rests on."""
    account, claim = listed.account, listed.account.claim
    return _says(claim) | {
        "id": claim.claim_id,
        "event_id": listed.event_id,
        "report": claim.article_id,
        "publisher": account.publisher,
        "published": account.published,
        "origin": account.origin or None,
        "copies": len(account.carriers),
        "evidence_span": _span(claim.evidence.span),
        "trigger_span": _span(claim.evidence.trigger),
        "actor_spans": tuple(_span(actor.span) for actor in _side(claim, Role.ACTOR)),
        "recipient_spans": tuple(_span(actor.span) for actor in _side(claim, Role.RECIPIENT)),
        "place_span": _span(claim.place.span) if claim.place else None,
        "time_span": _span(claim.time.span) if claim.time else None,
        "amount_spans": tuple(_span(quantity.span) for quantity in claim.quantities),
        "speaker_spans": tuple(_span(speaker.span) for speaker in claim.attribution),
        "cue_span": _span(claim.evidence.cue) if claim.evidence.cue else None,
        "rules": tuple(rule.rule for rule in claim.rules),
    }


def _span(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _side(claim: Claim, role: Role) -> list[Actor]:
    """Those in a role; the subject of a figure is its only actor."""
    if claim.figure is not None and role is Role.ACTOR:
        return [claim.figure.subject] if claim.figure.subject else []
    return [actor for actor in claim.actors if actor.role is role]


def _says(claim: Claim) -> dict[str, object]:
    row: dict[str, object] = {
        "kind": claim.kind.value,
        "status": claim.status.value,
        "polarity": claim.certainty.polarity.value,
        "modality": claim.certainty.modality.value,
        "speakers": tuple(speaker.name for speaker in claim.attribution),
        "evidence": claim.evidence.sentence,
        "p": claim.p,
        "contexts": claim.event.contexts if claim.event else (),
    }
    for role in (Role.ACTOR, Role.RECIPIENT):
        side = _side(claim, role)
        row[f"{role}s"] = tuple(actor.name for actor in side)
        row[f"{role}_ids"] = tuple(actor.actor_id for actor in side)
        row[f"{role}_countries"] = tuple(actor.country or "" for actor in side)
    if claim.event is not None:
        row |= {"type": claim.event.type, "mode": claim.event.mode}
    if claim.figure is not None:
        row |= {"measure": claim.figure.measure.value, "item": claim.figure.item}
    if claim.place is not None:
        place = claim.place
        row |= {"place": place.name, "place_country": place.country}
        row |= {"lat": place.lat, "lon": place.lon, "within_km": place.within_km}
    if claim.time is not None:
        row |= {"time": claim.time.edtf, "earliest": claim.time.earliest, "latest": claim.time.latest}
    if claim.quantities:
        first = claim.quantities[0]
        row |= {"low": first.low, "high": first.high, "unit": first.unit}
    return row


def figure_row(series: Series, point: Point) -> Row:
    """One amount for one time, with everybody who gives it."""
    claim, quantity, daily = point.claim, point.quantity, point.daily
    row: dict[str, object] = {
        "id": claim.claim_id,
        "measure": series.measure.value,
        "item": series.item,
        "time": point.time.edtf if point.time else point.first,
        "earliest": point.first,
        "latest": point.last,
        "time_from": point.time_from.value,
        "speakers": tuple(speaker.name or speaker.text for speaker in claim.attribution),
        "said_by": point.said_by,
        "status": claim.status.value,
        "polarity": claim.certainty.polarity.value,
        "modality": claim.certainty.modality.value,
        "rests_on": point.rests_on,
        "report": claim.article_id,
        "publisher": point.lead.publisher,
        "published": point.lead.published,
        "words": quantity.text,
        "evidence": claim.evidence.sentence,
        "differs": point.differs,
        "event_id": point.event_id,
        "p": claim.p,
        "approx": quantity.approx.value,
        "nature": quantity.nature.value,
        "direction": quantity.direction or None,
    }
    row |= {name: getattr(quantity, name) for name in ("low", "high", "low_closed", "high_closed")}
    row |= {name: getattr(quantity, name) for name in ("unit", "code", "per")}
    row |= {name: getattr(point, name) for name in ("reports", "publishers", "origins")}
    if series.subject is not None:
        subject = series.subject
        row |= {"subject": subject.name, "subject_id": subject.actor_id, "subject_country": subject.country}
    if daily is not None:
        row |= {"daily_low": daily.low, "daily_high": daily.high, "daily_basis": daily.basis.value}
        row |= {"daily_days_low": daily.shortest, "daily_days_high": daily.longest, "daily_cut": daily.cut}
    return row


def source_row(counts: SpeakerCounts) -> Row:
    """A speaker with the counts of what he says."""
    return speaker_to_json(counts)


def said_row(said: SaidClaim) -> Row:
    """A claim of a speaker, with whoever confirms and whoever denies it."""
    claim = said.claim
    return {
        "id": claim.claim_id,
        "speaker": said.speaker,
        "kind": said.kind.value,
        "published": said.published,
        "publisher": said.publisher,
        "type": claim.event.type if claim.event else None,
        "mode": claim.event.mode if claim.event else None,
        "measure": claim.figure.measure.value if claim.figure else None,
        "item": claim.figure.item if claim.figure else None,
        "status": claim.status.value,
        "polarity": claim.certainty.polarity.value,
        "modality": claim.certainty.modality.value,
        "evidence": claim.evidence.sentence,
        "confirmed_by": tuple(echo.who for echo in said.confirmed_by),
        "denied_by": tuple(echo.who for echo in said.denied_by),
        "event_id": said.event_id,
        "p": claim.p,
    }


def office_row(holder: Holder) -> Row:
    """A person in an office."""
    return {
        "name": holder.name,
        "aliases": holder.aliases,
        "country": holder.country,
        "office": holder.office,
        "sectors": holder.sectors,
        "from": holder.begins,
        "to": holder.ends,
        "first_published": holder.first,
        "last_published": holder.last,
        "reports": holder.reports,
        "publishers": holder.publishers,
        "former": holder.former,
        "claim": holder.claim,
    }


def stop_rows(found: Itinerary) -> Iterator[Row]:
    """Each stop with the leg that leads to it."""
    for row in itinerary_to_values(found):
        yield {**row, "why": row.get("why") or None}


def leg_rows(found: Itinerary) -> Iterator[Row]:
    """Each leg with the places it joins."""
    places = {stop.number: stop.place.name for stop in found.stops}
    for leg in found.legs:
        ends = {"from_place": places[leg.start], "to_place": places[leg.end]}
        yield leg_to_json(leg) | ends | {"why": leg.why or None}


def partner_row(partner: Partner) -> Row:
    """Somebody with whom an actor acts."""
    events: Counter[str] = Counter()
    for tie in partner.ties:
        events[tie.type] += tie.events
    return partner_to_json(partner) | {"types": tuple(type_ for type_, _ in events.most_common())}


def tie_rows(partner: Partner) -> Iterator[Row]:
    """What an actor does with a partner, by type and by which way round."""
    for tie in partner_to_json(partner)["ties"]:
        yield {"id": partner.actor_id, "name": partner.name, **tie}


def edge_rows(found: Partners) -> Iterator[Row]:
    """Every two partners that meet one another."""
    names = {partner.actor_id: partner.name for partner in found.partners}
    for edge in found.edges:
        ends = {"one_name": names[edge.one], "other_name": names[edge.other]}
        types = sorted(edge.types, key=lambda type_: (-edge.types[type_], type_))
        yield edge_to_json(edge) | ends | {"types": tuple(types)}


def refusal_row(kept: KeptRefusal) -> Row:
    """An input that yielded no report."""
    refusal = kept.refusal
    return {
        "name": refusal.name,
        "code": refusal.code,
        "reason": refusal.reason,
        "stage": refusal.stage,
        "run": kept.run_id,
        "at": kept.at,
    }


def run_row(kept: KeptRun) -> Row:
    """One invocation that wrote to the ledger."""
    run = kept.run
    return {
        "id": run.run_id,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "reports": kept.reports,
        "refusals": kept.refusals,
        "code_version": run.code_version,
        "config_sha256": run.config_sha256,
        "model_sha256": run.model_sha256 or None,
    }
