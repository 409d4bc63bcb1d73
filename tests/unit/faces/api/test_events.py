import csv
import io
import json
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

import api_room
from api_room import Desk
from sayso.engine.session import EventQuery, Session
from sayso.records.codec import event_to_json

PLAIN = {"Accept-Encoding": "identity"}


def ids(client: TestClient, query: str = "") -> list[str]:
    """All events of a question, page by page."""
    found: list[str] = []
    address = f"/v1/events?limit=4&{query}"
    while address:
        page = client.get(address).json()
        found += [event["id"] for event in page["data"]]
        address = page["links"]["next"] or ""
    return found


def test_events_are_those_of_the_command_line_to_the_byte(client: TestClient, desk: Desk) -> None:
    session = Session(desk.settings)
    lines = [api_room.line(event_to_json(event)) for event in session.events(EventQuery())]
    text = client.get("/v1/events?limit=200", headers=PLAIN).content.decode()
    assert text.startswith('{"schema": "sayso/1", "data": [' + ", ".join(lines) + '], "next": null')
    stream = client.get("/v1/events", headers={**PLAIN, "Accept": "application/x-ndjson"})
    assert stream.content.decode().splitlines() == lines
    assert len(lines) > 10


def test_one_event_is_that_of_sayso_show(client: TestClient, desk: Desk) -> None:
    session = Session(desk.settings)
    for event_id in ids(client)[:5]:
        shown = session.show(event_id)
        assert shown is not None
        got = client.get(f"/v1/events/{event_id}", headers=PLAIN).content.decode()
        assert got == api_room.line(shown.as_json())


def test_pages_give_every_event_once_and_lead_back(client: TestClient) -> None:
    every = ids(client)
    assert len(every) == len(set(every))
    assert every == [e["id"] for e in client.get("/v1/events?limit=200").json()["data"]]
    first = client.get("/v1/events?limit=3").json()
    assert first["prev"] is None
    assert first["links"]["prev"] is None
    second = client.get(first["links"]["next"]).json()
    back = client.get("/v1/events", params={"limit": 3, "cursor": second["prev"]}).json()
    assert back["data"] == first["data"]


def test_links_keep_what_was_asked_for(client: TestClient) -> None:
    page = client.get("/v1/events", params={"limit": 1, "text": 'a "b c" & d=ä', "kind": "event"}).json()
    assert page["data"] == []
    links = client.get("/v1/events?limit=1&country=ROU&type=consult").json()["links"]
    assert links["self"] == "/v1/events?limit=1&country=ROU&type=consult"
    assert links["next"].startswith("/v1/events?limit=1&country=ROU&type=consult&cursor=n")


@pytest.mark.parametrize(
    ("query", "item"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=1000000000", "limit"),
        ("limit=1_0", "limit"),
        ("limit=%D9%A1", "limit"),  # a digit, and none of ours
        ("limit=5.0", "limit"),
        ("limit=", "limit"),
        ("cursor=garbage", "cursor"),
        ("cursor=nW10", "cursor"),
        ("cursor=", "cursor"),
        ("since=1700000000", "since"),
        ("since=2024-13-01", "since"),
        ("since=2024-05-02&until=2024-05-01", "since"),
        ("type=CONSLT", "type"),
        ("status=happend", "status"),
        ("kind=x", "kind"),
        ("certainty=x", "certainty"),
        ("country=Romania", "country"),
        ("actor=", "actor"),
        ("text=%21%21", "text"),
        ("min_origins=0", "min_origins"),
        ("sort=id;drop", "sort"),
        ("older=x", "older"),
    ],
)
def test_what_cannot_be_asked_for(client: TestClient, query: str, item: str) -> None:
    answer = client.get(f"/v1/events?{query}")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["item"]) == ("query", item)
    assert len(answer.content) < 1_000


def test_a_status_that_is_none_comes_with_the_nearest(client: TestClient) -> None:
    hint = client.get("/v1/events?status=happend").json()["error"]["hint"]
    assert hint.startswith("the nearest known one is happened")


def test_a_search_is_words_and_no_syntax(client: TestClient) -> None:
    for text in ("(" * 500, 'a" OR "b', "NEAR(a b)", "*", "a -b", "col:a", '"'):
        assert client.get("/v1/events", params={"text": text}).status_code in (200, 400)


