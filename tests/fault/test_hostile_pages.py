"""Pages made to hurt: each ends in a report or a coded refusal, within its time, and the next page is read."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import REFUSAL_CODES
from sayso.records import Article, Item, Refusal
from sayso.text import make_article
from sayso.text.page_pool import PagePool

LINE = "Soldiers attacked a village near the border on Monday, killing four people, the governor said."
GOOD = f"<html><body><article><h1>Village attacked</h1>{f'<p>{LINE} It was the last of several.</p>' * 5}</article></body></html>"

#: Pages made by hand, each for one way of going wrong.
NASTY: dict[str, str | bytes] = {
    "100,000 nested": "<div>" * 100_000 + LINE,
    "nested where scripts hide it": "<script>'</div>'</script>" + "<section><p>" * 150 + LINE,
    "200,000 attributes": "<div " + " ".join(f"a{n}=1" for n in range(200_000)) + f">{LINE}",
    "9 MB of paragraphs": f"<p>{LINE}</p>" * 90_000,
    "13 MB of paragraphs": f"<p>{LINE}</p>" * 130_000,
    "tables in tables": "<table><tr><td>" * 60 + LINE,
    "formatting never closed": "<b><i><u><font>" * 45 + f"<p>{LINE}" * 40,
    "formatting misnested": "<p><b><i>x</b></p>" * 20_000 + LINE,
    "a million entities": "<p>" + "&amp;" * 1_000_000,
    "entities without end": "<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><p>&b;&b;" + LINE,
    "comments without end": "<!--" * 50_000 + LINE,
    "no end of a tag": "<p " + "x" * 1_000_000,
    "no end of a quote": "<p class='" + LINE * 10_000,
    "NULs everywhere": GOOD.replace("o", "o\0", 30),
    "UTF-16 without a mark": GOOD.encode("utf-16-le"),
    "UTF-16 cut in a character": GOOD.encode("utf-16")[:-1],
    "half UTF-8, half Windows": GOOD.encode() + "Café “owners”".encode("cp1252") * 50,
    "lone surrogates": GOOD.replace("village", "vill\ud800age"),
    "surrogates in references": GOOD.replace("village", "&#xD800;&#xDFFF;&#x110000;&#0;"),
    "one word of 100 kB": GOOD.replace("village", "v" * 100_000),
    "overrides and zero width": GOOD.replace("village", "\u202evil\u200blage\u2066" + "\u0301" * 5000),
    "scripts as text": GOOD.replace("village", "&lt;script&gt;alert(1)&lt;/script&gt; village"),
    "JSON-LD 10,000 deep": '<script type="application/ld+json">' + "[" * 10_000 + "</script>" + GOOD,
    "JSON-LD of 5 MB": f'<script type="application/ld+json">{{"headline": "{"x" * 5_000_000}"}}</script>' + GOOD,
    "10,000 scripts": '<script type="application/ld+json">{"@type": "NewsArticle"}</script>' * 10_000 + GOOD,
    "10,000 headings": "<h1>x</h1>" * 10_000 + GOOD,
    "100,000 meta tags": '<meta property="og:title" content="x">' * 100_000 + GOOD,
    "100,000 times": "<time datetime=2024>x</time>" * 100_000 + GOOD,
    "frames": "<frameset><frame src=a>" + GOOD,
    "a select of everything": "<select>" + "<option>" * 100_000 + LINE,
    "plaintext": "<plaintext>" + GOOD,
    "only white space": " \n" * 500_000,
    "empty": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def pool() -> Iterator[PagePool]:
    with PagePool(size=1) as made:
        yield made


def read(pool: PagePool, body: str | bytes) -> Article | Refusal:
    made = make_article(Item(name="page", body=body, html=True), pool=pool)
    if isinstance(made, Refusal):
        assert made.code in REFUSAL_CODES
        return made
    end = 0
    for sentence in made.sentences:
        assert end <= sentence.span.start < sentence.span.end <= len(made.text)
        end = sentence.span.end
        assert all(sentence.span.contains(word) and word.of(made.text).strip() for word in sentence.words)
    assert "\0" not in made.text
    made.text.encode("utf-8")
    return made


def cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@pytest.mark.slow
@pytest.mark.parametrize("name", NASTY)
def test_nasty_pages_end_in_time_and_the_next_is_read(name: str) -> None:
    with PagePool(size=1) as pool:
        began = cpu_s()
        read(pool, NASTY[name])
        pool.close()
        # ten seconds for the parsers; ours, and the start of two children, come to it
        assert cpu_s() - began < 15
        after = read(pool, GOOD)
        assert isinstance(after, Article)
        assert LINE in after.text


@pytest.mark.parametrize(
    "name", ["NULs everywhere", "UTF-16 without a mark", "scripts as text", "JSON-LD of 5 MB"]
)
def test_what_is_only_odd_is_read(pool: PagePool, name: str) -> None:
    made = read(pool, NASTY[name])
    assert isinstance(made, Article)
    assert "the governor said" in made.text


def test_markup_in_references_stays_text(pool: PagePool) -> None:
    made = read(pool, NASTY["scripts as text"])
    assert isinstance(made, Article)
    assert "<script>alert(1)</script> village" in made.text


PIECES = [
    "<p>", "</p>", "<div ", "class='", '"', ">", "<", "&amp;", "&#x", "\0", LINE, "<article>", "</body>", "<html>", "<!--", "-->", "<table><td>",
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": ', '"x"}</script>', "<meta name=date content=", "<time datetime=", "\ud800",
    "<h1>", "<svg>", "</script>", "é", "\u202e", "2024-05-16", "<title>", "<base href=//x>", "<noscript>", "By Ola Brandt ", "]]>", "<![CDATA[",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
    | st.binary(max_size=300)
    | st.text(max_size=200)
)
def test_no_page_raises(pool: PagePool, body: str | bytes) -> None:
    read(pool, body)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(GOOD)),
    noise=st.binary(max_size=30),
    charset=st.sampled_from([None, "utf-8", "utf-16", "big5", "x"]),
)
def test_no_damage_raises(pool: PagePool, at: int, noise: bytes, charset: str | None) -> None:
    body = GOOD.encode()[:at] + noise + GOOD.encode()[at:]
    made = make_article(Item(name="page", body=body, html=True, charset=charset), pool=pool)
    assert isinstance(made, Article | Refusal)


def test_the_pool_of_all_callers_is_one() -> None:
    began = time.monotonic()
    made = [make_article(Item(name="page", body=GOOD, html=True)) for _ in range(20)]
    assert all(isinstance(one, Article) for one in made)
    assert time.monotonic() - began < 20
