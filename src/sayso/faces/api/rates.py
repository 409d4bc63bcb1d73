"""How often one caller may ask: a bucket of tokens for each, refilled by the clock (a "token bucket")."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from sayso.classes import dataclass

__all__ = ["Buckets", "Taken", "network_of"]

#: Callers that are remembered. Whoever is forgotten has a full bucket again, so more would cost memory and
#: fewer would let an owner of many addresses ask more often.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one request: whether it may go on, how many more may follow now, and when there is more.

    ``reset_s`` are the seconds until the bucket is full, ``wait_s`` those until one more may come.
    """

    allowed: bool
    left: int
    reset_s: int
    wait_s: int


class Buckets:
    """Buckets of all callers; for many threads.

    Args:
        per_s: requests that each may make in a second over time.
        burst: requests that each may make at once.
        clock: seconds that never go back.
    """

    def __init__(self, per_s: float, burst: int, clock: Callable[[], float], most: int = _REMEMBERED) -> None:
        self.per_s = per_s
        self.burst = burst
        self._clock = clock
        self._most = most
        self._held: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, caller: Hashable) -> Taken:
        """Take one request out of a caller's bucket, if one is in it."""
        with self._lock:
            now = self._clock()
            level, at = self._held.pop(caller, (float(self.burst), now))
            level = min(float(self.burst), level + (now - at) * self.per_s)
            allowed = level >= 1
            if allowed:
                level -= 1
            self._held[caller] = (level, now)
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return Taken(
            allowed=allowed,
            left=int(level),
            reset_s=math.ceil((self.burst - level) / self.per_s),
            wait_s=math.ceil(max(0.0, 1 - level) / self.per_s),
        )


def network_of(address: str) -> str:
    """What one owner of addresses has: an IPv4 address, or a network of 64 bits of IPv6 (RFC 6177)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found) >> 64 << 64, 64)))
    return str(found)
