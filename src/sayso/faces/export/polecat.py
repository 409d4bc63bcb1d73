"""Events in the columns of POLECAT, the event data set whose ontology is the same, for tools that read it.

Several actors stand in one row between "; ", as PLOVER's manual (section "Compound and Reciprocal Actors")
and the published files have it; each of the actor columns has one entry for each of them, in the same order.
What is not known is `None`, as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from sayso.engine.exporting import ToldEvent
from sayso.faces.export.cells import one_line
from sayso.faces.export.codes import (
    countries,
    day_of,
    geonames_id,
    plover_quad,
    plover_type,
    told_as_done,
)
from sayso.records import Actor, Place, PlaceKind, Role, Run

__all__ = ["COLUMNS", "as_row", "write_polecat"]

#: The header of POLECAT's files, DOI 10.7910/DVN/AJGVIT; some call the fifth one "Event Intensity".
COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title",
    "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors",
    "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID",
    "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations",
    "Language", "Version",
)  # fmt: skip

NONE = "None"
BETWEEN, WITHIN = "; ", "|"
#: GeoNames' feature code where the kind of a place tells one.
_FEATURES = {
    PlaceKind.COUNTRY: "PCLI",
    PlaceKind.ADMIN1: "ADM1",
    PlaceKind.CITY: "PPL",
    PlaceKind.REGION: "RGN",
}


def write_polecat(events: Iterable[ToldEvent], out: TextIO) -> int:
    """Events as tab-separated values with a header line; how many rows.

    Figures, denials, and plans that PLOVER's reduced reading does not know are left out: the file has no
    column to tell them from acts.
    """
    out.write("\t".join(COLUMNS) + "\n")
    n = 0
    for told in events:
        if told_as_done(told.event.lead):
            out.write("\t".join(as_row(told)) + "\n")
            n += 1
    return n


def as_row(told: ToldEvent) -> list[str]:
    """One event in the columns of POLECAT."""
    event, lead, report = told.event, told.event.lead, told.lead
    code = lead.event
    if code is None:
        raise ValueError("a figure has no row in POLECAT")
    type_, day = plover_type(code), day_of(event)
    cells = [
        event.event_id,
        day.isoformat() if day else None,
        type_,
        code.mode if type_ == code.type else None,
        None,  # no table of PLOVER's intensities has been published
        plover_quad(type_),
        BETWEEN.join(code.contexts),
        *_party([a for a in lead.actors if a.role is Role.ACTOR]),
        *_party([a for a in lead.actors if a.role is Role.RECIPIENT]),
        *_where(lead.place),
        report.report.publisher if report else None,
        (report.report.published if report else None) or event.first_published,
        _listed(told.story.people),
        _listed(told.story.bodies),
        _listed(told.story.places),
        str(report.report.header.get("language") or "") if report else None,
        _version(told.run),
    ]
    return [one_line(cell) or NONE if cell else NONE for cell in cells]


def _party(actors: Sequence[Actor]) -> Iterator[str]:
    """The eight columns of one side."""
    known = countries()
    yield _each(a.name for a in actors)
    yield _each(a.country for a in actors)
    yield _each(known[a.country].cow if a.country and a.country in known else None for a in actors)
    yield _each(a.sectors[0] if a.sectors else None for a in actors)
    yield _each(WITHIN.join(a.sectors) for a in actors)
    yield NONE  # titles are read, but not kept with the actor of a claim
    yield _each(a.text for a in actors)
    yield NONE  # no names of Wikipedia's pages


def _where(place: Place | None) -> Iterator[str | None]:
    """The ten columns of the place."""
    if place is None:
        yield from [None] * 10
        return
    kind = place.kind
    yield place.name
    yield place.name if kind is PlaceKind.CITY else None
    yield None  # the district is not known
    yield place.name if kind is PlaceKind.ADMIN1 else place.admin1
    yield place.country
    yield None if place.lat is None else f"{place.lat:g}"
    yield None if place.lon is None else f"{place.lon:g}"
    yield geonames_id(place.place_id)
    yield place.text
    yield _FEATURES.get(kind)


def _each(values: Iterable[str | None]) -> str:
    """One entry for each actor; a separator inside a name would make two of one."""
    return BETWEEN.join(one_line(value).replace(";", ",") or NONE if value else NONE for value in values)


def _listed(names: Sequence[str]) -> str:
    return BETWEEN.join(one_line(name).replace(";", ",") for name in names)


def _version(run: Run | None) -> str | None:
    if run is None:
        return None
    return f"sayso-{run.code_version}" + (f"-model-{run.model_sha256[:12]}" if run.model_sha256 else "")
