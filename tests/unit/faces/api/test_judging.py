from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import api_room
import ledgers
from openapi_checks import Described

WRITER = {"Authorization": "Bearer writer"}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[TestClient]:
    """A client of a ledger that may be changed."""
    desk = api_room.open_desk(api_room.filled(tmp_path))
    yield api_room.client_of(api_room.api_of(desk))
    desk.answers.close()


def two_events(client: TestClient) -> tuple[str, str]:
    first, second, *_ = client.get("/v1/events?type=consult").json()["data"]
    return first["id"], second["id"]


def judged(client: TestClient, headers: dict[str, str] | None = None, **body: Any) -> Any:
    return client.post("/v1/judgements", json=body, headers=WRITER if headers is None else headers)


def test_a_verdict_is_kept_and_signed(own: TestClient) -> None:
    left, right = two_events(own)
    before = len(own.get("/v1/events?limit=200").json()["data"])
    answer = judged(own, left=left, right=right, judgement="same", note="one visit")
    assert answer.status_code == 201
    document = answer.json()
    assert Described(own.get("/openapi.json").json()).problems("judge", 201, document) == []
    assert document["applied"]
    assert document["verdict"]["decided_by"] == "writer"
    assert document["verdict"]["note"] == "one visit"
    assert own.get("/v1/verdicts").json()["data"][-1] == document["verdict"]
    assert len(own.get("/v1/events?limit=200").json()["data"]) == before - 1


def test_while_another_writes_it_waits(own: TestClient, tmp_path: Path) -> None:
    left, right = two_events(own)
    with ledgers.open_ledger(tmp_path / "ledger.db") as ledger:
        assert ledger.begin(0)
        answer = judged(own, left=left, right=right, judgement="different")
        ledger.roll_back()
    assert answer.status_code == 202
    assert not answer.json()["applied"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "access"),
        ({"Authorization": "Bearer reader"}, 403, "access.scope"),
        ({"Authorization": "Bearer gone"}, 401, "access.revoked"),
    ],
)
def test_writing_needs_a_token_that_may(
    client: TestClient, headers: dict[str, str], status: int, code: str
) -> None:
    answer = judged(client, headers, left="a", right="b", judgement="same")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert "www-authenticate" in answer.headers


def test_bodies_that_judge_nothing(client: TestClient) -> None:
    left, right = two_events(client)
    report = client.get("/v1/reports").json()["data"][0]["id"]
    for body, status in (
        ({"left": left, "right": right}, 400),
        ({"left": left, "right": right, "judgement": "maybe"}, 400),
        ({"left": left, "right": right, "judgement": "same", "by": "me"}, 400),
        ({"left": left, "right": left, "judgement": "same"}, 400),
        ({"left": left, "right": report, "judgement": "same"}, 400),
        ({"left": left, "right": "enone", "judgement": "same"}, 404),
        ({"left": left, "right": right, "judgement": "same", "note": "n" * 2_001}, 400),
        ({"left": left, "right": right, "judgement": "same", "note": "n" * 30_000}, 413),
    ):
        assert judged(client, **body).status_code == status, body


def test_without_tokens_nobody_writes(desk: Any) -> None:
    client = api_room.client_of(api_room.api_of(desk, check=None))
    assert judged(client, {}, left="a", right="b", judgement="same").status_code == 401
