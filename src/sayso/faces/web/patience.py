"""How long the server waits for a request that does not come, and how many wait at once.

The limits of a request itself are those of h11 (64 kB of header lines) and of the gate. httptools, which
uvicorn would take, has none: it holds whatever header is sent to it.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

__all__ = ["MOST_CONNECTIONS", "MOST_HEADER_BYTES", "PatientProtocol"]

#: Seconds that a connection may go without a whole request head, at least; twice as many at most.
HEAD_S = 20.0
MOST_HEADER_BYTES = 65_536
#: Connections at once; one more is answered with 503. Browsers open six.
MOST_CONNECTIONS = 500


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes connections on which no request gets whole: a byte a minute is none."""

    _looked_at: RequestResponseCycle | None = None
    _looks: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._looks = self.loop.call_later(HEAD_S, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looks is not None:
            self._looks.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Close the connection if it had no new request since the last look, and answers none."""
        # uvicorn declares it without the None that it begins with
        cycle: RequestResponseCycle | None = self.cycle
        answering = cycle is not None and not cycle.response_complete
        if not answering and cycle is self._looked_at:
            self.transport.close()
            return
        self._looked_at = cycle
        self._looks = self.loop.call_later(HEAD_S, self._look)
