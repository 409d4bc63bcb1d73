from __future__ import annotations

import json

import pytest
from resiliparse.parse.html import HTMLTree

from sayso.text.head import PageHead, read_head

URL = "https://gazette.example/1"


def head(html: str) -> PageHead:
    return read_head(HTMLTree.parse(html))


def script(tree: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(tree)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Port closed",
    "datePublished": "2024-05-16T10:00:00+02:00",
    "dateModified": "2024-05-16T12:00:00+02:00",
    "author": [{"name": "Ola Brandt"}, {"name": "Kim Reyes"}],
    "publisher": {"name": "Gazette"},
}


def test_structured_data_come_first_and_keep_the_zone() -> None:
    found = head(
        '<html lang="en-GB"><meta property="og:title" content="Other"><meta name="date" content="2020-01-01">'
        f'<link rel="canonical" href="{URL}">{script(ARTICLE)}<h1>Heading</h1>'
    )
    assert found.title == "Port closed"
    assert (found.published, found.published_from) == ("2024-05-16T10:00:00+02:00", "json-ld")
    assert found.modified == "2024-05-16T12:00:00+02:00"
    assert found.authors == ("Ola Brandt", "Kim Reyes")
    assert (found.publisher, found.url, found.language) == ("Gazette", URL, "en-GB")


def test_nodes_that_refer_to_one_another() -> None:
    graph = [
        {**ARTICLE, "author": {"@id": "#p"}, "publisher": {"@id": "#o"}},
        {"@type": "Person", "@id": "#p", "name": "Ola Brandt"},
        {"@type": "Organization", "@id": "#o", "name": "Gazette"},
    ]
    found = head(script({"@graph": graph}))
    assert (found.authors, found.publisher) == (("Ola Brandt",), "Gazette")
    assert found.metadata["author"] == ["Ola Brandt"]


def test_other_stories_of_a_list_are_not_the_page() -> None:
    listed = {
        "@type": "NewsArticle",
        "headline": "Other",
        "datePublished": "2020-01-01",
        "url": "https://gazette.example/2",
    }
    listing = {"@type": "ItemList", "itemListElement": [listed]}
    page = f'<link rel="canonical" href="{URL}">'
    assert head(page + script([listing, ARTICLE])).title == "Port closed"
    assert head(page + script(listing) + "<h1>Port shut</h1>").title == "Port shut"
    assert head(page + script({**listing, "itemListElement": [{**listed, "url": URL}]})).title == "Other"


@pytest.mark.parametrize(
    ("html", "published", "source"),
    [
        ('<meta property="article:published_time" content="2024-05-16T10:00:00Z">', "2024-05-16T10:00:00+00:00", "meta"),
        ('<meta name="DC.date.issued" content="2024-05-16">', "2024-05-16", "meta"),
        ('<meta property="article:published_time" content=""><meta name="pubdate" content="2024-05-16">', "2024-05-16", "meta"),
        ('<meta name="date" content="0001-01-01">', None, None),
        ('<article><time datetime="2024-05-16T10:00:00+02:00">Today</time></article>', "2024-05-16T10:00:00+02:00", "time"),
        ('<aside><time datetime="2020-01-01">x</time></aside><main><time>16 May 2024</time></main>', "2024-05-16", "time"),
        ('<div class="related"><time datetime="2020-01-01">x</time></div>', None, None),
        ('<h1>Port shut</h1><p>By Ola Brandt<br>May 16, 2024, 9:30 a.m. EDT<p>' + "The port. " * 30, "2024-05-16T09:30:00-04:00", "byline"),
        ('<time itemprop="datePublished" content="2024-05-16">x</time>', "2024-05-16", "time"),
        (script({**ARTICLE, "datePublished": 1715850000}), "2024-05-16T09:00:00+00:00", "json-ld"),
        (script({**ARTICLE, "datePublished": [None, {}, "2024-05-16"]}), "2024-05-16", "json-ld"),
        ("", None, None),
    ],
)  # fmt: skip
def test_dates_and_where_they_stand(html: str, published: str | None, source: str | None) -> None:
    found = head(html)
    assert (found.published, found.published_from) == (published, source)


