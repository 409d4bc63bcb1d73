from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import api_room
from openapi_checks import Described

WRITER = {"Authorization": "Bearer writer"}
READER = {"Authorization": "Bearer reader"}
ASKED = {"name": "visits", "query": {"type": "consult", "since": "2024-05-01", "min_origins": 2}}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a ledger whose desk may be changed."""
    desk = api_room.open_desk(api_room.filled(tmp_path))
    yield api_room.client_of(api_room.api_of(desk))
    desk.answers.close()


def saved(client: TestClient, headers: dict[str, str] | None = None, **body: Any) -> Any:
    return client.post("/v1/searches", json={**ASKED, **body}, headers=WRITER if headers is None else headers)


def test_a_search_is_saved_listed_and_deleted(own: TestClient) -> None:
    described = Described(own.get("/openapi.json").json())
    answer = saved(own)
    assert answer.status_code == 201
    assert described.problems("saveSearch", 201, answer.json()) == []
    search = answer.json()
    assert search["query"] == {"min_origins": "2", "since": "2024-05-01", "type": "CONSULT"}
    assert search["created_by"] == "writer"
    assert set(search["feeds"]) == {"atom", "rss", "json"}
    listed = own.get("/v1/searches", headers=WRITER).json()
    assert described.problems("listSearches", 200, listed) == []
    assert [one["id"] for one in listed["data"]] == [search["id"]]
    for which in (search["id"], "visits"):
        assert own.get(f"/v1/searches/{which}", headers=WRITER).json() == search
    # what it finds is asked for with its conditions as they stand
    assert own.get("/v1/events", params=search["query"]).status_code == 200
    gone = own.delete("/v1/searches/visits", headers=WRITER)
    assert (gone.status_code, gone.content) == (204, b"")
    assert own.get("/v1/searches").json()["data"] == []
    assert own.delete("/v1/searches/visits", headers=WRITER).status_code == 404
    assert own.get("/v1/searches/visits").status_code == 404


def test_who_may_not_write_sees_no_addresses(own: TestClient) -> None:
    alerts = {"mail": ["desk@example.org"], "hook": "https://hooks.example/x", "every_s": 60}
    search = saved(own, alerts=alerts).json()
    assert search["alerts"]["mail"] == ["desk@example.org"]
    assert search["alerts"]["secret"].startswith("whsec_")
    for headers in ({}, READER):
        shown = own.get("/v1/searches", headers=headers)
        assert shown.json()["data"][0]["alerts"]["receivers"] == 2
        assert "desk@example.org" not in shown.text
        assert "whsec_" not in shown.text
        assert "feeds" not in shown.text
        assert Described(own.get("/openapi.json").json()).problems("listSearches", 200, shown.json()) == []


@pytest.mark.parametrize(
    ("body", "item"),
    [
        ({"name": ""}, "name"),
        ({"name": "n" * 101}, "name"),
        ({"query": {"type": "nonsense"}}, "type"),
        ({"query": {"typ": "x"}}, "query.typ"),
        ({"query": {"since": "soon"}}, "query.since"),
        ({"query": "everything"}, "query"),
        ({"alerts": {"mail": ["nobody"]}}, "mail"),
        ({"alerts": {"mail": ["a@b.example"] * 21}}, "alerts.mail"),
        ({"alerts": {"hook": "file:///etc/passwd"}}, "hook"),
        ({"alerts": {"changes": ["all"]}}, "alerts.changes.0"),
        ({"feed_key": "mine"}, "feed_key"),
    ],
)
def test_searches_that_cannot_be_saved(own: TestClient, body: dict[str, Any], item: str) -> None:
    answer = saved(own, **body)
    assert answer.status_code == 400
    assert answer.json()["error"]["item"] == item


def test_no_two_have_one_name(own: TestClient) -> None:
    assert saved(own).status_code == 201
    assert saved(own).status_code == 400


@pytest.mark.parametrize(("headers", "status"), [({}, 401), (READER, 403)])
def test_writing_needs_a_token_that_may(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert saved(client, headers).status_code == status
    assert client.delete("/v1/searches/x", headers=headers).status_code == status
