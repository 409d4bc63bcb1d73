"""Feeds that attack: each ends within a second, without a file opened or a connection made, with a code."""

from __future__ import annotations

import builtins
import gzip
import io
import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.errors import REFUSAL_CODES
from sayso.ingest.feeds import (
    Feed,
    FeedFault,
    FeedKind,
    FeedLimits,
    find_feeds,
    read_feed,
    walk_add,
    walk_first,
    walk_next,
)
from sayso.ingest.feeds.syndication import read_syndication

NOW = datetime(2024, 5, 18, tzinfo=UTC)
URL = "https://news.test/feed"


@pytest.fixture(autouse=True)
def sealed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Nothing may be opened and nobody asked while a feed is read."""
    touched: list[object] = []

    def refuse(*args: object, **kwargs: object) -> object:
        touched.append(args)
        raise OSError("a feed reached outside")

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(io, "open", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield touched
    assert touched == []


def rss(items: str, head: str = "") -> bytes:
    return f"<?xml version='1.0'?>{head}<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


LAUGHS = (
    "<!DOCTYPE rss [<!ENTITY a 'lol'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)
ATTACKS = {
    "billion laughs": rss("<item><title>&j;</title></item>", LAUGHS),
    "quadratic blow-up": rss(
        "<item><title>" + "&a;" * 50_000 + "</title></item>", f"<!DOCTYPE rss [<!ENTITY a '{'x' * 50_000}'>]>"
    ),
    "many entities": rss(
        "<item/>", "<!DOCTYPE rss [" + "".join(f"<!ENTITY e{n} 'x'>" for n in range(5000)) + "]>"
    ),
    "file": rss(
        "<item><title>&f;</title></item>", "<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    ),
    "http": rss(
        "<item><title>&f;</title></item>", "<!DOCTYPE rss [<!ENTITY f SYSTEM 'http://127.0.0.1:9/x'>]>"
    ),
    "parameter": rss("<item/>", "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x.dtd'> %p;]>"),
    "public": rss("<item>&f;</item>", "<!DOCTYPE rss [<!ENTITY f PUBLIC 'x' 'http://127.0.0.1:9/x'>]>"),
    "unparsed": rss(
        "<item/>", "<!DOCTYPE rss [<!NOTATION n SYSTEM 'x'><!ENTITY f SYSTEM 'file:///etc/passwd' NDATA n>]>"
    ),
    "laughs, ill-formed": rss("<item><title>&j;</title><b></item>", LAUGHS),
    "laughs, utf-16": rss("<item><title>&j;</title></item>", LAUGHS)
    .decode()
    .replace("?>", " encoding='utf-16'?>", 1)
    .encode("utf-16"),
    "attributes": b"<rss " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"><b>",
    "depth": b"<rss>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</rss>",
    "depth, ill-formed": b"<rss>" + b"<a>" * 1_000_000,
    "elements": rss("<item>" + "<category>x</category>" * 400_000 + "</item>"),
    "json, deep": b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 500_000,
    "json, number": b'{"version": "https://jsonfeed.org/version/1", "x": ' + b"9" * 500_000 + b"}",
    "json, cut": b'{"version": "https://jsonfeed.org/version/1", "items": [',
    "json, other": b'{"version": 1, "items": []}',
    "gzip bomb": gzip.compress(bytes(60_000_000)),
    "gzip, cut": gzip.compress(b"<rss>" * 9000)[:-12],
    "sitemap laughs": LAUGHS.replace("rss", "urlset").encode()
    + b"<urlset><url><loc>&j;</loc></url></urlset>",
    "sitemap file": b"<!DOCTYPE urlset [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&f;</loc></url></urlset>",
    "sitemap depth": b"<urlset>" + b"<url>" * 100_000,
    "sitemap elements": b"<urlset><url>" + b"<x/>" * 2_500_000,
    "page": b"<!doctype html><title>x</title>",
    "path": b"/etc/passwd",
    "address": b"http://127.0.0.1:9/feed.xml",
    "film": b"\x00\x00\x00\x20ftypisom" + bytes(500),
    "nothing": b"",
    "other xml": b"<?xml version='1.0'?><note>words</note>",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_end_in_a_coded_fault_within_a_second(name: str) -> None:
    start = time.process_time()
    got = read_feed(ATTACKS[name], URL, NOW)
    assert time.process_time() - start < 1
    assert isinstance(got, FeedFault)
    assert got.code in REFUSAL_CODES
    assert len(got.reason) < 200


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://127.0.0.1:9/rss-0.91.dtd'>",
            "x",
        ),
        ("<!DOCTYPE rss SYSTEM 'file:///etc/passwd'>", "x"),
        ("<!DOCTYPE rss [<!ENTITY nbsp '&#160;'>]>", "x&nbsp;y"),
    ],
)
def test_external_dtds_are_not_read_and_small_entities_live(head: str, title: str) -> None:
    got = read_feed(rss(f"<item><title>{title}</title></item>", head), URL, NOW)
    assert isinstance(got, Feed)
    assert got.entries[0].title in ("x", "x y")


def test_xinclude_is_text_like_any_other() -> None:
    got = read_feed(
        rss(
            "<item><title>t</title><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/></item>"
        ),
        URL,
        NOW,
    )
    assert isinstance(got, Feed)
    assert "root:" not in repr(got)


@pytest.mark.parametrize("source", [b"/etc/passwd", b"http://127.0.0.1:9/", b"feed.xml"])
def test_feedparser_never_takes_a_feed_for_a_path(source: bytes) -> None:
    assert isinstance(read_syndication(source, URL, NOW, FeedLimits()), FeedFault)


@pytest.mark.parametrize("loose", [False, True])
@pytest.mark.parametrize("utf16", [False, True])
def test_a_million_items_are_cut_at_the_limit(loose: bool, utf16: bool) -> None:
    body = (
        b"<rss><channel><title>T</title>"
        + b"<item><guid>%d</guid></item>" * 150_000 % tuple(range(150_000))
        + (b"<b>" if loose else b"")
        + b"</channel></rss>"
    )
    if not loose and not utf16:
        body = b"<rss><channel><title>T</title>" + b"<item/>" * 1_000_000 + b"</channel></rss>"
    start = time.process_time()
    got = read_feed(body.decode().encode("utf-16") if utf16 else body, URL, NOW)
    assert time.process_time() - start < 2
    assert isinstance(got, Feed)
    assert got.cut_off
    assert len(got.entries) + got.n_repeated == FeedLimits().max_entries


def test_a_million_items_of_json_are_cut_at_the_limit() -> None:
    items = [{"id": n} for n in range(100_000)]
    got = read_feed(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(), URL, NOW
    )
    assert isinstance(got, Feed)
    assert (len(got.entries), got.cut_off) == (2_000, True)


def test_json_of_any_shape_is_read() -> None:
    rows = [
        None,
        5,
        "x",
        [],
        {},
        {"id": {}, "url": [], "title": 7, "authors": {"name": "x"}, "content_html": 3},
        {"id": 10**40},
        {"id": "z", "authors": [{"name": 3}, None, {"name": "A"}]},
    ]
    got = read_feed(
        json.dumps(
            {"version": "https://jsonfeed.org/version/1", "items": rows, "language": 5, "authors": "x"}
        ).encode(),
        URL,
        NOW,
    )
    assert isinstance(got, Feed)
    assert got.entries[-1].author == "A"
    assert isinstance(
        read_feed(b'{"version": "https://jsonfeed.org/version/1", "items": {"a": 1}}', URL, NOW), Feed
    )


# --- sitemaps ---------------------------------------------------------------------------------------


def sitemap(*locs: str, root: str = "urlset", row: str = "url") -> bytes:
    return (
        f"<{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        + "".join(f"<{row}><loc>{u}</loc></{row}>" for u in locs)
        + f"</{root}>"
    ).encode()


def index(*locs: str) -> bytes:
    return sitemap(*locs, root="sitemapindex", row="sitemap")


def mapped(body: bytes, url: str = "https://news.test/map.xml") -> Feed:
    got = read_feed(body, url, NOW)
    assert isinstance(got, Feed)
    assert got.kind is FeedKind.SITEMAP
    return got


def test_fifty_thousand_addresses_and_no_more() -> None:
    got = mapped(sitemap(*(f"https://news.test/{n}" for n in range(50_001))))
    assert (len(got.entries), got.cut_off) == (50_000, True)


def test_other_hosts_and_odd_addresses_are_left_off() -> None:
    got = mapped(
        sitemap(
            "https://news.test/a",
            "https://www.news.test/b",
            "https://evil.test/c",
            "javascript:x",
            "http://news.test@evil.test/",
            "http://10.0.0.1/",
            "/d",
            "",
            "http://[x",
        )
    )
    assert [e.link for e in got.entries] == [
        "https://news.test/a",
        "https://www.news.test/b",
        "https://news.test/d",
    ]
    assert got.n_elsewhere == 6
    assert mapped(index("https://evil.test/map.xml", "https://news.test/2.xml")).maps == (
        "https://news.test/2.xml",
    )


def test_a_packed_bomb_of_addresses_stops() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000)
    got = read_feed(bomb, URL, NOW)
    assert isinstance(got, FeedFault)
    assert got.code == "feed.too_large"


def test_a_sitemap_that_breaks_off_keeps_what_it_had() -> None:
    got = mapped(sitemap("https://news.test/a", "https://news.test/b")[:-30])
    assert ([e.link for e in got.entries], got.cut_off) == (["https://news.test/a"], True)


def test_indexes_that_name_themselves_and_one_another_end() -> None:
    site = {
        "https://news.test/a.xml": index("https://news.test/b.xml", "https://news.test/a.xml"),
        "https://news.test/b.xml": index("https://news.test/a.xml", "https://news.test/b.xml"),
    }
    walk, visited = walk_first("https://news.test/a.xml"), []
    while (url := walk_next(walk)) is not None:
        visited.append(url)
        walk = walk_add(walk, mapped(site[url], url))
    assert visited == ["https://news.test/a.xml", "https://news.test/b.xml"]
    assert walk_add(walk, None) == walk


def test_indexes_nest_three_deep_and_no_deeper() -> None:
    walk, n = walk_first("https://news.test/0.xml"), 0
    while (url := walk_next(walk)) is not None:
        n += 1
        walk = walk_add(walk, mapped(index(f"https://news.test/{n}.xml"), url))
    assert (n, walk.n_left_off) == (3, 1)


def test_news_come_first_and_an_index_of_thousands_is_bounded() -> None:
    names = [f"https://news.test/old-{n}.xml" for n in range(5000)] + ["https://news.test/x/NEWS-today.xml"]
    walk = walk_add(walk_first("https://maps.test/i.xml"), mapped(index(*names)))
    first = walk_next(walk)
    assert first is not None
    assert "NEWS-today" in first or "news.test" in first
    assert len(walk.seen) == 200
    assert walk.n_left_off == 5001 - 199


@pytest.mark.parametrize(
    "page",
    [
        "<" * 500_000,
        "<link " * 100_000,
        "<!--" * 100_000,
        "<script" * 100_000,
        "<link " + "a=" * 200_000,
        "<link rel=alternate " + "x='" * 100_000,
    ],
)
def test_pages_made_to_run_long_do_not(page: str) -> None:
    start = time.process_time()
    find_feeds(page, URL)
    assert time.process_time() - start < 1
