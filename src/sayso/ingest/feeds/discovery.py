"""Feeds that a page names in its head: `<link rel="alternate" type="application/rss+xml" href="…">`."""

from __future__ import annotations

import html
import re

from sayso.classes import dataclass
from sayso.ingest.feeds.syndication import absolute

__all__ = ["FeedLink", "find_feeds"]

#: The head of a page ends long before this; links further down are no site's own.
_HEAD_CHARS = 500_000
_MAX_LINKS = 100
_TAG = re.compile(r"<(link|base|/head|body)\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z-]{1,20})\s*=\s*(?:"([^"]{0,3000})"|'([^']{0,3000})'|([^\s"'>]{1,3000}))""", re.IGNORECASE
)
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_MAYBE = frozenset({"application/json", "application/xml", "text/xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page names; ``comments`` for those that hold readers' comments."""

    url: str
    title: str | None
    media_type: str
    comments: bool


def find_feeds(page: str, url: str) -> tuple[FeedLink, ...]:
    """The feeds a page names, in its order, each address once.

    Args:
        page: the page's markup.
        url: its address.

    Cost:
        Linear in the first half million characters.
    """
    found: dict[str, FeedLink] = {}
    base = url
    for tag in _TAG.finditer(_visible(page[:_HEAD_CHARS])):
        name = tag.group(1).lower()
        if name in ("/head", "body"):
            break
        values = {k.lower(): html.unescape(a or b or c) for k, a, b, c in _ATTRIBUTE.findall(tag.group(2))}
        if name == "base":
            base = absolute(values.get("href"), url) or base
            continue
        link = _link(values, base)
        if link is not None and len(found) < _MAX_LINKS:
            found.setdefault(link.url, link)
    return tuple(found.values())


def _visible(head: str) -> str:
    """Without comments and scripts; what is never closed hides the rest."""
    for opening, closing in (("<!--", "-->"), ("<script", "</script"), ("<noscript", "</noscript")):
        pieces = re.split(re.escape(opening), head, flags=re.IGNORECASE)
        kept = pieces[:1]
        for piece in pieces[1:]:
            end = re.search(re.escape(closing), piece, re.IGNORECASE)
            kept.append(piece[end.end() :] if end else "")
        head = "".join(kept)
    return head


def _link(values: dict[str, str], base: str) -> FeedLink | None:
    kind = values.get("type", "").partition(";")[0].strip().lower()
    title = " ".join(values.get("title", "").split())[:200] or None
    if "alternate" not in values.get("rel", "").lower().split():
        return None
    href = values.get("href", "")
    named = re.search(r"rss|atom|feed", f"{href} {title or ''}", re.IGNORECASE)
    if kind not in _TYPES and not (kind in _MAYBE and named):
        return None
    target = absolute(href, base)
    if target is None:
        return None
    comments = re.search(r"comment", f"{href} {title or ''}", re.IGNORECASE) is not None
    return FeedLink(url=target, title=title, media_type=kind, comments=comments)
