"""The fetcher as the settings have it."""

from __future__ import annotations

from sayso import __version__
from sayso.engine.config import Settings
from sayso.errors import ConfigError, cut
from sayso.ingest.net import PRIVATE_TOO, PUBLIC, Fetcher, FetchLimits, Network, user_agent

__all__ = ["build_fetcher"]


def build_fetcher(settings: Settings) -> Fetcher:
    """A fetcher for the addresses that people name, feeds and pages alike.

    Raises:
        ConfigError: ports or contact of the settings cannot be used.
    """
    policy = PRIVATE_TOO if settings.fetch.allow_private else PUBLIC
    return Fetcher(
        network=Network(policy=policy, ports=_ports(settings.fetch.ports)),
        agent=user_agent(__version__, settings.fetch.contact),
        limits=FetchLimits(
            max_raw_bytes=settings.fetch.max_bytes,
            max_bytes=settings.limits.max_bytes,
            deadline_s=float(settings.fetch.timeout_s),
        ),
    )


def _ports(text: str) -> frozenset[int]:
    words = text.replace(",", " ").split()
    if not words or not all(w.isascii() and w.isdigit() and 0 < int(w[:6]) < 65_536 for w in words):
        raise ConfigError(
            f"fetch.ports must be numbers of ports parted by spaces, got {cut(text)}",
            item="fetch.ports",
            hint="the ports of the web are 80 443",
        )
    return frozenset(int(w) for w in words)
