"""POLECAT's columns and conventions."""

import io
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import exported
import stubs
from sayso.engine.exporting import ToldEvent
from sayso.faces.export.codes import plover_quad
from sayso.faces.export.polecat import COLUMNS, as_row, write_polecat
from sayso.ledger import TYPES
from sayso.records import Event, EventCode, PlaceKind, Role, Status


def written(ledger: Path) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    with exported.exporting(ledger) as found:
        write_polecat(found.told(), out)
    lines = out.getvalue().split("\n")
    assert lines.pop() == ""
    assert lines[0].split("\t") == list(COLUMNS)
    rows = [line.split("\t") for line in lines[1:]]
    assert {len(row) for row in rows} == {40}
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def test_there_are_forty_columns() -> None:
    assert len(COLUMNS) == 40
    assert (COLUMNS[0], COLUMNS[4], COLUMNS[7], COLUMNS[15], COLUMNS[23], COLUMNS[39]) == (
        "Event ID",
        "Intensity",
        "Actor Name",
        "Recipient Name",
        "Placename",
        "Version",
    )


def test_a_meeting(ledger: Path) -> None:
    (row,) = [r for r in written(ledger) if r["Event Type"] == "CONSULT"]
    expected = {
        "Event Date": "2024-05-15", "Event Mode": "visit", "Intensity": "None", "Quad Code": "VERBAL COOPERATION",
        "Contexts": "None", "Actor Name": "Ingrid Solheim", "Actor Country": "NOR", "Actor COW": "385",
        "Primary Actor Sector": "GOV", "Actor Sectors": "GOV", "Actor Title": "None",
        "Actor Name Raw": "Ingrid Solheim", "Wikipedia Actor ID": "None", "Recipient Name": "Kemal Aydin",
        "Recipient Country": "TUR", "Recipient COW": "640", "Recipient Sectors": "GOV|ELI", "Placename": "Constanţa",
        "City": "Constanţa", "District": "None", "Province": "Constanţa", "Country": "ROU", "Latitude": "44.1807",
        "Longitude": "28.6343", "GeoNames ID": "680963", "Raw Placename": "Constanta", "Feature Type": "PPL",
        "Source": "Example Wire", "Publication Date": "2024-05-16", "Story People": "Ingrid Solheim; Kemal Aydin",
        "Story Organizations": "army", "Story Locations": "Constanţa", "Language": "en",
        "Version": "sayso-0.1.0-model-222222222222",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_denials_and_figures_are_left_out(ledger: Path) -> None:
    assert sorted(r["Event Type"] for r in written(ledger)) == ["ASSAULT", "CONSULT"]


def test_hostile_words_stay_in_their_cells(ledger: Path) -> None:
    (row,) = [r for r in written(ledger) if r["Event Type"] == "ASSAULT"]
    assert row["Actor Name"] == '=HYPERLINK("http://evil.example","x") \u202eevil  name'
    assert row["Recipient Name"] == '"Harbour,Town"'
    assert (row["Recipient Country"], row["Recipient COW"]) == ("XXX", "None")
    assert row["Source"] == "Pub lisher"
    assert (row["Event Date"], row["Publication Date"]) == ("None", "None")


def told(**more: object) -> ToldEvent:
    _, claim = stubs.Told(**more).made()  # type: ignore[arg-type]
    event = Event(
        event_id="e0123456789abcde", claim_ids=(claim.claim_id,), lead=claim, n_reports=1, n_publishers=1,
        n_origins=1, rests_on=None, first_published="2024-05-16", last_published="2024-05-16",
    )  # fmt: skip
    return ToldEvent(event=event, tellings=())


def test_actors_stand_in_one_row_in_one_order() -> None:
    each = told(actors=("cty:NOR", "unk:gunmen"), recipients=("cty:FRA", "cty:XXX"))
    row = dict(zip(COLUMNS, as_row(each), strict=True))
    assert (row["Actor Name"], row["Actor Country"], row["Actor COW"]) == (
        "Nor; Gunmen",
        "NOR; None",
        "385; None",
    )
    assert (row["Recipient Country"], row["Recipient COW"]) == ("FRA; XXX", "220; None")
    assert row["Primary Actor Sector"] == "None; None"


def test_a_plan_has_the_type_of_the_reduced_reading() -> None:
    each = told(status=Status.PLANNED)
    planned = EventCode(type="CONSULT", mode="visit", plover_reduced="AGREE")
    lead = replace(each.event.lead, event=planned)
    row = dict(zip(COLUMNS, as_row(replace(each, event=replace(each.event, lead=lead))), strict=True))
    assert (row["Event Type"], row["Event Mode"], row["Quad Code"]) == ("AGREE", "None", "VERBAL COOPERATION")


@pytest.mark.parametrize(
    ("status", "reduced", "told_so"),
    [
        (Status.HAPPENED, None, True),
        (Status.ONGOING, None, True),
        (Status.ATTEMPTED, None, True),
        (Status.PLANNED, None, False),
        (Status.PLANNED, "AGREE", True),
        (Status.POSSIBLE, None, False),
        (Status.NEGATED, "AGREE", False),
    ],
)
def test_what_is_told_as_done(status: Status, reduced: str | None, told_so: bool) -> None:
    each = told(status=status)
    lead = replace(each.event.lead, event=EventCode(type="CONSULT", plover_reduced=reduced))
    out = io.StringIO()
    assert write_polecat([replace(each, event=replace(each.event, lead=lead))], out) == int(told_so)


@pytest.mark.parametrize(
    ("kind", "city", "province", "feature"),
    [
        (PlaceKind.COUNTRY, "None", "Coast", "PCLI"),
        (PlaceKind.ADMIN1, "None", "Harbour Town", "ADM1"),
        (PlaceKind.CITY, "Harbour Town", "Coast", "PPL"),
        (PlaceKind.FACILITY, "None", "Coast", "None"),
    ],
)
def test_kinds_of_places(kind: PlaceKind, city: str, province: str, feature: str) -> None:
    row = dict(zip(COLUMNS, as_row(told(place=replace(stubs.TOWN, kind=kind))), strict=True))
    assert (row["City"], row["Province"], row["Feature Type"]) == (city, province, feature)


def test_a_place_of_another_gazetteer_has_no_geonames_id() -> None:
    row = dict(zip(COLUMNS, as_row(told(place=stubs.COUNTRY)), strict=True))
    assert row["GeoNames ID"] == "None"


def test_every_type_has_a_quad_category() -> None:
    assert all(plover_quad(type_) for type_ in TYPES)
    assert {plover_quad(t) for t in TYPES} == {
        f"{way} {side}" for way in ("VERBAL", "MATERIAL") for side in ("COOPERATION", "CONFLICT")
    }


def test_polars_reads_it(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.tsv"
    with exported.exporting(ledger) as found, path.open("w", encoding="utf-8", newline="") as out:
        n = write_polecat(found.told(), out)
    frame = pl.read_csv(path, separator="\t", quote_char=None, infer_schema_length=0)
    assert (frame.height, frame.width) == (n, 40)


def test_figures_have_no_row(ledger: Path) -> None:
    with exported.exporting(ledger) as found:
        (figure,) = [t for t in found.told() if t.event.lead.figure]
    with pytest.raises(ValueError, match="figure"):
        as_row(figure)
    assert not any(a.role is Role.ACTOR for a in figure.event.lead.actors)
