"""Who may come in from beyond this machine."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sayso.engine.access import Access, Scope
from sayso.engine.config import Settings, load_settings
from sayso.errors import ConfigError
from sayso.faces.web.app import build_app
from sayso.faces.web.desk import Desk
from sayso.faces.web.doorkeeper import is_loopback
from sayso.faces.web.server import check_address
from sayso.ledger import EventQuery
from webdesk import desk_over, token_in


def settings_of(path: Path, **serve: object) -> Settings:
    flags = {"ledger.path": str(path), **{f"serve.{name}": value for name, value in serve.items()}}
    return load_settings({}, flags=flags)


def made(path: Path, scope: Scope = Scope.READ, name: str = "ada") -> str:
    return Access(settings_of(path)).create(name, scope)[1]


@contextmanager
def asking(desk: Desk, host: str, listening: str = "127.0.0.1") -> Iterator[TestClient]:
    with TestClient(build_app(desk, listening=listening), base_url=f"http://{host}") as client:
        yield client


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def basic(text: str, user: str = "ada") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{text}".encode()).decode()}


def test_beyond_this_machine_a_token_is_needed(ledger_path: Path) -> None:
    token = made(ledger_path)
    with desk_over(ledger_path) as desk, asking(desk, "10.0.0.5:8420", "10.0.0.5") as client:
        refused = client.get("/")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic ")
        assert refused.headers["content-security-policy"]
        assert "set-cookie" not in refused.headers
        assert client.get("/", headers=bearer(token)).status_code == 200
        assert client.get("/", headers=basic(token)).status_code == 200
        for wrong in (
            bearer(token[:-1] + "x"),
            basic(token[:-2]),
            basic("", user=token),
            {"Authorization": "Basic %%%"},
            {"Authorization": "Digest x"},
            {"Authorization": ""},
        ):
            assert client.get("/", headers=wrong).status_code == 401


def test_listening_beyond_spares_nobody_who_says_localhost(ledger_path: Path) -> None:
    with desk_over(ledger_path) as desk, asking(desk, "localhost:8420", "10.0.0.5") as client:
        assert client.get("/").status_code == 401


def test_on_this_machine_no_token_is_needed_unless_it_is_set(ledger_path: Path) -> None:
    token = made(ledger_path)
    with desk_over(ledger_path) as desk, asking(desk, "localhost:8420") as client:
        assert client.get("/").status_code == 200
    strict = settings_of(ledger_path, ask_token=True)
    with desk_over(ledger_path, settings=strict) as desk, asking(desk, "localhost:8420") as client:
        assert client.get("/").status_code == 401
        assert client.get("/", headers=bearer(token)).status_code == 200


def test_who_comes_by_a_configured_name_needs_a_token(ledger_path: Path) -> None:
    token = made(ledger_path)
    named = settings_of(ledger_path, hosts="news.example.org")
    with desk_over(ledger_path, settings=named) as desk, asking(desk, "news.example.org") as client:
        assert client.get("/").status_code == 401
        assert client.get("/", headers=bearer(token)).status_code == 200
        assert client.get("/", headers={**bearer(token), "Host": "other.example.org"}).status_code == 421


def test_what_tells_nothing_is_open(ledger_path: Path) -> None:
    with desk_over(ledger_path) as desk, asking(desk, "10.0.0.5", "10.0.0.5") as client:
        assert client.get("/health").status_code == 200
        assert client.get("/static/test/none.js").status_code == 404
        assert client.get("/metrics").status_code == 401
        assert client.get("/api/v1/events").status_code == 401
        assert client.get("/api/v1/events").json()["error"]["code"] == "access"


def test_a_token_that_may_read_is_not_offered_to_write(ledger_path: Path) -> None:
    reads, writes = made(ledger_path), made(ledger_path, Scope.WRITE, "bo")
    with desk_over(ledger_path) as desk, asking(desk, "10.0.0.5", "10.0.0.5") as client:
        event = desk.answers.events(__import__("sayso.ledger", fromlist=["EventQuery"]).EventQuery()).events[
            0
        ]
        path = f"/event/{event.event_id}"
        assert 'action="/judge"' not in client.get(path, headers=bearer(reads)).text
        page = client.get(path, headers=bearer(writes)).text
        assert 'action="/judge"' in page
        fields = {
            "left": event.event_id,
            "right": event.lead.claim_id,
            "said": "same",
            "token": token_in(page),
        }
        origin = {"Origin": "http://10.0.0.5"}
        assert client.post("/judge", data=fields, headers={**bearer(reads), **origin}).status_code == 403


def test_a_verdict_has_the_name_of_its_token(ledger_path: Path) -> None:
    writes = made(ledger_path, Scope.WRITE, "bo")
    with desk_over(ledger_path) as desk, asking(desk, "10.0.0.5", "10.0.0.5") as client:
        one, other = (e.event_id for e in desk.answers.events(EventQuery()).events)
        page = client.get(f"/event/{one}", headers=bearer(writes)).text
        fields = {"left": one, "right": other, "said": "different", "token": token_in(page)}
        done = client.post("/judge", data=fields, headers={**bearer(writes), "Origin": "http://10.0.0.5"})
        assert done.status_code == 200
        assert [v.decided_by for v in desk.answers.verdicts()] == ["bo"]


def test_a_revoked_token_stops_working(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = made(ledger_path)
    monkeypatch.setattr("sayso.faces.web.doorkeeper._REMEMBERED_S", 0.0)
    with desk_over(ledger_path) as desk, asking(desk, "10.0.0.5", "10.0.0.5") as client:
        assert client.get("/", headers=bearer(token)).status_code == 200
        Access(settings_of(ledger_path)).revoke("ada")
        assert client.get("/", headers=bearer(token)).status_code == 401


def test_nobody_listens_beyond_without_a_token(ledger_path: Path) -> None:
    settings = settings_of(ledger_path)
    check_address(settings, "127.0.0.1")
    check_address(settings, "::1")
    check_address(settings, "localhost")
    for address in ("0.0.0.0", "::", "10.0.0.5"):
        with pytest.raises(ConfigError, match="no access token"):
            check_address(settings, address)
    with pytest.raises(ConfigError, match="no address"):
        check_address(settings, "news.example.org")
    token = made(ledger_path)
    check_address(settings, "0.0.0.0")
    Access(settings).revoke("ada")
    with pytest.raises(ConfigError, match="no access token"):
        check_address(settings, "0.0.0.0")
    assert token.startswith("sayso_")


@pytest.mark.parametrize(("address", "alone"), [("127.0.0.1", True), ("127.9.9.9", True), ("0.0.0.0", False)])
def test_loopback_is_known(address: str, alone: bool) -> None:
    assert is_loopback(address) is alone


def test_settings_are_not_changed(ledger_path: Path) -> None:
    settings = settings_of(ledger_path, rows=7)
    assert replace(settings.serve).rows == 7
    assert settings.sha256() == settings_of(ledger_path).sha256()
