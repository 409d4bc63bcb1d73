from __future__ import annotations

import ipaddress
import socket
import threading
import time

import pytest

from sayso.ingest.net.bounds import Stopped
from sayso.ingest.net.resolving import connect_tcp, resolve_name


def test_this_machine_has_an_address() -> None:
    found = resolve_name("localhost", 80, 5.0)
    assert found
    assert all(a.is_loopback for a in found)


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), UnicodeError("label too long")])
def test_a_name_without_an_address(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: object, **kwargs: object) -> object:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(Stopped) as caught:
        resolve_name("nowhere.example", 80, 5.0)
    assert caught.value.code == "fetch.dns"


def test_every_address_once_and_zones_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(0, 0, 0, "", (a, 80)) for a in ("10.0.0.1", "10.0.0.1", "fe80::1%eth0")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    assert [str(a) for a in resolve_name("x.example", 80, 5.0)] == ["10.0.0.1", "fe80::1"]


def test_a_resolver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: ended.wait(5) and [])
    start = time.perf_counter()
    with pytest.raises(Stopped) as caught:
        resolve_name("slow.example", 80, 0.05)
    ended.set()
    assert caught.value.code == "fetch.timeout"
    assert time.perf_counter() - start < 2


def test_connections_go_to_addresses() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        connect_tcp(ipaddress.ip_address("127.0.0.1"), server.getsockname()[1], 1.0) as made,
    ):
        assert made.getpeername()[0] == "127.0.0.1"
