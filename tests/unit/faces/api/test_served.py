"""The API as the server has it: behind its gate, beside its pages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import api_room
import webdesk
from sayso.engine.access import Access, Scope
from sayso.faces.api.reference import reference
from sayso.faces.web.app import build_app


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return api_room.filled(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    with webdesk.desk_over(path) as desk, webdesk.asking(desk) as client:
        yield client


def test_the_page_tells_of_every_operation_and_document(client: TestClient) -> None:
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    found = reference()
    for group in found.groups:
        for operation in group.operations:
            assert f'id="{operation.name}"' in answer.text
    for document in found.documents:
        assert f'id="document-{document.name}"' in answer.text
    ids = re.findall(r'\bid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', answer.text)) <= set(ids)


def test_the_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    text = client.get("/api/docs").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert "<script>" not in text
    assert " style=" not in text


def test_a_page_of_the_api_behind_the_gate(client: TestClient) -> None:
    first = client.get("/api/v1/events?limit=2")
    assert first.status_code == 200
    assert first.json()["links"]["next"].startswith("/api/v1/events?limit=2&cursor=")
    assert client.get(first.json()["links"]["next"]).status_code == 200
    again = client.get("/api/v1/events?limit=2", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/api/v1/events?limit=2")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert client.options("/api/v1/events").headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.get("/api/openapi.json").json()["openapi"].startswith("3.1")


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("GET", "/api/v1/nothing", {}, 404),
        ("GET", "/api", {}, 404),
        ("PUT", "/api/v1/events", {}, 405),
        ("GET", "/api/v1/events", {"Host": "evil.example"}, 421),
        ("GET", "/api/v1/events?" + "a=1&" * 70, {}, 414),
        ("GET", "/api/v1/events?x=1", {}, 400),
        ("POST", "/api/v1/code", {"Content-Length": "99999999999"}, 413),
    ],
)
def test_errors_of_the_gate_have_the_one_body_too(
    client: TestClient, method: str, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.request(method, address, headers=headers)
    assert answer.status_code == status
    body = answer.json()
    assert set(body) == {"error", "status"}
    assert set(body["error"]) == {"code", "message", "hint", "item"}
    assert body["status"] == status


def test_from_beyond_this_machine_a_token_is_needed(path: Path) -> None:
    with webdesk.desk_over(path) as desk:
        access = Access(desk.settings, clock=desk.clock)
        _, reading = access.create("reading")
        _, writing = access.create("writing", Scope.WRITE)
        app = build_app(desk, listening="192.0.2.1")
        with TestClient(app, base_url="http://192.0.2.1:8420") as client:
            refused = client.get("/api/v1/status")
            assert (refused.status_code, refused.json()["error"]["code"]) == (401, "access")
            for how in ({"Authorization": f"Bearer {reading}"}, {"Authorization": f"Bearer {writing}"}):
                assert client.get("/api/v1/status", headers=how).status_code == 200
            # as a browser sends it
            assert client.get("/api/v1/status", auth=("anybody", reading)).status_code == 200
            body = {"left": "a", "right": "b", "judgement": "same"}
            for how, status in ((reading, 403), (writing, 404)):
                headers = {"Authorization": f"Bearer {how}"}
                assert client.post("/api/v1/judgements", json=body, headers=headers).status_code == status
            # what a browser sends unasked lets nobody write
            assert client.post("/api/v1/judgements", json=body, auth=("x", writing)).status_code == 401
