"""What a feed holds: entries under keys that last, with a digest that tells a changed text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from enum import Enum

from sayso.classes import dataclass
from sayso.ingest.feeds.plain import plain_text
from sayso.ingest.feeds.stamps import Stamp

__all__ = ["Entry", "EntryKey", "Feed", "FeedKind", "Seen", "distinct", "judge_entry"]


class FeedKind(Enum):
    """In which form a feed came."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True, order=True)
class EntryKey:
    """What an entry is known by, all three together: GUIDs are missing, repeated and reused.

    Attributes:
        feed: the address of the feed, as the list of feeds has it.
        guid: the identifier that the feed gives; empty if it gives none.
        url: where the entry leads; empty if it leads nowhere. Without both, the digest stands for the GUID.
    """

    feed: str
    guid: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry.

    Attributes:
        key: what it is known by.
        title: plain text; None if there is none.
        link: an http or https address, absolute; None if there is none.
        published, updated: as stated and as understood.
        author: as stated.
        summary: HTML; empty if there is none.
        content: HTML of the entry's own text where the feed gives it apart from a summary, or empty.
        language: as stated by the entry or its feed.
        digest: SHA-256 of the words of title, content and summary. Markup, trackers in pictures and dates do
            not enter: a feed that is made anew with each answer has no new versions by that.
    """

    key: EntryKey
    title: str | None
    link: str | None
    published: Stamp
    updated: Stamp
    author: str | None = None
    summary: str = ""
    content: str = ""
    language: str | None = None
    digest: str = ""


def digest_of(title: str | None, content: str, summary: str) -> str:
    """The digest of an entry's words."""
    words = "\x1f".join((title or "", plain_text(content), plain_text(summary)))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as read.

    Attributes:
        url: its address, as asked for.
        kind: in which form it came.
        title, language: as stated.
        entries: in the feed's order, each key once.
        n_repeated: entries whose key was there before; the first stands, being the newest in most feeds.
        cut_off: whether entries beyond the limit were left off.
        cut_short: whether the document ends before its end; an entry within which it does is left out.
        ttl_s: the interval between polls that it asks for; None if it does not say.
        maps: of a sitemap index, the sitemaps it names.
        n_elsewhere: addresses of a sitemap that lie at another host and were left off.
    """

    url: str
    kind: FeedKind
    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    n_repeated: int = 0
    cut_off: bool = False
    cut_short: bool = False
    ttl_s: float | None = None
    maps: tuple[str, ...] = ()
    n_elsewhere: int = 0


def distinct(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], int]:
    """Each key once, the first standing, and how many others there were."""
    first: dict[EntryKey, Entry] = {}
    n = 0
    for entry in entries:
        n += 1
        first.setdefault(entry.key, entry)
    return tuple(first.values()), n - len(first)


class Seen(Enum):
    """How an entry stands to what was seen of it before."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"


def judge_entry(entry: Entry, digests: Mapping[EntryKey, str]) -> Seen:
    """Whether an entry is new, the same, or a new version, by the digests kept under keys."""
    before = digests.get(entry.key)
    if before is None:
        return Seen.NEW
    return Seen.SAME if before == entry.digest else Seen.CHANGED
