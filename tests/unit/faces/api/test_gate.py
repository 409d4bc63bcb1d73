from typing import Any

import pytest
from starlette.testclient import TestClient

import api_room
from api_room import Desk

TOKEN = {"Authorization": "Bearer reader"}


def asked(desk: Desk, **how: Any) -> TestClient:
    return api_room.client_of(api_room.api_of(desk, **how))


def error(response: Any) -> dict[str, Any]:
    body = response.json()
    assert body["status"] == response.status_code
    assert set(body) == {"error", "status"}
    assert set(body["error"]) == {"code", "message", "hint", "item"}
    found: dict[str, Any] = body["error"]
    return found


def test_unknown_addresses_and_methods(client: TestClient) -> None:
    missing = client.get("/v1/nothing")
    assert (missing.status_code, error(missing)["code"]) == (404, "request.path")
    wrong = client.put("/v1/events")
    assert (wrong.status_code, error(wrong)["code"]) == (405, "request.method")
    assert wrong.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.post("/v1/status").status_code == 405
    assert client.get("/v1/events/").status_code == 404


def test_options_tell_the_methods(client: TestClient) -> None:
    answer = client.options("/v1/code")
    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, "OPTIONS, POST", b"")
    assert client.options("/v1/nothing").status_code == 404


def test_a_head_has_all_but_the_body(client: TestClient) -> None:
    got = client.get("/v1/events", headers={"Accept-Encoding": "identity"})
    head = client.head("/v1/events", headers={"Accept-Encoding": "identity"})
    assert head.content == b""
    assert head.status_code == 200
    for name in ("content-length", "content-type", "etag", "cache-control", "vary"):
        assert head.headers[name] == got.headers[name]
    assert client.head("/v1/nothing").status_code == 404
    stream = client.head("/v1/events", headers={"Accept": "text/csv"})
    assert (stream.status_code, stream.content) == (200, b"")


def test_headers_that_every_answer_has(client: TestClient) -> None:
    for address in ("/v1/events", "/v1/nothing", "/v1/events?limit=0", "/openapi.json"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["ratelimit-policy"] == '"default";q=1000000;w=20000'
        assert headers["ratelimit"].startswith('"default";r=')


def test_whoever_asks_too_often_is_told_when_to_come_back(ledger: Any) -> None:
    desk = api_room.open_desk(ledger, burst=3, rate_per_s=1)
    clock = iter([0.0, 0.0, 0.0, 0.0, 1.5])
    client = asked(desk, clock=lambda: next(clock))
    assert [client.get("/v1/status").status_code for _ in range(3)] == [200] * 3
    late = client.get("/v1/status")
    assert (late.status_code, error(late)["code"], late.headers["retry-after"]) == (429, "request.rate", "1")
    assert late.headers["ratelimit"] == '"default";r=0;t=3'
    assert client.get("/v1/status").status_code == 200
    desk.answers.close()


def test_a_token_is_asked_for_where_it_must_be(desk: Desk) -> None:
    client = asked(desk, ask_token=True)
    for address in ("/v1/status", "/openapi.json", "/v1/nothing"):
        answer = client.get(address)
        assert (answer.status_code, error(answer)["code"]) == (401, "access")
        assert answer.headers["www-authenticate"] == 'Bearer realm="sayso", error="invalid_token"'
    assert client.get("/v1/status", headers=TOKEN).status_code == 200
    assert client.options("/v1/status").status_code == 401


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("Bearer reader", None),
        ("bearer  reader", None),
        ("Bearer nobody", "access"),
        ("Bearer gone", "access.revoked"),
        ("Basic cmVhZGVy", "access"),
        ("Bearer", "access"),
        ("Bearer a b", "access"),
        ("Bearer " + "a" * 5_000, "access"),
        ("Bearer réader".encode().decode("latin-1"), "access"),
    ],
)
def test_tokens(client: TestClient, given: str, code: str | None) -> None:
    answer = client.get("/v1/status", headers={"Authorization": given.encode("latin-1")})  # type: ignore[dict-item]
    assert answer.status_code == (200 if code is None else 401)
    if code is not None:
        assert error(answer)["code"] == code


def test_where_no_tokens_are_none_is_taken(desk: Desk) -> None:
    assert asked(desk, check=None).get("/v1/status", headers=TOKEN).status_code == 401


def test_tokens_are_not_tried_without_end(ledger: Any) -> None:
    desk = api_room.open_desk(ledger, burst=5, rate_per_s=1)
    client = asked(desk, clock=lambda: 0.0)
    wrong = [
        client.get("/v1/status", headers={"Authorization": f"Bearer x{n}"}).status_code for n in range(7)
    ]
    assert wrong == [401] * 5 + [429] * 2
    # whoever has a token has a bucket of his own
    assert client.get("/v1/status", headers=TOKEN).status_code == 200
    desk.answers.close()


def test_other_sites_may_ask_only_where_they_are_named(ledger: Any, client: TestClient) -> None:
    origin = {"Origin": "https://maps.example"}
    assert "access-control-allow-origin" not in client.get("/v1/status", headers=origin).headers
    desk = api_room.open_desk(ledger, cors="https://maps.example https://other.example")
    named = asked(desk)
    answer = named.get("/v1/status", headers=origin)
    assert answer.headers["access-control-allow-origin"] == "https://maps.example"
    foreign = named.get("/v1/status", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in foreign.headers
    ask = {
        **origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    assert named.options("/v1/status", headers=ask).status_code == 200
    desk.answers.close()


def test_a_fault_of_ours_tells_nothing_of_the_inside(desk: Desk) -> None:
    class Broken:
        settings = desk.settings

        class answers:  # noqa: N801  stands in for an attribute
            @staticmethod
            def version() -> int:
                return 1

            @staticmethod
            def status() -> None:
                raise ZeroDivisionError("the secret inside")

    client = api_room.client_of(api_room.api_of(Broken()), raise_server_exceptions=False)  # type: ignore[arg-type]
    answer = client.get("/v1/status")
    assert (answer.status_code, error(answer)["code"]) == (500, "internal")
    assert "secret" not in answer.text
