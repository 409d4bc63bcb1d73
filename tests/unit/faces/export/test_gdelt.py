"""GDELT's two files."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

import exported
import stubs
from sayso.engine.exporting import ToldEvent
from sayso.faces.export.codes import cameo_of, goldstein, quad_class
from sayso.faces.export.gdelt import EVENT_COLUMNS, MENTION_COLUMNS, event_number, event_row, write_gdelt
from sayso.records import Event, EventCode, PlaceKind

Rows = list[dict[str, str]]


def written(ledger: Path) -> tuple[Rows, Rows]:
    events, mentions = io.StringIO(newline=""), io.StringIO(newline="")
    with exported.exporting(ledger) as found:
        done = write_gdelt(found.told(), events, mentions)
    tables = []
    for text, columns in ((events.getvalue(), EVENT_COLUMNS), (mentions.getvalue(), MENTION_COLUMNS)):
        lines = text.split("\n")
        assert lines.pop() == ""
        tables.append([dict(zip(columns, line.split("\t"), strict=True)) for line in lines])
    assert (len(tables[0]), len(tables[1])) == (done.events, done.mentions)
    return tables[0], tables[1]


def test_the_columns_are_those_of_the_codebook() -> None:
    assert (len(EVENT_COLUMNS), len(MENTION_COLUMNS)) == (61, 16)
    at = {name: n for n, name in enumerate(EVENT_COLUMNS)}
    assert (at["Actor1Code"], at["Actor2Code"], at["IsRootEvent"], at["EventCode"]) == (5, 15, 25, 26)
    assert (at["AvgTone"], at["Actor1Geo_Type"], at["ActionGeo_Type"]) == (34, 35, 51)
    assert (at["ActionGeo_Lat"], at["DATEADDED"], at["SOURCEURL"]) == (56, 59, 60)


def test_a_meeting(ledger: Path) -> None:
    events, _ = written(ledger)
    (row,) = [r for r in events if r["EventRootCode"] == "04"]
    expected = {
        "SQLDATE": "20240515", "MonthYear": "202405", "Year": "2024", "FractionDate": "2024.3699",
        "Actor1Code": "NORGOV", "Actor1Name": "INGRID SOLHEIM", "Actor1CountryCode": "NOR", "Actor1Type1Code": "GOV",
        "Actor1Type2Code": "", "Actor2Code": "TURGOVELI", "Actor2Type2Code": "ELI", "IsRootEvent": "1",
        "EventCode": "042", "EventBaseCode": "042", "QuadClass": "1", "GoldsteinScale": "1.9", "NumMentions": "2",
        "NumSources": "2", "NumArticles": "2", "AvgTone": "0", "Actor1Geo_Type": "0", "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Constanţa, Romania", "ActionGeo_CountryCode": "RO", "ActionGeo_Lat": "44.1807",
        "ActionGeo_Long": "28.6343", "DATEADDED": "20240517063000", "SOURCEURL": "https://news.example/a",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_numbers_are_our_ids(ledger: Path) -> None:
    events, mentions = written(ledger)
    with exported.exporting(ledger) as found:
        ids = {e.event_id for e in found.events()}
    numbers = [int(r["GLOBALEVENTID"]) for r in events]
    assert all(0 < n < 1 << 63 for n in numbers)
    assert {f"e{n:015x}" for n in numbers} <= ids
    assert {r["GLOBALEVENTID"] for r in mentions} == {str(n) for n in numbers}
    assert event_number("e00000000000000f") == 15


def test_mentions_point_into_the_texts(ledger: Path) -> None:
    _, mentions = written(ledger)
    texts = {"news.example": exported.port()[0].text, "daily.example": exported.copy_of_port().text}
    own = [r for r in mentions if r["MentionSourceName"] in texts]
    assert [r["MentionSourceName"] for r in own] == ["news.example", "daily.example"]
    for row in own:
        text = texts[row["MentionSourceName"]]
        assert text[int(row["Actor1CharOffset"]) :].startswith("Ingrid Solheim")
        assert text[int(row["Actor2CharOffset"]) :].startswith("Kemal Aydin")
        assert text[int(row["ActionCharOffset"]) :].startswith("met")
        assert (row["InRawText"], row["Confidence"], row["MentionType"]) == ("1", "83", "1")
        assert int(row["MentionDocLen"]) == len(text)
    assert [r["SentenceID"] for r in own] == ["2", "3"]
    assert [r["MentionTimeDate"] for r in own] == ["20240516000000", "20240517000000"]
    assert [r["Extras"].rpartition("=")[2] for r in own] == ["0", "1"]


def test_a_report_without_an_address_is_a_citation(ledger: Path) -> None:
    events, mentions = written(ledger)
    (row,) = [r for r in mentions if r["MentionType"] == "2"]
    assert (row["MentionSourceName"], row["MentionIdentifier"]) == ("Pub lisher", "=1+1?")
    assert row["MentionTimeDate"] == row["EventTimeDate"] == "20240517063000"
    (event,) = [r for r in events if r["GLOBALEVENTID"] == row["GLOBALEVENTID"]]
    assert (event["SQLDATE"], event["SOURCEURL"]) == ("20240517", "Pub lisher")


def told(code: EventCode, **more: object) -> ToldEvent:
    _, claim = stubs.Told(**more).made()  # type: ignore[arg-type]
    event = Event(
        event_id="e0123456789abcde", claim_ids=(claim.claim_id,), lead=replace(claim, event=code), n_reports=1,
        n_publishers=0, n_origins=1, rests_on=None, first_published="2024-05-16", last_published="2024-05-16",
    )  # fmt: skip
    return ToldEvent(event=event, tellings=())


@pytest.mark.parametrize(
    ("code", "cameo", "quad", "scale"),
    [
        (EventCode(type="ASSAULT", mode="firearms"), "193", 4, -10.0),
        (EventCode(type="ASSAULT", mode="torture"), "1822", 4, -9.0),
        (EventCode(type="AGREE", contexts=("technology", "military")), "0312", 1, 5.2),
        (EventCode(type="CONSULT", mode="visit", plover_reduced="AGREE"), "036", 1, 4.0),
        (EventCode(type="ASSAULT", mode="aerial", plover_reduced="THREATEN"), "138", 3, -7.0),
        (EventCode(type="ACCUSE", mode="investigate", contexts=("crime",)), "091", 3, -2.0),
        (EventCode(type="RETREAT", mode="ceasefire"), "0871", 2, 9.0),
        (EventCode(type="NONSENSE"), "", None, None),
    ],
)
def test_cameo_codes(code: EventCode, cameo: str, quad: int | None, scale: float | None) -> None:
    found = cameo_of(code)
    assert (found, quad_class(found), goldstein(found)) == (cameo, quad, scale)
    row = dict(zip(EVENT_COLUMNS, event_row(told(code)), strict=True))
    assert row["EventCode"] == cameo
    assert row["EventBaseCode"] == cameo[:3]
    assert row["EventRootCode"] == cameo[:2]


def test_the_other_side_of_a_mutual_act_is_the_second_actor() -> None:
    each = told(EventCode(type="CONSULT"), actors=("cty:NOR", "cty:ROU"), recipients=())
    row = dict(zip(EVENT_COLUMNS, event_row(each), strict=True))
    assert (row["Actor1CountryCode"], row["Actor2CountryCode"]) == ("NOR", "ROM")


def test_bodies_of_no_country_are_types() -> None:
    each = told(EventCode(type="CONSULT"), actors=("cty:IGO",), recipients=())
    row = dict(zip(EVENT_COLUMNS, event_row(each), strict=True))
    assert (row["Actor1Code"], row["Actor1CountryCode"], row["Actor1Type1Code"]) == ("IGO", "", "IGO")
    assert row["Actor2Code"] == row["Actor2Name"] == ""


@pytest.mark.parametrize(
    ("kind", "country", "type_"),
    [
        (PlaceKind.COUNTRY, "ROU", "1"),
        (PlaceKind.ADMIN1, "USA", "2"),
        (PlaceKind.CITY, "USA", "3"),
        (PlaceKind.FACILITY, "USA", "3"),
        (PlaceKind.CITY, "ROU", "4"),
        (PlaceKind.WATER, None, "4"),
        (PlaceKind.ADMIN1, "ROU", "5"),
    ],
)
def test_types_of_places(kind: PlaceKind, country: str | None, type_: str) -> None:
    place = replace(stubs.TOWN, kind=kind, country=country)
    row = dict(zip(EVENT_COLUMNS, event_row(told(EventCode(type="CONSULT"), place=place)), strict=True))
    assert row["ActionGeo_Type"] == type_


def test_days_before_the_calendar_fall_back_to_the_publication() -> None:
    each = told(EventCode(type="CONSULT"), time=stubs.day("-0043-03-15"))
    assert event_row(each)[1] == "20240516"
