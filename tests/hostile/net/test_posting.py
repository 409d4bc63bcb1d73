"""What is posted goes to the address that was checked, follows nothing, and takes no longer than it may."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Mapping

import pytest

from loopback import Answer, Connections, Names, answer, pages, redirect, serve
from sayso.errors import REFUSAL_CODES
from sayso.ingest.net import PUBLIC, Failure, FetchLimits, Network, Posted, Poster, allowed_hosts
from sayso.ingest.net.post import AllowedHost

BODY = b'{"kind": "alert", "text": "\xc3\xa9"}'


def poster(
    *allowed: AllowedHost,
    names: Names | None = None,
    connections: Connections | None = None,
    deadline_s: float = 3.0,
) -> Poster:
    """What posts, and can reach the loopback only where it is allowed."""
    return Poster(
        network=Network(policy=PUBLIC, resolve=names or Names(), connect=connections or Connections()),
        agent="sayso/test",
        allowed=allowed,
        limits=FetchLimits(max_raw_bytes=16_384, max_header_bytes=16_384, deadline_s=deadline_s),
    )


def posted(
    reply: Answer | bytes, headers: Mapping[str, str] | None = None, deadline_s: float = 3.0
) -> tuple[Posted | Failure, str, bytes]:
    """Post to a server that is allowed; the outcome, and the head and body that came."""
    with serve(pages({"/hook": reply}) if isinstance(reply, bytes) else reply) as server:
        by = poster(AllowedHost("hooks.test", server.port), deadline_s=deadline_s)
        got = by.post(server.url("/hook", host="hooks.test"), BODY, headers or {})
    return got, (server.heads or [""])[0], (server.bodies or [b""])[0]


def test_a_body_arrives_as_it_is_with_its_headers() -> None:
    got, head, body = posted(answer(b"thanks"), {"Content-Type": "application/json", "webhook-id": "m1.0"})
    assert isinstance(got, Posted)
    assert got.status == 200
    assert body == BODY
    assert head.startswith("POST /hook HTTP/1.1\r\n")
    names = {line.partition(":")[0].lower() for line in head.split("\r\n")[1:] if line}
    assert names == {
        "host", "user-agent", "accept", "accept-encoding", "connection", "content-length", "content-type", "webhook-id",
    }  # fmt: skip


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
def test_what_a_server_takes(status: str) -> None:
    assert isinstance(posted(answer(b"", status))[0], Posted)


@pytest.mark.parametrize(
    ("status", "code", "retry"),
    [
        ("301 Moved Permanently", "fetch.too_many_redirects", False),
        ("307 Temporary Redirect", "fetch.too_many_redirects", False),
        ("400 Bad Request", "fetch.status", True),
        ("401 Unauthorized", "fetch.status", True),
        ("404 Not Found", "fetch.status", True),
        ("410 Gone", "fetch.gone", False),
        ("429 Too Many Requests", "fetch.busy", True),
        ("500 Internal Server Error", "fetch.unavailable", True),
        ("503 Service Unavailable", "fetch.busy", True),
    ],
)
def test_what_a_server_declines(status: str, code: str, retry: bool) -> None:
    got = posted(answer(b"no", status, {"Location": "http://127.0.0.1:9/", "Retry-After": "77"}))[0]
    assert isinstance(got, Failure)
    assert (got.code, got.retry, got.retry_after) == (code, retry, "77")
    assert got.code in REFUSAL_CODES


def test_a_redirect_is_never_followed() -> None:
    with serve(
        lambda connection, _path: connection.sendall(redirect("/elsewhere", "308 Permanent Redirect"))
    ) as server:
        got = poster(AllowedHost("hooks.test", server.port)).post(
            server.url("/hook", host="hooks.test"), BODY, {}
        )
    assert isinstance(got, Failure)
    assert len(server.heads) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://localhost/hook",
        "http://[::1]/hook",
        "http://10.0.0.7/hook",
        "http://169.254.169.254/latest",
        "http://2130706433/hook",
        "http://inside.test/hook",
        "http://[64:ff9b::7f00:1]/hook",
    ],
)
def test_nothing_is_posted_into_a_private_network(url: str) -> None:
    connections = Connections()
    names = Names({"localhost": [["127.0.0.1"]], "inside.test": [["10.1.2.3"]]})
    got = poster(names=names, connections=connections).post(url, BODY, {})
    assert isinstance(got, Failure)
    assert got.code == "fetch.ssrf"
    assert connections.made == []


def test_a_host_that_is_allowed_opens_no_other_and_no_other_port() -> None:
    connections = Connections()
    names = Names({"other.test": [["127.0.0.1"]], "hooks.test": [["127.0.0.1"]]})
    by = poster(AllowedHost("hooks.test", 8080), names=names, connections=connections)
    for url, code in (
        ("http://other.test/", "fetch.ssrf"),
        ("http://hooks.test/", "fetch.ssrf"),
        ("http://other.test:8080/", "fetch.port"),
        ("http://hooks.test:9090/", "fetch.port"),
        ("http://hooks.test.evil.test:8080/", "fetch.port"),
    ):
        got = by.post(url, BODY, {})
        assert isinstance(got, Failure)
        assert (url, got.code) == (url, code)
    assert connections.made == []


def test_a_cloud_s_metadata_stay_shut_whatever_is_allowed() -> None:
    names = Names({"meta.test": [["169.254.169.254"]]})
    connections = Connections()
    by = poster(
        AllowedHost("meta.test"), AllowedHost("169.254.169.254"), names=names, connections=connections
    )
    for url in ("http://meta.test/", "http://169.254.169.254/"):
        got = by.post(url, BODY, {})
        assert isinstance(got, Failure)
        assert got.code == "fetch.ssrf"
    assert connections.made == []


def test_a_name_that_answers_otherwise_the_second_time_is_asked_once() -> None:
    names = Names({"hooks.test": [["127.0.0.1"], ["10.0.0.1"]]})
    with serve(pages({"/": answer(b"ok")})) as server:
        by = poster(AllowedHost("hooks.test", server.port), names=names)
        assert isinstance(by.post(server.url("/", host="hooks.test"), BODY, {}), Posted)
    assert names.asked == ["hooks.test"]


@pytest.mark.parametrize(
    "url", ["ftp://h.test/", "http://user:pw@h.test/", "javascript:1", "http://h.test/\r\nX: 1"]
)
def test_what_is_no_address_to_post_to(url: str) -> None:
    got = poster().post(url, BODY, {})
    assert isinstance(got, Failure)
    assert "pw" not in got.reason + got.url


def _silent(connection: socket.socket, _path: str) -> None:
    connection.settimeout(5)
    connection.recv(1)


def _dripping(connection: socket.socket, _path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    connection.settimeout(0.02)
    while True:
        connection.sendall(b"X: y\r\n")
        with contextlib.suppress(TimeoutError):
            connection.recv(1)


def _endless_head(connection: socket.socket, _path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 5_000_000)


@pytest.mark.parametrize("reply", [_silent, _dripping, _endless_head])
def test_no_server_holds_us_longer_than_the_time_for_a_post(reply: Answer) -> None:
    begun = time.monotonic()
    got = posted(reply, deadline_s=0.5)[0]
    assert isinstance(got, Failure)
    assert got.retry is (got.code != "fetch.too_large")
    assert time.monotonic() - begun < 3


def test_an_answer_that_never_ends_is_not_read() -> None:
    def endless(connection: socket.socket, _path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    assert isinstance(posted(endless)[0], Posted)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("hooks.lan:8080, 192.168.1.7", (AllowedHost("hooks.lan", 8080), AllowedHost("192.168.1.7"))),
        ("HOOKS.lan:80 [::1]:9000", (AllowedHost("hooks.lan", 80), AllowedHost("::1", 9000))),
        ("[fd00::1]", (AllowedHost("fd00::1"),)),
    ],
)
def test_hosts_that_are_allowed(text: str, found: tuple[AllowedHost, ...]) -> None:
    assert allowed_hosts(text) == found


@pytest.mark.parametrize("text", ["http://hooks.lan", "a b:c", "x@y", "hooks.lan:0", "*.lan"])
def test_hosts_that_are_none(text: str) -> None:
    assert isinstance(allowed_hosts(text), Failure)
