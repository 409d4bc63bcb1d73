"""Judging on an event's page: accounts taken apart, events made one, origins made one, and verdicts taken back."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sayso
from sayso.records import Event

Page = Any


@pytest.fixture
def attack(own: Path) -> Event:
    """The bombing that most accounts tell of."""
    with sayso.open(own) as ledger:
        return max(ledger.events(), key=lambda event: len(event.claim_ids))


@pytest.fixture
def page(open_page: Callable[..., Page], serve: Callable[[Path], str], own: Path, attack: Event) -> Page:
    page = open_page()
    page.goto(f"{serve(own)}/event/{attack.event_id}")
    return page


def accounts(page: Page) -> set[str]:
    ids = page.locator(".account").evaluate_all("all => all.map((e) => e.id)")
    return {id_.removeprefix("claim-") for id_ in ids}


def verdicts(page: Page) -> Any:
    return page.locator(".verdicts > li")


def kept(page: Page) -> None:
    """The verdict was taken; back to where it was given."""
    assert page.get_by_role("heading", level=1).text_content() == "Your verdict is kept"
    page.get_by_role("link", name="Back to where you were").click()
    page.wait_for_load_state()


def event_of(own: Path, claim_id: str) -> set[str]:
    """The claims of the event that a claim is in."""
    with sayso.open(own) as ledger:
        return set(ledger.event(ledger.claim(claim_id).event_id).event.claim_ids)


def test_an_account_is_made_another_event_and_taken_back(page: Page, own: Path, attack: Event) -> None:
    lead, other = attack.lead.claim_id, next(id_ for id_ in attack.claim_ids if id_ != attack.lead.claim_id)
    assert accounts(page) == set(attack.claim_ids)
    card = page.locator(f"#claim-{other}")
    card.get_by_text("This is another event").click()
    card.get_by_label("why, in a few words").fill("another bomb, says the ministry")
    card.get_by_role("button", name="Another event").click()
    page.wait_for_load_state()
    assert "another bomb, says the ministry" in (page.locator("main dl.facts").text_content() or "")
    kept(page)

    assert other not in accounts(page)
    assert lead in accounts(page)
    assert accounts(page) == event_of(own, lead)
    assert other not in event_of(own, lead)
    said = " ".join((verdicts(page).text_content() or "").split())
    assert said.startswith("different event:")
    assert getpass.getuser() in said
    assert "another bomb, says the ministry" in said

    verdicts(page).get_by_role("button", name="Take back").click()
    page.wait_for_load_state()
    kept(page)
    assert accounts(page) == set(attack.claim_ids) == event_of(own, lead)
    assert "unsure" in (verdicts(page).text_content() or "")
    assert verdicts(page).get_by_role("button").count() == 0


def test_every_account_can_be_taken_out_and_the_way_back_leads_somewhere(
    page: Page, own: Path, attack: Event
) -> None:
    with sayso.open(own) as ledger:
        first = ledger.event(attack.event_id).accounts[0].claim_id
    assert first != attack.lead.claim_id
    card = page.locator(f"#claim-{first}")
    card.get_by_text("This is another event").click()
    card.get_by_role("button", name="Another event").click()
    page.wait_for_load_state()
    kept(page)
    assert attack.lead.claim_id in accounts(page)
    assert first not in accounts(page)


def test_two_events_are_made_one_and_taken_apart_again(page: Page, own: Path, attack: Event) -> None:
    with sayso.open(own) as ledger:
        nearby = [
            event
            for event in ledger.events(kind="event", country="YEM", since="2026-04-07", until="2026-04-08")
            if event.event_id != attack.event_id
        ]
        other = nearby[0]
    form = page.locator("form", has=page.get_by_role("button", name="One event"))
    form.get_by_label("the other event's id").fill(other.event_id)
    form.get_by_label("why, in a few words").fill("the same bomb")
    form.get_by_role("button", name="One event").click()
    page.wait_for_load_state()
    kept(page)
    both = set(attack.claim_ids) | set(other.claim_ids)
    assert accounts(page) == both == event_of(own, attack.lead.claim_id)
    assert "the same bomb" in (verdicts(page).text_content() or "")
    verdicts(page).get_by_role("button", name="Take back").click()
    page.wait_for_load_state()
    kept(page)
    assert event_of(own, attack.lead.claim_id) == set(attack.claim_ids)
    assert event_of(own, other.lead.claim_id) == set(other.claim_ids)


def test_an_id_that_is_none_is_said_to_be_none(page: Page, watched: Any) -> None:
    form = page.locator("form", has=page.get_by_role("button", name="One event"))
    form.get_by_label("the other event's id").fill("e00000000")
    form.get_by_role("button", name="One event").click()
    page.wait_for_load_state()
    assert "Nothing in this ledger has the id" in (page.get_by_role("heading", level=1).text_content() or "")
    assert [fault for fault in watched.faults if "404" not in fault] == []
    watched.faults.clear()


def test_two_origins_are_made_one_and_two_again(page: Page, attack: Event) -> None:
    def counted() -> str:
        return (page.locator("#origins .count b").first.text_content() or "").strip()

    assert counted() == str(attack.n_origins) == "3"
    form = page.locator("form", has=page.get_by_role("button", name="One origin"))
    left, right = form.get_by_label("this origin"), form.get_by_label("and this one")
    choices = left.locator("option").all_text_contents()
    assert len(set(choices)) == len(choices) == 3
    paper = [words for words in choices if words.startswith("Levant Courier")]
    assert len(paper) == 2
    left.select_option(label=paper[0])
    right.select_option(label=paper[1])
    form.get_by_label("why, in a few words").fill("one newsroom")
    form.get_by_role("button", name="One origin").click()
    page.wait_for_load_state()
    kept(page)
    assert counted() == "2"
    assert page.locator(".origin-tree > li").count() == 2
    said = " ".join((verdicts(page).text_content() or "").split())
    assert said.startswith("same origin:")
    assert "one newsroom" in said
    verdicts(page).get_by_role("button", name="Take back").click()
    page.wait_for_load_state()
    kept(page)
    assert counted() == "3"
    assert page.locator(".origin-tree > li").count() == 3
