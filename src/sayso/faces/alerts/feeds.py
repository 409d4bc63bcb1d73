"""A search as a feed: Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1."""

from __future__ import annotations

import email.utils
import hashlib
import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from datetime import UTC, datetime, time
from enum import StrEnum
from html import escape
from typing import Any
from urllib.parse import urlsplit

import sayso
from sayso.classes import dataclass
from sayso.engine.searches import Feed
from sayso.faces.alerts.words import differences, event_link, headline, one_line, origins, says_so, text

__all__ = ["FeedFormat", "Links", "Rendered", "render"]

# `Any`: a JSON document.
Json = Mapping[str, Any]

#: How long a reader may keep a feed without asking: less than the shortest pause between two polls of a feed.
_FRESH_S = 300


class FeedFormat(StrEnum):
    """How a feed is written."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"


_TYPES = {
    FeedFormat.ATOM: "application/atom+xml; charset=utf-8",
    FeedFormat.RSS: "application/rss+xml; charset=utf-8",
    FeedFormat.JSON: "application/feed+json; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where things are; empty where it is not known.

    Attributes:
        base_url: the pages, as the setting alerts.base_url has them. The ids of entries hang on it alone, so
            that a feed asked for under two addresses is one.
        pages_at: the pages as this reader reaches them, where the setting does not say.
        feed_url: the feed itself.
    """

    base_url: str = ""
    pages_at: str = ""
    feed_url: str = ""

    @property
    def pages(self) -> str:
        """Where links lead."""
        return self.base_url or self.pages_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A feed as it is sent: its bytes, and what a server says of them."""

    body: bytes
    media_type: str
    etag: str
    last_modified: str

    def headers(self) -> dict[str, str]:
        """The headers of an answer that carries it."""
        return {
            "Content-Type": self.media_type,
            "ETag": self.etag,
            "Last-Modified": self.last_modified,
            "Cache-Control": f"private, max-age={_FRESH_S}",
            "X-Content-Type-Options": "nosniff",
        }

    def unchanged(self, if_none_match: str | None) -> bool:
        """Whether a reader that sends this condition has it already (RFC 9110, 13.1.2: weak comparison)."""
        sent = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
        return self.etag in sent or "*" in sent


def render(feed: Feed, form: FeedFormat, links: Links) -> Rendered:
    """A feed in one of the formats."""
    body = {FeedFormat.ATOM: _atom, FeedFormat.RSS: _rss, FeedFormat.JSON: _json}[form](feed, links)
    seed = repr((feed.etag, form, links, sayso.__version__))
    return Rendered(
        body=body,
        media_type=_TYPES[form],
        etag=f'"{hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:32]}"',
        last_modified=email.utils.format_datetime(feed.updated.astimezone(UTC), usegmt=True),
    )


def _tag(feed: Feed, links: Links, entry: Json | None = None) -> str:
    """A tag URI (RFC 4151) that stays with a search, or with a happening in it."""
    # a name that can belong to nobody where it is not known whose this is (RFC 2606)
    authority = urlsplit(links.base_url).hostname or "sayso.invalid"
    path = feed.search.search_id + (f"/{entry['happening']}" if entry is not None else "")
    return f"tag:{authority},{feed.search.created_at[:10]}:{path}"


def _title(feed: Feed) -> str:
    return one_line(f"sayso: {feed.search.name}")


def _page(feed: Feed, links: Links) -> str:
    known = links.pages.startswith(("https://", "http://"))
    return f"{links.pages.rstrip('/')}/search/{feed.search.search_id}" if known else ""


def _changed(feed: Feed, entry: Json) -> datetime:
    """When an entry changed last; where that was not kept, the day of its last report."""
    if entry["changed_at"] is not None:
        return min(datetime.fromisoformat(entry["changed_at"]), feed.updated)
    return _published(entry) or datetime.fromisoformat(feed.search.created_at)


def _published(entry: Json) -> datetime | None:
    """The day of the first report that tells of it, or of the last."""
    day = entry["event"]["first_published"]
    try:
        return datetime.combine(datetime.fromisoformat(day[:10]).date(), time(), UTC) if day else None
    except ValueError:
        return None


def _lines(entry: Json) -> list[str]:
    """What is said beside the sentence of evidence."""
    event = entry["event"]
    rows = [f"Says so: {says_so(entry)}", f"{origins(event)}"]
    return rows + [f"Accounts differ in {line}" for line in differences(event)]


def _html(entry: Json, link: str | None) -> str:
    """The entry as HTML in which everything that came from a report is escaped."""
    sentence = escape(text(entry["event"]["evidence"]["sentence"]))
    rows = "".join(f"<p>{escape(line)}</p>" for line in _lines(entry))
    more = f'<p><a href="{escape(link)}">All accounts of it</a></p>' if link else ""
    return f'<blockquote dir="auto">{sentence}</blockquote>{rows}{more}'


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: ET.Element, name: str, words: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, {key.rstrip("_"): value for key, value in attributes.items()})
    child.text = words
    return child


def _xml(root: ET.Element) -> bytes:
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def _atom(feed: Feed, links: Links) -> bytes:
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    _add(root, "id", _tag(feed, links))
    _add(root, "title", _title(feed))
    _add(root, "updated", _rfc3339(feed.updated))
    _add(root, "generator", "sayso", version=sayso.__version__)
    _add(_add(root, "author"), "name", "sayso")
    if links.feed_url:
        _add(root, "link", rel="self", type="application/atom+xml", href=text(links.feed_url))
    if page := _page(feed, links):
        _add(root, "link", rel="alternate", type="text/html", href=text(page))
    for entry in feed.entries:
        link = event_link(links.pages, entry["event"])
        node = _add(root, "entry")
        _add(node, "id", _tag(feed, links, entry))
        _add(node, "title", headline(entry["event"]))
        _add(node, "updated", _rfc3339(_changed(feed, entry)))
        if published := _published(entry):
            _add(node, "published", _rfc3339(published))
        if link:
            _add(node, "link", rel="alternate", type="text/html", href=text(link))
        for term in _terms(entry):
            _add(node, "category", term=term)
        _add(node, "content", _html(entry, link), type="html")
    return _xml(root)


def _rss(feed: Feed, links: Links) -> bytes:
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom"})
    channel = _add(root, "channel")
    _add(channel, "title", _title(feed))
    # RSS 2.0 demands a link and a description
    _add(channel, "link", text(_page(feed, links) or links.feed_url or "urn:sayso:" + feed.search.search_id))
    _add(channel, "description", one_line(f"What the saved search “{feed.search.name}” finds"))
    _add(channel, "generator", f"sayso {sayso.__version__}")
    _add(channel, "lastBuildDate", email.utils.format_datetime(feed.updated.astimezone(UTC)))
    if links.feed_url:
        _add(channel, "atom:link", rel="self", type="application/rss+xml", href=text(links.feed_url))
    for entry in feed.entries:
        link = event_link(links.pages, entry["event"])
        node = _add(channel, "item")
        _add(node, "title", headline(entry["event"]))
        if link:
            _add(node, "link", text(link))
        _add(node, "guid", _tag(feed, links, entry), isPermaLink="false")
        _add(node, "pubDate", email.utils.format_datetime(_changed(feed, entry).astimezone(UTC)))
        for term in _terms(entry):
            _add(node, "category", term)
        _add(node, "description", _html(entry, link))
    return _xml(root)


def _terms(entry: Json) -> list[str]:
    code = entry["event"].get("event")
    kinds = [code["type"], *code.get("contexts", ())] if code else [entry["event"]["kind"]]
    return [one_line(term, 80) for term in (*kinds, entry["event"]["status"])]


def _json(feed: Feed, links: Links) -> bytes:
    doc: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(feed),
        "language": "en",
        "authors": [{"name": "sayso"}],
        "items": [_item(feed, links, entry) for entry in feed.entries],
    }
    doc |= {key: value for key, value in (("home_page_url", _page(feed, links)),) if value}
    doc |= {"feed_url": links.feed_url} if links.feed_url else {}
    # lone surrogates, which few parsers take, become question marks
    return json.dumps(doc, ensure_ascii=False).encode("utf-8", "replace")


def _item(feed: Feed, links: Links, entry: Json) -> dict[str, Any]:
    link = event_link(links.pages, entry["event"])
    published = _published(entry)
    item = {
        "id": _tag(feed, links, entry),
        "title": headline(entry["event"]),
        "content_html": _html(entry, link),
        "content_text": "\n".join([text(entry["event"]["evidence"]["sentence"]), *_lines(entry)]),
        "date_modified": _rfc3339(_changed(feed, entry)),
        "tags": _terms(entry),
        # JSON Feed 1.1, "Extensions": names of our own begin with an underscore
        "_sayso": {"about": "https://jsonfeed.org/version/1.1", **entry},
    }
    item |= {"url": link} if link else {}
    return item | ({"date_published": _rfc3339(published)} if published else {})
