"""Entries with a text of their own as items; the others as refusals, unless the caller follows links."""

from __future__ import annotations

import re
from html import escape

from sayso.classes import dataclass
from sayso.ingest.feeds.entries import Entry, Feed, FeedKind
from sayso.ingest.feeds.plain import plain_text
from sayso.records import Item, Refusal

__all__ = ["TextRule", "entry_item", "has_text"]

#: How teasers end.
_CUT_SHORT = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?"
    r"|\[?(?:read more|continue reading|read the full (?:story|article))\b[^.]{0,60}[»›→.…\]]{0,3})\s*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """When an entry is taken to hold its whole report.

    Attributes:
        min_content_words: words of what the feed calls content.
        min_summary_words: words of what it calls a summary; many feeds put the whole report there. Teasers
            are one paragraph of some 20 to 60 words. Neither number was fitted on a corpus of feeds.
    """

    min_content_words: int = 60
    min_summary_words: int = 150


def has_text(entry: Entry, rule: TextRule | None = None) -> str | None:
    """The markup of an entry's own text; None if there is a teaser at most."""
    rule = rule or TextRule()
    for markup, least in (
        (entry.content, rule.min_content_words),
        (entry.summary, rule.min_summary_words),
    ):
        words = plain_text(markup)
        if len(words.split()) >= least and not _CUT_SHORT.search(words[-200:]):
            return markup
    return None


def entry_item(
    entry: Entry, feed: Feed, name: str, *, publisher: str | None = None, published: str | None = None
) -> Item | Refusal:
    """An entry as an item, or as a refusal `feed.no_text` if it has no text of its own.

    Args:
        entry: the entry.
        feed: where it stands.
        name: how a person finds it again.
        publisher: who publishes the feed; by default what the feed calls itself.
        published: the day if the entry states none that can be used, ISO 8601.
    """
    markup = has_text(entry)
    if markup is None:
        what = "a sitemap has addresses only" if feed.kind is FeedKind.SITEMAP else "a teaser at most"
        link = f"; the report is at {entry.link}" if entry.link else ""
        return Refusal(name=name, stage="ingest", code="feed.no_text", reason=f"{what}{link}")
    at = entry.published.stated() or entry.updated.stated()
    title = escape(entry.title or "", quote=False)
    return Item(
        name=name,
        # a fragment alone would be weighed as a whole page, and its short paragraphs as furniture
        body=f"<html><head><title>{title}</title></head><body><article>{markup}</article></body></html>",
        html=True,
        given_id=entry.key.guid or None,
        url=entry.link,
        title=entry.title,
        published=at or published,
        publisher=publisher or feed.title,
        author=entry.author,
        language=entry.language,
        extra={
            "feed": {"guid": entry.key.guid, "digest": entry.digest, "published": entry.published.verbatim}
        },
    )
