"""Feeds as they should be, and as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.feeds import (
    DateMark,
    Entry,
    Feed,
    FeedFault,
    FeedKind,
    FeedLimits,
    Seen,
    entry_item,
    find_feeds,
    has_text,
    judge_entry,
    read_feed,
)
from sayso.ingest.feeds.date_words import _MONTHS
from sayso.ingest.feeds.plain import plain_text
from sayso.ingest.feeds.stamps import read_stamp
from sayso.records import Item, Refusal

NOW = datetime(2024, 5, 18, 12, tzinfo=UTC)
URL = "https://times.example/rss/world.xml"


def feed(body: str | bytes) -> Feed:
    got = read_feed(body.encode() if isinstance(body, str) else body, URL, NOW)
    assert isinstance(got, Feed), got
    return got


def rss(*items: str) -> Feed:
    return feed(
        "<rss version='2.0'><channel><title>Times &amp; Tides</title><language>en-GB</language><ttl>45</ttl>"
        + "".join(f"<item>{i}</item>" for i in items)
        + "</channel></rss>"
    )


def test_rss() -> None:
    got = rss(
        "<title>Talks &lt;b&gt;begin&lt;/b&gt;</title><link> /a#top </link><guid isPermaLink='false'>id-1</guid>"
        "<pubDate>Thu, 16 May 2024 10:00:00 +0200</pubDate><author>desk@times.example (A. Writer)</author><description>&lt;p&gt;Short.&lt;/p&gt;</description>"
    )
    assert (got.kind, got.title, got.language, got.ttl_s, got.cut_off) == (
        FeedKind.RSS,
        "Times & Tides",
        "en-GB",
        2700.0,
        False,
    )
    (entry,) = got.entries
    assert (entry.key.feed, entry.key.guid, entry.key.url) == (URL, "id-1", "https://times.example/a")
    assert (entry.title, entry.link, entry.summary, entry.content, entry.language) == (
        "Talks begin",
        "https://times.example/a",
        "<p>Short.</p>",
        "",
        "en-GB",
    )
    assert entry.published.at == datetime(2024, 5, 16, 8, tzinfo=UTC)
    assert entry.published.at.utcoffset() == timedelta(hours=2)
    assert entry.published.verbatim == "Thu, 16 May 2024 10:00:00 +0200"
    assert entry.updated.marks == {DateMark.ABSENT}
    assert entry.author
    assert "A. Writer" in entry.author


def test_atom() -> None:
    got = feed(
        """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Zeitung</title>
        <entry><id>tag:x,2024:1</id><title type="text">Kosten &lt; Nutzen</title><link rel="self" href="/self"/><link rel="alternate" href="https://z.example/1"/>
        <published>2024-05-16T10:00:00+02:00</published><updated>2024-05-17T10:00:00Z</updated><author><name>B</name></author>
        <content type="html">&lt;p&gt;Ein &lt;script&gt;böse()&lt;/script&gt;Text&lt;/p&gt;</content><summary>Kurz</summary></entry></feed>"""
    )
    assert (got.kind, got.title) == (FeedKind.ATOM, "Zeitung")
    (entry,) = got.entries
    assert (entry.title, entry.link, entry.author, entry.language) == (
        "Kosten < Nutzen",
        "https://z.example/1",
        "B",
        "de",
    )
    assert "<script>" in entry.content  # as received: what is done about it is the text room's matter
    assert entry.summary == "<p>Kurz</p>"
    assert entry.updated.at == datetime(2024, 5, 17, 10, tzinfo=UTC)


def test_rdf_and_dublin_core() -> None:
    got = feed(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel rdf:about="x"><title>R</title><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
        <item rdf:about="https://r.example/1"><title>One</title><link>https://r.example/1</link><dc:date>2024-05-16T10:00:00Z</dc:date></item></rdf:RDF>"""
    )
    assert (got.ttl_s, got.entries[0].updated.at) == (1800.0, datetime(2024, 5, 16, 10, tzinfo=UTC))


