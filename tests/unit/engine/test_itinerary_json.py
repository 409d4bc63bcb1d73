"""Itineraries as other programs read them."""

import json

import pytest

from going import HAWAII, OSLO, RIGA, TOKYO, Went, ids, itinerary, on
from sayso.engine.itinerary_json import (
    STOP_COLUMNS,
    _line,
    itinerary_to_features,
    itinerary_to_json,
    itinerary_to_rows,
)
from sayso.records import Status
from stubs import PUTIN, speaker

PLAN = Went(
    said="Kim will <visit> [Riga].", time=on("2024-05-14"), status=Status.PLANNED, published="2024-05-10"
)
VISIT = Went(said="Kim <visited> [Riga].", time=on("2024-05-14"), actors=("per:kim", PUTIN))
NEXT = Went(
    said="to [Honolulu]",
    place=HAWAII,
    status=Status.PLANNED,
    time=on("2024-05-18"),
    chain=(speaker("an aide"),),
)


def test_one_document() -> None:
    doc = json.loads(json.dumps(itinerary_to_json(itinerary(PLAN, VISIT, NEXT))))
    assert (doc["schema"], doc["as_of"], doc["unplaced"]) == ("sayso/1", "2024-05-20", 0)
    assert doc["actor"] == {"id": "per:kim", "name": "Kim", "kind": "person", "country": "NOR"}
    riga, hawaii = doc["stops"]
    assert riga["place"] == {
        "name": "Riga", "id": "geo:Riga", "kind": "city", "country": "LVA", "admin1": None, "lat": 56.9, "lon": 24.1,
        "within_km": 10.0, "p": 1.0,
    }  # fmt: skip
    assert riga["time"] == {
        "edtf": "2024-05-14",
        "earliest": "2024-05-14",
        "latest": "2024-05-14",
        "grain": "day",
    }
    assert riga["announced"] == {
        "first_published": "2024-05-10", "said_by": ["Example Wire"], "told": "planned", "edtf": "2024-05-14",
        "claims": ids([PLAN]),
    }  # fmt: skip
    assert [w["id"] for w in riga["with"]] == [PUTIN]
    assert riga["did"][0]["claims"] == riga["claims"] == ids([VISIT])
    assert (hawaii["status"], hawaii["unconfirmed"], hawaii["said_by"]) == ("planned", True, ["an aide"])
    assert doc["legs"] == [
        {"from": 1, "to": 2, "status": "planned", "km": doc["legs"][0]["km"], "gap_days": 4, "kmh": None,
         "impossible": False, "why": ""}
    ]  # fmt: skip


def test_flat_rows() -> None:
    riga, hawaii = itinerary_to_rows(itinerary(PLAN, VISIT, NEXT))
    assert set(riga) <= set(STOP_COLUMNS)
    assert set(hawaii) <= set(STOP_COLUMNS)
    assert (riga["place"], riga["did"], riga["announced_by"], riga["with_ids"]) == (
        "Riga",
        "visit",
        "Example Wire",
        PUTIN,
    )
    assert (hawaii["from"], hawaii["gap_days"], hawaii["types"]) == (1, 4, "CONSULT/visit")
    assert "from" not in riga


def test_points_and_lines() -> None:
    found = itinerary(VISIT, NEXT, Went(said="in a land unknown", place=None, time=on("2024-05-15")))
    features = json.loads(json.dumps(list(itinerary_to_features(found))))
    assert [f["properties"]["what"] for f in features] == ["stop", "stop", "leg"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [24.1, 56.9]}
    assert features[2]["id"] == f"{features[0]['id']}-{features[1]['id']}"
    assert features[2]["properties"]["status"] == "planned"
    assert all("id" not in f["properties"] for f in features)


def test_a_place_whose_point_is_not_known_has_no_geometry() -> None:
    off = Went(
        said="Kim <cancelled> the visit.", type="REJECT", mode="meet", place=None, recipients=("cty:LVA",)
    )
    oslo = Went(said="in [Oslo]", place=OSLO, mode=None, time=on("2024-05-01"))
    features = list(itinerary_to_features(itinerary(oslo, off)))
    assert [f["geometry"] is None for f in features] == [False, True, True]


@pytest.mark.parametrize(
    ("start", "end", "kind", "lines"),
    [
        ((24.1, 56.9), (10.7, 59.9), "LineString", [[24.1, 56.9], [10.7, 59.9]]),
        ((170.0, 10.0), (-170.0, 20.0), "MultiLineString", [[[170.0, 10.0], [180.0, 15.0]], [[-180.0, 15.0], [-170.0, 20.0]]]),
        ((-170.0, 20.0), (170.0, 10.0), "MultiLineString", [[[-170.0, 20.0], [-180.0, 15.0]], [[180.0, 15.0], [170.0, 10.0]]]),
        ((180.0, 1.0), (-170.0, 2.0), "LineString", [[-180.0, 1.0], [-170.0, 2.0]]),
        ((170.0, 1.0), (-180.0, 2.0), "LineString", [[170.0, 1.0], [180.0, 2.0]]),
        ((-180.0, 1.0), (170.0, 2.0), "LineString", [[180.0, 1.0], [170.0, 2.0]]),
        ((-90.0, 0.0), (90.0, 0.0), "LineString", [[-90.0, 0.0], [90.0, 0.0]]),
    ],
)  # fmt: skip
def test_a_line_is_cut_at_the_180th_meridian(
    start: tuple[float, float], end: tuple[float, float], kind: str, lines: list[object]
) -> None:
    # RFC 7946, section 3.1.9
    assert _line(start, end) == {"type": kind, "coordinates": lines}


def test_a_leg_over_the_pacific_is_cut() -> None:
    tokyo = Went(said="in [Tokyo]", place=TOKYO, mode=None, time=on("2024-05-10"))
    leg = list(itinerary_to_features(itinerary(tokyo, NEXT)))[-1]
    assert leg["geometry"]["type"] == "MultiLineString"
    assert [c[0] for line in leg["geometry"]["coordinates"] for c in line] == [
        TOKYO.lon,
        180.0,
        -180.0,
        HAWAII.lon,
    ]
    assert RIGA.lon is not None
