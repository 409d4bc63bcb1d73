"""What a feed may cost at most, and what it is refused for."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.records import Refusal

__all__ = ["FeedFault", "FeedLimits", "FeedStopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLimits:
    """Limits of one feed or sitemap.

    Attributes:
        max_bytes: the file, unpacked. The sitemap protocol (sitemaps.org) allows 50 MB.
        max_entries: entries read of a feed; what follows is left off, and said so. The newest come first.
        max_urls: addresses read of a sitemap; the protocol allows 50,000.
        max_elements: XML elements of a feed. 300,000 take the parser about three seconds.
        max_depth: nesting of XML elements.
        max_tag_chars: one tag with its attributes, in a feed that is not well-formed: the forgiving parser
            takes time quadratic in attributes (5,000 of them 0.26 s).
        max_loose_bytes: a feed that is not well-formed.
    """

    max_bytes: int = 50_000_000
    max_entries: int = 2_000
    max_urls: int = 50_000
    max_elements: int = 300_000
    max_depth: int = 200
    max_tag_chars: int = 20_000
    max_loose_bytes: int = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFault:
    """Why nothing was read of a feed: a code of `errors.REFUSAL_CODES` and words."""

    code: str
    reason: str

    def refusal(self, name: str) -> Refusal:
        """The fault as a refused input."""
        return Refusal(name=name, stage="ingest", code=self.code, reason=self.reason)


class FeedStopped(Exception):  # noqa: N818  carries a fault out of a parser's call-backs; never leaves this package
    """Reading a feed came to its end before the feed did."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.fault: FeedFault = FeedFault(code=code, reason=reason)
