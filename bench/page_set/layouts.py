"""Thirteen layouts of pages, each a function from a story to a page and what a reader should find in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bench.page_set.kit import Furniture, Story, article_node, json_ld, meta_tags

__all__ = ["LAYOUTS", "MadePage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePage:
    """A page and its gold. ``refused`` is the code of a page that holds no article; fields are None where it says none."""

    name: str
    html: bytes
    body: str
    title: str | None
    day: str | None
    at: str | None
    authors: tuple[str, ...]
    publisher: str | None
    kinds: tuple[str, ...] = ()
    refused: str | None = None


Layout = Callable[[Story, Furniture], tuple[str, str, tuple[str, ...]]]


def _paragraphs(story: Story, between: Callable[[int], str] = lambda _: "", tag: str = "p") -> str:
    return "".join(
        f"<{tag}>{escape(p, quote=False)}</{tag}>{between(n)}" for n, p in enumerate(story.paragraphs)
    )


def _day(story: Story, form: str = "%B %-d, %Y") -> str:
    return datetime.fromisoformat(story.published).strftime(form)


def _names(story: Story) -> str:
    return " and ".join(story.authors)


def modern(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """A content system of today: structured data, boxes between the paragraphs, a pull quote, an author's box."""
    boxes = {
        1: kit.figure(),
        2: f'<aside class="pullquote"><blockquote>{escape(story.paragraphs[2].split(". ")[0])}</blockquote></aside>',
        3: kit.blurb(),
        4: f'<div class="read-more inline-related"><span>Read more:</span> <a href="#">{escape(kit.teasers(1)[60:90])}</a></div>',
    }
    head = meta_tags(story) + json_ld(
        article_node(story, dateModified=story.published, isAccessibleForFree=True)
    )
    body = (
        f'{kit.cookies()}<header>{kit.nav()}</header><main><article class="story"><h1>{escape(story.title)}</h1>'
        f'<div class="byline">By <a rel="author" href="#">{_names(story)}</a></div><time datetime="{story.published}">'
        f"{_day(story)}</time>{kit.share()}<div class='story-body'>{_paragraphs(story, lambda n: boxes.get(n, ''))}</div>"
        f'<div class="author-bio"><p>{story.authors[0]} covers the region for {story.publisher}.</p></div></article>'
        f"{kit.teasers(6)}</main>{kit.footer(story.publisher)}"
    )
    return kit.filled(head, body), "\n".join(story.paragraphs), ()


