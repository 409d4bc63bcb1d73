"""Events and who takes part in them as FollowTheMoney entities, one JSON line each, for Aleph and its kin.

Written by hand: nothing has to be installed. Every reference leads to an entity in the file, and ids are made
of ours, so that a second file of the same ledger has the same ones.

Source: FollowTheMoney 4.11 (schemata Article, Event, Person, Organization, PublicBody, LegalEntity, Mention,
Documentation, UnknownLink). An Event there has neither direction nor certainty: the direction stands in
UnknownLink, the rest in words in `description`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from sayso.engine.exporting import Cast
from sayso.faces.export.codes import countries
from sayso.faces.export.json_text import write_lines
from sayso.faces.export.names import described, digest
from sayso.faces.words import actor_names, what
from sayso.ledger import StoredReport
from sayso.records import Actor, ActorKind, Claim, Event, Role

__all__ = ["entities_of_event", "entities_of_report", "write_ftm"]

Entity = dict[str, object]

_SCHEMATA = {
    ActorKind.PERSON: "Person",
    ActorKind.GOVERNMENT: "PublicBody",
    # A country that acts is its state.
    ActorKind.COUNTRY: "PublicBody",
    ActorKind.ORGANISATION: "Organization",
    ActorKind.GROUP: "Organization",
    ActorKind.UNKNOWN: "LegalEntity",
}
#: Characters that it leaves out of every value, and those that it makes plain spaces of.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2060-\u2064\ufeff\ud800-\udfff]"
)
_SPACES = re.compile("[\u2000-\u200a\u2028\u2029\u0a00\u1680\u202f\u205f\u3000]")
_QUOTES = "\"'"
#: FollowTheMoney has ISO 639-3 languages; sayso reads English.
_LANGUAGES = {"en": "eng"}


def write_ftm(casts: Iterable[Cast], events: Iterable[tuple[Event, Sequence[str]]], out: TextIO) -> int:
    """Entities as JSON lines, each once, reports and actors before events that they are part of; how many.

    ``events`` come with the ids of the reports that tell each.

    Cost:
        Holds a number for each actor written, some 100 bytes with Python's set of them.
    """
    return write_lines(_entities(casts, events), out, tidy=True)


def _entities(casts: Iterable[Cast], events: Iterable[tuple[Event, Sequence[str]]]) -> Iterator[Entity]:
    known: set[str] = set()
    for cast in casts:
        yield from entities_of_report(cast, known)
    for event, reports in events:
        yield from entities_of_event(event, reports)


def entities_of_report(cast: Cast, known: set[str]) -> Iterator[Entity]:
    """A report, who is in its claims but for those who are known, and who is named in it, under which name.

    Adds to ``known``, ids of actors.
    """
    yield _article(cast.report)
    actors = [a for claim in cast.claims for a in _actors(claim)]
    for actor in actors:
        if actor.actor_id not in known:
            known.add(actor.actor_id)
            yield _legal_entity(actor, cast.names)
    document = _id("report", cast.report.article_id)
    for actor in {(a.actor_id, a.text): a for a in actors}.values():
        yield _mention(document, actor)


def entities_of_event(event: Event, reports: Sequence[str]) -> Iterator[Entity]:
    """An event, which reports tell it, and who did it to whom."""
    documents = [_id("report", article_id) for article_id in reports]
    yield _event(event, documents)
    for document in documents:
        yield _documentation(event, document)
    yield from _links(event, documents)


def _actors(claim: Claim) -> list[Actor]:
    subject = claim.figure.subject if claim.figure else None
    return [*claim.actors, *([subject] if subject else [])]


def _article(report: StoredReport) -> Entity:
    header = report.header
    url = str(header.get("url") or "")
    return _entity(
        _id("report", report.article_id),
        "Article",
        {
            "title": [_line(header.get("title"))],
            "author": [_line(header.get("author"))],
            "publisher": [_line(report.publisher)],
            "publishedAt": [(report.published or "")[:10]],
            "language": [_LANGUAGES.get(str(header.get("language")), "")],
            "sourceUrl": [url if url.startswith(("http://", "https://")) else ""],
            "bodyText": [_text(report.text)],
        },
    )


def _legal_entity(actor: Actor, names: Mapping[str, tuple[str, ...]]) -> Entity:
    name = _line(actor.name)
    others = [_line(n) for n in names.get(actor.actor_id, ())]
    return _entity(
        _actor_id(actor),
        _SCHEMATA[actor.kind],
        {
            "name": [name or actor.actor_id],
            "alias": [n for n in others if n != name],
            "country": [_country(actor.country)],
            "keywords": list(actor.sectors),
        },
    )


def _mention(document: str, actor: Actor) -> Entity:
    return _entity(
        "sayso-mention-" + digest(document, actor.actor_id, actor.text),
        "Mention",
        {
            "document": [document],
            "resolved": [_actor_id(actor)],
            "name": [_line(actor.text)],
            "detectedSchema": [_SCHEMATA[actor.kind]],
            "contextCountry": [_country(actor.country)],
        },
    )


def _event(event: Event, documents: list[str]) -> Entity:
    lead = event.lead
    time, place = lead.time, lead.place
    origins = f"{event.n_reports} reports, {event.n_origins} independent origins"
    if event.rests_on:
        origins += f", rests on {event.rests_on}"
    first, last = (time.earliest, time.latest) if time else (None, None)
    return _entity(
        _id("event", event.event_id),
        "Event",
        {
            "name": [_line(_title(lead))],
            "date": [_day(first)] if first == last else [],
            "startDate": [] if first == last else [_day(first)],
            "endDate": [] if first == last else [_day(last)],
            "location": [_line(place.name) if place else ""],
            "country": [_country(place.country) if place else ""],
            "organizer": [_actor_id(a) for a in lead.actors if a.role is Role.ACTOR],
            "involved": [_actor_id(a) for a in _actors(lead)],
            "proof": documents,
            "summary": [_text(lead.evidence.sentence)],
            "description": [_line(f"{described(lead)}; {origins}")],
            "recordId": [event.event_id],
        },
    )


def _documentation(event: Event, document: str) -> Entity:
    told = _id("event", event.event_id)
    return _entity(
        "sayso-doc-" + digest(document, told),
        "Documentation",
        {"document": [document], "entity": [told], "role": ["tells"]},
    )


def _links(event: Event, documents: list[str]) -> Iterator[Entity]:
    """Who did it to whom, which an Event cannot say."""
    lead = event.lead
    doers = {a.actor_id: a for a in lead.actors if a.role is Role.ACTOR}
    others = {a.actor_id: a for a in lead.actors if a.role is Role.RECIPIENT}
    day = _day(lead.time.earliest if lead.time else None)
    for doer in doers.values():
        for other in others.values():
            yield _entity(
                "sayso-link-" + digest(event.event_id, doer.actor_id, other.actor_id),
                "UnknownLink",
                {
                    "subject": [_actor_id(doer)],
                    "object": [_actor_id(other)],
                    "role": [what(lead)],
                    "status": [lead.status.value],
                    "date": [day],
                    "proof": documents,
                    "recordId": [event.event_id],
                },
            )


def _entity(id_: str, schema: str, properties: Mapping[str, list[str]]) -> Entity:
    """An entity without properties that are not known."""
    kept = {name: list(dict.fromkeys(v for v in values if v)) for name, values in properties.items()}
    return {"id": id_, "schema": schema, "properties": {name: v for name, v in kept.items() if v}}


def _id(kind: str, id_: str) -> str:
    return f"sayso-{kind}-{id_}"


def _actor_id(actor: Actor) -> str:
    return "sayso-actor-" + digest(actor.actor_id)


def _title(claim: Claim) -> str:
    doers = actor_names(claim.actors, Role.ACTOR)
    others = actor_names(claim.actors, Role.RECIPIENT)
    who = f"{doers or '?'} → {others}" if others else doers
    return f"{what(claim)}: {who}" if who else what(claim)


def _country(iso3: str | None) -> str:
    """The country as FollowTheMoney has it: ISO 3166 alpha-2 in small letters."""
    found = countries().get(iso3 or "")
    return found.iso2.lower() if found else ""


def _day(day: str | None) -> str:
    """A day of the calendar; FollowTheMoney knows no years before the first."""
    return day[:10] if day and day[:4].isdigit() else ""


def _line(value: object) -> str:
    """A name or title: one line, without quotation marks round it."""
    words = " ".join(_text(str(value)).split()) if value else ""
    bare = words[1:-1] if len(words) > 1 and words[0] in _QUOTES and words[-1] in _QUOTES else words
    return bare.strip()


def _text(value: str) -> str:
    """Text as FollowTheMoney keeps it, so that it comes out as it went in."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", value))
    return _SPACES.sub(" ", text).strip()
