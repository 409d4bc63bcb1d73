"""The server around the pages: who may ask, what every answer carries, forms that are ours."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from sayso.faces.web.headers import CONTENT_SECURITY_POLICY
from webdesk import HOME, token_in


def test_a_page_is_shown(client: TestClient) -> None:
    answer = client.get("/help")
    assert answer.status_code == 200
    assert "How to read these pages" in answer.text


@pytest.mark.parametrize("path", ["/help", "/nothing/here", "/static/test/none.js", "/help?no=such"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8420", "localhost.evil.example", "127.0.0.1.nip.io", "[::2]", ""]
)
def test_other_names_are_refused(client: TestClient, host: str) -> None:
    answer = client.get("/help", headers={"Host": host})
    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8420", "[::1]:8420", "localhost."])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/help", headers={"Host": host}).status_code == 200


def test_a_form_of_ours_is_taken(client: TestClient) -> None:
    token = token_in(client.get("/help").text)
    answer = client.post(
        "/theme",
        data={"theme": "dark", "next": "/help", "token": token},
        headers={"Origin": HOME},
        follow_redirects=False,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/help")
    assert 'data-theme="dark"' in client.get("/help").text


def test_forged_forms_are_refused(client: TestClient) -> None:
    token = token_in(client.get("/help").text)
    good = {"theme": "dark", "token": token}
    tries = [
        (good, {}),
        (good, {"Origin": "https://evil.example"}),
        (good, {"Origin": "null"}),
        (good, {"Sec-Fetch-Site": "cross-site"}),
        ({"theme": "dark", "token": "0" * 32}, {"Origin": HOME}),
        ({"theme": "dark"}, {"Origin": HOME}),
        (good, {"Origin": HOME, "Cookie": "session=a.b"}),
    ]
    for data, headers in tries:
        answer = client.post("/theme", data=data, headers=headers, follow_redirects=False)
        assert answer.status_code == 403, (data, headers)
        assert 'theme="dark"' not in answer.headers.get("set-cookie", "")
    assert client.post("/theme", json=good, headers={"Origin": HOME}).status_code == 415


def test_a_token_is_of_one_session(client: TestClient) -> None:
    token = token_in(client.get("/help").text)
    client.cookies.clear()
    other = token_in(client.get("/help").text)
    assert token != other
    answer = client.post("/theme", data={"token": token}, headers={"Origin": HOME}, follow_redirects=False)
    assert answer.status_code == 403


def test_what_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    client.get("/help")  # brings the session
    first = client.get("/help")
    again = client.get("/help", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.cookies.set("theme", "dark")
    assert client.get("/help", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_pages_are_packed(client: TestClient) -> None:
    assert client.get("/help").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get("/help", headers={"Accept-Encoding": "identity"}).headers


def test_head_has_no_body(client: TestClient) -> None:
    answer = client.head("/help")
    assert (answer.status_code, answer.content) == (200, b"")


def test_methods_and_missing_pages(client: TestClient) -> None:
    assert client.get("/nothing").status_code == 404
    assert client.request("DELETE", "/help").status_code == 405
    assert client.request("TRACE", "/help").status_code == 405


def test_too_much_is_refused(client: TestClient) -> None:
    assert client.get("/help?" + "a" * 9000).status_code == 414
    assert client.get("/help?" + "a=b&" * 100).status_code == 414
    many = client.post("/theme", content=b"x" * 11_000_000, headers={"Origin": HOME})
    assert many.status_code == 413
    form = {"Origin": HOME, "Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/theme", content=b"a=" + b"x" * 70_000, headers=form).status_code == 413

    def endless() -> object:
        for _ in range(1200):
            yield b"x" * 10_000

    assert client.post("/theme", content=endless(), headers=form).status_code == 413  # type: ignore[arg-type]


def test_what_cannot_be_asked_leads_to_the_page_itself(client: TestClient) -> None:
    assert 'href="/sources"' in client.get("/sources?colour=red").text
    assert "with nothing asked of it" in client.get("/sources?colour=red").text
    assert "with nothing asked of it" not in client.get("/event/none").text
