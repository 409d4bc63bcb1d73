"""Where and when: the map with its table and days, the timeline, an itinerary, and the page of an actor."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import sayso
from pagework import hrefs, ready, row_ids
from sayso.records import Status

Page = Any
KALANDADZE = "per:nino-kalandadze"
AT_KALANDADZE = "/actor/per%3Anino-kalandadze"


@pytest.fixture(scope="module")
def ledger(coded: Path) -> Iterator[Any]:
    with sayso.open(coded) as opened:
        yield opened


@pytest.fixture
def opened(open_page: Any, desk: str, until: Any) -> Any:
    """Opens a page, and waits for its map where it has one."""

    def make(path: str, width: int = 1280) -> Page:
        page = open_page(width=width)
        page.goto(desk + path)
        ready(page, until)
        if page.locator("[data-map]").count():
            page.locator("[data-map]").scroll_into_view_if_needed()
            until(page, "document.querySelector('[data-map]').dataset.ready")
        return page

    return make


def told(page: Page) -> dict[str, str]:
    """What the map says of itself."""
    return dict(page.evaluate("({...document.querySelector('[data-map]').dataset})"))


def found(ledger: Any, **conditions: Any) -> list[Any]:
    return list(ledger.events(**conditions))


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def points(page: Page) -> Any:
    """The features a map was made of."""
    return json.loads(
        page.evaluate("fetch(document.querySelector('[data-map]').dataset.url).then((a) => a.text())")
    )


# ------------------------------------------------------------------ the map


def test_the_map_draws_what_the_table_lists(opened: Any, ledger: Any) -> None:
    page = opened("/map")
    said = told(page)
    assert "error" not in said
    rows = page.locator("#places tbody tr")
    places = {}
    for row in rows.all():
        href = row.locator(".place a").get_attribute("href")
        places[href] = int(row.locator("td.n").text_content())
    for href, n in places.items():
        asks = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
        assert n == len(found(ledger, **asks)), href
    features = points(page)["features"]
    assert sum(feature["properties"]["n"] for feature in features) == int(said["shown"]) > 20
    assert int(said["features"]) == len(places)
    assert 0 < int(said["rendered"]) <= len(places)
    countries = [feature for feature in features if feature["properties"]["precision"] == "country"]
    assert all(feature["geometry"] is None for feature in countries)


def test_events_of_a_place_are_one_click_away(opened: Any, ledger: Any) -> None:
    page = opened("/map")
    page.locator("#places").get_by_role("link", name="Batumi", exact=True).click()
    page.wait_for_url("**/?place=*")
    place = asked(page)["place"]
    assert row_ids(page) == [event.event_id for event in ledger.events(place=place)] != []
    assert page.get_by_role("heading", level=1).text_content() == "Events: Batumi"


def test_the_map_follows_what_is_asked(opened: Any, ledger: Any) -> None:
    page = opened(f"/?who={KALANDADZE}")
    page.get_by_role("link", name="on the map").click()
    page.wait_for_url("**/map?**")
    assert asked(page) == {"who": KALANDADZE}
    named = page.locator("#places .place a").all_text_contents()
    want = {event.lead.place.name for event in ledger.events(who=KALANDADZE) if event.lead.place}
    assert set(named) == want


def test_days_of_the_map_are_chosen_by_a_slider(opened: Any, ledger: Any, until: Any) -> None:
    page = opened("/map", width=700)
    before = told(page)
    slider = page.get_by_role("slider", name="From")
    first = slider.get_attribute("aria-valuetext")
    assert first == before["since"]
    slider.fill(str((date(2026, 4, 10) - date(1970, 1, 1)).days))
    until(page, f"document.querySelector('[data-map]').dataset.features < {before['features']}")
    since = slider.get_attribute("aria-valuetext")
    assert asked(page) == {"since": since} == {"since": "2026-04-10"}
    drawn = int(told(page)["shown"])
    page.reload()
    page.locator("[data-map]").scroll_into_view_if_needed()
    until(page, "document.querySelector('[data-map]').dataset.ready")
    assert int(told(page)["shown"]) == drawn
    assert page.locator(".chosen").get_by_role("link").count() == 1
    page.get_by_role("link", name="as a list").click()
    page.wait_for_load_state()
    assert row_ids(page) == [event.event_id for event in ledger.events(since=since)]


def test_a_place_on_the_map_tells_its_events(opened: Any) -> None:
    page = opened("/map", width=700)
    page.get_by_text("Places in view, as a list").click()
    page.locator("[data-map-list] button", has_text="Muscat").click()
    popup = page.get_by_role("dialog", name="Muscat")
    events = hrefs(popup.locator("a[href^='/event/']"))
    assert events
    popup.locator(f"a[href='{events[0]}']").click()
    page.wait_for_url(f"**{events[0]}")
    assert "Muscat" in (page.locator("dl.facts").first.text_content() or "")


# ------------------------------------------------------------------ over time


def test_days_are_chosen_by_drawing_over_the_timeline(opened: Any, ledger: Any) -> None:
    page = opened("/timeline?since=2026-04-01&until=2026-04-30")
    bars = page.locator("#timeline rect.bar")
    at = {bar.get_attribute("data-since"): bar for bar in bars.all()}
    first, last = at["2026-04-07"], at["2026-04-09"]
    first.scroll_into_view_if_needed()
    a, b = first.bounding_box(), last.bounding_box()
    page.mouse.move(a["x"] + a["width"] / 2, a["y"] + 2)
    page.mouse.down()
    page.mouse.move(b["x"] + b["width"] / 2, b["y"] + 4, steps=4)
    page.mouse.up()
    page.wait_for_url("**/timeline?since=2026-04-07&until=2026-04-09**")
    want = found(ledger, since="2026-04-07", until="2026-04-09")
    # over time, an event counts at its one day: its last, or that of its newest report
    days = [
        day
        for event in found(ledger)
        if (day := (event.lead.time and event.lead.time.latest) or event.last_published)
    ]
    n = sum("2026-04-07" <= day <= "2026-04-09" for day in days)
    assert f"{n} events" in (page.locator(".content").text_content() or "")
    page.get_by_role("link", name="as a list").click()
    page.wait_for_load_state()
    assert row_ids(page) == [event.event_id for event in want] != []


def test_days_are_chosen_by_two_fields(opened: Any, ledger: Any) -> None:
    page = opened("/timeline?type=ASSAULT")
    figure = page.locator("#timeline")
    figure.get_by_label("From", exact=True).fill("2026-04-13")
    figure.get_by_label("Until", exact=True).fill("2026-04-14")
    figure.get_by_role("button", name="Show these days").click()
    page.wait_for_load_state()
    assert asked(page).items() >= {"type": "ASSAULT", "since": "2026-04-13", "until": "2026-04-14"}.items()
    want = len(found(ledger, type="ASSAULT", since="2026-04-13", until="2026-04-14"))
    assert want
    assert f"{want} events" in (page.locator(".content").text_content() or "")


def test_the_table_of_the_timeline_counts_the_same(opened: Any, ledger: Any) -> None:
    page = opened("/timeline?since=2026-04-01&until=2026-04-30")
    types = {
        row.locator("th").text_content().strip(): int(row.locator("td.n").first.text_content())
        for row in page.locator("#types tbody tr").all()
    }
    events = found(ledger, since="2026-04-01", until="2026-04-30")
    assert len(events) > 70
    assert types == Counter(event.lead.event.type if event.lead.event else "FIGURE" for event in events)
    page.locator("#timeline .twin summary").click()
    days = page.locator("#timeline-table tbody tr")
    assert sum(int(row.locator("td").nth(1).text_content()) for row in days.all()) == len(events)


# ------------------------------------------------------------------ an itinerary


def test_done_ways_are_solid_and_planned_ones_dashed(opened: Any) -> None:
    page = opened(AT_KALANDADZE)
    page.get_by_role("link", name="Itinerary").click()
    page.wait_for_url("**/itinerary")
    page.get_by_label("As it was known on").fill("2026-04-11")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**as_of=2026-04-11**")
    page = opened(AT_KALANDADZE + "/itinerary?as_of=2026-04-11")
    stops = page.locator("#stops > li")
    assert [stop.get_attribute("class").split()[1] for stop in stops.all()] == ["stop-done"] * 3 + [
        "stop-planned"
    ]
    places = ["Batumi", "Bucharest", "Vienna", "Ankara"]
    for stop, place in zip(stops.all(), places, strict=True):
        assert stop.locator(".stop-head .place a").text_content() == place
    said = told(page)
    assert (said["features"], said["lines"], said["unplaced"]) == ("4", "3", "0")
    assert said["ways"] == "done solid, done solid, planned dashed"
    dashes = {
        status: page.locator(f".map-key-{status}").evaluate("e => getComputedStyle(e).strokeDasharray")
        for status in ("done", "planned")
    }
    assert dashes["done"] == "none" != dashes["planned"]


def test_a_plan_that_was_carried_out_is_done(opened: Any) -> None:
    page = opened(AT_KALANDADZE + "/itinerary")
    assert told(page)["ways"] == "done solid, done solid, done solid"
    last = page.locator("#stops > li").last
    assert "announced on 11 Apr 2026 by Vienna Gazette" in (last.text_content() or "")


def test_each_stop_leads_to_its_receipts(opened: Any, ledger: Any) -> None:
    page = opened(AT_KALANDADZE + "/itinerary")
    for stop in page.locator("#stops > li").all():
        place = stop.locator(".stop-head .place a").text_content()
        receipts = hrefs(stop.locator("a[href^='/claim/']"))
        assert receipts
        told_of = [ledger.claim(href.removeprefix("/claim/")).claim for href in receipts]
        assert any(claim.place and claim.place.name == place for claim in told_of)
    receipt = page.locator("#stops a[href^='/claim/']").first
    claim = receipt.get_attribute("href").removeprefix("/claim/")
    receipt.click()
    page.wait_for_url(f"**/event/*#claim-{claim}")
    assert page.locator(f"#claim-{claim}:target").is_visible()


def test_the_days_of_an_itinerary_can_be_narrowed(opened: Any) -> None:
    page = opened(AT_KALANDADZE + "/itinerary")
    page.get_by_label("From", exact=True).fill("2026-04-09")
    page.get_by_label("Until", exact=True).fill("2026-04-12")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_load_state()
    assert page.locator("#stops .stop-head .place a").all_text_contents() == ["Bucharest", "Vienna"]
    page.get_by_role("link", name="All of it").click()
    page.wait_for_load_state()
    assert page.locator("#stops > li").count() == 4


# ------------------------------------------------------------------ an actor


def test_partners_are_listed_and_drawn(opened: Any, ledger: Any) -> None:
    page = opened(AT_KALANDADZE)
    partners = {}
    for row in page.locator("#partners tbody tr").all():
        link = row.locator(".actor a")
        partners[link.text_content()] = row.locator("td a[data-open]")
        events = int(partners[link.text_content()].text_content())
        assert events >= 1
    beside = [claim for claim in ledger.claims(who=KALANDADZE) if claim.status is not Status.NEGATED]
    ids = [{actor.actor_id: actor.name for actor in claim.actors} for claim in beside]
    names = {name for held in ids if KALANDADZE in held for name in held.values()}
    assert set(partners) == names - {"Nino Kalandadze"}
    drawn = page.locator("#network svg [data-href]").evaluate_all("all => all.map((e) => e.dataset.href)")
    assert set(drawn) >= set(hrefs(page.locator("#partners .actor a")))
    for name, link in partners.items():
        n, href = int(link.text_content()), link.get_attribute("href")
        asks = {key: values[0] for key, values in parse_qs(urlsplit(href).query).items()}
        shared = found(ledger, **asks)
        assert len(shared) == n, name
    partners["Orhan Demirel"].click()
    page.wait_for_url("**/?actor=*")
    for id_ in row_ids(page):
        names = {a.name for claim in ledger.event(id_).accounts for a in claim.actors}
        assert {"Nino Kalandadze", "Orhan Demirel"} <= names


def test_a_click_on_the_network_opens_the_partner(opened: Any) -> None:
    page = opened(AT_KALANDADZE)
    node = page.locator("#network svg [data-href='/actor/per%3Ailinca-dragan']").first
    node.scroll_into_view_if_needed()
    node.click()
    page.wait_for_url("**/actor/per%3Ailinca-dragan")
    assert page.get_by_role("heading", level=1).text_content() == "Ilinca Dragan"


def test_what_an_actor_says_and_who_speaks_of_it(opened: Any, ledger: Any) -> None:
    page = opened(AT_KALANDADZE)
    said = page.locator(".said > li")
    claims = list(ledger.said_by("Nino Kalandadze"))
    assert said.count() == len(claims) > 0
    sentences = {claim.claim.evidence.sentence for claim in claims}
    for row in said.all():
        words = "".join(
            row.locator(".snippet")
            .evaluate(
                "e => { e.querySelectorAll('.mark-label').forEach((l) => l.remove()); return e.textContent }"
            )
            .split()
        )
        assert words in {"".join(sentence.split()) for sentence in sentences}
    speaks = page.locator("section", has_text="Who speaks of it").locator(".plain-list a").all_text_contents()
    named = {
        speaker.name
        for event in ledger.events(who=KALANDADZE)
        for claim in ledger.event(event.event_id).accounts
        for speaker in claim.attribution
    }
    assert set(speaks) <= named | {"Nino Kalandadze"}
    assert "Georgian foreign ministry" in speaks


def test_the_events_of_an_actor_are_those_of_the_ledger(opened: Any, ledger: Any) -> None:
    page = opened(AT_KALANDADZE)
    assert row_ids(page) == [event.event_id for event in ledger.events(who=KALANDADZE)]
