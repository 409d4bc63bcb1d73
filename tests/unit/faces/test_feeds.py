"""A search as a feed: what any reader takes for one, whatever the news text holds."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest

from ledgers import open_ledger
from sayso.engine.config import Settings, load_settings
from sayso.engine.searches import Feed, SavedSearches
from sayso.faces.alerts.feeds import FeedFormat, Links, Rendered, render
from sayso.faces.alerts.words import differences, headline, says_so
from sayso.ledger import EventQuery, Ledger
from sayso.records import Quantity, Run, Span, Status
from stubs import TOWN, Told, day, figure_of, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LINKS = Links(base_url="https://news.example/", feed_url="https://news.example/feed?key=a&b")
VISIT = Told(
    place=TOWN,
    time=day("2024-05-18"),
    status=Status.PLANNED,
    sentence="They will meet <b>soon</b> & talk.",
    chain=(speaker("the Kremlin"),),
)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(tmp_path / "l.db")})


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with open_ledger(settings.ledger.path, clock=lambda: int(NOW.timestamp() * 1e9)) as opened:
        opened.begin_run(RUN)
        opened.commit()
        yield opened


@pytest.fixture
def searches(settings: Settings, ledger: Ledger) -> SavedSearches:
    made = SavedSearches(settings, clock=lambda: NOW, random=lambda n: bytes(range(n)))
    made.save("Visits", EventQuery(), by="ann")
    return made


def add(ledger: Ledger, *told: Told) -> None:
    for each in told:
        article, claim = each.made()
        ledger.add_report(RUN.run_id, article, [claim])
    ledger.refresh()
    ledger.commit()


def feed_of(searches: SavedSearches) -> Feed:
    found = searches.feed("Visits")
    assert found is not None
    return found


def parsed(rendered: Rendered) -> Any:
    found = feedparser.parse(rendered.body, response_headers={"content-type": rendered.media_type})
    assert not found.bozo, found.bozo_exception
    return found


@pytest.mark.parametrize("form", [FeedFormat.ATOM, FeedFormat.RSS])
def test_a_feed_says_who_whom_where_when_and_who_says_so(
    searches: SavedSearches, ledger: Ledger, form: FeedFormat
) -> None:
    add(ledger, VISIT)
    rendered = render(feed_of(searches), form, LINKS)
    found = parsed(rendered)
    assert found.feed.title == "sayso: Visits"
    (entry,) = found.entries
    assert entry.title == "CONSULT/visit: Kim → Putin, Harbour Town, “then” (planned)"
    event_id = next(iter(ledger.events(EventQuery()))).event_id
    assert entry.link == f"https://news.example/event/{event_id}"
    content = entry.summary if form is FeedFormat.RSS else entry.content[0].value
    assert "They will meet &lt;b&gt;soon&lt;/b&gt; &amp; talk." in content
    assert "Says so: the Kremlin [institution]" in content
    assert "1 independent origin, 1 report" in content
    assert [tag.term for tag in entry.tags] == ["CONSULT", "planned"]
    changed = entry.published_parsed if form is FeedFormat.RSS else entry.updated_parsed
    assert tuple(changed)[:6] == (2026, 11, 26, 12, 0, 0)


def test_atom_is_as_rfc_4287_has_it(searches: SavedSearches, ledger: Ledger) -> None:
    add(ledger, VISIT, Told(type="AID", mode=None, number=1))
    root = ET.fromstring(render(feed_of(searches), FeedFormat.ATOM, LINKS).body)
    assert root.tag == ATOM + "feed"
    for node in (root, *root.findall(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(ATOM + name)) == 1, name
    assert root.findall(ATOM + "author")
    ids = [node.findtext(ATOM + "id") for node in root.iter(ATOM + "entry")]
    assert len(set(ids)) == 2
    assert all(str(i).startswith("tag:news.example,2026-11-26:AAECAwQFBgcI/c") for i in ids)


JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "feed_url": {"type": "string", "format": "uri"},
        "home_page_url": {"type": "string", "format": "uri"},
        "authors": {"type": "array", "items": {"type": "object"}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_text"]}, {"required": ["content_html"]}],
                "properties": {
                    "id": {"type": "string"},
                    "url": {"type": "string"},
                    "date_modified": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                    "date_published": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def test_json_feed_is_as_its_version_1_1_has_it(searches: SavedSearches, ledger: Ledger) -> None:
    add(ledger, VISIT)
    rendered = render(feed_of(searches), FeedFormat.JSON, LINKS)
    doc = json.loads(rendered.body)
    jsonschema.validate(doc, JSON_FEED)
    assert rendered.media_type.startswith("application/feed+json")
    (item,) = doc["items"]
    assert item["content_text"].startswith("They will meet <b>soon</b> & talk.\nSays so: the Kremlin")
    assert (item["date_published"], item["date_modified"]) == ("2024-05-16T00:00:00Z", "2026-11-26T12:00:00Z")
    assert item["_sayso"]["event"]["status"] == "planned"


@pytest.mark.parametrize("form", list(FeedFormat))
def test_an_entry_keeps_its_id_when_its_event_has_another(
    searches: SavedSearches, ledger: Ledger, form: FeedFormat
) -> None:
    def ids() -> list[str]:
        body = render(feed_of(searches), form, LINKS).body
        if form is FeedFormat.JSON:
            return [item["id"] for item in json.loads(body)["items"]]
        return [entry.id for entry in feedparser.parse(body).entries]

    add(ledger, VISIT)
    before, event = ids(), next(iter(ledger.events(EventQuery()))).event_id
    add(ledger, replace(VISIT, number=1, published=date(2024, 5, 15), publisher="Other", sentence="A visit."))
    assert next(iter(ledger.events(EventQuery()))).event_id != event
    assert ids() == before
    assert len(before) == 1


@pytest.mark.parametrize("form", list(FeedFormat))
def test_a_feed_that_is_another_has_another_etag(
    searches: SavedSearches, ledger: Ledger, form: FeedFormat
) -> None:
    empty = render(feed_of(searches), form, LINKS)
    assert render(feed_of(searches), form, LINKS) == empty
    assert empty.unchanged(empty.etag)
    assert empty.unchanged(f'"x", W/{empty.etag}')
    assert empty.unchanged("*")
    assert not empty.unchanged(None)
    assert not empty.unchanged('"x"')
    add(ledger, VISIT)
    full = render(feed_of(searches), form, LINKS)
    assert full.etag != empty.etag
    assert full.headers()["Last-Modified"] == "Thu, 26 Nov 2026 12:00:00 GMT"
    assert len({render(feed_of(searches), f, LINKS).etag for f in FeedFormat}) == 3


def test_ids_of_a_feed_do_not_hang_on_the_address_it_is_asked_at(
    searches: SavedSearches, ledger: Ledger
) -> None:
    add(ledger, VISIT)
    feed = feed_of(searches)
    one, two = (
        feedparser.parse(render(feed, FeedFormat.ATOM, Links(feed_url=url, pages_at=url[:-2])).body)
        for url in ("http://127.0.0.1:8420/f", "http://localhost:8420/f")
    )
    assert [e.id for e in one.entries] == [e.id for e in two.entries]
    assert one.entries[0].id.startswith("tag:sayso.invalid,")
    assert one.entries[0].link.startswith("http://127.0.0.1:8420/event/")
    body = render(feed, FeedFormat.ATOM, Links()).body
    assert [*ET.fromstring(body).iter(ATOM + "link")] == []


def test_a_base_that_is_no_web_address_makes_no_links(searches: SavedSearches, ledger: Ledger) -> None:
    add(ledger, VISIT)
    for form in FeedFormat:
        body = render(feed_of(searches), form, Links(base_url="javascript:alert(1)")).body
        assert b"javascript" not in body


def test_a_feed_of_nothing_is_a_feed(searches: SavedSearches) -> None:
    for form in (FeedFormat.ATOM, FeedFormat.RSS):
        assert parsed(render(feed_of(searches), form, Links())).entries == []


def test_a_figure_says_how_many_of_what(searches: SavedSearches, ledger: Ledger) -> None:
    shells = Quantity(text="11 shells", span=Span(0, 1), low=11, high=11, unit=None, counted="shells")
    article, claim = replace(VISIT, sentence="They have 11 shells.").made()
    ledger.add_report(RUN.run_id, article, [figure_of(replace(claim, time=None), shells)])
    ledger.refresh()
    ledger.commit()
    (entry,) = feed_of(searches).entries
    assert headline(entry["event"]) == "stock of shells: 11 shells, Rus, Harbour Town (planned)"


def test_what_accounts_differ_in_is_told() -> None:
    event = {"disagreements": {"place": {"Here": ["c1"], "There": ["c2"]}, "time": {}}}
    assert differences(event) == ["place: Here or There"]
    assert differences({}) == []


def test_names_are_cut_and_many_of_them_left_out() -> None:
    names = [f"{'x' * 200}{n}" for n in range(9)]
    event = {
        "kind": "event",
        "event": {"type": "CONSULT", "mode": None},
        "actors": [{"role": "actor", "name": name} for name in names],
        "place": None,
        "time": None,
        "status": "happened",
    }
    line = headline(event)
    assert len(line) <= 240
    assert line.count("x…") <= 3


@pytest.mark.parametrize(
    ("chain", "publisher", "said"),
    [
        ([], "The Paper", "The Paper itself"),
        ([], None, "the report itself"),
        (
            [
                {"name": "Kyodo", "text": "", "kind": "outlet"},
                {"name": "", "text": "sources", "kind": "unnamed"},
            ],
            "The Paper",
            "Kyodo [outlet] ← sources [unnamed]",
        ),
    ],
)
def test_on_whose_word_it_rests(chain: list[dict[str, str]], publisher: str | None, said: str) -> None:
    assert says_so({"event": {"attribution": chain}, "publisher": publisher}) == said