def test_json_feed() -> None:
    got = feed(
        """{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "title": "J", "language": "en", "authors": [{"name": "Desk"}],
        "items": [{"id": 7, "url": "/a", "title": "One", "content_text": "A < B.\\n\\nMore.", "date_published": "2024-05-16T10:00:00-04:00"},
                  {"external_url": "https://o.example/b", "summary": "S", "author": {"name": "C"}, "language": "fr"}]}"""
    )
    one, two = got.entries
    assert (got.kind, one.key.guid, one.link, one.content, one.author) == (
        FeedKind.JSON,
        "7",
        "https://times.example/a",
        "<p>A &lt; B.</p><p>More.</p>",
        "Desk",
    )
    assert (two.key.guid, two.link, two.author, two.language) == ("", "https://o.example/b", "C", "fr")


def test_a_news_sitemap() -> None:
    got = feed(
        """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://times.example/a</loc><lastmod>2024-05-17</lastmod>
        <image:image><image:loc>https://cdn.example/x.jpg</image:loc><image:title>Picture</image:title></image:image>
        <news:news><news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>
        <news:publication_date>2024-05-16T10:00:00Z</news:publication_date><news:title>Talks &amp; more</news:title></news:news></url></urlset>"""
    )
    (entry,) = got.entries
    assert (got.kind, got.title, entry.link, entry.title, entry.language) == (
        FeedKind.SITEMAP,
        "Times",
        "https://times.example/a",
        "Talks & more",
        "en",
    )
    assert entry.published.at == datetime(2024, 5, 16, 10, tzinfo=UTC)
    assert entry.updated.marks == {DateMark.DAY_ONLY, DateMark.NO_ZONE}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings(encoding: str) -> None:
    got = feed(
        f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><item><title>Zürich café</title></item></channel></rss>".encode(
            encoding
        )
    )
    assert got.entries[0].title == "Zürich café"


def test_ill_formed_feeds_are_read_as_well_as_they_can_be() -> None:
    got = feed(
        "<rss version='2.0'><channel><title>A & B</title><item><title>Tea & talks</title><link>https://times.example/a</link><foo:bar>x</item></channel>"
    )
    assert [(e.title, e.link) for e in got.entries] == [("Tea & talks", "https://times.example/a")]


# --- keys and versions ------------------------------------------------------------------------------


WHOLE = b"".join(
    (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>',
        *(
            b"<item><title>Ferry %d</title><link>https://post.example/ferry/%d</link></item>" % (n, n)
            for n in range(3)
        ),
        b"</channel></rss>",
    )
)


@pytest.mark.parametrize("end", range(100, len(WHOLE)))
def test_an_entry_that_a_feed_is_cut_within_is_left_out(end: int) -> None:
    """The half of an address would be a page of its own, and missing."""
    got = read_feed(WHOLE[:end], "https://post.example/feed", NOW)
    assert isinstance(got, Feed)
    assert got.cut_short
    n = WHOLE[:end].count(b"</item>")
    assert [e.link for e in got.entries] == [f"https://post.example/ferry/{k}" for k in range(n)]
    whole = read_feed(WHOLE, "https://post.example/feed", NOW)
    assert isinstance(whole, Feed)
    assert not whole.cut_short


def test_keys_where_guids_are_missing_repeated_and_reused() -> None:
    got = rss(
        "<title>No guid</title><link>https://times.example/a</link>",
        "<title>Nothing but words</title>",
        "<title>Other words</title>",
        "<title>First story</title><guid isPermaLink='false'>1</guid><link>https://times.example/b</link>",
        "<title>Other story, same guid</title><guid isPermaLink='false'>1</guid><link>https://times.example/c</link>",
        "<title>First story, older</title><guid isPermaLink='false'>1</guid><link>https://times.example/b</link>",
    )
    assert (len(got.entries), got.n_repeated) == (5, 1)
    assert len({e.key for e in got.entries}) == 5
    assert got.entries[0].key.guid == ""
    assert got.entries[1].key.guid == got.entries[1].digest
    assert got.entries[3].title == "First story"


