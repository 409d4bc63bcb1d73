"""Feeds and sitemaps, their dates, and the feeds that a page names."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from fuzz.target import Target, hold, parts_of, text_of
from sayso.errors import REFUSAL_CODES
from sayso.ingest.feeds import (
    DateMark,
    Feed,
    FeedFault,
    FeedLimits,
    Stamp,
    entry_item,
    find_feeds,
    read_feed,
    walk_add,
    walk_first,
    walk_next,
)
from sayso.ingest.feeds.entries import digest_of
from sayso.ingest.feeds.plain import plain_text
from sayso.ingest.feeds.stamps import read_stamp
from sayso.records import Item

__all__ = ["TARGETS"]

_NOW = datetime(2024, 5, 16, 9, 30, tzinfo=UTC)
_URL = "https://news.example.org/feed"
_LIMITS = FeedLimits(max_bytes=100_000, max_entries=8, max_urls=8, max_elements=200, max_depth=12, max_tag_chars=300, max_loose_bytes=3_000)  # fmt: skip


def _link(link: str | None) -> None:
    """A link is none or an absolute address of the web."""
    if link is not None:
        parts = urlsplit(link)
        hold(parts.scheme in ("http", "https") and parts.netloc, f"a link that is none: {link!r}")
        hold("@" not in parts.netloc and not parts.fragment, f"a link with more than an address: {link!r}")


def _stamp(stamp: Stamp) -> None:
    hold(stamp.verbatim is None or 0 < len(stamp.verbatim) <= 100, "a date is kept whole")
    hold((stamp.verbatim is None) == (DateMark.ABSENT in stamp.marks), "absent, or not")
    if stamp.at is not None:
        hold(stamp.at <= _NOW, f"later than now: {stamp!r}")
        hold(stamp.at.tzinfo is not None and stamp.at.astimezone(UTC).year >= 1899, f"out of time: {stamp!r}")
    said = stamp.stated()
    hold(said is None or datetime.fromisoformat(said), "what is stated is ISO 8601")


def _dates(data: bytes) -> object:
    stamp = read_stamp(text_of(data), _NOW)
    _stamp(stamp)
    spaced = read_stamp(f" {text_of(data)}\n", _NOW)
    hold(spaced == stamp, "blanks around a date change it")
    later = read_stamp(text_of(data), _NOW + timedelta(days=20_000))
    if stamp.at is not None and DateMark.FUTURE not in stamp.marks and stamp.at < _NOW:
        hold(later.at == stamp.at, "when it is read changes what a date says")
    return stamp


def _feed(data: bytes) -> object:
    feed = read_feed(data, _URL, _NOW, _LIMITS)
    if isinstance(feed, FeedFault):
        hold(feed.code in REFUSAL_CODES and len(feed.reason) < 400, f"no refusal: {feed!r}"[:300])
        return None
    hold(
        len(feed.entries) <= 8 and len({e.key for e in feed.entries}) == len(feed.entries), "each entry once"
    )
    hold(feed.ttl_s is None or 0 <= feed.ttl_s <= 86_400, f"an interval out of bounds: {feed.ttl_s}")
    hold(feed.n_repeated >= 0 and feed.n_elsewhere >= 0, "fewer than none")
    for entry in feed.entries:
        _link(entry.link)
        _stamp(entry.published)
        _stamp(entry.updated)
        hold(entry.key.guid or entry.key.url, "an entry that nothing tells from others")
        hold(
            entry.title is None or (entry.title.strip() and len(entry.title) <= 1_000), "a title that is none"
        )
        if entry.digest != digest_of(entry.title, entry.content, entry.summary):
            hold(not entry.content and not entry.summary, "a digest of something else")
        found = entry_item(entry, feed, "in:1")
        hold(isinstance(found, Item) or found.code == "feed.no_text", "no item")
        if isinstance(found, Item):
            json.dumps(found.extra)
    _walk(feed)
    return feed


def _walk(feed: Feed) -> None:
    """An index that names itself and others ends."""
    for address in feed.maps:
        _link(address)
    walk = walk_first(_URL, max_depth=3, max_maps=10)
    n_visits = 0
    while walk_next(walk) is not None:
        n_visits += 1
        hold(n_visits <= 10, "a walk through sitemaps without an end")
        walk = walk_add(walk, feed)


def _named(data: bytes) -> object:
    page, base = (text_of(p) for p in parts_of(data, 2))
    found = find_feeds(page, base or _URL)
    hold(len(found) <= 100 and len({f.url for f in found}) == len(found), "each feed once")
    for feed in found:
        _link(feed.url)
    plain = plain_text(page)
    hold(plain == " ".join(plain.split()), "white space that is not folded")
    return found, plain


_RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Harbour Post</title><link>https://news.example.org/</link><language>en</language><ttl>15</ttl>
<item><title>Ferry &amp; crew</title><link>/a?x=1#top</link><guid isPermaLink="false">p-1</guid>
<pubDate>Thu, 16 May 2024 09:00:00 +0200</pubDate><dc:creator>A. Writer</dc:creator>
<description>Two boats &lt;b&gt;met&lt;/b&gt;.</description><content:encoded><![CDATA[<p>Two boats met.</p>]]></content:encoded></item>
<item><title>Second</title><guid>p-2</guid><pubDate>16 mai 2024</pubDate></item></channel></rss>"""
_ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title type="html">Le &lt;i&gt;Port</title><id>x</id>
<entry><id>urn:1</id><title>Un</title><link rel="alternate" href="https://a.example/1"/><updated>2024-05-16T08:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Bonjour</p></div></content></entry></feed>"""
_JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1", "title": "Notes", "language": "en", "authors": [{"name": "A"}],
        "items": [
            {"id": 7, "url": "https://a.example/7", "title": "Seven", "content_text": "One.\n\nTwo.", "date_published": "2024-05-16"},
            {"id": "8", "external_url": "//b.example/8", "content_html": "<p>x</p>", "summary": "s", "author": {"name": "B"}},
        ],
    }
).encode()  # fmt: skip
_MAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example.org/a</loc><lastmod>2024-05-15</lastmod>
<news:news><news:publication><news:name>Post</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-05-16T01:00:00+09:00</news:publication_date><news:title>A</news:title></news:news></url></urlset>"""
_INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://news.example.org/news.xml</loc>
</sitemap><sitemap><loc>https://news.example.org/feed</loc></sitemap></sitemapindex>"""
_LOOSE = b"<rss version=2.0><channel><title>x & y</title><item><title>A<b>B</title><link>https://a.example/<item><guid>2"
_ENTITY = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY nbsp "&#160;"><!ENTITY b "&nbsp;&nbsp;">]><rss version="2.0"><channel/></rss>'
_PAGE = b"""<html><head><base href="https://b.example/x/"><link rel="alternate" type="application/rss+xml" title="All &amp; more"
 href="feed.xml"><link href='comments/feed' rel=alternate type=application/atom+xml><!-- <link> --></head><body>"""

