"""Feeds and sitemaps: read, told apart entry by entry, and turned into items."""

from sayso.ingest.feeds.bounds import FeedFault, FeedLimits
from sayso.ingest.feeds.discovery import FeedLink, find_feeds
from sayso.ingest.feeds.entries import Entry, EntryKey, Feed, FeedKind, Seen, judge_entry
from sayso.ingest.feeds.items import entry_item, has_text
from sayso.ingest.feeds.listing import FeedList, FollowedFeed, HostRule, read_feed_list
from sayso.ingest.feeds.reading import read_feed
from sayso.ingest.feeds.sitemaps import SitemapWalk, walk_add, walk_first, walk_next
from sayso.ingest.feeds.stamps import DateMark, Stamp

__all__ = [
    "DateMark",
    "Entry",
    "EntryKey",
    "Feed",
    "FeedFault",
    "FeedKind",
    "FeedLimits",
    "FeedLink",
    "FeedList",
    "FollowedFeed",
    "HostRule",
    "Seen",
    "SitemapWalk",
    "Stamp",
    "entry_item",
    "find_feeds",
    "has_text",
    "judge_entry",
    "read_feed",
    "read_feed_list",
    "walk_add",
    "walk_first",
    "walk_next",
]
