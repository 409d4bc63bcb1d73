"""Which addresses may be connected to: the public ones, as the registries of IANA know them.

`ipaddress.is_global` alone is not enough: it says yes to multicast, and to IPv6 addresses that carry an
IPv4 address inside (NAT64, 6to4), through which a translator reaches the private network.
"""

from __future__ import annotations

import ipaddress
import socket

from sayso.classes import dataclass
from sayso.errors import cut

__all__ = ["LOOPBACK_ONLY", "PRIVATE_TOO", "PUBLIC", "AddressPolicy", "IpAddress", "plain_ip"]

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: IANA IPv4 Special-Purpose Address Registry (RFC 6890 and its updates), and multicast (RFC 5771). The
#: three that are globally reachable (AS112, AMT) serve no news either and stay shut.
_SPECIAL_4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private use",
    "100.64.0.0/10": "shared address space (CGNAT)",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link local",
    "172.16.0.0/12": "private use",
    "192.0.0.0/24": "IETF protocol assignments",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "AS112",
    "192.52.193.0/24": "AMT",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private use",
    "192.175.48.0/24": "AS112",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved and broadcast",
}
#: IANA IPv6 Special-Purpose Address Registry, for reasons in words. What lies outside 2000::/3, the only
#: block of global unicast addresses, is refused whether it stands here or not.
_SPECIAL_6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::ffff:0:0/96": "IPv4-mapped",
    "::/96": "IPv4-compatible",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64, local use",
    "100::/64": "discard only",
    "100:0:0:1::/64": "dummy prefix",
    "2001::/32": "Teredo",
    "2001::/23": "IETF protocol assignments",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "2620:4f:8000::/48": "AS112",
    "3fff::/20": "documentation",
    "5f00::/16": "segment routing",
    "fc00::/7": "unique local",
    "fe80::/10": "link local",
    "fec0::/10": "site local",
    "ff00::/8": "multicast",
}
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
#: Interface identifiers of ISATAP (RFC 5214, 6.1) carry an IPv4 address under any prefix.
_ISATAP = (0x00005EFE, 0x02005EFE)


def _networks(names: dict[str, str]) -> tuple[tuple[_Network, str], ...]:
    return tuple((ipaddress.ip_network(name), why) for name, why in names.items())


_SPECIAL = (*_networks(_SPECIAL_4), *_networks(_SPECIAL_6))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPolicy:
    """Which addresses may be connected to.

    Attributes:
        opened: networks that may be reached though they are not public.
        shut: networks that may not be reached, whatever else holds; looked at first.
    """

    opened: tuple[_Network, ...] = ()
    shut: tuple[_Network, ...] = ()

    def objection(self, address: IpAddress) -> str | None:
        """Why an address may not be connected to; None if it may."""
        if any(address in network for network in self.shut):
            return f"{address} is shut by a setting"
        if any(address in network for network in self.opened):
            return None
        for network, why in _SPECIAL:
            if address in network:
                return f"{address} is no public address ({why})"
        if isinstance(address, ipaddress.IPv6Address):
            if address not in _GLOBAL_6:
                return f"{address} is no public address (outside 2000::/3)"
            if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
                return f"{address} is no public address (ISATAP)"
        # what a newer registry of Python knows and the tables above do not
        if not address.is_global:
            return f"{address} is no public address"
        return None


def _opened(*names: str) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(name) for name in names)


#: Public addresses alone.
PUBLIC = AddressPolicy()
#: Intranets too. Link-local addresses stay shut: the metadata services of clouds answer there, with
#: credentials; theirs in unique local space are named one by one.
PRIVATE_TOO = AddressPolicy(
    opened=_opened(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"
    ),
    shut=_opened("100.100.100.200/32", "fd00:ec2::254/128", "fd20:ce::254/128"),
)
#: This machine alone beside the public addresses: tests.
LOOPBACK_ONLY = AddressPolicy(opened=_opened("127.0.0.0/8", "::1/128"))


def plain_ip(host: str) -> IpAddress | None:
    """The address that a host is, in any spelling that name resolution takes for one.

    `127.1`, `0x7f000001`, `2130706433` and `017700000001` are all 127.0.0.1 to `inet_aton` and so to
    getaddrinfo. No name is looked up.

    Raises:
        ValueError: it ends like an address and is none (WHATWG URL standard, "ends in a number").
    """
    if ":" in host:
        return ipaddress.IPv6Address(host)
    last = host.rstrip(".").rpartition(".")[2]
    if not (last.isdigit() or last.lower().startswith("0x")):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    except OSError:
        raise ValueError(f"{cut(host)} is no IPv4 address") from None
