"""What one request may cost at most, and the time it has."""

from __future__ import annotations

from collections.abc import Callable

from sayso.classes import dataclass

__all__ = ["Deadline", "FetchLimits", "Stopped"]


class Stopped(Exception):  # noqa: N818  carries a failure out of a library's call stack; never leaves this package
    """A request came to its end before its answer did."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Limits of one request, redirects included.

    Attributes:
        max_raw_bytes: the body as sent.
        max_bytes: the body unpacked.
        max_ratio: how many times larger unpacked than sent; asked from ``ratio_from`` on, since small
            repetitive pages pack better than that.
        ratio_from: bytes unpacked from which the ratio counts.
        max_header_bytes: all headers of one answer.
        max_encodings: content encodings on top of one another.
        max_redirects: redirects followed.
        deadline_s: seconds for everything: names, connections, headers, body, redirects.
        connect_s: seconds for one connection attempt.
    """

    max_raw_bytes: int = 10_000_000
    max_bytes: int = 20_000_000
    max_ratio: int = 100
    ratio_from: int = 1_000_000
    max_header_bytes: int = 64_000
    max_encodings: int = 2
    max_redirects: int = 5
    deadline_s: float = 30.0
    connect_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of a monotonic clock after which a request ends, whatever it is doing."""

    at: float
    clock: Callable[[], float]

    def left(self) -> float:
        """Seconds left.

        Raises:
            Stopped: there are none.
        """
        left = self.at - self.clock()
        if left <= 0:
            raise Stopped("fetch.timeout", "the time for the request is up")
        return left
