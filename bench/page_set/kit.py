"""What stands on a page beside its article: menus, teasers, comments, boxes, style sheets, scripts; made with a seed."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from html import escape

__all__ = ["Furniture", "Story", "article_node", "json_ld", "meta_tags"]

_SECTIONS = (
    "Home World Politics Business Markets Science Health Sport Culture Opinion Travel Weather Video Podcasts Jobs Obituaries"
    " Puzzles Newsletters Archive Events Property Motoring Food Books Film Music Technology Climate Education Letters"
).split()
_NAMES = "rosa_k harbour77 oldsailor Peter_M truthful_jane anon42 mbird LS_1961 nightowl commuter".split()
_REMARKS = (
    "I have lived here for forty years and never saw anything like it.",
    "Typical. They will form a committee and nothing will happen.",
    "Does anybody know whether this affects the market on Saturday as well?",
    "Thank you for a balanced report, which is rare these days.",
    "My cousin works there and she says it is much worse than that.",
    "First they ignore us and then they send the bill.",
    "Can we please stay on topic and leave the insults out of it?",
    "The same happened in my town in 2016 and it took years to settle.",
    "I do not agree with the last speaker at all, but he has a point about money.",
    "Somebody should tell the mayor that we can all do sums.",
)
_BLURBS = (
    "Sign up for our morning newsletter and get the stories that matter in your inbox.",
    "Follow us on all channels and never miss a story.",
    "Download our app for breaking alerts, puzzles and offline reading.",
    "Support independent journalism from one euro a week.",
)
#: Bytes of a page, as news sites have them today.
SIZES = (60_000, 150_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story of the set: its words and what is known about it."""

    title: str
    authors: tuple[str, ...]
    publisher: str
    published: str
    section: str
    paragraphs: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Words for an address."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.title.lower()).split())

    @property
    def url(self) -> str:
        """An address of its own."""
        host = "".join(c for c in self.publisher.lower() if c.isalnum())
        return f"https://www.{host}.example/{self.published[:10].replace('-', '/')}/{self.slug}"