_FEED_WORDS = (
    b"<item>", b"</item>", b"<entry>", b"</entry>", b"<title>", b"<link>", b"<guid>", b"<![CDATA[", b"]]>", b"<!ENTITY a 'b'>", b"&a;",
    b"<!--", b"-->", b"<pubDate>", b"&#0;", b"&#x110000;", b"&lt;script&gt;", b'type="html"', b"xml:base=", b"<loc>", b"http://", b"//",
    b"javascript:", b"[", b"]", b"{", b"}", b"null", b"<?xml", b'encoding="utf-16"', b'encoding="x"', b"<sy:updatePeriod>", b"xmlns:a='b'",
)  # fmt: skip
_DATES = (
    "Thu, 16 May 2024 09:00:00 +0200", "2024-05-16T09:00:00.123Z", "2024-05-16", "16 mai 2024", "May 16th, 2024, 9:30 a.m. EDT",
    "2024年5月16日 09:30", "16.05.2024 09.30", "5/16/2024", "Donnerstag, 16. Mai 2024 um 09:30 Uhr", "Thu May 16 09:30:00 2024", "1715850600",
    "0001-01-01T00:00:00-23:59", "Fri, 31 Dec 9999 23:59:59 -1200", "2024-W20-4", "20240516T093000",
)  # fmt: skip

TARGETS = (
    Target(
        name="feeds", run=_feed, seeds=(_RSS, _ATOM, _JSON, _MAP, _INDEX, _LOOSE, _ENTITY), words=_FEED_WORDS
    ),
    Target(
        name="feed-dates",
        run=_dates,
        seeds=tuple(d.encode() for d in _DATES),
        words=(
            b"GMT",
            b"+0000",
            b"-2400",
            b"+14:00",
            b"(CEST)",
            b"T",
            b"Z",
            b"9999",
            b"0001",
            b"Sept",
            "août".encode(),
            b"de ",
            b"24:00:00",
            b":60",
        ),
        max_bytes=200,
    ),
    Target(
        name="feeds-of-pages",
        run=_named,
        seeds=(
            _PAGE,
            b"<link rel=alternate type=text/xml href=/feed>\x1ehttps://a.example/b?c#d",
            b"<p>a<script>x</script>&lt;b",
        ),
        words=(
            b"<link ",
            b"rel=",
            b"href=",
            b"<!--",
            b"<script",
            b"</script",
            b"<noscript",
            b"<style",
            b"&#",
            b"//",
            b"<base ",
        ),
    ),
)
