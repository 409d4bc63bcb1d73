"""The server on a real socket: what it takes, how long it waits, and the command that starts it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
import uvicorn

from sayso.errors import ConfigError
from sayso.faces.cli.main import main
from sayso.faces.web import patience, server
from sayso.faces.web.app import build_app
from webdesk import desk_over, fake_manifest


@contextmanager
def started(go: Callable[[Callable[[str], None]], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run what starts a server in a thread; gives its address, and stops it."""
    running: list[uvicorn.Server] = []
    told: list[str] = []
    up = threading.Event()

    class Caught(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            running.append(self)
            await super().startup(sockets)
            up.set()

    monkeypatch.setattr(uvicorn, "Server", Caught)
    thread = threading.Thread(target=go, args=(told.append,))
    thread.start()
    try:
        assert up.wait(30)
        yield told[0]
    finally:
        running[0].should_exit = True
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture
def address(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with desk_over(ledger_path) as desk:

        def go(tell: Callable[[str], None]) -> None:
            server.run(build_app(desk), "127.0.0.1", 0, tell=tell, open_it=False, log=False)

        with started(go, monkeypatch) as url:
            yield url


def connected(url: str) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", int(url.rstrip("/").rpartition(":")[2])), timeout=20)
    made.settimeout(20)
    return made


def until_closed(made: socket.socket) -> bytes:
    found = b""
    try:
        while piece := made.recv(65_536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def test_pages_are_served(address: str) -> None:
    with urlopen(address + "?type=ASSAULT") as answer:  # the scheme is that of the test's own server
        assert answer.status == 200
        assert "server" not in answer.headers
        assert b"Events: ASSAULT" in answer.read()


def test_endless_headers_are_not_taken(address: str) -> None:
    with connected(address) as made:
        made.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            made.sendall((b"X-A: " + b"a" * 8_000 + b"\r\n") * 2_000)


def test_two_names_of_a_host_are_none(address: str) -> None:
    with connected(address) as made:
        made.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert until_closed(made).startswith(b"HTTP/1.1 4")


def test_a_request_that_does_not_come_is_not_waited_for(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEAD_S", 0.05)
    with desk_over(ledger_path) as desk:

        def go(tell: Callable[[str], None]) -> None:
            server.run(build_app(desk), "127.0.0.1", 0, tell=tell, open_it=False, log=False)

        with started(go, monkeypatch) as url:
            with connected(url) as silent:
                assert until_closed(silent) == b""
            with connected(url) as slow:
                slow.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT")
                assert until_closed(slow).startswith(b"HTTP/1.1 200")


def test_the_command_serves_a_ledger(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "static_manifest", fake_manifest)
    monkeypatch.setattr(server.webbrowser, "open", lambda url: opened.append(url) or True)
    opened: list[str] = []

    def go(tell: Callable[[str], None]) -> None:
        tell("")
        with pytest.raises(SystemExit):
            main(["serve", "--port", "0", "--open", "--ledger", str(ledger_path)])

    with started(go, monkeypatch), urlopen(opened[0] + "health") as answer:
        assert answer.status == 200
    assert f"the ledger is at {opened[0]}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--host", "0.0.0.0"], "no access token"),
        (["--host", "nowhere"], "no address"),
        (["--port", "70000"], "65535"),
    ],
)
def test_what_cannot_be_served_is_said(
    ledger_path: Path, capsys: pytest.CaptureFixture[str], given: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["serve", *given, "--ledger", str(ledger_path)])
    assert end.value.code == 2
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ConfigError, match="cannot listen"):
            server.run(
                lambda: None, "127.0.0.1", other.getsockname()[1], tell=print, open_it=False, log=False
            )  # type: ignore[arg-type]


def test_without_a_ledger_it_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "static_manifest", fake_manifest)
    with pytest.raises(SystemExit) as end:
        main(["serve", "--ledger", str(tmp_path / "none.db")])
    assert end.value.code == 3
    assert "sayso load" in capsys.readouterr().err