class Furniture:
    """Makes the parts of pages that are no article, the same for the same seed."""

    def __init__(self, others: tuple[Story, ...], seed: int) -> None:
        self._others = others
        self._random = random.Random(seed)  # noqa: S311
        self.size = self._random.randint(*SIZES)

    def nav(self) -> str:
        """A menu of sections with submenus."""
        items = "".join(
            f'<li class="nav-item"><a href="/{s.lower()}">{s}</a><ul class="sub">'
            + "".join(
                f'<li><a href="/{s.lower()}/{n}">{s} {n}</a></li>'
                for n in ("latest", "most read", "analysis")
            )
            + "</ul></li>"
            for s in _SECTIONS
        )
        return f'<nav class="site-nav" aria-label="Main"><ul>{items}</ul></nav>'

    def teasers(self, n: int, name: str = "Most read", tag: str = "aside") -> str:
        """Cards of other stories with their first sentences."""
        cards = "".join(
            f'<div class="card teaser"><a href="{s.url}"><img src="/i/{s.slug[:9]}.jpg" alt="" width=320 height=180>'
            f"<h3>{escape(s.title)}</h3></a><p>{escape(s.paragraphs[0].split('. ')[0])}.</p>"
            f'<time datetime="{s.published}">{s.published[:10]}</time></div>'
            for s in self._random.sample(self._others, min(n, len(self._others)))
        )
        return f'<{tag} class="related-stories"><h2>{name}</h2>{cards}</{tag}>'

    def comments(self, n: int) -> str:
        """What readers wrote under it."""
        items = "".join(
            f'<li class="comment"><b class="fn">{self._random.choice(_NAMES)}</b> <span class="when">{h} hours ago</span>'
            f"<p>{self._random.choice(_REMARKS)} {self._random.choice(_REMARKS)}</p><a href=#>Reply</a></li>"
            for h in range(1, n + 1)
        )
        return f'<section id="comments" class="comments-area"><h2>{n} comments</h2><ol>{items}</ol></section>'

    def blurb(self) -> str:
        """A box that sells something."""
        words = self._random.choice(_BLURBS)
        return (
            f'<div class="newsletter-signup promo"><h4>{words.split(" ")[0]} with us</h4><p>{words}</p>'
            '<form><input type="email" placeholder="E-mail"><button>Go</button></form></div>'
        )

    def share(self) -> str:
        """Buttons with drawings in them."""
        icon = '<svg viewBox="0 0 24 24"><path d="M12 2C6.48 2 2 6.48 2 12s4.48 10 10 10 10-4.48 10-10S17.52 2 12 2z"/></svg>'
        names = ("Facebook", "X", "WhatsApp", "Mail", "Copy link")
        return (
            '<div class="share-tools">'
            + "".join(f"<button>{icon}<span>{n}</span></button>" for n in names)
            + "</div>"
        )

    def cookies(self) -> str:
        """The banner over every page."""
        return (
            '<div id="cookie-consent" class="consent-banner" role="dialog"><p>We and our partners use cookies to store and'
            " access personal data such as browsing data. By clicking accept you agree to our privacy policy.</p>"
            "<button>Accept all</button><button>Manage preferences</button></div>"
        )

    def footer(self, publisher: str) -> str:
        """Addresses and rights."""
        links = "".join(
            f"<li><a href=/{w.lower()}>{w}</a></li>"
            for w in ("About", "Contact", "Terms", "Privacy", "Imprint")
        )
        return f'<footer class="site-footer"><ul>{links}</ul><p>© 2025 {publisher}. All rights reserved.</p></footer>'

    def figure(self) -> str:
        """A photograph with its caption."""
        n = self._random.randint(1, 9)
        return (
            f'<figure class="image"><img src="/photos/{n}.jpg" srcset="/photos/{n}-2x.jpg 2x" alt="A view of the place">'
            f"<figcaption>A view of the place in an earlier year. Photo: Archive {n}</figcaption></figure>"
        )

    def style(self, size: int) -> str:
        """A style sheet of about so many bytes."""
        rules = []
        held = 0
        while held < size:
            rule = f".c{self._random.randint(0, 99999)}{{margin:{self._random.randint(0, 40)}px;color:#{self._random.randint(0, 0xFFFFFF):06x};display:flex}}"
            rules.append(rule)
            held += len(rule)
        return f"<style>{''.join(rules)}</style>"

    def script(self, size: int) -> str:
        """Data of a page's own program, with words of other stories in it, of about so many bytes."""
        rows: list[object] = []
        held = 0
        while held < size:
            story = self._random.choice(self._others)
            row = {
                "id": self._random.randint(1, 10**9),
                "t": story.title,
                "d": story.published,
                "x": story.paragraphs[:2],
            }
            rows.append(row)
            held += len(json.dumps(row))
        words = json.dumps({"props": {"items": rows}}).replace("</", "<\\/")
        return f'<script id="__DATA__" type="application/json">{words}</script>'

    def filled(self, head: str, body: str, attributes: str = 'lang="en"') -> str:
        """The whole page, with style and scripts up to its size."""
        missing = max(2_000, self.size - len(head) - len(body))
        return (
            f"<!DOCTYPE html><html {attributes}><head>{head}{self.style(missing * 2 // 5)}</head>"
            f"<body>{body}{self.script(missing * 3 // 5)}</body></html>"
        )


def meta_tags(story: Story, *, dates: bool = True) -> str:
    """The usual tags of a head."""
    title = escape(story.title)
    tags = (
        f'<meta charset="utf-8"><title>{title} | {escape(story.publisher)}</title>'
        f'<link rel="canonical" href="{story.url}"><meta property="og:title" content="{title}">'
        f'<meta property="og:site_name" content="{escape(story.publisher)}"><meta property="og:type" content="article">'
        f'<meta property="og:url" content="{story.url}"><meta name="viewport" content="width=device-width">'
    )
    return tags + (f'<meta property="article:published_time" content="{story.published}">' if dates else "")


def article_node(story: Story, kind: str = "NewsArticle", **more: object) -> dict[str, object]:
    """The schema.org node of a story."""
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": story.title,
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        "datePublished": story.published,
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": story.publisher},
        **more,
    }


def json_ld(tree: object) -> str:
    """A script of structured data."""
    return (
        f'<script type="application/ld+json">{json.dumps(tree).replace("</", "<" + chr(92) + "/")}</script>'
    )