@pytest.mark.parametrize(
    ("html", "authors"),
    [
        ('<meta name="author" content="By Ola Brandt and Kim Reyes">', ("Ola Brandt", "Kim Reyes")),
        ('<meta name="author" content="admin"><a rel=author>Ola Brandt</a>', ("Ola Brandt",)),
        ('<meta property="article:author" content="https://social.example/ola">', ()),
        ("<div class=byline>Photographs by Ola Brandt</div>", ("Ola Brandt",)),
        ('<meta name="author" content="Jane Doe, Associated Press">', ("Jane Doe, Associated Press",)),
        (script({**ARTICLE, "author": "Ola Brandt"}), ("Ola Brandt",)),
        (script({**ARTICLE, "author": {"name": ["x"]}}), ()),
        (
            "<h1>Port shut</h1><div>By Ola Brandt<br>May 16, 2024</div>" + "The port is shut. " * 20,
            ("Ola Brandt",),
        ),
    ],
)
def test_authors(html: str, authors: tuple[str, ...]) -> None:
    assert head(html).authors == authors


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ('<meta property="og:title" content="Port shut | Gazette"><meta property="og:site_name" content="Gazette">', "Port shut"),
        ('<meta property="og:title" content="Gazette"><meta property="og:site_name" content="Gazette"><h1>Port shut</h1>', "Port shut"),
        ("<title>Port shut after a crane fell - Gazette</title><h1>Port shut after a crane fell</h1>", "Port shut after a crane fell"),
        ("<title>Port shut after a crane fell | Gazette</title>", "Port shut after a crane fell"),
        ("<title>Home</title>", None),
        ("<title>Tom &amp;amp; Jerry</title>", "Tom & Jerry"),
        ("", None),
    ],
)  # fmt: skip
def test_titles(html: str, title: str | None) -> None:
    assert head(html).title == title


def test_the_site_behind_the_title_is_the_publisher_where_nothing_else_is() -> None:
    assert head("<title>Port shut | Sorvik Gazette</title><h1>Port shut</h1>").publisher == "Sorvik Gazette"


def test_hostile_structured_data_are_bounded_typed_and_marked() -> None:
    deep = '<script type="application/ld+json">' + '{"a":' * 10_000 + "1" + "}" * 10_000 + "</script>"
    digits = f'<script type="application/ld+json">{{"@type": "NewsArticle", "n": {"9" * 10_000}, "headline": "Port shut"}}</script>'
    large = script({**ARTICLE, "headline": "x" * 5_000_000})
    long = script({**ARTICLE, "headline": "x " * 50_000, "__proto__": {"a": 1}, "author": {"__proto__": "x"}})
    assert head(deep).marks == ("script too deep",)
    assert head(digits).title == "Port shut"
    assert head(large + "<h1>Port shut</h1>").title == "Port shut"
    assert head(large).marks == ("script too large",)
    found = head(long)
    assert found.title is not None
    assert len(found.title) <= 300
    assert "title cut" in found.marks
    assert head(script(ARTICLE) * 30).marks == ("more scripts",)
    assert head('<script type="application/ld+json">{oops</script>').marks == ("script not JSON",)
    assert head(script({"@graph": [ARTICLE] * 9_000})[:200_000]).marks


def test_trailing_commas_are_forgiven() -> None:
    assert (
        head(
            '<script type="application/ld+json">{"@type": "Article", "headline": "Port shut",}</script>'
        ).title
        == "Port shut"
    )


def test_a_body_in_the_structured_data_loses_its_markup() -> None:
    found = head(script({**ARTICLE, "articleBody": "<p>One.</p><p>Two &amp; three.</p>"}))
    assert found.body is not None
    assert found.body.split() == ["One.", "Two", "&", "three."]
