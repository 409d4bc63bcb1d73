"""What an analyst takes along: a saved search with its feeds, and lists as files."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest

import sayso
from pagework import hrefs, row_ids

Page = Any


@pytest.fixture(scope="module")
def ledger(coded: Path) -> Iterator[Any]:
    with sayso.open(coded) as opened:
        yield opened


def found(ledger: Any, **conditions: Any) -> list[str]:
    return [event.event_id for event in ledger.events(**conditions)]


# ------------------------------------------------------------------ searches


@pytest.fixture
def page(open_page: Callable[..., Page], serve: Callable[[Path], str], own: Path) -> Page:
    """A list that was asked for, on a server of its own."""
    page = open_page()
    page.goto(serve(own) + "/?country=YEM&type=CONSULT")
    return page


def save(page: Page, name: str) -> None:
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name of the search").fill(name)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/search/*")


def feed(page: Page, form: str) -> Any:
    """A feed of the search on the page, read with a feed reader's library."""
    href = page.locator("#feeds li", has_text=form).get_by_role("link").get_attribute("href")
    answer = page.context.request.get(urljoin(page.url, href))
    assert answer.status == 200
    read = feedparser.parse(answer.body())
    assert not read.bozo
    return read


def test_a_search_is_saved_and_read_as_a_feed(page: Page, ledger: Any) -> None:
    want = found(ledger, country="YEM", type="CONSULT")
    save(page, "Talks in Yemen")
    assert page.get_by_role("heading", level=1).text_content() == "Talks in Yemen"
    for form, version in (("rss", "rss20"), ("atom", "atom10")):
        read = feed(page, form)
        assert read.version == version
        assert read.feed.title == "sayso: Talks in Yemen"
        assert read.feed.link == page.url.partition("#")[0]
        assert {entry.link.rpartition("/")[2] for entry in read.entries} == set(want)
        told = {entry.link.rpartition("/")[2]: entry for entry in read.entries}
        for id_ in want:
            lead = ledger.event(id_).event.lead
            assert lead.place.name in told[id_].title
            assert lead.evidence.sentence in told[id_].summary
            assert "<script" not in told[id_].summary
    alternates = hrefs(page.locator("head link[rel='alternate']"))
    assert len(alternates) == 2
    page.goto(feed(page, "rss").entries[0].link)
    assert page.get_by_role("heading", level=1).text_content() != "Talks in Yemen"
    assert page.locator(".account").count() >= 1


def test_a_saved_search_is_listed_and_asks_again(page: Page, ledger: Any) -> None:
    save(page, "Talks in Yemen")
    page.get_by_role("link", name="Searches", exact=True).first.click()
    row = page.locator("#searches tbody tr")
    assert row.count() == 1
    words = row.locator("td[data-label='Asks for'] a")
    assert words.text_content() == "type CONSULT; country Yemen (YEM)"
    words.click()
    page.wait_for_load_state()
    assert row_ids(page) == found(ledger, country="YEM", type="CONSULT") != []


def test_a_search_is_renamed_gets_other_feeds_and_is_deleted(page: Page, watched: Any) -> None:
    save(page, "Talks")
    before = urljoin(page.url, page.locator("#feeds a").first.get_attribute("href"))
    page.get_by_label("Name of the search").fill("Talks & <b>visits</b>")
    page.get_by_role("button", name="Save the changes").click()
    page.wait_for_load_state()
    assert page.get_by_role("heading", level=1).text_content() == "Talks & <b>visits</b>"
    assert feed(page, "atom").feed.title == "sayso: Talks & <b>visits</b>"
    page.get_by_role("button", name="Give it other addresses").click()
    page.wait_for_load_state()
    assert page.context.request.get(before).status == 404
    assert feed(page, "rss").entries
    after = urljoin(page.url, page.locator("#feeds a").first.get_attribute("href"))
    page.get_by_text("Delete this search").click()
    page.get_by_role("button", name="Delete it for good").click()
    page.wait_for_url("**/searches")
    assert "No search is saved" in (page.locator("main").text_content() or "")
    assert page.context.request.get(after).status == 404


