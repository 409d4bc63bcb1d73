"""JSON Feed (jsonfeed.org, versions 1 and 1.1), read by hand: every value may be of any type, or missing."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from sayso.errors import cut
from sayso.ingest.feeds.bounds import FeedFault, FeedLimits
from sayso.ingest.feeds.entries import Entry, EntryKey, Feed, FeedKind, digest_of, distinct
from sayso.ingest.feeds.stamps import read_stamp
from sayso.ingest.feeds.syndication import absolute

__all__ = ["read_json_feed"]

_MAX_TITLE = 1_000


def read_json_feed(body: bytes, url: str, now: datetime, limits: FeedLimits) -> Feed | FeedFault:
    """A JSON Feed.

    Args:
        body: as received, unpacked.
        url: its address, under which entries are known.
        now: the moment of reading, with zone.
        limits: sizes and entries.
    """
    if len(body) > limits.max_bytes:
        return FeedFault(code="feed.too_large", reason=f"more than {limits.max_bytes:,} bytes")
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, a number without end, or too deep
        return FeedFault(code="feed.not_a_feed", reason=f"not JSON: {cut(str(error))}")
    if not isinstance(found, dict) or "jsonfeed.org" not in str(found.get("version"))[:100]:
        return FeedFault(code="feed.not_a_feed", reason="no version of JSON Feed is named")
    rows = found.get("items")
    rows = rows if isinstance(rows, list) else []
    language = _text(found, "language")
    made = _entries(rows[: limits.max_entries], url, (language, _authors(found)), now)
    entries, n_repeated = distinct(made)
    return Feed(
        url=url,
        kind=FeedKind.JSON,
        title=_text(found, "title"),
        language=language,
        entries=entries,
        n_repeated=n_repeated,
        cut_off=len(rows) > limits.max_entries,
    )


def _text(row: Mapping[str, object], key: str) -> str | None:
    value = row.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and key == "id":
        value = str(value) if abs(value) < 10**30 else None  # version 1 allowed numbers
    return value.strip() or None if isinstance(value, str) else None


def _authors(row: Mapping[str, object]) -> str | None:
    listed = row.get("authors")
    people = listed if isinstance(listed, list) else [row.get("author")]  # version 1 had one
    names = [_text(p, "name") for p in people[:20] if isinstance(p, dict)]
    return ", ".join(n for n in names if n)[:_MAX_TITLE] or None


def _entries(
    rows: list[object], url: str, above: tuple[str | None, str | None], now: datetime
) -> Iterator[Entry]:
    for row in rows:
        if not isinstance(row, dict):
            continue
        title = (_text(row, "title") or "")[:_MAX_TITLE] or None
        link = absolute(_text(row, "url"), url) or absolute(_text(row, "external_url"), url)
        text = _text(row, "content_text")
        content = _text(row, "content_html") or ("".join(_paragraphs(text)) if text else "")
        summary = html.escape(_text(row, "summary") or "", quote=False)
        digest = digest_of(title, content, summary)
        guid = (_text(row, "id") or "")[:_MAX_TITLE]
        yield Entry(
            key=EntryKey(url, guid or ("" if link else digest), link or ""),
            title=title,
            link=link,
            published=read_stamp(_text(row, "date_published"), now),
            updated=read_stamp(_text(row, "date_modified"), now),
            author=_authors(row) or above[1],
            summary=summary,
            content=content,
            language=_text(row, "language") or above[0],
            digest=digest,
        )


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield f"<p>{html.escape(paragraph, quote=False)}</p>"
