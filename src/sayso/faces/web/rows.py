"""Events as rows of a list."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass, replace
from sayso.faces.cli.amounts import amount
from sayso.faces.web.asked import id_path
from sayso.faces.web.evidence import Piece
from sayso.faces.web.parts import ActorRef, Column, DayRef, Origins, PlaceRef
from sayso.faces.web.showing import day_ref, origins_ref, parties, place_ref, shortened, snippet, what_words
from sayso.records import Event

__all__ = ["COLUMNS", "EventRow", "event_row"]

#: Actors, and recipients, of one event that a list names.
_PARTIES = 4
#: Heads of the columns of `macros/events.html`.
COLUMNS = (
    Column(label="Day", sorted="descending"),
    Column(label="What"),
    Column(label="Who did what to whom, as it was told"),
    Column(label="Where"),
    Column(label="Status"),
    Column(label="Origins", numeric=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """What a list shows of an event. ``snippet`` are the words it rests on, ``amount`` those of a figure."""

    id: str
    href: str
    day: DayRef | None
    type: str
    mode: str | None
    who: Sequence[ActorRef]
    whom: Sequence[ActorRef]
    place: PlaceRef | None
    status: str
    polarity: str
    modality: str
    origins: Origins
    snippet: Sequence[Piece]
    amount: str
    rules: Sequence[str]


def event_row(event: Event) -> EventRow:
    """One event as its lead claim tells it."""
    lead = event.lead
    kind, mode = what_words(lead)
    who, whom = parties(lead, most=_PARTIES)
    # a list has no room for why a day is assumed; the event's page says it
    day = day_ref(lead.time, event.first_published)
    return EventRow(
        id=event.event_id,
        href=id_path("event", event.event_id),
        day=day and replace(day, note=""),
        type=kind,
        mode=mode,
        who=who,
        whom=whom,
        place=place_ref(lead.place) if lead.place else None,
        status=lead.status.value,
        polarity=lead.certainty.polarity.value,
        modality=lead.certainty.modality.value,
        origins=origins_ref(event),
        snippet=snippet(lead),
        amount=shortened(amount(lead.quantities[0])) if lead.figure and lead.quantities else "",
        rules=tuple(dict.fromkeys(hit.rule for hit in lead.rules)),
    )
