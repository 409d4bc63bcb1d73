"""Records of the ledger turned into the parts that templates place: who, where, when, who says so."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date

from sayso.engine.suggesting import country_names
from sayso.faces.web.asked import LONGEST, address, id_path
from sayso.faces.web.brief import shortened
from sayso.faces.web.charts.scale import MONTHS, day_words, span_words
from sayso.faces.web.evidence import Mark, MarkKind, Piece, pieces
from sayso.faces.web.parts import ActorRef, DayRef, Link, Origins, PlaceRef, Speaker
from sayso.faces.web.rendering import grouped
from sayso.records import Actor, ActorKind, Approx, Claim, Event, Place, Role, Span, TimeRange, TimeStatus
from sayso.records import Speaker as Said

__all__ = [
    "DIFFERING",
    "MOST_MARKS",
    "actor_ref",
    "chain",
    "country_words",
    "day_ref",
    "differing_words",
    "edtf_words",
    "evidence_pieces",
    "marks_of",
    "origins_ref",
    "parties",
    "place_ref",
    "published_ref",
    "shortened",
    "snippet",
    "source_href",
    "what_words",
]

_ABOUT = {
    Approx.ABOUT: "about ",
    Approx.VAGUE: "about ",
    Approx.NEARLY: "nearly ",
    Approx.JUST_OVER: "just over ",
}
#: Characters of evidence in a list of events, some three lines of its column.
_SNIPPET = 200
#: Marks in one sentence. A text made to break this could have one at every word.
MOST_MARKS = 300
#: Bounds of an amount: "3..5", "40..", "..800".
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)?\.\.(\d+(?:\.\d+)?)?(?=\s|$)")
#: What the fields are called in which accounts may differ.
DIFFERING = {"quantities": "how many", "time": "when", "place": "where", "status": "status"}
_BOUNDS = {"before": "before ", "after": "after ", "no_later_than": "by ", "no_earlier_than": "from "}


def country_words(code: str) -> str:
    """A country's name with its code: "Romania (ROU)"; the code alone where no name is known."""
    name = country_names().get(code)
    return f"{name} ({code})" if name else code


def actor_ref(actor: Actor, *, read: bool = False) -> ActorRef:
    """An actor as resolved; with ``read`` also the words of the report, and how sure we are."""
    known = actor.kind is not ActorKind.UNKNOWN
    return ActorRef(
        name=shortened(actor.name or actor.text),
        href=id_path("actor", actor.actor_id) if actor.actor_id else None,
        read=shortened(actor.text) if read and actor.text != actor.name else None,
        country=actor.country,
        sectors=tuple(sector for sector in actor.sectors if sector != "UNK"),
        sure=actor.p if read and known else None,
    )


def parties(
    claim: Claim, *, read: bool = False, most: int = 30
) -> tuple[tuple[ActorRef, ...], tuple[ActorRef, ...]]:
    """Who acts, or whose figure it is; and to whom it is done; of each ``most``, and a word."""
    who = [a for a in claim.actors if a.role is Role.ACTOR]
    if claim.figure is not None and claim.figure.subject is not None:
        who.append(claim.figure.subject)
    whom = [a for a in claim.actors if a.role is Role.RECIPIENT]
    return _some(who, read=read, most=most), _some(whom, read=read, most=most)


def _some(actors: Sequence[Actor], *, read: bool, most: int) -> tuple[ActorRef, ...]:
    """The first actors, and how many more there are as if it were another."""
    shown = tuple(actor_ref(a, read=read) for a in actors[:most])
    more = len(actors) - len(shown)
    return (*shown, ActorRef(name=f"{more} more")) if more else shown


def place_ref(place: Place, *, read: bool = False) -> PlaceRef:
    """A place as resolved; it leads to its events."""
    name = shortened(place.name or place.text)
    return PlaceRef(
        name=name,
        href=address("/", {"place": place.place_id or name}) if name else None,
        read=shortened(place.text) if read and place.text != place.name else None,
        country=place.country,
        precision=place.kind.value if place.place_id else "",
        within_km=place.within_km,
    )


def day_ref(time: TimeRange | None, published: str | None = None) -> DayRef | None:
    """When, in words; where no time is told, the day of the report, which says so."""
    if time is None:
        return published_ref(published)
    days = _days(time)
    if days is None:
        return DayRef(text=shortened(time.text), status="unresolved", note=shortened(time.reason, 200))
    assumed = time.status is TimeStatus.ASSUMED
    return DayRef(
        text=days,
        iso=time.earliest if time.earliest == time.latest else None,
        status="assumed" if assumed else "resolved",
        note=shortened(time.reason, 200) if assumed else "",
    )


