"""The pages of the set: thirteen layouts of four stories each, and eight broken ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path

from bench.page_set.kit import Furniture, Story, article_node, json_ld, meta_tags
from bench.page_set.layouts import LAYOUTS, MadePage, modern, wordpress

__all__ = ["broken", "pages", "stories"]

STORIES = Path(__file__).with_name("stories.json")
#: Layouts that say no publisher, no time of day, or no author.
_NO_TIME = {"tables", "press release"}


def stories() -> tuple[Story, ...]:
    """The stories of the set."""
    rows = json.loads(STORIES.read_text(encoding="utf-8"))
    return tuple(
        Story(**{**row, "authors": tuple(row["authors"]), "paragraphs": tuple(row["paragraphs"])})
        for row in rows
    )


def pages() -> list[MadePage]:
    """Every page of the set, in a fixed order."""
    return [*_laid_out(), *broken()]


def _gold(story: Story, name: str, html: str | bytes, body: str) -> MadePage:
    timed = not any(name.startswith(n) for n in _NO_TIME)
    return MadePage(
        name=name,
        html=html if isinstance(html, bytes) else html.encode("utf-8"),
        body=body,
        title=story.title,
        day=story.published[:10],
        at=datetime.fromisoformat(story.published).isoformat() if timed else None,
        authors=story.authors,
        publisher=story.publisher,
    )


def _laid_out() -> Iterator[MadePage]:
    every = stories()
    for number, (name, layout) in enumerate(LAYOUTS.items()):
        for turn in range(4):
            # each layout with four stories, each story in four layouts; the release and the column with their own
            at = (10 * number + 3 * turn + 9) % len(every)
            story, others = every[at], tuple(s for s in every if s is not every[at])
            html, body, kinds = layout(story, Furniture(others, seed=100 * number + turn))
            made = _gold(story, f"{name} {turn + 1}", html, body)
            authors = {"wordpress": story.authors[:1], "forum": story.authors[:1], "press release": ()}.get(
                name, story.authors
            )
            yield replace(made, kinds=kinds, authors=authors)


def broken() -> Iterator[MadePage]:
    """Pages with a fault each."""
    every = stories()
    kits = [Furniture(tuple(s for s in every if s is not every[n]), seed=9000 + n) for n in range(8)]
    story = every[0]
    html, body, _ = modern(story, kits[0])
    for closing in ("</p>", "</div>", "</main>", "</header>", "</li>"):
        html = html.replace(closing, "")
    yield _gold(story, "broken: unclosed tags", html, body)

    html, body, _ = modern(every[8], kits[1])
    yield _gold(
        every[8], "broken: wrong charset", html.replace('charset="utf-8"', 'charset="iso-8859-1"'), body
    )

    html, body, _ = wordpress(every[6], kits[2])
    twice = html.encode("utf-8").decode("cp1252", "replace").replace("\N{REPLACEMENT CHARACTER}", "\x9d")
    yield _gold(every[6], "broken: mojibake", twice, body)

    head, empty = (
        meta_tags(every[3]),
        f"{kits[3].nav()}<main id=root></main>{kits[3].footer(every[3].publisher)}",
    )
    yield replace(_gold(every[3], "broken: no body", kits[3].filled(head, empty), ""), refused="html.no_body")

    html, body, _ = modern(every[4], kits[4])
    doubled = (
        f'<meta property="og:title" content="{escape(every[4].publisher)}"><meta property="og:title" content="Home">'
        '<meta property="article:published_time" content=""><meta property="article:published_time" content="0001-01-01T00:00:00Z">'
        '<meta name="author" content="admin"><meta property="og:site_name" content="">'
    )
    yield _gold(
        every[4], "broken: doubled meta", html.replace("<meta charset", f"{doubled}<meta charset", 1), body
    )

    html, body, _ = wordpress(every[7], kits[5])
    holed = html.replace("</p>", "\0</p>").replace(" the ", " t\0he ", 40).encode("utf-8")
    yield replace(_gold(every[7], "broken: NULs", holed, body), authors=every[7].authors[:1])

    html, _, _ = wordpress(every[9], kits[6])
    whole = every[9].paragraphs[:5]
    end = html.index(escape(every[9].paragraphs[5], quote=False))
    yield replace(_gold(every[9], "broken: truncated", html[:end], "\n".join(whole)))

    deep = "<div>" * 1000 + "".join(f"<p>{escape(p)}</p>" for p in every[10].paragraphs) + "</div>" * 1000
    html = kits[7].filled(meta_tags(every[10]) + json_ld(article_node(every[10])), deep)
    yield replace(_gold(every[10], "broken: 1,000 deep", html, ""), refused="html.too_deep")
