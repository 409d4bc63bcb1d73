"""A transport of httpx2 whose connections go to addresses that were checked, and to no others.

The name is resolved where the connection is made, every address of the answer is checked, and the
connection goes to one of the checked addresses; nothing resolves the name a second time, so that a name
server cannot answer once for the check and otherwise for the connection. The Host header, the name in TLS
(SNI) and the check of the certificate stay those of the name. No proxy is used, whatever the environment
says: a proxy would resolve the name itself.
"""

from __future__ import annotations

import ssl
import typing
from collections.abc import Iterable, Iterator
from socket import socket

import httpcore2
import httpx2

from sayso.classes import dataclass, field
from sayso.errors import cut
from sayso.ingest.net.addresses import PUBLIC, AddressPolicy, IpAddress, plain_ip
from sayso.ingest.net.bounds import Deadline, FetchLimits, Stopped
from sayso.ingest.net.resolving import Connector, Resolver, connect_tcp, resolve_name
from sayso.ingest.net.urls import WEB_PORTS

__all__ = ["Network", "PinnedTransport"]

#: Addresses of one name that are tried, one after another.
_TRIED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The network as it may be used: who may be asked, and by which means.

    Attributes:
        policy: which addresses may be connected to.
        ports: which ports.
        resolve: looks names up.
        connect: opens connections.
        tls: trust and settings of TLS; by default the system's authorities, whatever the environment says.
    """

    policy: AddressPolicy = PUBLIC
    ports: frozenset[int] = WEB_PORTS
    resolve: Resolver = resolve_name
    connect: Connector = connect_tcp
    tls: ssl.SSLContext = field(default_factory=lambda: httpx2.create_ssl_context(trust_env=False))

    def checked(self, host: str, port: int, timeout_s: float) -> tuple[IpAddress, ...]:
        """The addresses of a host, all of them allowed.

        Raises:
            Stopped: one of them is not, the port is not, or there is none.
        """
        if port not in self.ports:
            raise Stopped("fetch.port", f"port {port} is not asked (setting fetch.ports)")
        try:
            literal = plain_ip(host.strip("[]"))
        except ValueError as error:
            raise Stopped("fetch.bad_url", str(error)) from error
        found = (literal,) if literal is not None else self.resolve(host, port, timeout_s)
        if not found:
            raise Stopped("fetch.dns", f"{cut(host)} has no address")
        for address in found:
            why = self.policy.objection(address)
            if why is not None:
                raise Stopped("fetch.ssrf", f"{cut(host)} is not fetched: {why}")
        return found


class _Stream(httpcore2.NetworkStream):
    """A socket that ends with its deadline and after its share of bytes."""

    def __init__(self, connected: socket, deadline: Deadline, budget: int) -> None:
        self._socket = connected
        self._deadline = deadline
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(self._deadline.left())
        try:
            got = self._socket.recv(max_bytes)
        except TimeoutError as error:
            raise Stopped("fetch.timeout", "the time for the request is up") from error
        except OSError as error:
            raise Stopped("fetch.incomplete", f"the connection broke: {cut(str(error))}") from error
        self._budget -= len(got)
        if self._budget < 0:
            raise Stopped("fetch.too_large", "far more was sent than any answer needs")
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._socket.settimeout(self._deadline.left())
        try:
            self._socket.sendall(buffer)
        except TimeoutError as error:
            raise Stopped("fetch.timeout", "the time for the request is up") from error
        except OSError as error:
            raise Stopped("fetch.incomplete", f"the connection broke: {cut(str(error))}") from error

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            self._socket.settimeout(self._deadline.left())
            secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except Stopped:
            self.close()
            raise
        except TimeoutError as error:
            self.close()
            raise Stopped("fetch.timeout", "the time for the request is up") from error
        except (ssl.SSLError, ssl.CertificateError) as error:
            self.close()
            raise Stopped("fetch.tls", f"no secure connection: {cut(str(error), 160)}") from error
        except (OSError, ValueError) as error:
            self.close()
            raise Stopped("fetch.connect", f"no connection: {cut(str(error))}") from error
        return _Stream(secured, self._deadline, self._budget)

    def get_extra_info(self, info: str) -> typing.Any:  # as in the library
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "socket":
            return self._socket
        return None


class _Backend(httpcore2.NetworkBackend):
    """Makes connections to checked addresses; keeps the last one it made, for the record."""

    def __init__(self, network: Network, limits: FetchLimits, deadline: Deadline) -> None:
        self._network = network
        self._limits = limits
        self._deadline = deadline
        self.address: IpAddress | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,  # as in the library
    ) -> httpcore2.NetworkStream:
        addresses = self._network.checked(host, port, self._deadline.left())
        problem: OSError | None = None
        for address in addresses[:_TRIED]:
            try:
                wait_s = min(self._limits.connect_s, self._deadline.left())
                connected = self._network.connect(address, port, wait_s)
            except OSError as error:
                problem = error
                continue
            self.address = address
            # chunked bodies of one byte a chunk take six bytes each on the wire; no honest server does that
            budget = 2 * self._limits.max_raw_bytes + 4 * self._limits.max_header_bytes
            return _Stream(connected, self._deadline, budget)
        raise Stopped("fetch.connect", f"nobody answers at {cut(host)}: {cut(str(problem))}")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[typing.Any] | None = None,  # as in the library
    ) -> httpcore2.NetworkStream:
        raise Stopped("fetch.scheme", "no socket of the file system is ever opened")


class _Body(httpx2.SyncByteStream):
    """The body as sent, chunk by chunk."""

    def __init__(self, chunks: Iterable[bytes], close: typing.Callable[[], None]) -> None:
        self._chunks = chunks
        self._close = close

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks

    def close(self) -> None:
        self._close()


class PinnedTransport(httpx2.BaseTransport):
    """One request's connections: each to a checked address, all together within one deadline.

    Made for one fetch and closed after it. Nothing is kept for the next one: politeness puts more time
    between two requests to a host than servers keep a connection, and each fetch checks anew where it goes.
    """

    def __init__(self, network: Network, limits: FetchLimits, deadline: Deadline) -> None:
        self._backend = _Backend(network, limits, deadline)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=network.tls,
            max_connections=1,
            max_keepalive_connections=0,
            http2=False,
            retries=0,
            network_backend=self._backend,
        )

    @property
    def address(self) -> IpAddress | None:
        """The address of the last connection."""
        return self._backend.address

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, its body not yet read.

        Raises:
            Stopped: why there is none.
        """
        try:
            answer = self._pool.handle_request(
                httpcore2.Request(
                    method=request.method,
                    url=httpcore2.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.read() or None,
                )
            )
        except (httpcore2.ProtocolError, httpcore2.NetworkError, httpcore2.TimeoutException) as error:
            raise Stopped("fetch.protocol", f"the answer is no HTTP: {cut(str(error))}") from error
        stream = typing.cast("Iterable[bytes]", answer.stream)  # the pool without async gives no other
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(self._chunks(stream), answer.close),
        )

    @staticmethod
    def _chunks(stream: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from stream
        except (httpcore2.ProtocolError, httpcore2.NetworkError) as error:
            raise Stopped("fetch.incomplete", f"the body ends early: {cut(str(error))}") from error

    def close(self) -> None:
        self._pool.close()
