from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import pytest

from sayso.errors import REFUSAL_CODES
from sayso.records import Article, Item, Refusal
from sayso.text import Extent, make_article
from sayso.text.page_pool import PagePool

LINES = [
    f"The harbour master of Gorny closed basin number {n} on Monday after a crane fell into it, his office said."
    for n in range(8)
]
BODY = "".join(f"<p>{line}</p>" for line in LINES)
HEAD = '<title>Port shut | Gazette</title><meta property="article:published_time" content="2024-05-16T23:30:00-04:00">'
PAGE = f'<html lang="en"><head>{HEAD}</head><body><article><h1>Port shut</h1>{BODY}</article></body></html>'


@pytest.fixture(scope="module")
def pool() -> Iterator[PagePool]:
    with PagePool(size=1) as made:
        yield made


def read(pool: PagePool, body: str | bytes, **fields: object) -> Article | Refusal:
    made = make_article(Item(name="x", body=body, html=True, **fields), pool=pool)  # type: ignore[arg-type]
    if isinstance(made, Refusal):
        assert made.code in REFUSAL_CODES
    else:
        json.dumps(dict(made.extra))
    return made


def article(pool: PagePool, body: str | bytes, **fields: object) -> Article:
    made = read(pool, body, **fields)
    assert isinstance(made, Article), made
    return made


def test_what_is_kept_of_a_page(pool: PagePool) -> None:
    made = article(pool, PAGE)
    assert made.text == "\n".join(["Port shut", *LINES])
    assert (made.title, made.publisher) == ("Port shut", "Gazette")
    assert made.published is not None
    assert made.published.isoformat() == "2024-05-16"
    assert made.extra["published_at"] == "2024-05-16T23:30:00-04:00"
    assert made.extra["published_from"] == "meta"
    assert made.extra["page_language"] == "en"
    kept = made.extra["extraction"]
    assert isinstance(kept, dict)
    assert kept["extractor"] == "trafilatura"
    assert kept["version"]
    assert kept["raw_sha256"] == hashlib.sha256(PAGE.encode()).hexdigest()
    assert "page_kind" not in made.extra


def test_what_the_sender_states_goes_before_what_the_page_says(pool: PagePool) -> None:
    made = article(pool, PAGE, published="2024-05-17", publisher="Wire", title="Port shut after accident")
    assert (made.publisher, made.title) == ("Wire", "Port shut after accident")
    assert made.published is not None
    assert made.published.isoformat() == "2024-05-17"
    assert "published_from" not in made.extra


def test_a_date_after_the_fetching_is_not_taken_and_is_told(pool: PagePool) -> None:
    made = article(pool, PAGE, fetched_at="2024-05-16T10:00:00+00:00")
    assert made.published is not None
    assert made.published.isoformat() == "2024-05-16"
    assert made.extra["published_at"] == "2024-05-16T10:00:00+00:00"
    assert made.extra["published_stated"] == "2024-05-16T23:30:00-04:00"
    assert "published_stated" not in article(pool, PAGE, fetched_at="2024-05-17T10:00:00+00:00").extra


def test_kinds_are_kept_with_their_evidence(pool: PagePool) -> None:
    node = json.dumps({"@type": "OpinionNewsArticle", "headline": "Port shut", "isAccessibleForFree": False})
    made = article(
        pool, PAGE.replace("</head>", f'<script type="application/ld+json">{node}</script></head>')
    )
    kinds = made.extra["page_kind"]
    assert isinstance(kinds, list)
    assert [k["kind"] for k in kinds] == ["opinion", "paywall"]
    assert kinds[0]["evidence"] == ["type OpinionNewsArticle"]


def test_the_text_of_the_structured_data_stands_in_for_an_empty_page(pool: PagePool) -> None:
    node = json.dumps({"@type": "NewsArticle", "headline": "Port shut", "articleBody": "\n\n".join(LINES)})
    page = f'<html><script type="application/ld+json">{node}</script><body><div id=root></div></body></html>'
    made = article(pool, page)
    assert made.text == "\n".join(["Port shut", *LINES])
    kept = made.extra["extraction"]
    assert isinstance(kept, dict)
    assert kept["extractor"] == "json-ld"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"%PDF-1.7 " + PAGE.encode(), "input.unsupported"),
        (b"PK\x03\x04" + PAGE.encode(), "input.unsupported"),
        (b"\x00\x00\x00\x20ftypmp42" + PAGE.encode(), "input.unsupported"),
        (b"\x89PNG\r\n\x1a\n" + PAGE.encode(), "input.unsupported"),
        (b"<rss version='2.0'><channel>", "input.unsupported"),
        (b"\x00\x01\x02" * 900, "input.not_text"),
        ("<div>" * 100_000 + BODY, "html.too_deep"),
        ("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + f">{BODY}", "html.too_many_attributes"),
        (BODY * 16_000, "input.too_large"),
        ("<html><body></body></html>", "html.no_body"),
        ("<html><body><ul>" + "<li><a href=#>Latest news</a>" * 40 + "</ul></body></html>", "html.no_body"),
        ("<html><body><p>Subscribe to continue reading.</p><p>Already a member? Log in.</p></body></html>", "html.paywall"),
        ("<html><body><div><p>We use cookies and ask for your consent.</p><button>Accept all</button></div></body></html>", "html.consent"),
        ("<html><body><p>Please enable JavaScript to continue.</p></body></html>", "html.blocked"),
        ("<html lang=de><body><article>" + "<p>Der Stadtrat hat am Dienstag beschlossen, die alte Brücke zu sperren, sagte die Bürgermeisterin.</p>" * 4, "text.wrong_language"),
    ],
)  # fmt: skip
def test_refusals(pool: PagePool, body: str | bytes, code: str) -> None:
    made = read(pool, body)
    assert isinstance(made, Refusal), made
    assert made.code == code


def test_the_servers_charset_is_used(pool: PagePool) -> None:
    page = PAGE.replace("Gorny", "Górny").encode("iso8859-2")
    assert "Górny" in article(pool, page, charset="iso-8859-2").text


def test_long_texts_are_cut_and_say_so(pool: PagePool) -> None:
    text = "\n".join(
        f"Line {n} says that the port of Gorny is shut and that no ship may enter." for n in range(16_000)
    )
    made = make_article(Item(name="x", body=text))
    assert isinstance(made, Article)
    assert len(made.text) <= Extent().chars
    assert text.startswith(made.text + "\n")
    assert made.sentences[-1].span.end == len(made.text)
    assert Extent().words - 100 < sum(len(s.words) for s in made.sentences) <= Extent().words
    assert made.extra["truncated"] == {"chars": len(text)}
    again = make_article(Item(name="x", body=made.text, extra=made.extra), settled=True)
    assert isinstance(again, Article)
    assert again.text == made.text
    assert again.sentences == made.sentences


def test_a_text_without_any_stop_is_cut_between_words() -> None:
    made = make_article(Item(name="x", body="the port of Gorny is shut and " * 50_000))
    assert isinstance(made, Article)
    assert len(made.text) <= 1_000_000
    assert made.text.split()[-1] in "the port of Gorny is shut and".split()
