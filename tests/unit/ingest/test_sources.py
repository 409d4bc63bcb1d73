from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from backports import zstd

from loopback import answer, fetcher, pages, redirect, serve
from sayso.ingest import Limits, Outside, read_source
from sayso.records import Article, Item, Refusal
from sayso.text import make_article

ROWS = [{"id": 1, "text": "one"}, {"html": "<p>two</p>", "publisher": "P", "extra_key": [1]}]
SMALL = Limits(max_bytes=200, max_row_bytes=200)


def ended(spec: str | Path, limits: Limits = SMALL, **fields: object) -> list[Item | Refusal]:
    if "stdin" in fields:
        fields["outside"] = Outside(stdin=fields.pop("stdin"))  # type: ignore[arg-type]
    return list(read_source(str(spec), limits=limits, **fields))  # type: ignore[arg-type]


def code(result: Item | Refusal) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def jsonl(rows: list[object]) -> bytes:
    return b"".join(json.dumps(r).encode() + b"\n" for r in rows)


def test_a_text_file_is_one_item(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("some text")
    (only,) = ended(tmp_path / "a.txt", published=date(2023, 9, 14), publisher="P")
    assert isinstance(only, Item)
    assert (only.body, only.html, only.published, only.publisher) == (b"some text", False, "2023-09-14", "P")


def test_pages_are_told_by_name_and_by_content(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>x</p>")
    (tmp_path / "b.dat").write_text("<!DOCTYPE html><p>x</p>")
    assert all(isinstance(i, Item) and i.html for i in ended(tmp_path))


@pytest.mark.parametrize("packed", ["jsonl", "jsonl.gz", "jsonl.zst", "ndjson"])
def test_rows(tmp_path: Path, packed: str) -> None:
    data = jsonl(ROWS)
    if packed.endswith("gz"):
        data = gzip.compress(data)
    if packed.endswith("zst"):
        data = zstd.compress(data)
    path = tmp_path / f"rows.{packed}"
    path.write_bytes(data)
    one, two = ended(path, publisher="default")
    assert isinstance(one, Item)
    assert isinstance(two, Item)
    assert (one.given_id, one.body, one.publisher, one.name) == ("1", "one", "default", f"{path}:1")
    assert (two.html, two.publisher, dict(two.extra)) == (True, "P", {"extra_key": [1]})


def test_bad_rows_are_refused_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(
        b'not json\n[1]\n{"text": 5}\n{"id": "x"}\n\n\xff\xfe\n{"text": "'
        + b"x" * 500
        + b'"}\n{"text": "good"}\n'
    )
    results = ended(path)
    assert [code(r) for r in results[:-1]] == [
        "input.bad_row", "input.bad_row", "input.bad_row", "input.no_text", "input.bad_encoding", "input.too_large",
    ]  # fmt: skip
    assert isinstance(results[-1], Item)


def test_a_json_file_is_a_row_or_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ROWS))
    (tmp_path / "b.json").write_text(json.dumps(ROWS[0]))
    (tmp_path / "c.json").write_text("{")
    results = ended(tmp_path)
    assert [isinstance(r, Item) for r in results] == [True, True, True, False]


def test_folders_are_walked_in_order_without_hidden_files_and_loops(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/c.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert [Path(r.name).name for r in ended(tmp_path)] == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.parametrize("spec", ["/no/such/file", "a\x00b", "/no/such.jsonl"])
def test_missing(spec: str) -> None:
    (only,) = ended(spec)
    assert code(only) == "input.missing"


def test_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 201)
    assert [code(r) for r in ended(tmp_path)] == ["input.too_large"]


@pytest.mark.parametrize("cut", [1, 20])
def test_cut_archives(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"text " * 30)[:-cut])
    assert [code(r) for r in ended(path)] == ["input.truncated"]


def test_standard_input() -> None:
    assert [i.body for i in ended("-", stdin=BytesIO(b"plain text")) if isinstance(i, Item)] == [
        b"plain text"
    ]
    assert len(ended("-", stdin=BytesIO(jsonl(ROWS * 9)))) == 18
    assert code(ended("-", stdin=None)[0]) == "input.missing"
    assert code(ended("-", stdin=BytesIO(b"x" * 300))[0]) == "input.too_large"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://", "fetch.bad_url"),
        ("https://[bad", "fetch.bad_url"),
        ("http://\x00", "fetch.bad_url"),
        ("ftp://news.test/", "fetch.scheme"),
        ("file:///etc/passwd", "fetch.scheme"),
        ("http://10.0.0.1/", "fetch.ssrf"),
    ],
)
def test_addresses_that_cannot_be(url: str, why: str) -> None:
    assert code(ended(url, outside=Outside(open_fetcher=fetcher))[0]) == why


