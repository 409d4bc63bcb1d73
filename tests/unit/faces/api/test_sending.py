import gzip
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import api_room
import ledgers
from api_room import Desk
from sayso.records import Run
from stubs import Told

PLAIN = {"Accept-Encoding": "identity"}


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/v1/events", headers=PLAIN)
    again = client.get("/v1/events", headers={**PLAIN, "If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get("/v1/events", headers={**PLAIN, "If-None-Match": '"x"'}).status_code == 200
    assert client.get("/v1/events", headers={**PLAIN, "If-None-Match": "*"}).status_code == 304


def test_a_tag_stands_for_bytes(client: TestClient) -> None:
    plain = client.get("/v1/events", headers=PLAIN)
    packed = client.get("/v1/events", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gz"'
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert "content-encoding" not in client.get("/v1/verdicts?limit=1", headers=PLAIN).headers


def test_another_question_has_another_tag(client: TestClient) -> None:
    tags = {client.get(f"/v1/events?limit={n}").headers["etag"] for n in (1, 2, 3)}
    assert len(tags) == 3


def test_a_known_tag_costs_no_question_until_the_ledger_changes(tmp_path: Path) -> None:
    path = api_room.filled(tmp_path)
    desk = api_room.open_desk(path)
    asked: list[Any] = []
    real = desk.answers.events
    desk.answers.events = lambda *a: (asked.append(a), real(*a))[1]  # type: ignore[method-assign]
    client = api_room.client_of(api_room.api_of(desk))
    tag = client.get("/v1/events").headers["etag"]
    for _ in range(3):
        assert client.get("/v1/events", headers={"If-None-Match": tag}).status_code == 304
    assert len(asked) == 1
    run = Run(run_id="later", code_version="", config_sha256="", model_sha256="", started_at="2026")
    with ledgers.open_ledger(path) as ledger:
        ledger.begin_run(run)
        article, claim = Told(number=77).made()
        ledger.add_report("later", article, [claim])
        ledger.commit()
        ledger.refresh()
    assert client.get("/v1/events", headers={"If-None-Match": tag}).status_code == 200
    assert len(asked) == 2
    desk.answers.close()


def test_what_follows_from_the_clock_is_never_kept(client: TestClient) -> None:
    answer = client.get("/v1/status")
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_rules_are_read_anew_each_time(client: TestClient) -> None:
    answer = client.get("/v1/rules")
    again = client.get("/v1/rules", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_streams_are_packed_as_they_come(client: TestClient) -> None:
    headers = {"Accept": "application/x-ndjson"}
    with client.stream("GET", "/v1/events", headers={**headers, "Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        raw = b"".join(answer.iter_raw())
    plain = client.get("/v1/events", headers={**headers, **PLAIN})
    assert gzip.decompress(raw) == plain.content
    assert plain.headers["content-type"] == "application/x-ndjson"


def test_a_stream_that_cannot_be_finished_breaks_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = iter([1])

    def events(*_: Any) -> Any:
        next(pages)  # the second page cannot be had
        return type("Page", (), {"events": (), "older": "x", "newer": None})()

    class Half:
        settings = desk.settings
        answers = type("Answers", (), {"version": staticmethod(lambda: 1), "events": staticmethod(events)})

    client = api_room.client_of(api_room.api_of(Half()))  # type: ignore[arg-type]
    with pytest.raises((RuntimeError, StopIteration)):
        client.get("/v1/events", headers={"Accept": "text/csv"})
