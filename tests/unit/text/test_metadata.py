from __future__ import annotations

import json

import pytest

from sayso.records import Article, Item
from sayso.text import make_article
from sayso.text.metadata import page_metadata

BODY = "".join(
    f"<p>The harbour master of Gorny closed basin number {n} on Monday after a crane fell into it, his office said.</p>"
    for n in range(5)
)


def script(tree: object) -> str:
    words = tree if isinstance(tree, str) else json.dumps(tree)
    return f'<script type="application/ld+json">{words}</script>'


def test_tags() -> None:
    html = (
        "<link href='https://apnews.com/1' rel=\"canonical\"><meta property=og:url content='https://gazette.example/1'>"
        '<meta name="copyright" content="Copyright 2026 The Associated Press &amp; Co">'
        '<meta name="Syndication-Source" content="https://a.example/1"><link rel="original-source" href="https://b.example/1">'
        '<meta name="author" content="Ola Brandt"><meta name="keywords" content="port">'
    )
    assert page_metadata(html) == {
        "author": ["Ola Brandt"],
        "canonical": "https://apnews.com/1",
        "copyright": ["Copyright 2026 The Associated Press & Co"],
        "og_url": "https://gazette.example/1",
        "original_source": "https://b.example/1",
        "syndication_source": "https://a.example/1",
    }


def test_structured_data_wherever_the_article_stands() -> None:
    article = {
        "@type": ["NewsArticle"],
        "author": [{"@type": "Person", "name": "Ola Brandt"}, "Kim Reyes"],
        "provider": {"@type": "Organization", "name": "AFP"},
        "copyrightHolder": {"name": "Agence France-Presse"},
        "creditText": "AFP",
        "isBasedOn": {"url": "https://afp.com/1"},
        "publisher": {"@id": "https://gazette.example/#org"},
    }
    found = page_metadata(script({"@graph": [{"@type": "Organization", "name": "Not this"}, article]}))
    assert found == {
        "author": ["Ola Brandt", "Kim Reyes"],
        "based_on": ["https://afp.com/1"],
        "copyright_holder": ["Agence France-Presse"],
        "credit": ["AFP"],
        "provider": ["AFP"],
        "publisher": ["https://gazette.example/#org"],
    }


@pytest.mark.parametrize(
    "words",
    [
        "",
        "{",
        "[" * 100_000,
        '{"@type": "NewsArticle", "author": ' + "[" * 60 + "]" * 60 + "}",
        '{"@type": 7, "author": "x"}',
        '{"@type": "NewsArticle", "author": {"name": {"name": 3}}, "provider": null, "creditText": [null, 1, {}]}',
        "null",
        '"NewsArticle"',
        '{"@type": "NewsArticle", "author": "' + "x" * 400_000 + '"}',
    ],
)
def test_bad_structured_data_says_nothing(words: str) -> None:
    assert page_metadata(script(words)) == {}


def test_values_are_limited() -> None:
    found = page_metadata(
        script({"@type": "NewsArticle", "author": [f"{n} " + "x" * 900 for n in range(90)]})
    )
    authors = found["author"]
    assert isinstance(authors, list)
    assert len(authors) == 8
    assert max(map(len, authors)) <= 300


def test_comments_and_raw_line_ends_in_a_script_are_read() -> None:
    words = '<!-- {"@type": "NewsArticle", "creditText": "Reuters\nStaff"} -->'
    assert page_metadata(script(words)) == {"credit": ["Reuters Staff"]}


def test_a_pages_metadata_reach_the_report_and_do_not_change_its_id() -> None:
    def made(head: str) -> Article:
        item = Item(
            name="x",
            body=f"<html><head><title>Port closed</title>{head}</head><body><article>{BODY}</article></body></html>",
            html=True,
            url="https://gazette.example/1",
            publisher="Gazette",
            published="2026-03-03",
            title="Port closed",
        )
        article = make_article(item)
        assert isinstance(article, Article), article
        return article

    plain, marked = made(""), made(script({"@type": "NewsArticle", "provider": {"name": "AFP"}}))
    assert marked.extra["page"] == {"provider": ["AFP"]}
    assert "page" not in plain.extra
    assert plain.article_id == marked.article_id
