"""Events and mentions in the columns of GDELT 2.0, for tools that read its files.

One event is one row: the first actor, and the first recipient or other side. A mention is one report that
tells it, with the places of the words in its text. What GDELT measures and sayso does not (tone) is 0.

Source: The GDELT Event Database Data Format Codebook V2.0, 19 February 2015.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TextIO
from urllib.parse import urlsplit

from sayso.classes import dataclass
from sayso.engine.exporting import Telling, ToldEvent
from sayso.faces.export.cells import one_line
from sayso.faces.export.codes import (
    BODIES,
    CAMEO_SECTORS,
    cameo_of,
    countries,
    day_of,
    goldstein,
    quad_class,
    told_as_done,
)
from sayso.records import Actor, EventCode, Place, PlaceKind, Role

__all__ = [
    "EVENT_COLUMNS",
    "MENTION_COLUMNS",
    "Written",
    "event_number",
    "event_row",
    "mention_rows",
    "write_gdelt",
]

_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
    "Type1Code", "Type2Code", "Type3Code",
)  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
#: The columns of an events file, which has no header.
EVENT_COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor1{name}" for name in _ACTOR),
    *(f"Actor2{name}" for name in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"Actor1Geo_{name}" for name in _GEO),
    *(f"Actor2Geo_{name}" for name in _GEO),
    *(f"ActionGeo_{name}" for name in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
#: The columns of a mentions file, which has no header either.
MENTION_COLUMNS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName",
    "MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset",
    "InRawText", "Confidence", "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
)  # fmt: skip

#: MentionType: a page of the web, and a source that is only cited.
_WEB, _CITATION = "1", "2"
#: An offset that is not known.
_UNKNOWN = "-1"
#: A report's first sentences, headline and lead: what is told there is what the report is about.
_LEAD = 3


@dataclass(frozen=True, slots=True)
class Written:
    """Rows written to the two files."""

    events: int
    mentions: int


def write_gdelt(told: Iterable[ToldEvent], events: TextIO, mentions: TextIO) -> Written:
    """Events and mentions as tab-separated values without header lines; how many of each.

    Left out is what `write_polecat` leaves out, and for the same reason.
    """
    n_events = n_mentions = 0
    for each in told:
        if not told_as_done(each.event.lead):
            continue
        events.write(_line(event_row(each)))
        n_events += 1
        for row in mention_rows(each):
            mentions.write(_line(row))
            n_mentions += 1
    return Written(n_events, n_mentions)


def event_number(event_id: str) -> int:
    """GLOBALEVENTID: the hexadecimal digits of our id as a number below 2**60.

    `f"e{number:015x}"` is the id again.
    """
    return int(event_id[1:], 16)


def event_row(told: ToldEvent) -> list[str]:
    """One event in the columns of GDELT."""
    event, lead = told.event, told.event.lead
    code = lead.event
    if code is None:
        raise ValueError("a figure has no row in GDELT")
    added = _added(told)
    known = day_of(event)
    # GDELT knows no event without a day: one that nobody dates has the day on which it was read.
    day = f"{known:%Y%m%d}".zfill(8) if known else added[:8]
    cameo = cameo_of(code)
    first, second = _sides(lead.actors)
    tellings = told.tellings
    url = next((u for t in tellings if (u := t.report.header.get("url"))), None)
    return [
        str(event_number(event.event_id)),
        day,
        day[:6],
        day[:4],
        _fraction(day),
        *_actor(first),
        *_actor(second),
        "1" if any(0 < t.sentence <= _LEAD for t in tellings) else "0",
        *_cameo(code, cameo),
        str(quad_class(cameo) or ""),
        _number(goldstein(cameo)),
        str(len(tellings)),
        str(max(event.n_publishers, 1)),
        str(event.n_reports),
        "0",  # AvgTone: not measured
        *_no_place(),
        *_no_place(),
        *_place(lead.place),
        added,
        str(url or (tellings[0].report.publisher if tellings else "") or ""),
    ]


def mention_rows(told: ToldEvent) -> Iterator[list[str]]:
    """One row for each report that tells the event."""
    added = _added(told)
    for telling in told.tellings:
        claim, report = telling.claim, telling.report
        first, second = _sides(claim.actors)
        url = report.header.get("url")
        yield [
            str(event_number(told.event.event_id)),
            added,
            _published(telling) or added,
            _WEB if url else _CITATION,
            (urlsplit(url).hostname if url else None) or report.publisher or "",
            str(url or report.header.get("title") or f"urn:sayso:report:{report.article_id}"),
            str(telling.sentence),
            _offset(telling, first),
            _offset(telling, second),
            str(_known(telling.offset(claim.evidence.trigger))),
            "1" if telling.exact else "0",
            str(round(100 * claim.p)),
            str(len(report.text)),
            "0",  # MentionDocTone: not measured
            "",  # nothing is translated
            _extras(telling),
        ]


def _line(cells: Sequence[str]) -> str:
    return "\t".join(map(one_line, cells)) + "\n"


def _known(offset: int | None) -> str:
    return _UNKNOWN if offset is None else str(offset)


def _offset(telling: Telling, actor: Actor | None) -> str:
    return _known(telling.offset(actor.span if actor else None))


def _extras(telling: Telling) -> str:
    """Our own ids, and whether the report is a copy that was not read itself."""
    return f"claim={telling.claim.claim_id};report={telling.report.article_id};copy={int(telling.carried)}"


def _sides(actors: Sequence[Actor]) -> tuple[Actor | None, Actor | None]:
    """Who acts, and to whom; in a mutual act that has no recipient the other side."""
    doers = [a for a in actors if a.role is Role.ACTOR]
    others = [a for a in actors if a.role is Role.RECIPIENT] or doers[1:]
    return next(iter(doers), None), next(iter(others), None)


def _actor(actor: Actor | None) -> list[str]:
    """The ten columns of one actor; GDELT writes names in capitals."""
    if actor is None:
        return [""] * len(_ACTOR)
    known = countries()
    country = known[actor.country].cameo if actor.country and actor.country in known else ""
    types = [actor.country] if actor.country in BODIES else []
    types += [CAMEO_SECTORS[s] for s in actor.sectors if s in CAMEO_SECTORS]
    three = [*dict.fromkeys(str(t) for t in types), "", "", ""][:3]
    return [country + "".join(three), actor.name.upper(), country, "", "", "", "", *three]


def _cameo(code: EventCode, cameo: str) -> tuple[str, str, str]:
    """Code, base code (at most three digits) and root code (two)."""
    full = cameo or code.cameo or ""
    return full, full[:3], full[:2]


def _place(place: Place | None) -> list[str]:
    """The eight columns of a place."""
    if place is None:
        return _no_place()
    country = countries().get(place.country or "")
    fips = country.fips if country else ""
    names = (place.name, place.admin1, country.name if country else None)
    full = list(dict.fromkeys(n for n in names if n))
    exact = place.kind is PlaceKind.COUNTRY
    return [
        _geo_type(place),
        ", ".join(full),
        fips,
        fips if exact else "",  # FIPS codes of areas are not kept
        "",
        _number(place.lat),
        _number(place.lon),
        fips if exact else "",
    ]


def _no_place() -> list[str]:
    """The columns of a place that is not known: type 0, the rest empty."""
    return ["0", *[""] * (len(_GEO) - 1)]


def _geo_type(place: Place) -> str:
    """1 country, 2 state of the USA, 3 its towns and landmarks, 4 those of the world, 5 its states."""
    if place.kind is PlaceKind.COUNTRY:
        return "1"
    american = place.country == "USA"
    if place.kind is PlaceKind.ADMIN1:
        return "2" if american else "5"
    return "3" if american else "4"


def _fraction(day: str) -> str:
    """The day as a fraction of its year, as GDELT reckons it: months of 30 days in years of 365."""
    year, month, date = int(day[:4]), int(day[4:6]), int(day[6:8])
    return f"{year + ((month - 1) * 30 + date) / 365:.4f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _added(told: ToldEvent) -> str:
    """When the first report of the event was read, as YYYYMMDDHHMMSS."""
    return _stamp(told.first_run.started_at) if told.first_run else "19700101000000"


def _published(telling: Telling) -> str | None:
    """When a report was published, as YYYYMMDDHHMMSS; midnight where only the day is known."""
    extra = telling.report.header.get("extra") or {}
    at = extra.get("published_at") if isinstance(extra, dict) else None
    return _stamp(str(at or telling.report.published or "")) or None


def _stamp(at: str) -> str:
    try:
        return datetime.fromisoformat(at).strftime("%Y%m%d%H%M%S")
    except ValueError:
        return ""
