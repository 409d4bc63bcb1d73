"""Names to addresses, and addresses to sockets: the two effects of the network, handed in everywhere."""

from __future__ import annotations

import ipaddress
import socket
import threading
from typing import Protocol

from sayso.errors import cut
from sayso.ingest.net.addresses import IpAddress
from sayso.ingest.net.bounds import Stopped

__all__ = ["Connector", "Resolver", "connect_tcp", "resolve_name"]


class Resolver(Protocol):
    """Looks a name up."""

    def __call__(self, host: str, port: int, timeout_s: float) -> tuple[IpAddress, ...]:
        """Every address of a name, in the order to try them.

        Raises:
            Stopped: it has none, or the time was up.
        """
        ...


class Connector(Protocol):
    """Opens a connection."""

    def __call__(self, address: IpAddress, port: int, timeout_s: float) -> socket.socket:
        """A connected socket.

        Raises:
            OSError: nobody answers, or not in time.
        """
        ...


def resolve_name(host: str, port: int, timeout_s: float) -> tuple[IpAddress, ...]:
    """Every address of a name, from the system's resolver.

    getaddrinfo has no time limit, so it runs beside; one that takes longer is left to end by itself.

    Raises:
        Stopped: no address, or not in time.
    """
    found: list[IpAddress] = []
    problem: list[OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            problem.append(error)
            return
        found.extend(ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows)

    thread = threading.Thread(target=look_up, name="resolve", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if thread.is_alive():
        raise Stopped("fetch.timeout", f"looking up {cut(host)} took too long")
    if problem or not found:
        why = f": {cut(str(problem[0]))}" if problem else ""
        raise Stopped("fetch.dns", f"{cut(host)} has no address{why}")
    return tuple(dict.fromkeys(found))


def connect_tcp(address: IpAddress, port: int, timeout_s: float) -> socket.socket:
    """A connected socket; the address is one, no name, so nothing is looked up again.

    Raises:
        OSError: nobody answers, or not in time.
    """
    connected = socket.create_connection((str(address), port), timeout_s)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected
