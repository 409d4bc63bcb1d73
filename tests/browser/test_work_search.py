"""Searching: words, names that are offered, facets, addresses that can be kept, and nothing found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import sayso
from pagework import row_ids

Page = Any
KALANDADZE = "per:nino-kalandadze"


@pytest.fixture(scope="module")
def ledger(coded: Path) -> Iterator[Any]:
    with sayso.open(coded) as opened:
        yield opened


@pytest.fixture
def page(open_page: Any, desk: str) -> Page:
    page = open_page()
    page.goto(desk)
    return page


def found(ledger: Any, **conditions: Any) -> list[str]:
    return [event.event_id for event in ledger.events(**conditions)]


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def search(page: Page, words: str) -> None:
    box = page.get_by_role("searchbox", name="Search the ledger")
    box.fill(words)
    box.press("Enter")
    page.wait_for_load_state()


def facet(page: Page, label: str) -> Any:
    """A facet, unfolded."""
    part = page.locator("details.facet", has=page.locator(f"summary:text-is('{label}')"))
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def choose(page: Page, label: str, value: str) -> int:
    """Take a value of a facet; gives the count that stood beside it."""
    link = facet(page, label).get_by_role("link").filter(has=page.locator(f"bdi:text-is('{value}')"))
    count = link.locator(".facet-n")
    n = int(count.text_content()) if count.count() else -1
    link.click()
    page.wait_for_load_state()
    return n


def test_words_find_the_sentences_that_hold_them(page: Page, ledger: Any) -> None:
    search(page, "minehunters")
    assert page.get_by_role("heading", level=1).text_content() == "Events: “minehunters”"
    assert row_ids(page) == found(ledger, text="minehunters") != []
    for snippet in page.locator("#events .snippet").all_text_contents():
        assert "minehunters" in snippet
    assert page.get_by_role("searchbox").input_value() == "minehunters"


def test_words_in_quotation_marks_stand_side_by_side(page: Page, ledger: Any) -> None:
    search(page, '"Health Ministry"')
    side_by_side = row_ids(page)
    search(page, "Ministry Health")
    assert set(side_by_side) <= set(row_ids(page))
    assert side_by_side == found(ledger, text='"Health Ministry"') != []
    search(page, '"Ministry Health"')
    assert row_ids(page) == []


def test_a_name_is_offered_and_taken(page: Page, ledger: Any) -> None:
    search(page, "Kalandadze")
    offered = page.get_by_role("navigation", name="Meant as a name").get_by_role("link")
    want = found(ledger, who=KALANDADZE)
    assert offered.all_text_contents() == [f"Events with Nino Kalandadze ({len(want)})"]
    offered.click()
    page.wait_for_load_state()
    assert asked(page) == {"who": KALANDADZE}
    assert row_ids(page) == want
    assert page.get_by_role("heading", level=1).text_content() == "Events: Nino Kalandadze"


def test_each_facet_narrows_by_what_it_counts(page: Page, ledger: Any) -> None:
    steps = (
        ("Type", "CONSULT", {"type": "CONSULT"}),
        ("Status", "happened", {"status": "happened"}),
        ("How sure the speaker is", "certain", {"certainty": "certain"}),
        ("Independent origins", "2 or more", {"min_origins": 2}),
        ("Country", "Oman (OMN)", {"country": "OMN"}),
    )
    given: dict[str, Any] = {}
    for label, value, condition in steps:
        given |= condition
        n = choose(page, label, value)
        assert asked(page) == {name: str(value) for name, value in given.items()}
        rows = row_ids(page)
        assert rows == found(ledger, **given) != []
        assert len(rows) == n
    chosen = page.get_by_role("list", name="Filters in force").get_by_role("listitem").all_text_contents()
    assert len(chosen) == len(steps) + 1


def test_a_period_narrows_to_its_days(page: Page, ledger: Any) -> None:
    choose(page, "Period", "2024")
    assert asked(page) == {"since": "2024-01-01", "until": "2024-12-31"}
    assert row_ids(page) == found(ledger, since="2024-01-01", until="2024-12-31") != []
    assert page.get_by_role("heading", level=1).text_content() == "Events: 1 Jan 2024 to 31 Dec 2024"
    choose(page, "Period", "2024")
    assert asked(page) == {}


def test_a_facet_is_let_go_where_it_was_chosen(page: Page) -> None:
    before = row_ids(page)
    choose(page, "Type", "CONSULT")
    held = facet(page, "Type").locator('a[aria-current="true"]')
    assert "CONSULT" in (held.text_content() or "")
    held.click()
    page.wait_for_load_state()
    assert asked(page) == {}
    assert row_ids(page) == before


def test_a_permalink_gives_the_same_list_in_a_new_window(page: Page, open_page: Any) -> None:
    search(page, "said")
    choose(page, "Type", "CONSULT")
    choose(page, "Status", "happened")
    link = page.get_by_role("link", name="Permalink").get_attribute("href")
    address = page.evaluate("href => new URL(href, location).href", link)
    other = open_page()
    other.goto(address)
    assert row_ids(other) == row_ids(page) != []
    assert other.title() == page.title()
    assert other.locator(".chosen li").all_text_contents() == page.locator(".chosen li").all_text_contents()


def test_the_back_button_goes_back_through_what_was_asked(page: Page) -> None:
    lists = [row_ids(page)]
    search(page, "said")
    lists.append(row_ids(page))
    choose(page, "Type", "CONSULT")
    lists.append(row_ids(page))
    assert len({tuple(rows) for rows in lists}) == 3
    for rows in reversed(lists[:-1]):
        page.go_back()
        assert row_ids(page) == rows
    assert page.get_by_role("searchbox").input_value() == ""
    page.go_forward()
    assert row_ids(page) == lists[1]
    assert page.get_by_role("searchbox").input_value() == "said"


def test_conditions_are_cleared_one_by_one_and_all_at_once(page: Page) -> None:
    search(page, "said")
    choose(page, "Type", "CONSULT")
    choose(page, "Status", "happened")
    page.get_by_role("link", name="type: CONSULT").click()
    page.wait_for_load_state()
    assert asked(page) == {"text": "said", "status": "happened"}
    page.get_by_role("link", name="all filters").click()
    page.wait_for_load_state()
    assert asked(page) == {}
    assert page.get_by_role("heading", level=1).text_content() == "All events"


def test_conditions_are_set_in_a_form(page: Page, ledger: Any) -> None:
    page.locator("details.conditions summary").click()
    page.get_by_label("Taking part: a name, id or country").fill("Lindholm")
    page.get_by_label("Country", exact=True).fill("Yemen")
    page.get_by_label("From", exact=True).fill("2026-04-10")
    page.get_by_label("Until", exact=True).fill("2026-04-12")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_load_state()
    want = found(ledger, who="Lindholm", country="YEM", since="2026-04-10", until="2026-04-12")
    assert row_ids(page) == want != []


def test_nothing_found_says_what_to_let_go(page: Page, ledger: Any) -> None:
    page.goto(page.url + "?text=Kalandadze+minehunters&country=YEM")
    state = page.locator(".state-empty")
    assert "No event meets all of this" in (state.text_content() or "")
    without = state.get_by_role("link").all_text_contents()
    yemen = len(found(ledger, country="YEM"))
    assert f"without words Kalandadze minehunters: {yemen}" in without
    assert page.locator("details.conditions").get_attribute("open") is not None
    state.get_by_role("link", name=f": {yemen}").click()
    page.wait_for_load_state()
    assert asked(page) == {"country": "YEM"}
    assert row_ids(page) == found(ledger, country="YEM")


def test_words_that_stand_in_no_sentence_together_are_offered_alone(page: Page, ledger: Any) -> None:
    search(page, "Kalandadze minehunters")
    state = page.locator(".state-empty")
    for word in ("Kalandadze", "minehunters"):
        n = len(found(ledger, text=word))
        assert state.get_by_role("link", name=f"only “{word}”: {n}").count() == 1
    state.get_by_role("link", name="only “minehunters”").click()
    page.wait_for_load_state()
    assert row_ids(page) == found(ledger, text="minehunters")


def test_what_cannot_be_asked_says_why_and_how(page: Page, watched: Any) -> None:
    page.goto(page.url + "?since=yesterday")
    heading = page.get_by_role("heading", level=1).text_content()
    assert heading == "Since must be a day, not 'yesterday'"
    assert "Write it as in 2024-05-16." in (page.get_by_role("alert").text_content() or "")
    assert [fault for fault in watched.faults if "400" not in fault] == []
    watched.faults.clear()


def test_lists_over_several_pages_hold_each_event_once(page: Page, ledger: Any) -> None:
    page.goto(page.url + "?limit=40")
    rows = row_ids(page)
    assert len(rows) == 40
    while (older := page.get_by_role("link", name="Older")).count():
        older.click()
        page.wait_for_load_state()
        rows += row_ids(page)
    assert rows == found(ledger)
    page.get_by_role("link", name="Newer").click()
    page.wait_for_load_state()
    assert row_ids(page) == rows[len(rows) // 40 * 40 - 40 : len(rows) // 40 * 40]