def test_a_changed_text_is_a_new_version_and_changed_markup_is_none() -> None:
    def one(title: str, text: str, date: str = "2024-05-16") -> Entry:
        return rss(
            f"<title>{title}</title><guid>https://times.example/a</guid><description><![CDATA[{text}]]></description><pubDate>{date}</pubDate>"
        ).entries[0]

    first = one("Talks", "<p>Four dead.</p>")
    known = {first.key: first.digest}
    assert judge_entry(one("Talks", "<p>Four dead.</p>", "2024-05-17"), known) is Seen.SAME
    assert (
        judge_entry(
            one(
                "Talks",
                "<div class='x'>Four  dead.</div><img src='https://t.example/?r=9'><script>t(9)</script>",
            ),
            known,
        )
        is Seen.SAME
    )
    assert judge_entry(one("Talks", "<p>Five dead.</p>"), known) is Seen.CHANGED
    assert judge_entry(one("Talks end", "<p>Four dead.</p>"), known) is Seen.CHANGED
    assert judge_entry(first, {}) is Seen.NEW


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://a:b@times.example/",
        "mailto:x@y.example",
        "http://",
        "file:///etc/passwd",
        "https://times.example/\x85".replace("\x85", "&#x1;"),
    ],
)
def test_links_that_are_none(link: str) -> None:
    assert rss(f"<title>x</title><link>{link}</link>").entries[0].link is None


# --- texts ------------------------------------------------------------------------------------------

LONG = "<p>" + "Several words of a report stand here, one after another. " * 20 + "</p>"


def entry(content: str = "", summary: str = "") -> Entry:
    return replace(
        rss("<title>Talks</title><link>https://times.example/a</link><guid>g</guid>").entries[0],
        content=content,
        summary=summary,
    )


@pytest.mark.parametrize(
    ("content", "summary", "own"),
    [
        (LONG, "", True), ("", LONG, True), ("", "<p>" + "word " * 149 + "</p>", False), ("<p>" + "word " * 59 + "</p>", "", False), ("", "", False),
        (LONG + "<a href='x'>Read more »</a>", "", False), ("", LONG + "[…]", False), (LONG + "...", "", False), ("<!-- " + LONG + " -->", "", False),
        (LONG + "<p>Continue reading on our site →</p>", LONG, True), (LONG + "<script>" + "x " * 99 + "…</script>", "", True),
    ],
)  # fmt: skip
def test_entries_with_and_without_a_text_of_their_own(content: str, summary: str, own: bool) -> None:
    assert (has_text(entry(content, summary)) is not None) is own


def test_items_of_entries() -> None:
    got = rss("<title>x</title>")
    item = entry_item(entry(LONG), got, "f:1", publisher="P")
    assert isinstance(item, Item)
    assert (item.name, item.publisher, item.published, item.html) == ("f:1", "P", None, True)
    future = replace(
        entry(LONG), published=read_stamp("2031-01-01", NOW), updated=read_stamp("2024-05-17T00:00:00Z", NOW)
    )
    item = entry_item(future, got, "f:1", published="2024-01-01")
    assert isinstance(item, Item)
    assert (item.published, item.publisher) == ("2024-05-17T00:00:00+00:00", "Times & Tides")
    refused = entry_item(entry(), got, "f:1")
    assert isinstance(refused, Refusal)
    assert refused.code == "feed.no_text"


@pytest.mark.parametrize(
    ("stated", "day"),
    [("2024-05-16", "2024-05-16"), ("2024-05-16 10:00", "2024-05-16T10:00:00"), ("2024-05-16T10:00:00+02:00", "2024-05-16T10:00:00+02:00"), ("1970-01-01", "2024-01-01"), ("soon", "2024-01-01")],
)  # fmt: skip
def test_an_item_states_no_more_of_its_day_than_its_feed(stated: str, day: str) -> None:
    item = entry_item(
        replace(entry(LONG), published=read_stamp(stated, NOW)), rss(), "f:1", published="2024-01-01"
    )
    assert isinstance(item, Item)
    assert item.published == day


@given(st.text(alphabet="<>-!/scripty &;é\u0130", max_size=80))
def test_plain_text_never_fails(markup: str) -> None:
    assert plain_text(markup) == " ".join(plain_text(markup).split())


# --- dates ------------------------------------------------------------------------------------------

NONE, ZONE, DAY, LOCAL = DateMark.ABSENT, DateMark.NO_ZONE, DateMark.DAY_ONLY, DateMark.LOCALISED