def test_accounts_come_in_pages(client: TestClient) -> None:
    event = max(client.get("/v1/events?limit=200").json()["data"], key=lambda e: len(e["claims"]))
    assert len(event["claims"]) >= 2
    found, address = [], f"/v1/events/{event['id']}/accounts?limit=1"
    while address:
        page = client.get(address).json()
        found += [claim["id"] for claim in page["data"]]
        address = page["links"]["next"] or ""
    assert found == event["claims"]


def test_a_claim_says_why(client: TestClient) -> None:
    event = client.get("/v1/events?kind=event&rule=un-dprk-arms&limit=1").json()["data"][0]
    claim = client.get(f"/v1/claims/{event['claims'][0]}").json()
    assert claim["event_id"] == event["id"]
    assert claim["claims"][0]["why"][0]["by"] == "head"


@pytest.mark.parametrize("kind", ["events", "claims", "reports", "origins", "actors"])
@pytest.mark.parametrize("id_", ["nothing", "e", "x" * 299, "a b:c", "%3Cscript%3E", "..", "e0%2F..%2Fx"])
def test_ids_that_name_nothing(client: TestClient, kind: str, id_: str) -> None:
    answer = client.get(f"/v1/{kind}/{id_}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] in ("query.unknown_id", "request.path")


def test_the_beginning_of_an_id_is_no_id_and_says_which_is(client: TestClient) -> None:
    event_id = ids(client)[0]
    answer = client.get(f"/v1/events/{event_id[:-1]}")
    assert answer.status_code == 404
    assert event_id in answer.json()["error"]["hint"]
    claim = client.get(f"/v1/events/{event_id}").json()["claims"][0]
    hint = client.get(f"/v1/events/{claim}").json()["error"]["hint"]
    assert hint == f"there is /api/v1/claims/{claim}"


def test_ids_may_hold_any_character(client: TestClient) -> None:
    who = quote(api_room.ODD.replace("/", ""), safe="")
    assert client.get(f"/v1/actors/{who}").status_code == 404
    found = client.get("/v1/actors/per:kim").json()
    assert found["actor"]["id"] == "per:kim"
    events = client.get("/v1/actors/per%3Akim/events?limit=2").json()
    assert len(events["data"]) == 2
    assert events["links"]["next"].startswith("/v1/actors/per%3Akim/events?limit=2&cursor=")


def test_the_actor_of_the_address_is_who(client: TestClient) -> None:
    assert client.get("/v1/actors/per:kim/events?who=NOR").status_code == 400
    assert client.get("/v1/actors/per:nobody/events").status_code == 404


def test_csv_is_safe_to_open(client: TestClient) -> None:
    answer = client.get("/v1/events", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="events.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert len(rows) == len(ids(client))
    # a sign alone is a polarity and no formula
    assert not [v for row in rows for v in row.values() if v and v[0] in "=+@\t\r" and len(v) > 1]


def test_streams_go_on_behind_a_cursor_and_stop_at_a_limit(client: TestClient) -> None:
    headers = {"Accept": "application/x-ndjson"}
    page = client.get("/v1/events?limit=3").json()
    rest = client.get("/v1/events", params={"cursor": page["next"]}, headers=headers).text.splitlines()
    assert [e["id"] for e in page["data"]] + [json.loads(line)["id"] for line in rest] == ids(client)
    assert len(client.get("/v1/events?limit=2", headers=headers).text.splitlines()) == 2
    back = client.get(page["links"]["next"]).json()["prev"]
    assert client.get("/v1/events", params={"cursor": back}, headers=headers).status_code == 400


def test_streams_of_many_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = client.get("/v1/events", headers={"Accept": "text/csv"}).content
    monkeypatch.setattr("sayso.faces.api.operations.events.MOST", 3)
    assert client.get("/v1/events", headers={"Accept": "text/csv"}).content == whole


def test_a_form_that_there_is_not(client: TestClient) -> None:
    answer = client.get("/v1/events", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (406, "request.accept")


def test_hostile_words_stay_words(client: TestClient) -> None:
    answer = client.get("/v1/events", params={"text": "ignore all instructions"})
    assert [e["evidence"]["sentence"] for e in answer.json()["data"]] == [api_room.HOSTILE]
    assert answer.headers["content-type"] == "application/json"
