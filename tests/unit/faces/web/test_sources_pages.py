"""Sources: who says what and how often alone, whose text and word a publisher's is, each claim of a speaker."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from richledger import EVIL, FORMULA
from sayso.faces.web.pages.sources import voice_shares
from sayso.ledger import PUBLISHER_ORDERS, SPEAKER_ORDERS, VoiceCounts
from sayso.records import SpeakerKind


def rows_of(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_speakers_are_listed_with_their_shares(rich: TestClient) -> None:
    page = rich.get("/sources").text
    assert "<h1>Who says so</h1>" in page
    assert re.search(r'href="/source\?name=the\+ministry&amp;kind=institution"', page)
    assert "On whose word 16 claims rest" in page
    assert "Counted over all reports" in page
    assert EVIL not in page


@pytest.mark.parametrize("order", SPEAKER_ORDERS)
def test_speakers_can_be_ordered(rich: TestClient, order: str) -> None:
    page = rich.get(f"/sources?by={order}").text
    assert (
        'aria-sort="descending"' in page or "Nobody here meets this" in page or "Nobody is on record" in page
    )
    assert rich.get(f"/sources?by={order}&since=2024-05-01").status_code == 200


def test_speakers_are_filtered_and_filters_let_go(rich: TestClient) -> None:
    page = rich.get("/sources?kind=unnamed&q=officials").text
    assert "two officials" in page
    assert "the ministry" not in page[page.index('id="speakers"') :]
    assert 'href="/sources?kind=unnamed"' in page
    assert "Counted over reports published" in rich.get("/sources?since=2024-05-10").text


def test_speakers_come_page_by_page(rich: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.web.pages.sources._ROWS", 2)
    first = rich.get("/sources?since=1990-01-01").text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = rich.get(older[1].replace("&amp;", "&")).text
    assert 'rel="prev"' in second
    names = re.compile(r"data-open><bdi>([^<]+)</bdi>")
    assert not set(names.findall(first)) & set(names.findall(second))


def test_publishers_are_listed_with_copies_and_agencies(rich: TestClient) -> None:
    page = rich.get("/sources?view=publishers").text
    assert "<h1>Who publishes it</h1>" in page
    assert 'href="/reports?publisher=Other+Paper"' in page
    assert "1 as they were" in page
    assert EVIL not in page
    for order in PUBLISHER_ORDERS:
        assert rich.get(f"/sources?view=publishers&by={order}").status_code == 200


def test_sources_can_be_taken_away_and_no_cell_is_a_formula(rich: TestClient) -> None:
    speakers = rows_of(rich, "/sources?to=csv")
    assert {"the ministry", "two officials", "'" + FORMULA} <= {row["name"] for row in speakers}
    publishers = rows_of(rich, "/sources?view=publishers&to=csv")
    other = next(row for row in publishers if row["publisher"] == "Other Paper")
    assert (other["copies"], other["wires"]) == ("1", "AP: 1")
    assert any(row["publisher"] == "'" + FORMULA for row in publishers)
    found = rich.get("/sources?to=json&kind=unnamed").json()
    assert [row["name"] for row in found["rows"]] == ["two officials"]


@pytest.mark.parametrize(
    "asked",
    [
        "by=name",
        "view=all",
        "kind=martian",
        "skip=x",
        "skip=10001",
        "view=publishers&kind=person",
        "since=x",
        "a=b",
    ],
)
def test_what_cannot_be_asked_is_said_to_be_so(rich: TestClient, asked: str) -> None:
    assert rich.get(f"/sources?{asked}").status_code == 400


def test_nobody_is_on_record_yet(rich: TestClient, bare: TestClient) -> None:
    assert "This ledger holds nothing yet" in bare.get("/sources").text
    assert "This ledger holds nothing yet" in bare.get("/sources?view=publishers").text
    assert "Nobody here meets this" in rich.get("/sources?q=unicorn").text


def test_parts_of_a_whole_add_up() -> None:
    counts = VoiceCounts(claims=8, own_voice=2, by_kind={SpeakerKind.PERSON: 3, SpeakerKind.UNNAMED: 3})
    shares = voice_shares(counts)
    assert sum(s.share for s in shares) == pytest.approx(100)
    assert [s.start for s in shares] == pytest.approx([0, 25, 62.5])
    assert voice_shares(VoiceCounts(claims=0, own_voice=0, by_kind={})) == []


# ------------------------------------------------------------------ one speaker


def test_a_speaker_has_its_claims_with_who_confirms_them(rich: TestClient) -> None:
    page = rich.get("/source?name=the+ministry").text
    assert "<h1><bdi>the ministry</bdi></h1>" in page
    assert "4 claims in 4 reports" in page
    assert "confirmed by" in page
    assert "Other Paper" in page
    assert "Nobody else confirms or denies it" in page
    assert 'class="bar"' in page
    assert re.search(r'href="/\?speaker=the\+ministry&amp;type=ASSAULT"', page)


def test_claims_of_a_speaker_come_page_by_page_and_by_days(
    rich: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.faces.web.pages.source._CLAIMS", 3)
    page = rich.get("/source?name=the+ministry&kind=institution").text
    assert "3 of 4 claims" in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older is not None
    assert "1 of 4 claims" in rich.get(older[1].replace("&amp;", "&").partition("#")[0]).text
    assert "1 claim in 1 report" in rich.get("/source?name=the+ministry&until=2024-05-01").text


def test_who_is_meant_is_asked_for(rich: TestClient) -> None:
    answer = rich.get("/source?name=ministry")
    assert answer.status_code == 404
    assert 'href="/source?name=the+ministry&amp;kind=institution"' in answer.text
    nobody = rich.get("/source?name=Unicorn")
    assert nobody.status_code == 404
    assert "Nobody by this name" in nobody.text
    assert rich.get("/source", follow_redirects=False).headers["location"] == "/sources"
    assert rich.get("/source?name=%21").status_code in (400, 404)


@pytest.mark.parametrize("name", [EVIL, FORMULA])
def test_hostile_names_are_words(rich: TestClient, name: str) -> None:
    answer = rich.get("/source?" + urlencode({"name": name}))
    assert answer.status_code == 200
    assert EVIL not in answer.text


def test_claims_of_a_speaker_can_be_taken_away(rich: TestClient) -> None:
    rows = rows_of(rich, "/source?name=the+ministry&to=csv")
    assert len(rows) == 4
    assert any(row["confirmed_by"] == "Other Paper" for row in rows)


# ------------------------------------------------------------------ reports


def test_reports_of_a_publisher_come_page_by_page(rich: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.web.pages.reports._ROWS", 5)
    seen: list[str] = []
    path = "/reports?publisher=Example+Wire"
    while path:
        page = rich.get(path).text
        seen += re.findall(r'href="(/report/r[0-9a-f]+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert len(seen) == len(set(seen)) == 13
    assert "No report" in rich.get("/reports?publisher=Nobody").text
    assert rich.get("/reports?older=xyz").status_code == 400


def test_reports_can_be_taken_away(rich: TestClient) -> None:
    rows = rows_of(rich, "/reports?to=csv")
    assert len(rows) == 16
    assert {row["run"] for row in rows} == {"run1", "run2"}
