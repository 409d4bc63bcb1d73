"""Pages of actors: found by name, one with its partners, offices and words, and where it was."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from richledger import EVIL
from sayso.faces.web.pages.actor import tone
from stubs import KIM

HERE = f"/actor/{quote(KIM, safe='')}"
EVIL_ID = quote(f"per:{EVIL}", safe="")


def test_the_most_active_are_listed(rich: TestClient) -> None:
    page = rich.get("/actors").text
    assert re.search(r'href="/actor/per%3Akim"[^>]*><bdi>Kim</bdi>', page)
    assert "newest" in page
    assert EVIL not in page.lower()


@pytest.mark.parametrize("words", ["kim", "KIM", "Ki"])
def test_actors_are_found_by_their_names(rich: TestClient, words: str) -> None:
    assert 'href="/actor/per%3Akim"' in rich.get("/actors", params={"q": words}).text


def test_who_is_not_found_is_looked_for_elsewhere(rich: TestClient, bare: TestClient) -> None:
    page = rich.get("/actors?q=Nobody+At+All").text
    assert "Nobody is called that" in page
    assert 'href="/?text=Nobody+At+All"' in page
    assert "This ledger holds nothing yet" in bare.get("/actors").text


def test_actors_can_be_taken_away(rich: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(rich.get("/actors?to=csv").text)))
    kim = next(row for row in rows if row["id"] == KIM)
    assert int(kim["acts"]) >= 4
    found = rich.get("/actors?q=kim&to=json").json()
    assert (found["asked"], [r["id"] for r in found["rows"]]) == ({"q": "kim"}, [KIM])


def test_an_actor_has_everything_in_one_page(rich: TestClient) -> None:
    page = rich.get(HERE).text
    assert "<h1><bdi>Kim</bdi></h1>" in page
    assert 'class="bar"' in page
    assert f'href="{HERE}/itinerary"' in page
    # partners, and the same drawn
    assert re.search(r'<th role="rowheader"[^>]*><span class="actor"><a href="/actor/per%3Aputin">', page)
    assert 'id="network"' in page
    # its events, what it says, who speaks of it
    assert page.count('data-label="Told"') >= 4
    assert "Everything that <bdi>Kim</bdi> says" in page
    assert 'href="/source?name=the+ministry"' in page
    # offices are read, if only to say that there are none
    assert "No report that was read gives an office" in page or "Offices, as reports give them" in page


def test_the_number_of_events_with_a_partner_leads_to_them(rich: TestClient) -> None:
    page = rich.get(HERE).text
    rows = re.findall(r'<a href="(/\?(?:actor|target)=[^"]*)" data-open>(\d+)</a>', page)
    assert rows
    for href, n in rows:
        listed = rich.get(href.replace("&amp;", "&") + "&limit=200").text
        denied = listed.count("negated</span>")
        assert listed.count('data-label="Told"') - denied == int(n), href


def test_events_of_an_actor_come_page_by_page(rich: TestClient) -> None:
    page = rich.get(f"{HERE}?limit=2").text
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older is not None
    second = rich.get(older[1].replace("&amp;", "&").partition("#")[0] + "&limit=2")
    assert second.status_code == 200
    assert 'rel="prev"' in second.text


def test_hostile_names_are_words(rich: TestClient) -> None:
    answer = rich.get(f"/actor/{EVIL_ID}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text.lower()
    assert "&lt;script&gt;" in answer.text.lower()


@pytest.mark.parametrize(
    "path", ["/actor/per:nobody", "/actor/x%00y", "/actor/%F0%9F%92%A9", "/actor/per%3Anobody/itinerary"]
)
def test_nobody_is_nobody(rich: TestClient, path: str) -> None:
    assert rich.get(path).status_code in (400, 404)


def test_the_beginning_of_an_id_leads_on(rich: TestClient) -> None:
    answer = rich.get("/actor/per:lav", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/actor/per%3Alavrov")


def test_partners_can_be_taken_away(rich: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(rich.get(f"{HERE}?to=csv").text)))
    putin = next(row for row in rows if row["id"] == "per:putin")
    assert putin["tone"] in ("with", "mixed", "against")
    assert "CONSULT:together=" in putin["types"]


@given(st.dictionaries(st.sampled_from(["CONSULT", "AID", "ASSAULT", "ACCUSE", "FIGURE"]), st.integers(1, 9)))
def test_a_tone_is_the_share_of_cooperation(types: dict[str, int]) -> None:
    good = types.get("CONSULT", 0) + types.get("AID", 0)
    bad = types.get("ASSAULT", 0) + types.get("ACCUSE", 0)
    found = tone(types)
    if good and not bad:
        assert found == "with"
    elif bad and not good:
        assert found == "against"
    elif good == bad:
        assert found == "mixed"


# ------------------------------------------------------------------ itinerary


def test_stops_are_a_numbered_list(rich: TestClient) -> None:
    page = rich.get(f"{HERE}/itinerary").text
    assert re.search(r'<li class="stop stop-done" id="stop-\d" value="\d"', page)
    assert "stop stop-planned" in page
    assert "Harbour Town" in page
    assert "on the word of" in page
    assert re.search(r'receipts <a href="/claim/c[0-9a-f]{15}">1</a>', page)
    assert re.search(r"\d+ km from stop \d", page)
    assert f'data-url="{HERE}/itinerary/points"' in page
    assert 'data-mode="itinerary"' in page


def test_stops_and_ways_are_points_and_lines(rich: TestClient) -> None:
    answer = rich.get(f"{HERE}/itinerary/points")
    assert answer.headers["content-type"] == "application/geo+json"
    features = answer.json()["features"]
    stops = [f["properties"] for f in features if "stop" in f["properties"]]
    assert {s["status"] for s in stops} >= {"done", "planned"}
    numbers = {s["stop"] for s in stops}
    ways = [f["properties"] for f in features if "between" in f["properties"]]
    assert ways
    assert all(set(way["between"]) <= numbers for way in ways)


def test_an_itinerary_is_of_some_days(rich: TestClient) -> None:
    page = rich.get(f"{HERE}/itinerary?since=2024-05-19").text
    assert "Hill Town" in page
    assert "Harbour Town" not in page
    assert "No stop is told" in rich.get(f"{HERE}/itinerary?until=1900-01-01").text
    before = rich.get(f"{HERE}/itinerary?as_of=2024-05-01")
    assert before.status_code == 200


def test_an_itinerary_can_be_taken_away(rich: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(rich.get(f"{HERE}/itinerary?to=csv").text)))
    assert {row["status"] for row in rows} >= {"done", "planned"}


@pytest.mark.parametrize(
    "asked", ["?since=x", "?as_of=2024-13-01", "?no=1", "?to=gpx", "?since=2024-05-02&until=2024-05-01"]
)
def test_what_cannot_be_asked_is_said_to_be_so(rich: TestClient, asked: str) -> None:
    assert rich.get(f"{HERE}/itinerary{asked}").status_code == 400