def test_a_password_in_a_refused_address_is_not_shown() -> None:
    (only,) = ended("http://me:secret@news.test/", outside=Outside(open_fetcher=fetcher))
    assert code(only) == "fetch.bad_url"
    assert "secret" not in repr(only)


def test_without_a_fetcher_no_address_is_asked() -> None:
    assert code(ended("http://news.test/")[0]) == "input.missing"


def test_a_page_of_the_web() -> None:
    with serve(pages({"/a": redirect("/b"), "/b": answer(b"<p>some words</p>")})) as server:
        (only,) = ended(server.url("/a"), outside=Outside(open_fetcher=lambda: fetcher(server.port)))
    assert isinstance(only, Item)
    assert (only.body, only.html, only.url) == (b"<p>some words</p>", True, server.url("/b"))


STORY = "Soldiers attacked a village near the border on Monday, killing four people, the governor said. " * 12
RSS = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Example Times</title>
<language>en-gb</language>
<item><title>An attack</title><link>https://times.example/a</link><guid>a</guid><pubDate>Thu, 16 May 2024 22:00:00 -0400</pubDate>
<description>Teaser</description><content:encoded><![CDATA[<p>{STORY}</p>]]></content:encoded></item>
<item><title>Talks</title><link>https://times.example/b</link><description>Talks began …</description></item>
</channel></rss>""".encode()
NOW = datetime(2024, 5, 18, tzinfo=UTC)


@pytest.mark.parametrize("name", ["f.rss", "f.xml", "f.atom", "f.rss.gz", "f.XML"])
def test_a_feed_is_one_item_or_refusal_an_entry(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(RSS) if name.endswith("gz") else RSS)
    one, two = ended(path, Limits(), outside=Outside(now=lambda: NOW))
    assert isinstance(one, Item)
    assert (one.name, one.given_id, one.url, one.title) == (
        f"{path}:1",
        "a",
        "https://times.example/a",
        "An attack",
    )
    assert (one.publisher, one.language, one.published) == (
        "Example Times",
        "en-gb",
        "2024-05-16T22:00:00-04:00",
    )
    assert isinstance(two, Refusal)
    assert (two.code, two.name) == ("feed.no_text", f"{path}:2")
    assert "https://times.example/b" in two.reason


def test_a_feed_entry_becomes_an_article_of_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "f.rss").write_bytes(RSS)
    item = ended(tmp_path / "f.rss", Limits())[0]
    assert isinstance(item, Item)
    article = make_article(item)
    assert isinstance(article, Article)
    assert article.text.startswith("An attack\nSoldiers attacked")
    assert (article.published, article.publisher) == (date(2024, 5, 16), "Example Times")


def test_a_json_feed_is_told_from_rows(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "T",
        "items": [{"id": "1", "content_text": STORY}, {"id": 2, "url": "/x"}],
    }
    (tmp_path / "f.json").write_text(json.dumps(feed))
    one, two = ended(tmp_path / "f.json", Limits(), publisher="P")
    assert isinstance(one, Item)
    assert (one.given_id, one.publisher) == ("1", "P")
    assert code(two) == "feed.no_text"


def test_xml_that_is_no_feed_is_read_as_before(tmp_path: Path) -> None:
    (tmp_path / "f.xml").write_text("<?xml version='1.0'?><note>some text</note>")
    (only,) = ended(tmp_path / "f.xml")
    assert isinstance(only, Item)


def test_feeds_with_nothing_in_them(tmp_path: Path) -> None:
    (tmp_path / "f.rss").write_text("<rss><channel><title>x</title></channel></rss>")
    assert [code(r) for r in ended(tmp_path / "f.rss")] == ["feed.no_text"]


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (RSS, ["", "feed.no_text"]),
        (gzip.compress(b"<urlset><url><loc>http://news.test/a</loc></url></urlset>"), ["feed.no_text"]),
        (jsonl(ROWS * 2), ["", "", "", ""]),
        (json.dumps({"a": 1}).encode(), ["input.no_text"]),
        (gzip.compress(b"just text"), ["feed.not_a_feed"]),
    ],
)
def test_feeds_and_rows_of_the_web(body: bytes, codes: list[str]) -> None:
    with serve(pages({"/": answer(body)})) as server:
        got = ended(server.url(), Limits(), outside=Outside(open_fetcher=lambda: fetcher(server.port)))
    assert [r.code if isinstance(r, Refusal) else "" for r in got] == codes
