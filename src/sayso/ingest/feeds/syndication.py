"""RSS and Atom in all their dialects, by feedparser, which is given bytes in memory and nothing else.

Never a string: feedparser takes one for an address or a path and opens it. Bytes too would be tried as a
path; only what has a `read` of its own is taken as the feed itself.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from sayso.errors import cut
from sayso.ingest.feeds.bounds import FeedFault, FeedLimits, FeedStopped
from sayso.ingest.feeds.entries import Entry, EntryKey, Feed, FeedKind, digest_of, distinct
from sayso.ingest.feeds.guard import guard_xml
from sayso.ingest.feeds.plain import plain_text
from sayso.ingest.feeds.stamps import NO_STAMP, read_stamp

__all__ = ["absolute", "read_syndication"]

_BLANK = re.compile(r"[\x00-\x20]")
#: Where an entry begins and ends, and the last thing that a whole feed has.
_OPENS = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_CLOSES = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_MAX_TITLE = 1_000
_MAX_GUID = 1_000
#: sy:updatePeriod of the syndication module of RSS 1.0, in seconds.
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}

#: What feedparser and the parsers below it raise for markup that is none; fuzzing met the first two.
_PARSER_FAULTS = (
    ValueError, OverflowError, LookupError, AttributeError, TypeError, AssertionError, RecursionError,
)  # fmt: skip

# feedparser ships no types: what it returns is a dictionary of anything.
_Parsed = Mapping[str, Any]


def absolute(link: object, base: str) -> str | None:
    """A link as an absolute address of the web, without its fragment; None if it is none."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        parts = urlsplit(urljoin(base, link.strip().replace(" ", "%20")))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        return None
    found = parts._replace(fragment="").geturl()
    return None if _BLANK.search(found) else found


def read_syndication(body: bytes, url: str, now: datetime, limits: FeedLimits) -> Feed | FeedFault:
    """An RSS or Atom feed.

    Args:
        body: as received, unpacked.
        url: its address, under which entries are known; also what relative links are relative to.
        now: the moment of reading, with zone.
        limits: sizes, entries, nesting.

    Cost:
        About 0.15 ms an entry.
    """
    try:
        guarded = guard_xml(body, limits)
    except FeedStopped as stopped:
        return stopped.fault
    # sanitising and resolving inside texts would cost most of the time and change what was received; the
    # text room reads hostile markup anyway
    try:
        parsed: _Parsed = feedparser.parse(
            io.BytesIO(guarded.body), sanitize_html=False, resolve_relative_uris=False, response_headers={}
        )
    except _PARSER_FAULTS as error:
        return FeedFault(code="feed.not_a_feed", reason=f"it cannot be parsed: {cut(str(error))}")
    found: _Parsed = _plain(parsed, "feed") or {}
    version = str(_plain(parsed, "version") or "")
    raw = _plain(parsed, "entries") or []
    if not version and not raw:
        return FeedFault(code="feed.not_a_feed", reason="no feed of a known form")
    language = _text(found, "language")
    cut_short, within = _cut_short(guarded.body)
    raw = raw[:-1] if within else raw
    # the forgiving parser knows no first cut of its own
    made = _entries(raw[: limits.max_entries], url, language, now)
    entries, n_repeated = distinct(made)
    return Feed(
        url=url,
        kind=FeedKind.ATOM if version.startswith("atom") else FeedKind.RSS,
        title=_title(found),
        language=language,
        entries=entries,
        n_repeated=n_repeated,
        cut_off=guarded.cut_off,
        cut_short=cut_short and not guarded.cut_off,
        ttl_s=_ttl(found),
    )


def _cut_short(body: bytes) -> tuple[bool, bool]:
    """Whether a feed ends before its end, and whether it does so within an entry.

    The forgiving parser makes an entry of what there is of the last one, with half an address.
    """
    if b"\0" in body[:100] or _ENDS.search(body):  # what has two bytes a letter is left alone
        return False, False
    opens = max((m.start() for m in _OPENS.finditer(body)), default=-1)
    closes = max((m.start() for m in _CLOSES.finditer(body)), default=-1)
    return True, opens > closes


def _plain(holder: _Parsed, key: str) -> Any:  # of any type; see above
    """A value without feedparser's own notion of which key stands for which (it warns as it guesses)."""
    return dict.get(holder, key) if isinstance(holder, dict) else holder.get(key)


def _text(holder: _Parsed, key: str) -> str | None:
    value = _plain(holder, key)
    return value.strip() or None if isinstance(value, str) else None


def _title(holder: _Parsed) -> str | None:
    value = _text(holder, "title")
    if value is None:
        return None
    detail = _plain(holder, "title_detail") or {}
    # titles are marked up in name more often than in truth: "Profits < costs" must stay whole
    marked = "html" in str(_plain(detail, "type") or "") or "&" in value
    return (plain_text(value) if marked else " ".join(value.split()))[:_MAX_TITLE] or None


def _ttl(found: _Parsed) -> float | None:
    minutes = _text(found, "ttl")
    if minutes and minutes.isascii() and minutes.isdigit():
        return min(int(minutes[:9]) * 60.0, 86_400.0)
    period = _PERIODS.get((_text(found, "sy_updateperiod") or "").lower())
    if period is None:
        return None
    times = _text(found, "sy_updatefrequency") or "1"
    n = int(times[:6]) if times.isascii() and times.isdigit() else 1
    return min(period / max(n, 1), 86_400.0)


def _entries(raw: list[_Parsed], url: str, language: str | None, now: datetime) -> Iterator[Entry]:
    for row in raw:
        title = _title(row)
        link = absolute(_plain(row, "link"), url)
        content, summary = _bodies(row)
        digest = digest_of(title, content, summary)
        guid = (_text(row, "id") or "")[:_MAX_GUID]
        published, updated = _text(row, "published"), _text(row, "updated") or _text(row, "created")
        yield Entry(
            key=EntryKey(url, guid or ("" if link else digest), link or ""),
            title=title,
            link=link,
            published=read_stamp(published, now) if published else NO_STAMP,
            updated=read_stamp(updated, now) if updated else NO_STAMP,
            author=(_text(row, "author") or "")[:_MAX_TITLE] or None,
            summary=summary,
            content=content,
            language=_text(_plain(row, "title_detail") or {}, "language")
            or _text(row, "language")
            or language,
            digest=digest,
        )


def _bodies(row: _Parsed) -> tuple[str, str]:
    """Content and summary as HTML; plain text is escaped."""
    contents = [_markup(c) for c in (_plain(row, "content") or []) if isinstance(c, dict)]
    content = max(contents, key=len, default="")
    detail = _plain(row, "summary_detail")
    summary = _markup(detail) if isinstance(detail, dict) else _text(row, "summary") or ""
    return content, "" if summary == content else summary


def _markup(detail: _Parsed) -> str:
    value = _text(detail, "value") or ""
    if _plain(detail, "type") == "text/plain" and value:
        return "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in value.split("\n\n") if p.strip())
    return value
