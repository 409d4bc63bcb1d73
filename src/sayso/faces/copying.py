"""What one report has of another, in the words of every face."""

from __future__ import annotations

from sayso.records import Link, LinkKind

__all__ = ["SPUN_FROM", "link_words"]

#: From here on a report is called machine-paraphrased; the same as `sayso.link.cluster.SPUN_FROM`.
SPUN_FROM = 0.5

#: How each kind of link is said of the report on its left.
_SAYS = {
    LinkKind.SAME_URL: "the same page",
    LinkKind.VERBATIM: "verbatim copy",
    LinkKind.ABRIDGED: "cut copy",
    LinkKind.EDITED: "edited copy",
    LinkKind.SPUN: "machine-paraphrased copy",
    LinkKind.PARTIAL: "has a passage of it",
    LinkKind.SHARED_QUOTE: "quotes the same words",
    LinkKind.SHARED_RELEASE: "draws on the same release",
    LinkKind.CITES: "cites it",
    LinkKind.UPDATE: "another version",
}


def link_words(link: Link) -> str:
    """What the left report has of the right one, with its shares."""
    kind = _SAYS[link.kind]
    if link.kind is LinkKind.ABRIDGED:
        kind = "cut copy" if link.share_left >= link.share_right else "longer copy"
    said = f"{kind}, {link.share_left:.0%} of its words"
    if link.kind is LinkKind.SPUN:
        said += f", {link.replaced:.0%} of those it shares replaced"
    return said
