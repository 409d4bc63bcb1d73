"""Feeds of a list as a source of news, over a web that answers as told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from sayso.engine.newsfeeds import Feeds, Manners
from sayso.engine.watching import Brought, Clocks, Polled
from sayso.ingest.feeds import FeedList, FollowedFeed, HostRule
from sayso.ingest.feeds.listing import FollowKind, TextFrom
from sayso.ingest.net import Fetched, Request
from sayso.ingest.net.failures import Failure
from sayso.ingest.net.fetcher import Validators
from sayso.ingest.net.sniffing import sniff
from sayso.ingest.net.urls import web_url
from sayso.ledger import Entry, FeedRow, Job
from sayso.records import Item, Refusal

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
FEED = "https://paper.example/rss"
WORDS = " ".join(f"word{n}" for n in range(200))


def rss(*items: str) -> bytes:
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


def item(key: str, text: str = "A teaser.", link: str | None = None) -> str:
    where = link or f"https://paper.example/{key}.html"
    day = "Wed, 25 Nov 2026 09:00:00 GMT"
    return (
        f"<item><title>Title {key}</title><link>{where}</link><guid>{key}</guid><pubDate>{day}</pubDate>"
        f"<description>{text}</description></item>"
    )


@dataclass
class Web:
    """Answers by address: bytes, a failure, or what a function makes of the request."""

    pages: dict[str, bytes | Failure]
    asked: list[Request] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    took_s: float = 0.1

    def fetch(self, request: Request) -> Fetched | Failure:
        self.asked.append(request)
        url = web_url(request.url, range(1, 65_536))
        assert not isinstance(url, Failure)
        barred = request.permit(url)
        if barred is not None:
            return barred
        got = self.pages.get(url.text, Failure.of("fetch.status", "no such page", url.text))
        if isinstance(got, Failure):
            return replace(got, status=got.status or 404)
        kept = request.validators.get(url.text)
        same = kept is not None and kept.etag is not None and kept.etag == self.etag
        form, _ = sniff(got)
        return Fetched(
            url=self.moved.get(url.text, url.text), asked=request.url, status=304 if same else 200, headers={},
            body=b"" if same else got, form=form, media_type="text/html" if b"<html" in got else "text/xml",
            validators=Validators(etag=self.etag), moved_to=self.moved.get(url.text), redirects=(),
            n_raw_bytes=len(got), address="198.51.100.7", took_s=self.took_s,
        )  # fmt: skip

    def urls(self) -> list[str]:
        return [request.url for request in self.asked]


class At:
    """Feeds over a web, with clocks that are set by hand."""

    def __init__(self, web: Web, *feeds: FollowedFeed, hosts: tuple[HostRule, ...] = ()) -> None:
        self.web = web
        self.now = NOW
        self.tick = 1000.0
        self.listed = FeedList(feeds=feeds or (followed(),), hosts=hosts)
        self.feeds = self.opened()
        self.rows: dict[str, FeedRow] = {}

    def opened(self, kept: dict[str, dict[str, object]] | None = None) -> Feeds:
        # a web that answers as told stands in for the fetcher
        return Feeds(
            self.listed,
            self.web,  # type: ignore[arg-type]
            Clocks(lambda: self.now, lambda: self.tick),
            kept or {},
            Manners(chance=lambda: 0.5),
        )

    def after(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.tick += seconds

    def poll(self, feed: str = FEED) -> Polled:
        self.after(self.feeds.wait_s(self.feeds.host_of(feed)))
        polled = self.feeds.poll(feed, self.rows.get(feed), self.now)
        self.rows[feed] = polled.row
        return polled

    def bring(self, entry: Entry, attempts: int = 1) -> Brought:
        self.after(self.feeds.wait_s(entry.host))
        job = Job(
            number=1, feed=FEED, name=entry.name, host=entry.host, payload=entry.payload, attempts=attempts,
            again=False,
        )  # fmt: skip
        return self.feeds.bring(job, self.now)


def followed(url: str = FEED, **changes: object) -> FollowedFeed:
    return replace(FollowedFeed(url=url, name="Paper", publisher="The Paper"), **changes)  # type: ignore[arg-type]


def test_a_teaser_leads_to_the_page_and_a_whole_text_to_none() -> None:
    web = Web({FEED: rss(item("a"), item("b", WORDS)), "https://paper.example/a.html": b"<html>page</html>"})
    at = At(web)
    teaser, whole = at.poll().entries
    assert (teaser.host, whole.host) == ("paper.example", "")
    got = at.bring(whole).got
    assert isinstance(got, Item)
    assert (got.publisher, got.url, got.html) == ("The Paper", "https://paper.example/b.html", True)
    assert "word199" in str(got.body)
    page = at.bring(teaser).got
    assert isinstance(page, Item)
    assert (page.body, page.html, page.title) == (b"<html>page</html>", True, "Title a")
    assert page.published == "2026-11-25T09:00:00+00:00"
    assert page.extra["feed"] == {"url": FEED, "guid": "a", "published": "Wed, 25 Nov 2026 09:00:00 GMT"}


def test_an_endless_key_is_kept_as_its_digest() -> None:
    long, longer = "k" * 5_000, "k" * 5_001
    entries = At(Web({FEED: rss(item("a"), item(long), item(longer))})).poll().entries
    short, *others = [entry.key for entry in entries]
    assert short == '["a", "https://paper.example/a.html"]'
    assert [len(key) for key in others] == [64, 64]
    assert others[0] != others[1]


@pytest.mark.parametrize(("text", "outcome"), [(TextFrom.FEED, "feed.no_text"), (TextFrom.PAGE, "page")])
def test_the_list_says_where_texts_come_from(text: TextFrom, outcome: str) -> None:
    web = Web({FEED: rss(item("a"), item("b", WORDS))})
    at = At(web, followed(text=text))
    first, second = at.poll().entries
    if text is TextFrom.FEED:
        got = at.bring(first).got
        assert isinstance(got, Refusal)
        assert got.code == outcome
        assert isinstance(at.bring(second).got, Item)
    else:
        assert {first.host, second.host} == {"paper.example"}


def test_robots_txt_is_asked_once_and_kept_to() -> None:
    web = Web({FEED: rss(item("a"), item("x", link="https://paper.example/private/x"))})
    web.pages["https://paper.example/robots.txt"] = b"User-agent: sayso\nDisallow: /private\nCrawl-delay: 9\n"
    web.pages["https://paper.example/a.html"] = b"<html>page</html>"
    at = At(web)
    one, barred = at.poll().entries
    assert at.feeds.wait_s("paper.example") == 9.0
    assert isinstance(at.bring(one).got, Item)
    refused = at.bring(barred).got
    assert isinstance(refused, Refusal)
    assert refused.code == "fetch.robots"
    assert sum(url.endswith("/robots.txt") for url in web.urls()) == 1


def test_a_host_is_left_alone_between_two_requests_and_after_a_failure() -> None:
    web = Web({FEED: rss(item("a"))})
    at = At(web, hosts=(HostRule(host="paper.example", delay_s=7.0),))
    assert at.feeds.wait_s("paper.example") == 0.0
    at.poll()
    assert at.feeds.wait_s("paper.example") == 7.0
    at.after(7.0)
    web.pages[FEED] = replace(Failure.of("fetch.busy", "busy", FEED), status=503, retry_after="1200")
    failed = at.poll()
    assert (failed.row.code, failed.row.failures) == ("fetch.busy", 1)
    assert at.feeds.wait_s("paper.example") == 1200.0


def test_what_servers_gave_is_sent_back_as_it_was() -> None:
    web = Web({FEED: rss(item("a"))}, etag='W/"ü-1"')
    at = At(web)
    assert len(at.poll().entries) == 1
    at.after(4000)
    again = at.poll()
    assert again.entries == ()
    assert web.asked[-1].validators[FEED] == Validators(etag='W/"ü-1"')
    assert again.row.code is None


def test_a_quiet_feed_is_asked_less_often_and_a_busy_one_more() -> None:
    web = Web({FEED: rss(item("a"))})
    at = At(web)
    at.poll()
    first = at.rows[FEED].state["interval_s"]
    at.poll()
    assert at.rows[FEED].state["interval_s"] > first
    web.pages[FEED] = rss(item("b"), item("a"))
    slow = at.rows[FEED].state["interval_s"]
    at.poll()
    assert at.rows[FEED].state["interval_s"] < slow


def test_a_feed_that_is_gone_is_not_asked_again() -> None:
    web = Web({FEED: replace(Failure.of("fetch.gone", "gone", FEED), status=410)})
    at = At(web)
    assert at.poll().row.due_at is None


def test_a_feed_that_moved_is_asked_where_it_is_after_some_sightings() -> None:
    new = "https://paper.example/new.rss"
    web = Web({FEED: rss(item("a")), new: rss(item("a"))}, moved={FEED: new})
    at = At(web)
    for _ in range(3):
        at.poll()
    web.asked.clear()
    at.poll()
    assert web.urls() == [new]


def test_the_maps_of_an_index_are_followed_and_remembered() -> None:
    index = "https://paper.example/sitemap.xml"
    body = (
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<sitemap><loc>https://paper.example/news1.xml</loc></sitemap></sitemapindex>"
    )
    web = Web({index: body})
    at = At(web, followed(index, kind=FollowKind.SITEMAP))
    row = at.poll(index).row
    assert list(at.feeds.feeds()) == [index, "https://paper.example/news1.xml"]
    at.feeds = at.opened()
    assert list(at.feeds.feeds()) == [index]
    at.feeds.poll(index, row, at.now)
    assert "https://paper.example/news1.xml" in at.feeds.feeds()


def test_a_page_that_names_its_feed_leads_to_it() -> None:
    page = "https://paper.example/"
    html = b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body></body></html>'
    at = At(Web({page: html, FEED: rss(item("a"))}), followed(page, kind=FollowKind.PAGE))
    at.poll(page)
    assert list(at.feeds.feeds()) == [page, FEED]
    assert len(at.poll(FEED).entries) == 1
    at.web.pages[page] = b"<html><body>nothing</body></html>"
    assert at.poll(page).row.code == "feed.not_a_feed"


def test_a_page_that_cannot_be_had_now_is_tried_later_and_later() -> None:
    url = "https://paper.example/a.html"
    web = Web({FEED: rss(item("a")), url: replace(Failure.of("fetch.timeout", "slow", url))})
    at = At(web)
    (entry,) = at.poll().entries
    waits = []
    for attempts in (1, 2, 9):
        brought = at.bring(entry, attempts)
        assert brought.again_at is not None
        assert brought.code == "fetch.timeout"
        waits.append((brought.again_at - at.now).total_seconds())
        at.after(100_000)
    assert waits == sorted(waits)
    web.pages[url] = Failure.of("fetch.ssrf", "not public", url)
    got = at.bring(entry).got
    assert isinstance(got, Refusal)
    assert got.code == "fetch.ssrf"


def test_hosts_are_left_alone_across_a_restart_but_no_longer_than_a_day() -> None:
    web = Web({FEED: replace(Failure.of("fetch.unavailable", "down", FEED), status=503)})
    at = At(web)
    at.poll()
    kept = dict(at.feeds.hosts_to_keep())
    assert list(kept) == ["paper.example"]
    assert list(at.feeds.hosts_to_keep()) == []
    at.after(60)
    assert at.opened(kept).wait_s("paper.example") == pytest.approx(840.0)
    at.now -= timedelta(days=30)
    assert at.opened(kept).wait_s("paper.example") == 86_400.0
    assert at.opened({"paper.example": {"ready_at": "nonsense"}}).wait_s("paper.example") == 0.0


def test_what_is_no_feed_is_said_and_asked_again() -> None:
    at = At(Web({FEED: b"<html><body>Sorry</body></html>"}))
    polled = at.poll()
    assert (polled.row.code, polled.entries) == ("feed.not_a_feed", ())
    assert polled.row.due_at is not None
