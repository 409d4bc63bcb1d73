from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.link.urls import canonical_url

PLAIN = "https://example.com/news/flood?a=1&b=2"


@pytest.mark.parametrize(
    "url",
    [
        PLAIN,
        "http://www.example.com/news/flood/?b=2&a=1",
        "HTTPS://m.Example.COM:443/news/flood?a=1&b=2#top",
        "//example.com:80/news/./x/../flood/index.html?utm_source=x&a=1&b=2&fbclid=zz",
        "www.example.com/news/flood?a=1&b=2&source=rss",
        "https://amp.example.com/news/flood/amp/?a=1&b=2&amp=1",
        "https://web.archive.org/web/20260101000000id_/http://www.example.com/news/flood?a=1&b=2",
        "https://web.archive.org/web/2026/https:/example.com/news/flood?a=1&b=2",
        "https://archive.ph/2026.01.01-101010/https://example.com/news/flood?a=1&b=2",
        "https://www.google.com/amp/s/www.example.com/news/flood?a=1&b=2",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/flood?a=1&b=2",
        "https://www-example-com.translate.goog/news/flood?a=1&b=2&_x_tr_sl=de&_x_tr_tl=en",
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.com%2Fnews%2Fflood%3Fa%3D1%26b%3D2",
        "https://user:word@example.com/news/flood;jsessionid=1A2B?a=1&b=2",
        "  https://example.com/n%65ws/flood?a=1&b=2 ",
    ],
)
def test_one_page_has_one_address(url: str) -> None:
    assert canonical_url(url) == PLAIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/a?ref=20194", "https://example.com/a?ref=20195"),
        ("https://news.example.com/a", "https://example.com/a"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/#!/a", "https://example.com/#!/b"),
        ("https://example.com/A", "https://example.com/a"),
    ],
)
def test_other_pages_have_others(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url", ["", "report 12", "mailto:a@example.com", "urn:x:1", "file.jsonl:12", "http://[bad"]
)
def test_what_is_no_address_stays(url: str) -> None:
    assert canonical_url(url) == url


def test_escapes_have_one_case_and_letters_need_none() -> None:
    assert canonical_url("https://example.com/caf%c3%a9/%7Ex") == canonical_url("https://example.com/café/~x")
    assert canonical_url("https://m.co.uk/x") == "https://m.co.uk/x"


PARTS = st.sampled_from(
    "http:// https:// // www. m. amp. example.com example.co.uk :80 :8443 / /a /amp /index.html .amp.html .. /./ "
    "? & a=1 b=%20x utm_source=y = # #! %2f %zz %25 % é @ [ ] ;sid=1 web.archive.org/web/2026/ google.com/amp/s/ "
    "archive.is/2026/ google.com/url?q= translate.goog -- - + \\".split()
)


@settings(max_examples=600, deadline=None)
@given(
    st.one_of(
        st.lists(PARTS, max_size=12).map("".join),
        st.text(max_size=60).map("https://example.com/".__add__),
        st.text(max_size=40),
    )
)
def test_idempotent_and_never_raises(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("abcxyz"), st.text(max_size=5), max_size=4), st.randoms())
def test_the_order_of_a_query_does_not_count(pairs: dict[str, str], chance: object) -> None:
    shuffled = list(pairs.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    base = "https://example.com/a?"
    assert canonical_url(base + urlencode(list(pairs.items()))) == canonical_url(base + urlencode(shuffled))
