"""Everything works as plain forms and links, without scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sayso
from pagework import hrefs, marks_of_claim, marks_shown, open_row, row_ids

Page = Any


@pytest.fixture(scope="module")
def ledger(coded: Path) -> Iterator[Any]:
    with sayso.open(coded) as opened:
        yield opened


@pytest.fixture
def page(open_page: Callable[..., Page], desk: str) -> Page:
    """The ledger in a browser without scripts."""
    page = open_page(scripts=False, accept_downloads=True)
    page.goto(desk)
    return page


@pytest.fixture
def own_page(open_page: Callable[..., Page], serve: Callable[[Path], str], own: Path) -> Page:
    """The same over a ledger that may be written."""
    page = open_page(scripts=False)
    page.goto(serve(own))
    return page


def found(ledger: Any, **conditions: Any) -> list[str]:
    return [event.event_id for event in ledger.events(**conditions)]


def shown(page: Page) -> str:
    """The words of the page that can be seen."""
    return " ".join(page.locator("main").inner_text().split())


def test_every_page_of_the_navigation_reads(page: Page, ledger: Any) -> None:
    tells = {
        "Ledger": "All events",
        "Map": "The map needs scripts. The table below has the same rows.",
        "Timeline": "Events over time",
        "Actors": "Nino Kalandadze",
        "Figures": "minehunter",
        "Sources": "Yemeni health ministry",
        "Rules": "falls on its day",
        "Runs": "reports",
        "Searches": "No search is saved",
        "Help": "How to read these pages",
    }
    nav = page.get_by_role("navigation", name="Pages", exact=True)
    assert nav.get_by_role("link").all_text_contents() == list(tells)
    for label, words in tells.items():
        nav.get_by_role("link", name=label, exact=True).click()
        page.wait_for_load_state()
        assert words in shown(page), label
        assert nav.locator("a[aria-current='page']").text_content() == label
        # nothing that only a script could fill is left empty on the page
        assert page.locator("main [data-map-box]:visible, main [data-read-out]:visible").count() == 0


def test_the_navigation_opens_in_a_narrow_window(open_page: Callable[..., Page], desk: str) -> None:
    page = open_page(width=380, scripts=False)
    page.goto(desk)
    nav = page.get_by_role("navigation", name="Pages", exact=True)
    assert not nav.is_visible()
    page.get_by_role("button", name="Menu").click()
    nav.get_by_role("link", name="Actors").click()
    page.wait_for_url("**/actors")
    page.goto(desk)
    page.get_by_role("button", name="Filters").click()
    page.locator(".facet").get_by_role("link", name="CONSULT").click()
    page.wait_for_url("**type=CONSULT**")


def test_words_are_searched_and_facets_narrow(page: Page, ledger: Any) -> None:
    page.get_by_role("searchbox").fill("said")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_load_state()
    assert row_ids(page) == found(ledger, text="said")[: len(row_ids(page))] != []
    page.locator(".facet").get_by_role("link", name="ASSAULT").click()
    page.wait_for_load_state()
    assert row_ids(page) == found(ledger, text="said", type="ASSAULT") != []
    page.get_by_text("Set conditions").click()
    page.get_by_label("Country", exact=True).fill("Yemen")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_load_state()
    assert row_ids(page) == found(ledger, text="said", type="ASSAULT", country="YEM") != []


def test_from_a_row_to_the_words(page: Page, ledger: Any) -> None:
    event = max(ledger.events(type="ASSAULT"), key=lambda event: len(event.claim_ids))
    page.goto(page.url + "?type=ASSAULT")
    open_row(page, event.event_id)
    whole = ledger.event(event.event_id)
    claim = next(c for c in whole.accounts if c.claim_id == event.lead.claim_id)
    card = page.locator(f"#claim-{claim.claim_id}")
    text, span = whole.reports[claim.article_id].text, claim.evidence.span
    card.get_by_text("The paragraph around it").click()
    assert card.locator(".context blockquote").is_visible()
    card.locator("a[data-open]").click()
    page.wait_for_url(f"**/report/{claim.article_id}#claim-{claim.claim_id}")
    assert page.locator(f"#claim-{claim.claim_id}:target").is_visible()
    assert " ".join(text.split())[:200] in " ".join(
        "".join(char for line in page_lines(page) for char, _ in [*line, (" ", "")]).split()
    )
    page.locator(f"#claim-{claim.claim_id}").get_by_text("in the text").click()
    assert page.locator(f"#at-{claim.claim_id}:target").count() == 1
    assert marks_of_claim(text, [claim], span.start, span.end)


def page_lines(page: Page) -> list[list[tuple[str, str]]]:
    return [marks_shown(line) for line in page.locator(".report-text p").all()]


def test_two_reports_are_compared(page: Page, ledger: Any) -> None:
    (event,) = [e for e in ledger.events(type="ASSAULT", country="NOR") if e.n_reports > 3]
    page.goto(page.url + f"event/{event.event_id}")
    page.locator("#origins").get_by_role("link", name="compare").first.click()
    page.wait_for_url("**/compare?**")
    passages = page.locator("section[aria-labelledby='left-title'] sup a")
    assert passages.count() >= 1
    assert "of its words from the right" in shown(page)
    before = page.locator(".pair h2").all_text_contents()
    page.get_by_role("link", name="Swap sides").click()
    page.wait_for_load_state()
    assert page.locator(".pair h2").all_text_contents() == before[::-1]


def test_actor_itinerary_and_days(page: Page, ledger: Any) -> None:
    page.goto(page.url + "actors")
    page.get_by_role("link", name="Nino Kalandadze").click()
    page.wait_for_url("**/actor/per%3Anino-kalandadze")
    assert page.locator("#network svg.chart").is_visible()
    page.get_by_role("link", name="Itinerary").click()
    page.wait_for_url("**/itinerary")
    places = page.locator("#stops .stop-head .place a")
    assert places.all_text_contents() == ["Batumi", "Bucharest", "Vienna", "Ankara"]
    assert "The map needs scripts" in shown(page)
    page.get_by_label("Until", exact=True).fill("2026-04-09")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_load_state()
    assert places.all_text_contents() == ["Batumi", "Bucharest"]


def test_days_of_the_timeline_are_chosen_in_fields(page: Page, ledger: Any) -> None:
    page.goto(page.url + "timeline")
    page.locator("#timeline").get_by_label("From", exact=True).fill("2026-04-09")
    page.locator("#timeline").get_by_label("Until", exact=True).fill("2026-04-09")
    page.get_by_role("button", name="Show these days").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="as a list").click()
    page.wait_for_load_state()
    assert row_ids(page) == found(ledger, since="2026-04-09", until="2026-04-09") != []


def test_a_list_is_taken_away(page: Page, ledger: Any) -> None:
    page.goto(page.url + "?country=YEM")
    page.locator("details.menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    body = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert [row["id"] for row in csv.DictReader(io.StringIO(body))] == found(ledger, country="YEM")


def test_an_account_is_judged_and_taken_back(own_page: Page, own: Path) -> None:
    page = own_page
    with sayso.open(own) as view:
        event = max(view.events(), key=lambda event: len(event.claim_ids))
    other = next(id_ for id_ in event.claim_ids if id_ != event.lead.claim_id)
    page.goto(page.url + f"event/{event.event_id}")
    card = page.locator(f"#claim-{other}")
    card.get_by_text("This is another event").click()
    card.get_by_role("button", name="Another event").click()
    page.wait_for_load_state()
    assert "Your verdict is kept" in shown(page)
    page.get_by_role("link", name="Back to where you were").click()
    page.wait_for_load_state()
    assert card.count() == 0
    page.locator(".verdicts").get_by_role("button", name="Take back").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Back to where you were").click()
    page.wait_for_load_state()
    assert card.count() == 1


def test_a_search_is_saved_changed_and_deleted(own_page: Page, own: Path) -> None:
    page = own_page
    page.goto(page.url + "?type=CONSULT")
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name of the search").fill("Talks")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/search/*")
    feeds = hrefs(page.locator("#feeds a"))
    assert [href.partition("?")[0].rpartition(".")[2] for href in feeds] == ["atom", "rss", "json"]
    page.get_by_label("Name of the search").fill("All talks")
    page.get_by_role("button", name="Save the changes").click()
    page.wait_for_load_state()
    assert page.get_by_role("heading", level=1).text_content() == "All talks"
    page.get_by_text("Delete this search").click()
    page.get_by_role("button", name="Delete it for good").click()
    page.wait_for_url("**/searches")
    assert "No search is saved" in shown(page)


def test_colours_are_chosen_and_kept(page: Page) -> None:
    light = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    page.get_by_role("button", name="Dark colours").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    dark = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    assert light != dark
    page.get_by_role("link", name="Actors").first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_role("button", name="Dark colours").get_attribute("aria-pressed") == "true"


def test_the_list_of_keys_says_that_they_need_scripts(page: Page) -> None:
    page.get_by_role("button", name="Keys", exact=True).click()
    dialog = page.get_by_role("dialog", name="Keys")
    assert dialog.is_visible()
    assert "Keys work only where scripts do" in dialog.inner_text()
    page.get_by_role("button", name="Close").last.click()
    assert not dialog.is_visible()