@pytest.mark.parametrize(
    ("stated", "at", "marks"),
    [
        ("Thu, 16 May 2024 10:00:00 GMT", "2024-05-16T10:00:00+00:00", set()), ("Thu, 16 May 2024 10:00:00 EDT", "2024-05-16T10:00:00-04:00", set()),
        ("16 May 24 10:00 +0530", "2024-05-16T10:00:00+05:30", set()), ("Thu, 16 May 2024 10:00:00 CEST", "2024-05-16T10:00:00+02:00", set()),
        ("Thu, 16 May 2024 10:00:00 MSK", "2024-05-16T10:00:00+03:00", set()), ("Thu, 16 May 2024 10:00:00", "2024-05-16T10:00:00+00:00", {ZONE}),
        ("Thu, 16 May 2024 10:00:00 XYZ", "2024-05-16T10:00:00+00:00", {ZONE}), ("2024-05-16T10:00:00Z", "2024-05-16T10:00:00+00:00", set()),
        ("2024-05-16T10:00:00.123+02:00", "2024-05-16T10:00:00.123000+02:00", set()), ("2024-05-16 10:00", "2024-05-16T10:00:00+00:00", {ZONE}),
        ("2024-05-16", "2024-05-16T00:00:00+00:00", {ZONE, DAY}), ("20240516", None, {DateMark.UNREADABLE}), ("16.05.2024 10:00", "2024-05-16T10:00:00+00:00", {ZONE}),
        ("16/05/2024", "2024-05-16T00:00:00+00:00", {ZONE, DAY}), ("05/16/2024", "2024-05-16T00:00:00+00:00", {ZONE, DAY}), ("04/05/2024", None, {DateMark.UNREADABLE}),
        ("Do, 16 Mai 2024 10:00:00 +0200", "2024-05-16T10:00:00+02:00", {LOCAL}), ("16. März 2024", "2024-03-16T00:00:00+00:00", {LOCAL, ZONE, DAY}),
        ("jeu., 16 févr. 2023 10:00:00 +0100", "2023-02-16T10:00:00+01:00", {LOCAL}), ("jue, 16 ene 2024 10:00:00 GMT", "2024-01-16T10:00:00+00:00", {LOCAL}),
        ("16 de maio de 2024", "2024-05-16T00:00:00+00:00", {LOCAL, ZONE, DAY}), ("Чт, 16 мая 2024 10:00:00 +0300", "2024-05-16T10:00:00+03:00", {LOCAL}),
        ("16 травня 2024", "2024-05-16T00:00:00+00:00", {LOCAL, ZONE, DAY}), ("16 Mayıs 2024 10:00", "2024-05-16T10:00:00+00:00", {LOCAL, ZONE}),
        ("2024年5月16日 10:00", "2024-05-16T10:00:00+00:00", {ZONE}), ("2024년 5월 16일", "2024-05-16T00:00:00+00:00", {ZONE, DAY}),
        ("May 16, 2024 at 10:00 GMT", "2024-05-16T10:00:00+00:00", set()), ("Thursday, May 16, 2024", "2024-05-16T00:00:00+00:00", {ZONE, DAY}),
        ("16 مايو 2024", "2024-05-16T00:00:00+00:00", {LOCAL, ZONE, DAY}), ("czw, 16 maja 2024 10:00:00 +0200", "2024-05-16T10:00:00+02:00", {LOCAL}),
        ("", None, {NONE}), (None, None, {NONE}), ("yesterday", None, {DateMark.UNREADABLE}), ("Thu, 99 May 2024 10:00:00 GMT", None, {DateMark.UNREADABLE}),
        ("1970-01-01T00:00:00Z", None, {DateMark.EPOCH}), ("Wed, 31 Dec 1969 19:00:00 -0500", None, {DateMark.EPOCH}), ("0001-01-01T00:00:00", None, {DateMark.EPOCH, ZONE}),
        ("2031-05-16T10:00:00Z", "2024-05-18T12:00:00+00:00", {DateMark.FUTURE}), ("2024-05-18T12:05:00Z", "2024-05-18T12:00:00+00:00", set()),
        ("2024-05-18T20:00:00", "2024-05-18T12:00:00+00:00", {ZONE}), ("0001-01-01T00:00:00+14:00", None, {DateMark.UNREADABLE}), ("16 Foo 2024", None, {DateMark.UNREADABLE}),
    ],
)  # fmt: skip
def test_dates_as_stated_and_as_understood(stated: str | None, at: str | None, marks: set[DateMark]) -> None:
    got = read_stamp(stated, NOW)
    assert (got.at.isoformat() if got.at else None, set(got.marks)) == (at, marks)
    assert got.verbatim == (stated or None)


