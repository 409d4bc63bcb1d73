"""Health and metrics."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

import sayso
from sayso.errors import LedgerError
from sayso.faces.web.desk import Desk


def test_a_server_that_stands_says_so(client: TestClient) -> None:
    answer = client.get("/health")
    assert answer.json() == {"status": "ok", "version": sayso.__version__}
    assert answer.headers["cache-control"] == "no-store"


def test_a_server_without_its_ledger_says_so(
    desk: Desk, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> int:
        raise LedgerError("the ledger is damaged", item="/secret/path")

    monkeypatch.setattr(desk.answers, "moment", gone)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")
    assert "secret" not in answer.text


def test_metrics_count_pages_and_not_addresses(client: TestClient) -> None:
    client.get("/?type=AID")
    client.get("/event/nothing")
    client.get("/event/nothing2")
    client.get("/no/such/page")
    client.get("/static/x/y.js")
    text = client.get("/metrics").text
    assert 'sayso_http_requests_total{page="/",status="200"} 1.0' in text
    assert 'sayso_http_requests_total{page="/event/{id}",status="404"} 2.0' in text
    assert 'sayso_http_requests_total{page="other",status="404"} 1.0' in text
    assert 'sayso_http_requests_total{page="/static/*",status="404"} 1.0' in text
    assert 'sayso_http_seconds_count{page="/"} 1.0' in text
    assert "sayso_ledger_events 2.0" in text
    assert "sayso_ledger_claims 3.0" in text
    assert "sayso_watch_waiting 0.0" in text
