"""The fetcher as the settings have it."""

from __future__ import annotations

from dataclasses import replace

from sayso import __version__
from sayso.engine.config import Settings
from sayso.errors import ConfigError, cut
from sayso.ingest.net import (
    PRIVATE_TOO,
    PUBLIC,
    Failure,
    Fetcher,
    FetchLimits,
    Network,
    Poster,
    allowed_hosts,
    user_agent,
)
from sayso.ingest.net.post import POST_LIMITS

__all__ = ["build_fetcher", "build_poster"]


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


def build_poster(settings: Settings) -> Poster:
    """What posts to the webhooks of alerts: to public addresses, and to hosts that a setting names.

    That an intranet may be read (fetch.allow_private) does not let anything be posted into it.

    Raises:
        ConfigError: ports, contact or hosts of the settings cannot be used.
    """
    allowed = allowed_hosts(settings.alerts.allow_hosts)
    if isinstance(allowed, Failure):
        raise ConfigError(
            f"alerts.allow_hosts must be hosts parted by spaces, with ports or without: {allowed.reason}",
            item="alerts.allow_hosts",
            hint="for instance hooks.lan:8080 192.168.1.7",
        )
    return Poster(
        network=Network(policy=PUBLIC, ports=_ports(settings.fetch.ports)),
        agent=user_agent(__version__, settings.fetch.contact),
        allowed=allowed,
        limits=replace(POST_LIMITS, deadline_s=float(settings.alerts.timeout_s)),
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