def test_what_is_wrong_with_a_search_is_said_where_it_stands(page: Page, watched: Any) -> None:
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name of the search").fill("Talks")
    page.get_by_label("Tell somebody of what is new").check()
    page.get_by_label("Mail addresses, one a line").fill("nobody at all")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    field = page.get_by_label("Mail addresses, one a line")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value().strip() == "nobody at all"
    note = page.locator(f"#{field.get_attribute('aria-describedby')}").text_content()
    assert "nobody at all" in note
    assert page.get_by_label("Name of the search").input_value() == "Talks"
    assert page.get_by_role("alert").is_visible()
    watched.faults[:] = [fault for fault in watched.faults if "400" not in fault]


# ------------------------------------------------------------------ files


@pytest.fixture
def listed(open_page: Callable[..., Page], desk: str) -> Page:
    page = open_page(accept_downloads=True)
    page.goto(desk + "/?country=YEM")
    return page


def taken(page: Page, label: str) -> tuple[str, bytes]:
    """A file of the export menu: its name and content."""
    menu = page.locator("details.menu")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    with page.expect_download() as download:
        menu.get_by_role("link", name=label).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_list_is_taken_away_as_csv(listed: Page, ledger: Any) -> None:
    name, body = taken(listed, "CSV")
    assert name == "sayso-events.csv"
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == row_ids(listed) == found(ledger, country="YEM")
    for row in rows:
        lead = ledger.event(row["id"]).event.lead
        assert row["evidence"] == lead.evidence.sentence
        assert row["status"] == lead.status.value
        assert int(row["origins"]) == ledger.event(row["id"]).event.n_origins


def test_a_list_is_taken_away_as_json_lines(listed: Page, ledger: Any) -> None:
    name, body = taken(listed, "JSON Lines")
    assert name == "sayso-events.jsonl"
    lines = [json.loads(line) for line in body.decode().splitlines()]
    assert lines[-1]["kind"] == "end"
    assert lines[-1]["lines"] == len(lines) - 1
    claims = {line["claim"]["id"]: line["claim"] for line in lines if line["kind"] == "claim"}
    for id_ in found(ledger, country="YEM"):
        for claim in ledger.event(id_).accounts:
            assert claims[claim.claim_id]["evidence"]["sentence"] == claim.evidence.sentence


def test_a_list_is_taken_away_as_geojson(listed: Page, ledger: Any) -> None:
    name, body = taken(listed, "GeoJSON")
    assert name == "sayso-events.geojson"
    document = json.loads(body)
    assert document["type"] == "FeatureCollection"
    by_id = {feature["id"]: feature for feature in document["features"]}
    assert set(by_id) == set(found(ledger, country="YEM"))
    for id_, feature in by_id.items():
        place = ledger.event(id_).event.lead.place
        if feature["geometry"] is not None:
            assert feature["geometry"]["coordinates"] == [place.lon, place.lat]


def test_every_form_of_the_menu_comes_as_a_file(listed: Page) -> None:
    listed.locator("details.menu summary").click()
    labels = [words.strip() for words in listed.locator("details.menu li a").all_inner_texts()]
    assert len(labels) >= 8
    for label in labels:
        name, body = taken(listed, label.splitlines()[0])
        assert name.startswith("sayso-")
        assert body
        if name.endswith(".zip"):
            assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None


def test_other_lists_are_taken_away_too(open_page: Callable[..., Page], desk: str) -> None:
    page = open_page(accept_downloads=True)
    for path, column in (
        ("/actors", "id"),
        ("/sources", "name"),
        ("/timeline", "day"),
        ("/figures", "series"),
    ):
        page.goto(desk + path)
        _, body = taken(page, "CSV")
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
        assert rows
        assert column in rows[0], (path, list(rows[0]))
