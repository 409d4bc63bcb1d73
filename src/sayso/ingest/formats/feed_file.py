"""A feed in a file: its entries as items where they have a text of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sayso.ingest.intake import Intake, refuse
from sayso.records import Item, Position, Refusal

__all__ = ["is_feed", "is_json_feed", "read_feed_body"]


def is_json_feed(body: bytes) -> bool:
    """Whether JSON names a version of JSON Feed, near its beginning or its end."""
    return any(b"jsonfeed.org/version" in part.replace(b"\\/", b"/") for part in (body[:4096], body[-4096:]))


def is_feed(body: bytes) -> bool:
    """Whether XML or JSON begins like a feed or a sitemap; other files keep the reading they had."""
    # the web's libraries take longer to load than most inputs to read
    from sayso.ingest.net.sniffing import Form, sniff  # noqa: PLC0415

    return sniff(body)[0] in (Form.FEED, Form.SITEMAP) or is_json_feed(body)


def read_feed_body(body: bytes, name: str, intake: Intake) -> Iterator[Item | Refusal]:
    """The entries of a feed: items where they have a text of their own, else refusals."""
    # the feed reader takes longer to load than most inputs to read
    from sayso.ingest.feeds import FeedFault, entry_item, read_feed  # noqa: PLC0415

    feed = read_feed(body, name, intake.outside.now())
    if isinstance(feed, FeedFault):
        yield feed.refusal(name)
        return
    for number, entry in enumerate(feed.entries, start=1):
        if number > intake.done:
            given = intake.defaults
            where = f"{name}:{number}"
            found = entry_item(entry, feed, where, publisher=given.publisher, published=given.day())
            yield replace(found, position=Position(record=number))
    if not feed.entries:
        yield refuse(name, "feed.no_text", "the feed has no entries")
