"""The map's page: countries and points that say how finely they are known, tables that say the same."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest
from starlette.testclient import TestClient

from richledger import EVIL
from sayso.faces.web.pages import map as module


def features(client: TestClient, asked: str = "") -> dict[str, dict]:  # type: ignore[type-arg]
    answer = client.get(f"/map/points{asked}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    assert found["type"] == "FeatureCollection"
    return {f["properties"]["label"]: f for f in found["features"]}


def test_every_place_and_country_is_in_a_table(rich: TestClient) -> None:
    page = rich.get("/map").text
    assert "<h1><bdi>All events</bdi></h1>" in page
    assert re.search(r'data-url="/map/points" data-since="1961-01-01" data-until="2024-05-\d\d"', page)
    for words in (
        "Harbour Town",
        "Hill Town",
        "somewhere in the country",
        "Hungary (HUN)",
        "no country told",
    ):
        assert words in page
    assert "known by name alone" in page
    assert EVIL not in page
    assert "Quay &lt;script&gt;" in page


def test_points_tell_how_finely_they_are_known(rich: TestClient) -> None:
    found = features(rich)
    town = found["Harbour Town"]
    assert town["geometry"] == {"type": "Point", "coordinates": [28.6, 44.2]}
    assert town["properties"]["within_km"] == 5.0
    assert town["properties"]["events"][0]["href"].startswith("/event/")
    country = found["Romania"]
    assert country["geometry"] is None  # its middle is not where it happened
    assert (country["properties"]["precision"], country["properties"]["within_km"]) == ("country", None)
    assert not any(label.startswith("Quay") for label in found)
    assert all(f["properties"]["href"].startswith("/?") for f in found.values())


def test_a_place_leads_to_as_many_events_as_it_counts(rich: TestClient) -> None:
    counted: Counter[str] = Counter()
    for feature in rich.get("/map/points").json()["features"]:
        counted[feature["properties"]["href"]] += feature["properties"]["n"]
    for href, n in counted.items():
        assert rich.get(f"{href}&limit=200").text.count('data-label="Told"') == n, href


def test_points_are_those_that_were_asked_for(rich: TestClient) -> None:
    assert set(features(rich, "?type=ASSAULT")) == {"Hill Town"}
    assert features(rich, "?since=2030-01-01") == {}
    assert rich.get("/map/points?type=ASSAULT").json()["countries"] == {"HUN": 1}


def test_points_are_capped_and_kept(rich: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_POINTS", 1)
    first = rich.get("/map/points?since=2000-01-01")
    assert len(first.json()["features"]) == 1
    assert first.json()["capped"] is True
    again = rich.get("/map/points?since=2000-01-01", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/map?no=1", "/map?to=exe", "/map?type=X", "/map/points?limit=9", "/map?since=x"]
)
def test_what_cannot_be_asked_is_said_to_be_so(rich: TestClient, path: str) -> None:
    answer = rich.get(path)
    assert answer.status_code == 400
    assert "This was not answered" in answer.text


def test_places_can_be_taken_away(rich: TestClient) -> None:
    answer = rich.get("/map?to=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="sayso-places.csv"'
    rows = {row["place"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert rows["Romania"]["lat"] == ""
    assert rows["Harbour Town"]["lat"] == "44.2"
    found = rich.get("/map?to=json&type=ASSAULT").json()
    assert found["asked"] == {"type": "ASSAULT"}
    assert [row["place"] for row in found["rows"]] == ["Hill Town"]


def test_nothing_found_says_what_to_do(rich: TestClient, bare: TestClient) -> None:
    page = rich.get("/map?since=2030-01-01").text
    assert "No event meets all of this" in page
    assert 'href="/map"' in page
    assert "This ledger holds nothing yet" in bare.get("/map").text
    assert bare.get("/map/points").json()["features"] == []
