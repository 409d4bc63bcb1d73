"""The forms in which a ledger can be written for other tools, in one table for every face."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import BinaryIO

from sayso.classes import dataclass
from sayso.engine.exporting import Exporting
from sayso.faces.export.annotations import write_annotations
from sayso.faces.export.csv_file import write_csv
from sayso.faces.export.files import as_text
from sayso.faces.export.ftm import write_ftm
from sayso.faces.export.gdelt import write_gdelt
from sayso.faces.export.geojson import write_geojson
from sayso.faces.export.jsonl import write_dump
from sayso.faces.export.parquet_file import write_parquet
from sayso.faces.export.polecat import write_polecat
from sayso.faces.export.prov import write_prov

__all__ = ["FORMS", "Form", "How", "Shape", "write_form"]


class Form(StrEnum):
    """A form of file, by the name that `sayso export --to` takes."""

    POLECAT = "polecat"
    GDELT = "gdelt"
    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"
    GEOJSON = "geojson"
    ANNOTATIONS = "annotations"
    FTM = "ftm"
    PROV = "prov"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What can be chosen: text as it is in cells of a table, and a mark that a table is UTF-8."""

    raw: bool = False
    bom: bool = False


#: What was written, by what it is called.
Counts = Mapping[str, int]
Writes = Callable[[Exporting, Sequence[BinaryIO], How], Counts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One form: its files by their endings, its media type, what writes it, whether it tells acts alone."""

    endings: tuple[str, ...]
    media_type: str
    write: Writes
    acts_only: bool = False


def _csv(found: Exporting, outs: Sequence[BinaryIO], how: How) -> Counts:
    with as_text(outs[0], bom=how.bom) as out:
        return {"event": write_csv(found.events(), out, raw=how.raw)}


def _parquet(found: Exporting, outs: Sequence[BinaryIO], _how: How) -> Counts:
    return {"event": write_parquet(found.events(), outs[0])}


def _jsonl(found: Exporting, outs: Sequence[BinaryIO], _how: How) -> Counts:
    return {"document": write_dump(found.documents(), outs[0])}


def _geojson(found: Exporting, outs: Sequence[BinaryIO], _how: How) -> Counts:
    with as_text(outs[0]) as out:
        return {"event": write_geojson(found.events(), out)}


def _polecat(found: Exporting, outs: Sequence[BinaryIO], _how: How) -> Counts:
    with as_text(outs[0]) as out:
        return {"event": write_polecat(found.told(), out)}


def _gdelt(found: Exporting, outs: Sequence[BinaryIO], _how: How) -> Counts:
    with as_text(outs[0]) as events, as_text(outs[1]) as mentions:
        written = write_gdelt(found.told(), events, mentions)
    return {"event": written.events, "mention": written.mentions}


def _annotations(found: Exporting, outs: Sequence[BinaryIO], _how: How) -> Counts:
    with as_text(outs[0]) as out:
        return {"annotation": write_annotations(found.reports(), out)}


def _ftm(found: Exporting, outs: Sequence[BinaryIO], _how: How) -> Counts:
    with as_text(outs[0]) as out:
        return {"entity": write_ftm(found.casts(), found.tellers(), out)}


def _prov(found: Exporting, outs: Sequence[BinaryIO], _how: How) -> Counts:
    with as_text(outs[0]) as out:
        return {"node": write_prov(found.runs, found.reports(), out)}


FORMS: Mapping[Form, Shape] = {
    Form.POLECAT: Shape(
        endings=(".tsv",), media_type="text/tab-separated-values", write=_polecat, acts_only=True
    ),
    Form.GDELT: Shape(
        endings=("events.export.CSV", "mentions.CSV"),
        media_type="text/tab-separated-values",
        write=_gdelt,
        acts_only=True,
    ),
    Form.CSV: Shape(endings=(".csv",), media_type="text/csv", write=_csv),
    Form.PARQUET: Shape(endings=(".parquet",), media_type="application/vnd.apache.parquet", write=_parquet),
    Form.JSONL: Shape(endings=(".jsonl",), media_type="application/jsonl", write=_jsonl),
    Form.GEOJSON: Shape(endings=(".geojson",), media_type="application/geo+json", write=_geojson),
    Form.ANNOTATIONS: Shape(
        endings=(".jsonld",),
        media_type='application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"',
        write=_annotations,
    ),
    Form.FTM: Shape(endings=(".ftm.json",), media_type="application/json+ftm", write=_ftm),
    Form.PROV: Shape(endings=(".prov.jsonld",), media_type="application/ld+json", write=_prov),
}


def write_form(form: Form, found: Exporting, outs: Sequence[BinaryIO], how: How | None = None) -> Counts:
    """Write what was found in one form, to as many files as `FORMS` names endings; how many of what.

    Raises:
        ConfigError: a package that the form needs is not installed.
    """
    return FORMS[form].write(found, outs, how or How())
