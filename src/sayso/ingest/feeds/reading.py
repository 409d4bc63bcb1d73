"""A feed of any form, told by its own bytes."""

from __future__ import annotations

from datetime import datetime

from sayso.ingest.feeds.bounds import FeedFault, FeedLimits
from sayso.ingest.feeds.entries import Feed
from sayso.ingest.feeds.json_feed import read_json_feed
from sayso.ingest.feeds.sitemaps import read_sitemap
from sayso.ingest.feeds.syndication import read_syndication
from sayso.ingest.net.bounds import FetchLimits, Stopped
from sayso.ingest.net.sniffing import Form, sniff
from sayso.ingest.net.unpacking import gunzip

__all__ = ["read_feed"]


def read_feed(body: bytes, url: str, now: datetime, limits: FeedLimits | None = None) -> Feed | FeedFault:
    """A feed: RSS, Atom, JSON Feed, sitemap or sitemap index, packed by gzip or not.

    Whatever the bytes are, they end here: no file is opened, no address asked, nothing raised.

    Args:
        body: as received.
        url: its address as the list of feeds has it; entries are known under it.
        now: the moment of reading, with zone.
        limits: what it may cost.
    """
    limits = limits or FeedLimits()
    if body.startswith(b"\x1f\x8b"):
        try:
            body = gunzip(body, FetchLimits(max_raw_bytes=limits.max_bytes, max_bytes=limits.max_bytes))
        except Stopped as stopped:
            return FeedFault(code="feed.too_large", reason=stopped.reason)
    form, name = sniff(body)
    if form is Form.SITEMAP:
        return read_sitemap(body, url, now, limits)
    if form is Form.JSON:
        return read_json_feed(body, url, now, limits)
    if form in (Form.FEED, Form.XML):
        return read_syndication(body, url, now, limits)
    if form is Form.PAGE:
        return FeedFault(code="feed.not_a_feed", reason="it is a page, no feed")
    return FeedFault(code="feed.not_a_feed", reason=f"no feed: it is {name}")