def edtf_words(text: str) -> str:
    """A day, a month, or two days with a stroke between, as people write them; anything else as it is."""
    first, _, last = text.partition("/")
    try:
        if not last and len(first) == len("2024-05"):
            return f"{MONTHS[date.fromisoformat(first + '-01').month - 1]} {first[:4]}"
        return span_words(date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        return text


def differing_words(field: str, value: str) -> str:
    """One of the values of a field in which accounts differ, as `Event.disagreements` has it, in words."""
    if field == "time":
        return edtf_words(value)
    found = _AMOUNT.match(value) if field == "quantities" else None
    if found is None:
        return value
    low, high = (grouped(float(end)) if end else "" for end in found.group(1, 2))
    words = f"{low} to {high}" if low and high else f"at least {low}" if low else f"up to {high}"
    return words + value[found.end() :]


def published_ref(published: str | None) -> DayRef | None:
    """The day of a report as that of what it tells."""
    day = _day(published)
    if day is None:
        return None
    return DayRef(text=day_words(day), iso=day.isoformat(), status="assumed", note="the day of the report")


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat((words or "")[:10])
    except ValueError:
        return None


def _days(time: TimeRange) -> str | None:
    """The days of a time: 13 Sep 2023, Sep 2023, 12–15 Sep 2023, before 1 Oct 2023."""
    first, last = _day(time.earliest), _day(time.latest)
    about = _ABOUT.get(time.approx, "")
    if first is not None and last is not None:
        return (
            about + _BOUNDS.get(time.bound if first == last else "", "") + _span(first, last) + _hours(time)
        )
    if last is not None:
        return f"{about}{_BOUNDS.get(time.bound, 'until ')}{day_words(last)}"
    if first is not None:
        return f"{about}{_BOUNDS.get(time.bound, 'from ')}{day_words(first)}"
    # what lies outside the calendar's years, or is open
    return time.edtf if time.edtf and time.status is not TimeStatus.UNRESOLVED else None


def _span(first: date, last: date) -> str:
    whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole_months and (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year}"
    return span_words(first, last)


def _hours(time: TimeRange) -> str:
    """The hour at which it begins, where one is told."""
    if time.start is None or "T" not in time.start or time.earliest != time.latest:
        return ""
    return f", {time.start.partition('T')[2][:5]}"


def origins_ref(event: Event) -> Origins:
    """How many independent origins an event has, of how many reports."""
    low, high = event.origins_interval
    rests = event.rests_on
    return Origins(
        n=event.n_origins,
        low=low,
        high=high,
        reports=event.n_reports,
        publishers=event.n_publishers,
        rests_on=Link(shortened(rests), source_href(rests)) if rests else None,
    )


def chain(attribution: Iterable[Said], cue: str | None = None) -> tuple[Speaker, ...]:
    """Who says so, outermost first; the cue stands with the innermost."""
    every = tuple(attribution)
    return tuple(
        Speaker(
            name=shortened(said.name or said.text),
            kind=said.kind.value,
            href=source_href(said.name),
            cue=shortened(cue) if cue and said is every[-1] else None,
            note=_about_speaker(said),
        )
        for said in every
    )


def source_href(name: str) -> str | None:
    """The page of whoever says or publishes something; None for a name that no address can hold."""
    return address("/source", {"name": name}) if name.strip() and len(name) <= LONGEST else None


def _about_speaker(said: Said) -> str | None:
    told = [
        said.role,
        said.affiliation,
        said.country,
        f"{said.count} of them" if said.count else None,
        f"not named: “{said.anonymity}”" if said.anonymity else None,
    ]
    return shortened(", ".join(word for word in told if word)) or None


def what_words(claim: Claim) -> tuple[str, str | None]:
    """Type and mode of an act; of a figure that it is one, and what is counted."""
    if claim.event is not None:
        return claim.event.type, claim.event.mode
    figure = claim.figure
    return "FIGURE", f"{figure.measure.value}: {shortened(figure.item, 60)}" if figure else None


def marks_of(claim: Claim) -> list[Mark]:
    """What was read in a claim's evidence, as marks in characters of the report's text."""
    evidence = claim.evidence
    found = [Mark(evidence.trigger.start, evidence.trigger.end, MarkKind.DID)]

    def add(span: Span | None, kind: MarkKind) -> None:
        if span is not None and evidence.span.contains(span):
            found.append(Mark(span.start, span.end, kind))

    add(evidence.cue, MarkKind.CUE)
    for actor in claim.actors:
        add(actor.span, MarkKind.WHO if actor.role is Role.ACTOR else MarkKind.WHOM)
    if claim.figure is not None and claim.figure.subject is not None:
        add(claim.figure.subject.span, MarkKind.WHO)
    if claim.place is not None:
        add(claim.place.span, MarkKind.WHERE)
    if claim.time is not None:
        add(claim.time.span, MarkKind.WHEN)
    for quantity in claim.quantities:
        add(quantity.span, MarkKind.MANY)
    for said in claim.attribution:
        add(said.span, MarkKind.SAYS)
    return found


def evidence_pieces(claim: Claim) -> tuple[Piece, ...]:
    """The sentence a claim rests on, with everything that was read in it marked."""
    start = claim.evidence.span.start
    inside = [Mark(max(0, m.start - start), max(0, m.end - start), m.kind) for m in marks_of(claim)]
    return pieces(claim.evidence.sentence, inside[:MOST_MARKS])


def snippet(claim: Claim) -> tuple[Piece, ...]:
    """The evidence cut to the words around what was done, which alone is marked."""
    sentence, evidence = claim.evidence.sentence, claim.evidence
    start = max(0, evidence.trigger.start - evidence.span.start)
    end = max(start, evidence.trigger.end - evidence.span.start)
    first = 0
    if len(sentence) > _SNIPPET:
        first = max(0, min(start - _SNIPPET // 3, len(sentence) - _SNIPPET))
        if first:
            blank = sentence.find(" ", first, start)
            first = blank + 1 if blank >= 0 else first
    last = min(len(sentence), first + _SNIPPET)
    if last < len(sentence):
        blank = sentence.rfind(" ", max(first, end), last)
        last = blank if blank >= 0 else last
    inside = sentence[first:last]
    cut = pieces(inside, [Mark(max(0, start - first), max(0, end - first), MarkKind.DID)])
    unlabelled = tuple(Piece(p.text, p.kind) for p in cut)
    before = (Piece("… "),) if first else ()
    after = (Piece(" …"),) if last < len(sentence) else ()
    return (*before, *unlabelled, *after)