@given(st.text(alphabet="0123456789 :-+/.,TZGMTCESmayfévr年月日jan()", max_size=60))
def test_no_date_is_later_than_now_or_raises(stated: str) -> None:
    got = read_stamp(stated, NOW)
    assert got.at is None or got.at <= NOW


@given(
    st.datetimes(
        min_value=datetime.fromisoformat("1971-01-01"), max_value=datetime.fromisoformat("2024-05-17")
    ),
    st.integers(-720, 840),
)
def test_the_zone_survives(moment: datetime, minutes: int) -> None:
    at = moment.replace(microsecond=0).replace(tzinfo=timezone(timedelta(minutes=minutes)))
    for stated in (at.isoformat(), format_datetime(at)):
        got = read_stamp(stated, NOW)
        assert got.at == at
        assert got.at.utcoffset() == at.utcoffset()


@pytest.mark.parametrize("line", _MONTHS.strip().splitlines(), ids=lambda line: line.split("/")[0].split()[0])
def test_every_month_of_every_language(line: str) -> None:
    months = line.split()
    assert len(months) == 12
    for number, names in enumerate(months, start=1):
        for name in names.split("/"):
            at = read_stamp(f"16 {name.title()} 2023", NOW).at
            assert at is not None
            assert at.month == number
            short = read_stamp(f"16 {name[:3]}. 2023", NOW).at
            assert short is None or short.month == number


@pytest.mark.parametrize("name", ["jui", "čer", "junk", "marathon", "ma", "x"])
def test_words_that_are_no_month_or_several(name: str) -> None:
    assert read_stamp(f"16 {name} 2023", NOW).marks == {DateMark.UNREADABLE}


# --- finding feeds ----------------------------------------------------------------------------------


def test_feeds_that_a_page_names() -> None:
    page = """<!doctype html><html><head><!-- <link rel=alternate type=application/rss+xml href=/hidden> --><base href="https://cdn.example/x/">
    <link rel="alternate" type="application/rss+xml" title="World &amp; more" href="world.rss"><LINK REL='feed ALTERNATE' TYPE='application/atom+xml; charset=x' HREF='/atom'>
    <link rel=alternate type=application/feed+json href=https://times.example/f.json><link rel="alternate" hreflang="de" href="/de">
    <link rel="alternate" type="application/json" href="/wp-json/posts/1"><link rel="alternate" type="application/rss+xml" href="/comments/feed">
    <link rel="alternate" type="application/rss+xml" href="javascript:x"><link rel="alternate" type="application/rss+xml" href="world.rss">
    <script>document.write('<link rel=alternate type=application/rss+xml href=/script>')</script></head>
    <body><link rel="alternate" type="application/rss+xml" href="/body"></body></html>"""
    got = find_feeds(page, "https://times.example/")
    assert [(f.url, f.title, f.comments) for f in got] == [
        ("https://cdn.example/x/world.rss", "World & more", False), ("https://cdn.example/atom", None, False),
        ("https://times.example/f.json", None, False), ("https://cdn.example/comments/feed", None, True),
    ]  # fmt: skip


def test_limits_are_the_callers() -> None:
    got = read_feed(
        b"<rss><channel>" + b"<item><title>x</title></item>" * 9 + b"</channel></rss>",
        URL,
        NOW,
        FeedLimits(max_entries=3),
    )
    assert isinstance(got, Feed)
    assert got.cut_off
    assert len(got.entries) + got.n_repeated == 3


@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            b"",
            b"<rss><channel><item>",
            b"<feed xmlns='http://www.w3.org/2005/Atom'><entry>",
            b"<urlset><url>",
            b'{"version":"https://jsonfeed.org/version/1","items":[',
            b"\x1f\x8b",
        ]
    ),
)
def test_whatever_a_feed_holds_something_is_said_of_it(body: bytes, head: bytes) -> None:
    assert isinstance(read_feed(head + body, URL, NOW), Feed | FeedFault)


@given(st.text(alphabet="<>&;![]ACDTitemlnk /\"'=-?xp:", max_size=300))
def test_whatever_markup_a_feed_has_something_is_said_of_it(text: str) -> None:
    assert isinstance(
        read_feed(f"<rss><channel><item>{text}</item></channel></rss>".encode(), URL, NOW), Feed | FeedFault
    )
