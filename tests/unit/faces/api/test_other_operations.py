from pathlib import Path

from starlette.testclient import TestClient

import api_room
from sayso.engine.config import load_settings
from sayso.engine.session import Session
from sayso.ledger import Keep


def walked(client: TestClient, address: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    while address:
        page = client.get(address).json()
        found += page["data"]
        address = page["links"]["next"] or ""
    return found


def test_reports_come_in_pages_undated_ones_last(client: TestClient) -> None:
    reports = walked(client, "/v1/reports?limit=2")
    assert len(reports) == len({report["id"] for report in reports})
    days = [report["published"] for report in reports]
    assert days[-1] is None
    assert days[:-1] == sorted((day for day in days if day), reverse=True)
    of_one = walked(client, "/v1/reports?limit=1&publisher=Daily+Quay")
    assert [report["publisher"] for report in of_one] == ["Daily Quay"]
    run = client.get("/v1/runs").json()["data"][-1]["id"]
    assert all(report["run"] == run for report in walked(client, f"/v1/reports?run={run}"))


def test_the_text_of_a_report_is_the_one_that_spans_count_in(client: TestClient) -> None:
    report = walked(client, "/v1/reports?publisher=AP")[0]["id"]
    text = client.get(f"/v1/reports/{report}/text")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    claim = client.get(f"/v1/reports/{report}").json()["claims"][0]
    start, end = claim["evidence"]["span"]
    assert text.content.decode()[start:end] == claim["evidence"]["sentence"]


def test_a_text_that_was_let_go_is_not_given(tmp_path: Path) -> None:
    path = api_room.filled(tmp_path)
    session = Session(load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(path)}))
    assert session.let_texts_go(Keep.EVIDENCE, 30)
    desk = api_room.open_desk(path)
    client = api_room.client_of(api_room.api_of(desk))
    report = next(r["id"] for r in walked(client, "/v1/reports") if r["published"])
    answer = client.get(f"/v1/reports/{report}/text")
    assert answer.status_code == 404
    assert "keep.text" in answer.json()["error"]["hint"]
    assert client.get(f"/v1/reports/{report}").json()["report"]["text_kept"] == "evidence"
    desk.answers.close()


def test_copies_and_what_they_share(client: TestClient) -> None:
    by = {report["publisher"]: report["id"] for report in walked(client, "/v1/reports")}
    pair = client.get("/v1/compare", params={"left": by["Daily Quay"], "right": by["AP"]}).json()
    assert pair["one_origin"]
    assert pair["link"]["kind"] == "verbatim"
    assert pair["link"]["runs"][0]["text"].startswith("Two gunmen killed")
    origin = client.get(f"/v1/reports/{by['AP']}").json()["report"]["origin"]["id"]
    tree = client.get(f"/v1/origins/{origin}").json()["origin"]
    assert {leaf["publisher"] for leaf in tree["reports"]} == {"AP", "Daily Quay", "Spin Hub"}
    assert client.get("/v1/compare", params={"left": by["AP"], "right": "rnone"}).status_code == 404
    assert client.get("/v1/compare?left=x").status_code == 400


def test_facets_count_what_asking_for_them_finds(client: TestClient) -> None:
    facets = client.get("/v1/facets").json()
    assert not facets["capped"]
    names = {"type": "type", "status": "status", "country": "country", "origins": "min_origins", "rule": "rule",
             "actor": "actor", "target": "target", "speaker": "speaker", "certainty": "certainty"}  # fmt: skip
    assert set(facets["facets"]) == set(names)
    for facet, values in facets["facets"].items():
        for value in values:
            if value["value"] == "FIGURE":
                continue
            page = client.get("/v1/events", params={names[facet]: value["value"], "limit": 200}).json()
            assert len(page["data"]) == value["events"], (facet, value)


def test_days_and_places_count_every_event(client: TestClient) -> None:
    n = len(client.get("/v1/events?limit=200").json()["data"])
    assert sum(day["events"] for day in client.get("/v1/days").json()["data"]) == n
    told_apart = client.get("/v1/days?status=happened").json()["data"]
    assert None not in {day["type"] for day in told_apart}
    places = client.get("/v1/map").json()
    assert places["events"] == n
    harbour = next(f for f in places["features"] if f["properties"]["name"] == "Harbour Town")
    assert harbour["geometry"]["coordinates"] == [28.6, 44.2]
    assert client.get("/v1/map").headers["content-type"] == "application/geo+json"
    plain = client.get("/v1/map", headers={"Accept": "application/json"})
    assert plain.headers["content-type"] == "application/json"


def test_runs_refusals_and_verdicts_come_in_pages(client: TestClient) -> None:
    runs = walked(client, "/v1/runs?limit=1")
    assert [run["id"] for run in runs] == [run["id"] for run in client.get("/v1/runs").json()["data"]]
    assert client.get("/v1/runs?cursor=nWyJ4Il0").status_code == 400
    refusals = walked(client, "/v1/refusals?limit=1")
    assert [r["code"] for r in refusals] == ["input.bad_row", "input.no_text"]
    assert client.get("/v1/refusals?code=input.no_text").json()["codes"] == {
        "input.bad_row": 1,
        "input.no_text": 1,
    }
    assert client.get("/v1/refusals?code=input.no_txt").status_code == 400
    verdicts = walked(client, "/v1/verdicts?limit=1")
    assert [v["judgement"] for v in verdicts] == ["different", "unsure"]
    assert verdicts[0]["retired_at"] is not None


def test_figures_speakers_and_offices(client: TestClient) -> None:
    series = client.get("/v1/figures?item=shells&subject=RUS").json()["series"]
    assert {point["quantity"]["low"] for point in series[0]["points"]} == {10_000, 12_000.5}
    speakers = client.get("/v1/speakers?kind=unnamed").json()["speakers"]
    assert [speaker["name"] for speaker in speakers] == ["officials"]
    said = client.get("/v1/speakers/said?name=officials").json()["claims"]
    assert said[0]["speaker"] == "officials"
    assert client.get("/v1/speakers/said").json()["error"]["message"] == "name is missing"
    offices = client.get("/v1/offices?reports=1").json()["offices"]
    assert offices[0]["name"] == "Kim Moe"


def test_rules_of_a_country_on_a_day(client: TestClient) -> None:
    rules = client.get("/v1/rules?q=Libya&on=2012-01-01").json()
    assert rules["country"] == "LBY"
    assert rules["rules"]
    assert client.get("/v1/rules?q=Atlantis").status_code == 400
    assert client.get("/v1/rules?q=").status_code == 400