def tables(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """Tables in tables and font tags, no data about the page but its title."""
    links = "".join(
        f'<tr><td><font size=1><a href="{n}.htm">Section {n}</a></font></td></tr>' for n in range(30)
    )
    text = "".join(f"<p><font face=Arial size=2>{escape(p, quote=False)}</font>" for p in story.paragraphs)
    body = (
        f"<table width=100% border=0><tr><td colspan=3 bgcolor=#003366><img src=logo.gif alt='{story.publisher}'></td></tr><tr>"
        f"<td width=150 valign=top><table>{links}</table></td><td valign=top><h1><font face=Times size=5>{escape(story.title)}</font></h1>"
        f"<font size=1>By {_names(story)}<br>{_day(story)}</font>{text}<hr><font size=1><a href=mailto:x@y.example>Write to the"
        f" editor</a> | <a href=print.htm>Print this page</a></font></td><td width=120 valign=top>{kit.teasers(4, 'Other stories', 'div')}</td>"
        f"</tr></table><center><font size=1>Copyright 2025 {story.publisher}</font></center>"
    )
    head = f'<title>{escape(story.title)} | {story.publisher}</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    return kit.filled(head, body, ""), "\n".join(story.paragraphs), ()


def amp(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """An accelerated page: its own elements, little data."""
    ad = '<amp-ad width=300 height=250 type="doubleclick" data-slot="/1/ad"><div placeholder>Advertisement</div></amp-ad>'
    body = (
        f'<amp-sidebar id="menu" layout="nodisplay">{kit.nav()}</amp-sidebar><article class="amp-article"><header><h1>{escape(story.title)}</h1>'
        f'<p class="amp-byline">By {_names(story)}</p></header><amp-img src="/a.jpg" width=600 height=400 layout="responsive"></amp-img>'
        f'<div class="amp-body">{_paragraphs(story, lambda n: ad if n % 3 == 1 else "")}</div></article>'
        f"<amp-list src='/more.json'>{kit.teasers(5, 'More from us', 'div')}</amp-list>{kit.footer(story.publisher)}"
    )
    head = (
        f'<meta charset="utf-8"><title>{escape(story.title)}</title><link rel="canonical" href="{story.url}">'
        + json_ld(article_node(story))
    )
    return kit.filled(head, body, "⚡ lang=en"), "\n".join(story.paragraphs), ()


def wordpress(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """A blog system with a graph of structured data whose nodes refer to one another, and comments."""
    graph = [
        {**article_node(story), "author": {"@id": "#/person/1"}, "publisher": {"@id": "#/org"}},
        {
            "@type": "WebPage",
            "@id": story.url,
            "url": story.url,
            "name": f"{story.title} - {story.publisher}",
        },
        {
            "@type": "Person",
            "@id": "#/person/1",
            "name": story.authors[0],
            "url": "https://blog.example/author/1",
        },
        {"@type": "Organization", "@id": "#/org", "name": story.publisher},
        {
            "@type": "BreadcrumbList",
            "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Home"}],
        },
    ]
    body = (
        f'<div id="page" class="site">{kit.nav()}<main class="site-main"><article class="post hentry"><header class="entry-header">'
        f'<h1 class="entry-title">{escape(story.title)}</h1><span class="posted-on"><time class="entry-date published" datetime="{story.published}">'
        f'{_day(story)}</time></span><span class="byline">by <span class="author vcard"><a class="url fn n" href="#">{story.authors[0]}</a></span></span>'
        f'</header><div class="entry-content">{_paragraphs(story)}<div class="sharedaddy"><h3>Share this:</h3>{kit.share()}</div>'
        f'<div class="jp-relatedposts"><h3>Related</h3>{kit.teasers(3, "", "div")}</div></div></article>{kit.comments(25)}</main>'
        f'<div class="widget-area">{kit.teasers(5, "Recent posts")}</div></div>{kit.footer(story.publisher)}'
    )
    head = meta_tags(story, dates=False) + json_ld({"@context": "https://schema.org", "@graph": graph})
    return kit.filled(head, body), "\n".join(story.paragraphs), ()


def div_soup(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """Divisions and made-up class names only; the date and the author in meta tags."""
    text = "".join(
        f'<div class="css-{n}x7"><p class="css-at9mc1">{escape(p, quote=False)}</p></div>'
        + (f'<div class="css-ad{n}">{kit.blurb()}</div>' if n == 3 else "")
        for n, p in enumerate(story.paragraphs)
    )
    body = (
        f'<div id="app"><div class="css-1q2">{kit.nav()}</div><div class="css-9s8"><div class="css-h0"><h1 class="css-h1">{escape(story.title)}</h1></div>'
        f'<div class="css-b0"><span>By </span><span class="css-b1">{_names(story)}</span></div><div class="css-meteredContent">{text}</div>'
        f'<div class="css-x9">{kit.teasers(8, "Trending", "div")}</div></div></div>{kit.footer(story.publisher)}'
    )
    head = meta_tags(story) + f'<meta name="author" content="{_names(story)}">'
    return kit.filled(head, body), "\n".join(story.paragraphs), ()


def live_blog(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """Updates with times, the newest first, and their structured data."""
    updates = [(f"{9 + n}:{10 + n}", p) for n, p in enumerate(story.paragraphs)][::-1]
    rows = "".join(
        f'<div class="live-blog-update" id="u{n}"><time class="update-time">{at}</time><p>{escape(p, quote=False)}</p></div>'
        for n, (at, p) in enumerate(updates)
    )
    node = article_node(
        story,
        "LiveBlogPosting",
        coverageStartTime=story.published,
        liveBlogUpdate=[
            {"@type": "BlogPosting", "headline": p[:40], "articleBody": p, "datePublished": story.published}
            for _, p in updates
        ],
    )
    body = (
        f'{kit.nav()}<main><article class="live-blog"><h1>{escape(story.title)} – live updates</h1><p class="byline">{_names(story)}</p>'
        f'<div class="live-feed">{rows}</div></article>{kit.teasers(5)}</main>{kit.footer(story.publisher)}'
    )
    return (
        kit.filled(meta_tags(story) + json_ld(node), body),
        "\n".join(p for _, p in updates),
        ("live_blog",),
    )


def paywall(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """Two paragraphs and then a wall."""
    wall = (
        '<div class="paywall-overlay"><h2>Subscribe to continue reading</h2><p>This article is for subscribers only. Get unlimited access'
        " from one euro a week. Cancel any time.</p><p>Already a subscriber? <a href=/login>Sign in</a></p>"
        "<ul><li>All articles on the web and in the app</li><li>The crossword every day</li></ul><button>See plans</button></div>"
    )
    shown = story.paragraphs[:2]
    text = "".join(f"<p>{escape(p, quote=False)}</p>" for p in shown)
    parts = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}
    node = article_node(story, isAccessibleForFree="False", hasPart=parts)
    body = (
        f"{kit.cookies()}{kit.nav()}<article><h1>{escape(story.title)}</h1><div class='byline'>{_names(story)}</div>"
        f'<div class="teaser-body">{text}</div>{wall}</article>{kit.teasers(6)}{kit.footer(story.publisher)}'
    )
    return kit.filled(meta_tags(story) + json_ld(node), body), "\n".join(shown), ("paywall",)


def wire(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """An agency's plain page: old names of meta tags, credits in the last line."""
    credit = f"(Reporting by {_names(story)}; Editing by Jan Holm)"
    body = (
        f'<div id="topnav">{kit.nav()}</div><div id="content"><div class="headline"><h1>{escape(story.title)}</h1></div>'
        f'<div class="timestamp">{_day(story, "%d %b %Y %H:%M")}</div><div id="articleText">{_paragraphs(story)}<p>{credit}</p></div>'
        f'<div class="module">{kit.teasers(5, "Also on the wire", "div")}</div></div>{kit.footer(story.publisher)}'
    )
    head = (
        f'<meta charset="utf-8"><title>{escape(story.title)} | {story.publisher}</title><meta name="DC.date.issued" content="{story.published}">'
        f'<meta name="byl" content="By {_names(story)}"><meta name="DC.publisher" content="{story.publisher}">'
    )
    return kit.filled(head, body), "\n".join((*story.paragraphs, credit)), ()


def press_release(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """A firm's own page, with a contact and the mark of a release."""
    body = (
        f'{kit.nav()}<main class="press-release-page"><div class="kicker">Press release</div><h1>{escape(story.title)}</h1>'
        f'<time datetime="{story.published[:10]}">{_day(story, "%-d %B %Y")}</time><div class="release-body">{_paragraphs(story)}</div>'
        f'<div class="contact-box"><h3>Contact</h3><ul><li>Media line +47 555 0100</li><li>press@firm.example</li></ul></div></main>'
        f"{kit.teasers(3, 'Earlier news', 'aside')}{kit.footer(story.publisher)}"
    )
    head = meta_tags(story, dates=False)
    return kit.filled(head, body), "\n".join(story.paragraphs), ("press_release",)


def gallery(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """Photographs, and the words under each."""
    rows = "".join(
        f'<figure class="gallery-item"><img src="/g/{n}.jpg" alt=""></figure><p class="caption-text">{escape(p.split(". ")[0].rstrip("."), quote=False)}.</p>'
        for n, p in enumerate(story.paragraphs)
    )
    body = (
        f'{kit.nav()}<main><article class="photo-essay"><h1>{escape(story.title)}</h1><div class="kicker">In pictures</div>'
        f'<div class="byline">Photographs by {_names(story)}</div><div class="photo-gallery">{rows}</div></article>{kit.teasers(4)}</main>'
        f"{kit.footer(story.publisher)}"
    )
    head = meta_tags(story) + json_ld(article_node(story, "ImageGallery"))
    text = "\n".join(p.split(". ")[0].rstrip(".") + "." for p in story.paragraphs)
    return kit.filled(head, body), text, ("gallery",)


def forum(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """A board: the first post is the report, the answers are not."""
    body = (
        f'{kit.nav()}<div class="topic"><h1>{escape(story.title)}</h1><div class="post first-post"><div class="postprofile"><a class="author username">'
        f'{story.authors[0]}</a><p>Posts: 4,211</p></div><div class="post-date" title="{story.published}">Posted {_day(story)}</div>'
        f'<div class="postbody content">{_paragraphs(story)}</div></div>{kit.comments(12)}</div>{kit.footer(story.publisher)}'
    )
    head = f'<meta charset="utf-8"><title>{escape(story.title)} - {story.publisher}</title><meta property="og:site_name" content="{story.publisher}">'
    return kit.filled(head, body), "\n".join(story.paragraphs), ()


def data_only(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """The article is drawn by a script; its text stands in the structured data alone."""
    node = article_node(story, articleBody="\n\n".join(story.paragraphs))
    body = f'<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>{kit.footer(story.publisher)}'
    return kit.filled(meta_tags(story, dates=False) + json_ld(node), body), "\n".join(story.paragraphs), ()


def opinion(story: Story, kit: Furniture) -> tuple[str, str, tuple[str, ...]]:
    """A column, corrected afterwards."""
    note = f"This article was amended on {_day(story, '%-d %B %Y')}. An earlier version of this article misstated a year."
    body = (
        f'{kit.nav()}<main><article><div class="article-kicker">Opinion</div><h1>{escape(story.title)}</h1><p class="byline">{_names(story)}</p>'
        f"<div class='prose'>{_paragraphs(story)}<p><em>{note}</em></p></div></article>{kit.comments(15)}{kit.teasers(5)}</main>{kit.footer(story.publisher)}"
    )
    head = meta_tags(story) + json_ld(article_node(story, "OpinionNewsArticle"))
    return kit.filled(head, body), "\n".join((*story.paragraphs, note)), ("correction", "opinion")


LAYOUTS: dict[str, Layout] = {
    "modern": modern, "tables": tables, "amp": amp, "wordpress": wordpress, "div soup": div_soup, "live blog": live_blog,
    "paywall": paywall, "wire": wire, "press release": press_release, "gallery": gallery, "forum": forum,
    "data only": data_only, "opinion": opinion,
}  # fmt: skip
