"""Servers of one thread on the loopback, whose every byte a test decides, and what counts how often they are met."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sayso.ingest.net import LOOPBACK_ONLY, AddressPolicy, Fetcher, FetchLimits, Network
from sayso.ingest.net.addresses import IpAddress
from sayso.ingest.net.bounds import Stopped
from sayso.ingest.net.resolving import connect_tcp

Answer = Callable[[socket.socket, str], None]
LOOPBACK = ipaddress.ip_address("127.0.0.1")


@dataclass
class Server:
    """One listening server: its port, the heads and bodies of its requests, and how many connections."""

    port: int = 0
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    n_connections: int = 0
    names: list[str | None] = field(default_factory=list)  # of TLS

    def url(self, path: str = "/", host: str = "news.test", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


def answer(
    body: bytes = b"",
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    *,
    length: bool = True,
) -> bytes:
    """An answer as bytes."""
    lines = [f"HTTP/1.1 {status}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if length and "Content-Length" not in (headers or {}):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(to: str, status: str = "302 Found", **headers: str) -> bytes:
    return answer(b"", status, {"Location": to, **headers})


def pages(table: Mapping[str, bytes]) -> Answer:
    """Answers by path; 404 for the others."""

    def reply(connection: socket.socket, path: str) -> None:
        connection.sendall(table.get(path, answer(b"no", "404 Not Found")))

    return reply


@contextlib.contextmanager
def serve(reply: Answer, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server until the block ends. Connections are served one after another."""
    server = Server()
    listener = socket.create_server(("127.0.0.1", 0), backlog=32)
    server.port = listener.getsockname()[1]
    ended = threading.Event()
    if tls is not None:
        tls.sni_callback = lambda _socket, name, _context: server.names.append(name)

    def run() -> None:
        while not ended.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            if ended.is_set():
                connection.close()
                return
            server.n_connections += 1
            with contextlib.suppress(OSError), connection:
                connection.settimeout(5)
                if tls is not None:
                    with tls.wrap_socket(connection, server_side=True) as secured:
                        _one(server, secured, reply)
                else:
                    _one(server, connection, reply)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            pass  # wakes the thread up
        listener.close()
        thread.join(5)


def _one(server: Server, connection: socket.socket, reply: Answer) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        got = connection.recv(65_536)
        if not got:
            return
        head += got
    head, _, body = head.partition(b"\r\n\r\n")
    text = head.decode("latin-1") + "\r\n\r\n"
    length = re.search(r"(?i)\r\ncontent-length: (\d+)\r\n", text)
    while length and len(body) < int(length[1]) and (got := connection.recv(65_536)):
        body += got
    server.heads.append(text)
    server.bodies.append(body)
    reply(connection, text.split(" ", 2)[1])


@dataclass
class Names:
    """A name server of a test: answers in turn, the last one for ever; counts what it was asked."""

    table: Mapping[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int, timeout_s: float) -> tuple[IpAddress, ...]:
        turns = self.table.get(host, [["127.0.0.1"]] if host.endswith(".test") else None)
        if turns is None:
            raise Stopped("fetch.dns", f"{host} has no address")
        turn = turns[min(self.asked.count(host), len(turns) - 1)]
        self.asked.append(host)
        return tuple(ipaddress.ip_address(a) for a in turn)


@dataclass
class Connections:
    """Opens connections and keeps the list of them."""

    made: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, address: IpAddress, port: int, timeout_s: float) -> socket.socket:
        self.made.append((str(address), port))
        assert address.is_loopback, "a test was about to leave this machine"
        return connect_tcp(address, port, timeout_s)


def fetcher(
    *ports: int,
    names: Names | None = None,
    connections: Connections | None = None,
    policy: AddressPolicy = LOOPBACK_ONLY,
    limits: FetchLimits | None = None,
    tls: ssl.SSLContext | None = None,
) -> Fetcher:
    """A fetcher that can reach the loopback at some ports and nothing else; its limit of time is 3 seconds."""
    return Fetcher(
        network=Network(
            policy=policy,
            ports=frozenset(ports or (80, 443)),
            resolve=names or Names(),
            connect=connections or Connections(),
            tls=tls or ssl.create_default_context(),
        ),
        agent="sayso/test",
        limits=limits or FetchLimits(deadline_s=3.0),
    )
