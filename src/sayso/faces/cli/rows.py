"""Events as flat rows and as map features, for other programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import BinaryIO, TextIO

from sayso.faces.cli.tables import actor_names, what
from sayso.records import Actor, Event, Role

__all__ = [
    "BETWEEN",
    "COLUMNS",
    "TABLE_ROWS",
    "RowFormat",
    "as_feature",
    "as_row",
    "write_csv",
    "write_parquet",
    "write_rows",
]

#: Rows of a table for people; machine-readable forms give everything.
TABLE_ROWS = 100


class RowFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


#: Columns of `sayso events --format csv`, and properties of its GeoJSON features.
COLUMNS = (
    "id",
    "kind",
    "type",
    "mode",
    "contexts",
    "actors",
    "actor_ids",
    "actor_countries",
    "recipients",
    "recipient_ids",
    "recipient_countries",
    "place",
    "place_country",
    "lat",
    "lon",
    "within_km",
    "time",
    "earliest",
    "latest",
    "status",
    "polarity",
    "modality",
    "measure",
    "item",
    "low",
    "high",
    "unit",
    "speakers",
    "reports",
    "publishers",
    "origins",
    "origins_certain",
    "origins_possible",
    "rests_on",
    "first_published",
    "last_published",
    "evidence",
    "p",
)
#: Between several values in one cell.
BETWEEN = "; "


def _actors(event: Event, role: Role) -> list[Actor]:
    return [actor for actor in event.lead.actors if actor.role is role]


def _people(event: Event) -> dict[str, object]:
    row: dict[str, object] = {}
    for role in (Role.ACTOR, Role.RECIPIENT):
        those = _actors(event, role)
        row[f"{role}s"] = BETWEEN.join(a.name for a in those)
        row[f"{role}_ids"] = BETWEEN.join(a.actor_id for a in those)
        row[f"{role}_countries"] = BETWEEN.join(a.country or "" for a in those)
    return row


def _what(event: Event) -> dict[str, object]:
    code, figure = event.lead.event, event.lead.figure
    row: dict[str, object] = {}
    if code is not None:
        row = {"type": code.type, "mode": code.mode, "contexts": BETWEEN.join(code.contexts)}
    if figure is not None:
        row |= {"measure": figure.measure.value, "item": figure.item}
        if figure.subject is not None:
            row |= {"actors": figure.subject.name, "actor_ids": figure.subject.actor_id}
            row |= {"actor_countries": figure.subject.country}
    if event.lead.quantities:
        first = event.lead.quantities[0]
        row |= {"low": first.low, "high": first.high, "unit": first.unit}
    return row


def _where_and_when(event: Event) -> dict[str, object]:
    place, time = event.lead.place, event.lead.time
    row: dict[str, object] = {}
    if place is not None:
        row |= {"place": place.name, "place_country": place.country}
        row |= {"lat": place.lat, "lon": place.lon, "within_km": place.within_km}
    if time is not None:
        row |= {"time": time.edtf, "earliest": time.earliest, "latest": time.latest}
    return row


def as_row(event: Event) -> dict[str, object]:
    """One event, flat: the lead claim's fields and the counts. Missing values are None."""
    lead = event.lead
    row: dict[str, object] = {
        "id": event.event_id,
        "kind": lead.kind.value,
        "status": lead.status.value,
        "polarity": lead.certainty.polarity.value,
        "modality": lead.certainty.modality.value,
        "speakers": BETWEEN.join(s.name for s in lead.attribution),
        "reports": event.n_reports,
        "publishers": event.n_publishers,
        "origins": event.n_origins,
        "origins_certain": event.origins_interval[0],
        "origins_possible": event.origins_interval[1],
        "rests_on": event.rests_on,
        "first_published": event.first_published,
        "last_published": event.last_published,
        "evidence": lead.evidence.sentence,
        "p": lead.p,
    }
    row |= _people(event)
    row |= _what(event)
    row |= _where_and_when(event)
    return {column: _printable(row.get(column)) for column in COLUMNS}


def _printable(value: object) -> object:
    """Text that UTF-8 can hold: lone surrogates become question marks."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def as_feature(event: Event) -> dict[str, object]:
    """One event as a GeoJSON feature (RFC 7946); its geometry is null where no point is known."""
    row = as_row(event)
    lat, lon = row.pop("lat"), row.pop("lon")
    # RFC 7946, section 3.1.1: longitude comes first.
    point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
    row["label"] = f"{what(event.lead)}: {actor_names(event.lead.actors, Role.ACTOR)}"
    return {"type": "Feature", "id": event.event_id, "geometry": point, "properties": row}


def write_csv(events: Iterable[Event], out: TextIO) -> None:
    """Events as comma-separated values."""
    write_rows(COLUMNS, map(as_row, events), out)


def write_rows(columns: Sequence[str], rows: Iterable[Mapping[str, object]], out: TextIO) -> None:
    """Comma-separated values after RFC 4180, with a header line."""
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: _printable(row.get(column)) for column in columns})


_NUMBERS = frozenset({"lat", "lon", "within_km", "low", "high", "p"})
_COUNTS = frozenset({"reports", "publishers", "origins", "origins_certain", "origins_possible"})


def write_parquet(events: Iterable[Event], out: BinaryIO) -> None:
    """The same columns as a Parquet file; needs pyarrow, an optional extra."""
    import pyarrow as pa  # noqa: PLC0415  optional
    import pyarrow.parquet as pq  # noqa: PLC0415  as above

    types = {
        name: pa.float64() if name in _NUMBERS else pa.int64() if name in _COUNTS else pa.string()
        for name in COLUMNS
    }
    table = pa.Table.from_pylist([as_row(e) for e in events], schema=pa.schema(list(types.items())))
    pq.write_table(table, out, compression="zstd")
