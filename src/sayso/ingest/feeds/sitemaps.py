"""Sitemaps and sitemap indexes with the news extension, read as a stream by expat under limits.

Sitemaps protocol (sitemaps.org): 50 MB and 50,000 addresses a file, all of one host; what goes beyond is
left off. `lastmod` is a hint: many sites set it to the moment of asking.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from xml.parsers import expat

from sayso.classes import dataclass, field, replace
from sayso.errors import cut
from sayso.ingest.feeds.bounds import FeedFault, FeedLimits, FeedStopped
from sayso.ingest.feeds.entries import Entry, EntryKey, Feed, FeedKind, digest_of, distinct
from sayso.ingest.feeds.guard import new_parser, utf8
from sayso.ingest.feeds.stamps import read_stamp
from sayso.ingest.feeds.syndication import absolute
from sayso.ingest.net.bounds import FetchLimits, Stopped
from sayso.ingest.net.unpacking import gunzip

__all__ = ["SitemapWalk", "read_sitemap", "walk_add", "walk_first", "walk_next"]

_MAX_VALUE = 8_000
_FIELDS = frozenset({"loc", "lastmod", "publication_date", "title", "language", "name"})
_NEWS = "sitemap-news"
#: Elements an address, on average over a full file; 500,000 take half a second.
_PER_URL = 10
_DEPTH = 12  # url/news/publication/name is 5; images and videos lie a little deeper


class _Enough(Exception):  # noqa: N818  ends the pass; caught below
    """As many addresses as are read."""


@dataclass(slots=True)
class _Reading:
    """What expat has seen so far."""

    limits: FeedLimits
    rows: list[dict[str, str]] = field(default_factory=list)
    maps: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    row: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    size: int = 0
    n_elements: int = 0
    publisher: str = ""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.n_elements += 1
        local = name.split(" ")[1] if " " in name else name
        if not self.open and local not in ("urlset", "sitemapindex"):
            raise FeedStopped("feed.not_a_feed", f"no sitemap: its root is {cut(local)}")
        if len(self.open) >= _DEPTH:
            raise FeedStopped("feed.too_large", f"elements nest deeper than {_DEPTH}")
        if self.n_elements > _PER_URL * self.limits.max_urls:
            if self.rows or self.maps:
                raise _Enough
            raise FeedStopped("feed.too_large", "more elements than any sitemap has")
        if local in ("url", "sitemap") and len(self.open) == 1:
            if len(self.rows) + len(self.maps) >= self.limits.max_urls:
                raise _Enough
            self.row = {}
        # an image or a video inside has a loc and a title of its own
        inner = len(self.open) > 2 and _NEWS not in name
        self.open.append("" if inner else local)
        self.text, self.size = [], 0

    def data(self, text: str) -> None:
        if self.size < _MAX_VALUE and self.open and self.open[-1] in _FIELDS:
            self.text.append(text)
            self.size += len(text)

    def end(self, _name: str) -> None:
        local = self.open.pop()
        if local in _FIELDS:
            self.row.setdefault(local, "".join(self.text).strip()[:_MAX_VALUE])
        elif len(self.open) == 1 and local == "url":
            self.rows.append(self.row)
        elif len(self.open) == 1 and local == "sitemap":
            self.maps.append(self.row.get("loc", ""))
        self.text, self.size = [], 0


def read_sitemap(body: bytes, url: str, now: datetime, limits: FeedLimits) -> Feed | FeedFault:
    """A sitemap or an index of sitemaps, packed by gzip or not.

    Addresses of other hosts are left off: a sitemap speaks for its own. `www.` makes no other host.

    Args:
        body: as received.
        url: its address.
        now: the moment of reading, with zone.
        limits: sizes and addresses.

    Cost:
        One pass of expat: about 30,000 addresses a second.
    """
    try:
        unpack = FetchLimits(max_raw_bytes=limits.max_bytes, max_bytes=limits.max_bytes)
        body = utf8(gunzip(body, unpack)).lstrip()
    except Stopped as stopped:
        return FeedFault(code="feed.too_large", reason=stopped.reason)
    if len(body) > limits.max_bytes:
        return FeedFault(code="feed.too_large", reason=f"more than {limits.max_bytes:,} bytes")
    reading = _Reading(limits=limits)
    parser = new_parser()
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.data
    cut_off = False
    try:
        parser.Parse(body, True)
    except _Enough:
        cut_off = True
    except FeedStopped as stopped:
        return stopped.fault
    except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an unknown encoding
        if not reading.rows and not reading.maps:
            return FeedFault(code="feed.not_a_feed", reason=f"no XML: {cut(str(error))}")
        cut_off = True  # what was read before the fault stands
    return _as_feed(reading, url, now, cut_off=cut_off)


def _as_feed(reading: _Reading, url: str, now: datetime, *, cut_off: bool) -> Feed:
    host = _site(url)
    here = [(row, link) for row in reading.rows if (link := _own(row.get("loc", ""), url, host))]
    maps = [link for loc in reading.maps if (link := _own(loc, url, host))]
    entries, n_repeated = distinct(_entry(row, link, url, now) for row, link in here)
    named = next((row["name"] for row in reading.rows if row.get("name")), None)
    return Feed(
        url=url,
        kind=FeedKind.SITEMAP,
        title=named,
        language=None,
        entries=entries,
        n_repeated=n_repeated,
        cut_off=cut_off,
        maps=tuple(dict.fromkeys(maps)),
        n_elsewhere=len(reading.rows) + len(reading.maps) - len(here) - len(maps),
    )


def _entry(row: dict[str, str], link: str, url: str, now: datetime) -> Entry:
    title = " ".join(row.get("title", "").split())[:1_000] or None
    return Entry(
        key=EntryKey(url, "", link),
        title=title,
        link=link,
        published=read_stamp(row.get("publication_date"), now),
        updated=read_stamp(row.get("lastmod"), now),
        language=row.get("language") or None,
        digest=digest_of(title, "", ""),
    )


def _site(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _own(loc: str, base: str, host: str) -> str | None:
    link = absolute(loc, base)
    return link if link is not None and host and _site(link) == host else None


# --- walking an index -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapWalk:
    """A walk through an index of sitemaps, each visited once.

    Attributes:
        todo: addresses to visit with their depth, the next one first.
        seen: addresses visited or to be visited.
        max_depth: how deep indexes may nest; the protocol knows one level, sites have up to three.
        max_maps: sitemaps visited at most.
        n_left_off: sitemaps left off for depth or number.
    """

    todo: tuple[tuple[str, int], ...] = ()
    seen: frozenset[str] = frozenset()
    max_depth: int = 3
    max_maps: int = 200
    n_left_off: int = 0


def walk_first(url: str, *, max_depth: int = 3, max_maps: int = 200) -> SitemapWalk:
    """A walk that begins at one address."""
    return SitemapWalk(todo=((url, 1),), seen=frozenset({url}), max_depth=max_depth, max_maps=max_maps)


def walk_next(walk: SitemapWalk) -> str | None:
    """The address to fetch next; None at the end."""
    return walk.todo[0][0] if walk.todo else None


def walk_add(walk: SitemapWalk, outcome: Feed | None) -> SitemapWalk:
    """The walk after the next address was fetched and read.

    Sitemaps with "news" in their address come first: they hold the last two days.

    Args:
        walk: before.
        outcome: what was read there; None if it could not be.
    """
    if not walk.todo:
        return walk
    (_, depth), rest = walk.todo[0], walk.todo[1:]
    named = [m for m in (outcome.maps if outcome else ()) if m not in walk.seen]
    if depth >= walk.max_depth:
        return replace(walk, todo=rest, n_left_off=walk.n_left_off + len(named))
    room = max(walk.max_maps - len(walk.seen), 0)
    taken = sorted(named, key=lambda m: "news" not in m.lower())[:room]
    todo = sorted((*rest, *((m, depth + 1) for m in taken)), key=lambda at: "news" not in at[0].lower())
    return replace(
        walk,
        todo=tuple(todo),
        seen=walk.seen | frozenset(taken),
        n_left_off=walk.n_left_off + len(named) - len(taken),
    )
