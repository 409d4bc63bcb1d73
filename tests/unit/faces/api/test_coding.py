import asyncio
import threading
from typing import Any

import pytest
from starlette.testclient import TestClient

import api_room
from api_room import Desk
from sayso.errors import BusyError
from sayso.faces.api.operations.coding import Queue

TEXT = {"text": "N met the minister on Wednesday.", "published": "2024-05-16", "publisher": "P", "title": "T"}
JSON = {"Content-Type": "application/json"}


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_a_text_is_coded_as_on_the_command_line(client: TestClient) -> None:
    answer = client.post("/v1/code", json=TEXT)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    document = answer.json()
    assert document["report"]["published"] == "2024-05-16"
    assert document["report"]["title"] == "T"
    assert document["claims"][0]["event"]["type"] == "CONSULT"
    assert answer.text == api_room.line(api_room.codes(TEXT).as_json())
    assert client.post("/v1/code", json={"html": "<p>N met the minister.</p>"}).status_code == 200


def test_a_refused_text_has_the_code_of_its_refusal(client: TestClient) -> None:
    answer = client.post("/v1/code", json={"text": "Hi"})
    assert code(answer) == (422, "text.too_short")
    assert answer.json()["error"]["message"] == "too few"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"[]", "no JSON object"),
        (b'"text"', "no JSON object"),
        (b"{}", "one of the two"),
        (b'{"text": "a", "html": "b"}', "one of the two"),
        (b'{"text": null}', "one of the two"),
        (b'{"text": 5}', "text is 5"),
        (b'{"txt": "a"}', "no parameter 'txt'"),
        (b'{"text": "a", "text": "b"}', "given twice"),
        (b'{"text": "a", "published": "soon"}', "published is 'soon'"),
        (b'{"text": "a", "published": 20240516}', "published"),
        (b'{"text": "a", "publisher": "' + b"p" * 301 + b'"}', "publisher"),
        (b'{"text": NaN}', "NaN"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "no JSON"),
        (b'{"text": ' + b"1" * 10_000 + b"}", "no JSON"),
    ],
)
def test_bodies_that_say_nothing(client: TestClient, body: bytes, message: str) -> None:
    answer = client.post("/v1/code", content=body, headers=JSON)
    assert code(answer) == (400, "query")
    assert message in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_bodies_of_other_kinds(client: TestClient, headers: dict[str, str]) -> None:
    assert code(client.post("/v1/code", content=b"{}", headers=headers)) == (415, "request.media_type")


def test_a_body_may_be_so_large(desk: Desk, client: TestClient) -> None:
    large = b'{"text": "' + b"a" * desk.settings.limits.max_bytes + b'"}'
    assert code(client.post("/v1/code", content=large, headers=JSON)) == (413, "request.too_large")


def test_it_can_be_turned_off(ledger: Any) -> None:
    desk = api_room.open_desk(ledger, code=False)
    client = api_room.client_of(api_room.api_of(desk))
    assert code(client.post("/v1/code", json=TEXT)) == (403, "request.off")
    desk.answers.close()


def test_it_needs_a_token_where_everything_does(desk: Desk) -> None:
    client = api_room.client_of(api_room.api_of(desk, ask_token=True))
    assert code(client.post("/v1/code", json=TEXT)) == (401, "access")
    asked = client.post("/v1/code", json=TEXT, headers={"Authorization": "Bearer reader"})
    assert asked.status_code == 200


def test_texts_wait_for_one_another_and_not_too_many_do() -> None:
    queue = Queue(waiting=2)
    go, running, most = threading.Event(), [0], [0]

    def work() -> str:
        running[0] += 1
        most[0] = max(most[0], running[0])
        go.wait(20)
        running[0] -= 1
        return "done"

    async def ask() -> list[object]:
        asked = [asyncio.create_task(queue.done(work)) for _ in range(5)]
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    results = asyncio.run(ask())
    assert [r for r in results if r == "done"] == ["done"] * 3
    assert [type(r) for r in results if r != "done"] == [BusyError] * 2
    assert most == [1]
    assert asyncio.run(queue.done(lambda: "again")) == "again"


def test_who_comes_at_a_busy_moment_is_told_when_to_come_back(desk: Desk) -> None:
    def busy(_text: dict[str, str]) -> Any:
        raise BusyError("too many texts wait to be coded")

    answer = api_room.client_of(api_room.api_of(desk, codes=busy)).post("/v1/code", json=TEXT)
    assert code(answer) == (503, "busy")
    assert answer.headers["retry-after"] == "2"
